// `bonafide watch` as a process of its own.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/watch/support.h"

namespace bonafide::watch::test {

/// The program in the background; its standard input is a pipe. Killed at the end if it still runs.
class Started {
public:
    Started(const std::vector<std::string>& arguments, const std::string& notify_socket = "") {
        int ends[2]{};
        EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
        std::vector<char*> words;
        for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
        words.push_back(nullptr);
        id_ = ::fork();
        if (id_ == 0) {
            ::dup2(ends[0], STDIN_FILENO);
            if (!notify_socket.empty()) ::setenv("NOTIFY_SOCKET", notify_socket.c_str(), 1);
            ::execv(BONAFIDE_PROGRAM, words.data());
            ::_exit(127);
        }
        ::close(ends[0]);
        input_ = ends[1];
    }
    ~Started() {
        close_input();
        if (id_ > 0) ::kill(id_, SIGKILL), (void)wait();
    }
    Started(const Started&) = delete;
    Started& operator=(const Started&) = delete;

    void write(const std::string& text) const { EXPECT_EQ(::write(input_, text.data(), text.size()), static_cast<ssize_t>(text.size())); }
    void close_input() {
        if (input_ >= 0) ::close(std::exchange(input_, -1));
    }
    void signal(int number) const { ::kill(id_, number); }
    /// The status that it ended with; 128 and the signal where it was killed.
    int wait() {
        int status = 0;
        ::waitpid(std::exchange(id_, -1), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }

private:
    pid_t id_ = -1;
    int input_ = -1;
};

inline std::vector<std::string> watch_words(const World& world, std::vector<std::string> inputs) {
    std::vector<std::string> out{"bonafide", "watch"};
    std::ranges::move(inputs, std::back_inserter(out));
    for (const char* word : {"--quiet", "--window", "0s", "--content", BONAFIDE_CONTENT}) out.emplace_back(word);
    const std::vector<std::pair<std::string, std::string>> options{{"--rules", "rules"}, {"--state", "state"}, {"--alerts", "alerts.ndjson"}};
    for (const auto& [option, value] : options) out.push_back(option), out.push_back(world.folder / value);
    return out;
}

}  // namespace bonafide::watch::test
