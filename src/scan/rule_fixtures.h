// The tests beside rules (`RULE.test.yml`): events of which each must fire, and look-alikes of which none may. Docs: docs/sigma.md, "Tests".
// Used by `bonafide rules test`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scan/content.h"

namespace bonafide {

struct RuleFixtureOutcome {
    std::size_t passed = 0;             ///< events that did as they should
    std::vector<std::string> failures;  ///< in words
    std::vector<std::string> untested;  ///< rules without an event that fires and one that must not
};

/// Of the rules that the content has loaded. An entry is an event, or a list of events for a correlation. An event is a record as its vendor
/// writes it, read by the source that knows it (or by `source: ID`); one that no source knows is in Sigma's names, of the rule's log source.
[[nodiscard]] RuleFixtureOutcome run_rule_fixtures(const Content& content);

}  // namespace bonafide
