#include "scan/rule_runner.h"

#include "base/text.h"
#include "scan/content.h"

namespace bonafide {

namespace {

constexpr std::size_t worker_log_bytes = std::size_t{32} << 20;  // of hits that wait for correlations, in memory, a worker

std::string json_text(std::string_view text) { return "\"" + json_escape(valid_utf8(text) ? std::string(text) : repair_utf8(text)) + "\""; }

}  // namespace

void RuleTally::merge(const RuleTally& other) {
    matches.resize(std::max(matches.size(), other.matches.size()));
    sampled_ns.resize(std::max(sampled_ns.size(), other.sampled_ns.size()));
    seen.resize(std::max(seen.size(), other.seen.size()));
    for (std::size_t i = 0; i < other.matches.size(); ++i) matches[i] += other.matches[i];
    for (std::size_t i = 0; i < other.sampled_ns.size(); ++i) sampled_ns[i] += other.sampled_ns[i];
    for (std::size_t i = 0; i < other.seen.size(); ++i) seen[i] |= other.seen[i];
    events += other.events;
}

RuleRunner::RuleRunner(const RunningRules& rules, unsigned worker, const std::filesystem::path& hits)
    : rules_(rules), matcher_(rules.engine()), matches_(rules.set().rules().size()) {
    log_.emplace(worker_log_bytes, std::filesystem::temp_directory_path());
    if (!hits.empty()) lines_.emplace(hits, worker);
}

void RuleRunner::run(const Record& record, const TableHeader* header, const FileName& file, Meaning& meaning) {
    if (meaning.event.source != last_source_) {
        last_source_ = meaning.event.source;
        last_dialect_ = rules_.dialect_of(last_source_);
    }
    if (last_dialect_ == RunningRules::none()) return;
    for (const std::uint32_t rule : matcher_.match(record, header, last_dialect_)) {
        ++matches_[rule];
        if (rules_.correlations().wanted(rule)) {
            keep(record, meaning, last_dialect_, rule);
            if (rules_.correlations().silent_rule(rule)) continue;  // its correlations speak for it
        }
        state(rule, meaning);
        if (lines_) write(record, file, meaning, last_dialect_, rule);
        if (listener_) listener_->matched(record, file, meaning, last_dialect_, rule);
    }
}

void RuleRunner::state(std::uint32_t rule, Meaning& meaning) const {
    const Event& event = meaning.event;
    const IdentifierView& subject = event.actor.kind != IdentifierKind::none ? event.actor : event.device;
    if (subject.kind == IdentifierKind::none) return;
    meaning.statements.push_back({subject, rules_.hit_attribute(), Stance::observed, rules_.name(rule), event.time});
}

void RuleRunner::write(const Record& record, const FileName& file, const Meaning& meaning, std::size_t dialect, std::uint32_t rule) {
    const sigma::Heading& heading = rules_.set().rules()[rule].heading;
    const Locator& at = record.locator();
    Files one;
    Locator own = at;
    own.file = one.add(file);
    std::string line = "{\"rule\":" + json_text(rules_.name(rule)) + ",\"title\":" + json_text(heading.title) +
                       ",\"level\":" + json_text(heading.level) +
                       ",\"time\":" + (meaning.event.time.known() ? json_text(iso_time(meaning.event.time)) : std::string("null")) +
                       ",\"locator\":" + json_text(locator_text(own, one)) + ",\"source\":" + json_text(rules_.dialects()[dialect].source);
    if (meaning.event.actor.kind != IdentifierKind::none) line += ",\"actor\":" + json_text(meaning.event.actor.text);
    if (meaning.event.device.kind != IdentifierKind::none) line += ",\"device\":" + json_text(meaning.event.device.text);
    line += ",\"fields\":{";
    bool first = true;
    for (const auto& [field, value] : rules_.engine().matched_fields(record, dialect, rule)) {
        line += std::string(first ? "" : ",") + json_text(field) + ":" + json_text(value);
        first = false;
    }
    lines_->add(at.file, at.offset, rule, line + "}}");
}

void RuleRunner::keep(const Record& record, const Meaning& meaning, std::size_t dialect, std::uint32_t rule) {
    values_.clear();
    for (const std::string& field : rules_.correlations().needed_fields(rule))
        values_.push_back(rules_.engine().value_of(record, dialect, rule, field));
    views_.assign(values_.begin(), values_.end());
    const sigma::Hit hit{rule, meaning.event.time, record.locator(), views_};
    log_->add(hit);
    if (listener_) listener_->kept(hit);
}

namespace {

/// now - before, and before becomes now.
template <class Numbers>
void since_last(Numbers& now, Numbers& before) {
    const Numbers all = now;
    for (std::size_t i = 0; i < now.size() && i < before.size(); ++i) now[i] -= before[i];
    before = all;
}

}  // namespace

RuleTally RuleRunner::take_tally() {
    RuleTally out = tally();
    since_last(out.matches, taken_.matches);
    since_last(out.sampled_ns, taken_.sampled_ns);
    out.events -= std::exchange(taken_.events, out.events);
    return out;
}

sigma::HitLog RuleRunner::take_log() {
    sigma::HitLog out = std::move(*log_);
    log_.emplace(worker_log_bytes, std::filesystem::temp_directory_path());
    return out;
}

RuleTally RuleRunner::tally() const {
    RuleTally out;
    out.matches = matches_;
    out.sampled_ns = matcher_.sampled_costs();
    out.seen = matcher_.seen();
    out.events = matcher_.counters().events;
    return out;
}

}  // namespace bonafide
