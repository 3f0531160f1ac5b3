#include "paper/jpeg_coefficients.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "document/raster.h"

namespace bonafide::paper {
namespace {

constexpr std::array<int, 64> annex_k{16, 11,  10,  16, 24, 40, 51, 61, 12,  12,  14,  19,  26, 58, 60, 55,  14,  13,  16,  24, 40, 57,
                                      69, 56,  14,  17, 22, 29, 51, 87, 80,  62,  18,  22,  37, 56, 68, 109, 103, 77,  24,  35, 55, 64,
                                      81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98,  112, 100, 103, 99};

JpegTable table_of(const std::array<std::uint16_t, 64>& table) {
    JpegTable out{};
    for (std::size_t i = 0; i < 64; ++i) out[i] = table[i];
    return out;
}

}  // namespace

JpegTable standard_luma(int quality) {
    const int scale = quality < 50 ? 5000 / std::max(1, quality) : 200 - 2 * quality;
    JpegTable out{};
    for (std::size_t i = 0; i < 64; ++i) out[i] = std::clamp((annex_k[i] * scale + 50) / 100, 1, 255);
    return out;
}

std::optional<JpegCoefficients> jpeg_coefficients(std::string_view bytes, std::uint64_t max_pixels) {
    if (!bytes.starts_with("\xFF\xD8\xFF")) return std::nullopt;
    Result<document::JpegBlocks> blocks = document::read_jpeg_blocks(bytes, max_pixels);
    if (!blocks || blocks->wide > 1'000'000 || blocks->high > 1'000'000) return std::nullopt;
    JpegCoefficients out;
    out.luma = table_of(blocks->luma), out.chroma = table_of(blocks->chroma);
    out.wide = static_cast<int>(blocks->wide), out.high = static_cast<int>(blocks->high);
    out.progressive = blocks->progressive;
    out.values = std::move(blocks->values);
    long least = std::numeric_limits<long>::max();
    for (int quality = 1; quality <= 100; ++quality) {
        const JpegTable table = standard_luma(quality);
        long distance = 0;
        for (std::size_t i = 0; i < 64; ++i) distance += std::abs(table[i] - out.luma[i]);
        if (distance < least) least = distance, out.quality = quality;
    }
    out.standard = least == 0;
    return out;
}

}  // namespace bonafide::paper
