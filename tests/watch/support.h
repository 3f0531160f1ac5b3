// A folder that a Watcher follows, events that fire and events that do not. Used by the tests of watch.
#pragma once

#include <gmock/gmock.h>
#include <simdjson.h>

#include <chrono>
#include <thread>

#include "report/writers.h"
#include "scan/scan.h"
#include "tests/e2e/program.h"
#include "watch/watcher.h"

namespace bonafide::watch::test {

namespace fs = std::filesystem;

inline Timestamp clock_now() {
    return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
}

/// One event of Sysmon in which somebody starts a program; `id` makes it unlike all others.
inline std::string process(const std::string& user, const std::string& image, std::uint64_t id, int second = 0) {
    char time[32];
    std::snprintf(time, sizeof time, "%02d:%02d:%02d", 8 + second / 3600, second / 60 % 60, second % 60);
    return R"({"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"UtcTime":"2026-03-02 )" + std::string(time) +
           R"(","Computer":"L1","TerminalSessionId":1,"ProcessId":)" + std::to_string(id) + R"(,"User":"ACME\\)" + user + R"(","Image":"C:\\)" +
           image + R"(","CommandLine":"a rather long command line, so that the file soon is a large one: )" + std::string(120, 'x') + R"("})" + "\n";
}

inline constexpr std::string_view anydesk_rule = R"(
title: AnyDesk
id: anydesk
name: anydesk
level: high
tags: [attack.command-and-control, attack.t1219]
logsource: {product: windows, category: process_creation}
detection: {s: {Image|endswith: '\AnyDesk.exe'}, condition: s}
)";
/// What is added while somebody watches.
inline constexpr std::string_view new_rule = R"(
title: Something new
id: new
level: high
logsource: {product: windows, category: process_creation}
detection: {s: {Image|endswith: '\y.exe'}, condition: s}
)";
inline constexpr std::string_view burst_rule = R"(
title: Whoami
id: whoami
name: whoami
level: low
logsource: {product: windows, category: process_creation}
detection: {s: {Image|endswith: '\whoami.exe'}, condition: s}
---
title: Many whoami
id: many_whoami
level: critical
correlation: {type: event_count, rules: [whoami], group-by: [User], timespan: 10m, condition: {gte: 5}}
)";

inline constexpr std::string_view roster =
    "Employee ID,Full Name,Work Email,Username,Hire Date\n1042,Ann Lee,ann@acme.com,ann,2024-01-02\n1077,Bo Tan,bo@acme.com,bo,2024-01-02\n";

class World {
public:
    World() {
        folder.write("rules/anydesk.yml", std::string(anydesk_rule));
        folder.write("rules/burst.yml", std::string(burst_rule));
        fs::create_directories(folder / "in");
    }

    [[nodiscard]] std::unique_ptr<Content> content() const { return content_of({folder / "rules"}); }
    [[nodiscard]] static std::unique_ptr<Content> content_of(const std::vector<fs::path>& rules) {
        const char* other = std::getenv("BONAFIDE_CONTENT");
        ContentPaths paths{other ? other : BONAFIDE_CONTENT, std::string(BONAFIDE_ROOT) + "/.data", {}, rules, {}, nullptr};
        Errors errors;
        auto content = Content::load(paths, errors);
        for (const Error& error : errors) ADD_FAILURE() << error.text();
        return content;
    }

    void append(const std::string& name, const std::string& text) const {
        fs::create_directories(fs::path(folder / name).parent_path());
        std::ofstream(folder / name, std::ios::binary | std::ios::app) << text;
    }

    [[nodiscard]] WatcherOptions options(bool once) const {
        WatcherOptions out;
        out.inputs = {folder / "in"};
        out.state = folder / "state";
        out.once = once;
        out.assessor.report = folder / "report";
        out.assessor.program_version = "test";
        out.damper.per_minute = 0;
        return out;
    }
    [[nodiscard]] std::vector<std::unique_ptr<Output>> outputs() const {
        std::vector<std::unique_ptr<Output>> out;
        out.push_back(make_file_output(folder / "alerts.ndjson", AlertFormat::bonafide, "test"));
        return out;
    }
    /// Reads everything that is there, and ends.
    void run_once(std::unique_ptr<Content> content, WatcherOptions options) const {
        options.once = true;
        auto watcher = Watcher::open(std::move(content), std::move(options), outputs(), clock_now);
        ASSERT_TRUE(watcher) << watcher.error().text();
        const auto done = (*watcher)->run();
        ASSERT_TRUE(done) << done.error().text();
    }

