// What a picture file says before any pixel is decoded: its kind, its size, its EXIF. Used by picture.cpp, pdf and read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bonafide::document {

struct PictureHead {
    std::string_view kind;  ///< "JPEG", "PNG", "GIF", "BMP", "TIFF", "WebP"
    std::uint32_t width = 0, height = 0;
};
/// Nothing where it is no picture; sizes of 0 where they are not found.
[[nodiscard]] std::optional<PictureHead> picture_head(std::string_view bytes);
[[nodiscard]] std::string_view picture_kind(std::string_view magic);  ///< "" for none

using PictureProperties = std::vector<std::pair<std::string, std::string>>;
/// EXIF by its tag names ("Make", "DateTimeOriginal", "GPSLatitude" in degrees), PNG's texts by their keywords, JPEG comments.
[[nodiscard]] PictureProperties picture_properties(std::string_view bytes);

}  // namespace bonafide::document
