// Sigma rules in a scan: whose signals hits become, what they are worth, the report's lines, the file of hits, and the tests beside rules.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "scan/hit_file.h"
#include "scan/preview.h"
#include "scan/rule_fixtures.h"
#include "scan/rule_report.h"
#include "scan/scan.h"
#include "tests/e2e/program.h"

namespace bonafide {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

constexpr std::string_view anydesk = R"(
title: AnyDesk
id: anydesk
level: high
tags: [attack.command-and-control, attack.t1219, bonafide.t8]
falsepositives: [the help desk]
logsource: {product: windows, category: process_creation}
detection: {s: {Image|endswith: '\AnyDesk.exe'}, condition: s}
)";

std::string process(const std::string& user, const std::string& image, int minute) {
    return R"({"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"UtcTime":"2026-03-02 10:)" + std::to_string(10 + minute) +
           R"(:00","Computer":"L1","TerminalSessionId":1,"User":"ACME\\)" + user + R"(","Image":"C:\\)" + image + R"("})" + "\n";
}

class RuleScan : public testing::Test {
protected:
    void SetUp() override {
        folder_.write(
            "in/roster.csv",
            "Employee ID,Full Name,Work Email,Username,Hire Date\n1042,Ann Lee,ann@acme.com,ann,2024-01-02\n1077,Bo Tan,bo@acme.com,bo,2024-01-02\n");
        std::string events;
        for (int i = 0; i < 9; ++i) events += process("ann", i % 3 ? "x.exe" : "AnyDesk.exe", i);
        folder_.write("in/sysmon.ndjson", events + process("bo", "whoami.exe", 3));
        folder_.write("rules/anydesk.yml", std::string(anydesk));
    }

