#include "paper/picture_hash.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <span>

#include <opencv2/features2d.hpp>
#include <opencv2/imgproc.hpp>

#include "paper/picture.h"

namespace bonafide::paper {
namespace {

constexpr int longest_side = 512;  ///< to which a picture is scaled, up or down, before anything is looked at

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

cv::Mat grey_of(const cv::Mat& picture) {
    cv::Mat grey, scaled;
    if (picture.channels() == 3) cv::cvtColor(picture, grey, cv::COLOR_BGR2GRAY);
    else grey = picture;
    const double scale = static_cast<double>(longest_side) / std::max(grey.cols, grey.rows);
    const cv::Size size(std::max(1, static_cast<int>(std::lround(grey.cols * scale))), std::max(1, static_cast<int>(std::lround(grey.rows * scale))));
    cv::resize(grey, scaled, size, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
    return scaled;
}

/// The strongest corners of each cell of a grid in turn, so that a part cut from the picture keeps its share of them.
std::vector<PictureHash::Feature> features_of(const cv::Mat& grey) {
    constexpr int cells = 6, sought = 400, border = 20, faint = 7;
    const cv::Ptr<cv::ORB> orb = cv::ORB::create(sought, 1.25F, 8, border, 0, 2, cv::ORB::HARRIS_SCORE, 31, faint);
    std::vector<cv::KeyPoint> points;
    cv::Mat descriptors;
    orb->detectAndCompute(grey, cv::noArray(), points, descriptors);
    std::vector<std::size_t> order(points.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::tuple(-points[i].response, points[i].pt.y, points[i].pt.x, points[i].octave); });
    std::map<std::pair<int, int>, std::vector<std::size_t>> by_cell;
    for (const std::size_t i : order)
        by_cell[{static_cast<int>(points[i].pt.x) * cells / grey.cols, static_cast<int>(points[i].pt.y) * cells / grey.rows}].push_back(i);
    std::vector<PictureHash::Feature> out;
    const auto share = [](float at, int all) {
        return static_cast<std::uint16_t>(std::clamp(std::lround(at / static_cast<float>(all) * 65535), 0L, 65535L));
    };
    bool more = true;
    for (std::size_t round = 0; more && out.size() < PictureHash::most_features; ++round) {
        more = false;
        for (const auto& [cell, in_cell] : by_cell) {
            if (round >= in_cell.size() || out.size() >= PictureHash::most_features) continue;
            more = true;
            const cv::KeyPoint& point = points[in_cell[round]];
            PictureHash::Feature& feature = out.emplace_back();
            feature.x = share(point.pt.x, grey.cols), feature.y = share(point.pt.y, grey.rows);
            const std::uint8_t* bytes = descriptors.ptr<std::uint8_t>(static_cast<int>(in_cell[round]));
            for (std::size_t i = 0; i < 32; ++i) feature.bits[i / 8] |= static_cast<std::uint64_t>(bytes[i]) << i % 8 * 8;
        }
    }
    return out;
}

// --- where one picture may lie in another ----------------------------------------------------------------------------------------

/// A place of a picture, as shares of it.
struct PartPlace {
    double left = 0, top = 0, right = 1, bottom = 1;
};

/// Where `part` lies in `whole`, and how many corners say so.
struct Alignment {
    PartPlace place;
    std::size_t corners = 0;
};

struct Point {
    double x = 0, y = 0;
};

int bits_apart(const PictureHash::Feature& a, const PictureHash::Feature& b) {
    int out = 0;
    for (std::size_t i = 0; i < a.bits.size(); ++i) out += std::popcount(a.bits[i] ^ b.bits[i]);
    return out;
}

cv::Size2d scaled_size(const PictureHash& hash) {
    const double scale = static_cast<double>(longest_side) / std::max(hash.width, hash.height);
    return {hash.width * scale, hash.height * scale};
}

/// Corners of both that are each other's nearest, and clearly nearer than the next (Lowe 2004); the surest first.
std::vector<std::pair<Point, Point>> pairs_of(const std::vector<PictureHash::Feature>& a, cv::Size2d size_a,
                                              const std::vector<PictureHash::Feature>& b, cv::Size2d size_b) {
    constexpr int furthest = 64;
    constexpr double clearly = 0.85;
    constexpr std::size_t most = 40;
    if (b.empty()) return {};
    std::vector<int> apart(a.size() * b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t k = 0; k < b.size(); ++k) apart[i * b.size() + k] = bits_apart(a[i], b[k]);
    std::vector<std::tuple<int, std::size_t, std::size_t>> found;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto row = std::span(apart).subspan(i * b.size(), b.size());
        const auto best = static_cast<std::size_t>(std::ranges::min_element(row) - row.begin());
        if (row[best] > furthest) continue;
        int second = 256;
        for (std::size_t k = 0; k < row.size(); ++k)
            if (k != best) second = std::min(second, row[k]);
        bool mutual = row[best] < clearly * second;
        for (std::size_t other = 0; mutual && other < a.size(); ++other) mutual = other == i || apart[other * b.size() + best] > row[best];
        if (mutual) found.emplace_back(row[best], i, best);
    }
    std::ranges::sort(found);
    if (found.size() > most) found.resize(most);
    std::vector<std::pair<Point, Point>> out;
    const auto point = [](const PictureHash::Feature& f, cv::Size2d size) { return Point{f.x / 65535.0 * size.width, f.y / 65535.0 * size.height}; };
    for (const auto& [bits, i, k] : found) out.emplace_back(point(a[i], size_a), point(b[k], size_b));
    return out;
}

/// The scale and shift, without turning, that most pairs agree on: each two of them propose one.
Alignment align(const std::vector<PictureHash::Feature>& part, cv::Size2d part_size, const std::vector<PictureHash::Feature>& whole,
                cv::Size2d whole_size) {
    constexpr double shortest = 20, most_scale = 4, most_turn = 0.15, near = 8;
    const auto pairs = pairs_of(part, part_size, whole, whole_size);
    Alignment out;
    for (std::size_t i = 0; i < pairs.size(); ++i)
        for (std::size_t k = i + 1; k < pairs.size(); ++k) {
            const Point from{pairs[k].first.x - pairs[i].first.x, pairs[k].first.y - pairs[i].first.y};
            const Point to{pairs[k].second.x - pairs[i].second.x, pairs[k].second.y - pairs[i].second.y};
            const double length = std::hypot(from.x, from.y);
            if (length < shortest) continue;
            const double scale = std::hypot(to.x, to.y) / length;
            if (scale < 1 / most_scale || scale > most_scale) continue;
            if (std::abs(std::atan2(from.x * to.y - from.y * to.x, from.x * to.x + from.y * to.y)) > most_turn) continue;
            const Point shift{(pairs[i].second.x + pairs[k].second.x - scale * (pairs[i].first.x + pairs[k].first.x)) / 2,
                              (pairs[i].second.y + pairs[k].second.y - scale * (pairs[i].first.y + pairs[k].first.y)) / 2};
            const auto agree = static_cast<std::size_t>(std::ranges::count_if(pairs, [&](const auto& pair) {
                return std::max(std::abs(pair.first.x * scale + shift.x - pair.second.x), std::abs(pair.first.y * scale + shift.y - pair.second.y)) <
                       near;
            }));
            if (agree <= out.corners) continue;
            out.corners = agree;
            out.place = {shift.x / whole_size.width, shift.y / whole_size.height, (shift.x + scale * part_size.width) / whole_size.width,
                         (shift.y + scale * part_size.height) / whole_size.height};
        }
    return out;
}

/// Seen the other way round: where the whole lies in the part.
PartPlace inverse(const PartPlace& place) {
    const double width = place.right - place.left, height = place.bottom - place.top;
    return {-place.left / width, -place.top / height, (1 - place.left) / width, (1 - place.top) / height};
}

// --- does it lie there? ------------------------------------------------------------------------------------------------------------

constexpr int samples = 24;

/// What is left without brightness and contrast of the surroundings: recolouring and other light do not count.
cv::Mat even(const cv::Mat& picture) {
    constexpr double noise = 4;
    cv::Mat mean, square, deviation;
    cv::blur(picture, mean, {9, 9});
    const cv::Mat detail = picture - mean;
    cv::blur(detail.mul(detail), square, {9, 9});
    cv::max(square, 0, square);
    cv::sqrt(square, deviation);
    return detail / (deviation + noise);
}

cv::Mat small_picture(const PictureHash& hash) {
    cv::Mat out;
    cv::Mat(PictureHash::side, PictureHash::side, CV_8U, const_cast<std::uint8_t*>(hash.small.data())).convertTo(out, CV_32F);  // NOLINT: read only
    return out;
}

cv::Mat sampled(const cv::Mat& small, const PartPlace& place) {
    constexpr int finer = 3;
    const double across = (place.right - place.left) * PictureHash::side, down = (place.bottom - place.top) * PictureHash::side;
    const double x = finer * samples / across, y = finer * samples / down;
    const cv::Matx23d move(x, 0, -place.left * PictureHash::side * x, 0, y, -place.top * PictureHash::side * y);
    cv::Mat fine, out;
    cv::warpAffine(small, fine, move, {finer * samples, finer * samples}, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    cv::resize(fine, out, {samples, samples}, 0, 0, cv::INTER_AREA);
    return even(out);
}

double correlation(const cv::Mat& a, const cv::Mat& b) {
    const cv::Mat x = a - cv::mean(a)[0], y = b - cv::mean(b)[0];
    const double xx = x.dot(x), yy = y.dot(y);
    return xx > 0 && yy > 0 ? x.dot(y) / std::sqrt(xx * yy) : 0;
}

/// How well the part fits the place or one near it, -1 to 1.
double best_fit(const cv::Mat& part, const cv::Mat& whole, PartPlace place) {
    constexpr double outside = 0.06, hopeless = 0.4;
    if (place.left < -outside || place.top < -outside || place.right > 1 + outside || place.bottom > 1 + outside) return -1;
    const cv::Mat wanted = sampled(part, {});
    double best = correlation(wanted, sampled(whole, place));
    if (best < hopeless) return best;
    // each side by itself, and shifts across and down
    constexpr std::array<std::array<int, 4>, 6> moves{{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}, {1, 0, 1, 0}, {0, 1, 0, 1}}};
    for (const double step : {0.02, 0.01, 0.005})
        for (int round = 0; round < 4; ++round) {
            bool better = false;
            for (const auto& move : moves)
                for (const double by : {-step, step}) {
                    const PartPlace moved{place.left + move[0] * by, place.top + move[1] * by, place.right + move[2] * by,
                                          place.bottom + move[3] * by};
                    if (const double fit = correlation(wanted, sampled(whole, moved)); fit > best) best = fit, place = moved, better = true;
                }
            if (!better) break;
        }
    return best;
}

/// 0.85 and above from `enough` on.
double graded(double fit, double enough) {
    return fit >= enough ? same_picture + (1 - same_picture) * (fit - enough) / (1 - enough) : std::max(0.0, same_picture * fit / enough);
}

}  // namespace

