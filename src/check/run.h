// Checks over people: in parallel, with a result that does not depend on the number of threads. Made for CheckSet::run and the fixtures. Inside check
// only.
#pragma once

#include <span>

#include "check/plan.h"

namespace bonafide::check {

struct Run {
    const CheckSet::Data& checks;
    const People& people;
    const Attributes& attributes;
    const Geo& geo;
    Timestamp now;
    unsigned threads = 1;
};

/// The checks of these indices.
[[nodiscard]] CheckOutcome run_checks(const Run& run, std::span<const std::size_t> which, const std::vector<AttributeId>& stated);

}  // namespace bonafide::check
