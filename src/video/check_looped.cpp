// Does a stretch of the picture come again? Two stretches are the same where they differ far less than either does from itself a third of a second
// earlier and later: noise, light and every movement agree. People come back to a pose, never along the same way.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "video/judge.h"
#include "video/statistics.h"

namespace bonafide::video {

namespace {

constexpr double shortest_repeat = 1.2;  ///< seconds of a stretch that comes again
constexpr double least_lag = 0.8, most_lag = 60;
constexpr double beside = 0.34;       ///< seconds by which the comparison is shifted
constexpr double least_motion = 0.5;  ///< levels: what has to differ beside it

/// Cells in 1/64 levels, of the whole picture or of the face's place.
struct Grid {
    std::vector<std::uint16_t> cells;  ///< `count` a moment
    std::size_t count = 0, moments = 0;
    double step = 0;  ///< seconds

    [[nodiscard]] double difference(std::size_t a, std::size_t b) const {
        const std::uint16_t* x = cells.data() + a * count;
        const std::uint16_t* y = cells.data() + b * count;
        std::uint32_t sum = 0;
        for (std::size_t i = 0; i < count; ++i) sum += static_cast<std::uint32_t>(std::abs(static_cast<int>(x[i]) - static_cast<int>(y[i])));
        return static_cast<double>(sum) / static_cast<double>(count) / 64;
    }
};

/// The place in which the face mostly is.
Place usual_place(const Series& series) {
    std::vector<double> left, top, right, bottom;
    for (const Tick& tick : series.ticks) {
        if (!tick.face.there()) continue;
        left.push_back(static_cast<double>(tick.face.left)), top.push_back(static_cast<double>(tick.face.top));
        right.push_back(static_cast<double>(tick.face.left + tick.face.width)),
            bottom.push_back(static_cast<double>(tick.face.top + tick.face.height));
    }
    if (left.empty()) return {};
    const auto l = static_cast<float>(median(left)), t = static_cast<float>(median(top));
    return {l, t, static_cast<float>(median(right)) - l, static_cast<float>(median(bottom)) - t};
}

/// Moments at even steps, each the nearest tick; of a part of the picture where `place` is there.
Grid grid_of(const Series& series, const Place& place) {
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t i = 0; i < cell_count; ++i) {
        const float x = (static_cast<float>(i % cells_wide) + 0.5F) / cells_wide, y = (static_cast<float>(i / cells_wide) + 0.5F) / cells_high;
        const bool in = x > place.left + 0.2F * place.width && x < place.left + 0.8F * place.width && y > place.top + 0.15F * place.height &&
                        y < place.top + 0.9F * place.height;
        if (!place.there() || in) chosen.push_back(i);
    }
    Grid out;
    out.count = chosen.size();
    out.step = 1 / static_cast<double>(ticks_per_second);
    out.moments = static_cast<std::size_t>(static_cast<double>(series.duration) / out.step) + 1;
    out.cells.reserve(out.count * out.moments);
    std::size_t at = 0;
    for (std::size_t m = 0; m < out.moments; ++m) {
        const double time = static_cast<double>(m) * out.step;
        const auto away = [&](std::size_t i) { return std::abs(static_cast<double>(series.ticks[i].time) - time); };
        while (at + 1 < series.ticks.size() && away(at + 1) <= away(at)) ++at;
        for (const std::uint32_t i : chosen) out.cells.push_back(series.ticks[at].cells[i]);
    }
    return out;
}

struct Repeat {
    double from = 0, length = 0, lag = 0, ratio = 1, motion = 0;
};

/// The longest stretch that is the same `lag` moments earlier.
Repeat longest_at(const Grid& grid, std::size_t lag, std::size_t shift) {
    Repeat best;
    std::size_t begin = 0, count = 0, misses = 0;
    double same = 0, other = 0;
    const auto end = [&](std::size_t last) {
        const double length = static_cast<double>(last - begin) * grid.step;
        if (count > 0 && length > best.length && other / static_cast<double>(count) >= least_motion)
            best = {static_cast<double>(begin) * grid.step, length, static_cast<double>(lag) * grid.step, same / other,
                    other / static_cast<double>(count)};
        count = misses = 0, same = other = 0;
    };
    std::size_t last = 0;
    for (std::size_t t = lag + shift; t < grid.moments; ++t) {
        const double here = grid.difference(t, t - lag);
        bool agrees = false;
        double around = 0;
        if (here < 4) {  // levels; more than noise can be
            around = std::min(grid.difference(t, t - lag - shift), grid.difference(t, t - lag + shift));
            agrees = here < 0.45 * around || (count > 0 && here < 0.2 && around < 0.3);
        }
        if (agrees) {
            if (count == 0) begin = t;
            ++count, last = t, misses = 0;
            same += here, other += around;
        } else if (count > 0 && ++misses > 2) end(last);
    }
    if (count > 0) end(last);
    return best;
}

Repeat longest(const Grid& grid) {
    Repeat best;
    if (grid.count < 6) return best;
    const auto shift = static_cast<std::size_t>(std::lround(beside / grid.step));
    const auto first = static_cast<std::size_t>(std::lround(least_lag / grid.step)),
               most = static_cast<std::size_t>(std::lround(most_lag / grid.step));
    for (std::size_t lag = first; lag <= most && lag + shift + 3 < grid.moments; ++lag) {
        const Repeat here = longest_at(grid, lag, shift);
        if (here.length > best.length) best = here;
    }
    return best;
}

double usual_motion(const Grid& grid) {
    std::vector<double> all;
    const auto shift = static_cast<std::size_t>(std::lround(beside / grid.step));
    for (std::size_t t = shift; t < grid.moments; ++t) all.push_back(grid.difference(t, t - shift));
    return median(all);
}

}  // namespace

Finding check_looped(const Series& series) {
    constexpr const char* name = "video.looped";
    if (series.duration < 4 || series.ticks.size() < 30) return Finding::unclear(name, "shorter than four seconds, or too few pictures a second");
    const Grid whole = grid_of(series, {});
    const Place place = usual_place(series);
    Repeat repeat = longest(whole);
    const char* what = "the picture";
    if (place.there() && repeat.length < shortest_repeat) {
        repeat = longest(grid_of(series, place));
        what = "the face, and not what is behind it,";
    }
    if (repeat.length >= shortest_repeat)
        return Finding::contradicted(name, fmt::format("{} of {} to {} was shown {:.1f} s before already: the two differ by {:.0f}% of what a third "
                                                       "of a second makes. Uncertain: a machine in the picture that repeats its "
                                                       "movement while nobody moves does the like",
                                                       what, clock(repeat.from), clock(repeat.from + repeat.length), repeat.lag, 100 * repeat.ratio));
    if (usual_motion(whole) < 0.3) return Finding::unclear(name, "hardly anything moves, so that a repetition would not be seen");
    return Finding::consistent(
        name,
        fmt::format("no stretch of {:.1f} s comes again within a minute. Uncertain: longer ways round and altered repetitions are not looked for",
                    shortest_repeat));
}

}  // namespace bonafide::video
