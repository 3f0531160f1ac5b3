// What a check needs to be stated by somebody before it can look, and the words for what is missing. Used by check/run.
#pragma once

#include "check/plan.h"

namespace bonafide::check {

/// What the people's facts and profiles hold at all.
struct Present {
    std::vector<bool> attributes;
    bool actions = false, sightings = false;
    [[nodiscard]] static Present in(const People& people, const Attributes& attributes, const std::vector<AttributeId>& stated);
};

/// Nothing where the check can look; `check` is left to the caller.
[[nodiscard]] std::optional<CannotRun> why_not(const Plan& plan, const Present& present, const Attributes& attributes);

}  // namespace bonafide::check
