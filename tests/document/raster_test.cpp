// Pictures decoded in the reader program: the same numbers as in this process, an Error for what is hostile, and an answer that lies is not believed.
#include "document/raster.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>
#include <png.h>

namespace bonafide::document {
namespace {

/// A grey ramp with some structure, of libjpeg's making.
std::string jpeg(unsigned width, unsigned height) {
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    unsigned char* buffer = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &buffer, &size);
    info.image_width = width, info.image_height = height, info.input_components = 3, info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, 90, TRUE);
    jpeg_start_compress(&info, TRUE);
    std::string row(std::size_t{width} * 3, '\0');
    while (info.next_scanline < height) {
        for (std::size_t i = 0; i < row.size(); ++i) row[i] = static_cast<char>(i * 7 + info.next_scanline * 3);
        JSAMPROW pointer = reinterpret_cast<JSAMPROW>(row.data());
        jpeg_write_scanlines(&info, &pointer, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    std::string out(reinterpret_cast<const char*>(buffer), size);
    std::free(buffer);
    return out;
}

/// 2 by 1: half transparent black, opaque red.
std::string png() {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = 2, image.height = 1, image.format = PNG_FORMAT_RGBA;
    const unsigned char pixels[] = {0, 0, 0, 128, 255, 0, 0, 255};
    png_alloc_size_t size = 0;
    png_image_write_to_memory(&image, nullptr, &size, 0, pixels, 0, nullptr);
    std::string out(size, '\0');
    png_image_write_to_memory(&image, out.data(), &size, 0, pixels, 0, nullptr);
    return out;
}

TEST(Rasters, TheReaderGivesTheSameNumbers) {
    const std::string picture = jpeg(301, 200);
    const auto here = decode_raster(picture, 1'000'000), there = read_raster(picture, 1'000'000);
    ASSERT_TRUE(here);
    ASSERT_TRUE(there) << there.error().what;
    EXPECT_EQ(there->width, 301U);
    EXPECT_EQ(there->height, 200U);
    EXPECT_TRUE(here->bgr == there->bgr);
    const auto near = decode_jpeg_blocks(picture, 1'000'000), far = read_jpeg_blocks(picture, 1'000'000);
    ASSERT_TRUE(near);
    ASSERT_TRUE(far) << far.error().what;
    EXPECT_EQ(far->wide, 38U);
    EXPECT_EQ(far->high, 25U);
    EXPECT_EQ(far->values, near->values);
    EXPECT_EQ(far->luma, near->luma);
    EXPECT_EQ(far->luma[0], 3);  // 16 of annex K at quality 90
}

TEST(Rasters, TransparencyIsOverWhite) {
    const auto raster = read_raster(png(), 100);
    ASSERT_TRUE(raster) << raster.error().what;
    EXPECT_EQ(raster->bgr, std::string("\x7F\x7F\x7F\x00\x00\xFF", 6));
    EXPECT_FALSE(read_jpeg_blocks(png(), 100));
}

TEST(Rasters, HostileBytesAreErrorsAndTheNextPictureIsRead) {
    const std::string picture = jpeg(120, 80);
    EXPECT_FALSE(read_raster("", 1000));
    EXPECT_FALSE(read_raster("GIF89a", 1000));
    const auto large = read_raster(picture, 100);
    ASSERT_FALSE(large);
    EXPECT_NE(large.error().what.find("more pixels"), std::string::npos) << large.error().what;
    for (std::size_t cut = 3; cut < picture.size(); cut = cut * 2) (void)read_raster(picture.substr(0, cut), 100'000);
    EXPECT_TRUE(read_raster(picture, 100'000));
    EXPECT_FALSE(read_raster(picture, 100'000, "/nonexistent/bonafide-reader"));
}

TEST(Rasters, AnAnswerThatLiesIsNotBelieved) {
    const std::string good = encode(Result<Raster>(Raster{2, 1, std::string(6, 'x')}));
    ASSERT_TRUE(raster_of(good));
    EXPECT_FALSE(raster_of(""));
    EXPECT_FALSE(raster_of(good.substr(0, 20)));
    EXPECT_FALSE(raster_of(good + "y"));
    for (std::size_t at = 0; at < 12; ++at) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 0x5A);
        EXPECT_FALSE(raster_of(bad)) << at;
    }
    EXPECT_FALSE(jpeg_blocks_of(good));
    const auto refused = raster_of(encode(Result<Raster>(fail("", "no picture"))));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().what, "no picture");
}

}  // namespace
}  // namespace bonafide::document
