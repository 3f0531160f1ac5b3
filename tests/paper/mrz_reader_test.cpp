// Zones drawn into pictures, turned and recompressed, read again. (bench/paper measures many more, with the font itself.)
#include "paper/mrz_reader.h"

#include <gtest/gtest.h>

#include "paper/picture.h"
#include "tests/paper/drawing.h"

namespace bonafide::paper::test {
namespace {

constexpr Timestamp today = Timestamp::from_seconds(1'795'000'000);

struct Case {
    std::string name;
    std::vector<std::string> lines;
    double degrees = 0, pitch = 20;
    int quality = 90;
    double noise = 3;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

const std::vector<std::string> td3{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"},
    td1{"I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"},
    td2{"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"};

class MrzPicture : public testing::TestWithParam<Case> {};

TEST_P(MrzPicture, IsReadExactly) {
    const Case& one = GetParam();
    const int width = static_cast<int>(one.pitch * (static_cast<double>(one.lines[0].size()) + 6)), height = static_cast<int>(one.pitch * 26);
    cv::Mat page = drawn_paper(width, height, 5);
    cv::rectangle(page, {0, height - static_cast<int>(one.pitch * 8)}, {width, height}, cv::Scalar(215, 215, 210), cv::FILLED);
    draw_zone(page, one.lines, {static_cast<int>(one.pitch * 3), height - static_cast<int>(one.pitch * 7)}, one.pitch, one.pitch * 1.9);
    const cv::Mat picture = *decode_picture(encode_jpeg(with_noise(turned(page, one.degrees), one.noise, 9), one.quality), 50'000'000);
    cv::Mat grey;
    cv::cvtColor(picture, grey, cv::COLOR_BGR2GRAY);
    const auto reading = read_mrz(grey, today);
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->lines, one.lines);
    EXPECT_TRUE(reading->mrz.digits_right());
}

INSTANTIATE_TEST_SUITE_P(Pictures, MrzPicture,
                         testing::Values(Case{"level", td3}, Case{"three_lines", td1}, Case{"two_short_lines", td2}, Case{"upside_down", td3, 180},
                                         Case{"on_its_side", td1, 90}, Case{"turned_37", td3, 37}, Case{"turned_251", td2, 251},
                                         Case{"small", td3, 3, 11}, Case{"compressed", td3, 0, 20, 32}, Case{"noisy", td1, -6, 20, 85, 14}),
                         [](const auto& one) { return one.param.name; });

TEST(MrzPicture, AClearWrongDigitIsNotMended) {
    std::vector<std::string> lines = td3;
    lines[1][9] = '8';  // was 6
    cv::Mat page = drawn_paper(1000, 520, 6);
    cv::rectangle(page, {0, 360}, {1000, 520}, cv::Scalar(215, 215, 210), cv::FILLED);
    draw_zone(page, lines, {60, 380}, 20, 38);
    cv::Mat grey;
    cv::cvtColor(with_noise(page, 3, 1), grey, cv::COLOR_BGR2GRAY);
    const auto reading = read_mrz(grey, today);
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->lines, lines);
    EXPECT_EQ(reading->repaired, 0);
    EXPECT_FALSE(reading->mrz.digits_right());
}

TEST(MrzPicture, WherePaperHasNoZoneNoneIsRead) {
    cv::Mat grey;
    cv::cvtColor(with_noise(drawn_paper(1200, 800, 7), 3, 2), grey, cv::COLOR_BGR2GRAY);
    EXPECT_FALSE(read_mrz(grey, today));
    EXPECT_FALSE(read_mrz(cv::Mat(), today));
    EXPECT_FALSE(read_mrz(cv::Mat(20, 20, CV_8U, cv::Scalar(0)), today));
    EXPECT_FALSE(read_mrz(cv::Mat(900, 900, CV_8U, cv::Scalar(255)), today));
}

/// Two lines of as many characters as a zone has, in its print: what a scanned page of text looks like to the reader.
TEST(MrzPicture, LinesOfWordsAreNoZone) {
    cv::Mat page(520, 1000, CV_8UC3, cv::Scalar(240, 240, 240));
    draw_zone(page, {"SENIORENGINEERINLISBONWITHELEVENYEARSOFWORK2", "DESIGNEDBUILTANDRAN14SERVICESFOR3BANKSIN2019"}, {60, 200}, 20, 38);
    cv::Mat grey;
    cv::cvtColor(with_noise(page, 3, 1), grey, cv::COLOR_BGR2GRAY);
    EXPECT_FALSE(read_mrz(grey, today));
}

}  // namespace
}  // namespace bonafide::paper::test
