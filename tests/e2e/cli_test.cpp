// The commands as a user meets them: what they print, where, and how they end.
#include <gmock/gmock.h>
#include <simdjson.h>

#include <sstream>

#include "tests/e2e/office.h"

namespace bonafide::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Cli : public ::testing::Test {
protected:
    Cli() { write_office(folder_); }
    [[nodiscard]] std::string in(const std::string& name) const { return "'" + (folder_ / name) + "'"; }
    [[nodiscard]] Outcome scan(const std::string& more = "") const { return run("scan " + in("exports") + " --out " + in("report") + " " + more); }
    [[nodiscard]] std::string report() const { return slurp(folder_ / "report/report.json"); }
    /// report.json without what may differ from run to run: the clock, and costs in time.
    [[nodiscard]] std::string steady_report() const {
        std::string out;
        std::istringstream in(report());
        for (std::string line; std::getline(in, line);)
            if (line.find("\"made\"") == std::string::npos && line.find("\"seconds\"") == std::string::npos &&
                line.find("\"ns_per_event\"") == std::string::npos)
                out += line + "\n";
        return out;
    }
    Folder folder_;
};

TEST_F(Cli, ScanNeedsNoConfigurationAndNamesWhoAndWhy) {
    const Outcome done = scan();
    EXPECT_EQ(done.exit, 0) << done.err;
    EXPECT_THAT(done.out, HasSubstr("Ann Lee"));
    EXPECT_THAT(done.out, HasSubstr("HR roster"));
    EXPECT_THAT(done.err, HasSubstr("report.html"));
    for (const std::string file : {"report.html", "report.json", "report.csv", "report.ocsf.ndjson", "bonafide.db"})
        EXPECT_FALSE(slurp(folder_ / ("report/" + file)).empty()) << file;
}

TEST_F(Cli, TheSuspectIsRankedFirstAndTheColleagueIsClear) {
    (void)scan();
    simdjson::dom::parser parser;
    const simdjson::dom::element report = parser.load(folder_ / "report/report.json");
    const auto people = simdjson::dom::array(report["people"]);
    EXPECT_EQ(people.size(), 2U);
    EXPECT_EQ(std::string_view(people.at(0)["name"]), "Ann Lee");
    EXPECT_THAT(std::string(std::string_view(people.at(0)["band"])), ::testing::AnyOf("review", "urgent"));
    EXPECT_EQ(std::string_view(people.at(1)["band"]), "clear");
}

TEST_F(Cli, TheSameAnswerForAnyNumberOfThreadsAndWithoutAStore) {
    (void)scan("--threads 1");
    const std::string one = steady_report();
    (void)scan("--threads 3 --no-store");
    EXPECT_EQ(steady_report(), one);
    (void)scan("--threads 2");
    EXPECT_EQ(steady_report(), one);
}

TEST_F(Cli, EveryEvidenceOpensToItsBytes) {
    (void)scan();
    simdjson::dom::parser parser;
    const simdjson::dom::element report = parser.load(folder_ / "report/report.json");
    std::size_t shown = 0;
    for (const auto signal : simdjson::dom::array(simdjson::dom::array(report["people"]).at(0)["signals"])) {
        for (const auto evidence : simdjson::dom::array(signal["evidence"])) {
            const Outcome bytes = run("show '" + std::string(std::string_view(evidence["locator"])) + "'");
            EXPECT_EQ(bytes.exit, 0) << bytes.err;
            EXPECT_THAT(bytes.out, HasSubstr(std::string(std::string_view(evidence["excerpt"])).substr(0, 40)));
            ++shown;
        }
    }
    EXPECT_GT(shown, 3U);
}

