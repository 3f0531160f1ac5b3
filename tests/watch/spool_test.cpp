// What watch keeps on disk: the spool is emptied of what is read, committed and old, and of nothing else; pieces become one.
#include "watch/spool.h"
#include "tests/watch/support.h"

namespace bonafide::watch::test {
namespace {

constexpr std::uint64_t hour_us = 3'600'000'000;

/// Five files of some hundred events each, all of them made two hours ago.
std::vector<fs::path> fill_spool(const World& world) {
    Spool spool({world.folder / "state/spool", 100'000});
    for (std::uint64_t i = 0; i < 1500; ++i)
        EXPECT_TRUE(spool.append("http", SpoolKind::json, process("ann", i % 10 ? "x.exe" : "AnyDesk.exe", i, static_cast<int>(i))));
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(world.folder / "state/spool/http/json")) {
        files.push_back(entry.path());
        fs::last_write_time(entry.path(), fs::file_time_type::clock::now() - std::chrono::hours(2));
    }
    std::ranges::sort(files);
    EXPECT_GE(files.size(), 5U);
    return files;
}

WatcherOptions spool_options(const World& world) {
    auto options = world.options(true);
    options.inputs = {world.folder / "state/spool"};
    options.damper.window_us = 0;
    return options;
}

std::vector<fs::path> left(const std::vector<fs::path>& files) {
    std::vector<fs::path> out;
    std::ranges::copy_if(files, std::back_inserter(out), [](const fs::path& file) { return fs::exists(file); });
    return out;
}

TEST(WatchSpool, WhatIsReadAndOldIsRemovedAndNotForgotten) {
    const World world;
    const auto files = fill_spool(world);
    auto options = spool_options(world);
    world.run_once(world.content(), options);
    EXPECT_EQ(left(files), files);  // kept for a month
    EXPECT_EQ(world.rule_alerts(), 150U);
    const auto before = findings(watched(world));
    options.keep_spool_us = hour_us;
    world.run_once(world.content(), options);
    EXPECT_EQ(left(files), std::vector{files.back()});  // somebody may write there
    Spool spool({world.folder / "state/spool", 100'000});
    ASSERT_TRUE(spool.append("http", SpoolKind::json, process("bo", "AnyDesk.exe", 5000)));
    world.run_once(world.content(), options);
    EXPECT_EQ(world.rule_alerts(), 151U);
    EXPECT_EQ(std::ranges::count_if(findings(watched(world)), [](const std::string& line) { return line.starts_with("records"); }), 1);
    EXPECT_THAT(findings(watched(world)), testing::Contains("records1501"));
    EXPECT_THAT(before, testing::Contains("records1500"));
}

TEST(WatchSpool, AboveItsSizeTheOldestGoFirst) {
    const World world;
    const auto files = fill_spool(world);
    auto options = spool_options(world);
    options.most_spool_bytes = 250'000;
    world.run_once(world.content(), options);
    world.run_once(world.content(), options);
    const auto kept = left(files);
    EXPECT_LT(kept.size(), files.size());
    EXPECT_GE(kept.size(), 2U);
    EXPECT_TRUE(std::equal(kept.rbegin(), kept.rend(), files.rbegin()));
    EXPECT_EQ(world.rule_alerts(), 150U);
}

TEST(WatchSpool, WhatIsNotReadStays) {
    const World world;
    const auto files = fill_spool(world);
    auto options = spool_options(world);
    options.inputs = {world.folder / "in"};
    options.keep_spool_us = hour_us;
    world.run_once(world.content(), options);
    EXPECT_EQ(left(files), files);
}

/// A file system gives the number of a file that is gone to the next one: it is another file all the same.
TEST(WatchSpool, ADocumentThatIsGoneIsNotTakenForTheNextOneOfItsInode) {
    const World world;
    auto options = world.options(true);
    options.damper.window_us = 0;
    world.append("in/a.log", process("ann", "AnyDesk.exe", 1) + process("ann", "AnyDesk.exe", 2));
    world.run_once(world.content(), options);
    fs::rename(world.folder / "in/a.log", world.folder / "in/b.log");  // the same number as when a.log is deleted and b.log made
    std::ofstream(world.folder / "in/b.log") << process("bo", "AnyDesk.exe", 3);
    world.run_once(world.content(), options);
    EXPECT_EQ(world.rule_alerts(), 3U);
    EXPECT_THAT(findings(watched(world)), testing::Contains("records3"));
}

TEST(WatchState, PiecesBecomeOneFileWhichIsReadBack) {
    const World world;
    auto options = world.options(true);
    options.damper.window_us = 0;
    options.assessor.most_pieces = 1;
    std::uint64_t id = 0;
    const auto bases = [&] {
        std::vector<std::string> out;
        for (const auto& entry : fs::directory_iterator(world.folder / "state"))
            if (const std::string name = entry.path().filename().string(); name.starts_with("base-")) out.push_back(name);
        return out;
    };
    std::set<std::string> seen;
    for (int run = 0; run < 4; ++run) {
        std::string text;
        for (int i = 0; i < 250; ++i, ++id) text += process("ann", i ? "x.exe" : "AnyDesk.exe", id, static_cast<int>(id));
        world.append("in/app.log", text);
        world.folder.write("state/base-999999.part", "what a death left");
        world.run_once(world.content(), options);
        const auto now = bases();
        EXPECT_LE(now.size(), 1U);
        seen.insert(now.begin(), now.end());
    }
    EXPECT_GE(seen.size(), 2U);  // each took the place of the one before it
    EXPECT_EQ(world.rule_alerts(), 4U);
    EXPECT_EQ(watched(world), scanned(*world.content(), world.folder / "in"));
    fs::remove(world.folder / ("state/" + bases().at(0)));
    auto watcher = Watcher::open(world.content(), options, {}, clock_now);
    ASSERT_FALSE(watcher);
    EXPECT_THAT(watcher.error().text(), testing::HasSubstr("belongs to the state"));
}

}  // namespace
}  // namespace bonafide::watch::test
