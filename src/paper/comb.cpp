#include "paper/comb.h"

#include <algorithm>
#include <cmath>

#include "paper/jpeg_coefficients.h"

namespace bonafide::paper {
namespace {

constexpr std::array<std::array<int, 2>, comb_modes> mode_places{
    {{0, 1}, {1, 0}, {2, 0}, {1, 1}, {0, 2}, {0, 3}, {1, 2}, {2, 1}, {3, 0}}};  // row, column
constexpr int reach = 40;                                                       ///< bins each side of zero
constexpr std::size_t bins = 2 * reach + 1;
constexpr int most_step = 64;
using Histogram = std::array<double, bins>;

double normal_below(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

/// What rounding pixels to whole numbers leaves in a coefficient.
constexpr double rounding_noise = 0.55;

Histogram normalised(Histogram h) {
    double sum = 0;
    for (const double v : h) sum += v;
    if (sum > 0)
        for (double& v : h) v /= sum;
    return h;
}

Histogram observed(const std::vector<float>& values) {
    Histogram out{};
    for (const float v : values) {
        if (std::isnan(v)) continue;
        const int bin = static_cast<int>(std::lround(v));
        if (std::abs(bin) <= reach) out[static_cast<std::size_t>(bin + reach)] += 1;
    }
    return out;
}

/// The distribution that `untouched` gives when it is quantised by `before` and then by `now`.
Histogram expected(const std::vector<float>& untouched, int before, int now) {
    Histogram out{};
    if (before <= 1) {
        for (const float v : untouched) {
            if (std::isnan(v)) continue;
            const int bin = static_cast<int>(std::lround(static_cast<double>(v) / now));
            if (std::abs(bin) <= reach) out[static_cast<std::size_t>(bin + reach)] += 1;
        }
        return out;
    }
    const int most = reach * now / before + 2;
    std::vector<double> counts(static_cast<std::size_t>(2 * most + 1), 0);
    for (const float v : untouched) {
        if (std::isnan(v)) continue;
        const int m = static_cast<int>(std::lround(static_cast<double>(v) / before));
        if (std::abs(m) <= most) counts[static_cast<std::size_t>(m + most)] += 1;
    }
    for (int m = -most; m <= most; ++m) {
        const double count = counts[static_cast<std::size_t>(m + most)];
        if (count == 0) continue;
        const double centre = m * before;
        const int first = static_cast<int>(std::floor((centre - 4 * rounding_noise) / now - 0.5)),
                  last = static_cast<int>(std::ceil((centre + 4 * rounding_noise) / now + 0.5));
        for (int n = std::max(first, -reach); n <= std::min(last, reach); ++n)
            out[static_cast<std::size_t>(n + reach)] +=
                count * (normal_below(((n + 0.5) * now - centre) / rounding_noise) - normal_below(((n - 0.5) * now - centre) / rounding_noise));
    }
    return out;
}

/// A little of a smooth distribution everywhere: no bin is impossible.
Histogram soft(Histogram h) {
    h = normalised(h);
    Histogram wide{};
    for (std::size_t i = 0; i < bins; ++i)
        for (std::size_t k = i >= 6 ? i - 6 : 0; k <= std::min(bins - 1, i + 6); ++k) wide[k] += h[i] / 13;
    for (std::size_t i = 0; i < bins; ++i) h[i] = 0.97 * h[i] + 0.03 * wide[i] + 1e-6;
    return normalised(h);
}

/// Kullback-Leibler divergence over the bins other than zero, which is nearly everything in flat pictures and says little.
double divergence(const Histogram& seen, const Histogram& model) {
    double seen_sum = 0, model_sum = 0, out = 0;
    for (std::size_t i = 0; i < bins; ++i)
        if (i != reach) seen_sum += seen[i], model_sum += model[i];
    if (seen_sum < 1e-9 || model_sum < 1e-9) return 0;
    for (std::size_t i = 0; i < bins; ++i)
        if (i != reach && seen[i] > 0) out += seen[i] / seen_sum * std::log((seen[i] / seen_sum) / (model[i] / model_sum));
    return out;
}

double count_not_zero(const Histogram& h) {
    double out = 0;
    for (std::size_t i = 0; i < bins; ++i)
        if (i != reach) out += h[i];
    return out;
}

struct ModeFit {
    int before = 0;
    double gain = 0;
    Histogram with{}, without{};
};

ModeFit fit_mode(const std::vector<float>& present, const std::vector<float>& untouched, int now) {
    ModeFit out;
    const Histogram counts = observed(present);
    if (count_not_zero(counts) < 400) return out;
    const Histogram seen = normalised(counts);
    const Histogram none = soft(expected(untouched, 1, now));
    const double without = divergence(seen, none);
    double best = without;
    for (int before = 2; before <= most_step; ++before) {
        if (before == now) continue;
        if (now % before == 0) continue;  // a divisor leaves no comb
        const Histogram model = soft(expected(untouched, before, now));
        const double d = divergence(seen, model);
        if (d < best) best = d, out.before = before, out.with = model;
    }
    out.without = none;
    out.gain = without - best;
    if (out.gain < 0.06 || best > 0.6 * without) out.before = 0;
    return out;
}

int nearest_quality(const std::array<int, comb_modes>& steps) {
    int best_quality = 0;
    double best = 1e9;
    for (int quality = 30; quality <= 99; ++quality) {
        const JpegTable table = standard_luma(quality);
        double distance = 0;
        int n = 0;
        for (std::size_t m = 0; m < comb_modes; ++m) {
            if (steps[m] == 0) continue;
            distance += std::abs(std::log(static_cast<double>(steps[m]) / table[mode_index(m)]));
            ++n;
        }
        if (n > 0 && distance / n < best) best = distance / n, best_quality = quality;
    }
    return best < 0.25 ? best_quality : 0;
}

}  // namespace

std::size_t mode_index(std::size_t mode) { return static_cast<std::size_t>(mode_places[mode][0] * 8 + mode_places[mode][1]); }

BlockCoefficients block_coefficients(const cv::Mat& grey, int x0, int y0) {
    std::array<std::array<float, 8>, 4> cosine{};  // rows 0 to 3 of the DCT
    for (std::size_t u = 0; u < 4; ++u)
        for (std::size_t x = 0; x < 8; ++x)
            cosine[u][x] = static_cast<float>((u == 0 ? std::sqrt(0.125) : 0.5) *
                                              std::cos((2.0 * static_cast<double>(x) + 1) * static_cast<double>(u) * CV_PI / 16));
    BlockCoefficients out;
    out.step.fill(1);
    out.wide = std::max(0, (grey.cols - x0) / 8);
    out.high = std::max(0, (grey.rows - y0) / 8);
    const std::size_t blocks = static_cast<std::size_t>(out.wide) * static_cast<std::size_t>(out.high);
    for (auto& v : out.values) v.resize(blocks);
    for (int by = 0; by < out.high; ++by)
        for (int bx = 0; bx < out.wide; ++bx) {
            std::array<std::array<float, 4>, 8> rows{};  // [y][u]
            bool saturated = false;
            for (std::size_t y = 0; y < 8; ++y) {
                const std::uint8_t* p = grey.ptr<std::uint8_t>(y0 + by * 8 + static_cast<int>(y)) + x0 + bx * 8;
                for (std::size_t x = 0; x < 8; ++x) {
                    saturated |= p[x] <= 1 || p[x] >= 254;
                    for (std::size_t u = 0; u < 4; ++u) rows[y][u] += static_cast<float>(p[x]) * cosine[u][x];
                }
            }
            const std::size_t at = static_cast<std::size_t>(by) * static_cast<std::size_t>(out.wide) + static_cast<std::size_t>(bx);
            for (std::size_t m = 0; m < comb_modes; ++m) {
                float sum = 0;
                for (std::size_t y = 0; y < 8; ++y)
                    sum += rows[y][static_cast<std::size_t>(mode_places[m][1])] * cosine[static_cast<std::size_t>(mode_places[m][0])][y];
                out.values[m][at] = saturated ? std::nanf("") : sum;
            }
        }
    return out;
}

Comb find_comb(const BlockCoefficients& present, const BlockCoefficients& untouched) {
    Comb out;
    if (present.wide < 8 || present.high < 8) return out;
    std::array<ModeFit, comb_modes> fits;
    for (std::size_t m = 0; m < comb_modes; ++m) {
        fits[m] = fit_mode(present.values[m], untouched.values[m], present.step[m]);
        out.before[m] = fits[m].before;
        out.modes += fits[m].before != 0;
        if (fits[m].before) out.gain += fits[m].gain;
    }
    out.quality = nearest_quality(out.before);
    out.found = out.modes >= 4;
    out.evidence = cv::Mat::zeros(present.high, present.wide, CV_32F);
    out.weight = cv::Mat::zeros(present.high, present.wide, CV_32F);
    for (std::size_t m = 0; m < comb_modes; ++m) {
        if (fits[m].before == 0) continue;
        for (int y = 0; y < present.high; ++y)
            for (int x = 0; x < present.wide; ++x) {
                const float v = present.values[m][static_cast<std::size_t>(y) * static_cast<std::size_t>(present.wide) + static_cast<std::size_t>(x)];
                if (std::isnan(v)) continue;
                const int bin = static_cast<int>(std::lround(v));
                if (bin == 0 || std::abs(bin) > reach) continue;
                const auto i = static_cast<std::size_t>(bin + reach);
                out.evidence.at<float>(y, x) += static_cast<float>(std::clamp(std::log(fits[m].with[i] / fits[m].without[i]), -2.5, 2.5));
                out.weight.at<float>(y, x) += 1;
            }
    }
    return out;
}

}  // namespace bonafide::paper
