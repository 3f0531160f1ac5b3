// What the applicant's own profiles (LinkedIn, GitHub) say against the rest of the application: accounts much younger than the jobs they list,
// accounts in another person's name, pushes in the night of the claimed home. Used by story.
#pragma once

#include <span>
#include <vector>

#include "screen/story.h"

namespace bonafide::screen {

[[nodiscard]] std::vector<Finding> tell_profiles(const Claims& claims, std::span<const Examined> documents, const StoryContext& context);

}  // namespace bonafide::screen
