#include "document/picture.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <span>

#include "base/text.h"
#include "document/parse.h"

namespace bonafide::document {

namespace {

using std::size_t;
using std::string_view;

/// Numbers at places that may lie outside: 0 there.
struct Bytes {
    string_view all;
    bool big = true;
    [[nodiscard]] std::uint32_t at(size_t i) const { return i < all.size() ? static_cast<unsigned char>(all[i]) : 0U; }
    [[nodiscard]] std::uint32_t u16(size_t i) const { return big ? at(i) << 8 | at(i + 1) : at(i + 1) << 8 | at(i); }
    [[nodiscard]] std::uint32_t u32(size_t i) const { return big ? u16(i) << 16 | u16(i + 2) : u16(i + 2) << 16 | u16(i); }
};

struct Magic {
    string_view bytes, kind;
};
constexpr std::array<Magic, 7> magics{{{"\xFF\xD8\xFF", "JPEG"},
                                       {"\x89PNG\r\n\x1A\n", "PNG"},
                                       {"GIF87a", "GIF"},
                                       {"GIF89a", "GIF"},
                                       {string_view("II*\0", 4), "TIFF"},
                                       {string_view("MM\0*", 4), "TIFF"},
                                       {"BM", "BMP"}}};

/// Each segment of a JPEG before its scan: marker and content.
void jpeg_segments(string_view bytes, const std::function<void(unsigned, string_view)>& use) {
    const Bytes in{bytes};
    for (size_t at = 2; at + 4 <= bytes.size() && in.at(at) == 0xFF;) {
        const unsigned marker = in.at(at + 1);
        if (marker == 0xFF) {
            ++at;
            continue;
        }
        if (marker == 0xDA || marker == 0xD9) return;
        const size_t size = in.u16(at + 2);
        if (size < 2) return;
        use(marker, bytes.substr(at + 4, size - 2));
        at += 2 + size;
    }
}

void png_chunks(string_view bytes, const std::function<void(string_view, string_view)>& use) {
    const Bytes in{bytes};
    for (size_t at = 8, count = 0; at + 12 <= bytes.size() && count < 10000; ++count) {
        const size_t size = in.u32(at);
        if (size > bytes.size() - at - 8) return;
        use(bytes.substr(at + 4, 4), bytes.substr(at + 8, size));
        at += size + 12;
    }
}

bool frame_marker(unsigned marker) { return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC; }

struct Tag {
    std::uint32_t number;
    string_view name;
};
/// EXIF 2.32 and TIFF 6.0: what tells who, with what, when and where.
constexpr std::array<Tag, 34> tags{{{0x0100, "ImageWidth"},
                                    {0x0101, "ImageLength"},
                                    {0x010E, "ImageDescription"},
                                    {0x010F, "Make"},
                                    {0x0110, "Model"},
                                    {0x0112, "Orientation"},
                                    {0x011A, "XResolution"},
                                    {0x011B, "YResolution"},
                                    {0x0131, "Software"},
                                    {0x0132, "DateTime"},
                                    {0x013B, "Artist"},
                                    {0x013C, "HostComputer"},
                                    {0x8298, "Copyright"},
                                    {0x829A, "ExposureTime"},
                                    {0x829D, "FNumber"},
                                    {0x8827, "PhotographicSensitivity"},
                                    {0x9003, "DateTimeOriginal"},
                                    {0x9004, "DateTimeDigitized"},
                                    {0x9010, "OffsetTime"},
                                    {0x9011, "OffsetTimeOriginal"},
                                    {0x9012, "OffsetTimeDigitized"},
                                    {0x920A, "FocalLength"},
                                    {0x9286, "UserComment"},
                                    {0x9290, "SubSecTime"},
                                    {0xA002, "PixelXDimension"},
                                    {0xA003, "PixelYDimension"},
                                    {0xA405, "FocalLengthIn35mmFilm"},
                                    {0xA420, "ImageUniqueID"},
                                    {0xA430, "CameraOwnerName"},
                                    {0xA431, "BodySerialNumber"},
                                    {0xA433, "LensMake"},
                                    {0xA434, "LensModel"},
                                    {0x882A, "TimeZoneOffset"},
                                    {0xC614, "UniqueCameraModel"}}};
constexpr std::array<Tag, 6> gps_tags{
    {{1, "GPSLatitudeRef"}, {2, "GPSLatitude"}, {3, "GPSLongitudeRef"}, {4, "GPSLongitude"}, {7, "GPSTimeStamp"}, {0x1D, "GPSDateStamp"}}};

std::string decimal(double value) {
    std::array<char, 40> out{};
    std::snprintf(out.data(), out.size(), "%.6g", value);
    return out.data();
}

class Exif {
public:
    Exif(string_view tiff, PictureProperties& out) : in_{tiff, !tiff.starts_with("II")}, out_(out) {}
    void read() {
        if (in_.u16(2) == 42) directory(in_.u32(4), tags, 0);
    }

private:
    static size_t unit(std::uint32_t type) {
        constexpr std::array<size_t, 13> sizes{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};
        return type < sizes.size() ? sizes[type] : 0;
    }