TEST_F(Cli, ExplainFindsAPersonByAnyIdentifier) {
    (void)scan();
    for (const std::string who : {"'Ann Lee'", "ANN.LEE@example.com", "7001"}) {
        const Outcome told = run("explain " + who + " --out " + in("report"));
        EXPECT_EQ(told.exit, 0) << who << told.err;
        EXPECT_THAT(told.out, HasSubstr("Nashville"));
        EXPECT_THAT(told.out, HasSubstr("may be innocent"));
        EXPECT_THAT(told.out, HasSubstr("next: "));
    }
    const Outcome nobody = run("explain nobody --out " + in("report"));
    EXPECT_EQ(nobody.exit, 3);
    EXPECT_THAT(nobody.err, HasSubstr("nobody"));
}

TEST_F(Cli, ADecisionIsPreviewedRememberedShownAndUndone) {
    (void)scan();
    const std::string before = steady_report();
    const Outcome marked = run("mark 'Ann Lee' --benign --because 'moved house, HR knows' --by hr --out " + in("report"));
    EXPECT_EQ(marked.exit, 0) << marked.err;
    EXPECT_THAT(marked.out, HasSubstr("clear"));
    EXPECT_THAT(marked.out, HasSubstr("decision 1"));
    (void)scan();
    EXPECT_THAT(report(), HasSubstr("moved house, HR knows"));
    EXPECT_THAT(report(), Not(HasSubstr("\"band\": \"urgent\"")));
    EXPECT_EQ(run("unmark 1 --because 'wrong person' --out " + in("report")).exit, 0);
    (void)scan();
    EXPECT_EQ(steady_report(), before);
}

TEST_F(Cli, ADecisionNeedsAReason) {
    (void)scan();
    const Outcome refused = run("mark 'Ann Lee' --benign --out " + in("report"));
    EXPECT_EQ(refused.exit, 3);
    EXPECT_THAT(refused.err, HasSubstr("--because"));
}

TEST_F(Cli, FailOnEndsWithOne) {
    EXPECT_EQ(scan("--fail-on review").exit, 1);
    EXPECT_EQ(scan("--until 2026-03-01 --fail-on urgent").exit, 0);
}

TEST_F(Cli, WhatCannotBeReadIsListedAndTheRestIsRead) {
    folder_.write("exports/broken.ndjson", "{\"a\": 1}\n{\"b\": \n{\"c\": 3}\n");
    folder_.write("exports/notes.pdf", "%PDF-1.7 ...");
    const Outcome done = scan();
    EXPECT_EQ(done.exit, 4);
    EXPECT_THAT(done.out, HasSubstr("Ann Lee"));
    EXPECT_THAT(done.out, HasSubstr("broken.ndjson:2"));
    EXPECT_THAT(done.out, HasSubstr("notes.pdf"));
}

TEST_F(Cli, PseudonymsHideEverybodyInEveryOutput) {
    const Outcome done = scan("--pseudonyms --no-store");
    std::string all = done.out;
    for (const std::string file : {"report.html", "report.json", "report.csv", "report.ocsf.ndjson"}) all += slurp(folder_ / ("report/" + file));
    for (const std::string secret : {"Ann Lee", "ann.lee@", "12 Oak Street", "Bo Tan", "SER-7001"})
        EXPECT_EQ(all.find(secret), std::string::npos) << secret;
}

TEST_F(Cli, WhatAScanWroteIsNoInputOfTheNext) {
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(folder_.path());
    std::string first;
    for (const int round : {1, 2, 3}) {
        const Outcome done = run("scan . --hits hits.ndjson");
        EXPECT_EQ(done.exit, 0) << done.err;
        const std::string text = slurp(folder_ / "bonafide-report/report.json");
        EXPECT_EQ(text.find("\"file\": \"./bonafide-report"), std::string::npos);
        const std::size_t at = text.find("\"files\"");
        ASSERT_NE(at, std::string::npos);
        const std::string files = text.substr(at, text.find(',', at) - at);
        if (round == 1) first = files;
        EXPECT_EQ(files, first) << "round " << round;
    }
    std::filesystem::current_path(before);
}

