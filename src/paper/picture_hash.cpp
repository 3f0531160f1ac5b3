#include "paper/picture_hash.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "paper/picture.h"

namespace bonafide::paper {
namespace {

/// Signs of the 64 lowest frequencies (but the mean) of a window of 32 by 32 against their median.
std::uint64_t dct_hash(const cv::Mat& grey) {
    cv::Mat small, value, frequencies;
    cv::resize(grey, small, {32, 32}, 0, 0, cv::INTER_AREA);
    small.convertTo(value, CV_32F);
    cv::dct(value, frequencies);
    std::array<float, 64> low{};
    std::size_t n = 0;
    for (int y = 0; y < 9 && n < 64; ++y)
        for (int x = 0; x < 9 && n < 64; ++x)
            if (x + y > 0 && !(x == 8 && y > 6)) low[n++] = frequencies.at<float>(y, x);
    std::array<float, 64> sorted = low;
    std::ranges::nth_element(sorted, sorted.begin() + 32);
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < 64; ++i) out |= static_cast<std::uint64_t>(low[i] > sorted[32]) << i;
    return out;
}

/// Colours and exposure do not count: grey, and the middle tones spread.
cv::Mat even_grey(const cv::Mat& picture) {
    cv::Mat grey, small;
    if (picture.channels() == 3) cv::cvtColor(picture, grey, cv::COLOR_BGR2GRAY);
    else grey = picture;
    const double scale = std::min(1.0, 512.0 / std::max(grey.cols, grey.rows));
    cv::resize(grey, small, {}, scale, scale, cv::INTER_AREA);
    cv::GaussianBlur(small, small, {}, 1.2);
    cv::equalizeHist(small, small);
    return small;
}

/// Left, top, width, height as shares of the picture: what is left of a picture after a crop is among its windows, about.
constexpr std::array<std::array<double, 4>, PictureHash::windows> places{{
    {.05, .05, .9, .9},
    {.1, .1, .8, .8},
    {.15, .15, .7, .7},
    {.2, .2, .6, .6},
    {0, 0, .8, .8},
    {.2, 0, .8, .8},
    {0, .2, .8, .8},
    {.2, .2, .8, .8},
    {0, .1, 1, .8},
    {.1, 0, .8, 1},
    {0, 0, .9, .9},
    {.1, 0, .9, .9},
    {0, .1, .9, .9},
    {.1, .1, .9, .9},
}};

constexpr double same_bits = 16;  ///< of 64: pictures of different things differ in about 32

double alike(std::uint64_t a, std::uint64_t b) { return 1 - std::popcount(a ^ b) / 64.0; }

double best_window(std::uint64_t whole, const PictureHash& other) {
    double best = 0;
    for (const std::uint64_t window : other.window) best = std::max(best, alike(whole, window));
    return best;
}

}  // namespace

Result<PictureHash> picture_hash(const cv::Mat& picture) {
    if (picture.empty() || picture.cols < 16 || picture.rows < 16)
        return fail("", "a picture too small for a fingerprint", "16 by 16 pixels at least");
    const cv::Mat grey = even_grey(picture);
    PictureHash out;
    out.width = static_cast<std::uint32_t>(picture.cols);
    out.height = static_cast<std::uint32_t>(picture.rows);
    cv::Mat raw;
    if (picture.channels() == 3) cv::cvtColor(picture, raw, cv::COLOR_BGR2GRAY);
    else raw = picture;
    cv::Scalar mean, deviation;
    cv::meanStdDev(raw, mean, deviation);
    out.plain = deviation[0] < 6;
    out.whole = dct_hash(grey);
    cv::Mat mirror;
    cv::flip(grey, mirror, 1);
    out.mirrored = dct_hash(mirror);
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto& [left, top, width, height] = places[i];
        const cv::Rect box(static_cast<int>(left * grey.cols), static_cast<int>(top * grey.rows), std::max(8, static_cast<int>(width * grey.cols)),
                           std::max(8, static_cast<int>(height * grey.rows)));
        out.window[i] = dct_hash(grey(box & cv::Rect(0, 0, grey.cols, grey.rows)));
    }
    return out;
}

Result<PictureHash> picture_hash(std::string_view bytes, std::uint64_t max_pixels) try {
    const Result<cv::Mat> picture = decode_picture(bytes, max_pixels);
    if (!picture) return std::unexpected(picture.error());
    return picture_hash(*picture);
} catch (const std::exception& error) {
    return fail("", std::string("a picture that cannot be read: ") + error.what());
}

double similarity(const PictureHash& a, const PictureHash& b) {
    if (a.plain || b.plain || a.width == 0 || b.width == 0) return 0;
    // The whole against the whole, either way round; and each whole against the other's windows, for one may be cut from the other.
    double bits = std::max(alike(a.whole, b.whole), alike(a.mirrored, b.whole));
    bits = std::max({bits, best_window(a.whole, b), best_window(a.mirrored, b), best_window(b.whole, a), best_window(b.mirrored, a)});
    // 0.75 of the bits (16 differ) is where different pictures end: it becomes 0.85.
    const double wrong = (1 - bits) * 64;
    return wrong <= same_bits ? 1 - 0.15 * wrong / same_bits : std::max(0.0, 0.85 * (1 - (wrong - same_bits) / 16));
}

}  // namespace bonafide::paper
