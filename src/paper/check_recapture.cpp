// Photographs of screens: the grid of a screen's pixels, or its interference with the camera's, is one fine regular pattern over most
// of the picture. And traces of scaling, which say that a picture is no original and nothing more.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "paper/forensics.h"

namespace bonafide::paper {
namespace {

constexpr int tile = 256;

struct Peak {
    int x, y;  ///< frequency in cycles per tile
    float strength;
};

cv::Mat window_function() {
    cv::Mat hann;
    cv::createHanningWindow(hann, {tile, tile}, CV_32F);
    return hann;
}

/// A screen's pattern is one frequency; curved lines of print spread over many.
bool sharp(const cv::Mat& power, int x, int y) {
    double core = 0, all = 0;
    for (int dy = -10; dy <= 10; ++dy)
        for (int dx = -10; dx <= 10; ++dx) {
            const int px = x + dx, py = (y + dy + tile) % tile;
            if (px < 0 || px >= tile) continue;
            const double energy = static_cast<double>(power.at<float>(py, px)) * static_cast<double>(power.at<float>(py, px));
            all += energy;
            if (std::abs(dx) <= 2 && std::abs(dy) <= 2) core += energy;
        }
    return core > 0.62 * all;
}

/// Sharp peaks of one tile's spectrum, away from the axes (the 8 by 8 grid, lines of print) and from low frequencies (guilloches).
std::vector<Peak> peaks_of(const cv::Mat& square, const cv::Mat& hann) {
    cv::Mat windowed = square.mul(hann), spectrum;
    cv::dft(windowed, spectrum, cv::DFT_COMPLEX_OUTPUT);
    std::vector<cv::Mat> parts;
    cv::split(spectrum, parts);
    cv::Mat power;
    cv::magnitude(parts[0], parts[1], power);
    cv::Mat level;
    cv::boxFilter(power, level, CV_32F, {19, 19}, {-1, -1}, true, cv::BORDER_REPLICATE);
    std::vector<Peak> out;
    for (int y = 0; y < tile; ++y)
        for (int x = 0; x <= tile / 2; ++x) {
            const int fy = y > tile / 2 ? y - tile : y;
            const double radius = std::hypot(x, fy) / tile;
            if (radius < 0.11 || radius > 0.5) continue;
            if (x % (tile / 8) == 0 && y % (tile / 8) == 0) continue;  // harmonics of the grid
            const bool on_axis = x <= 1 || std::abs(fy) <= 1;
            const float value = power.at<float>(y, x), around = level.at<float>(y, x);
            if (value < (on_axis ? 9.0F : 5.5F) * around || value < 60) continue;
            if (on_axis && ((x <= 1 && std::abs(fy) % (tile / 8) <= 1) || (std::abs(fy) <= 1 && x % (tile / 8) <= 1))) continue;
            bool top = true;
            for (int dy = -2; dy <= 2 && top; ++dy)
                for (int dx = -2; dx <= 2; ++dx) {
                    const int px = x + dx, py = (y + dy + tile) % tile;
                    if ((dx || dy) && px >= 0 && px < tile && power.at<float>(py, px) > value) top = false;
                }
            if (top && sharp(power, x, y)) out.push_back({x, fy, value / around});
        }
    std::ranges::sort(out, std::greater(), &Peak::strength);
    if (out.size() > 6) out.resize(6);
    return out;
}

Finding screen(const Evidence& evidence) {
    constexpr auto id = "picture.recapture";
    if (evidence.grey.cols < 2 * tile || evidence.grey.rows < 2 * tile - 60)
        return Finding::unclear(id, "the picture is too small to show a screen's pattern");
    cv::Mat value, smooth, residual;
    evidence.grey.convertTo(value, CV_32F);
    cv::GaussianBlur(value, smooth, {}, 3);
    residual = value - smooth;
    residual = cv::max(cv::min(residual, 20), -20);  // print must not outshout the pattern
    const cv::Mat hann = window_function();
    std::map<std::pair<int, int>, int> votes;
    int tiles = 0;
    for (int y = 0; y + tile <= residual.rows; y += tile / 2)
        for (int x = 0; x + tile <= residual.cols; x += tile / 2) {
            ++tiles;
            std::map<std::pair<int, int>, bool> here;
            for (const Peak& peak : peaks_of(residual(cv::Rect(x, y, tile, tile)), hann))
                for (int dy = -3; dy <= 3; ++dy)
                    for (int dx = -3; dx <= 3; ++dx) here[{peak.x + dx, peak.y + dy}] = true;
            for (const auto& [at, yes] : here) ++votes[at];
        }
    int most = 0;
    std::pair<int, int> where;
    for (const auto& [at, count] : votes)
        if (count > most) most = count, where = at;
    const double share = tiles ? static_cast<double>(most) / tiles : 0;
    if (share >= 0.6 && most >= 5)
        return Finding::contradicted(
            id, fmt::format("one fine regular pattern ({:.1f} pixels) over {:.0f} % of the picture: photographed from a screen, or printed in dots",
                            tile / std::hypot(where.first, where.second), share * 100));
    return Finding::unclear(id, "no screen's pattern shows; a sharp print or a good screen leaves none");
}

/// Interpolation makes the second derivative periodic (Gallagher 2005; Mahdian and Saic 2008).
Finding scaled(const Evidence& evidence, PictureFacts& out) {
    constexpr auto id = "picture.resampling";
    const cv::Mat& grey = evidence.grey;
    if (grey.cols < 300) return Finding::unclear(id, "the picture is too small");
    cv::Mat value, energy;
    grey.convertTo(value, CV_32F);
    const cv::Mat second = cv::abs(2 * value.colRange(1, value.cols - 1) - value.colRange(0, value.cols - 2) - value.colRange(2, value.cols));
    cv::Mat capped = cv::min(second, 30);
    cv::reduce(capped, energy, 0, cv::REDUCE_AVG);
    cv::Mat smooth;
    cv::blur(energy, smooth, {15, 1});
    energy -= smooth;
    cv::Mat spectrum;
    cv::dft(energy, spectrum, cv::DFT_COMPLEX_OUTPUT);
    std::vector<cv::Mat> parts;
    cv::split(spectrum, parts);
    cv::Mat power;
    cv::magnitude(parts[0], parts[1], power);
    const int n = energy.cols;
    double best = 0;
    int at = 0;
    std::vector<float> all;
    for (int k = n / 20; k < n / 2; ++k) {
        const double f = static_cast<double>(k) / n;
        bool of_grid = false;
        for (int h = 1; h <= 4; ++h) of_grid |= std::abs(f - h / 8.0) < 0.006;
        if (of_grid) continue;
        all.push_back(power.at<float>(0, k));
        if (static_cast<double>(power.at<float>(0, k)) > best) best = static_cast<double>(power.at<float>(0, k)), at = k;
    }
    if (all.empty()) return Finding::unclear(id, "the picture is too small");
    std::ranges::nth_element(all, all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2));
    const double typical = static_cast<double>(all[all.size() / 2]);
    if (best < 14 * typical) return Finding::unclear(id, "no trace of scaling shows");
    out.says.emplace_back("resampled", fmt::format("{:.3f} cycles a pixel", static_cast<double>(at) / n));
    return Finding::unclear(id, "it was scaled, which messengers, scanners and editors all do");
}

}  // namespace

void check_recapture(const Evidence& evidence, PictureFacts& out) {
    out.findings.push_back(screen(evidence));
    out.findings.push_back(scaled(evidence, out));
}

}  // namespace bonafide::paper