TEST_F(Cli, EventsPrintsOneLineARecord) {
    const Outcome done = run("events " + in("exports/logs/okta.ndjson"));
    EXPECT_EQ(done.exit, 0) << done.err;
    simdjson::dom::parser parser;
    std::size_t lines = 0;
    std::istringstream out(done.out);
    for (std::string line; std::getline(out, line); ++lines) {
        const simdjson::dom::element event = parser.parse(line);
        EXPECT_EQ(std::string_view(event["source"]), "okta.system_log");
        EXPECT_EQ(std::string_view(event["kind"]), "signin");
        EXPECT_THAT(std::string(std::string_view(event["time"])), HasSubstr("2026-03-"));
        EXPECT_FALSE(std::string_view(event["src_ip"]).empty());
        EXPECT_FALSE(std::string_view(event["locator"]).empty());
    }
    EXPECT_EQ(lines, 52U);
}

TEST_F(Cli, StandardInputIsReadToo) {
    const Outcome done = run("events -", okta_line("x@example.com", "71.56.12.34", 3, 9));
    EXPECT_EQ(done.exit, 0) << done.err;
    EXPECT_THAT(done.out, HasSubstr("\"actor\":\"x@example.com\""));
}

TEST_F(Cli, SourcesTrySaysWhatAFileIsAndHowEachColumnWasRead) {
    const Outcome done = run("sources try " + in("exports/staff list.csv"));
    EXPECT_EQ(done.exit, 0) << done.err;
    EXPECT_THAT(done.out, HasSubstr("HR roster"));
    EXPECT_THAT(done.out, HasSubstr("Private Address"));
}

TEST_F(Cli, WrongContentNamesFileLineAndWhatWasExpected) {
    const Outcome copied = {std::system(("cp -r '" + std::string(BONAFIDE_CONTENT) + "' " + in("content")).c_str()), "", ""};
    ASSERT_EQ(copied.exit, 0);
    folder_.write("content/checks/network.vpn.yml", "id: network.vpn\ntitle: x\nkind: mach\n");
    const Outcome done = run("--content " + in("content") + " checks list");
    EXPECT_EQ(done.exit, 2);
    EXPECT_THAT(done.err, HasSubstr("network.vpn.yml:3"));
    EXPECT_THAT(done.err, HasSubstr("match"));
}

TEST_F(Cli, UsageMistakesEndWithThree) {
    for (const std::string wrong : {"scan", "scna x", "scan x --fail-on never", "show nonsense"}) EXPECT_EQ(run(wrong).exit, 3) << wrong;
    EXPECT_EQ(run("--help").exit, 0);
    EXPECT_EQ(run("--version").exit, 0);
}

TEST_F(Cli, AnEmptyFolderSaysSo) {
    const Outcome made = {std::system(("mkdir " + in("empty")).c_str()), "", ""};
    ASSERT_EQ(made.exit, 0);
    const Outcome done = run("scan " + in("empty") + " --out " + in("report"));
    EXPECT_THAT(done.out + done.err, HasSubstr("0 files"));
}

TEST_F(Cli, QuietSaysNothingAndJsonGoesToStandardOutput) {
    const Outcome quiet = scan("--quiet");
    EXPECT_EQ(quiet.out + quiet.err, "");
    simdjson::dom::parser parser;
    const Outcome json = scan("--json --quiet");
    const simdjson::dom::element report = parser.parse(json.out);
    EXPECT_EQ(std::string_view(report["version"]), "bonafide.report/1");
}

TEST(Docs, TheReferenceIsThatOfTheContent) {
    const Folder folder;
    ASSERT_EQ(run("docs --out " + (folder / "reference")).exit, 0);
    for (const auto& made : std::filesystem::directory_iterator(folder / "reference"))
        EXPECT_TRUE(slurp(made.path()) == slurp(std::filesystem::path(BONAFIDE_ROOT) / "docs/reference" / made.path().filename()))
            << "docs/reference/" << made.path().filename().string() << " is out of date: make docs";
}

}  // namespace
}  // namespace bonafide::e2e
