// What a decision would change, before the next scan: the assessments of a finished report worked out again with it.
// Used by `bonafide mark` and `unmark`.
#pragma once

#include <string>
#include <vector>

#include "report/report.h"
#include "scan/content.h"
#include "store/store.h"

namespace bonafide {

struct PreviewLine {
    std::string person, name;
    double bits_before = 0, bits_after = 0;
    Band before = Band::clear, after = Band::clear;
};

/// Makes the Sigma rules that fired in a report known as checks: a decision about one of them needs no rules loaded.
void know_rules_of(const Report& report, Content& content);

/// The people whose bits or band change when `decisions` are in force, by their present rank.
[[nodiscard]] std::vector<PreviewLine> preview(const Report& report, const Content& content, const std::vector<StoredStatement>& statements,
                                               const std::vector<Decision>& decisions);

}  // namespace bonafide
