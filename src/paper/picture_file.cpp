#include "paper/picture_file.h"

#include <algorithm>
#include <csetjmp>
#include <cstring>

#include <png.h>

#include "base/text.h"
#include "paper/picture.h"

namespace bonafide::paper {
namespace {

constexpr std::size_t most_text = 64 << 10, most_block = 8 << 20;

std::uint32_t number(std::string_view b, std::size_t at, std::size_t count, bool little) {
    std::uint32_t out = 0;
    if (at > b.size() || b.size() - at < count) return 0;
    for (std::size_t i = 0; i < count; ++i)
        out |= static_cast<std::uint32_t>(static_cast<std::uint8_t>(b[at + i])) << 8 * (little ? i : count - 1 - i);
    return out;
}

struct Tag {
    std::uint32_t id;
    std::string_view name;
};
constexpr Tag text_tags[] = {{0x010F, "Make"},
                             {0x0110, "Model"},
                             {0x0131, "Software"},
                             {0x0132, "DateTime"},
                             {0x013B, "Artist"},
                             {0x9003, "DateTimeOriginal"},
                             {0x9004, "DateTimeDigitized"},
                             {0x9011, "OffsetTimeOriginal"},
                             {0x010E, "ImageDescription"},
                             {0xA430, "CameraOwnerName"},
                             {0xA431, "BodySerialNumber"}};

class ExifReader {
public:
    ExifReader(std::string_view tiff, PictureFile& out) : tiff_(tiff), out_(out) {}

    void read() {
        if (tiff_.size() < 8) return;
        little_ = tiff_.starts_with("II");
        if (!little_ && !tiff_.starts_with("MM")) return;
        const std::uint32_t second = directory(number(tiff_, 4, 4, little_), 0);
        if (second != 0) directory(second, 1);
        if (thumbnail_at_ != 0 && thumbnail_size_ != 0 && thumbnail_at_ < tiff_.size())
            out_.thumbnail = tiff_.substr(thumbnail_at_, std::min<std::size_t>(thumbnail_size_, tiff_.size() - thumbnail_at_));
    }

private:
    std::uint32_t directory(std::uint32_t at, int depth) {
        if (at == 0 || at + 2 > tiff_.size() || depth > 3) return 0;
        const std::uint32_t count = number(tiff_, at, 2, little_);
        if (count > 512) return 0;
        for (std::uint32_t i = 0; i < count; ++i) entry(at + 2 + i * 12, depth);
        return number(tiff_, at + 2 + std::size_t{count} * 12, 4, little_);
    }

    void entry(std::size_t at, int depth) {
        if (at + 12 > tiff_.size()) return;
        const std::uint32_t id = number(tiff_, at, 2, little_), kind = number(tiff_, at + 2, 2, little_), count = number(tiff_, at + 4, 4, little_);
        const std::uint32_t value = number(tiff_, at + 8, kind == 3 ? 2 : 4, little_);
        if (id == 0x8769 && depth == 0) directory(value, 2);
        if (id == 0x0201) thumbnail_at_ = value;
        if (id == 0x0202) thumbnail_size_ = value;
        if (id == 0x0112 && depth == 0) out_.orientation = static_cast<int>(value);
        if (kind != 2 || count > most_text) return;
        const std::size_t from = count <= 4 ? at + 8 : value;
        if (from >= tiff_.size()) return;
        for (const Tag& tag : text_tags)
            if (tag.id == id) {
                std::string text(tiff_.substr(from, std::min<std::size_t>(count, tiff_.size() - from)));
                text.resize(std::min(text.size(), text.find('\0')));
                out_.texts.emplace_back(tag.name, repair_utf8(trim(text)));
            }
    }

