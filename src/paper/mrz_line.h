// One line of a machine-readable zone, made level and of one size, against the shapes of its 37 characters. Used by mrz_reader.cpp.
#pragma once

#include <array>
#include <vector>

#include <opencv2/core.hpp>

#include "paper/mrz_shapes.h"

namespace bonafide::paper {

/// How well each character fits one cell (correlation, -1 to 1), and where the cell lies in the strip.
struct MrzCell {
    float left = 0, top = 0;
    std::array<float, mrz_characters.size()> score{};
    [[nodiscard]] std::size_t best() const;
};

struct MrzLineFit {
    std::vector<MrzCell> cells;
    double score = 0;  ///< sum over the cells of what exceeds chance
    [[nodiscard]] double mean() const { return cells.empty() ? 0 : score / static_cast<double>(cells.size()) + chance; }
    static constexpr double chance = 0.5;
};

/// The shapes at one size and sharpness.
class MrzShapes {
public:
    /// `half`: cells of 10 by 14 pixels, for a first look. `blur`: sigma in pixels of the full size.
    MrzShapes(std::size_t set, bool half, double blur);
    [[nodiscard]] int width() const { return width_; }
    /// The best `count` cells in a row, each about one cell behind the last. `strip` is taller than a cell by the play allowed.
    [[nodiscard]] MrzLineFit fit(const cv::Mat& strip, int count) const;

private:
    int width_;
    std::vector<cv::Mat> shapes_;
};

}  // namespace bonafide::paper
