// Rules against records: finds out which rules may match an event, compiles those for each kind of event once, and evaluates only
// rules whose rarest needed predicate was seen. Made once from the rules and the sources' dialects; one Matcher for each worker.
// Used by scan (collect) and rules test. The order of means and what each is worth: docs/sigma.md, bench/README.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "record/reader.h"
#include "sigma/dialect.h"
#include "sigma/rule.h"

namespace bonafide::sigma {

using NanosecondClock = std::uint64_t (*)();  ///< monotonic

struct EngineOptions {
    bool optimise = true;             ///< false: every rule on every event of its log source, no index (for tests)
    std::size_t max_kinds = 4096;     ///< kinds of events compiled apart; beyond that the general program of a source serves
    NanosecondClock clock = nullptr;  ///< given: what each rule costs is measured on one event in 64
};

class Engine {
public:
    /// `rules` and `dialects` must outlive the engine. Rules whose expressions do not compile must have been left out (check_patterns).
    Engine(const std::vector<Rule>& rules, const std::vector<Dialect>& dialects, EngineOptions options = {});
    ~Engine();

    /// Further fields of a rule, by its number: what somebody will ask value_of() for (correlations).
    using MoreFields = std::function<const std::vector<std::string>&(std::size_t rule)>;
    /// Interns every field that some rule reads; before `names.freeze()`.
    void intern(FieldNames& names, const MoreFields& more = {});
    /// After the freeze, before the first Matcher.
    void bind(const FieldNames& names);
    /// Rules that some dialect has a view for, by rule.
    [[nodiscard]] std::vector<bool> applicable() const;

    /// For a rule that matched: its fields whose comparison held, by Sigma's name, with the values.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> matched_fields(const Record& record, std::size_t source, std::uint32_t rule) const;

    /// The first value of a field of Sigma, as the rule reads it in this record; "" where there is none.
    [[nodiscard]] std::string value_of(const Record& record, std::size_t source, std::uint32_t rule, std::string_view field) const;

    struct State;

private:
    friend class Matcher;
    std::unique_ptr<State> state_;
};

/// One for each worker.
class Matcher {
public:
    explicit Matcher(const Engine& engine);
    ~Matcher();
    Matcher(Matcher&&) noexcept;

    /// Indexes of the rules that match, rising. `source` is an index into the dialects; the result lives until the next call.
    [[nodiscard]] const std::vector<std::uint32_t>& match(const Record& record, const TableHeader* header, std::size_t source);

    struct Counters {
        std::uint64_t events = 0, routed = 0;      ///< routed: some rule may match their kind
        std::uint64_t evaluated = 0, matched = 0;  ///< rules evaluated, rules matched
    };
    [[nodiscard]] const Counters& counters() const;
    /// By dialect: the views that some event was of.
    [[nodiscard]] std::vector<ViewSet> seen() const;
    /// Nanoseconds spent in each rule in one of 64 events; empty where nothing was measured.
    [[nodiscard]] const std::vector<std::uint64_t>& sampled_costs() const;
    static constexpr std::uint64_t cost_sample = 64;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The error of each rule whose regular expressions do not compile: index of the rule, words.
[[nodiscard]] std::vector<std::pair<std::size_t, std::string>> check_patterns(const std::vector<Rule>& rules);

}  // namespace bonafide::sigma
