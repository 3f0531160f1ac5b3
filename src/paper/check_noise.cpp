// Every sensor and scanner leaves noise everywhere; what was painted or typed into the picture afterwards has none. A block is dead
// when all of its low frequencies are (after quantisation) zero: where dead blocks are rare, a whole place of them was put in.
// Print that was covered by stretching a few rows of pixels over it leaves streaks: brightness changes across the pull and hardly along it.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "paper/comb.h"
#include "paper/forensics.h"
#include "paper/jpeg_coefficients.h"
#include "paper/regions.h"

namespace bonafide::paper {
namespace {

constexpr int block = 8;
constexpr double most_dead = 0.08;  ///< share of dead blocks beyond which they are nothing unusual
/// Of a place. Genuine pictures have dead ones of 12 (bench/README.md); a line of print that was painted over has 39 and more.
constexpr int least_blocks = 20;

/// Below what a coefficient counts as zero: half a step of the quantisation, or a third of the noise of the quieter blocks.
std::array<float, comb_modes> thresholds(const BlockCoefficients& blocks, const JpegCoefficients* jpeg) {
    std::array<float, comb_modes> out{};
    for (std::size_t m = 0; m < comb_modes; ++m) {
        std::vector<float> sizes;
        for (const float v : blocks.values[m])
            if (!std::isnan(v)) sizes.push_back(std::abs(v));
        if (sizes.empty()) continue;
        const auto at = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() * 3 / 10);
        std::ranges::nth_element(sizes, at);
        const float noise = *at / 0.385F;
        out[m] = std::max(0.35F * noise, jpeg ? 0.45F * static_cast<float>(jpeg->luma[mode_index(m)]) : 0.6F);
    }
    return out;
}

struct Life {
    cv::Mat dead, usable, brightness;
};

Life life_of(const cv::Mat& grey, const JpegCoefficients* jpeg) {
    const BlockCoefficients blocks = block_coefficients(grey, 0, 0);
    const auto limit = thresholds(blocks, jpeg);
    Life out;
    out.dead = cv::Mat::zeros(blocks.high, blocks.wide, CV_8U);
    out.usable = cv::Mat::zeros(blocks.high, blocks.wide, CV_8U);
    cv::resize(grey(cv::Rect(0, 0, blocks.wide * block, blocks.high * block)), out.brightness, {blocks.wide, blocks.high}, 0, 0, cv::INTER_AREA);
    for (int y = 0; y < blocks.high; ++y)
        for (int x = 0; x < blocks.wide; ++x) {
            const std::size_t at = static_cast<std::size_t>(y) * static_cast<std::size_t>(blocks.wide) + static_cast<std::size_t>(x);
            const int mean = out.brightness.at<std::uint8_t>(y, x);
            if (std::isnan(blocks.values[0][at]) || mean < 16 || mean > 244) continue;  // saturated parts have no noise by nature
            out.usable.at<std::uint8_t>(y, x) = 255;
            bool dead = true;
            for (std::size_t m = 0; m < comb_modes && dead; ++m) dead = std::abs(blocks.values[m][at]) < limit[m];
            if (dead) out.dead.at<std::uint8_t>(y, x) = 255;
        }
    return out;
}

/// The blocks right outside of a region.
cv::Mat ring_of(const cv::Mat& mask) {
    cv::Mat wide, near;
    cv::dilate(mask, near, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
    cv::dilate(mask, wide, cv::getStructuringElement(cv::MORPH_RECT, {7, 7}));
    return wide & ~near;
}

double share(const cv::Mat& what, const cv::Mat& of) {
    const int all = cv::countNonZero(of);
    return all ? static_cast<double>(cv::countNonZero(what & of)) / all : 0;
}

/// A patch ends at once; a smooth thing fades into its surroundings.
bool is_patch(const Region& region, const cv::Mat& what, const cv::Mat& ring) {
    return cv::countNonZero(ring) >= 8 && share(what, ring) <= 0.12 && region.box.width >= 2 && region.box.height >= 2;
}

/// A place without noise, on ground that is about as bright as what surrounds it.
std::optional<Region> dead_place(const Life& life) {
    for (Region& region : regions_of(life.dead, 0, least_blocks)) {
        const cv::Mat ring = ring_of(region.mask) & life.usable;
        if (!is_patch(region, life.dead, ring)) continue;
        if (std::abs(cv::mean(life.brightness, region.mask)[0] - cv::mean(life.brightness, ring)[0]) <= 60) return std::move(region);
    }
    return std::nullopt;
}

/// Of windows three blocks long and one wide: the variance of brightness but for shading across them, and how much of it lies between the
/// lines along the window (CV_32F).
struct Variance {
    cv::Mat all, between;
};

/// Lines along the columns of the picture.
Variance variance_of(const cv::Mat& grey) {
    const int wide = grey.cols / block, high = grey.rows / block;
    Variance out{cv::Mat::zeros(high, wide, CV_32F), cv::Mat::zeros(high, wide, CV_32F)};
    for (int by = 1; by + 1 < high; ++by)
        for (int bx = 0; bx < wide; ++bx) {
            constexpr int rows = 3 * block, pixels = rows * block;
            std::array<int, block> line{};
            int sum = 0, square = 0;
            for (int y = 0; y < rows; ++y) {
                const std::uint8_t* p = grey.ptr<std::uint8_t>((by - 1) * block + y) + bx * block;
                for (std::size_t x = 0; x < block; ++x) line[x] += p[x], square += p[x] * p[x];
            }
            float lines = 0, slope = 0;
            for (std::size_t x = 0; x < block; ++x) {
                const auto one = static_cast<float>(line[x]);
                sum += line[x], lines += one * one / rows, slope += (static_cast<float>(x) - 3.5F) * one;
            }
            const float ramp = slope * slope / (42 * rows);  // 42: the squares of the lines' places
            const float mean = static_cast<float>(sum) * static_cast<float>(sum) / pixels;
            out.all.at<float>(by, bx) = (static_cast<float>(square) - mean - ramp) / pixels;
            out.between.at<float>(by, bx) = (lines - mean - ramp) / pixels;
        }
    return out;
}

double median_of(const cv::Mat& values, const cv::Mat& mask) {
    std::vector<float> all;
    for (int y = 0; y < values.rows; ++y)
        for (int x = 0; x < values.cols; ++x)
            if (mask.at<std::uint8_t>(y, x)) all.push_back(values.at<float>(y, x));
    if (all.empty()) return 0;
    std::ranges::nth_element(all, all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2));
    return static_cast<double>(all[all.size() / 2]);
}

double mean_of(const cv::Mat& values, const cv::Mat& mask) { return cv::mean(values, mask)[0]; }

/// A place of streaks as bright and as lively as its surroundings, whose liveliness has no direction. The bars of a bar code are far stronger
/// than what is around them, the outlines of things lie between two grounds, and print is left out. All maps are of blocks.
std::optional<Region> streaks(const Variance& v, const cv::Mat& usable, const cv::Mat& brightness, cv::Mat& map) {
    constexpr double least = 0.5;           ///< variance of brightness
    constexpr double streaked = 0.33;       ///< share of the variance that lies between the lines
    constexpr double print = 8;             ///< variance, of the median
    constexpr double same_ground = 8;       ///< brightness
    constexpr double most_streaked = 0.02;  ///< share of the rest: where lines run that way anyhow they mean nothing
    const double usual = std::max(least, median_of(v.all, usable));
    const cv::Mat ground = usable & (v.all < print * usual), within = v.all - v.between;
    map = (v.all > least) & (v.between > streaked * v.all) & ground;
    for (Region& region : regions_of(map, 1, least_blocks)) {
        const cv::Mat place = region.mask & map, ring = ring_of(region.mask) & ground;
        if (share(map & ~region.mask, usable) > most_streaked) return std::nullopt;
        if (region.fill < 0.4 || !is_patch(region, map, ring) || std::min(region.box.width, region.box.height) < 3) continue;
        if (std::abs(mean_of(brightness, place) - mean_of(brightness, ring)) > same_ground) continue;
        if (mean_of(within, place) > 0.5 * mean_of(within, ring) || mean_of(v.between, place) > 1.5 * mean_of(v.all, ring)) continue;
        return std::move(region);
    }
    return std::nullopt;
}

/// The same with rows for columns.
std::optional<Region> transposed(std::optional<Region> region) {
    if (!region) return region;
    region->box = {region->box.y, region->box.x, region->box.height, region->box.width};
    region->mask = region->mask.t();
    return region;
}

}  // namespace

