// The original bytes behind evidence, read again after the checks have run: only what the report shows is read, each archive
// member once.
#pragma once

#include "report/report.h"

namespace bonafide {

/// Fills `excerpt` of every evidence of the report. What cannot be read again keeps an empty excerpt.
void fill_excerpts(Report& report, unsigned threads);

}  // namespace bonafide
