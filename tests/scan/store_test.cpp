// Scanning with a store: the same report as without, nothing read twice, whatever was added, changed, removed or interrupted in between.
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <random>
#include <sstream>

#include "report/writers.h"
#include "scan/scan.h"
#include "tests/e2e/program.h"

namespace bonafide {
namespace {

/// A rule whose hits are people's signals, and correlations over hits of several files.
constexpr std::string_view rules = R"(
title: Session
name: session
id: session
level: high
logsource: {product: okta, service: okta}
detection: {s: {eventType: user.session.start}, condition: s}
---
title: Many sessions
id: many
level: high
correlation: {generate: true, type: event_count, rules: [session], group-by: [actor.alternateId], timespan: 3d, condition: {gte: 4}}
---
title: Two addresses
id: addresses
level: high
correlation: {generate: true, type: value_count, rules: [session], group-by: [actor.alternateId], timespan: 20d, condition: {field: client.ipAddress, gte: 2}}
)";

std::unique_ptr<Content> load(const std::vector<std::filesystem::path>& rule_paths) {
    Errors errors;
    auto made = Content::load({BONAFIDE_CONTENT, std::string(BONAFIDE_ROOT) + "/.data", {}, rule_paths}, errors);
    for (const Error& error : errors) ADD_FAILURE() << error.text();
    return made;
}

const Content& content(bool with_rules) {
    static const e2e::Folder folder;
    static const std::unique_ptr<Content> without = load({}), with = [] {
        folder.write("rules/session.yml", std::string(rules));
        return load({folder / "rules"});
    }();
    return with_rules ? *with : *without;
}

std::string okta(const std::string& who, const std::string& ip, int first_day) {
    std::string out;
    for (int day = first_day; day < first_day + 9; ++day)
        out += R"({"eventType":"user.session.start","published":"2026-03-0)" + std::to_string(1 + day % 9) +
               R"(T15:00:00.000Z","uuid":"u","actor":{"id":"00u","type":"User","alternateId":")" + who +
               R"(","displayName":"X"},"client":{"ipAddress":")" + ip +
               R"(","userAgent":{"rawUserAgent":"Mozilla/5.0"}},"outcome":{"result":"SUCCESS"}})" + "\n";
    return out;
}

class StoreScan : public testing::TestWithParam<bool> {  // do rules run?
protected:
    void SetUp() override {
        folder_.write("in/a-roster.csv",
                      "Employee ID,Full Name,Work Email,Home Address,Home City,Home State,Home Zip,Hire Date\n"
                      "1042,Ann Lee,ann@acme.com,1 Elm St,Austin,TX,78701,2024-01-02\n1077,Bo Tan,bo@acme.com,9 Lake Rd,Boise,ID,83702,2024-01-02\n");
        folder_.write("in/c-okta.ndjson", okta("ann@acme.com", "73.32.10.4", 0));
        folder_.write("in/d-okta.ndjson", okta("bo@acme.com", "73.32.10.4", 3) + "{broken\n");
        folder_.write("in/d2-okta.ndjson", okta("ann@acme.com", "71.56.12.34", 4));
        folder_.write("in/e-odd.txt", "no source knows this\n");
    }

