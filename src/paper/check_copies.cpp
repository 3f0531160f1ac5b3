// Copy-move: noise never repeats, so a place whose very noise lies elsewhere in the picture again was copied. (Print repeats by
// nature, and is masked.) The autocorrelation of the noise shows the shift, and its local value the place.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "paper/forensics.h"
#include "paper/regions.h"

namespace bonafide::paper {
namespace {

constexpr int least_shift = 20, window = 24;
/// Of the noise's mean square: what a place and its copy differ by at most when nothing was compressed in between. Patterns of print that repeat came
/// down to 0.4 on drawn specimens (bench/README.md), and so do copies saved as JPEG.
constexpr double very_same = 0.35;

struct Noise {
    cv::Mat all;      ///< what a small blur takes away
    cv::Mat masked;   ///< of even strength, without edges, saturated parts and the machine-readable zone
    cv::Mat unzoned;  ///< with the edges, without the zone, whose fillers repeat
    double strength = 0;
};

Noise noise_of(const cv::Mat& grey, const document::Box& zone) {
    Noise out;
    cv::Mat value, smooth, dx, dy, edge, coarse;
    grey.convertTo(value, CV_32F);
    cv::GaussianBlur(value, smooth, {}, 1.0);
    out.all = value - smooth;
    cv::GaussianBlur(value, coarse, {}, 1.5);
    cv::Sobel(coarse, dx, CV_32F, 1, 0);
    cv::Sobel(coarse, dy, CV_32F, 0, 1);
    cv::magnitude(dx, dy, edge);
    cv::Mat mask = (edge > 24) | (grey < 8) | (grey > 248);
    cv::dilate(mask, mask, cv::getStructuringElement(cv::MORPH_RECT, {5, 5}));
    const cv::Rect whole(0, 0, grey.cols, grey.rows);
    const cv::Rect hidden = whole & cv::Rect(static_cast<int>(zone.left), static_cast<int>(zone.top), static_cast<int>(zone.right - zone.left),
                                             static_cast<int>(zone.bottom - zone.top));
    if (hidden.area() > 0) mask(hidden).setTo(255);
    cv::Scalar mean, deviation;
    cv::meanStdDev(out.all, mean, deviation, ~mask);
    out.strength = deviation[0];
    cv::Mat capped = cv::max(cv::min(out.all, 2.5 * out.strength), -2.5 * out.strength);
    out.masked = capped.clone();
    out.masked.setTo(0, mask);
    out.unzoned = cv::max(cv::min(out.all, 6 * out.strength), -6 * out.strength);
    if (hidden.area() > 0) out.unzoned(hidden).setTo(0);
    return out;
}

struct Shift {
    int x = 0, y = 0;
};

/// Peaks of the autocorrelation beyond what chance and the 8 by 8 grid give.
std::vector<Shift> repeated_shifts(const cv::Mat& noise, int count) {
    const int wide = cv::getOptimalDFTSize(noise.cols * 2), high = cv::getOptimalDFTSize(noise.rows * 2);
    cv::Mat padded = cv::Mat::zeros(high, wide, CV_32F), spectrum, correlation;
    noise.copyTo(padded(cv::Rect(0, 0, noise.cols, noise.rows)));
    cv::dft(padded, spectrum, cv::DFT_COMPLEX_OUTPUT);
    cv::mulSpectrums(spectrum, spectrum, spectrum, 0, true);
    cv::dft(spectrum, correlation, cv::DFT_INVERSE | cv::DFT_REAL_OUTPUT | cv::DFT_SCALE);
    const double whole = static_cast<double>(correlation.at<float>(0, 0));
    if (whole <= 0) return {};
    cv::Scalar mean, deviation;
    cv::meanStdDev(correlation, mean, deviation);
    // Slow changes (the grid, print) are taken away: a copy is a single sharp peak.
    cv::Mat smooth, peak;
    cv::blur(correlation, smooth, {5, 5});
    peak = correlation - smooth;
    cv::meanStdDev(peak, mean, deviation);
    std::vector<Shift> out;
    for (int k = 0; k < 2 * count; ++k) {
        double most = 0;
        cv::Point at;
        for (const cv::Point corner : {cv::Point(0, 0), cv::Point(wide, 0), cv::Point(0, high), cv::Point(wide, high)})
            cv::circle(peak, corner, least_shift, cv::Scalar(0), cv::FILLED);
        cv::minMaxLoc(peak, nullptr, &most, nullptr, &at);
        if (most < 12 * deviation[0] || most < 0.0006 * whole) break;
        const int x = at.x > wide / 2 ? at.x - wide : at.x, y = at.y > high / 2 ? at.y - high : at.y;
        if (std::abs(x) < noise.cols && std::abs(y) < noise.rows && (y > 0 || (y == 0 && x > 0))) out.push_back({x, y});
        if (static_cast<int>(out.size()) >= count) break;
        cv::circle(peak, at, 3, cv::Scalar(0), cv::FILLED);
    }
    return out;
}

/// Mean square difference of the noise of a place and of what lies `shift` away.
double difference(const cv::Mat& noise, const cv::Rect& place, cv::Point shift) {
    const cv::Rect other = place + shift;
    if ((other & cv::Rect(0, 0, noise.cols, noise.rows)) != other) return 1e9;
    const cv::Mat d = noise(place) - noise(other);
    return d.dot(d) / place.area();
}

/// A copy fits in one place only; lines and bars fit along themselves too.
bool fits_once(const cv::Mat& noise, const cv::Rect& place, const Shift& shift) {
    const double here = difference(noise, place, {shift.x, shift.y});
    for (const cv::Point beside : {cv::Point(2, 0), cv::Point(-2, 0), cv::Point(0, 2), cv::Point(0, -2)})
        if (difference(noise, place, cv::Point(shift.x, shift.y) + beside) < 1.6 * here) return false;
    return true;
}

}  // namespace

void check_copies(const Evidence& evidence, PictureFacts& out) {
    constexpr auto id = "picture.copy_move";
    if (std::min(evidence.grey.cols, evidence.grey.rows) < 200) {
        out.findings.push_back(Finding::unclear(id, "the picture is too small"));
        return;
    }
    const Noise noise = noise_of(evidence.grey, evidence.zone);
    if (noise.strength < 0.8) {
        out.findings.push_back(Finding::unclear(id, "there is too little noise to recognise a copy by"));
        return;
    }
    Finding finding = Finding::consistent(id, "no place's noise lies elsewhere again");
    std::vector<Shift> shifts = repeated_shifts(noise.masked, 4);
    for (const Shift& more : repeated_shifts(noise.unzoned, 8)) shifts.push_back(more);
    for (const Shift& shift : shifts) {
        const cv::Rect all(0, 0, noise.all.cols, noise.all.rows), from = all & (all - cv::Point(shift.x, shift.y));
        if (from.width < 3 * window || from.height < window) continue;
        const cv::Mat a = noise.all(from), b = noise.all(from + cv::Point(shift.x, shift.y));
        const cv::Mat d = a - b;
        cv::Mat dd, aa, bb;
        cv::boxFilter(d.mul(d), dd, CV_32F, {window, window});
        cv::boxFilter(a.mul(a), aa, CV_32F, {window, window});
        cv::boxFilter(b.mul(b), bb, CV_32F, {window, window});
        // Two prints of one letter differ by the noise of both; a copy differs by less than the noise of one.
        const double power = noise.strength * noise.strength;
        const cv::Mat alike = (dd < 0.95 * power) & (aa > 0.8 * power) & (bb > 0.8 * power);
        cv::Mat small;
        cv::resize(alike, small, {std::max(1, alike.cols / 8), std::max(1, alike.rows / 8)}, 0, 0, cv::INTER_NEAREST);
        for (const Region& region : regions_of(small, 0, 8)) {
            const cv::Rect place = all & (cv::Rect(region.box.x * 8, region.box.y * 8, region.box.width * 8, region.box.height * 8) + from.tl());
            if (!fits_once(noise.all, place, shift)) continue;
            const bool same = difference(noise.all, place, {shift.x, shift.y}) < very_same * power;
            if (!same && finding.verdict == Verdict::cannot_be_said) continue;  // one of these is enough to look at
            if (same)
                finding = Finding::contradicted(
                    id, fmt::format("this place lies {} pixels right and {} down again, with the very same noise: copied", shift.x, shift.y));
            else
                finding =
                    Finding::unclear(id, fmt::format("this place looks the same {} pixels right and {} down: copied before the picture was saved "
                                                     "again, or a pattern of print that repeats",
                                                     shift.x, shift.y));
            finding.box = pixels_of(region.box, 8);
            finding.box.left += static_cast<float>(from.x), finding.box.right += static_cast<float>(from.x);
            finding.box.top += static_cast<float>(from.y), finding.box.bottom += static_cast<float>(from.y);
            if (evidence.options.overlays) {
                cv::Mat map = cv::Mat::zeros(noise.all.size(), CV_32F);
                map(from).setTo(0.7, alike);
                map(from + cv::Point(shift.x, shift.y)).setTo(0.7, alike);
                out.overlays.push_back({id, "a place and its copy", draw_overlay(evidence.bgr, map), 1});
            }
            if (same) break;
        }
        if (finding.verdict == Verdict::contradicted) break;
    }
    out.findings.push_back(std::move(finding));
}

}  // namespace bonafide::paper
