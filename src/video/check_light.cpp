// The face against what is around it: does it flicker with the camera's noise as its surroundings do, and does its brightness follow theirs?
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "video/judge.h"
#include "video/statistics.h"

namespace bonafide::video {

Finding check_boundary(const Series& series) {
    constexpr const char* name = "video.boundary";
    if (const std::string why = no_face(series); !why.empty()) return Finding::unclear(name, why);
    constexpr double least = 0.15;  // levels; below it the codec left nothing
    std::vector<double> changes, ratios;
    const auto change = [&](const Look& look) {
        const auto tick = std::ranges::lower_bound(series.ticks, look.time, {}, &Tick::time);
        return tick == series.ticks.end() ? 0 : static_cast<double>(std::max(tick->face_change, tick->ring_change));
    };
    for (const Look& look : series.looks)
        if (look.face.there()) changes.push_back(change(look));
    const double calm = quantile(changes, 0.6);  // movement is no noise
    for (const Look& look : series.looks)
        if (look.face.there() && change(look) <= calm && std::max(look.face_noise, look.ring_noise) >= static_cast<float>(least))
            ratios.push_back(std::log2((static_cast<double>(look.face_noise) + 0.05) / (static_cast<double>(look.ring_noise) + 0.05)));
    if (ratios.size() < 10) return Finding::unclear(name, "compression left no noise to compare");
    const double middle = median(ratios), low = quantile(ratios, 0.25), high = quantile(ratios, 0.75);
    const std::string what =
        fmt::format("the face flickers {:.2f} times as much as what is around it (half of {} measurements between {:.2f} and {:.2f})",
                    std::exp2(middle), ratios.size(), std::exp2(low), std::exp2(high));
    if (high < -1.3)
        return Finding::contradicted(name, what + ": it does not have the camera's noise. Uncertain: filters that smooth skin do the same");
    if (middle > 1.3) return Finding::unclear(name, what + ": blurred and painted backgrounds are smoother than the person");
    if (low > -1.3 && high < 1.3) return Finding::consistent(name, what + ". Uncertain: noise can be added");
    return Finding::unclear(name, what + ": too varied to say");
}

Finding check_lighting(const Series& series) {
    constexpr const char* name = "video.lighting";
    if (const std::string why = no_face(series); !why.empty()) return Finding::unclear(name, why);
    std::vector<double> rest, face;
    const auto& ticks = series.ticks;
    const double rate = static_cast<double>(ticks.size()) / std::max(1.0, static_cast<double>(series.duration));
    const auto apart = static_cast<std::size_t>(std::max(2L, std::lround(rate)));  // ticks of a second: slower than a blink, quicker than a drift
    for (std::size_t i = apart + 1; i < ticks.size(); i += 3) {
        if (!ticks[i].face.there() || !ticks[i - apart].face.there()) continue;
        const auto smooth = [&](std::size_t at, auto colour) {
            return (static_cast<double>((ticks[at].*colour).y) + static_cast<double>((ticks[at - 1].*colour).y)) / 2;
        };
        const auto level = [&](auto colour) {  // in shares of its own brightness: light multiplies
            const double now = smooth(i, colour), before = smooth(i - apart, colour);
            return before > 8 && now > 8 ? std::log(now / before) : 0;
        };
        rest.push_back(level(&Tick::rest_colour)), face.push_back(level(&Tick::face_colour));
    }
    if (rest.size() < 15) return Finding::unclear(name, "too short for the light to change");
    const double swing = deviation(rest);
    if (swing < 0.006) return Finding::unclear(name, fmt::format("the light behind the face changes by {:.1f}% only", 100 * swing));
    const Line line = regress(rest, face);
    const double error = 2 * line.error * std::sqrt(3.0);  // neighbours overlap
    const std::string what = fmt::format("where the light behind the face changes by 10%, the face changes by {:.1f}% (±{:.1f}; {} measurements)",
                                         10 * line.gain, 10 * error, rest.size());
    if (line.gain + error < 0.35)
        return Finding::contradicted(name, what + ". Uncertain: a lamp that lights the face alone hides what the room does");
    if (line.gain - error > 0.35) return Finding::consistent(name, what + ". Uncertain: a replacement that adapts to the light follows as well");
    return Finding::unclear(name, what);
}

}  // namespace bonafide::video
