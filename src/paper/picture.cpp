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

namespace bonafide::paper {
namespace {

/// libjpeg reports by a function that must not return.
struct JpegErrors {
    jpeg_error_mgr base{};
    std::jmp_buf back{};
    char message[JMSG_LENGTH_MAX]{};
};

void jpeg_stop(j_common_ptr info) {
    auto* errors = reinterpret_cast<JpegErrors*>(info->err);
    info->err->format_message(info, errors->message);
    std::longjmp(errors->back, 1);
}

void jpeg_silent(j_common_ptr, int) {}
void jpeg_no_output(j_common_ptr) {}

void use(JpegErrors& errors, jpeg_error_mgr*& slot) {
    slot = jpeg_std_error(&errors.base);
    errors.base.error_exit = jpeg_stop;
    errors.base.emit_message = jpeg_silent;
    errors.base.output_message = jpeg_no_output;
}

constexpr int max_scans = 200;  // a progressive bomb decodes the whole picture for each of thousands of scans

/// Nothing with a destructor lives in here, for longjmp would skip it. 0: fine; the picture is then in `out`.
int decode_jpeg_into(std::string_view bytes, std::uint64_t max_pixels, JpegErrors& errors, cv::Mat& out) {
    jpeg_decompress_struct info{};
    use(errors, info.err);
    if (setjmp(errors.back)) {
        jpeg_destroy_decompress(&info);
        return out.empty() ? 1 : 0;  // a broken end: what was read stays
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
    out.create(static_cast<int>(info.output_height), static_cast<int>(info.output_width), cmyk ? CV_8UC4 : CV_8UC3);
    out.setTo(cv::Scalar::all(255));
    while (info.output_scanline < info.output_height) {
        JSAMPROW row = out.ptr<std::uint8_t>(static_cast<int>(info.output_scanline));
        if (jpeg_read_scanlines(&info, &row, 1) != 1) break;
    }
    jpeg_destroy_decompress(&info);
    return 0;
}

Result<cv::Mat> decode_jpeg(std::string_view bytes, std::uint64_t max_pixels) {
    JpegErrors errors;
    cv::Mat out;
    if (decode_jpeg_into(bytes, max_pixels, errors, out) != 0) return fail("", fmt::format("a JPEG that cannot be read: {}", errors.message));
    if (out.channels() == 4) {  // Adobe's CMYK is stored inverted
        cv::Mat bgr(out.size(), CV_8UC3);
        for (int y = 0; y < out.rows; ++y)
            for (int x = 0; x < out.cols; ++x) {
                const cv::Vec4b& p = out.at<cv::Vec4b>(y, x);
                bgr.at<cv::Vec3b>(y, x) = {static_cast<std::uint8_t>(p[2] * p[3] / 255), static_cast<std::uint8_t>(p[1] * p[3] / 255),
                                           static_cast<std::uint8_t>(p[0] * p[3] / 255)};
            }
        return bgr;
    }
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

int decode_png_into(PngSource& source, std::uint64_t max_pixels, cv::Mat& out, std::vector<png_bytep>& rows) {
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, png_stop, png_silent);
    png_infop info = png ? png_create_info_struct(png) : nullptr;
    if (!info) {
        png_destroy_read_struct(&png, nullptr, nullptr);
        return 1;
    }
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, nullptr);
        return out.empty() ? 1 : 0;
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
    out.create(static_cast<int>(png_get_image_height(png, info)), static_cast<int>(png_get_image_width(png, info)), CV_8UC4);
    out.setTo(cv::Scalar::all(255));
    rows.resize(static_cast<std::size_t>(out.rows));
    for (int y = 0; y < out.rows; ++y) rows[static_cast<std::size_t>(y)] = out.ptr<std::uint8_t>(y);
    png_read_image(png, rows.data());
    png_destroy_read_struct(&png, &info, nullptr);
    return 0;
}

Result<cv::Mat> decode_png(std::string_view bytes, std::uint64_t max_pixels) {
    PngSource source{bytes};
    cv::Mat rgba;
    std::vector<png_bytep> rows;
    if (decode_png_into(source, max_pixels, rgba, rows) != 0) return fail("", fmt::format("a PNG that cannot be read: {}", source.message));
    cv::Mat out(rgba.size(), CV_8UC3);
    for (int y = 0; y < rgba.rows; ++y) {
        const auto* from = rgba.ptr<std::uint8_t>(y);
        auto* to = out.ptr<std::uint8_t>(y);
        for (int x = 0; x < rgba.cols; ++x, from += 4, to += 3)
            for (int c = 0; c < 3; ++c) to[c] = static_cast<std::uint8_t>((from[c] * from[3] + 255 * (255 - from[3]) + 127) / 255);
    }
    return out;
}

std::uint32_t big32(std::string_view b, std::size_t at) {
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < 4; ++i) out = out << 8 | static_cast<std::uint8_t>(b[at + i]);
    return out;
}

void png_append(png_structp png, png_bytep data, std::size_t count) {
    static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(data), count);
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

Result<cv::Mat> decode_picture(std::string_view bytes, std::uint64_t max_pixels) try {
    switch (picture_format(bytes)) {
        case PictureFormat::jpeg: return decode_jpeg(bytes, max_pixels);
        case PictureFormat::png: return decode_png(bytes, max_pixels);
        case PictureFormat::other: break;
    }
    return fail("", "no JPEG and no PNG", "other pictures are not looked at");
} catch (const std::exception& error) {
    return fail("", fmt::format("a picture that cannot be read: {}", error.what()));
}

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
    JpegErrors errors;
    jpeg_compress_struct info{};
    use(errors, info.err);
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
