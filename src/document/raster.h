// Pixels of a JPEG or PNG, and a JPEG's quantised coefficients. The libraries that decode them run in the reader program, under its limits of
// memory, time and system calls; who asks gets numbers back. Used by paper, for everything that looks at pixels.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace bonafide::document {

/// Rows from the top, eight bits a channel, blue, green, red; transparency over white.
struct Raster {
    std::uint32_t width = 0, height = 0;
    std::string bgr;
};

/// Of a JPEG in YCbCr or grey, before anything becomes pixels.
struct JpegBlocks {
    std::array<std::uint16_t, 64> luma{}, chroma{};  ///< steps of quantisation, rows of the block
    std::uint32_t wide = 0, high = 0;                ///< blocks of luma
    bool progressive = false;
    std::vector<std::int16_t> values;  ///< of luma, 64 a block
};

/// In the reader program, one for each thread. `reader`: its path; "": beside the running program. Damaged ends are kept as far as they go.
/// An Error says what was found: no picture, too many pixels, hostile, no reader program.
[[nodiscard]] Result<Raster> read_raster(std::string_view bytes, std::uint64_t max_pixels, const std::string& reader = {});
[[nodiscard]] Result<JpegBlocks> read_jpeg_blocks(std::string_view bytes, std::uint64_t max_pixels, const std::string& reader = {});

// The same in this process: called by the reader program, by fuzzers, and for pictures that this program itself encoded.
[[nodiscard]] Result<Raster> decode_raster(std::string_view bytes, std::uint64_t max_pixels);
[[nodiscard]] Result<JpegBlocks> decode_jpeg_blocks(std::string_view bytes, std::uint64_t max_pixels);

// Between the reader program and whoever asked: the answer's head, then its numbers as they lie in memory. Decoding believes no length.
[[nodiscard]] std::string encode(const Result<Raster>& outcome);
[[nodiscard]] std::string encode(const Result<JpegBlocks>& outcome);
[[nodiscard]] Result<Raster> raster_of(std::string bytes);
[[nodiscard]] Result<JpegBlocks> jpeg_blocks_of(std::string_view bytes);

}  // namespace bonafide::document
