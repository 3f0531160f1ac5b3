// The tests beside rules (`RULE.test.yml`): events of which each must fire, and look-alikes of which none may. Docs: docs/sigma.md, "Tests".
// Used by `bonafide rules test`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scan/content.h"

namespace bonafide {

struct RuleFixtureOutcome {
    std::size_t passed = 0;               ///< events that did as they should
    std::vector<std::string> failures;    ///< in words
    std::vector<std::string> untested;    ///< rules without an event that fires and one that must not
};

/// Of the rules that the content has loaded. An event is in Sigma's names, of the rule's log source; with `source: ID` it is a record as
/// that source writes it.
[[nodiscard]] RuleFixtureOutcome run_rule_fixtures(const Content& content);

}  // namespace bonafide