    void directory(size_t at, std::span<const Tag> names, int depth) {
        if (depth > 4 || at == 0 || at + 2 > in_.all.size()) return;
        const std::uint32_t count = std::min(in_.u16(at), 500U);
        for (std::uint32_t i = 0; i < count; ++i) entry(at + 2 + i * size_t{12}, names, depth);
        if (depth == 0)
            if (const std::uint32_t next = in_.u32(at + 2 + count * size_t{12}); next != 0 && next < in_.all.size())
                out_.emplace_back("HasThumbnail", "yes");
    }

    void entry(size_t at, std::span<const Tag> names, int depth) {
        if (at + 12 > in_.all.size()) return;
        const std::uint32_t tag = in_.u16(at), type = in_.u16(at + 2), count = in_.u32(at + 4);
        if (tag == 0x8769) return directory(in_.u32(at + 8), tags, depth + 1);
        if (tag == 0x8825) return directory(in_.u32(at + 8), gps_tags, depth + 1);
        const auto found = std::ranges::find(names, tag, &Tag::number);
        const size_t size = unit(type) * std::uint64_t{count};
        if (found == names.end() || size == 0 || size > 65536) return;
        const size_t place = size <= 4 ? at + 8 : in_.u32(at + 8);
        if (place >= in_.all.size() || size > in_.all.size() - place) return;
        std::string value = text(tag, type, count, place);
        if (!value.empty()) out_.emplace_back(std::string(found->name), std::move(value));
    }

    [[nodiscard]] double number(std::uint32_t type, size_t at) const {
        if (type == 3) return in_.u16(at);
        if (type == 4) return in_.u32(at);
        if (type == 8) return static_cast<std::int16_t>(in_.u16(at));
        if (type == 9) return static_cast<std::int32_t>(in_.u32(at));
        if (type == 5) return in_.u32(at + 4) == 0 ? 0 : double(in_.u32(at)) / in_.u32(at + 4);
        if (type == 10) return in_.u32(at + 4) == 0 ? 0 : double(static_cast<std::int32_t>(in_.u32(at))) / static_cast<std::int32_t>(in_.u32(at + 4));
        return in_.at(at);
    }

    [[nodiscard]] std::string text(std::uint32_t tag, std::uint32_t type, std::uint32_t count, size_t place) const {
        if (type == 2 || type == 7) {
            string_view raw = in_.all.substr(place, count);
            if (tag == 0x9286) raw.remove_prefix(std::min<size_t>(8, raw.size()));  // the character code of a comment
            return repair_utf8(trim(raw.substr(0, raw.find('\0'))));
        }
        if ((tag == 2 || tag == 4) && count == 3)
            return decimal(number(type, place) + number(type, place + 8) / 60 + number(type, place + 16) / 3600);
        std::string out;
        for (std::uint32_t i = 0; i < std::min(count, 8U); ++i) out += (i == 0 ? "" : " ") + decimal(number(type, place + i * unit(type)));
        return out;
    }