Result<PictureHash> picture_hash(const cv::Mat& picture) {
    if (picture.empty() || picture.cols < 16 || picture.rows < 16)
        return fail("", "a picture too small for a fingerprint", "16 by 16 pixels at least");
    PictureHash out;
    out.width = static_cast<std::uint32_t>(picture.cols);
    out.height = static_cast<std::uint32_t>(picture.rows);
    const cv::Mat grey = grey_of(picture);
    cv::Scalar mean, deviation;
    cv::meanStdDev(grey, mean, deviation);
    out.plain = deviation[0] < 6;
    cv::Mat mirror, small;
    cv::flip(grey, mirror, 1);
    out.whole = dct_hash(grey);
    out.mirrored = dct_hash(mirror);
    cv::resize(grey, small, {PictureHash::side, PictureHash::side}, 0, 0, cv::INTER_AREA);
    std::ranges::copy(std::span(small.ptr<std::uint8_t>(), out.small.size()), out.small.begin());
    if (out.plain) return out;
    out.features = features_of(grey);
    out.mirrored_features = features_of(mirror);
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
    std::string out = "P2";
    const auto put = [&](std::uint64_t value, int count) {
        for (int i = 0; i < count; ++i) out += static_cast<char>(value >> 8 * i & 0xFF);
    };
    put(hash.whole, 8), put(hash.mirrored, 8), put(hash.width, 4), put(hash.height, 4), put(hash.plain, 1);
    for (const std::uint8_t value : hash.small) put(value, 1);
    for (const auto* features : {&hash.features, &hash.mirrored_features}) {
        put(features->size(), 1);
        for (const PictureHash::Feature& feature : *features) {
            put(feature.x, 2), put(feature.y, 2);
            for (const std::uint64_t bits : feature.bits) put(bits, 8);
        }
    }
    return out;
}

