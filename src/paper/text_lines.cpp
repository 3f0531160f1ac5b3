#include "paper/text_lines.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <opencv2/imgproc.hpp>

namespace bonafide::paper {
namespace {

struct Part {
    double x, y, width, height;  // centre and size
    double right() const { return x + width / 2; }
    double left() const { return x - width / 2; }
};

constexpr int max_parts = 60'000;

std::vector<Part> parts_of(const cv::Mat& ink) {
    cv::Mat labels, stats, centres;
    const int count = cv::connectedComponentsWithStats(ink, labels, stats, centres, 8, CV_32S);
    std::vector<Part> out;
    for (int i = 1; i < count && static_cast<int>(out.size()) < max_parts; ++i) {
        const int* s = stats.ptr<int>(i);
        const int width = s[cv::CC_STAT_WIDTH], height = s[cv::CC_STAT_HEIGHT], area = s[cv::CC_STAT_AREA];
        if (height < 5 || height > 110 || width < 2 || width > 160 || area < 8) continue;
        out.push_back(
            {s[cv::CC_STAT_LEFT] + width / 2.0, s[cv::CC_STAT_TOP] + height / 2.0, static_cast<double>(width), static_cast<double>(height)});
    }
    return out;
}

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

double high_quantile(std::vector<double> values, double q) {
    if (values.empty()) return 0;
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(values.size() - 1) * q);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

/// Least squares of degree 0 to 2 in t, outliers dropped twice.
std::array<double, 3> robust_fit(const std::vector<double>& t, const std::vector<double>& y, int degree, double tolerance) {
    std::vector<bool> use(t.size(), true);
    std::array<double, 3> out{};
    for (int round = 0; round < 3; ++round) {
        const int rows = static_cast<int>(std::ranges::count(use, true)), columns = degree + 1;
        if (rows < columns) break;
        cv::Mat a(rows, columns, CV_64F), b(rows, 1, CV_64F), x;
        for (std::size_t i = 0, row = 0; i < t.size(); ++i) {
            if (!use[i]) continue;
            for (int k = 0; k < columns; ++k) a.at<double>(static_cast<int>(row), k) = std::pow(t[i], k);
            b.at<double>(static_cast<int>(row++), 0) = y[i];
        }
        if (!cv::solve(a, b, x, cv::DECOMP_SVD)) break;
        out = {};
        for (int k = 0; k < columns; ++k) out[static_cast<std::size_t>(k)] = x.at<double>(k, 0);
        for (std::size_t i = 0; i < t.size(); ++i) use[i] = std::abs(y[i] - out[0] - out[1] * t[i] - out[2] * t[i] * t[i]) < tolerance;
    }
    return out;
}

/// To each part the nearest at its right that could be its neighbour in a line.
std::vector<int> right_neighbours(const std::vector<Part>& parts) {
    const int n = static_cast<int>(parts.size());
    std::vector<int> right(parts.size(), -1), left(parts.size(), -1);
    std::vector<double> gap(parts.size(), 1e9);
    for (int i = 0; i < n; ++i) {
        const Part& a = parts[static_cast<std::size_t>(i)];
        int best = -1;
        double best_step = 1e9;
        for (int j = i + 1; j < n; ++j) {
            const Part& b = parts[static_cast<std::size_t>(j)];
            const double step = b.x - a.x, size = std::max(a.height, b.height);
            if (step > 2.6 * a.height + 4 && step > 220) break;
            if (step > 2.6 * size || step < 0.25 * size) continue;
            const double ratio = a.height / b.height;
            if (ratio < 0.45 || ratio > 2.2 || std::abs(a.y - b.y) > 0.35 * size) continue;
            if (step < best_step) best = j, best_step = step;
        }
        if (best < 0) continue;
        const auto b = static_cast<std::size_t>(best);
        if (best_step >= gap[b]) continue;
        if (left[b] >= 0) right[static_cast<std::size_t>(left[b])] = -1;
        left[b] = i;
        gap[b] = best_step;
        right[static_cast<std::size_t>(i)] = best;
    }
    return right;
}

std::vector<std::vector<Part>> chains_of(const std::vector<Part>& parts) {
    const std::vector<int> right = right_neighbours(parts);
    std::vector<bool> has_left(parts.size(), false);
    for (const int r : right)
        if (r >= 0) has_left[static_cast<std::size_t>(r)] = true;
    std::vector<std::vector<Part>> out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (has_left[i]) continue;
        std::vector<Part> chain;
        for (int at = static_cast<int>(i); at >= 0; at = right[static_cast<std::size_t>(at)]) chain.push_back(parts[static_cast<std::size_t>(at)]);
        if (chain.size() >= 4) out.push_back(std::move(chain));
    }
    return out;
}

double typical_height(const std::vector<Part>& chain) {
    std::vector<double> heights;
    for (const Part& p : chain) heights.push_back(p.height);
    return high_quantile(std::move(heights), 0.6);
}

double slope_of(const std::vector<Part>& chain) {
    const Part &a = chain.front(), &b = chain.back();
    return b.x > a.x ? (b.y - a.y) / (b.x - a.x) : 0;
}

/// Chains that go on in one another, across a blot or a highlight.
void join_chains(std::vector<std::vector<Part>>& chains) {
    std::ranges::sort(chains, {}, [](const auto& c) { return c.front().x; });
    for (std::size_t i = 0; i < chains.size(); ++i) {
        for (std::size_t j = 0; j < chains.size(); ++j) {
            if (i == j || chains[i].empty() || chains[j].empty()) continue;
            const Part &end = chains[i].back(), &begin = chains[j].front();
            const double height = typical_height(chains[i]), other = typical_height(chains[j]), gap = begin.x - end.x;
            if (gap < 0.2 * height || gap > 9 * height || height / other > 1.5 || other / height > 1.5) continue;
            const double slope = chains[i].size() >= chains[j].size() ? slope_of(chains[i]) : slope_of(chains[j]);
            if (std::abs(slope) > 0.2 || std::abs(end.y + slope * gap - begin.y) > 0.45 * height) continue;
            chains[i].insert(chains[i].end(), chains[j].begin(), chains[j].end());
            chains[j].clear();
            j = static_cast<std::size_t>(-1);  // again from the start: the chain is longer now
        }
    }
    std::erase_if(chains, [](const auto& c) { return c.empty(); });
}

EvenLine line_of(const std::vector<Part>& chain) {
    EvenLine out;
    out.count = static_cast<int>(chain.size());
    out.left = chain.front().left();
    out.right = chain.back().right();
    const double height = typical_height(chain);
    std::vector<double> t, y, tall_t, tall, step_t, steps;
    for (const Part& p : chain) {
        if (p.height < 0.4 * height || p.height > 1.6 * height) continue;
        t.push_back(out.at(p.x));
        y.push_back(p.y);
        if (p.height > 0.85 * height && p.height < 1.25 * height) tall_t.push_back(out.at(p.x)), tall.push_back(p.height);
    }
    const auto centre = robust_fit(t, y, chain.size() > 12 ? 2 : 1, 0.22 * height);
    out.y0 = centre[0], out.y1 = centre[1], out.y2 = centre[2];
    const auto heights = robust_fit(tall_t, tall, tall.size() > 10 ? 1 : 0, 0.2 * height);
    out.height0 = heights[0], out.height1 = heights[1];
    if (out.height0 <= 1 || out.height0 + out.height1 <= 1) out.height0 = height, out.height1 = 0;
    std::vector<double> all;
    for (std::size_t i = 1; i < chain.size(); ++i) all.push_back(chain[i].x - chain[i - 1].x);
    const double usual = median(all);
    for (std::size_t i = 1; i < chain.size(); ++i) {
        const double step = chain[i].x - chain[i - 1].x;
        if (step < 0.72 * usual || step > 1.35 * usual) continue;
        step_t.push_back(out.at((chain[i].x + chain[i - 1].x) / 2));
        steps.push_back(step);
    }
    out.even = all.empty() ? 0 : static_cast<double>(steps.size()) / static_cast<double>(all.size());
    const auto pitch = robust_fit(step_t, steps, steps.size() > 10 ? 1 : 0, 0.25 * usual);
    out.pitch0 = pitch[0], out.pitch1 = pitch[1];
    if (out.pitch0 < 0.5 * usual || out.pitch0 + out.pitch1 < 0.5 * usual) out.pitch0 = usual, out.pitch1 = 0;
    return out;
}

}  // namespace

