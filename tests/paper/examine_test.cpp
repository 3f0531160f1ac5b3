// A whole paper: zone, print and picture together, as screen asks for it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "paper/paper.h"
#include "paper/picture.h"
#include "paper/printed.h"
#include "tests/paper/drawing.h"

namespace bonafide::paper::test {
namespace {

constexpr Timestamp today = Timestamp::from_seconds(1'795'000'000);
const std::vector<std::string> zone{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"};

document::Line line(const std::string& text, float top, float confidence = 0.95F) {
    document::Line out;
    out.text = text;
    out.box = {100, top, 500, top + 20};
    out.confidence = confidence;
    return out;
}

document::Document passport(std::vector<document::Line> print) {
    cv::Mat page = drawn_paper(1000, 700, 6);
    cv::rectangle(page, {0, 540}, {1000, 700}, cv::Scalar(215, 215, 210), cv::FILLED);
    draw_zone(page, zone, {60, 560}, 20, 38);
    document::Document out;
    out.format = document::Format::picture;
    out.pages.push_back({1, 1000, 700, true, std::move(print)});
    out.pictures.push_back({encode_jpeg(with_noise(page, 3, 4), 90), 1, {}});
    return out;
}

Verdict verdict(const Report& report, std::string_view check) {
    const Finding* found = report.find(check);
    return found ? found->verdict : Verdict::cannot_be_said;
}

TEST(Examine, APassportWhosePrintAgrees) {
    const Report report =
        examine(passport({line("Surname / Nom", 40), line("ERIKSSON", 65), line("Given names", 100), line("ANNA MARIA", 125),
                          line("Date of birth  12 AUG/AOU 1974", 160), line("Passport No.  L898902C3", 200), line("Date of expiry 15.04.2012", 240)}),
                {.today = today, .lists = nullptr});
    EXPECT_EQ(report.kind, Kind::passport);
    EXPECT_EQ(report.value(Zone::mrz, "document_number"), "L898902C3");
    EXPECT_EQ(report.value(Zone::printed, "surname"), "ERIKSSON");
    for (const char* check : {"mrz.composite_check_digit", "printed.surname", "printed.given_names", "printed.document_number",
                              "printed.date_of_birth", "printed.date_of_expiry"})
        EXPECT_EQ(verdict(report, check), Verdict::consistent) << check;
    EXPECT_FALSE(report.contradicted());
    EXPECT_THAT(report.hashes, testing::IsEmpty()) << "passports of one country look alike";
}

TEST(Examine, APageOfTextIsNoPictureToCompare) {
    document::Document page;
    page.format = document::Format::picture;
    page.pictures.push_back({encode_png(with_noise(cv::Mat(400, 300, CV_8UC3, cv::Scalar(200, 210, 220)), 20, 3)), 1, {}});
    page.pages.push_back({1, 300, 400, true, {line("A portrait", 40)}});
    EXPECT_EQ(examine(page, {.today = today, .lists = nullptr}).hashes.size(), 1U);
    for (float top = 60; top < 160; top += 20) page.pages.front().lines.push_back(line("which one university gives to all", top));
    EXPECT_THAT(examine(page, {.today = today, .lists = nullptr}).hashes, testing::IsEmpty());
}

TEST(Examine, APassportWhosePrintWasChanged) {
    const Report report = examine(passport({line("Surname / Nom", 40), line("KOWALSKI", 65), line("Given names", 100), line("ANNA MARIA", 125),
                                            line("Date of birth 12.08.1984", 160), line("Passport No. L898952C3", 200)}),
                                  {.today = today, .lists = nullptr});
    EXPECT_EQ(verdict(report, "printed.surname"), Verdict::contradicted);
    EXPECT_EQ(verdict(report, "printed.given_names"), Verdict::consistent);
    EXPECT_EQ(verdict(report, "printed.date_of_birth"), Verdict::contradicted);
    EXPECT_EQ(verdict(report, "printed.document_number"), Verdict::contradicted);
    EXPECT_GT(report.find("printed.surname")->box.right, 0);
}

TEST(Examine, WhatOcrMayHaveMisreadIsNotHeldAgainstAnybody) {
    const Report report = examine(
        passport({line("Surname / Nom", 40), line("ERlKSS0N", 65), line("Passport No. L8989O2C3", 200), line("Date of birth 12.08.1984", 160, 0.4F)}),
        {.today = today, .lists = nullptr});
    for (const char* check : {"printed.surname", "printed.document_number", "printed.date_of_birth", "printed.given_names"})
        EXPECT_NE(verdict(report, check), Verdict::contradicted) << check;
}

TEST(Examine, AZoneInTheTextOfAPdfNeedsNoPicture) {
    document::Document pdf;
    pdf.format = document::Format::pdf;
    pdf.pages.push_back({1, 595, 842, false, {line("some text", 10), line(zone[0], 700), line(zone[1], 720)}});
    const Report report = examine(pdf, {.today = today, .lists = nullptr});
    EXPECT_EQ(report.kind, Kind::passport);
    EXPECT_EQ(report.value(Zone::mrz, "surname"), "ERIKSSON");
}

TEST(Examine, APictureWithoutAnything) {
    document::Document picture;
    picture.format = document::Format::picture;
    picture.pages.push_back({1, 600, 500, true, {line("PASSPORT", 20)}});
    picture.pictures.push_back({encode_png(drawn_paper(600, 500, 3)), 1, {}});
    const Report report = examine(picture, {.today = today, .lists = nullptr});
    EXPECT_EQ(report.kind, Kind::passport);  // by its own word
    EXPECT_EQ(verdict(report, "mrz.found"), Verdict::cannot_be_said);
    picture.pictures[0].bytes = "GIF89a not really";
    picture.pages.clear();
    const Report broken = examine(picture, {.today = today, .lists = nullptr});
    EXPECT_EQ(broken.kind, Kind::picture);
    EXPECT_EQ(verdict(broken, "picture.read"), Verdict::cannot_be_said);
    EXPECT_FALSE(examine_picture("nothing", {.today = today, .lists = nullptr}));
}

TEST(Printed, LongNamesAreBrokenAndCut) {
    const std::vector<document::Page> pages{
        {1, 0, 0, true, {line("Nombres", 10), line("JOSE MARIA DE LA", 35), line("CONCEPCION", 60), line("Müller", 90)}}};
    const PrintedComparison cut = compare_printed(
        {{"given_names", ValueKind::name, "JOSE MARIA DE LA CONCEPCI", true}, {"surname", ValueKind::name, "MUELLER", false}}, pages, {}, 0);
    for (const Finding& one : cut.findings) EXPECT_EQ(one.verdict, Verdict::consistent) << one.check << ": " << one.reason;
}

}  // namespace
}  // namespace bonafide::paper::test
