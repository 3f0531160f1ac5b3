// What the tests of correlations share: base rules by name, correlations from YAML, events on a timeline, and the ways to run them.
#pragma once

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "sigma/correlate.h"
#include "sigma/correlate_hits.h"
#include "sigma/parse.h"

namespace bonafide::sigma::testing {

struct TimedEvent {
    std::int64_t us = 0;
    std::uint32_t rule = 0;
    std::uint64_t place = 0;  ///< stands for the locator
    std::map<std::string, std::string> fields;
};

struct RuleBook {
    std::vector<Rule> rules;
    std::vector<Correlation> correlations;
    Errors errors;
    CorrelationPlan plan;

    void add_rule(const std::string& name) {
        Rule& rule = rules.emplace_back();
        rule.heading.name = rule.heading.title = name;
    }
    void add_yaml(const std::string& text) {
        for (Document& document : parse_text(text, "test", [](std::string_view) { return std::vector<std::string>(); })) {
            if (auto* correlation = std::get_if<Correlation>(&document)) correlations.push_back(std::move(*correlation));
            else if (auto* rejected = std::get_if<Rejected>(&document)) errors.insert(errors.end(), rejected->errors.begin(), rejected->errors.end());
        }
    }
    void make() { plan = CorrelationPlan::make(rules, correlations, errors); }
};

/// Hands an event's needed fields to `use`.
template <class F>
void as_hit(const CorrelationPlan& plan, const TimedEvent& event, const F& use) {
    std::vector<std::string_view> values;
    for (const std::string& field : plan.needed_fields(event.rule)) {
        const auto found = event.fields.find(field);
        values.push_back(found == event.fields.end() ? std::string_view() : std::string_view(found->second));
    }
    use(Hit{event.rule, {event.us}, {0, 1, event.place, 0}, values});
}

inline void in_order(std::vector<TimedEvent>& events) {
    std::ranges::stable_sort(events, {}, [](const TimedEvent& e) { return std::tuple(e.us, e.place, e.rule); });
}

struct Ran {
    std::vector<Firing> firings;
    Correlator::Counters counters;
};

/// As they stand in the list.
inline Ran run(const RuleBook& setup, const std::vector<TimedEvent>& events, const CorrelatorOptions& options, std::int64_t until = INT64_MIN) {
    Correlator correlator(setup.plan, options);
    for (const TimedEvent& event : events) as_hit(setup.plan, event, [&](const Hit& hit) { correlator.feed(hit); });
    correlator.advance({until});
    correlator.finish();
    return {correlator.take(), correlator.counters()};
}

/// The same, cut after every event by a snapshot.
inline Ran run_with_snapshots(const RuleBook& setup, const std::vector<TimedEvent>& events, const CorrelatorOptions& options,
                              std::int64_t until = INT64_MIN) {
    auto correlator = std::make_unique<Correlator>(setup.plan, options);
    Ran out;
    for (const TimedEvent& event : events) {
        as_hit(setup.plan, event, [&](const Hit& hit) { correlator->feed(hit); });
        for (Firing& firing : correlator->take()) out.firings.push_back(std::move(firing));
        auto next = std::make_unique<Correlator>(setup.plan, options);
        if (const auto restored = next->restore(correlator->snapshot()); !restored) throw std::runtime_error(restored.error().text());
        correlator = std::move(next);
    }
    correlator->advance({until});
    correlator->finish();
    for (Firing& firing : correlator->take()) out.firings.push_back(std::move(firing));
    out.counters = correlator->counters();
    return out;
}

/// Dealt to several workers in disorder, as in a scan; little memory, so that runs go to disk.
inline Ran run_as_scan(const RuleBook& setup, std::vector<TimedEvent> events, const CorrelatorOptions& options, std::uint64_t seed,
                       std::int64_t until = INT64_MIN) {
    std::mt19937_64 random(seed);
    std::ranges::shuffle(events, random);
    std::vector<HitLog> logs;
    for (int i = 0; i < 3; ++i) logs.emplace_back(200, std::filesystem::temp_directory_path());
    for (const TimedEvent& event : events) as_hit(setup.plan, event, [&](const Hit& hit) { logs[random() % logs.size()].add(hit); });
    Correlator correlator(setup.plan, options);
    if (const auto fed = feed_in_order(logs, correlator); !fed) throw std::runtime_error(fed.error().text());
    correlator.advance({until});
    correlator.finish();
    return {correlator.take(), correlator.counters()};
}

}  // namespace bonafide::sigma::testing
