// A JPEG's quantised coefficients and tables, before they become pixels. Used by the checks of compression.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace bonafide::paper {

using JpegTable = std::array<int, 64>;  ///< rows of the block

struct JpegCoefficients {
    JpegTable luma{}, chroma{};
    int wide = 0, high = 0;            ///< blocks of luma
    std::vector<std::int16_t> values;  ///< of luma, 64 a block, quantised
    int quality = 0;                   ///< of libjpeg's tables nearest to the luma table
    bool standard = false;             ///< the tables are libjpeg's
    bool progressive = false;
    [[nodiscard]] const std::int16_t* block(int x, int y) const {
        return values.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(wide) + static_cast<std::size_t>(x)) * 64;
    }
};

/// libjpeg's luma table for a quality of 1 to 100 (ITU-T T.81, annex K, scaled).
[[nodiscard]] JpegTable standard_luma(int quality);
[[nodiscard]] std::optional<JpegCoefficients> jpeg_coefficients(std::string_view bytes, std::uint64_t max_pixels);

}  // namespace bonafide::paper
