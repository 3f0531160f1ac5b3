// What came of Sigma's rules: hits become Signals of people, correlations run over them, and every rule gets its line in the report.
// Used by scan.
#pragma once

#include "scan/collect.h"
#include "scan/rules.h"

namespace bonafide {

/// Signals of the people whom hits (statements `rule.hit`) and firings speak of, added to those of the checks, in their order.
void add_rule_signals(const RunningRules& rules, const People& people, const std::vector<sigma::Firing>& firings, std::vector<Signal>& signals);
/// Firings of all correlations, over the hits that the workers kept.
[[nodiscard]] Result<std::vector<sigma::Firing>> run_correlations(const RunningRules& rules, std::vector<sigma::HitLog>& logs);
void add_rules(Report& report, const RunningRules& rules, const RuleTally& tally, const std::vector<sigma::Firing>& firings);

}  // namespace bonafide
