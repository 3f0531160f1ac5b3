#include "watch/damper.h"

#include <fmt/format.h>

#include <algorithm>

#include "person/packer.h"

namespace bonafide::watch {

namespace {

constexpr std::uint32_t damper_layout = 0xDA3F0001;
constexpr std::int64_t minute_us = 60'000'000;

Timestamp earlier(Timestamp a, Timestamp b) { return !a.known() || (b.known() && b < a) ? b : a; }

}  // namespace

std::string Damper::key_of(std::string_view what, Timestamp time, std::string_view origin) const {
    if (options_.window_us == 0 || !time.known()) return fmt::format("{}|{}", what, origin);
    const std::int64_t window = time.us >= 0 ? time.us / options_.window_us : -((-time.us - 1) / options_.window_us) - 1;
    return fmt::format("{}|{}", what, window);
}

bool Damper::within_limit(Timestamp now) {
    if (options_.per_minute == 0) return true;
    if (!minute_.known() || now.us - minute_.us >= minute_us || now < minute_) minute_ = now, in_minute_ = 0;
    return in_minute_++ < options_.per_minute;
}

void Damper::count(Entry& entry, const Alert& alert, Timestamp now) {
    if (entry.more++ == 0) entry.waiting = now, entry.first = entry.last = Timestamp::none();
    entry.first = earlier(entry.first, alert.time);
    entry.last = std::max(entry.last, alert.time);
    entry.touched = now;
    changed_.insert(alert.key);
    ++counters_.repeated;
}

bool Damper::admit(const Alert& alert, Timestamp now, Again again) {
    if (const auto found = entries_.find(alert.key); found != entries_.end()) {
        Entry& entry = found->second;
        if (again == Again::count && entry.alert.origin != alert.origin) count(entry, alert, now);
        return false;
    }
    const std::optional<Alert> known = lookup_(alert.key);
    if (!known && !within_limit(now)) {
        Limited& limited = limited_[alert.check];
        if (limited.count++ == 0) limited.alert = alert, limited.alert.fields.clear(), limited.waiting = now;
        limited.alert.last = std::max(limited.alert.last, alert.time);
        limits_changed_ = true;
        ++counters_.limited;
        return false;
    }
    Entry entry;
    entry.alert = known ? *known : alert;
    entry.alert.fields.clear();
    entry.touched = now;
    // The very event that made it is being read again: it is in the outbox already.
    if (known && again == Again::count && known->origin != alert.origin) count(entry, alert, now);
    entries_.emplace(alert.key, std::move(entry));
    counters_.admitted += !known;
    return !known;
}

Alert Damper::summary_of(const std::string& key, Entry& entry, Timestamp now) {
    Alert out = entry.alert;
    out.key = fmt::format("{}|more|{}", key, ++entry.told);
    out.kind = AlertKind::more;
    out.made = now;
    out.time = entry.last;
    out.count = entry.more;
    out.first = entry.first;
    out.last = entry.last;
    out.message = fmt::format("{} more like it: {}", entry.more, entry.alert.message);
    out.locator.clear();
    entry.more = 0;
    changed_.insert(key);
    return out;
}

/// What is forgotten here is found again in the outbox; only counts and the number of summaries would be lost.
bool Damper::forget(const std::string& key, const Entry& entry, Timestamp now, bool full) {
    if (entry.more > 0) return false;
    const std::int64_t age = now.us - entry.touched.us, window = std::max(options_.window_us, options_.summary_us);
    if (age <= (entry.told ? 24 * window : window) && !(full && entry.told == 0 && entry.touched < now)) return false;
    if (entry.told) changed_.insert(key);
    return true;
}

std::vector<Alert> Damper::summaries(Timestamp now, bool all) {
    std::vector<Alert> out;
    if (!all && swept_.known() && now.us - swept_.us < options_.summary_us / 4) return out;
    swept_ = now;
    const bool full = entries_.size() > options_.most_entries;
    for (auto at = entries_.begin(); at != entries_.end();) {
        Entry& entry = at->second;
        if (entry.more > 0 && (all || full || now.us - entry.waiting.us >= options_.summary_us)) out.push_back(summary_of(at->first, entry, now));
        if (forget(at->first, entry, now, full)) at = entries_.erase(at);
        else ++at;
    }
    for (auto at = limited_.begin(); at != limited_.end();) {
        Limited& limited = at->second;
        if (!all && now.us - limited.waiting.us < options_.summary_us) {
            ++at;
            continue;
        }
        Alert told = limited.alert;
        told.key = fmt::format("limit|{}|{}", at->first, ++limits_told_);
        told.kind = AlertKind::more;
        told.made = now;
        told.count = limited.count;
        told.subject.clear();
        told.message = fmt::format("{} events of \"{}\" made no alert of their own: more than {} alerts a minute", limited.count, limited.alert.title,
                                   options_.per_minute);
        told.locator.clear();
        out.push_back(std::move(told));
        at = limited_.erase(at);
        limits_changed_ = true;
    }
    std::ranges::sort(out, {}, &Alert::key);
    return out;
}

namespace {

constexpr std::string_view limits_key = "\x01limits";

}  // namespace

std::map<std::string, std::string> Damper::changes() {
    std::map<std::string, std::string> out;
    for (const std::string& key : changed_) {
        std::string& bytes = out[key];
        const auto found = entries_.find(key);
        if (found == entries_.end()) continue;
        const Entry& entry = found->second;
        Packer packer;
        packer.put(damper_layout), packer.put(std::string_view(pack(entry.alert))), packer.put(entry.more), packer.put(entry.told);
        for (const Timestamp time : {entry.first, entry.last, entry.waiting, entry.touched}) packer.put(time.us);
        bytes = std::move(packer.out);
    }
    changed_.clear();
    if (!std::exchange(limits_changed_, false)) return out;
    Packer packer;
    packer.put(damper_layout), packer.put(limits_told_), packer.put(static_cast<std::uint32_t>(limited_.size()));
    for (const auto& [rule, limited] : limited_)
        packer.put(std::string_view(rule)), packer.put(std::string_view(pack(limited.alert))), packer.put(limited.count),
            packer.put(limited.waiting.us);
    out[std::string(limits_key)] = std::move(packer.out);
    return out;
}

Result<void> Damper::load(const std::map<std::string, std::string>& kept) {
    for (const auto& [key, bytes] : kept) {
        Unpacker in(bytes);
        if (in.get<std::uint32_t>() != damper_layout) return fail("state", "counted alerts of another layout");
        if (key == limits_key) {
            limits_told_ = in.get<std::uint64_t>();
            for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
                const std::string rule = in.text();
                auto alert = unpack_alert(in.view());
                if (!alert) return std::unexpected(alert.error());
                Limited& limited = limited_[rule];
                limited.alert = std::move(*alert);
                limited.count = in.get<std::uint64_t>();
                limited.waiting.us = in.get<std::int64_t>();
            }
        } else {
            Entry entry;
            auto alert = unpack_alert(in.view());
            if (!alert) return std::unexpected(alert.error());
            entry.alert = std::move(*alert);
            entry.more = in.get<std::uint64_t>();
            entry.told = in.get<std::uint64_t>();
            for (Timestamp* time : {&entry.first, &entry.last, &entry.waiting, &entry.touched}) time->us = in.get<std::int64_t>();
            entries_[key] = std::move(entry);
        }
        if (!in.done()) return fail("state", "damaged counts of alerts");
    }
    return {};
}

}  // namespace bonafide::watch
