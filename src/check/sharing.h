// Things that serve several people: one index over all people for each check of kind shared. Used by check/run only.
#pragma once

#include <functional>

#include "check/fire.h"

namespace bonafide::check {

/// Makes a worker's context.
using MakeContext = std::function<Context()>;

/// Signals of one check, with `check` and `person` set; things of too many people go to `common`.
/// Cost linear in the facts of the attributes; memory for those values only that two people may have.
[[nodiscard]] std::vector<Signal> fire_shared(std::size_t check, const Plan& plan, const SharedPlan& how, const People& people, unsigned threads,
                                              const MakeContext& make_context, std::vector<CommonThing>& common);

}  // namespace bonafide::check
