// Recordings as files: read in the confined process, damaged, over their limits, and what the series between the processes accepts.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>

#include "tests/video/clips.h"
#include "video/judge.h"
#include "video/read.h"

namespace bonafide::video {
namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

/// A clip of three seconds, made once for all tests of this process.
const std::string& clip(const char* suffix) {
    static std::map<std::string, std::string> made;
    std::string& bytes = made[suffix];
    if (bytes.empty()) {
        const fs::path path = fs::temp_directory_path() / ("bonafide-clip-" + std::to_string(::getpid()) + suffix);
        EXPECT_EQ(clips::make({.seed = 4, .seconds = 3}, path.string()), "");
        bytes = contents(path);
        fs::remove(path);
    }
    return bytes;
}

class Formats : public testing::TestWithParam<const char*> {};

TEST_P(Formats, AreMeasured) {
    const auto series = read_recording(clip(GetParam()));
    ASSERT_TRUE(series) << series.error().text();
    EXPECT_EQ(series->width, 240U);
    EXPECT_EQ(series->height, 180U);
    EXPECT_EQ(series->frames, 45U);
    EXPECT_EQ(series->damaged_frames, 0U);
    EXPECT_NEAR(static_cast<double>(series->duration), 2.93, 0.1);
    EXPECT_EQ(series->ticks.size(), 45U);
    EXPECT_TRUE(series->sound_there);
    EXPECT_GT(series->sound.size(), 130U);
    std::size_t seen = 0;
    for (const Look& look : series->looks) seen += look.face.there();
    EXPECT_EQ(seen, series->looks.size());
    const Place face = series->ticks.back().face;  // where it was drawn
    EXPECT_NEAR(static_cast<double>(face.left + face.width / 2), 0.5, 0.12);
    EXPECT_FALSE(series->cut_short);
}
INSTANTIATE_TEST_SUITE_P(Recording, Formats, testing::Values(".mp4", ".webm", ".mkv"));

TEST(Recording, WithoutSoundIsMeasuredToo) {
    const fs::path path = fs::temp_directory_path() / ("bonafide-mute-" + std::to_string(::getpid()) + ".mp4");
    ASSERT_EQ(clips::make({.seed = 3, .seconds = 1, .sound = false}, path.string()), "");
    const auto series = read_recording_file(path.string());
    fs::remove(path);
    ASSERT_TRUE(series) << series.error().text();
    EXPECT_FALSE(series->sound_there);
    EXPECT_EQ(check_mouth(*series).verdict, Verdict::cannot_be_said);
}

TEST(Recording, WhatIsNoneIsReported) {
    for (const std::string& bytes : {std::string("no recording"), std::string(5000, '\0'), std::string("\x1A\x45\xDF\xA3", 4) + std::string(400, 'x'),
                                     std::string("\0\0\0\x18"
                                                 "ftypisom",
                                                 12)}) {
        const auto series = read_recording(bytes);
        ASSERT_FALSE(series);
        EXPECT_NE(series.error().what.find("no recording"), std::string::npos) << series.error().text();
    }
    EXPECT_FALSE(read_recording(""));
    EXPECT_FALSE(read_recording_file("/nonexistent.mp4"));
}

TEST(Recording, DamageCostsTheRecordingAtMost) {
    const std::string& mp4 = clip(".mp4");
    const auto cut = read_recording(std::string_view(mp4).substr(0, mp4.size() / 2));  // the index is at its end
    ASSERT_FALSE(cut);
    const std::string& webm = clip(".webm");
    const auto half = read_recording(std::string_view(webm).substr(0, webm.size() / 2));
    ASSERT_TRUE(half) << half.error().text();
    EXPECT_LT(half->frames, 45U);
    for (unsigned seed = 1; seed <= 6; ++seed) {
        std::string broken = seed % 2 ? mp4 : webm;
        for (std::size_t i = 0, at = seed * 977; i < 60; ++i, at = (at * 48271 + seed) % broken.size()) broken[at] = static_cast<char>(at >> 3);
        const auto series = read_recording(broken);
        if (!series) {
            EXPECT_FALSE(series.error().what.empty());
        }
    }
}

TEST(Recording, LimitsHold) {
    Limits limits;
    limits.max_duration = 1;
    const auto series = read_recording(clip(".mp4"), limits);
    ASSERT_TRUE(series);
    EXPECT_TRUE(series->cut_short);
    EXPECT_LE(series->duration, 1.0F);
    limits = {};
    limits.max_pixels = 1000;
    EXPECT_FALSE(read_recording(clip(".mp4"), limits));
#ifndef __SANITIZE_ADDRESS__  // whose shadow memory knows no limit
    limits = {};
    limits.max_memory = 80 << 20;  // less than what is loaded already
    EXPECT_FALSE(read_recording(clip(".mp4"), limits));
#endif
    limits = {};
    limits.cascade = "/nonexistent.xml";
    const auto blind = read_recording(clip(".mp4"), limits);
    ASSERT_FALSE(blind);
    EXPECT_NE(blind.error().hint.find("opencv-data"), std::string::npos);
    limits = {};
    limits.reader = "/nonexistent/reader";
    EXPECT_FALSE(read_recording(clip(".mp4"), limits));
}

TEST(Recording, IsKnownByItsBytesBeforeItsName) {
    EXPECT_TRUE(is_recording("interview.MP4", ""));
    EXPECT_TRUE(is_recording("resume.pdf", clip(".mp4").substr(0, 16)));
    EXPECT_TRUE(is_recording("x", clip(".webm").substr(0, 16)));
    EXPECT_FALSE(is_recording("portrait.heic", std::string_view("\0\0\0\x18"
                                                                "ftypheic",
                                                                12)));
    EXPECT_FALSE(is_recording("resume.pdf", "%PDF-1.7 and so on"));
}

Series some() {
    Series series;
    series.duration = 1;
    for (int i = 0; i < 3; ++i) {
        Tick tick;
        tick.time = static_cast<float>(i) / 15;
        series.ticks.push_back(tick);
    }
    series.looks.emplace_back();
    series.sound = {-40, -30};
    return series;
}

TEST(Series, GoesThroughBytes) {
    const std::string bytes = encode(Result<Series>(some()));
    const auto back = series_of(bytes);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->ticks.size(), 3U);
    EXPECT_EQ(encode(back), bytes);
    const auto refused = series_of(encode(Result<Series>(fail("", "a reason"))));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().what, "a reason");
}