    Bytes in_;
    PictureProperties& out_;
};

/// XMP's simple properties, found by their names: a packet is XML, but only these few values are of interest here.
void xmp(string_view packet, PictureProperties& out) {
    for (const string_view name :
         {"xmp:CreatorTool", "photoshop:DateCreated", "xmp:CreateDate", "xmp:ModifyDate", "Iptc4xmpExt:DigitalSourceType", "photoshop:History"}) {
        const size_t at = packet.find(name);
        if (at == string_view::npos) continue;
        string_view rest = packet.substr(at + name.size());
        const char stop = rest.starts_with("=\"") ? '"' : '<';
        if (!rest.starts_with("=\"") && !rest.starts_with(">")) continue;
        rest.remove_prefix(stop == '"' ? 2 : 1);
        out.emplace_back(std::string(name), repair_utf8(trim(rest.substr(0, std::min<size_t>(rest.find(stop), 1000)))));
    }
}

void jpeg_properties(string_view bytes, PictureProperties& out) {
    jpeg_segments(bytes, [&](unsigned marker, string_view content) {
        if (marker == 0xE1 && content.starts_with(string_view("Exif\0\0", 6))) Exif(content.substr(6), out).read();
        else if (marker == 0xE1 && content.starts_with("http://ns.adobe.com/xap/1.0/")) xmp(content, out);
        else if (marker == 0xFE) out.emplace_back("Comment", repair_utf8(content.substr(0, 4096)));
        else if (marker == 0xED && content.starts_with("Photoshop")) out.emplace_back("Photoshop", "yes");
    });
}

void png_properties(string_view bytes, PictureProperties& out) {
    png_chunks(bytes, [&](string_view type, string_view content) {
        const size_t zero = content.find('\0');
        if (type == "eXIf") Exif(content, out).read();
        if (zero == string_view::npos || out.size() > 100) return;
        const std::string key = repair_utf8(content.substr(0, zero));
        if (type == "tEXt") out.emplace_back(key, windows1252_to_utf8(content.substr(zero + 1, 16384)));
        if (type == "zTXt") out.emplace_back(key, "(compressed)");
        if (type == "iTXt" && content.substr(zero).size() > 3) {
            const bool packed = content[zero + 1] != 0;
            string_view rest = content.substr(zero + 3);
            for (int i = 0; i < 2; ++i) rest.remove_prefix(std::min(rest.find('\0'), rest.size() - (rest.empty() ? 0 : 1)) + (rest.empty() ? 0 : 1));
            if (key == "XML:com.adobe.xmp") xmp(rest, out);
            else out.emplace_back(key, packed ? "(compressed)" : repair_utf8(rest.substr(0, 16384)));
        }
    });
}

}  // namespace

std::string_view picture_kind(std::string_view magic) {
    if (magic.starts_with("RIFF") && magic.substr(0, 12).ends_with("WEBP")) return "WebP";
    const auto found = std::ranges::find_if(magics, [&](const Magic& m) { return magic.starts_with(m.bytes); });
    if (found == magics.end()) return {};
    if (found->kind == "BMP" && (magic.size() < 26 || magic.substr(6, 4) != string_view("\0\0\0\0", 4))) return {};
    return found->kind;
}

std::optional<PictureHead> picture_head(std::string_view bytes) {
    PictureHead head{.kind = picture_kind(bytes.substr(0, 32))};
    if (head.kind.empty()) return std::nullopt;
    Bytes in{bytes};
    if (head.kind == "PNG") head.width = in.u32(16), head.height = in.u32(20);
    if (head.kind == "JPEG")
        jpeg_segments(bytes, [&](unsigned marker, string_view content) {
            if (frame_marker(marker) && content.size() >= 5 && head.width == 0)
                head.height = Bytes{content}.u16(1), head.width = Bytes{content}.u16(3);
        });
    in.big = false;
    if (head.kind == "GIF") head.width = in.u16(6), head.height = in.u16(8);
    if (head.kind == "BMP")
        head.width = in.u32(18), head.height = static_cast<std::uint32_t>(std::abs(static_cast<std::int64_t>(static_cast<std::int32_t>(in.u32(22)))));
    if (head.kind == "WebP" && bytes.substr(12, 4) == "VP8X") head.width = (in.u32(24) & 0xFFFFFF) + 1, head.height = (in.u32(27) & 0xFFFFFF) + 1;
    if (head.kind == "WebP" && bytes.substr(12, 4) == "VP8 ") head.width = in.u16(26) & 0x3FFF, head.height = in.u16(28) & 0x3FFF;
    if (head.kind == "WebP" && bytes.substr(12, 4) == "VP8L") head.width = (in.u32(21) & 0x3FFF) + 1, head.height = (in.u32(21) >> 14 & 0x3FFF) + 1;
    if (head.kind == "TIFF") {
        PictureProperties found;
        Exif(bytes, found).read();
        for (const auto& [name, value] : found) {
            if (name == "ImageWidth") head.width = static_cast<std::uint32_t>(std::min(std::strtod(value.c_str(), nullptr), 4e9));
            if (name == "ImageLength") head.height = static_cast<std::uint32_t>(std::min(std::strtod(value.c_str(), nullptr), 4e9));
        }
    }
    return head;
}

PictureProperties picture_properties(std::string_view bytes) {
    PictureProperties out;
    const string_view kind = picture_kind(bytes.substr(0, 32));
    if (kind == "JPEG") jpeg_properties(bytes, out);
    if (kind == "PNG") png_properties(bytes, out);
    if (kind == "TIFF") Exif(bytes, out).read();
    if (const size_t at = kind == "WebP" ? bytes.find("EXIF") : string_view::npos; at != string_view::npos && at + 8 < bytes.size()) {
        string_view tiff = bytes.substr(at + 8);
        if (tiff.starts_with(string_view("Exif\0\0", 6))) tiff.remove_prefix(6);
        Exif(tiff, out).read();
    }
    return out;
}

Result<void> parse_picture(std::string_view bytes, const Limits& limits, Document& document) {
    const std::optional<PictureHead> head = picture_head(bytes);
    if (!head) return fail("", "is no picture of a known kind");
    const std::uint64_t pixels = std::uint64_t{head->width} * head->height;
    if (pixels == 0) return fail("", "is a damaged " + std::string(head->kind) + " picture: its size is not given");
    if (pixels > limits.max_pixels)
        return fail("", "has " + std::to_string(head->width) + " x " + std::to_string(head->height) + " pixels, more than the limit of " +
                            std::to_string(limits.max_pixels) + ": it may be a bomb");
    for (auto& [name, value] : picture_properties(bytes)) add_property(document, std::move(name), value);
    add_property(document, "picture_kind", head->kind);
    Page page;
    page.width = static_cast<float>(head->width), page.height = static_cast<float>(head->height);
    page.scanned = true;
    document.pages.push_back(std::move(page));
    document.pictures.push_back({std::string(bytes), 1, {0, 0, static_cast<float>(head->width), static_cast<float>(head->height)}});
    return {};
}

}  // namespace bonafide::document
