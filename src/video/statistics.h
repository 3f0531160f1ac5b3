// Small statistics of series of numbers. Used by the checks of this folder.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace bonafide::video {

/// Linear between neighbours; 0 of nothing. `share`: 0.5 is the median.
[[nodiscard]] inline double quantile(std::vector<double> numbers, double share) {
    if (numbers.empty()) return 0;
    std::ranges::sort(numbers);
    const double at = share * static_cast<double>(numbers.size() - 1);
    const auto low = static_cast<std::size_t>(at);
    const std::size_t high = std::min(low + 1, numbers.size() - 1);
    return numbers[low] + (numbers[high] - numbers[low]) * (at - static_cast<double>(low));
}
[[nodiscard]] inline double median(std::vector<double> numbers) { return quantile(std::move(numbers), 0.5); }

[[nodiscard]] inline double mean(std::span<const double> numbers) {
    double sum = 0;
    for (const double number : numbers) sum += number;
    return numbers.empty() ? 0 : sum / static_cast<double>(numbers.size());
}
[[nodiscard]] inline double deviation(std::span<const double> numbers) {
    const double middle = mean(numbers);
    double sum = 0;
    for (const double number : numbers) sum += (number - middle) * (number - middle);
    return numbers.size() < 2 ? 0 : std::sqrt(sum / static_cast<double>(numbers.size() - 1));
}

/// Of `y` on `x`: y = gain x + rest, with the gain's standard error and the correlation.
struct Line {
    double gain = 0, error = 0, correlation = 0;
};
[[nodiscard]] inline Line regress(std::span<const double> x, std::span<const double> y) {
    const std::size_t n = std::min(x.size(), y.size());
    if (n < 3) return {};
    const double mx = mean(x.first(n)), my = mean(y.first(n));
    double xx = 0, yy = 0, xy = 0;
    for (std::size_t i = 0; i < n; ++i) xx += (x[i] - mx) * (x[i] - mx), yy += (y[i] - my) * (y[i] - my), xy += (x[i] - mx) * (y[i] - my);
    if (xx <= 0 || yy <= 0) return {};
    const double gain = xy / xx;
    return {gain, std::sqrt(std::max(0.0, yy - gain * xy) / static_cast<double>(n - 2) / xx), xy / std::sqrt(xx * yy)};
}

}  // namespace bonafide::video
