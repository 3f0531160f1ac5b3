#include "paper/jpeg_coefficients.h"

#include <algorithm>
#include <cmath>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>

#include <jpeglib.h>

namespace bonafide::paper {
namespace {

constexpr std::array<int, 64> annex_k{16, 11,  10,  16, 24, 40, 51, 61, 12,  12,  14,  19,  26, 58, 60, 55,  14,  13,  16,  24, 40, 57,
                                      69, 56,  14,  17, 22, 29, 51, 87, 80,  62,  18,  22,  37, 56, 68, 109, 103, 77,  24,  35, 55, 64,
                                      81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98,  112, 100, 103, 99};

struct Errors {
    jpeg_error_mgr base{};
    std::jmp_buf back{};
};

void stop(j_common_ptr info) { std::longjmp(reinterpret_cast<Errors*>(info->err)->back, 1); }
void silent(j_common_ptr, int) {}
void no_output(j_common_ptr) {}

JpegTable table_of(const JQUANT_TBL* table) {
    JpegTable out{};
    if (table)
        for (std::size_t i = 0; i < 64; ++i) out[i] = table->quantval[i];
    return out;
}

constexpr int max_scans = 200;

/// Nothing here has a destructor, for longjmp would skip it.
bool read_into(std::string_view bytes, std::uint64_t max_pixels, JpegCoefficients& out) {
    Errors errors;
    jpeg_decompress_struct info{};
    info.err = jpeg_std_error(&errors.base);
    errors.base.error_exit = stop;
    errors.base.emit_message = silent;
    errors.base.output_message = no_output;
    if (setjmp(errors.back)) {
        jpeg_destroy_decompress(&info);
        return false;
    }
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    jpeg_read_header(&info, TRUE);
    const bool fits = static_cast<std::uint64_t>(info.image_width) * info.image_height <= max_pixels && info.num_components >= 1 &&
                      (info.jpeg_color_space == JCS_YCbCr || info.jpeg_color_space == JCS_GRAYSCALE);
    if (!fits) {
        jpeg_destroy_decompress(&info);
        return false;
    }
    jvirt_barray_ptr* arrays = jpeg_read_coefficients(&info);
    if (info.input_scan_number > max_scans) std::longjmp(errors.back, 1);
    const jpeg_component_info& luma = info.comp_info[0];
    out.progressive = info.progressive_mode;
    out.luma = table_of(luma.quant_table);
    if (info.num_components > 1) out.chroma = table_of(info.comp_info[1].quant_table);
    out.wide = static_cast<int>(luma.width_in_blocks);
    out.high = static_cast<int>(luma.height_in_blocks);
    out.values.resize(static_cast<std::size_t>(out.wide) * static_cast<std::size_t>(out.high) * 64);
    for (int y = 0; y < out.high; ++y) {
        JBLOCKARRAY rows = info.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&info), arrays[0], static_cast<JDIMENSION>(y), 1, FALSE);
        std::memcpy(out.values.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(out.wide) * 64, rows[0],
                    static_cast<std::size_t>(out.wide) * 64 * sizeof(std::int16_t));
    }
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return true;
}

}  // namespace

JpegTable standard_luma(int quality) {
    const int scale = quality < 50 ? 5000 / std::max(1, quality) : 200 - 2 * quality;
    JpegTable out{};
    for (std::size_t i = 0; i < 64; ++i) out[i] = std::clamp((annex_k[i] * scale + 50) / 100, 1, 255);
    return out;
}

std::optional<JpegCoefficients> jpeg_coefficients(std::string_view bytes, std::uint64_t max_pixels) {
    if (!bytes.starts_with("\xFF\xD8\xFF")) return std::nullopt;
    JpegCoefficients out;
    if (!read_into(bytes, max_pixels, out)) return std::nullopt;
    long least = std::numeric_limits<long>::max();
    for (int quality = 1; quality <= 100; ++quality) {
        const JpegTable table = standard_luma(quality);
        long distance = 0;
        for (std::size_t i = 0; i < 64; ++i) distance += std::abs(table[i] - out.luma[i]);
        if (distance < least) least = distance, out.quality = quality;
    }
    out.standard = least == 0;
    return out;
}

}  // namespace bonafide::paper