    /// The report as text. `stored`: with the store. Afterwards `to_read_` is how many bytes were not in the store.
    std::string scan_text(bool stored, Cancel* cancel = nullptr, std::uint64_t segment_bytes = 1) {
        auto store = Store::open(folder_ / "store.db");
        EXPECT_TRUE(store);
        ScanOptions options;
        options.inputs = {folder_ / "in"};
        options.threads = 2;
        options.now = Timestamp::from_seconds(1'775'000'000);
        options.segment_bytes = segment_bytes;
        options.cancel = cancel;
        to_read_ = 0;
        options.progress = [&](const Progress& progress) {
            to_read_ = progress.bytes_total;
            if (cancel && progress.bytes_done > size("in/a-roster.csv")) cancel->request();
        };
        if (stored) options.store = &*store;
        auto outcome = scan(content(GetParam()), options);
        EXPECT_TRUE(outcome);
        if (!outcome) return "";
        EXPECT_EQ(outcome->interrupted, cancel != nullptr);
        outcome->report.totals.seconds = 0;
        std::ostringstream out;
        write_json(outcome->report, out);
        return out.str();
    }
    [[nodiscard]] std::uint64_t size(const std::string& file) const { return std::filesystem::file_size(folder_ / file); }

    e2e::Folder folder_;
    std::uint64_t to_read_ = 0;
};

TEST_P(StoreScan, TheSameFilesAgainAreNotReadAndChangeNothing) {
    const std::string without = scan_text(false);
    EXPECT_THAT(without, testing::HasSubstr("1042"));
    for (const char* check : {"sigma.session", "sigma.many", "sigma.addresses"})
        EXPECT_EQ(without.find(check) != std::string::npos, GetParam()) << check;
    EXPECT_EQ(scan_text(true), without);
    EXPECT_GT(to_read_, 0U);
    EXPECT_EQ(scan_text(true), without);
    EXPECT_EQ(to_read_, 0U);
}

TEST_P(StoreScan, NewFilesAreAddedWhereverTheyStandInTheOrder) {
    scan_text(true);
    folder_.write("in/b-okta.ndjson", okta("ann@acme.com", "8.8.8.8", 1));
    folder_.write("in/z-okta.ndjson", okta("new@acme.com", "1.1.1.1", 1));
    const std::string after = scan_text(true);
    EXPECT_EQ(to_read_, size("in/b-okta.ndjson") + size("in/z-okta.ndjson"));
    EXPECT_EQ(after, scan_text(false));
}

TEST_P(StoreScan, AChangedFileIsReadAgainAlone) {
    scan_text(true);
    folder_.write("in/c-okta.ndjson", okta("ann@acme.com", "185.220.101.4", 0) + okta("bo@acme.com", "8.8.4.4", 0));
    const std::string after = scan_text(true);
    EXPECT_EQ(to_read_, size("in/c-okta.ndjson"));
    EXPECT_EQ(after, scan_text(false));
    EXPECT_EQ(scan_text(true), after);
}

TEST_P(StoreScan, WhatARemovedFileSaidIsGone) {
    const std::string before = scan_text(true);
    std::filesystem::remove(folder_ / "in/d-okta.ndjson");
    const std::string after = scan_text(true);
    EXPECT_NE(after, before);
    EXPECT_EQ(after, scan_text(false));
    EXPECT_EQ(to_read_, size("in/a-roster.csv") + size("in/c-okta.ndjson") + size("in/d2-okta.ndjson") + size("in/e-odd.txt"));
}

TEST_P(StoreScan, OneOfManyFilesInASegmentTakesTheOthersWithIt) {
    scan_text(true, nullptr, 1 << 20);
    folder_.write("in/e-odd.txt", "another thing that no source knows\n");
    const std::string after = scan_text(true, nullptr, 1 << 20);
    EXPECT_EQ(after, scan_text(false));
    EXPECT_EQ(scan_text(true), after);
    EXPECT_EQ(to_read_, 0U);
}

TEST_P(StoreScan, AnInterruptedRunGoesOnWhereItWas) {
    const std::string whole = scan_text(false);
    Cancel cancel;
    scan_text(true, &cancel);  // while the second segment is read, which therefore is not kept
    EXPECT_EQ(scan_text(true), whole);
    EXPECT_EQ(to_read_, size("in/c-okta.ndjson") + size("in/d-okta.ndjson") + size("in/d2-okta.ndjson") + size("in/e-odd.txt"));
    EXPECT_EQ(scan_text(true), whole);
}

TEST_P(StoreScan, DamagedSegmentsAreReadAgain) {
    const std::string whole = scan_text(true);
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open((folder_ / "store.db").c_str(), &handle), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(handle, "UPDATE segment_parts SET bytes = substr(bytes, 1, length(bytes) - 3)", nullptr, nullptr, nullptr), SQLITE_OK);
    ASSERT_GT(sqlite3_changes(handle), 0);
    sqlite3_close(handle);
    const std::string again = scan_text(true);
    EXPECT_GT(to_read_, 0U);
    EXPECT_EQ(again, whole);
    EXPECT_EQ(scan_text(true), whole);
    EXPECT_EQ(to_read_, 0U);
}

