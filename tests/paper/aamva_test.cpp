// The cases of aamva.yml; a version-01 card; a symbol drawn, turned and read.
#include "paper/aamva.h"

#include <algorithm>
#include <map>

#include <BitMatrix.h>
#include <MultiFormatWriter.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "base/yaml.h"
#include "paper/barcode.h"
#include "tests/paper/aamva_payload.h"

namespace bonafide::paper::test {
namespace {

constexpr Timestamp today = Timestamp::from_seconds(1'795'000'000);  // 18 November 2026

const Lists& lists() {
    static const Lists all = [] {
        Errors errors;
        Lists out = Lists::load(BONAFIDE_CONTENT "/lists", errors);
        for (const Error& error : errors) ADD_FAILURE() << error.text();
        return out;
    }();
    return all;
}

struct Case {
    std::string name;
    PayloadSpec spec;
    std::vector<std::string> contradicted, unclear, clear;
};

std::vector<Case> load() {
    Errors errors;
    std::vector<Case> out;
    for (const YamlNode& document : load_yaml_file(BONAFIDE_ROOT "/tests/paper/aamva.yml", errors)) {
        for (const YamlNode& node : document.items()) {
            Case one{node.require("name").text(), {}, node.get("contradicted").texts(), node.get("unclear").texts(), node.get("clear").texts()};
            one.spec.elements = californian();
            one.spec.iin = node.get("iin").text("636014");
            one.spec.version = node.get("version").text("08");
            one.spec.type = node.get("type").text("DL");
            one.spec.offset_error = static_cast<int>(node.get("offset_error").integer());
            one.spec.length_error = static_cast<int>(node.get("length_error").integer());
            for (const auto& [key, value] : node.get("set").entries()) set(one.spec, key, value.text());
            out.push_back(std::move(one));
        }
    }
    for (const Error& error : errors) ADD_FAILURE() << error.text();
    return out;
}

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

std::vector<std::string> with(const std::vector<Finding>& findings, Verdict verdict) {
    std::vector<std::string> out;
    for (const Finding& one : findings)
        if (one.verdict == verdict) out.push_back(one.check);
    return out;
}

class AamvaText : public testing::TestWithParam<Case> {};

TEST_P(AamvaText, SaysWhatTheStandardSays) {
    const Case& expected = GetParam();
    const Result<Licence> licence = parse_aamva(payload(expected.spec));
    ASSERT_TRUE(licence);
    EXPECT_EQ(licence->surname(), "HARRIS");
    EXPECT_EQ(licence->given_names(), "MARY ANNE");
    const std::vector<Finding> findings = check_aamva(*licence, today, &lists());
    EXPECT_THAT(with(findings, Verdict::contradicted), testing::UnorderedElementsAreArray(expected.contradicted));
    std::vector<std::string> unclear = with(findings, Verdict::cannot_be_said);
    for (const std::string& one : expected.unclear) EXPECT_THAT(unclear, testing::Contains(one));
    for (const std::string& one : expected.clear) EXPECT_THAT(with(findings, Verdict::consistent), testing::Contains(one));
    if (expected.unclear.empty() && expected.contradicted.empty() && expected.clear.empty()) {
        EXPECT_THAT(unclear, testing::UnorderedElementsAre("aamva.under_age_dates"));
    }
}

INSTANTIATE_TEST_SUITE_P(Cases, AamvaText, testing::ValuesIn(load()), [](const auto& one) {
    std::string out;
    for (const char c : one.param.name) out += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    return out;
});

TEST(Aamva, TheFirstVersionHasAShorterHeaderAndOneNameField) {
    PayloadSpec spec{"636000", "01", "", "DL", {}};
    spec.elements = {{"DAA", "ANDERSON,JOHN,Q"}, {"DAG", "1 MAIN ST"}, {"DAI", "RICHMOND"}, {"DAJ", "VA"}, {"DAK", "23219"},
                     {"DAQ", "T64123456"},       {"DBA", "20051201"},  {"DBB", "19651201"}, {"DBC", "M"},  {"DBD", "20011201"}};
    const Result<Licence> licence = parse_aamva(payload(spec));
    ASSERT_TRUE(licence);
    EXPECT_EQ(licence->version, 1);
    EXPECT_EQ(licence->surname(), "ANDERSON");
    EXPECT_EQ(licence->given_names(), "JOHN Q");
    EXPECT_EQ(licence->date("DBB"), (Date{1965, 12, 1}));
    EXPECT_THAT(with(check_aamva(*licence, today, &lists()), Verdict::contradicted), testing::IsEmpty());
}

TEST(Aamva, CanadaWritesTheYearFirst) {
    PayloadSpec spec{"636012", "08", "01", "DL", californian()};
    for (const auto& [id, value] : std::map<std::string, std::string>{{"DAJ", "ON"},
                                                                      {"DCG", "CAN"},
                                                                      {"DBB", "19770831"},
                                                                      {"DBD", "20190814"},
                                                                      {"DBA", "20240831"},
                                                                      {"DAQ", "H12345678901234"},
                                                                      {"DAK", "M5V2T6"},
                                                                      {"DAU", "175 cm"}})
        set(spec, id, value);
    const Result<Licence> licence = parse_aamva(payload(spec));
    ASSERT_TRUE(licence);
    EXPECT_THAT(with(check_aamva(*licence, today, &lists()), Verdict::contradicted), testing::IsEmpty());
}

TEST(Aamva, WhatIsNoHeaderIsRefused) {
    for (const std::string_view text : {"", "@", "hello", "@\n\x1e\rANSI 63601", "@\n\x1e\rANSI 636014xx0102DL00410278", "]C1636014"})
        EXPECT_FALSE(parse_aamva(text)) << text;
    EXPECT_FALSE(parse_aamva(std::string(9000, '@')));
}

TEST(Aamva, EveryIssuerHasItsNumberForm) {
    const List* forms = lists().find("licence_numbers");
    ASSERT_TRUE(forms);
    for (const char* state : {"US-AL", "US-WY", "US-NY", "US-TX", "US-DC", "CA-ON", "CA-QC"}) EXPECT_TRUE(forms->find(state)) << state;
    EXPECT_GE(forms->entries().size(), 64U);
}

cv::Mat symbol(const std::string& text, int size) {
    std::wstring wide(text.begin(), text.end());
    const ZXing::BitMatrix bits = ZXing::MultiFormatWriter(ZXing::BarcodeFormat::PDF417).setMargin(20).setEccLevel(5).encode(wide, size, size / 3);
    cv::Mat out(bits.height(), bits.width(), CV_8U);
    for (int y = 0; y < bits.height(); ++y)
        for (int x = 0; x < bits.width(); ++x) out.at<std::uint8_t>(y, x) = bits.get(x, y) ? 0 : 255;
    return out;
}

class Turned : public testing::TestWithParam<int> {};

TEST_P(Turned, ASymbolIsRead) {
    const std::string text = payload({"636014", "08", "00", "DL", californian()});
    const cv::Mat drawn = symbol(text, 900);
    const int side = static_cast<int>(std::hypot(drawn.cols, drawn.rows)) + 40;
    cv::Mat page(side, side, CV_8U, cv::Scalar(235));
    drawn.copyTo(page(cv::Rect((side - drawn.cols) / 2, (side - drawn.rows) / 2, drawn.cols, drawn.rows)));
    const auto half = static_cast<float>(side) / 2;
    cv::warpAffine(page, page, cv::getRotationMatrix2D({half, half}, GetParam(), 1), page.size(), cv::INTER_LINEAR, cv::BORDER_CONSTANT,
                   cv::Scalar(235));
    const std::vector<Barcode> found = read_barcodes(page);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].bytes, text);
}

INSTANTIATE_TEST_SUITE_P(Angles, Turned, testing::Values(0, 3, 8, 17, 33, 45, 61, 90, 123, 155, 180, 191, 270, 300));

}  // namespace
}  // namespace bonafide::paper::test
