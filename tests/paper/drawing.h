// Pictures for the tests: paper with print-like texture, camera noise, a zone in the shapes of OCR-B. Used by the tests of pictures.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "paper/mrz_shapes.h"

namespace bonafide::paper::test {

/// Grey paper with shading, curved lines and blots; every pixel from a fixed seed.
inline cv::Mat drawn_paper(int width, int height, std::uint64_t seed) {
    cv::RNG random(seed);
    cv::Mat out(height, width, CV_8UC3);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const auto v = static_cast<std::uint8_t>(190 + 25 * std::sin(x / 170.0 + static_cast<double>(seed)) * std::cos(y / 130.0));
            out.at<cv::Vec3b>(y, x) = {v, static_cast<std::uint8_t>(v - 8), static_cast<std::uint8_t>(v - 14)};
        }
    for (int i = 0; i < 26; ++i) {
        const cv::Point at(random.uniform(20, width - 60), random.uniform(20, height - 40));
        const cv::Scalar ink(random.uniform(20, 150), random.uniform(20, 150), random.uniform(20, 150));
        if (i % 2) cv::putText(out, "SPECIMEN " + std::to_string(random.uniform(1000, 9999)), at, cv::FONT_HERSHEY_SIMPLEX, 0.8, ink, 2, cv::LINE_AA);
        else
            cv::ellipse(out, at, {random.uniform(10, 70), random.uniform(10, 50)}, random.uniform(0, 180), 0, 360, ink, random.uniform(1, 4),
                        cv::LINE_AA);
    }
    return out;
}

inline cv::Mat with_noise(const cv::Mat& picture, double sigma, std::uint64_t seed) {
    cv::Mat noise(picture.size(), CV_16SC3), wide, out;
    cv::RNG random(seed);
    random.fill(noise, cv::RNG::NORMAL, 0, sigma);
    picture.convertTo(wide, CV_16SC3);
    wide += noise;
    wide.convertTo(out, CV_8UC3);
    return out;
}

/// The zone's lines, `pitch` pixels a character, black on the picture, the first one's cells beginning at `at`.
inline void draw_zone(cv::Mat& picture, const std::vector<std::string>& lines, cv::Point at, double pitch, double spacing) {
    for (std::size_t l = 0; l < lines.size(); ++l)
        for (std::size_t i = 0; i < lines[l].size(); ++i) {
            const std::string_view pixels = mrz_shape_sets[0].pixels[mrz_characters.find(lines[l][i])];
            cv::Mat shape(mrz_cell_height, mrz_cell_width, CV_8U), scaled;
            for (int k = 0; k < mrz_cell_height * mrz_cell_width; ++k) {
                const char c = pixels[static_cast<std::size_t>(k)];
                shape.data[k] = static_cast<std::uint8_t>((c <= '9' ? c - '0' : c - 'a' + 10) * 17);
            }
            const double scale = pitch / mrz_cell_width;
            cv::resize(shape, scaled, {}, scale, scale, cv::INTER_CUBIC);
            const int x = at.x + static_cast<int>(std::lround(static_cast<double>(i) * pitch)),
                      y = at.y + static_cast<int>(std::lround(static_cast<double>(l) * spacing));
            for (int v = 0; v < scaled.rows; ++v)
                for (int u = 0; u < scaled.cols; ++u) {
                    if (y + v >= picture.rows || x + u >= picture.cols) continue;
                    cv::Vec3b& p = picture.at<cv::Vec3b>(y + v, x + u);
                    for (int c = 0; c < 3; ++c) p[c] = static_cast<std::uint8_t>(p[c] * (255 - scaled.at<std::uint8_t>(v, u)) / 255);
                }
        }
}

inline cv::Mat turned(const cv::Mat& picture, double degrees) {
    const cv::Point2f centre(static_cast<float>(picture.cols) / 2, static_cast<float>(picture.rows) / 2);
    cv::Mat turn = cv::getRotationMatrix2D(centre, degrees, 1), out;
    const cv::Rect2f bounds = cv::RotatedRect(centre, picture.size(), static_cast<float>(-degrees)).boundingRect2f();
    turn.at<double>(0, 2) += static_cast<double>(bounds.width) / 2 - static_cast<double>(centre.x);
    turn.at<double>(1, 2) += static_cast<double>(bounds.height) / 2 - static_cast<double>(centre.y);
    cv::warpAffine(picture, out, turn, bounds.size(), cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar(120, 120, 120));
    return out;
}

}  // namespace bonafide::paper::test
