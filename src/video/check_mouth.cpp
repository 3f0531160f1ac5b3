// Does the mouth move with what is heard? Movement of the mouth's place, less what the eyes' place moves as well (the head), is correlated with the
// loudness of speech over lags of up to two seconds; lags far away say how much correlation chance gives.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "video/judge.h"
#include "video/statistics.h"

namespace bonafide::video {

namespace {

constexpr double step = 0.05;           ///< seconds
constexpr double most_mouth_lag = 1.5;  ///< looked for
constexpr double allowed = 0.4;         ///< what meeting programs, wireless headsets and recordings add
constexpr double least_certain = 3.8;   ///< standard deviations above chance

/// Values at even steps, between the two ticks around.
std::vector<double> evenly(const Series& series, const std::vector<double>& values) {
    std::vector<double> out;
    std::size_t at = 0;
    for (double time = 0; time <= static_cast<double>(series.duration); time += step) {
        while (at + 1 < series.ticks.size() && static_cast<double>(series.ticks[at + 1].time) < time) ++at;
        if (at + 1 >= series.ticks.size()) break;
        const double a = static_cast<double>(series.ticks[at].time), b = static_cast<double>(series.ticks[at + 1].time);
        const double share = std::clamp((time - a) / (b - a), 0.0, 1.0);
        out.push_back(values[at] * (1 - share) + values[at + 1] * share);
    }
    return out;
}

/// Means over `wide` values around each.
std::vector<double> smoothed(const std::vector<double>& in, std::size_t wide) {
    std::vector<double> sums(in.size() + 1, 0), out(in.size());
    for (std::size_t i = 0; i < in.size(); ++i) sums[i + 1] = sums[i] + in[i];
    for (std::size_t i = 0; i < in.size(); ++i) {
        const std::size_t from = i < wide / 2 ? 0 : i - wide / 2, to = std::min(in.size(), i + wide / 2 + 1);
        out[i] = (sums[to] - sums[from]) / static_cast<double>(to - from);
    }
    return out;
}

/// Quick changes only, and no value larger than three deviations.
std::vector<double> prepared(const std::vector<double>& in) {
    std::vector<double> quick = smoothed(in, 3);
    const std::vector<double> slow = smoothed(in, 24);
    for (std::size_t i = 0; i < quick.size(); ++i) quick[i] -= slow[i];
    const double most = 3 * deviation(quick);
    for (double& value : quick) value = std::clamp(value, -most, most);
    return quick;
}

/// Movement of the mouth that is not the head's.
std::vector<double> mouth(const Series& series) {
    std::vector<double> own(series.ticks.size(), 0), head(series.ticks.size(), 0);
    for (std::size_t i = 1; i < series.ticks.size(); ++i) {
        if (!series.ticks[i].face.there()) continue;
        const double apart = static_cast<double>(series.ticks[i].time - series.ticks[i - 1].time) * static_cast<double>(ticks_per_second);
        own[i] = std::min(static_cast<double>(series.ticks[i].mouth_change) / std::max(apart, 0.5), 40.0);
        head[i] = std::min(static_cast<double>(series.ticks[i].brow_change) / std::max(apart, 0.5), 40.0);
    }
    const double gain = std::clamp(regress(head, own).gain, 0.0, 1.0);
    for (std::size_t i = 0; i < own.size(); ++i) own[i] -= gain * head[i];
    return own;
}

/// 0 for quiet to 1 for loud, at the steps of the picture.
std::vector<double> loudness(const Series& series, std::size_t count) {
    const std::vector<double> all(series.sound.begin(), series.sound.end());
    const double quiet = quantile(all, 0.1), loud = quantile(all, 0.95);
    std::vector<double> out(count, 0);
    const double ratio = step / static_cast<double>(sound_step);
    for (std::size_t i = 0; i < count; ++i) {
        const auto from = static_cast<std::size_t>(std::max(0.0, (static_cast<double>(i) - 0.5) * ratio));
        const auto to = std::min(all.size(), static_cast<std::size_t>((static_cast<double>(i) + 0.5) * ratio) + 1);
        double sum = 0;
        for (std::size_t j = from; j < to; ++j) sum += std::clamp((all[j] - quiet) / std::max(loud - quiet, 1.0), 0.0, 1.0);
        if (to > from) out[i] = sum / static_cast<double>(to - from);
    }
    return out;
}

/// Correlation where the sound comes `lag` steps after the picture.
double correlation(const std::vector<double>& picture, const std::vector<double>& sound, long lag) {
    const long count = static_cast<long>(std::min(picture.size(), sound.size()));
    double xy = 0, xx = 0, yy = 0;
    for (long i = std::max(0L, -lag); i < count && i + lag < count; ++i) {
        const double x = picture[static_cast<std::size_t>(i)], y = sound[static_cast<std::size_t>(i + lag)];
        xy += x * y, xx += x * x, yy += y * y;
    }
    return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}

struct Sync {
    double lag = 0, correlation = 0, certain = 0, error = 0;
};

Sync sync_of(const std::vector<double>& picture, const std::vector<double>& sound) {
    Sync out;
    const long near = std::lround(most_mouth_lag / step), far = std::min<long>(static_cast<long>(picture.size()) / 2, std::lround(20 / step));
    long best = 0;
    for (long lag = -near; lag <= near; ++lag)
        if (const double here = correlation(picture, sound, lag); here > out.correlation) out.correlation = here, best = lag;
    std::vector<double> chance;
    for (long lag = near + 10; lag < far; ++lag)
        chance.push_back(correlation(picture, sound, lag)), chance.push_back(correlation(picture, sound, -lag));
    const double spread = deviation(chance);
    out.certain = chance.size() < 40 || spread <= 0 ? 0 : (out.correlation - mean(chance)) / spread;
    out.lag = static_cast<double>(best) * step;
    long left = best, right = best;  // as wide as it is half as far above chance
    const double half = out.correlation * 0.7;
    while (left > -near && correlation(picture, sound, left - 1) > half) --left;
    while (right < near && correlation(picture, sound, right + 1) > half) ++right;
    out.error = std::max(step, static_cast<double>(right - left) * step / 2);
    return out;
}

}  // namespace

Finding check_mouth(const Series& series) {
    constexpr const char* name = "video.mouth";
    if (!series.sound_there || series.sound.empty()) return Finding::unclear(name, "the recording has no sound");
    if (const std::string why = no_face(series); !why.empty()) return Finding::unclear(name, why);
    if (series.duration < 8) return Finding::unclear(name, "shorter than eight seconds");
    const std::vector<double> all(series.sound.begin(), series.sound.end());
    if (quantile(all, 0.9) - quantile(all, 0.1) < 8) return Finding::unclear(name, "no speech with pauses is heard");
    if (series.frames_per_second > 0 && series.frames_per_second < 9) return Finding::unclear(name, "too few pictures a second");
    const std::vector<double> moves = prepared(evenly(series, mouth(series)));
    const std::vector<double> speech = prepared(loudness(series, moves.size()));
    const Sync sync = sync_of(moves, speech);
    const std::string what = fmt::format(
        "the mouth moves with the sound best where the sound comes {:.2f} s {} (±{:.2f}; correlation {:.2f}, {:.1f} deviations above chance)",
        std::abs(sync.lag), sync.lag < 0 ? "earlier" : "later", sync.error, sync.correlation, sync.certain);
    if (sync.certain < least_certain)
        return Finding::unclear(name, fmt::format("no movement of the mouth with the sound is found that chance would not give (correlation {:.2f}, "
                                                  "{:.1f} deviations above chance): the other speaker "
                                                  "is heard, too, and small or covered mouths show nothing",
                                                  sync.correlation, sync.certain));
    if (std::abs(sync.lag) > allowed) return Finding::contradicted(name, what + ". Uncertain: some recorders and wireless headsets delay the sound");
    return Finding::consistent(name, what);
}

}  // namespace bonafide::video