TEST(Series, DamagedBytesAreRefused) {
    const std::string bytes = encode(Result<Series>(some()));
    for (const std::size_t size : {std::size_t{0}, std::size_t{3}, std::size_t{40}, bytes.size() - 1}) EXPECT_FALSE(series_of(bytes.substr(0, size)));
    EXPECT_FALSE(series_of(bytes + "x"));
    Series wrong = some();
    wrong.ticks[1].face_change = std::numeric_limits<float>::quiet_NaN();
    EXPECT_FALSE(series_of(encode(Result<Series>(wrong))));
    wrong = some();
    std::swap(wrong.ticks[0], wrong.ticks[2]);  // not in the order of time
    EXPECT_FALSE(series_of(encode(Result<Series>(wrong))));
    wrong = some();
    wrong.looks[0].face = {0.5F, 0.5F, 0.9F, 0.1F};  // outside of the picture
    EXPECT_FALSE(series_of(encode(Result<Series>(wrong))));
}

TEST(Prompts, AreReadInTheFormsThatPeopleWrite) {
    const auto prompts = read_prompts("\xEF\xBB\xBFTime,Colour\r\n3,red\n\n0:05.5;\"Green\"\n1:00:00\t#0000ff\n");
    ASSERT_TRUE(prompts) << prompts.error().text();
    ASSERT_EQ(prompts->size(), 3U);
    EXPECT_EQ((*prompts)[0].red, 1.0F);
    EXPECT_EQ((*prompts)[1].time, 5.5);
    EXPECT_EQ((*prompts)[2].time, 3600.0);
    EXPECT_EQ((*prompts)[2].blue, 1.0F);
    for (const char* wrong :
         {"", "time,colour\n", "3,mauve\n", "3,#12345g\n", "-1,red\n", "3,red\n2,blue\n", "1:2:3:4,red\n", "3,red\nsoon,blue\n", "nan,red\n"})
        EXPECT_FALSE(read_prompts(wrong)) << wrong;
}

}  // namespace
}  // namespace bonafide::video
