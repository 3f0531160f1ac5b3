// Does the light of coloured prompts fall on the face? After each prompt the face's colour is held against what it was before, in the direction of
// the change that was shown, and so is the band around it (hair, neck, shoulders). Nothing is concluded where neither takes up any light.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "video/judge.h"
#include "video/statistics.h"

namespace bonafide::video {

namespace {

constexpr double most_delay = 1.2;  ///< seconds until it is seen: network, screen and recording
constexpr std::size_t least_prompts = 4;

struct Chroma {
    double u = 0, v = 0;
};

/// ITU-R BT.601, of a light of 0 to 1 in levels.
Chroma chroma(const Prompt& p) {
    const double r = static_cast<double>(p.red), g = static_cast<double>(p.green), b = static_cast<double>(p.blue);
    return {255 * (-0.169 * r - 0.331 * g + 0.5 * b), 255 * (0.5 * r - 0.419 * g - 0.081 * b)};
}

/// Mean between two times; false where there is none.
bool average(const Series& series, Colour Tick::* colour, double from, double to, Chroma& out) {
    double u = 0, v = 0;
    std::size_t count = 0;
    const auto first = std::ranges::lower_bound(series.ticks, static_cast<float>(from), {}, &Tick::time);
    for (auto tick = first; tick != series.ticks.end() && static_cast<double>(tick->time) < to; ++tick) {
        if (!tick->face.there()) continue;
        u += static_cast<double>(((*tick).*colour).u), v += static_cast<double>(((*tick).*colour).v);
        ++count;
    }
    if (count < 3) return false;
    out = {u / static_cast<double>(count), v / static_cast<double>(count)};
    return true;
}

/// How many levels of colour a level of light makes, and how uncertain it is.
struct Gain {
    double gain = 0, error = 1;
    std::size_t used = 0;
    [[nodiscard]] double certain() const { return gain / error; }
};

Gain gain_at(const Series& series, std::span<const Prompt> prompts, Colour Tick::* colour, double delay) {
    double xy = 0, xx = 0;
    std::vector<std::pair<double, double>> pairs;
    Chroma shown{};
    Gain out;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        const Chroma now = chroma(prompts[i]);
        const Chroma change{now.u - shown.u, now.v - shown.v};
        shown = now;
        const double at = prompts[i].time + delay, next = i + 1 < prompts.size() ? prompts[i + 1].time + delay : at + 3;
        const double earlier = i ? prompts[i - 1].time + delay + 0.3 : at - 1;
        Chroma before, after;
        if (!average(series, colour, std::max(earlier, at - 0.9), at - 0.05, before) ||
            !average(series, colour, at + 0.25, std::min(next, at + 1.3), after))
            continue;
        ++out.used;
        for (const auto& [x, y] : {std::pair{change.u, after.u - before.u}, std::pair{change.v, after.v - before.v}}) {
            pairs.emplace_back(x, y);
            xy += x * y, xx += x * x;
        }
    }
    if (out.used < least_prompts || xx <= 0) return {};
    out.gain = xy / xx;
    double left = 0;
    for (const auto& [x, y] : pairs) left += (y - out.gain * x) * (y - out.gain * x);
    out.error = std::sqrt(std::max(left, 1e-6) / static_cast<double>(pairs.size() - 1) / xx);
    return out;
}

}  // namespace

Finding check_prompts(const Series& series, std::span<const Prompt> prompts) {
    constexpr const char* name = "video.prompts";
    if (prompts.empty()) return Finding::unclear(name, "no list of coloured prompts lies beside the recording");
    if (const std::string why = no_face(series); !why.empty()) return Finding::unclear(name, why);
    Gain face, ring;
    double delay = 0, best = -1;
    for (double tried = 0; tried <= most_delay + 0.01; tried += 0.1) {
        const Gain f = gain_at(series, prompts, &Tick::face_colour, tried), r = gain_at(series, prompts, &Tick::ring_colour, tried);
        if (f.used < least_prompts) continue;
        if (const double certain = std::max(f.certain(), r.certain()); certain > best) best = certain, face = f, ring = r, delay = tried;
    }
    if (face.used < least_prompts)
        return Finding::unclear(name, fmt::format("fewer than {} prompts fall into times in which a face is seen", least_prompts));
    // The best of thirteen delays is taken, so what chance gives is higher than at one.
    constexpr double certain = 5;
    const std::string what = fmt::format(
        "of 100 levels of the prompts' colour the face takes up {:.2f} (±{:.2f}), what is around it {:.2f} (±{:.2f}), {:.1f} s later; {} prompts",
        100 * face.gain, 200 * face.error, 100 * ring.gain, 200 * ring.error, delay, face.used);
    if (ring.certain() > certain && face.gain + 2 * face.error < 0.4 * ring.gain)
        return Finding::contradicted(
            name, what + ": the light falls on what is around the face and not on the face. Uncertain: cameras that correct the colour of faces");
    if (face.certain() > certain)
        return Finding::consistent(name, what + ". Uncertain: a replacement that keeps the light of the face below it follows as well");
    return Finding::unclear(name, what + ": a bright room hides the screen's light, and a recording that is played has none");
}

}  // namespace bonafide::video
