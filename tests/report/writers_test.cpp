#include "report/writers.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/report/sample.h"
#include "tests/report/schema.h"

namespace bonafide {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;

template <class Write>
std::string written(Write write, const Report& report) {
    std::ostringstream out;
    write(report, out);
    return out.str();
}

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

TEST(Json, IsWhatTheSchemaSays) {
    simdjson::dom::parser of_schema, of_report;
    const simdjson::dom::element schema = of_schema.load(std::string(BONAFIDE_ROOT) + "/docs/report.schema.json");
    const std::string text = written(write_json, sample::report());
    EXPECT_THAT(schema::Validator(schema).check(of_report.parse(text)), IsEmpty());
}

TEST(Json, ComesBackAsItWas) {
    const std::string first = written(write_json, sample::report());
    const auto file = std::filesystem::temp_directory_path() / ("bonafide-report-" + std::to_string(getpid()) + ".json");
    std::ofstream(file) << first;
    const auto read = read_json(file);
    std::filesystem::remove(file);
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(written(write_json, *read), first);
}

TEST(Json, SaysWhatIsWrongWithAFile) {
    const auto absent = read_json("/nowhere/report.json");
    ASSERT_FALSE(absent);
    EXPECT_THAT(absent.error().text(), HasSubstr("/nowhere/report.json"));
}

TEST(Html, NoValueBecomesMarkup) {
    const std::string page = written(write_html, sample::report());
    for (const char* wanted : {"&lt;script&gt;alert", "Content-Security-Policy"}) EXPECT_NE(page.find(wanted), std::string::npos) << wanted;
    for (const char* unwanted : {"<script>alert", "href=\"javascript:", "\x1b", "\x07"})
        EXPECT_EQ(page.find(unwanted), std::string::npos) << unwanted;
}

TEST(Html, NeedsNothingFromElsewhere) {
    const std::string page = written(write_html, sample::report());
    for (const char* unwanted : {"<link", " src=", "@import", "url("}) EXPECT_EQ(page.find(unwanted), std::string::npos) << unwanted;
}

TEST(Html, EveryInnerLinkHasItsEnd) {
    const std::string page = written(write_html, sample::report());
    for (std::size_t at = page.find("href=\"#"); at != std::string::npos; at = page.find("href=\"#", at + 1)) {
        const std::string id = page.substr(at + 7, page.find('"', at + 7) - at - 7);
        EXPECT_NE(page.find("id=\"" + id + "\""), std::string::npos) << id;
    }
}

TEST(Csv, HasNoFormulas) {
    for (const std::string& line : lines(written(write_csv, sample::report())))
        for (const std::string start : {",=", ",+", ",@", ",\"=", ",\"@"}) EXPECT_THAT(line, Not(HasSubstr(start)));
}

TEST(Ocsf, EachLineIsADetectionFinding) {
    simdjson::dom::parser parser;
    const auto all = lines(written(write_ocsf, sample::report()));
    ASSERT_EQ(all.size(), 2U);
    for (const std::string& line : all) {
        const simdjson::dom::element finding = parser.parse(line);
        EXPECT_EQ(std::int64_t(finding["class_uid"]), 2004);
        EXPECT_FALSE(std::string_view(finding["finding_info"]["title"]).empty());
    }
}

TEST(Terminal, ValuesCannotMoveTheCursor) {
    const Report report = sample::report();
    for (const std::string& text : {terminal_summary(report, {80, false}), explain_text(report, report.people[0], {80, false})}) {
        EXPECT_THAT(text, Not(HasSubstr("\x1b")));
        EXPECT_THAT(text, Not(HasSubstr("\x07")));
        EXPECT_THAT(text, HasSubstr("urgent"));
    }
}

TEST(Terminal, FindsAPersonByAnythingAndSaysWhichWhereThereAreSeveral) {
    const Report report = sample::report();
    for (const std::string wanted : {"1042", "ANN.LEE@example.com"}) {
        const auto found = find_person(report, wanted);
        ASSERT_TRUE(found) << wanted;
        EXPECT_EQ((*found)->id, "1042");
    }
    EXPECT_FALSE(find_person(report, "nobody"));
}

TEST(Pseudonyms, NothingPersonalIsLeft) {
    Report report = sample::report();
    pseudonymise(report);
    const std::string all = written(write_json, report) + written(write_html, report) + written(write_csv, report) + written(write_ocsf, report) +
                            terminal_summary(report, {200, false}) + explain_text(report, report.people[0], {200, false});
    for (const std::string secret : {"ann.lee@example.com", "Ann.Lee", "12 Oak Street", "Bo Tan", "bo@example.com", "ghost@example.com"})
        EXPECT_THAT(all, Not(HasSubstr(secret)));
}

TEST(Pseudonyms, AreTheSameInEveryRun) {
    Report a = sample::report(), b = sample::report();
    std::swap(b.people[0], b.people[1]);
    pseudonymise(a);
    pseudonymise(b);
    EXPECT_EQ(a.people[0].name, b.people[1].name);
    EXPECT_NE(a.people[0].name, a.people[1].name);
}

TEST(Pseudonyms, TheLongestValueIsReplacedOnceAndWordsAroundItStay) {
    Report report = sample::report();
    for (const char* value : {"Oak", "Oak Lane 7, Boise", "value"}) report.people[0].personal.emplace_back(value);
    report.notes = {"oak lane 7 and OAK, not oaken; value"};
    pseudonymise(report);
    EXPECT_THAT(report.notes[0], MatchesRegex("Value [0-9A-F]{6} and Value [0-9A-F]{6}, not oaken; Value [0-9A-F]{6}"));
}

TEST(Report, WithoutFindingsSaysWhatItCouldSee) {
    Report report = sample::report();
    report.people.clear();
    report.clusters.clear();
    report.totals.bands.clear();
    EXPECT_THAT(written(write_html, report), HasSubstr("Nobody needs a closer look"));
    EXPECT_THAT(terminal_summary(report, {80, false}), HasSubstr("Okta"));
}

}  // namespace
}  // namespace bonafide
