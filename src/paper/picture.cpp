#include "paper/picture.h"

#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <jpeglib.h>
#include <png.h>
#include <opencv2/imgproc.hpp>

#include "document/jpeg_errors.h"
#include "document/raster.h"

namespace bonafide::paper {
namespace {

std::uint32_t big32(std::string_view b, std::size_t at) {
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < 4; ++i) out = out << 8 | static_cast<std::uint8_t>(b[at + i]);
    return out;
}

void png_append(png_structp png, png_bytep data, std::size_t count) {
    static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(data), count);
}

/// The pixels as OpenCV has them.
Result<cv::Mat> matrix_of(const Result<document::Raster>& raster) try {
    if (!raster) return std::unexpected(raster.error());
    if (raster->width == 0 || raster->height == 0 || raster->width > 1'000'000 || raster->height > 1'000'000)
        return fail("", "a picture without pixels");
    const cv::Mat whole(static_cast<int>(raster->height), static_cast<int>(raster->width), CV_8UC3, const_cast<char*>(raster->bgr.data()));
    return whole.clone();
} catch (const std::exception& error) {
    return fail("", fmt::format("a picture that cannot be read: {}", error.what()));
}

}  // namespace

PictureFormat picture_format(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xD8\xFF")) return PictureFormat::jpeg;
    if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return PictureFormat::png;
    return PictureFormat::other;
}

Result<PictureSize> picture_size(std::string_view bytes) {
    switch (picture_format(bytes)) {
        case PictureFormat::png:
            if (bytes.size() < 24) break;
            return PictureSize{big32(bytes, 16), big32(bytes, 20)};
        case PictureFormat::jpeg:
            for (std::size_t at = 2; at + 9 < bytes.size();) {
                if (static_cast<std::uint8_t>(bytes[at]) != 0xFF) break;
                const auto marker = static_cast<std::uint8_t>(bytes[at + 1]);
                if (marker == 0xFF) {
                    ++at;
                    continue;
                }
                if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC)
                    return PictureSize{big32(bytes, at + 5) & 0xFFFF, big32(bytes, at + 3) & 0xFFFF};
                at += 2 + (big32(bytes, at + 2) >> 16);
            }
            break;
        case PictureFormat::other: return fail("", "no JPEG and no PNG", "other pictures are not looked at");
    }
    return fail("", "a picture whose header ends too soon");
}

Result<cv::Mat> decode_picture(std::string_view bytes, std::uint64_t max_pixels) {
    if (picture_format(bytes) == PictureFormat::other) return fail("", "no JPEG and no PNG", "other pictures are not looked at");
    return matrix_of(document::read_raster(bytes, max_pixels));
}

Result<cv::Mat> decode_own_picture(std::string_view bytes) { return matrix_of(document::decode_raster(bytes, 1'000'000'000)); }

std::string encode_png(const cv::Mat& picture) {
    std::string out;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png ? png_create_info_struct(png) : nullptr;
    if (!info || setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        return {};
    }
    png_set_write_fn(png, &out, png_append, nullptr);
    png_set_IHDR(png, info, static_cast<png_uint_32>(picture.cols), static_cast<png_uint_32>(picture.rows), 8,
                 picture.channels() == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(png, 4);
    png_write_info(png, info);
    if (picture.channels() == 3) png_set_bgr(png);
    for (int y = 0; y < picture.rows; ++y) png_write_row(png, picture.ptr<std::uint8_t>(y));
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return out;
}

std::string encode_jpeg(const cv::Mat& picture, int quality) {
    document::JpegErrors errors;
    jpeg_compress_struct info{};
    info.err = errors.handler();
    unsigned char* buffer = nullptr;
    unsigned long size = 0;
    if (setjmp(errors.back)) {
        jpeg_destroy_compress(&info);
        std::free(buffer);
        return {};
    }
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &buffer, &size);
    info.image_width = static_cast<JDIMENSION>(picture.cols);
    info.image_height = static_cast<JDIMENSION>(picture.rows);
    info.input_components = picture.channels();
    info.in_color_space = picture.channels() == 1 ? JCS_GRAYSCALE : JCS_EXT_BGR;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height) {
        JSAMPROW row = const_cast<std::uint8_t*>(picture.ptr<std::uint8_t>(static_cast<int>(info.next_scanline)));
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    std::string out(reinterpret_cast<const char*>(buffer), size);
    std::free(buffer);
    return out;
}

}  // namespace bonafide::paper
