// Bytes of a JPEG or PNG → pixels, within limits. Used by everything in this folder that looks at pixels.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <opencv2/core.hpp>

#include "base/error.h"

namespace bonafide::paper {

enum class PictureFormat : std::uint8_t { other, jpeg, png };
[[nodiscard]] PictureFormat picture_format(std::string_view bytes);

struct PictureSize {
    std::uint32_t width = 0, height = 0;
};
/// From the header only; no pixel is decoded.
[[nodiscard]] Result<PictureSize> picture_size(std::string_view bytes);

/// Eight bits, three channels (BGR); transparency over white. Damaged ends are kept as far as they go. Decoded in the reader program,
/// under limits (document/raster.h).
[[nodiscard]] Result<cv::Mat> decode_picture(std::string_view bytes, std::uint64_t max_pixels);

/// What this program itself encoded: decoded in this process.
[[nodiscard]] Result<cv::Mat> decode_own_picture(std::string_view bytes);

/// Grey or BGR, eight bits, as PNG.
[[nodiscard]] std::string encode_png(const cv::Mat& picture);
/// As JPEG with libjpeg's tables for `quality` (1 to 100).
[[nodiscard]] std::string encode_jpeg(const cv::Mat& picture, int quality);

}  // namespace bonafide::paper
