// Quantisation tables, double compression, and places of a picture that were compressed otherwise than the rest.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "paper/comb.h"
#include "paper/forensics.h"
#include "paper/jpeg_coefficients.h"
#include "paper/picture.h"
#include "paper/regions.h"

namespace bonafide::paper {
namespace {

constexpr int least_side = 320;  ///< pixels; smaller pictures have too few blocks

BlockCoefficients present_of(const JpegCoefficients& jpeg, const cv::Mat& grey) {
    BlockCoefficients out = block_coefficients(grey, 0, 0);  // for the saturated blocks
    for (std::size_t m = 0; m < comb_modes; ++m) {
        out.step[m] = jpeg.luma[mode_index(m)];
        for (int y = 0; y < out.high; ++y)
            for (int x = 0; x < out.wide; ++x) {
                float& value = out.values[m][static_cast<std::size_t>(y) * static_cast<std::size_t>(out.wide) + static_cast<std::size_t>(x)];
                if (!std::isnan(value)) value = static_cast<float>(jpeg.block(x, y)[mode_index(m)]);
            }
    }
    return out;
}

std::string qualities(const Comb& comb) {
    return comb.quality ? fmt::format("at about quality {}", comb.quality) : std::string("with a program's own tables");
}

Finding history(const Comb& comb, const JpegCoefficients* jpeg) {
    constexpr auto id = "picture.double_compression";
    if (!comb.found) {
        if (!jpeg) return Finding::unclear(id, "no JPEG, and no trace that it was one");
        return Finding::unclear(
            id, fmt::format("no trace of an earlier compression (now at about quality {}); one of the same quality leaves none", jpeg->quality));
    }
    if (!jpeg)
        return Finding::unclear(
            id, fmt::format("no JPEG now, but it was one once ({}): a screen shot or a converted picture, or edited", qualities(comb)));
    const bool better = comb.quality && jpeg->quality >= comb.quality + 4;
    if (better)
        return Finding::contradicted(
            id, fmt::format("compressed {} before, and saved again at {}: opened and saved by a program, which cameras and messengers do not do",
                            qualities(comb), jpeg->quality));
    return Finding::unclear(id, fmt::format("compressed twice: {} before, at about {} now, as messengers do", qualities(comb), jpeg->quality));
}

/// A place whose blocks lack the comb of all the others was put in after the first compression.
Finding places(const Comb& comb, const Evidence& evidence, PictureFacts& out) {
    constexpr auto id = "picture.local_compression";
    if (!comb.found) return Finding::unclear(id, "compressed once only, or twice at the same quality: nothing to compare");
    constexpr int around = 2;
    cv::Mat sum, weight;
    cv::boxFilter(comb.evidence, sum, CV_32F, {2 * around + 1, 2 * around + 1}, {-1, -1}, false, cv::BORDER_CONSTANT);
    cv::boxFilter(comb.weight, weight, CV_32F, {2 * around + 1, 2 * around + 1}, {-1, -1}, false, cv::BORDER_CONSTANT);
    // Overall the comb must speak for itself: else a model that fits badly would be taken for a place.
    const double all = cv::sum(comb.evidence)[0], spoken = cv::sum(comb.weight)[0];
    if (spoken < 500 || all / spoken < 0.15) return Finding::unclear(id, "the earlier compression shows too weakly");
    cv::Mat suspicious = (sum < -6) & (weight > 8), strength;
    cv::Mat mean = sum / (weight + 1);
    strength = cv::max(cv::Mat(-mean), 0) * 2.0;
    Finding finding = Finding::consistent(id, fmt::format("every part was compressed {} before", qualities(comb)));
    for (const Region& region : regions_of(suspicious, 1, 9)) {
        double llr = 0, n = 0;
        for (int y = region.box.y; y < region.box.br().y; ++y)
            for (int x = region.box.x; x < region.box.br().x; ++x)
                if (region.mask.at<std::uint8_t>(y, x))
                    llr += static_cast<double>(comb.evidence.at<float>(y, x)), n += static_cast<double>(comb.weight.at<float>(y, x));
        if (n < 40 || llr > -25 || llr / n > -0.25) continue;
        finding = Finding::contradicted(
            id, fmt::format("the rest was compressed {} before, this place was not: put in later ({} coefficients, log likelihood {:.0f})",
                            qualities(comb), static_cast<int>(n), llr));
        finding.box = pixels_of(region.box, 8);
        break;
    }
    if (evidence.options.overlays && finding.verdict == Verdict::contradicted)
        out.overlays.push_back({id, "places without the first compression of the rest", draw_overlay(evidence.bgr, strength), 1});
    return finding;
}

/// Error level and ghosts (Farid 2009) as maps to look at; they decide nothing, for print and texture show in them too.
void maps(const Evidence& evidence, PictureFacts& out) {
    if (!evidence.options.overlays) return;
    const auto difference = [&](int quality) {
        const Result<cv::Mat> again = decode_own_picture(encode_jpeg(evidence.bgr, quality));
        cv::Mat d, grey;
        if (!again) return grey;
        cv::absdiff(*again, evidence.bgr, d);
        cv::cvtColor(d, grey, cv::COLOR_BGR2GRAY);
        grey.convertTo(grey, CV_32F);
        return grey;
    };
    if (const cv::Mat level = difference(90); !level.empty()) {
        cv::Mat smooth;
        cv::blur(level, smooth, {5, 5});
        out.overlays.push_back(
            {"picture.error_level", "error level at quality 90 (an aid: edges always show)", draw_overlay(evidence.bgr, smooth / 12), 1});
    }
    // The ghost is drawn at the quality at which the picture's places differ most.
    cv::Mat best;
    double most = 0;
    for (int quality = 50; quality <= 95; quality += 5) {
        cv::Mat d = difference(quality), smooth;
        if (d.empty()) continue;
        cv::blur(d.mul(d), smooth, {17, 17});
        double low = 0, high = 0;
        cv::minMaxLoc(smooth, &low, &high);
        cv::Mat even = (smooth - low) / (high - low + 1);
        cv::Scalar mean, deviation;
        cv::meanStdDev(even, mean, deviation);
        if (deviation[0] > most) most = deviation[0], best = 1 - even;
    }
    if (!best.empty()) out.overlays.push_back({"picture.ghost", "JPEG ghost (an aid)", draw_overlay(evidence.bgr, best * 0.6), 1});
}

/// Phase of the 8 by 8 grid, of the whole and of windows: what was pasted from another JPEG brings its own (blocking artefacts).
Finding grid(const Evidence& evidence, PictureFacts& out) {
    constexpr auto id = "picture.grid";
    constexpr int window = 96, stride = 32;
    cv::Mat value, across, down;
    evidence.grey.convertTo(value, CV_32F);
    // A step at the edge of a block: |p[-1] - p[0]| against its neighbours on both sides, capped so that print does not count.
    const auto steps = [&](bool horizontal) {
        cv::Mat next, before, step(value.size(), CV_32F, cv::Scalar(0));
        cv::Mat d;
        if (horizontal) d = cv::abs(value.colRange(1, value.cols) - value.colRange(0, value.cols - 1));
        else d = cv::abs(value.rowRange(1, value.rows) - value.rowRange(0, value.rows - 1));
        for (int y = 0; y < d.rows; ++y)
            for (int x = 0; x < d.cols; ++x) {
                const int x0 = horizontal ? x - 1 : x, y0 = horizontal ? y : y - 1, x1 = horizontal ? x + 1 : x, y1 = horizontal ? y : y + 1;
                if (x0 < 0 || y0 < 0 || x1 >= d.cols || y1 >= d.rows) continue;
                const float here = d.at<float>(y, x), sides = 0.5F * (d.at<float>(y0, x0) + d.at<float>(y1, x1));
                step.at<float>(horizontal ? y : y + 1, horizontal ? x + 1 : x) = std::clamp(here - sides, -4.0F, 4.0F);
            }
        return step;
    };
    across = steps(true);
    down = steps(false);
    struct Phase {
        int x = 0, y = 0;
        double sure = 0;
    };
    const auto phase_of = [&](const cv::Rect& box) {
        const auto one = [&](const cv::Mat& step, bool horizontal, double& z) {
            std::array<double, 8> sum{};
            cv::Mat line;
            cv::reduce(step(box), line, horizontal ? 0 : 1, cv::REDUCE_AVG);
            const int n = horizontal ? line.cols : line.rows;
            std::array<int, 8> count{};
            for (int i = 0; i < n; ++i) {
                const auto p = static_cast<std::size_t>(((horizontal ? box.x : box.y) + i) % 8);
                sum[p] += static_cast<double>(horizontal ? line.at<float>(0, i) : line.at<float>(i, 0));
                ++count[p];
            }
            for (std::size_t p = 0; p < 8; ++p) sum[p] /= std::max(1, count[p]);
            const std::size_t best = static_cast<std::size_t>(std::ranges::max_element(sum) - sum.begin());
            double mean = 0, square = 0;
            for (std::size_t p = 0; p < 8; ++p)
                if (p != best) mean += sum[p] / 7, square += sum[p] * sum[p] / 7;
            z = (sum[best] - mean) / std::sqrt(std::max(1e-4, square - mean * mean) + 1e-3);
            return static_cast<int>(best);
        };
        Phase out_phase;
        double zx = 0, zy = 0;
        out_phase.x = one(across, true, zx);
        out_phase.y = one(down, false, zy);
        out_phase.sure = std::min(zx, zy);
        return out_phase;
    };
    const Phase whole = phase_of({0, 0, value.cols, value.rows});
    if (whole.sure < 8) return Finding::unclear(id, "no grid of blocks shows");
    cv::Mat other = cv::Mat::zeros(std::max(1, (value.rows - window) / stride + 1), std::max(1, (value.cols - window) / stride + 1), CV_8U);
    std::array<int, 64> votes{};
    for (int y = 0; y < other.rows; ++y)
        for (int x = 0; x < other.cols; ++x) {
            const Phase here = phase_of({x * stride, y * stride, window, window});
            if (here.sure < 7 || (here.x == whole.x && here.y == whole.y)) continue;
            other.at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(1 + here.x * 8 + here.y);
            ++votes[static_cast<std::size_t>(here.x * 8 + here.y)];
        }
    const std::size_t most = static_cast<std::size_t>(std::ranges::max_element(votes) - votes.begin());
    for (const Region& region : regions_of(other == static_cast<int>(most) + 1, 0, 5)) {
        Finding finding =
            Finding::contradicted(id, fmt::format("the grid of blocks here begins at {},{} and elsewhere at {},{}: pasted from another picture",
                                                  most / 8, most % 8, whole.x, whole.y));
        finding.box = {static_cast<float>(region.box.x * stride), static_cast<float>(region.box.y * stride),
                       static_cast<float>((region.box.br().x - 1) * stride + window), static_cast<float>((region.box.br().y - 1) * stride + window)};
        if (evidence.options.overlays) {
            cv::Mat strength;
            region.mask.convertTo(strength, CV_32F, 0.7 / 255);
            out.overlays.push_back({id, "another grid of blocks", draw_overlay(evidence.bgr, strength), 1});
        }
        return finding;
    }
    return Finding::consistent(id, "one grid of blocks through the whole picture");
}

}  // namespace

void check_compression(const Evidence& evidence, PictureFacts& out) {
    const JpegCoefficients* jpeg = evidence.jpeg;
    if (jpeg) {
        out.says.emplace_back("jpeg_quality", std::to_string(jpeg->quality));
        out.says.emplace_back("jpeg_tables", jpeg->standard ? "libjpeg's" : "a camera's or program's own");
    }
    if (std::min(evidence.grey.cols, evidence.grey.rows) < least_side) {
        for (const char* id : {"picture.double_compression", "picture.local_compression", "picture.grid"})
            out.findings.push_back(Finding::unclear(id, fmt::format("{} by {} pixels are too few", evidence.grey.cols, evidence.grey.rows)));
        return;
    }
    const BlockCoefficients present = jpeg ? present_of(*jpeg, evidence.grey) : block_coefficients(evidence.grey, 0, 0);
    const Comb comb = find_comb(present, block_coefficients(evidence.grey, 4, 4));
    out.findings.push_back(history(comb, jpeg));
    out.findings.push_back(places(comb, evidence, out));
    out.findings.push_back(grid(evidence, out));
    maps(evidence, out);
}

}  // namespace bonafide::paper
