// Files being followed: the same answer as one scan whatever the cuts, rotation, truncation, and what repeated events become.
#include <random>

#include "simulate/simulate.h"
#include "tests/watch/support.h"

namespace bonafide::watch::test {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;

/// A file of the demonstration that grows before the watcher's eyes.
struct Growing {
    std::string bytes;
    fs::path to;
    std::size_t written = 0;
};

TEST(WatchFollow, RandomCutsGiveTheReportOfOneScan) {
    const World world;
    const e2e::Folder source;
    SimulateOptions simulated;
    simulated.people = 30;
    simulated.days = 12;
    simulated.out = source / "org";
    ASSERT_TRUE(simulate(simulated));
    std::vector<Growing> files;
    for (fs::recursive_directory_iterator at(source / "org"), end; at != end; ++at) {
        if (!at->is_regular_file()) continue;
        const fs::path to = fs::path(world.folder / "in") / fs::relative(at->path(), source / "org");
        fs::create_directories(to.parent_path());
        // A repository and an archive come whole; the others grow.
        const bool whole =
            at->path().string().find(".git/") != std::string::npos || at->path().extension() == ".zip" || at->path().extension() == ".gz";
        if (whole) fs::copy_file(at->path(), to);
        else files.push_back({e2e::slurp(at->path()), to, 0});
    }
    ASSERT_GT(files.size(), 10U);
    auto options = world.options(false);
    options.commit_us = 20'000;
    const std::vector<fs::path> rules{std::string(BONAFIDE_ROOT) + "/content/rules"};
    {
        Running running(world, World::content_of(rules), options);
        running.start();
        std::mt19937_64 random(7);
        for (bool more = true; more;) {
            more = false;
            for (Growing& file : files) {
                if (file.written == file.bytes.size()) continue;
                more = true;
                const std::size_t size = std::min(file.bytes.size() - file.written, std::size_t{1} << (6 + random() % 14));
                std::ofstream(file.to, std::ios::binary | std::ios::app) << file.bytes.substr(file.written, size);
                file.written += size;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(random() % 8));
        }
    }
    world.run_once(World::content_of(rules), options);
    const std::string expected = scanned(*World::content_of(rules), world.folder / "in");
    EXPECT_EQ(watched(world), expected);
    EXPECT_THAT(expected, HasSubstr("\"status\": \"matched\""));
}

TEST(WatchFollow, RotationAndTruncationLoseAndRepeatNothing) {
    const World world;
    world.append("in/roster.csv", std::string(roster));
    auto options = world.options(false);
    options.damper.window_us = 0;
    options.look_us = 50'000;
    std::uint64_t id = 0, expected = 0;
    const auto write = [&](int events) {
        std::string text;
        for (int i = 0; i < events; ++i, ++id) {
            const bool fires = id % 10 == 0;
            expected += fires;
            text += process("ann", fires ? "AnyDesk.exe" : "x.exe", id, static_cast<int>(id % 3000));
        }
        world.append("in/app.log", text);
    };
    Running running(world, world.content(), options);
    running.start();
    const auto all_read = [&] { return eventually([&] { return running.watcher->status().pipeline.records >= id; }); };
    write(500);
    ASSERT_TRUE(all_read());
    fs::rename(world.folder / "in/app.log", world.folder / "in/app.log.1");
    world.append("in/app.log.1", process("bo", "AnyDesk.exe", 1'000'000));  // by a writer that has the old file open
    ++expected;
    write(700);
    ASSERT_TRUE(eventually([&] { return running.watcher->status().pipeline.matches >= expected; }));
    fs::rename(world.folder / "in/app.log", world.folder / "away.log");  // out of sight
    write(600);
    ASSERT_TRUE(eventually([&] { return running.watcher->status().pipeline.matches >= expected; }));
    fs::resize_file(world.folder / "in/app.log", 0);  // copytruncate
    ASSERT_TRUE(eventually([&] { return running.watcher->status().files < 3; }));
    write(800);
    EXPECT_TRUE(eventually([&] { return running.watcher->status().pipeline.matches >= expected; }));
    running.stop();
    const auto alerts = world.alerts();
    std::set<std::string> keys;
    std::uint64_t rules = 0;
    for (const auto& alert : alerts) {
        EXPECT_TRUE(keys.insert(alert.key + "@" + std::to_string(alert.sequence)).second);
        rules += alert.kind == "rule";
    }
    EXPECT_EQ(rules, expected);
}

TEST(WatchFollow, RepeatedEventsAreCountedAndTold) {
    const World world;
    world.append("in/roster.csv", std::string(roster));
    std::string text;
    for (int i = 0; i < 1000; ++i) text += process("ann", i % 4 == 0 ? "AnyDesk.exe" : "x.exe", static_cast<std::uint64_t>(i), i % 60);
    world.append("in/app.log", text);
    world.run_once(world.content(), world.options(true));
    std::uint64_t first = 0, told = 0;
    for (const auto& alert : world.alerts())
        if (alert.kind == "rule") ++first, told += alert.count;
        else if (alert.kind == "more") told += alert.count;
    EXPECT_EQ(first, 1U);
    EXPECT_EQ(told, 250U);
}

TEST(WatchFollow, CorrelationsAndBandsAreTold) {
    const World world;
    world.append("in/roster.csv", std::string(roster));
    std::string text;
    for (int i = 0; i < 400; ++i) text += process(i < 300 ? "ann" : "bo", i % 50 == 0 ? "whoami.exe" : "x.exe", static_cast<std::uint64_t>(i), i);
    world.append("in/app.log", text);
    world.run_once(world.content(), world.options(true));
    const auto alerts = world.alerts();
    EXPECT_THAT(alerts, Contains(Field(&World::Told::kind, "correlation")));
    std::size_t correlations = 0;
    for (const auto& alert : alerts) correlations += alert.kind == "correlation";
    EXPECT_EQ(correlations, 1U);  // six of ann's in ten minutes, two of bo's
}

TEST(WatchFollow, ASecondRunGoesOnWhereTheFirstStopped) {
    const World world;
    auto options = world.options(true);
    options.damper.window_us = 0;
    world.append("in/app.log", process("ann", "AnyDesk.exe", 1) + process("ann", "x.exe", 2));
    world.run_once(world.content(), options);
    EXPECT_EQ(world.rule_alerts(), 1U);
    world.run_once(world.content(), options);
    EXPECT_EQ(world.rule_alerts(), 1U);
    world.append("in/app.log", process("bo", "AnyDesk.exe", 3));  // still a small file, which is read as a whole
    world.run_once(world.content(), options);
    EXPECT_EQ(world.rule_alerts(), 2U);
    std::string much;
    for (std::uint64_t i = 10; i < 500; ++i) much += process("ann", "x.exe", i);
    world.append("in/app.log", much + process("bo", "AnyDesk.exe", 501));  // now it is followed
    world.run_once(world.content(), options);
    EXPECT_EQ(world.rule_alerts(), 3U);
    EXPECT_EQ(watched(world), scanned(*world.content(), world.folder / "in"));
}

TEST(WatchFollow, LargeDocumentsAreReadAsideAndTheirAlertsToldOnce) {
    const World world;
    auto options = world.options(false);
    options.damper.window_us = 0;
    std::string array = "[";
    for (std::uint64_t i = 0; i < 6000; ++i) {
        array += process("ann", i % 100 ? "x.exe" : "AnyDesk.exe", i, static_cast<int>(i % 3000));
        array.back() = i == 5999 ? ']' : ',';
    }
    ASSERT_GT(array.size(), 1U << 20);
    world.append("in/export.json", array);
    Running running(world, world.content(), options);
    running.start();
    {
        std::ofstream log(world.folder / "in/app.log", std::ios::binary);
        log << process("bo", "AnyDesk.exe", 7000) << std::flush;
        EXPECT_TRUE(eventually([&] { return running.watcher->status().pipeline.records >= 1; }));
    }  // that it is closed later changes nothing: it is not read again
    EXPECT_TRUE(eventually([&] { return running.watcher->status().pipeline.records == 6001; }));
    EXPECT_TRUE(eventually([&] { return world.rule_alerts() == 61; }));
    fs::rename(world.folder / "in/export.json", world.folder / "in/renamed.json");  // read again, and nothing told again
    EXPECT_TRUE(eventually([&] { return running.watcher->status().pipeline.records == 12001; }));
    running.stop();
    EXPECT_EQ(world.rule_alerts(), 61U);
    EXPECT_EQ(findings(watched(world)), findings(scanned(*world.content(), world.folder / "in")));
}

TEST(WatchFollow, ReloadGoesOnWithoutAGap) {
    const World world;
    auto options = world.options(false);
    options.damper.window_us = 0;
    std::atomic<int> lists_loaded{0};
    options.assessor.lists = [&]() -> std::shared_ptr<const name::KeptLists> {
        ++lists_loaded;
        return nullptr;
    };
    Running running(world, world.content(), options);
    running.watcher->load = [&] { return world.content(); };
    running.start();
    EXPECT_TRUE(eventually([&] { return lists_loaded == 1; }));
    std::uint64_t id = 0;
    const auto write = [&](const std::string& image) {
        std::string text;
        for (int i = 0; i < 300; ++i, ++id) text += process("ann", image, id, static_cast<int>(id % 3000));
        world.append("in/app.log", text);
    };
    write("x.exe");
    ASSERT_TRUE(eventually([&] { return running.watcher->status().pipeline.records >= id; }));
    world.folder.write("rules/new.yml", std::string(new_rule));
    running.watcher->reload();
    ASSERT_TRUE(eventually([&] { return running.watcher->status().reloads == 1; }));
    EXPECT_TRUE(eventually([&] { return lists_loaded == 2; })) << "the kept lists too are loaded again";
    write("y.exe");
    EXPECT_TRUE(eventually([&] { return running.watcher->status().pipeline.alerts >= 300; }));
    world.folder.write("rules/new.yml", "title: [broken");
    running.watcher->load = [] { return nullptr; };
    running.watcher->reload();
    write("AnyDesk.exe");
    EXPECT_TRUE(eventually([&] { return running.watcher->status().pipeline.alerts >= 600; }));
    running.stop();
    EXPECT_EQ(running.watcher->status().reloads, 1U);
    std::size_t rules = 0;
    for (const auto& alert : world.alerts()) rules += alert.kind == "rule";
    EXPECT_EQ(rules, 600U);
}

}  // namespace
}  // namespace bonafide::watch::test
