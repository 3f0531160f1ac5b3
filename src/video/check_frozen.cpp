// Does the picture, or the face alone, stand still beyond what a network explains?
#include <fmt/format.h>

#include <algorithm>

#include "video/judge.h"
#include "video/statistics.h"

namespace bonafide::video {

namespace {

struct Stretch {
    double from = 0, to = 0;
    [[nodiscard]] double length() const { return to - from; }
};

constexpr double shortest = 1.2;  ///< seconds

/// Stretches of ticks of which `holds` is true, one miss of the codec's allowed for; `shortest` and longer.
template <class Holds>
std::vector<Stretch> stretches(const Series& series, const Holds& holds) {
    std::vector<Stretch> out;
    std::size_t begin = 0;
    int misses = 0;
    bool in = false;
    double last = 0;
    const auto end = [&] {
        if (in && last - static_cast<double>(series.ticks[begin].time) >= shortest)
            out.push_back({static_cast<double>(series.ticks[begin].time), last});
        in = false;
    };
    for (std::size_t i = 1; i < series.ticks.size(); ++i) {
        if (holds(series.ticks[i])) {
            if (!in) begin = i - 1, in = true;
            last = static_cast<double>(series.ticks[i].time), misses = 0;
        } else if (in && ++misses > 1) end();
    }
    end();
    return out;
}

double total(const std::vector<Stretch>& all) {
    double out = 0;
    for (const Stretch& stretch : all) out += stretch.length();
    return out;
}

std::string named(const std::vector<Stretch>& all) {
    std::string out;
    for (std::size_t i = 0; i < std::min<std::size_t>(all.size(), 4); ++i)
        out += fmt::format("{}{} to {}", i ? ", " : "", clock(all[i].from), clock(all[i].to));
    return out;
}

/// Share of the stretches during which somebody is heard.
double heard(const Series& series, const std::vector<Stretch>& all) {
    const std::vector<double> loudness(series.sound.begin(), series.sound.end());
    const double quiet = quantile(loudness, 0.1), loud = quantile(loudness, 0.9);
    if (loud - quiet < 10) return 0;
    std::size_t steps = 0, spoken = 0;
    for (std::size_t i = 0; i < loudness.size(); ++i) {
        const double at = static_cast<double>(i) * static_cast<double>(sound_step);
        if (std::ranges::none_of(all, [&](const Stretch& s) { return at >= s.from && at <= s.to; })) continue;
        ++steps, spoken += loudness[i] > (quiet + loud) / 2;
    }
    return steps ? static_cast<double>(spoken) / static_cast<double>(steps) : 0;
}

/// A gap in the pictures' times is a picture that stands, too.
double renewed(const Tick& tick) { return static_cast<double>(std::max({tick.face_change, tick.ring_change, tick.rest_change, tick.mouth_change})); }

}  // namespace

Finding check_frozen(const Series& series) {
    constexpr const char* name = "video.frozen";
    if (series.duration < 4 || series.ticks.size() < 30) return Finding::unclear(name, "shorter than four seconds, or too few pictures a second");
    std::vector<Stretch> still = stretches(series, [](const Tick& tick) { return renewed(tick) < 0.06; });
    for (std::size_t i = 1; i < series.ticks.size(); ++i)
        if (series.ticks[i].time - series.ticks[i - 1].time >= static_cast<float>(shortest))
            still.push_back({static_cast<double>(series.ticks[i - 1].time), static_cast<double>(series.ticks[i].time)});
    std::ranges::sort(still, {}, &Stretch::from);
    if (still.empty())
        return Finding::consistent(name, fmt::format("the picture never stands still for {:.1f} s. Uncertain by a fifteenth of a second", shortest));
    const double share = total(still) / static_cast<double>(series.duration), longest = std::ranges::max(still, {}, &Stretch::length).length();
    const double spoken = heard(series, still);
    const std::string what =
        fmt::format("the picture stands still for {:.1f} s of {:.1f} ({}), the longest time for {:.1f} s; somebody is heard during {:.0f}% of it",
                    total(still), series.duration, named(still), longest, 100 * spoken);
    if ((share > 0.2 || longest > 10) && spoken > 0.15)
        return Finding::contradicted(name, what + ". Uncertain: a bad network stops the picture before the sound, too");
    return Finding::unclear(name, what + ": networks that stall do that");
}

Finding check_face_frozen(const Series& series) {
    constexpr const char* name = "video.face_frozen";
    if (const std::string why = no_face(series); !why.empty()) return Finding::unclear(name, why);
    std::vector<double> faces, rests;
    for (const Tick& tick : series.ticks)
        if (tick.face.there()) faces.push_back(static_cast<double>(tick.face_change)), rests.push_back(static_cast<double>(tick.rest_change));
    const double face = median(faces), rest = median(rests);
    if (rest < 0.1)
        return Finding::unclear(name,
                                "nothing moves or flickers behind the face, as before a painted background, so that a face that stands still alone "
                                "would not be told from a picture that does");
    const auto alone = stretches(series, [&](const Tick& t) {
        return t.face.there() && static_cast<double>(t.face_change) < 0.3 * std::min(face, 4 * rest) &&
               static_cast<double>(t.rest_change) > 0.5 * rest;
    });
    if (alone.empty())
        return Finding::consistent(
            name, "the face never stands still alone. Uncertain where somebody sits very still and the picture is strongly compressed");
    const double share = total(alone) / static_cast<double>(series.duration);
    const std::string what =
        fmt::format("the face stands still for {:.1f} s of {:.1f} ({}) while what is behind it goes on", total(alone), series.duration, named(alone));
    if (total(alone) > 2)
        return Finding::contradicted(
            name, what + fmt::format(", {:.0f}% of the time. Uncertain: strong compression smooths a face that listens", 100 * share));
    return Finding::unclear(name, what + ": too short to mean anything");
}

}  // namespace bonafide::video