cv::Mat ink(const cv::Mat& grey, int window) {
    cv::Mat value, mean, square, deviation;
    grey.convertTo(value, CV_32F);
    cv::boxFilter(value, mean, CV_32F, {window, window});
    cv::boxFilter(value.mul(value), square, CV_32F, {window, window});
    cv::Mat variance = square - mean.mul(mean);
    variance.setTo(0, variance < 0);
    cv::sqrt(variance, deviation);
    const cv::Mat threshold = mean.mul(1 + 0.22 * (deviation / 128 - 1));
    cv::Mat dark = value < threshold, deep = (mean - value) > 12;
    return dark & deep;
}

std::vector<double> print_directions(const cv::Mat& ink, int most) {
    std::vector<Part> parts = parts_of(ink);
    std::ranges::sort(parts, {}, &Part::x);
    std::vector<double> histogram(180, 0);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Part& a = parts[i];
        const double size = std::max(a.width, a.height);
        int taken = 0;
        for (std::size_t j = i + 1; j < parts.size() && taken < 12; ++j) {
            const Part& b = parts[j];
            const double dx = b.x - a.x, dy = b.y - a.y, other = std::max(b.width, b.height);
            if (dx > 1.8 * size) break;
            const double distance = std::hypot(dx, dy), larger = std::max(size, other);
            if (distance > 1.6 * larger || distance < 0.55 * larger || std::min(size, other) < 0.5 * larger) continue;
            ++taken;
            const double angle = std::atan2(dy, dx) * 180 / CV_PI;
            histogram[static_cast<std::size_t>(angle < 0 ? angle + 180 : angle) % 180] += 1;
        }
    }
    std::vector<double> smooth(180, 0), out;
    for (std::size_t i = 0; i < 180; ++i)
        for (std::size_t k = 0; k < 7; ++k) smooth[i] += histogram[(i + 177 + k) % 180] * (k == 3 ? 1.5 : 1);
    while (static_cast<int>(out.size()) < most) {
        const std::size_t best = static_cast<std::size_t>(std::ranges::max_element(smooth) - smooth.begin());
        if (smooth[best] < 12) break;
        double sum = 0, weight = 0;
        for (int k = -4; k <= 4; ++k) {
            const double w = histogram[(best + 180 + static_cast<std::size_t>(k + 180)) % 180];
            sum += w * k, weight += w;
        }
        const double angle = static_cast<double>(best) + 0.5 + (weight > 0 ? sum / weight : 0);
        out.push_back(std::fmod(angle + 180, 180));
        for (std::size_t k = 0; k < 25; ++k) smooth[(best + 168 + k) % 180] = 0;
    }
    return out;
}

std::vector<EvenLine> even_lines(const cv::Mat& ink, int least) {
    std::vector<Part> parts = parts_of(ink);
    std::ranges::sort(parts, {}, &Part::x);
    std::vector<std::vector<Part>> chains = chains_of(parts);
    if (chains.size() > 600) {  // a page of print: the longest hold what we look for
        std::ranges::sort(chains, std::greater(), [](const auto& c) { return c.size(); });
        chains.resize(600);
    }
    join_chains(chains);
    std::vector<EvenLine> out;
    for (const auto& chain : chains)
        if (static_cast<int>(chain.size()) >= least) out.push_back(line_of(chain));
    return out;
}

}  // namespace bonafide::paper
