// What came of Sigma's rules: hits become Signals of people, correlations run over them, and every rule gets its line in the report.
// Used by scan.
#pragma once

#include "scan/collect.h"
#include "scan/rules.h"

namespace bonafide {

/// Signals of the people whom hits (statements `rule.hit`) and firings speak of, added to those of the checks, in their order.
void add_rule_signals(const RunningRules& rules, const People& people, const std::vector<sigma::Firing>& firings, std::vector<Signal>& signals);
struct Correlated {
    std::vector<sigma::Firing> firings;
    std::vector<sigma::Correlator::Own> counts;  ///< by correlation
    std::uint64_t untimed = 0;                   ///< hits that could not be used, for they have no time
    std::optional<Unread> loss;                  ///< hits that are gone: a disk was full
};
/// Runs all correlations over the hits that the workers kept. `until`: the time of the newest event; what would be decided later is open.
[[nodiscard]] Correlated run_correlations(const RunningRules& rules, std::vector<sigma::HitLog>& logs, Timestamp until);
void add_rules(Report& report, const RunningRules& rules, const RuleTally& tally, const Correlated& correlated);

}  // namespace bonafide