std::optional<PictureHash> unpack_picture_hash(std::string_view bytes) {
    PictureHash out;
    constexpr std::size_t feature_bytes = 36, least = 2 + 16 + 9 + PictureHash::side * PictureHash::side + 2;
    if (!bytes.starts_with("P2") || bytes.size() < least) return std::nullopt;
    bytes.remove_prefix(2);
    const auto take = [&](std::size_t count) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < count; ++i) value |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(bytes[i])) << 8 * i;
        bytes.remove_prefix(count);
        return value;
    };
    out.whole = take(8), out.mirrored = take(8);
    out.width = static_cast<std::uint32_t>(take(4)), out.height = static_cast<std::uint32_t>(take(4)), out.plain = take(1) != 0;
    for (std::uint8_t& value : out.small) value = static_cast<std::uint8_t>(take(1));
    for (auto* features : {&out.features, &out.mirrored_features}) {
        if (bytes.empty()) return std::nullopt;
        const std::size_t count = take(1);
        if (count > PictureHash::most_features || bytes.size() < count * feature_bytes) return std::nullopt;
        for (std::size_t i = 0; i < count; ++i) {
            PictureHash::Feature& feature = features->emplace_back();
            feature.x = static_cast<std::uint16_t>(take(2)), feature.y = static_cast<std::uint16_t>(take(2));
            for (std::uint64_t& bits : feature.bits) bits = take(8);
        }
    }
    if (!bytes.empty()) return std::nullopt;
    return out;
}

