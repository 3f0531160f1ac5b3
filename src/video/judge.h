// What the measurements of a recording come to: presence and continuity of a face, stretches that stand still or come again, the face against
// what surrounds it, the mouth against the sound, the light of prompts on the face. Each has its verdict, its reason and how uncertain it is; what
// they cannot show is in docs/recordings.md. Presence, geometry and change only: nothing here knows whose face it is or what it looks like.
#pragma once

#include <span>
#include <vector>

#include "paper/finding.h"
#include "video/prompts.h"
#include "video/series.h"

namespace bonafide::video {

using Finding = paper::Finding;
using paper::Verdict;

/// All checks, in the order of docs/recordings.md. `prompts`: none were shown where it is empty.
[[nodiscard]] std::vector<Finding> judge(const Series& series, std::span<const Prompt> prompts);

// One by one.
[[nodiscard]] Finding check_presence(const Series& series);
[[nodiscard]] Finding check_continuity(const Series& series);
[[nodiscard]] Finding check_frozen(const Series& series);
[[nodiscard]] Finding check_face_frozen(const Series& series);
[[nodiscard]] Finding check_looped(const Series& series);
[[nodiscard]] Finding check_boundary(const Series& series);
[[nodiscard]] Finding check_lighting(const Series& series);
[[nodiscard]] Finding check_mouth(const Series& series);
[[nodiscard]] Finding check_prompts(const Series& series, std::span<const Prompt> prompts);

/// Why nothing can be said of the face of this recording ("" where something can): too short, seldom seen, several at once.
[[nodiscard]] std::string no_face(const Series& series);
/// "1:05.2"
[[nodiscard]] std::string clock(double seconds);

}  // namespace bonafide::video
