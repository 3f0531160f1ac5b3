// Lines of evenly spaced characters in a picture: binarised, components linked from left to right, a curve fitted. Used by
// mrz_reader.cpp to find a machine-readable zone, and by the check of printed fields.
#pragma once

#include <vector>

#include <opencv2/core.hpp>

namespace bonafide::paper {

/// All in pixels; x runs from `left` to `right`.
struct EvenLine {
    double left = 0, right = 0;
    double y0 = 0, y1 = 0, y2 = 0;    ///< centre of the letters: y0 + y1 t + y2 t², t = (x - left) / (right - left)
    double height0 = 0, height1 = 0;  ///< of the letters: height0 + height1 t
    double pitch0 = 0, pitch1 = 0;    ///< from one character to the next
    int count = 0;                    ///< components
    double even = 0;                  ///< share of the steps that are one pitch
    [[nodiscard]] double at(double x) const { return (x - left) / (right - left); }
    [[nodiscard]] double centre(double x) const { return y0 + y1 * at(x) + y2 * at(x) * at(x); }
    [[nodiscard]] double height(double x) const { return height0 + height1 * at(x); }
    [[nodiscard]] double pitch(double x) const { return pitch0 + pitch1 * at(x); }
};

/// Ink of dark print on light ground as 255 (Sauvola's threshold with a window).
[[nodiscard]] cv::Mat ink(const cv::Mat& grey, int window);

/// Directions (degrees, 0 to 180, counted like atan2 in picture coordinates) in which print runs, the likeliest first; at most `most`.
[[nodiscard]] std::vector<double> print_directions(const cv::Mat& ink, int most);

/// Lines of at least `least` components that run within a few degrees of level.
[[nodiscard]] std::vector<EvenLine> even_lines(const cv::Mat& ink, int least);

}  // namespace bonafide::paper
