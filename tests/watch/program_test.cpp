// `bonafide watch` as it is started by people and by systemd: standard input, signals, sd_notify, a state that is taken up again.
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "tests/watch/started.h"

namespace bonafide::watch::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

/// The socket of a service manager.
class Manager {
public:
    explicit Manager(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
        sockaddr_un at{};
        at.sun_family = AF_UNIX;
        path.copy(at.sun_path, sizeof at.sun_path - 1);
        EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
    }
    ~Manager() { ::close(socket_); }
    /// The next message that is no sign of life; "" after half a minute without one. Signs of life are counted.
    std::string next() {
        for (;;) {
            pollfd waiting{socket_, POLLIN, 0};
            if (::poll(&waiting, 1, 30'000) <= 0) return {};
            char buffer[512];
            const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
            std::string text(buffer, static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
            if (text != "WATCHDOG=1") return text;
            ++alive;
        }
    }
    int alive = 0;

private:
    int socket_;
};

TEST(WatchProgram, TellsSystemdWhatItDoes) {
    const World world;
    world.append("in/app.log", process("ann", "AnyDesk.exe", 1));
    Manager manager(world.folder / "notify");
    Started program(watch_words(world, {world.folder / "in"}), world.folder / "notify");
    EXPECT_THAT(manager.next(), StartsWith("READY=1"));
    ASSERT_TRUE(eventually([&] { return world.rule_alerts() == 1; }));
    world.folder.write("rules/new.yml", std::string(new_rule));
    program.signal(SIGHUP);
    EXPECT_THAT(manager.next(), StartsWith("RELOADING=1\nMONOTONIC_USEC="));
    EXPECT_EQ(manager.next(), "READY=1");
    world.append("in/app.log", process("ann", "y.exe", 2));
    ASSERT_TRUE(eventually([&] { return world.rule_alerts() == 2; }));
    program.signal(SIGTERM);
    EXPECT_EQ(manager.next(), "STOPPING=1");
    EXPECT_EQ(program.wait(), 0);
    EXPECT_GE(manager.alive, 1);
    EXPECT_TRUE(fs::exists(world.folder / "state/report/report.json"));
}

TEST(WatchProgram, FilesOfAlertsThatWereRotatedAreOpenedAgain) {
    const World world;
    world.append("in/app.log", process("ann", "AnyDesk.exe", 1));
    Started program(watch_words(world, {world.folder / "in"}));
    ASSERT_TRUE(eventually([&] { return world.rule_alerts() == 1; }));
    fs::rename(world.folder / "alerts.ndjson", world.folder / "alerts.1");
    program.signal(SIGHUP);
    ASSERT_TRUE(eventually([&] {
        static std::uint64_t id = 10;
        world.append("in/app.log", process("bo", "AnyDesk.exe", id++));
        return fs::exists(world.folder / "alerts.ndjson") && world.rule_alerts() > 0;
    }));
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0);
    std::set<std::string> keys;
    std::size_t lines = 0;
    for (const char* name : {"alerts.1", "alerts.ndjson"}) {
        std::istringstream text(e2e::slurp(world.folder / name));
        for (std::string line; std::getline(text, line); ++lines) keys.insert(line.substr(line.find("\"key\""), 120));
    }
    EXPECT_EQ(keys.size(), lines);
}

TEST(WatchProgram, StandardInputToItsEnd) {
    const World world;
    std::string text;
    for (std::uint64_t i = 0; i < 300; ++i) text += process("ann", i % 3 ? "x.exe" : "AnyDesk.exe", i);
    auto words = watch_words(world, {"-", "--once"});
    Started program(words);
    program.write(text.substr(0, 1000));
    program.write(text.substr(1000));
    program.close_input();
    EXPECT_EQ(program.wait(), 0);
    EXPECT_EQ(world.rule_alerts(), 100U);
    EXPECT_EQ(e2e::slurp(world.folder / "state/spool/stdin/json/00000001.ndjson"), text);
}

TEST(WatchProgram, StandardInputWhileItIsOpen) {
    const World world;
    Started program(watch_words(world, {"-"}));
    program.write(process("ann", "AnyDesk.exe", 1) + process("ann", "x.exe", 2));
    EXPECT_TRUE(eventually([&] { return world.rule_alerts() == 1; }));
    const std::string last = process("bo", "AnyDesk.exe", 3);
    program.write(last.substr(0, last.size() - 1));  // no line feed: its end is the end of what is written
    program.close_input();
    EXPECT_TRUE(eventually([&] { return world.rule_alerts() == 2; }));
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0);
}

}  // namespace
}  // namespace bonafide::watch::test
