// What a JPEG or PNG says of itself beside its pixels: EXIF, XMP, text chunks, Photoshop and C2PA blocks, tables, the thumbnail.
// Read from untrusted bytes with every offset checked. Used by the checks of metadata and compression.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bonafide::paper {

struct PictureFile {
    std::vector<std::pair<std::string, std::string>> texts;  ///< "Software", "Make", "DateTime", "DateTimeOriginal", "Comment", PNG keywords
    std::string xmp;
    std::string c2pa;       ///< the JUMBF superbox's bytes
    std::string photoshop;  ///< image resource blocks (8BIM)
    std::string thumbnail;  ///< the JPEG in EXIF's second directory
    std::string odd;        ///< what follows the end of the picture
    int orientation = 1;
    [[nodiscard]] std::string_view text(std::string_view name) const;
    [[nodiscard]] std::string xmp_value(std::string_view name) const;  ///< an attribute or an element of that local name
};

[[nodiscard]] PictureFile read_picture_file(std::string_view bytes);

}  // namespace bonafide::paper
