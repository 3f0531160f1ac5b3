// Fingerprints of a picture that survive recompression, scaling, recolouring, mirroring and modest cropping, to find one portrait
// or one work sample on two applications. Made by paper; kept and compared by screen.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <opencv2/core.hpp>

#include "base/error.h"

namespace bonafide::paper {

/// DCT hashes of the whole, its mirror image, and overlapping windows (centre and quarters at two scales) choose what is compared;
/// a small picture of its detail decides.
struct PictureHash {
    static constexpr std::size_t windows = 14;
    std::uint64_t whole = 0, mirrored = 0;
    std::array<std::uint64_t, windows> window{};
    static constexpr int side = 32;
    std::array<std::int8_t, static_cast<std::size_t>(side) * side> detail{};  ///< the picture, small, without its slow shading
    std::uint32_t width = 0, height = 0;
    bool plain = false;  ///< nearly one colour: says nothing, alike to nothing
};

[[nodiscard]] Result<PictureHash> picture_hash(std::string_view bytes, std::uint64_t max_pixels = 60'000'000);
[[nodiscard]] Result<PictureHash> picture_hash(const cv::Mat& picture);

/// As bytes of one length, to be kept; nothing where they are no fingerprint of this version.
[[nodiscard]] std::string pack(const PictureHash& hash);
[[nodiscard]] std::optional<PictureHash> unpack_picture_hash(std::string_view bytes);

/// Of 64 bits those in which the nearest two of their hashes differ: what is worth a look at similarity(), which is slow.
[[nodiscard]] int least_different(const PictureHash& a, const PictureHash& b);
inline constexpr int candidate_bits = 22;  ///< up to which it is: pictures of different things differ in about 28

/// 0 to 1; 0.85 and above is the same picture, or one cut from the other.
[[nodiscard]] double similarity(const PictureHash& a, const PictureHash& b);

}  // namespace bonafide::paper
