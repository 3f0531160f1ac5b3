// Killed at any moment and started again: no event lost, no alert lost, none twice. BONAFIDE_KILLS=500 is the long run.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "tests/watch/support.h"

namespace bonafide::watch::test {
namespace {

int kills() {
    const char* wanted = std::getenv("BONAFIDE_KILLS");
    return wanted ? std::atoi(wanted) : 40;
}

/// Runs the watcher in a process of its own, which the caller kills.
pid_t start(const World& world, const Content& content, const WatcherOptions& options) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    auto own = std::unique_ptr<Content>(const_cast<Content*>(&content));  // the copy that fork made; nobody frees it
    auto watcher = Watcher::open(std::move(own), options, world.outputs(), clock_now);
    if (!watcher) ::_exit(3);
    const auto done = (*watcher)->run();
    ::_exit(done ? 0 : 4);
}

/// `rotated`: in one of so many steps the log gets another name.
void kill_often(std::int64_t window_us, std::uint64_t rotated) {
    const World world;
    world.append("in/roster.csv", std::string(roster));
    const auto content = world.content();
    auto options = world.options(false);
    options.damper.window_us = window_us;
    options.damper.summary_us = 20'000;
    options.commit_us = 4'000;
    options.alert_us = 1'000;
    options.look_us = 20'000;
    options.assessor.every_us = 20'000;
    options.assessor.most_pieces = 20;
    std::mt19937_64 random(11);
    std::uint64_t id = 0, rotations = 0, fired = 0;
    for (int round = 0; round < kills(); ++round) {
        const pid_t child = start(world, *content, options);
        for (std::uint64_t left = 1 + random() % 6; left > 0; --left) {
            std::string text;
            for (std::uint64_t n = random() % 40; n > 0; --n, ++id) {
                const bool fires = random() % 5 == 0;
                fired += fires;
                text += process(random() % 2 ? "ann" : "bo",
                                fires          ? "AnyDesk.exe"
                                : random() % 9 ? "x.exe"
                                               : "whoami.exe",
                                id, static_cast<int>(id / 4 % 36000));
            }
            world.append("in/a.log", text.substr(0, text.size() / 2));  // a writer is in the midst of a line
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 4000));
            world.append("in/a.log", text.substr(text.size() / 2));
            if (random() % rotated == 0) fs::rename(world.folder / "in/a.log", world.folder / ("in/a.log." + std::to_string(++rotations)));
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 12000));
        }
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status)) << "the watcher ended by itself with " << WEXITSTATUS(status) << " in round " << round;
    }
    world.run_once(world.content(), options);

    std::set<std::string> keys;
    std::int64_t last = 0;
    std::uint64_t events = 0, correlations = 0;
    for (const auto& alert : world.alerts()) {
        EXPECT_TRUE(keys.insert(alert.key).second) << alert.key << " twice";
        EXPECT_GT(alert.sequence, last);
        last = alert.sequence;
        if (alert.kind == "rule") events += alert.count;
        if (alert.kind == "more" && alert.message.find("AnyDesk") != std::string::npos) events += alert.count;
        correlations += alert.kind == "correlation";
    }
    EXPECT_EQ(events, fired);
    EXPECT_EQ(findings(watched(world)), findings(scanned(*world.content(), world.folder / "in")));
    std::printf("%d kills, %llu events, %llu that fire, %llu rotations, %llu correlations, %zu alerts\n", kills(),
                static_cast<unsigned long long>(id), static_cast<unsigned long long>(fired), static_cast<unsigned long long>(rotations),
                static_cast<unsigned long long>(correlations), keys.size());
}

TEST(WatchKill, EachEventMakesItsAlertOnce) { kill_often(0, 60); }
TEST(WatchKill, CountsOfRepeatedEventsAreRight) { kill_often(3600LL * 1'000'000, 60); }
TEST(WatchKill, SmallFilesRotatedEveryFewEvents) { kill_often(0, 6); }

}  // namespace
}  // namespace bonafide::watch::test
