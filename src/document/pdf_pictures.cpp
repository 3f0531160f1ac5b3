// The pictures of a PDF page as files of their own: a JPEG stays what it is, packed pixels become PNG.
#include <zlib.h>
#include <algorithm>
#include <array>

#include "document/parse.h"
#include "document/pdf_structure.h"
#include "document/picture.h"

namespace bonafide::document {

namespace {

void put32(std::string& out, std::uint32_t v) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(v >> shift & 0xFF);
}

void chunk(std::string& out, const char* type, const std::string& content) {
    put32(out, static_cast<std::uint32_t>(content.size()));
    const std::string body = type + content;
    out += body;
    put32(out, static_cast<std::uint32_t>(::crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()))));
}

struct Pixels {
    std::uint32_t width = 0, height = 0;
    int bits = 8, channels = 1;
    std::string palette;  ///< RGB, of indexed ones
    std::string bytes;
};

/// PNG (ISO 15948) of rows as PDF holds them: the same packing, with a filter byte before each row.
std::string png(const Pixels& pixels) {
    const std::size_t row = (std::size_t{pixels.width} * static_cast<std::size_t>(pixels.channels * pixels.bits) + 7) / 8;
    if (row * pixels.height > pixels.bytes.size()) return {};
    std::string raw;
    raw.reserve((row + 1) * pixels.height);
    for (std::size_t y = 0; y < pixels.height; ++y) raw.append(1, '\0').append(pixels.bytes, y * row, row);
    uLongf size = ::compressBound(static_cast<uLong>(raw.size()));
    std::string packed(size, '\0');
    if (::compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(raw.data()), static_cast<uLong>(raw.size()), 1) !=
        Z_OK)
        return {};
    packed.resize(size);
    std::string out("\x89PNG\r\n\x1A\n"), head;
    put32(head, pixels.width);
    put32(head, pixels.height);
    head += static_cast<char>(pixels.bits);
    head += static_cast<char>(!pixels.palette.empty() ? 3 : pixels.channels == 3 ? 2 : 0);
    head.append(3, '\0');
    chunk(out, "IHDR", head);
    if (!pixels.palette.empty()) chunk(out, "PLTE", pixels.palette);
    chunk(out, "IDAT", packed);
    chunk(out, "IEND", "");
    return out;
}

/// Channels of a colour space; 0 where pixels of it are not turned into a picture (CMYK, Lab, patterns).
int channels_of(QPDFObjectHandle space, std::string& palette) {
    const std::string name = pdf_name(space.isArray() && space.getArrayNItems() > 0 ? space.getArrayItem(0) : space);
    if (name == "DeviceGray" || name == "CalGray" || name == "G") return 1;
    if (name == "DeviceRGB" || name == "CalRGB" || name == "RGB") return 3;
    if (name == "ICCBased" && space.getArrayNItems() > 1) {
        const long long n = pdf_integer(pdf_key(space.getArrayItem(1), "/N"));
        return n == 1 || n == 3 ? static_cast<int>(n) : 0;
    }
    if (name != "Indexed" || space.getArrayNItems() < 4) return 0;
    std::string none;
    if (channels_of(space.getArrayItem(1), none) != 3) return 0;
    QPDFObjectHandle table = space.getArrayItem(3);
    palette = table.isString() ? table.getStringValue() : pdf_stream(table);
    palette.resize(std::min<std::size_t>(palette.size() / 3 * 3, 768));
    return palette.empty() ? 0 : 1;
}

std::string as_file(QPDFObjectHandle stream, std::uint64_t max_pixels) {
    QPDFObjectHandle filter = pdf_key(stream, "/Filter");
    if (filter.isArray() && filter.getArrayNItems() == 1) filter = filter.getArrayItem(0);
    const std::string name = pdf_name(filter);
    if (name == "DCTDecode" || name == "DCT" || name == "JPXDecode") {
        const auto raw = stream.getRawStreamData();
        return {reinterpret_cast<const char*>(raw->getBuffer()), raw->getSize()};
    }
    Pixels pixels;
    pixels.width = static_cast<std::uint32_t>(std::clamp<long long>(pdf_integer(pdf_key(stream, "/Width")), 0, 1 << 20));
    pixels.height = static_cast<std::uint32_t>(std::clamp<long long>(pdf_integer(pdf_key(stream, "/Height")), 0, 1 << 20));
    pixels.bits = static_cast<int>(pdf_integer(pdf_key(stream, "/BitsPerComponent"), 8));
    const bool mask = pdf_key(stream, "/ImageMask").isBool();
    pixels.channels = mask ? 0 : channels_of(pdf_key(stream, "/ColorSpace"), pixels.palette);
    constexpr std::array<int, 4> depths{1, 2, 4, 8};
    if (pixels.channels == 0 || std::ranges::find(depths, pixels.bits) == depths.end() || (pixels.channels == 3 && pixels.bits != 8)) return {};
    if (std::uint64_t{pixels.width} * pixels.height > max_pixels || pixels.width < 16 || pixels.height < 16) return {};
    // Behind other filters a JPEG may still lie; only what qpdf unpacks wholly is pixels.
    try {
        const auto buffer = stream.getStreamData(qpdf_dl_specialized);
        pixels.bytes.assign(reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize());
    } catch (const std::exception&) {
        return {};
    }
    return png(pixels);
}

}  // namespace

void take_pictures(const PdfPageContent& content, std::uint32_t page, const Limits& limits, Document& document) {
    constexpr std::size_t most_pictures = 50, most_bytes = 64 << 20;
    std::size_t total = 0;
    for (const Picture& picture : document.pictures) total += picture.bytes.size();
    for (const PdfImage& image : content.images) {
        if (document.pictures.size() >= most_pictures || total > most_bytes) return;
        QPDFObjectHandle stream = image.stream;
        const std::uint64_t width = static_cast<std::uint64_t>(std::max(0LL, pdf_integer(pdf_key(stream, "/Width")))),
                            height = static_cast<std::uint64_t>(std::max(0LL, pdf_integer(pdf_key(stream, "/Height"))));
        if (width > limits.max_pixels || height > limits.max_pixels || width * height > limits.max_pixels) {
            add_oddity(document, "pixel_bomb",
                       "holds a picture of " + std::to_string(width) + " x " + std::to_string(height) + " pixels, which was not opened", page,
                       image.box);
            continue;
        }
        std::string bytes = as_file(stream, limits.max_pixels);
        total += bytes.size();
        if (!bytes.empty()) document.pictures.push_back({std::move(bytes), page, image.box});
    }
}

}  // namespace bonafide::document
