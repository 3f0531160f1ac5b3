// The comb that an earlier quantisation leaves in the histograms of a picture's block coefficients (Lukáš and Fridrich 2003;
// Bianchi and Piva, IEEE TIFS 7(3), 2012): which step each frequency had before, and for each block whether it bears that comb.
// Used by the check of compression.
#pragma once

#include <array>
#include <vector>

#include <opencv2/core.hpp>

namespace bonafide::paper {

inline constexpr std::size_t comb_modes = 9;  ///< the lowest frequencies but the mean

/// Coefficients of the lowest frequencies of every block, in units of `step`; NaN where the block has saturated pixels.
struct BlockCoefficients {
    int wide = 0, high = 0;
    std::array<std::vector<float>, comb_modes> values;
    std::array<int, comb_modes> step{};  ///< of the present quantisation; 1 for pixels that were never quantised here
};

/// From pixels, the grid beginning at (x, y).
[[nodiscard]] BlockCoefficients block_coefficients(const cv::Mat& grey, int x, int y);
/// Index of a mode within a block's 64.
[[nodiscard]] std::size_t mode_index(std::size_t mode);

struct Comb {
    bool found = false;
    int modes = 0;                         ///< that show an earlier step
    std::array<int, comb_modes> before{};  ///< the earlier step; 0 where none shows
    int quality = 0;                       ///< of libjpeg's tables that fit these steps best; 0 none
    double gain = 0;                       ///< nats per coefficient that the earlier step explains
    cv::Mat evidence;                      ///< for each block: log likelihood, earlier step against none (CV_32F)
    cv::Mat weight;                        ///< for each block: how many coefficients speak
};

/// `present`: as the picture is; `untouched`: of the same picture on a grid that no compression used.
[[nodiscard]] Comb find_comb(const BlockCoefficients& present, const BlockCoefficients& untouched);

}  // namespace bonafide::paper
