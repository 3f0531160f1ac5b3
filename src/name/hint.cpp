#include "name/hint.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/grouped.h"
#include "base/hash.h"
#include "name/kept.h"

namespace bonafide::name {

namespace {

constexpr double common_name_bits = 2;  ///< a name that says less is common: "John Smith" 1.6, "Kim Jong Un" 2.5
constexpr std::size_t most_others = 3;  ///< entries that are named beside the first

bool first_of_january(const BirthDate& date) { return date.month == 1 && date.day == 1; }

bool same_day(const std::vector<BirthDate>& a, const std::vector<BirthDate>& b) {
    return std::ranges::any_of(a,
                               [&](const BirthDate& date) { return date.day && !first_of_january(date) && std::ranges::find(b, date) != b.end(); });
}

/// Are the names one name, whatever else agrees?
bool names_alike(const Prepared& a, const Prepared& b, const Words& words) {
    for (const Name& x : a.names)
        for (const Name& y : b.names)
            if (combine(compare(x, y, words), false, {}).score >= match_score) return true;
    return false;
}

std::string_view what_agrees(HintBy by) {
    switch (by) {
        case HintBy::number: return "The number of an identity document, and with it the name or date of birth, is that of";
        case HintBy::wallet: return "The wallet is that of";
        case HintBy::contact: return "An e-mail address or telephone number is that of";
        case HintBy::birth_date: return "Name and date of birth are like those of";
        case HintBy::number_only: return "The number of an identity document, though under another name, is that of";
        case HintBy::birth_year: return "Name and year of birth are like those of";
        case HintBy::name: return "The name, and nothing else that is known, is like that of";
        case HintBy::common_name: return "A common name, and nothing else that is known, is like that of";
    }
    return {};
}

std::string joined(const std::vector<std::string>& texts) {
    std::string out;
    for (const std::string& text : texts) out += (out.empty() ? "" : "; ") + text;
    return out;
}

}  // namespace

std::unique_ptr<KeptLists> KeptLists::none(std::string_view reason) {
    auto out = std::make_unique<KeptLists>(Words{});
    out->index_.finish();
    out->note(fmt::format("nobody was compared with lists of names: {}", reason));
    return out;
}

std::unique_ptr<KeptLists> KeptLists::load(const KeptListsAt& at, Timestamp now, Errors& errors) {
    Errors unread;
    const std::vector<KeptList> kept = newest(at.folder, unread);
    std::unique_ptr<KeptLists> out;
    if (kept.empty()) {
        out = none("none is kept; `bonafide lists update FROM` keeps some");
    } else {
        out = std::make_unique<KeptLists>(Words::load(at.names, unread));
        for (const KeptList& list : kept) out->add(list, now, at.stale_days, unread);
        out->index_.finish();
    }
    for (const Error& error : unread) out->note(fmt::format("of the lists of names: {}: {}", error.where, error.what));
    std::ranges::move(unread, std::back_inserter(errors));
    return out;
}

void KeptLists::note(std::string text) {
    stamp_ = mix64(stamp_, hash64(text));
    notes_.push_back(std::move(text));
}

void KeptLists::add(const KeptList& kept, Timestamp now, int stale_days, Errors& errors) {
    auto list = name::load(kept);
    if (!list) {
        errors.push_back(list.error());
        return;
    }
    std::ranges::move(list->unread, std::back_inserter(errors));
    stamp_ = mix64(stamp_, hash64(kept.file.string()));  // the file's name has the time it was kept
    const std::string date = kept.published.empty() ? iso_date(kept.kept) : kept.published;
    note(fmt::format("people were compared with the list {} of {} ({} entries)", kept.name, date, grouped(list->entries.size())));
    if (const int age = kept.age_days(now); age > stale_days)
        note(fmt::format("the list {} is {} days old: who was added since is not found; `bonafide lists update FROM` keeps a newer one", kept.name,
                         age));
    list->date = date;
    index_.add(std::move(*list));
}

HintBy KeptLists::strongest(const Prepared& query, const ListMatch& match) const {
    const Prepared& entry = index_.entries()[match.entry].prepared;
    const Fields fields = compare_fields(query, entry, nullptr);
    const bool day = fields.dates == DateVerdict::same_day && same_day(query.birth_dates, entry.birth_dates);
    if (fields.same_document && (day || (fields.dates != DateVerdict::differs && names_alike(query, entry, words_)))) return HintBy::number;
    if (fields.same_wallet) return HintBy::wallet;
    if (fields.same_contact) return HintBy::contact;
    if (fields.same_document) return HintBy::number_only;
    if (day) return HintBy::birth_date;
    if (fields.dates == DateVerdict::same_day || fields.dates == DateVerdict::same_year) return HintBy::birth_year;
    return match.bits < common_name_bits ? HintBy::common_name : HintBy::name;
}

/// "KIM, Sou-gwang on OFAC SDN of 2026-11-24 (22286)"
std::string KeptLists::shown(const ListMatch& match) const {
    const Index::Entry& entry = index_.entries()[match.entry];
    const Index::ListInfo& list = index_.lists()[entry.list];
    return fmt::format("{} on {} of {} ({})", match.name.empty() ? entry.name : match.name, list.name, list.date, entry.id);
}

std::optional<Hint> KeptLists::hint(Search& search, Subject subject) const {
    subject.schema = "person";
    std::ranges::sort(subject.names);
    std::ranges::sort(subject.birth_dates);
    std::ranges::sort(subject.identifiers, {}, [](const Identifier& id) { return std::tie(id.kind, id.key, id.value); });
    const Prepared query = prepare(subject, words_);
    const std::vector<ListMatch> matches = search.find(query, Schema::person);
    if (matches.empty()) return std::nullopt;
    std::vector<std::pair<HintBy, const ListMatch*>> found;
    for (const ListMatch& match : matches) found.emplace_back(strongest(query, match), &match);
    std::ranges::sort(found, [](const auto& a, const auto& b) {
        return std::tuple(a.first, -a.second->score, a.second->entry) < std::tuple(b.first, -b.second->score, b.second->entry);
    });
    Hint out{found[0].first, fmt::format("{} {}: {}", what_agrees(found[0].first), shown(*found[0].second), joined(found[0].second->why)),
             found.size()};
    for (std::size_t i = 1; i < found.size() && i <= most_others; ++i)
        out.summary += fmt::format("{} {}", i == 1 ? ". Also alike:" : ",", shown(*found[i].second));
    if (found.size() > most_others + 1) out.summary += fmt::format(" and {} more", found.size() - most_others - 1);
    return out;
}

}  // namespace bonafide::name