    std::string_view tiff_;
    PictureFile& out_;
    bool little_ = false;
    std::uint32_t thumbnail_at_ = 0, thumbnail_size_ = 0;
};

void take_segment(std::uint8_t marker, std::string_view body, PictureFile& out) {
    constexpr std::string_view exif("Exif\0\0", 6), xmp("http://ns.adobe.com/xap/1.0/\0", 29), more_xmp("http://ns.adobe.com/xmp/extension/\0", 35),
        photoshop("Photoshop 3.0\0", 14);
    if (marker == 0xE1 && body.starts_with(exif)) ExifReader(body.substr(6), out).read();
    if (marker == 0xE1 && body.starts_with(xmp)) out.xmp += body.substr(29);
    if (marker == 0xE1 && body.starts_with(more_xmp) && body.size() > 75 && out.xmp.size() < most_block) out.xmp += body.substr(75);
    if (marker == 0xED && body.starts_with(photoshop)) out.photoshop += body.substr(14);
    // APP11, JPEG XT box: "JP", instance, sequence, then a part of the box.
    if (marker == 0xEB && body.starts_with("JP") && body.size() > 16 && out.c2pa.size() < most_block) out.c2pa += body.substr(8);
    if (marker == 0xFE) out.texts.emplace_back("Comment", repair_utf8(trim(body.substr(0, most_text))));
}

void read_jpeg(std::string_view bytes, PictureFile& out) {
    std::size_t at = 2;
    while (at + 4 <= bytes.size()) {
        if (static_cast<std::uint8_t>(bytes[at]) != 0xFF) break;
        const auto marker = static_cast<std::uint8_t>(bytes[at + 1]);
        if (marker == 0xFF) {
            ++at;
            continue;
        }
        if (marker == 0xD9 || marker == 0xDA) break;
        const std::size_t length = number(bytes, at + 2, 2, false);
        if (length < 2 || at + 2 + length > bytes.size()) break;
        take_segment(marker, bytes.substr(at + 4, length - 2), out);
        at += 2 + length;
    }
    const std::size_t end = bytes.rfind("\xFF\xD9");
    if (end != std::string_view::npos && bytes.size() - end > 2 + 16) out.odd = bytes.substr(end + 2, 256);
}

/// libpng, for it also inflates; only the chunks before the pixels.
struct PngText {
    std::string_view bytes;
    std::size_t at = 0;
};

void take(png_structp png, png_bytep to, std::size_t count) {
    auto* source = static_cast<PngText*>(png_get_io_ptr(png));
    if (source->bytes.size() - source->at < count) png_error(png, "it ends too soon");
    std::memcpy(to, source->bytes.data() + source->at, count);
    source->at += count;
}
void stop(png_structp png, png_const_charp) { png_longjmp(png, 1); }
void silent(png_structp, png_const_charp) {}

void read_png_texts(std::string_view bytes, PictureFile& out) {
    PngText source{bytes};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, stop, silent);
    png_infop info = png ? png_create_info_struct(png) : nullptr;
    if (!info || setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, nullptr);
        return;
    }
    png_set_user_limits(png, 65'500, 65'500);
    png_set_chunk_malloc_max(png, 4U << 20);
    png_set_chunk_cache_max(png, 100);
    png_set_read_fn(png, &source, take);
    png_read_info(png, info);
    png_textp texts = nullptr;
    int count = 0;
    png_get_text(png, info, &texts, &count);
    for (int i = 0; i < count; ++i) {
        const std::size_t length = texts[i].text_length ? texts[i].text_length : texts[i].itxt_length;
        std::string value = repair_utf8({texts[i].text, std::min(length, most_text)});
        if (std::string_view(texts[i].key) == "XML:com.adobe.xmp") out.xmp += value;
        else out.texts.emplace_back(repair_utf8(texts[i].key), std::move(value));
    }
    png_destroy_read_struct(&png, &info, nullptr);
}

void read_png(std::string_view bytes, PictureFile& out) {
    read_png_texts(bytes, out);
    for (std::size_t at = 8; at + 12 <= bytes.size();) {
        const std::size_t length = number(bytes, at, 4, false);
        const std::string_view kind = bytes.substr(at + 4, 4);
        if (length > bytes.size() - at - 12) break;
        if (kind == "eXIf") ExifReader(bytes.substr(at + 8, length), out).read();
        if (kind == "caBX" && length < most_block) out.c2pa += bytes.substr(at + 8, length);
        at += 12 + length;
        if (kind == "IEND") {
            if (bytes.size() - at > 16) out.odd = bytes.substr(at, 256);
            break;
        }
    }
}

}  // namespace

std::string_view PictureFile::text(std::string_view name) const {
    for (const auto& [key, value] : texts)
        if (key == name) return value;
    return {};
}

std::string PictureFile::xmp_value(std::string_view name) const {
    for (std::size_t at = xmp.find(name); at != std::string::npos; at = xmp.find(name, at + 1)) {
        if (at == 0 || (xmp[at - 1] != ':' && xmp[at - 1] != '<' && xmp[at - 1] != ' ')) continue;
        std::size_t from = at + name.size();
        if (from + 2 > xmp.size()) break;
        if (xmp[from] == '=' && (xmp[from + 1] == '"' || xmp[from + 1] == '\'')) {
            const std::size_t end = xmp.find(xmp[from + 1], from + 2);
            if (end != std::string::npos) return repair_utf8(xmp.substr(from + 2, end - from - 2));
        }
        if (xmp[from] == '>') {
            const std::size_t end = xmp.find('<', from);
            if (end != std::string::npos && end > from + 1) return repair_utf8(trim(std::string_view(xmp).substr(from + 1, end - from - 1)));
        }
    }
    return {};
}

PictureFile read_picture_file(std::string_view bytes) {
    PictureFile out;
    switch (picture_format(bytes)) {
        case PictureFormat::jpeg: read_jpeg(bytes, out); break;
        case PictureFormat::png: read_png(bytes, out); break;
        case PictureFormat::other: break;
    }
    return out;
}

}  // namespace bonafide::paper