    std::unique_ptr<Content> load(bool with_rules = true) {
        ContentPaths paths{BONAFIDE_CONTENT, std::string(BONAFIDE_ROOT) + "/.data", {}, {}, {}, nullptr};
        if (with_rules) paths.rules = {folder_ / "rules"};
        Errors errors;
        auto content = Content::load(paths, errors);
        for (const Error& error : errors) ADD_FAILURE() << error.text();
        return content;
    }
    Report run(const Content& content, unsigned threads = 2, const std::string& hits = "") {
        ScanOptions options;
        options.inputs = {folder_ / "in"};
        options.threads = threads;
        options.now = Timestamp::from_seconds(1'775'000'000);
        if (!hits.empty()) options.hits = folder_ / hits;
        auto outcome = scan(content, options);
        EXPECT_TRUE(outcome);
        return outcome ? std::move(outcome->report) : Report{};
    }
    static const ReportPerson& person(const Report& report, const std::string& id) {
        for (const ReportPerson& person : report.people)
            if (person.id == id) return person;
        throw std::runtime_error("nobody is " + id);
    }
    std::string text(const std::string& file) const {
        std::ifstream in(folder_ / file);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    e2e::Folder folder_;
};

std::vector<ReportSignal> of_rules(const ReportPerson& person) {
    std::vector<ReportSignal> out;
    for (const ReportSignal& signal : person.signals)
        if (signal.check.starts_with("sigma.")) out.push_back(signal);
    return out;
}

TEST_F(RuleScan, AHitIsASignalOfItsPerson) {
    const auto content = load();
    const Report report = run(*content);
    const auto ann = of_rules(person(report, "1042"));
    ASSERT_EQ(ann.size(), 1U);
    EXPECT_EQ(ann[0].check, "sigma.anydesk");
    EXPECT_EQ(ann[0].bits, content->sigma->weights().bits.at("high") * content->sigma->weights().purpose);
    EXPECT_THAT(ann[0].tactics, ElementsAre("T8"));
    EXPECT_THAT(ann[0].attack, ElementsAre("T1219"));
    EXPECT_EQ(ann[0].family, "device");
    EXPECT_THAT(ann[0].innocent, ElementsAre("the help desk"));
    EXPECT_THAT(ann[0].summary, HasSubstr("matched 3 events on 1 day"));
    ASSERT_EQ(ann[0].evidence.size(), 3U);
    EXPECT_THAT(ann[0].evidence[0].excerpt, HasSubstr("AnyDesk.exe"));
    EXPECT_TRUE(of_rules(person(report, "1077")).empty());
}

TEST_F(RuleScan, EveryDocumentHasItsLine) {
    folder_.write(
        "rules/quiet.yml",
        "title: quiet\nid: quiet\nlogsource: {product: windows, category: process_creation}\ndetection: {s: {Image: none}, condition: s}\n");
    folder_.write("rules/elsewhere.yml",
                  "title: elsewhere\nid: elsewhere\nlogsource: {product: okta, service: okta}\ndetection: {s: {eventType: none}, condition: s}\n");
    folder_.write("rules/nowhere.yml", "title: nowhere\nid: nowhere\nlogsource: {product: toaster}\ndetection: {s: {a: b}, condition: s}\n");
    folder_.write("rules/broken.yml", "title: broken\nid: broken\nlogsource: {product: windows}\ndetection: {s: {a|nonsense: b}, condition: s}\n");
    const auto content = load();
    const Report report = run(*content);
    std::map<std::string, const ReportRule*> lines;
    for (const ReportRule& rule : report.rules) lines[rule.id] = &rule;
    ASSERT_EQ(lines.size(), 5U);
    EXPECT_EQ(lines["anydesk"]->status, "matched");
    EXPECT_EQ(lines["anydesk"]->matches, 3U);
    EXPECT_EQ(lines["quiet"]->status, "loaded");
    EXPECT_EQ(lines["elsewhere"]->status, "no data");
    EXPECT_THAT(lines["elsewhere"]->reason, HasSubstr("was read"));
    EXPECT_THAT(lines["nowhere"]->reason, HasSubstr("no source"));
    EXPECT_EQ(lines["broken"]->status, "rejected");
    EXPECT_THAT(lines["broken"]->reason, HasSubstr("broken.yml:4"));
}

TEST_F(RuleScan, WithoutRulesThereIsNothingOfThem) {
    const auto content = load(false);
    EXPECT_EQ(content->sigma, nullptr);
    const Report report = run(*content);
    EXPECT_TRUE(report.rules.empty());
    EXPECT_TRUE(of_rules(person(report, "1042")).empty());
}

TEST_F(RuleScan, ManyRulesOfOneTacticDoNotAddUp) {
    for (int i = 0; i < 30; ++i) {
        std::string rule(anydesk);
        const std::string id = "again" + std::to_string(i);
        rule.replace(rule.find("id: anydesk"), 11, "id: " + id);
        folder_.write("rules/" + id + ".yml", rule);
    }
    const auto content = load();
    const Report report = run(*content);
    const auto signals = of_rules(person(report, "1042"));
    ASSERT_EQ(signals.size(), 31U);
    double counted = 0;
    for (const ReportSignal& signal : signals) counted += signal.counted_bits;
    EXPECT_LT(counted, 1.5 * signals.front().bits);
    EXPECT_LE(person(report, "1042").band, Band::watch);
}

TEST_F(RuleScan, HitsAreTheSameForAnyThreads) {
    std::string more;
    for (int i = 0; i < 4000; ++i) more += process("bo", "AnyDesk.exe", i % 50);
    folder_.write("in/more.ndjson", more);
    const auto content = load();
    const Report one = run(*content, 1, "one.ndjson"), two = run(*content, 2, "two.ndjson");
    const std::string hits = text("one.ndjson");
    EXPECT_EQ(std::ranges::count(hits, '\n'), 4003);
    EXPECT_EQ(hits, text("two.ndjson"));
    EXPECT_THAT(hits, HasSubstr(R"("rule":"anydesk","title":"AnyDesk","level":"high","time":"2026-03-02T10:10:00Z")"));
    EXPECT_THAT(hits, HasSubstr(R"("fields":{"Image":"C:\\AnyDesk.exe"})"));
    EXPECT_EQ(person(one, "1077").bits, person(two, "1077").bits);
    EXPECT_EQ(one.rules.front().matches, two.rules.front().matches);
}

TEST_F(RuleScan, ADecisionAboutARuleNeedsNoRules) {
    const Report report = run(*load());
    const auto content = load(false);
    EXPECT_TRUE(preview(report, *content, {}, {}).size() == 1) << "without its check Ann's signal would be lost";
    know_rules_of(report, *content);
    EXPECT_TRUE(preview(report, *content, {}, {}).empty());
    const Decision benign{"1042", "sigma.anydesk", "", true, "the help desk", "me", Timestamp::from_seconds(1'775'000'000), 1};
    const auto lines = preview(report, *content, {}, {benign});
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].person, "1042");
    EXPECT_LT(lines[0].bits_after, lines[0].bits_before);
}

constexpr std::string_view few_processes = R"(
title: any
name: any
logsource: {product: windows, category: process_creation}
detection: {s: {Image|endswith: '.exe'}, condition: s}
---
title: Few
id: few
level: medium
correlation: {type: event_count, rules: [any], group-by: [User], timespan: 1h, condition: {lt: 100}}
)";

TEST_F(RuleScan, AWindowThatTheDataEndsInIsCountedAndNotDecided) {
    folder_.write("rules/few.yml", std::string(few_processes));
    const auto content = load();
    const auto line = [&] {
        const Report report = run(*content);
        for (const ReportRule& rule : report.rules)
            if (rule.id == "few") return rule;
        return ReportRule{};
    };
    const ReportRule open = line();
    ASSERT_TRUE(open.correlation);
    EXPECT_EQ(open.matches, 0U);
    EXPECT_EQ(open.correlation->hits, 10U);
    EXPECT_EQ(open.correlation->undecided, 2U);  // ann and bo
    folder_.write("in/later.ndjson", process("cy", "no executable", 0).replace(process("cy", "", 0).find("10:"), 2, "12"));
    const ReportRule closed = line();
    EXPECT_EQ(closed.matches, 2U);
    EXPECT_EQ(closed.correlation->undecided, 0U);
}

TEST_F(RuleScan, HitsThatWereLostAreToldAndTheRestIsCorrelated) {
    folder_.write("rules/few.yml", std::string(few_processes));
    const auto content = load();
    const std::size_t rule = content->sigma->rule_of_name("any");
    ASSERT_NE(rule, RunningRules::none());
    const std::string_view user = "ann";
    std::vector<sigma::HitLog> logs;
    logs.emplace_back(std::size_t{1} << 20, folder_.path());
    logs.emplace_back(0, folder_ / "no such folder");
    logs[0].add({static_cast<std::uint32_t>(rule), Timestamp::from_seconds(1000), {0, 10, 0, 1}, {&user, 1}});
    logs[1].add({static_cast<std::uint32_t>(rule), Timestamp::from_seconds(1001), {0, 10, 10, 2}, {&user, 1}});
    const Correlated out = run_correlations(*content->sigma, logs, Timestamp::from_seconds(9000));
    ASSERT_EQ(out.firings.size(), 1U);
    EXPECT_EQ(out.firings[0].figure, 1);
    ASSERT_TRUE(out.loss);
    EXPECT_EQ(out.loss->count, 1U);
    EXPECT_THAT(out.loss->reason, HasSubstr("lost"));
}

TEST_F(RuleScan, CorrelationsSpeakOfWhomTheyGroupBy) {
    folder_.write("rules/often.yml", R"(
title: whoever
name: whoever
logsource: {product: windows, category: process_creation}
detection: {s: {Image|endswith: '\x.exe'}, condition: s}
---
title: Often
id: often
level: medium
correlation: {type: event_count, rules: [whoever], group-by: [User, TerminalSessionId], timespan: 1h, condition: {gte: 4}}
)");
    const auto content = load();
    const Report report = run(*content);
    const auto ann = of_rules(person(report, "1042"));
    EXPECT_THAT(ann, Contains(Field(&ReportSignal::check, "sigma.often")));
    EXPECT_THAT(ann, Not(Contains(Field(&ReportSignal::check, "sigma.whoever"))));  // its correlation speaks for it
}

TEST_F(RuleScan, FixturesTellWhichEventDidNotAsItShould) {
    folder_.write("rules/anydesk.test.yml",
                  "fires:\n  - {Image: 'C:\\AnyDesk.exe'}\n  - {Image: 'C:\\other.exe'}\nsilent:\n  - {Image: 'C:\\other.exe'}\n  - {Image: "
                  "'D:\\anydesk.EXE'}\n");
    folder_.write(
        "rules/okta.yml",
        "title: okta\nid: okta\nlogsource: {product: okta, service: okta}\ndetection: {s: {eventType: a, target.displayName: b}, condition: s}\n");
    folder_.write("rules/okta.test.yml",
                  "source: okta.system_log\nfires:\n  - {eventType: a, target: [{displayName: c}, {displayName: b}]}\nsilent:\n  - {eventType: a, "
                  "target: [{displayName: c}]}\n");
    folder_.write(
        "rules/raw.yml",
        "title: raw\nid: raw\nlogsource: {product: windows, category: process_creation}\ndetection: {s: {Image|endswith: net.exe}, condition: s}\n");
    folder_.write("rules/raw.test.yml",
                  "fires:\n  - {Channel: Security, EventID: 4688, NewProcessName: 'C:\\net.exe'}\nsilent:\n  - {Channel: Security, EventID: 4689, "
                  "NewProcessName: 'C:\\net.exe'}\n");
    folder_.write("rules/twice.yml", R"(
title: part
name: part
logsource: {product: windows, category: process_creation}
detection: {s: {Image: a}, condition: s}
---
title: twice
id: twice
correlation: {type: event_count, rules: [part], group-by: [User], timespan: 10m, condition: {gte: 2}}
)");
    folder_.write("rules/twice.test.yml", R"(
fires:
  - - {"@timestamp": "2026-03-01T10:00:00Z", Image: a, User: jo}
    - {"@timestamp": "2026-03-01T10:01:00Z", Image: a, User: jo}
silent:
  - - {"@timestamp": "2026-03-01T10:00:00Z", Image: a, User: jo}
    - {"@timestamp": "2026-03-01T10:01:00Z", Image: a, User: li}
)");
    folder_.write("rules/untested.yml", "title: untested\nid: untested\nlogsource: {product: okta}\ndetection: {s: {a: b}, condition: s}\n");
    const auto content = load();
    const RuleFixtureOutcome outcome = run_rule_fixtures(*content);
    EXPECT_EQ(outcome.passed, 8U);
    ASSERT_EQ(outcome.failures.size(), 2U) << testing::PrintToString(outcome.failures);
    EXPECT_THAT(outcome.failures[0], HasSubstr("does not fire"));
    EXPECT_THAT(outcome.failures[1], HasSubstr("must not"));
    EXPECT_EQ(outcome.untested.size(), 1U);
}

TEST(HitFile, MergesSortedRuns) {
    const e2e::Folder folder;
    const std::filesystem::path file = folder / "hits.ndjson";
    HitLines a(file, 0), b(file, 1);
    std::string expected;
    for (std::uint64_t i = 0; i < 2000; ++i) {  // 40 MB: several runs each
        const std::string line = std::to_string(i) + std::string(20'000, 'x');
        (i % 3 ? a : b).add(static_cast<std::uint32_t>(i / 1000), i % 1000, 1, line);
        expected += line + "\n";
    }
    ASSERT_TRUE(write_hits(file, {&a, &b}));
    std::ifstream in(file);
    EXPECT_EQ((std::string{std::istreambuf_iterator<char>(in), {}}), expected);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(file.parent_path()), {}), 1);  // no run is left behind
}

}  // namespace
}  // namespace bonafide
