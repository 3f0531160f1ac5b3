// Every sensor and scanner leaves noise everywhere; what was painted or typed into the picture afterwards has none. A block is dead
// when all of its low frequencies are (after quantisation) zero: where dead blocks are rare, a whole place of them was put in.
#include <algorithm>
#include <array>
#include <cmath>
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
constexpr int least_blocks = 12;

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

}  // namespace

void check_noise(const Evidence& evidence, PictureFacts& out) {
    constexpr auto id = "picture.local_noise";
    if (std::min(evidence.grey.cols, evidence.grey.rows) < 200) {
        out.findings.push_back(Finding::unclear(id, "the picture is too small"));
        return;
    }
    const Life life = life_of(evidence.grey, evidence.jpeg);
    const double dead = share(life.dead, life.usable);
    if (dead > most_dead || cv::countNonZero(life.usable) < 400) {
        out.findings.push_back(
            Finding::unclear(id, fmt::format("{:.0f} % of the picture has no noise: compressed, smoothed by its camera, or drawn", dead * 100)));
        return;
    }
    Finding finding = Finding::consistent(id, "noise everywhere");
    for (const Region& region : regions_of(life.dead, 0, least_blocks)) {
        const cv::Mat ring = ring_of(region.mask) & life.usable;
        // A smooth thing fades into its surroundings; a patch ends at once, on ground that is as bright.
        if (cv::countNonZero(ring) < 8 || share(life.dead, ring) > 0.12 || region.box.width < 2 || region.box.height < 2) continue;
        if (std::abs(cv::mean(life.brightness, region.mask)[0] - cv::mean(life.brightness, ring)[0]) > 60) continue;
        finding = Finding::contradicted(
            id, fmt::format("this place of {} blocks has no noise at all, and what surrounds it has: painted or typed in afterwards", region.blocks));
        finding.box = pixels_of(region.box, block);
        if (evidence.options.overlays) {
            cv::Mat strength;
            life.dead.convertTo(strength, CV_32F, 0.8 / 255);
            out.overlays.push_back({id, "places without noise", draw_overlay(evidence.bgr, strength), 1});
        }
        break;
    }
    out.findings.push_back(std::move(finding));
}

}  // namespace bonafide::paper
