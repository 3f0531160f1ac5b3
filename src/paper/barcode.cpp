#include "paper/barcode.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include <ReadBarcode.h>

namespace bonafide::paper {
namespace {

document::Box box_of(const ZXing::Position& position, double scale) {
    document::Box out{1e9F, 1e9F, 0, 0};
    for (const ZXing::PointI& p : position) {
        const float x = static_cast<float>(p.x / scale), y = static_cast<float>(p.y / scale);
        out = {std::min(out.left, x), std::min(out.top, y), std::max(out.right, x), std::max(out.bottom, y)};
    }
    return out;
}

int level_of(const std::wstring& text) { return text.size() == 1 && text[0] >= L'0' && text[0] <= L'8' ? static_cast<int>(text[0] - L'0') : -1; }

std::vector<Barcode> read_once(const cv::Mat& grey, double scale) {
    ZXing::DecodeHints hints;
    hints.setFormats(ZXing::BarcodeFormat::PDF417).setTryHarder(true).setTryRotate(true).setTryDownscale(true).setMaxNumberOfSymbols(4);
    const ZXing::ImageView view(grey.data, grey.cols, grey.rows, ZXing::ImageFormat::Lum, static_cast<int>(grey.step));
    std::vector<Barcode> out;
    for (const ZXing::Result& one : ZXing::ReadBarcodes(view, hints)) {
        if (!one.isValid()) continue;
        const ZXing::ByteArray& bytes = one.bytes();
        out.push_back({std::string(bytes.begin(), bytes.end()), box_of(one.position(), scale), level_of(one.ecLevel())});
    }
    return out;
}

/// Upright again by the slope of most edges near bars: ZXing's PDF417 reader gives up beyond some degrees.
cv::Mat turned(const cv::Mat& grey, double degrees) {
    const cv::Point2f centre(static_cast<float>(grey.cols) / 2, static_cast<float>(grey.rows) / 2);
    cv::Mat matrix = cv::getRotationMatrix2D(centre, degrees, 1);
    const cv::Rect2f bounds = cv::RotatedRect(cv::Point2f(), grey.size(), static_cast<float>(degrees)).boundingRect2f();
    matrix.at<double>(0, 2) += bounds.width / 2.0 - centre.x;
    matrix.at<double>(1, 2) += bounds.height / 2.0 - centre.y;
    cv::Mat out;
    cv::warpAffine(grey, out, matrix, bounds.size(), cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar(255));
    return out;
}

/// Degrees, 0 to 180, in which the strong gradients point: across the bars.
std::vector<double> bar_directions(const cv::Mat& grey) {
    cv::Mat small, dx, dy;
    const double scale = std::min(1.0, 1200.0 / std::max(grey.cols, grey.rows));
    cv::resize(grey, small, {}, scale, scale, cv::INTER_AREA);
    cv::Sobel(small, dx, CV_32F, 1, 0);
    cv::Sobel(small, dy, CV_32F, 0, 1);
    std::vector<double> histogram(180, 0.0);
    for (int y = 0; y < small.rows; ++y)
        for (int x = 0; x < small.cols; ++x) {
            const float gx = dx.at<float>(y, x), gy = dy.at<float>(y, x), strength = std::hypot(gx, gy);
            if (strength < 120) continue;
            const double angle = std::atan2(gy, gx) * 180 / CV_PI;
            histogram[static_cast<std::size_t>(angle < 0 ? angle + 180 : angle) % 180] += static_cast<double>(strength);
        }
    std::vector<double> smooth(180), out;
    for (std::size_t i = 0; i < 180; ++i)
        for (std::size_t k = 0; k < 5; ++k) smooth[i] += histogram[(i + 178 + k) % 180];
    for (int n = 0; n < 3; ++n) {
        const std::size_t best = static_cast<std::size_t>(std::ranges::max_element(smooth) - smooth.begin());
        if (smooth[best] <= 0) break;
        out.push_back(static_cast<double>(best) + 0.5);
        for (std::size_t k = 0; k < 21; ++k) smooth[(best + 170 + k) % 180] = 0;
    }
    return out;
}

}  // namespace

std::vector<Barcode> read_barcodes(const cv::Mat& grey) try {
    if (grey.empty() || grey.cols < 60 || grey.rows < 60) return {};
    if (auto found = read_once(grey, 1); !found.empty()) return found;
    for (const double degrees : bar_directions(grey)) {
        if (degrees < 1.5 || degrees > 178.5) continue;
        // The box is of the turned picture: the whole is told instead.
        auto found = read_once(turned(grey, degrees), 1);
        for (Barcode& one : found) one.box = {0, 0, static_cast<float>(grey.cols), static_cast<float>(grey.rows)};
        if (!found.empty()) return found;
    }
    if (std::max(grey.cols, grey.rows) < 1400) {
        cv::Mat larger;
        cv::resize(grey, larger, {}, 2, 2, cv::INTER_CUBIC);
        return read_once(larger, 2);
    }
    return {};
} catch (const std::exception&) {
    return {};
}

}  // namespace bonafide::paper