void check_noise(const Evidence& evidence, PictureFacts& out) {
    constexpr auto id = "picture.local_noise";
    if (std::min(evidence.grey.cols, evidence.grey.rows) < 200) {
        out.findings.push_back(Finding::unclear(id, "the picture is too small"));
        return;
    }
    const Life life = life_of(evidence.grey, evidence.jpeg);
    const double dead = share(life.dead, life.usable);
    if (cv::countNonZero(life.usable) < 400) {
        out.findings.push_back(Finding::unclear(id, "most of the picture is black or white"));
        return;
    }
    Finding finding =
        dead > most_dead
            ? Finding::unclear(id, fmt::format("{:.0f} % of the picture has no noise: compressed, smoothed by its camera, or drawn", dead * 100))
            : Finding::consistent(id, "noise everywhere");
    const auto found = [&](const Region& region, const cv::Mat& map, std::string reason) {
        finding = Finding::contradicted(id, std::move(reason));
        finding.box = pixels_of(region.box, block);
        if (!evidence.options.overlays) return;
        cv::Mat strength;
        map.convertTo(strength, CV_32F, 0.8 / 255);
        out.overlays.push_back({id, "places without noise", draw_overlay(evidence.bgr, strength), 1});
    };
    if (dead <= most_dead)
        if (const std::optional<Region> place = dead_place(life))
            found(
                *place, life.dead,
                fmt::format("this place of {} blocks has no noise at all, and what surrounds it has: painted or typed in afterwards", place->blocks));
    for (const bool columns : {true, false}) {
        if (finding.verdict == Verdict::contradicted) break;
        cv::Mat map;
        const std::optional<Region> place = columns ? streaks(variance_of(evidence.grey), life.usable, life.brightness, map)
                                                    : transposed(streaks(variance_of(evidence.grey.t()), life.usable.t(), life.brightness.t(), map));
        if (place)
            found(*place, columns ? map : cv::Mat(map.t()),
                  fmt::format("streaks along the {} of this place of {} blocks, and none around it: pixels stretched over what stood there",
                              columns ? "columns" : "rows", place->blocks));
    }
    out.findings.push_back(std::move(finding));
}

}  // namespace bonafide::paper
