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
constexpr std::array<std::array<double, 4>, PictureHash::windows> window_places{{
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

constexpr double same_detail = 0.78;  ///< correlation of detail from which two are the same
constexpr int samples = 20;

std::array<std::int8_t, PictureHash::side * PictureHash::side> detail_of(const cv::Mat& grey) {
    cv::Mat small, value, slow;
    cv::resize(grey, small, {PictureHash::side, PictureHash::side}, 0, 0, cv::INTER_AREA);
    small.convertTo(value, CV_32F);
    cv::blur(value, slow, {9, 9});
    value -= slow;
    cv::Scalar mean, deviation;
    cv::meanStdDev(value, mean, deviation);
    std::array<std::int8_t, PictureHash::side * PictureHash::side> out{};
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = cv::saturate_cast<std::int8_t>(static_cast<double>(value.ptr<float>()[i]) * 40 / std::max(1.0, deviation[0]));
    return out;
}

/// A place of a picture, as shares of it.
struct WindowPlace {
    double x = 0, y = 0, width = 1, height = 1;
};

using Samples = std::array<float, static_cast<std::size_t>(samples) * samples>;

Samples sample(const PictureHash& hash, const WindowPlace& place, bool mirrored) {
    Samples out{};
    constexpr int side = PictureHash::side;
    for (int v = 0; v < samples; ++v)
        for (int u = 0; u < samples; ++u) {
            const double across = mirrored ? samples - 1 - u : u;
            const double x = std::clamp((place.x + place.width * (across + 0.5) / samples) * side - 0.5, 0.0, side - 1.001),
                         y = std::clamp((place.y + place.height * (v + 0.5) / samples) * side - 0.5, 0.0, side - 1.001);
            const int x0 = static_cast<int>(x), y0 = static_cast<int>(y);
            const auto at = [&](int px, int py) { return static_cast<double>(hash.detail[static_cast<std::size_t>(py * side + px)]); };
            const double fx = x - x0, fy = y - y0;
            out[static_cast<std::size_t>(v * samples + u)] = static_cast<float>((at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx) * (1 - fy) +
                                                                                (at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx) * fy);
        }
    return out;
}

double correlation(const Samples& a, const Samples& b) {
    double sa = 0, sb = 0, aa = 0, bb = 0, ab = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto x = static_cast<double>(a[i]), y = static_cast<double>(b[i]);
        sa += x, sb += y, aa += x * x, bb += y * y, ab += x * y;
    }
    const auto n = static_cast<double>(a.size());
    const double va = aa - sa * sa / n, vb = bb - sb * sb / n;
    return va > 0 && vb > 0 ? (ab - sa * sb / n) / std::sqrt(va * vb) : 0;
}

/// How well `part` fits some place of `whole`: coarsely everywhere, then finely around the best.
double best_fit(const PictureHash& part, const PictureHash& whole, bool mirrored) {
    const Samples wanted = sample(part, {}, mirrored);
    double best = -1;
    WindowPlace where;
    const auto attempt = [&](const WindowPlace& place) {
        if (place.x < -0.01 || place.y < -0.01 || place.x + place.width > 1.01 || place.y + place.height > 1.01) return;
        if (const double fit = correlation(wanted, sample(whole, place, false)); fit > best) best = fit, where = place;
    };
    for (double width = 1; width > 0.69; width -= 0.075)
        for (double height = 1; height > 0.69; height -= 0.075)
            for (double x = 0; x <= 1.001 - width; x += 0.04)
                for (double y = 0; y <= 1.001 - height; y += 0.04) attempt({x, y, width, height});
    for (double step = 0.02; step > 0.004; step /= 2)
        for (int round = 0; round < 3; ++round) {
            const WindowPlace start = where;
            for (const double d : {-step, step}) {
                attempt({start.x + d, start.y, start.width, start.height});
                attempt({start.x, start.y + d, start.width, start.height});
                attempt({start.x, start.y, start.width + d, start.height});
                attempt({start.x, start.y, start.width, start.height + d});
            }
        }
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
    out.detail = detail_of(grey);
    cv::Mat mirror;
    cv::flip(grey, mirror, 1);
    out.mirrored = dct_hash(mirror);
    for (std::size_t i = 0; i < window_places.size(); ++i) {
        const auto& [left, top, width, height] = window_places[i];
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

std::string pack(const PictureHash& hash) {
    std::string out = "P1";
    const auto put = [&](std::uint64_t value, int count) {
        for (int i = 0; i < count; ++i) out += static_cast<char>(value >> 8 * i & 0xFF);
    };
    put(hash.whole, 8), put(hash.mirrored, 8);
    for (const std::uint64_t window : hash.window) put(window, 8);
    put(hash.width, 4), put(hash.height, 4), put(hash.plain, 1);
    for (const std::int8_t value : hash.detail) out += static_cast<char>(value);
    return out;
}

std::optional<PictureHash> unpack_picture_hash(std::string_view bytes) {
    PictureHash out;
    if (!bytes.starts_with("P1") || bytes.size() != 2 + 16 + PictureHash::windows * 8 + 9 + out.detail.size()) return std::nullopt;
    bytes.remove_prefix(2);
    const auto take = [&](std::size_t count) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < count; ++i) value |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(bytes[i])) << 8 * i;
        bytes.remove_prefix(count);
        return value;
    };
    out.whole = take(8), out.mirrored = take(8);
    for (std::uint64_t& window : out.window) window = take(8);
    out.width = static_cast<std::uint32_t>(take(4)), out.height = static_cast<std::uint32_t>(take(4)), out.plain = take(1) != 0;
    for (std::size_t i = 0; i < out.detail.size(); ++i) out.detail[i] = static_cast<std::int8_t>(bytes[i]);
    return out;
}

int least_different(const PictureHash& a, const PictureHash& b) {
    int out = std::min(std::popcount(a.whole ^ b.whole), std::popcount(a.mirrored ^ b.whole));
    for (const std::uint64_t window : b.window) out = std::min({out, std::popcount(a.whole ^ window), std::popcount(a.mirrored ^ window)});
    for (const std::uint64_t window : a.window) out = std::min({out, std::popcount(b.whole ^ window), std::popcount(b.mirrored ^ window)});
    return out;
}

double similarity(const PictureHash& a, const PictureHash& b) {
    if (a.plain || b.plain || a.width == 0 || b.width == 0) return 0;
    const int bits = least_different(a, b);
    if (bits > candidate_bits) return std::max(0.0, 0.5 - (bits - candidate_bits) / 32.0);
    double fit = -1;
    for (const bool mirrored : {false, true}) fit = std::max({fit, best_fit(a, b, mirrored), best_fit(b, a, mirrored)});
    return fit >= same_detail ? 0.85 + 0.15 * (fit - same_detail) / (1 - same_detail) : std::max(0.0, 0.85 * fit / same_detail);
}

}  // namespace bonafide::paper
