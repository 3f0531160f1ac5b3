// The fixtures beside the checks (content/checks/ID.test.yml): people with facts in, expected signals out. The language is in docs/checks.md.
// Used by `bonafide checks test` and tests/check.
#pragma once

#include "check/check.h"

namespace bonafide {

struct FixtureOutcome {
    std::size_t passed = 0;             ///< cases
    std::vector<std::string> failures;  ///< `file:line:column: case "...": expected ..., got ...`
};

/// Every check's fixtures: each case runs its check alone. A check without fixtures, without a case that fires or without one that
/// does not is a failure too.
[[nodiscard]] FixtureOutcome run_fixtures(const CheckSet& checks, const Attributes& attributes, const Lists& lists, unsigned threads = 1);
/// Those of one check.
[[nodiscard]] FixtureOutcome run_fixture(const CheckSet& checks, std::size_t check, const Attributes& attributes, unsigned threads = 1);

}  // namespace bonafide
