// Decoding itself (libjpeg, libpng), in whichever process calls it.
#include "document/raster.h"

#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <exception>

#include <jpeglib.h>
#include <png.h>

#include "document/jpeg_errors.h"

namespace bonafide::document {
namespace {

constexpr int max_scans = 200;  // a progressive bomb decodes the whole picture for each of thousands of scans

struct JpegPixels {
    Raster raster;
    std::string cmyk;  ///< instead of raster.bgr
};

// In what follows nothing with a destructor lives in functions that are jumped out of. 0: fine.

int decode_jpeg_into(std::string_view bytes, std::uint64_t max_pixels, JpegErrors& errors, JpegPixels& out) {
    jpeg_decompress_struct info{};
    info.err = errors.handler();
    if (setjmp(errors.back)) {
        jpeg_destroy_decompress(&info);
        return out.raster.bgr.empty() && out.cmyk.empty() ? 1 : 0;  // a broken end: what was read stays
    }
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    jpeg_read_header(&info, TRUE);
    if (static_cast<std::uint64_t>(info.image_width) * info.image_height > max_pixels) {
        std::strcpy(errors.message, "more pixels than the limit allows");
        jpeg_destroy_decompress(&info);
        return 1;
    }
    const bool cmyk = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
    info.out_color_space = cmyk ? JCS_CMYK : JCS_EXT_BGR;
    info.buffered_image = jpeg_has_multiple_scans(&info);
    jpeg_start_decompress(&info);
    if (info.buffered_image) {
        while (!jpeg_input_complete(&info) && info.input_scan_number < max_scans)
            if (jpeg_consume_input(&info) == JPEG_SUSPENDED) break;
        jpeg_start_output(&info, info.input_scan_number);
    }
    out.raster.width = info.output_width, out.raster.height = info.output_height;
    const std::size_t row_bytes = std::size_t{info.output_width} * (cmyk ? 4 : 3);
    std::string& pixels = cmyk ? out.cmyk : out.raster.bgr;
    pixels.assign(row_bytes * info.output_height, '\xFF');
    while (info.output_scanline < info.output_height) {
        JSAMPROW row = reinterpret_cast<JSAMPROW>(pixels.data() + row_bytes * info.output_scanline);
        if (jpeg_read_scanlines(&info, &row, 1) != 1) break;
    }
    jpeg_destroy_decompress(&info);
    return 0;
}

/// Adobe's CMYK is stored inverted.
std::string bgr_of_cmyk(std::string_view cmyk) {
    std::string out(cmyk.size() / 4 * 3, '\0');
    const auto* from = reinterpret_cast<const unsigned char*>(cmyk.data());
    for (std::size_t i = 0; i < cmyk.size() / 4; ++i, from += 4)
        for (std::size_t c = 0; c < 3; ++c) out[i * 3 + c] = static_cast<char>(from[2 - c] * from[3] / 255);
    return out;
}

struct PngSource {
    std::string_view bytes;
    std::size_t at = 0;
    char message[160]{};
};

void png_stop(png_structp png, png_const_charp message) {
    auto* source = static_cast<PngSource*>(png_get_error_ptr(png));
    std::snprintf(source->message, sizeof source->message, "%s", message);
    png_longjmp(png, 1);
}

void png_silent(png_structp, png_const_charp) {}

void png_take(png_structp png, png_bytep out, std::size_t count) {
    auto* source = static_cast<PngSource*>(png_get_io_ptr(png));
    if (source->bytes.size() - source->at < count) png_error(png, "it ends too soon");
    std::memcpy(out, source->bytes.data() + source->at, count);
    source->at += count;
}

struct PngPixels {
    std::uint32_t width = 0, height = 0;
    std::string bgra;
    std::vector<png_bytep> rows;
};

int decode_png_into(PngSource& source, std::uint64_t max_pixels, PngPixels& out) {
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, png_stop, png_silent);
    png_infop info = png ? png_create_info_struct(png) : nullptr;
    if (!info) {
        png_destroy_read_struct(&png, nullptr, nullptr);
        return 1;
    }
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, nullptr);
        return out.bgra.empty() ? 1 : 0;
    }
    png_set_user_limits(png, 65'500, 65'500);
    png_set_chunk_malloc_max(png, 32U << 20);
    png_set_read_fn(png, &source, png_take);
    png_read_info(png, info);
    const std::uint64_t pixels = static_cast<std::uint64_t>(png_get_image_width(png, info)) * png_get_image_height(png, info);
    if (pixels > max_pixels) png_error(png, "more pixels than the limit allows");
    png_set_expand(png);
    png_set_strip_16(png);
    png_set_gray_to_rgb(png);
    png_set_bgr(png);
    png_set_add_alpha(png, 0xFF, PNG_FILLER_AFTER);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    out.width = png_get_image_width(png, info), out.height = png_get_image_height(png, info);
    out.bgra.assign(static_cast<std::size_t>(pixels) * 4, '\xFF');
    out.rows.resize(out.height);
    for (std::size_t y = 0; y < out.height; ++y) out.rows[y] = reinterpret_cast<png_bytep>(out.bgra.data()) + y * out.width * 4;
    png_read_image(png, out.rows.data());
    png_destroy_read_struct(&png, &info, nullptr);
    return 0;
}