int least_different(const PictureHash& a, const PictureHash& b) {
    return std::min(std::popcount(a.whole ^ b.whole), std::popcount(a.mirrored ^ b.whole));
}

double similarity(const PictureHash& a, const PictureHash& b) {
    // Alike as a whole asks for more than corners that agree: stripes and soft colours fit others of their kind.
    constexpr double enough_with_corners = 0.85, enough_alone = 0.93;
    constexpr std::size_t fewest_corners = 4;
    if (a.plain || b.plain || a.width == 0 || b.width == 0) return 0;
    const cv::Mat small_a = small_picture(a), small_b = small_picture(b);
    cv::Mat mirror;
    cv::flip(small_a, mirror, 1);
    double out = std::clamp(0.5 - (least_different(a, b) - candidate_bits) / 32.0, 0.0, 0.5);
    for (const bool mirrored : {false, true}) {
        const cv::Mat& small = mirrored ? mirror : small_a;
        if (std::popcount((mirrored ? a.mirrored : a.whole) ^ b.whole) <= candidate_bits)
            out = std::max(out, graded(best_fit(small, small_b, {}), enough_alone));
        const Alignment found = align(mirrored ? a.mirrored_features : a.features, scaled_size(a), b.features, scaled_size(b));
        if (found.corners < fewest_corners) continue;
        const PartPlace& place = found.place;
        const bool a_in_b = (place.right - place.left) * (place.bottom - place.top) <= 1;
        out = std::max(out, graded(a_in_b ? best_fit(small, small_b, place) : best_fit(small_b, small, inverse(place)), enough_with_corners));
    }
    return out;
}

}  // namespace bonafide::paper