TEST_P(StoreScan, ChangedRulesReadAllAgainAndTheOldOnesAreKeptForARunWithThem) {
    scan_text(true);
    folder_.write("other/rule.yml", "title: o\nid: o\nlogsource: {product: okta}\ndetection: {s: {eventType: x}, condition: s}\n");
    const auto other = load({folder_ / "other"});
    EXPECT_NE(other->fingerprint, content(true).fingerprint);
    auto store = Store::open(folder_ / "store.db");
    ScanOptions options;
    options.inputs = {folder_ / "in"};
    options.store = &*store;
    std::uint64_t total = 0;
    options.progress = [&](const Progress& progress) { total = progress.bytes_total; };
    ASSERT_TRUE(scan(*other, options));
    EXPECT_GT(total, 0U);
    scan_text(true);
    EXPECT_EQ(to_read_, 0U);
}

TEST_P(StoreScan, WithoutRulesWhatTheySaidIsNotRead) {
    scan_text(true);
    const Content& others = content(!GetParam());
    auto store = Store::open(folder_ / "store.db");
    ScanOptions options;
    options.inputs = {folder_ / "in"};
    options.store = &*store;
    const auto stored = scan(others, options);
    options.store = nullptr;
    const auto plain = scan(others, options);
    std::ostringstream a, b;
    write_json(stored->report, a), write_json(plain->report, b);
    EXPECT_EQ(a.str(), b.str());
}

/// A child is killed at a moment that nobody chose; whatever it left, the next run gives the answer of one that was never killed.
TEST_P(StoreScan, KilledAtAnyMomentItGoesOnAndSaysTheSame) {
    for (int i = 0; i < 12; ++i)
        folder_.write("in/k" + std::to_string(i) + ".ndjson", okta(i % 2 ? "ann@acme.com" : "bo@acme.com", "8.8.8." + std::to_string(i), i % 5));
    const std::string whole = scan_text(false);
    (void)content(GetParam());
    const auto run_in_child = [&](int die_at = 0) {  // it kills itself when progress is told for the nth time, which is once a segment
        const pid_t child = ::fork();
        if (child != 0) return child;
        auto store = Store::open(folder_ / "store.db");
        ScanOptions options;
        options.inputs = {folder_ / "in"};
        options.threads = 1;
        options.now = Timestamp::from_seconds(1'775'000'000);
        options.segment_bytes = 1;
        options.store = store ? &*store : nullptr;
        options.progress = [&](const Progress&) {
            if (die_at > 0 && --die_at == 0) ::raise(SIGKILL);
        };
        ::_exit(scan(content(GetParam()), options) ? 0 : 1);
    };
    const auto remove_store = [&] {
        for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(folder_ / ("store.db" + std::string(end)));
    };
    // As long as a run that nobody kills takes here and now, so that kills fall everywhere into it.
    const auto begun = std::chrono::steady_clock::now();
    int status = 0;
    ASSERT_GT(::waitpid(run_in_child(), &status, 0), 0);
    const auto whole_run = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun).count();
    remove_store();
    scan_text(true);
    const std::uint64_t everything = to_read_;
    std::minstd_rand random(7);
    int killed = 0, kept = 0;
    for (int round = 0; round < 60; ++round) {
        const bool between = round % 3 == 2;                                // a kill between two segments, else anywhere
        if (round % 3 == 0 || (between && round % 2 == 0)) remove_store();  // a run of earlier rounds may have come to its end
        const pid_t child = run_in_child(between ? 2 + static_cast<int>(random() % 12) : 0);
        ASSERT_GE(child, 0);
        if (!between) {
            ::usleep(static_cast<useconds_t>(random() % static_cast<unsigned long>(whole_run)));
            ::kill(child, SIGKILL);
        }
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        killed += WIFSIGNALED(status);
        if (between) {
            EXPECT_EQ(scan_text(true), whole) << "round " << round;
            kept += to_read_ > 0 && to_read_ < everything;
            EXPECT_EQ(scan_text(true), whole);
            EXPECT_EQ(to_read_, 0U);
        }
    }
    EXPECT_GT(killed, 0);
    EXPECT_GT(kept, 0) << "no kill fell between two segments";
}

INSTANTIATE_TEST_SUITE_P(Rules, StoreScan, testing::Bool(), [](const auto& given) { return given.param ? "with" : "without"; });

}  // namespace
}  // namespace bonafide