std::string over_white(std::string_view bgra) {
    std::string out(bgra.size() / 4 * 3, '\0');
    const auto* from = reinterpret_cast<const unsigned char*>(bgra.data());
    for (std::size_t i = 0; i < bgra.size() / 4; ++i, from += 4)
        for (std::size_t c = 0; c < 3; ++c) out[i * 3 + c] = static_cast<char>((from[c] * from[3] + 255 * (255 - from[3]) + 127) / 255);
    return out;
}

void take_table(std::array<std::uint16_t, 64>& out, const JQUANT_TBL* table) {
    if (table)
        for (std::size_t i = 0; i < 64; ++i) out[i] = table->quantval[i];
}

int decode_blocks_into(std::string_view bytes, std::uint64_t max_pixels, JpegErrors& errors, JpegBlocks& out) {
    jpeg_decompress_struct info{};
    info.err = errors.handler();
    if (setjmp(errors.back)) {
        jpeg_destroy_decompress(&info);
        return 1;
    }
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    jpeg_read_header(&info, TRUE);
    const bool fits = static_cast<std::uint64_t>(info.image_width) * info.image_height <= max_pixels && info.num_components >= 1 &&
                      (info.jpeg_color_space == JCS_YCbCr || info.jpeg_color_space == JCS_GRAYSCALE);
    if (!fits) {
        std::strcpy(errors.message, "too many pixels, or colours that are not looked at");
        jpeg_destroy_decompress(&info);
        return 1;
    }
    jvirt_barray_ptr* arrays = jpeg_read_coefficients(&info);
    if (info.input_scan_number > max_scans) std::longjmp(errors.back, 1);
    const jpeg_component_info& luma = info.comp_info[0];
    out.progressive = info.progressive_mode;
    take_table(out.luma, luma.quant_table);
    if (info.num_components > 1) take_table(out.chroma, info.comp_info[1].quant_table);
    out.wide = luma.width_in_blocks, out.high = luma.height_in_blocks;
    const std::size_t row_values = std::size_t{out.wide} * 64;
    out.values.resize(row_values * out.high);
    for (JDIMENSION y = 0; y < out.high; ++y) {
        JBLOCKARRAY rows = info.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&info), arrays[0], y, 1, FALSE);
        std::memcpy(out.values.data() + y * row_values, rows[0], row_values * sizeof(std::int16_t));
    }
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return 0;
}

Result<Raster> decode_jpeg(std::string_view bytes, std::uint64_t max_pixels) {
    JpegErrors errors;
    JpegPixels out;
    if (decode_jpeg_into(bytes, max_pixels, errors, out) != 0) return fail("", std::string("a JPEG that cannot be read: ") + errors.message);
    if (!out.cmyk.empty()) out.raster.bgr = bgr_of_cmyk(out.cmyk);
    return std::move(out.raster);
}

Result<Raster> decode_png(std::string_view bytes, std::uint64_t max_pixels) {
    PngSource source{bytes};
    PngPixels out;
    if (decode_png_into(source, max_pixels, out) != 0) return fail("", std::string("a PNG that cannot be read: ") + source.message);
    return Raster{out.width, out.height, over_white(out.bgra)};
}

}  // namespace

Result<Raster> decode_raster(std::string_view bytes, std::uint64_t max_pixels) try {
    if (bytes.starts_with("\xFF\xD8\xFF")) return decode_jpeg(bytes, max_pixels);
    if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return decode_png(bytes, max_pixels);
    return fail("", "no JPEG and no PNG", "other pictures are not looked at");
} catch (const std::exception& error) {
    return fail("", std::string("a picture that cannot be read: ") + error.what());
}

Result<JpegBlocks> decode_jpeg_blocks(std::string_view bytes, std::uint64_t max_pixels) try {
    if (!bytes.starts_with("\xFF\xD8\xFF")) return fail("", "no JPEG");
    JpegErrors errors;
    JpegBlocks out;
    if (decode_blocks_into(bytes, max_pixels, errors, out) != 0) return fail("", std::string("a JPEG that cannot be read: ") + errors.message);
    return out;
} catch (const std::exception& error) {
    return fail("", std::string("a JPEG that cannot be read: ") + error.what());
}

}  // namespace bonafide::document
