// The truth about everybody who is not ordinary. A file of its own that no scan is given; used by tests and by whoever wants to
// count hits.
#pragma once

#include "simulate/organisation.h"
#include "simulate/output.h"

namespace bonafide::sim {

/// `{"format": "bonafide.truth/1", "seed": 1, "people": [{"employee_number", "email", "name", "kind", "planted", "group",
/// "traces": [...]}]}`.
void write_truth(Output& out, const Organisation& org, SimulateSummary& summary);

}  // namespace bonafide::sim
