#include "scan/rule_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

#include "base/text.h"

namespace bonafide {

namespace {

std::string counted(std::uint64_t count, std::string_view what) { return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s"); }

std::string level_of(const sigma::Heading& heading) { return heading.level.empty() ? "no level" : heading.level; }

/// Whose account, address or device a text is.
class Owners {
public:
    explicit Owners(const People& people) {
        for (std::size_t i = 0; i < people.persons.size(); ++i)
            for (const PersonIdentifier& identifier : people.persons[i].identifiers) owner_.try_emplace(identifier.key, i);
    }

    [[nodiscard]] std::optional<std::size_t> find(std::string_view text) const {
        constexpr std::array kinds{IdentifierKind::email,         IdentifierKind::login,      IdentifierKind::hostname,
                                   IdentifierKind::device_serial, IdentifierKind::account_id, IdentifierKind::personal_email};
        for (const IdentifierKind kind : kinds)
            if (const auto found = owner_.find({kind, CompactText(normalise_identifier(kind, text))});
                found != owner_.end() && !found->first.text.empty())
                return found->second;
        return std::nullopt;
    }

private:
    std::map<IdentifierKey, std::size_t> owner_;
};

Signal signal_of(const RunningRules& rules, std::size_t rule, std::size_t person, const Fact& fact) {
    const sigma::Heading& heading = rules.set().rules()[rule].heading;
    Signal out;
    out.check = rules.check_of_rule(rule);
    out.person = person;
    out.bits = rules.weights().bits_of(heading);
    out.time = fact.first();
    out.summary = fmt::format("Sigma rule \"{}\" ({}) matched {} on {}", heading.title, level_of(heading), counted(fact.count(), "event"),
                              counted(fact.days().count(), "day"));
    out.evidence = fact.evidence();
    return out;
}

/// All firings of one correlation for one person are one signal.
void add_firings(const RunningRules& rules, const People& people, const std::vector<sigma::Firing>& firings, std::vector<Signal>& signals) {
    if (firings.empty()) return;
    const Owners owners(people);
    std::map<std::pair<std::size_t, std::size_t>, std::vector<const sigma::Firing*>> of_person;
    for (const sigma::Firing& firing : firings)
        for (const std::string& value : firing.group)
            if (const auto person = owners.find(value)) {
                of_person[{*person, firing.correlation}].push_back(&firing);
                break;
            }
    for (const auto& [who, list] : of_person) {
        const sigma::Heading& heading = rules.set().correlations()[who.second].heading;
        Signal out;
        out.check = rules.check_of_correlation(who.second);
        out.person = who.first;
        out.bits = rules.weights().bits_of(heading);
        out.time = list.front()->first_time;
        out.summary = fmt::format("Sigma correlation \"{}\" ({}) came true {}", heading.title, level_of(heading),
                                  list.size() == 1 ? "once" : fmt::format("{} times", list.size()));
        for (std::size_t i = 0; i < list.size() && i < Fact::max_evidence; ++i) out.evidence.push_back({list[i]->last_time, list[i]->last});
        signals.push_back(std::move(out));
    }
}

}  // namespace

void add_rule_signals(const RunningRules& rules, const People& people, const std::vector<sigma::Firing>& firings, std::vector<Signal>& signals) {
    for (std::size_t person = 0; person < people.persons.size(); ++person) {
        const auto [first, last] = people.persons[person].facts_of(rules.hit_attribute());
        for (const Fact* fact = first; fact != last; ++fact)
            if (const std::size_t rule = rules.rule_of_name(fact->value); rule != RunningRules::none())
                signals.push_back(signal_of(rules, rule, person, *fact));
    }
    add_firings(rules, people, firings, signals);
    std::ranges::sort(signals, [](const Signal& a, const Signal& b) {
        return std::tie(a.person, a.check, a.time, a.shared_key, a.with) < std::tie(b.person, b.check, b.time, b.shared_key, b.with);
    });
}

Correlated run_correlations(const RunningRules& rules, std::vector<sigma::HitLog>& logs, Timestamp until) {
    Correlated out;
    if (rules.correlations().empty()) return out;
    sigma::Correlator correlator(rules.correlations());
    if (const auto fed = sigma::feed_in_order(logs, correlator); !fed) {
        out.loss.emplace(Unread{{fed.error().where, ""}, 0, 0, 0, "hits for correlations were lost: " + fed.error().what, fed.error().hint});
        for (const sigma::HitLog& log : logs) out.loss->count += log.lost();
        out.loss->count = std::max<std::uint64_t>(out.loss->count, 1);
    }
    correlator.advance(until);
    correlator.finish();
    out.firings = correlator.take();
    out.counts = correlator.by_correlation();
    out.untimed = correlator.counters().untimed;
    return out;
}

namespace {

std::string words(const Errors& errors) {
    std::string out;
    for (const Error& error : errors) out += (out.empty() ? "" : "\n") + error.text();
    return out;
}

std::string words(const Logsource& logsource) {
    std::string out;
    for (const auto& [name, value] : {std::pair{"product", &logsource.product}, {"category", &logsource.category}, {"service", &logsource.service}})
        if (!value->empty()) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", name, *value);
    return out;
}

ReportRule line_of(const sigma::Heading& heading) {
    return {heading.id.empty() ? heading.name : heading.id, heading.title, heading.file, "", words(heading.notes), 0, 0};
}

/// Was any event of the rule's log source read? Does any source know it at all?
bool was_seen(const RunningRules& rules, const RuleTally& tally, const Logsource& wanted) {
    for (std::size_t i = 0; i < rules.dialects().size() && i < tally.seen.size(); ++i) {
        if (tally.seen[i].none()) continue;
        const auto& views = rules.dialects()[i].views;
        for (std::size_t view = 0; view < views.size(); ++view)
            if (tally.seen[i][view] && sigma::answers(views[view].logsource, wanted)) return true;
    }
    return false;
}

}  // namespace

void add_rules(Report& report, const RunningRules& rules, const RuleTally& tally, const Correlated& correlated) {
    const std::vector<bool> applicable = rules.engine().applicable();
    for (std::size_t i = 0; i < rules.set().rules().size(); ++i) {
        const sigma::Rule& rule = rules.set().rules()[i];
        ReportRule line = line_of(rule.heading);
        line.matches = i < tally.matches.size() ? tally.matches[i] : 0;
        if (i < tally.sampled_ns.size() && tally.events)
            line.ns_per_event = static_cast<double>(tally.sampled_ns[i] * sigma::Matcher::cost_sample) / static_cast<double>(tally.events);
        if (line.matches) line.status = "matched";
        else if (was_seen(rules, tally, rule.logsource)) line.status = "loaded";
        else {
            line.status = "no data";
            line.reason = applicable[i] ? "nothing of its log source was read: " + words(rule.logsource)
                                        : "no source of content/sources has its log source: " + words(rule.logsource);
        }
        report.rules.push_back(std::move(line));
    }
    std::vector<std::uint64_t> fired(rules.set().correlations().size());
    for (const sigma::Firing& firing : correlated.firings) ++fired[firing.correlation];
    for (std::size_t i = 0; i < fired.size(); ++i) {
        ReportRule line = line_of(rules.set().correlations()[i].heading);
        line.matches = fired[i];
        if (i < correlated.counts.size() && rules.correlations().accepted(i)) {
            const sigma::Correlator::Own& own = correlated.counts[i];
            line.correlation = {own.hits, own.no_group, own.no_value, own.undecided, own.evicted};
        }
        line.status = !rules.correlations().accepted(i) ? "rejected" : fired[i] ? "matched" : "loaded";
        if (!rules.correlations().accepted(i)) line.reason = "this correlation cannot run: " + words(rules.correlation_errors());
        report.rules.push_back(std::move(line));
    }
    for (const sigma::Filter& filter : rules.set().filters()) {
        ReportRule line = line_of(filter.heading);
        line.status = "applied";
        report.rules.push_back(std::move(line));
    }
    for (const sigma::Rejected& rejected : rules.set().rejected()) {
        ReportRule line = line_of(rejected.heading);
        line.status = "rejected";
        line.reason = words(rejected.errors);
        report.rules.push_back(std::move(line));
    }
    if (correlated.untimed > 0)
        report.notes.push_back(counted(correlated.untimed, "hit") + " of Sigma rules that correlations wait for have no time and were not used");
    if (correlated.loss) {
        report.unread.push_back(*correlated.loss);
        report.totals.unread = report.unread.size();
    }
}

}  // namespace bonafide
