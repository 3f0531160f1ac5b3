// Does the face jump, from one picture to the next, while the room behind it stays? A face that is laid over another and fails for moments does,
// and so does a person who is exchanged in a recording that was cut and joined.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "video/judge.h"
#include "video/statistics.h"

namespace bonafide::video {

namespace {

constexpr double still = 0.06;  ///< levels: a picture that was not renewed

/// What changed of the face itself: head movements leave little at the eyes and forehead once they are taken out, blinks and speech little of the
/// whole face; another face changes both.
double change(const Tick& tick) { return static_cast<double>(std::min(tick.face_change, tick.brow_change)); }

/// Beside pictures that were late: what moves has moved on at once, and nothing follows from it. From the fourth tick to the third from the end.
bool at_stall(const Series& series, std::size_t at) {
    if (series.ticks[at].time - series.ticks[at - 1].time > 1.9F / ticks_per_second && series.frames_per_second > 12) return true;
    const auto stands = [](const Tick& tick) {
        return static_cast<double>(std::max({tick.face_change, tick.ring_change, tick.rest_change})) < still;
    };
    const auto here = series.ticks.begin() + static_cast<std::ptrdiff_t>(at);
    return std::count_if(here - 3, here, stands) >= 2 || std::count_if(here + 1, here + 3, stands) == 2;
}

/// Mean difference of the face's cells, brightness apart, between the halves of a second before and after.
double lasting(const Series& series, std::size_t at) {
    constexpr std::size_t span = 6;
    if (at < span || at + span > series.ticks.size()) return 0;
    const Place& face = series.ticks[at].face;
    std::vector<double> differences;
    for (std::uint32_t row = 0; row < cells_high; ++row)
        for (std::uint32_t column = 0; column < cells_wide; ++column) {
            const float x = (static_cast<float>(column) + 0.5F) / cells_wide, y = (static_cast<float>(row) + 0.5F) / cells_high;
            if (x < face.left || x > face.left + face.width || y < face.top || y > face.top + face.height) continue;
            double before = 0, after = 0;
            for (std::size_t i = 0; i < span; ++i)
                before += series.ticks[at - 1 - i].cells[row * cells_wide + column], after += series.ticks[at + i].cells[row * cells_wide + column];
            differences.push_back((after - before) / span / 64);
        }
    const double middle = mean(differences);
    double out = 0;
    for (const double d : differences) out += std::abs(d - middle);
    return differences.empty() ? 0 : out / static_cast<double>(differences.size());
}

/// The same face is followed from three ticks before to two after.
bool steady(const std::vector<Tick>& ticks, std::size_t at) {
    for (std::size_t i = at - 3; i <= at + 2; ++i)
        if (!ticks[i].face.there() || std::abs(ticks[i].face.left - ticks[at].face.left) > 0.3F * ticks[at].face.width) return false;
    return true;
}

/// Light that came on: what is around the face takes the same colour. Another face changes the face.
bool light_came(const Tick& before, const Tick& now) {
    const auto step = [&](Colour Tick::* colour) {
        return std::pair(static_cast<double>((now.*colour).u - (before.*colour).u), static_cast<double>((now.*colour).v - (before.*colour).v));
    };
    const auto [face_u, face_v] = step(&Tick::face_colour);
    const auto [ring_u, ring_v] = step(&Tick::ring_colour);
    const double face = std::hypot(face_u, face_v), ring = std::hypot(ring_u, ring_v);
    return ring > 0.5 && face > 0.5 && face_u * ring_u + face_v * ring_v > 0.9 * face * ring;
}

struct Jump {
    double time = 0, times_usual = 0;
    bool lasts = false;
};

struct Jumps {
    std::vector<Jump> faces;
    std::size_t cuts = 0;
};

Jumps find(const Series& series) {
    Jumps out;
    const auto& ticks = series.ticks;
    std::vector<double> changes;
    for (const Tick& tick : ticks)
        if (tick.face.there()) changes.push_back(change(tick));
    const double usual = std::max(quantile(changes, 0.9), 0.5);
    for (std::size_t i = 3; i + 2 < ticks.size(); ++i) {
        const double here = change(ticks[i]), before = change(ticks[i - 1]), after = change(ticks[i + 1]);
        if (here < 1.3 * usual + 1.4 || here < before || here < after || !steady(ticks, i) || at_stall(series, i) ||
            light_came(ticks[i - 1], ticks[i]))
            continue;
        if (before > 0.45 * here || (after > 0.45 * here && change(ticks[i + 2]) > 0.45 * here)) continue;  // a movement, which takes longer
        if (static_cast<double>(ticks[i].rest_change) > 0.4 * here) {
            ++out.cuts;
            continue;
        }
        std::vector<double> others;
        for (std::size_t j = 6; j + 6 < ticks.size(); j += 5)
            if (j + 12 < i || j > i + 12) others.push_back(lasting(series, j));
        const double lasts = lasting(series, i);
        out.faces.push_back({static_cast<double>(ticks[i].time), here / usual, lasts > 1.5 && lasts > 1.3 * quantile(others, 0.9)});
    }
    return out;
}

}  // namespace

Finding check_continuity(const Series& series) {
    constexpr const char* name = "video.continuity";
    if (const std::string why = no_face(series); !why.empty()) return Finding::unclear(name, why);
    const Jumps jumps = find(series);
    const bool lasts = std::ranges::any_of(jumps.faces, [](const Jump& jump) { return jump.lasts && jump.times_usual > 2.5; });
    std::string cuts = jumps.cuts ? fmt::format("; the whole picture jumps {} times, as where a recording was cut", jumps.cuts) : "";
    if (jumps.faces.empty())
        return Finding::consistent(name,
                                   "the face never jumps while what is behind it stays" + cuts + ". Uncertain: a good replacement does not jump");
    std::string where;
    for (std::size_t i = 0; i < std::min<std::size_t>(jumps.faces.size(), 4); ++i) where += (i ? ", " : "") + clock(jumps.faces[i].time);
    const double most = std::ranges::max(jumps.faces, {}, &Jump::times_usual).times_usual;
    const std::string what = fmt::format(
        "the face changes from one picture to the next while what is behind it stays, {} time{} (at {}), by up to {:.0f} times what is usual here{}",
        jumps.faces.size(), jumps.faces.size() == 1 ? "" : "s", where, most, cuts);
    // Slight ones come by chance, once in some minutes; of those that a failing replacement makes there are more.
    if (lasts || most > 3.5 || jumps.faces.size() >= 2 + static_cast<std::size_t>(series.duration / 60))
        return Finding::contradicted(name, what + (lasts ? "; it is another picture afterwards" : "") +
                                               ". Uncertain: damaged transmission and a hand moved very quickly do the like");
    return Finding::unclear(name, what + ": slightly and seldom, and it came back, which chance and damaged transmission give, too");
}

}  // namespace bonafide::video
