#include "video/judge.h"

#include <fmt/format.h>

#include <algorithm>

namespace bonafide::video {

std::string clock(double seconds) {
    const auto minutes = static_cast<long>(seconds / 60);
    return fmt::format("{}:{:04.1f}", minutes, seconds - static_cast<double>(minutes) * 60);
}

namespace {

struct Seen {
    double share = 0, several = 0, longest_gap = 0;
};

Seen seen(const Series& series) {
    Seen out;
    if (series.looks.empty()) return out;
    double last = 0;
    std::size_t there = 0, several = 0;
    for (const Look& look : series.looks) {
        several += look.faces > 1;
        if (!look.face.there()) continue;
        ++there;
        out.longest_gap = std::max(out.longest_gap, static_cast<double>(look.time) - last);
        last = static_cast<double>(look.time);
    }
    out.longest_gap = std::max(out.longest_gap, static_cast<double>(series.duration) - last);
    const auto all = static_cast<double>(series.looks.size());
    out.share = static_cast<double>(there) / all, out.several = static_cast<double>(several) / all;
    return out;
}

}  // namespace

std::string no_face(const Series& series) {
    if (series.duration < 4 || series.ticks.size() < 30) return "shorter than four seconds, or too few pictures a second";
    const Seen face = seen(series);
    if (face.share < 0.5) return fmt::format("a face is found in {:.0f}% of the time only", 100 * face.share);
    if (face.several > 0.3) return "several faces are shown at once: record the applicant alone";
    return {};
}

Finding check_presence(const Series& series) {
    const Seen face = seen(series);
    const std::string what = fmt::format("a face is found in {:.0f}% of {} searches; the longest time without is {:.1f} s", 100 * face.share,
                                         series.looks.size(), face.longest_gap);
    constexpr const char* uncertain = ". Uncertain: the detector misses turned, dim and covered faces and takes patterns for faces";
    if (series.duration < 4) return Finding::unclear("video.presence", "shorter than four seconds");
    if (face.share >= 0.8) return Finding::consistent("video.presence", what + uncertain);
    return Finding::unclear("video.presence", what + ": nobody there, looking away and bad light look alike" + uncertain);
}

std::vector<Finding> judge(const Series& series, std::span<const Prompt> prompts) {
    return {check_presence(series), check_continuity(series), check_frozen(series), check_face_frozen(series),     check_looped(series),
            check_boundary(series), check_lighting(series),   check_mouth(series),  check_prompts(series, prompts)};
}

}  // namespace bonafide::video
