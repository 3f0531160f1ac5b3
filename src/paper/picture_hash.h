// Fingerprints of a picture that survive recompression, scaling, recolouring, mirroring and cropping, to find one portrait or one work sample on two
// applications. Made by paper; kept and compared by screen.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <opencv2/core.hpp>

#include "base/error.h"

namespace bonafide::paper {

/// Corners with what is around them say where one picture may lie in another (ORB: Rublee, Rabaud, Konolige, Bradski 2011, as OpenCV makes it); a
/// small picture decides whether it does. A hash of the whole (signs of its lowest DCT frequencies) does for pictures with few corners.
struct PictureHash {
    struct Feature {
        std::uint16_t x = 0, y = 0;  ///< 0 to 65535: the whole width and height
        std::array<std::uint64_t, 4> bits{};
        bool operator==(const Feature&) const = default;
    };
    static constexpr std::size_t most_features = 96;
    static constexpr int side = 48;
    std::uint64_t whole = 0, mirrored = 0;
    std::vector<Feature> features, mirrored_features;  ///< the strongest, spread over the picture; those of its mirror image
    std::array<std::uint8_t, static_cast<std::size_t>(side) * side> small{};
    std::uint32_t width = 0, height = 0;
    bool plain = false;  ///< nearly one colour: says nothing, alike to nothing
};

[[nodiscard]] Result<PictureHash> picture_hash(std::string_view bytes, std::uint64_t max_pixels = 60'000'000);
[[nodiscard]] Result<PictureHash> picture_hash(const cv::Mat& picture);

/// As bytes, to be kept; nothing where they are no fingerprint of this version.
[[nodiscard]] std::string pack(const PictureHash& hash);
[[nodiscard]] std::optional<PictureHash> unpack_picture_hash(std::string_view bytes);

/// Of 64 bits those in which the nearest two of their hashes of the whole differ.
[[nodiscard]] int least_different(const PictureHash& a, const PictureHash& b);
inline constexpr int candidate_bits = 18;  ///< up to which it may be the same whole picture: pictures of different things differ in about 28

/// 0 to 1; 0.85 and above is the same picture, or one cut from the other.
[[nodiscard]] double similarity(const PictureHash& a, const PictureHash& b);
inline constexpr double same_picture = 0.85;

}  // namespace bonafide::paper