    struct Told {
        std::string key, kind, subject, message, locator;
        std::int64_t sequence = 0;
        std::uint64_t count = 0;
    };
    [[nodiscard]] std::vector<Told> alerts() const {
        std::vector<Told> out;
        simdjson::dom::parser parser;
        std::istringstream lines(e2e::slurp(folder / "alerts.ndjson"));
        for (std::string line; std::getline(lines, line);) {
            const auto alert = parser.parse(simdjson::padded_string(line));
            const auto text = [&](const char* name) { return std::string(std::string_view(alert[name])); };
            out.push_back({text("key"), text("kind"), text("subject"), text("message"), text("locator"), std::int64_t(alert["sequence"]),
                           std::uint64_t(alert["count"])});
        }
        return out;
    }

    [[nodiscard]] std::size_t rule_alerts() const {
        const std::vector<Told> all = alerts();
        return static_cast<std::size_t>(std::ranges::count(all, "rule", &Told::kind));
    }

    e2e::Folder folder;
};

/// The report without what differs from run to run: when it was made, and what rules cost.
inline std::string comparable(Report report) {
    report.made = {};
    report.totals.seconds = 0;
    for (ReportRule& rule : report.rules) rule.ns_per_event = 0;
    std::ostringstream out;
    write_json(report, out);
    return out.str();
}
inline std::string scanned(const Content& content, const std::string& folder) {
    ScanOptions options;
    options.inputs = {folder};
    options.program_version = "test";
    options.now = clock_now();
    auto outcome = scan(content, options);
    EXPECT_TRUE(outcome);
    // Through the file, as the watcher's report is: numbers are written with so many digits.
    const e2e::Folder scratch;
    std::ofstream out(scratch / "report.json");
    write_json(outcome->report, out);
    out.close();
    return comparable(*read_json(scratch / "report.json"));
}
inline std::string watched(const World& world) {
    auto report = read_json(world.folder / "report/report.json");
    EXPECT_TRUE(report) << report.error().text();
    return report ? comparable(std::move(*report)) : std::string();
}

/// What the report says of people and rules. Files that were rotated stand in another order than in a scan of what they are called in the end,
/// and so may the evidence of one and the same moment.
inline std::vector<std::string> findings(const std::string& report_json) {
    std::vector<std::string> out;
    simdjson::dom::parser parser;
    const simdjson::padded_string padded(report_json);
    const auto report = parser.parse(padded);
    const auto text = [](simdjson::dom::element element) { return simdjson::minify(element); };
    for (const simdjson::dom::element person : report["people"].get_array()) {
        out.push_back(text(person["id"]) + text(person["band"]) + text(person["bits"]) + text(person["identifiers"].at(0)["value"]));
        for (const simdjson::dom::element signal : person["signals"].get_array())
            out.push_back(text(person["id"]) + text(signal["check"]) + text(signal["counted_bits"]) + text(signal["time"]) + text(signal["summary"]));
    }
    for (const simdjson::dom::element rule : report["rules"].get_array()) out.push_back(text(rule["id"]) + text(rule["matches"]));
    for (const char* total : {"bytes", "records", "events", "statements", "signals"}) out.push_back(total + text(report["totals"][total]));
    return out;
}

/// Waits for something that another thread does; false after ten seconds.
template <class Condition>
bool eventually(Condition condition) {
    for (int i = 0; i < 1000; ++i) {
        if (condition()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}

/// A watcher on a thread of its own, stopped at the end.
class Running {
public:
    Running(const World& world, std::unique_ptr<Content> content, WatcherOptions options) {
        options.once = false;
        auto opened = Watcher::open(std::move(content), std::move(options), world.outputs(), clock_now);
        EXPECT_TRUE(opened) << opened.error().text();
        watcher = std::move(*opened);
    }
    void start() {
        thread_ = std::thread([this] {
            const auto done = watcher->run();
            EXPECT_TRUE(done) << done.error().text();
        });
    }
    void stop() {
        if (!thread_.joinable()) return;
        watcher->stop();
        thread_.join();
    }
    ~Running() { stop(); }

    std::unique_ptr<Watcher> watcher;

private:
    std::thread thread_;
};

}  // namespace bonafide::watch::test
