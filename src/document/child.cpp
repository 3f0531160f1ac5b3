#include "document/child.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

namespace bonafide::document {

namespace {

class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    ~Descriptor() { reset(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return number_; }
    void reset(int number = -1) {
        if (number_ >= 0) ::close(number_);
        number_ = number;
    }

private:
    int number_;
};

std::unexpected<Error> failed(const std::string& what) { return fail("", what + ": " + std::strerror(errno)); }

/// The bytes as a file without a name: the child can map it and go to any place of it.
bool fill(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return ::lseek(file, 0, SEEK_SET) == 0 && ::fcntl(file, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) == 0;
}

class Actions {
public:
    Actions() { ::posix_spawn_file_actions_init(&actions_); }
    ~Actions() { ::posix_spawn_file_actions_destroy(&actions_); }
    Actions(const Actions&) = delete;
    Actions& operator=(const Actions&) = delete;
    [[nodiscard]] posix_spawn_file_actions_t* get() { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

/// Signals as a fresh process expects them, whatever the caller ignores or blocks.
class Attributes {
public:
    Attributes() {
        ::posix_spawnattr_init(&attributes_);
        sigset_t all, none;
        ::sigfillset(&all);
        ::sigemptyset(&none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setpgroup(&attributes_, 0);  // Ctrl-C is for this process, which ends the child itself
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    }
    ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;
    [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

private:
    posix_spawnattr_t attributes_{};
};

/// No variable of the caller's reaches the child; one thread for each Tesseract, or they get in each other's way.
std::array<char*, 5> environment() {
    static char path[] = "PATH=/usr/bin:/bin", locale[] = "LC_ALL=C.UTF-8", threads[] = "OMP_THREAD_LIMIT=1", home[] = "HOME=/nonexistent";
    return {path, locale, threads, home, nullptr};
}

/// Reads until the child closes its output, the deadline passes or there is too much of it.
void collect(int from, std::chrono::steady_clock::time_point deadline, std::uint64_t max_output, ChildRun& run) {
    std::array<char, 64 << 10> block;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        if (left <= 0) {
            run.timed_out = true;
            return;
        }
        pollfd waiting{from, POLLIN, 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(std::min<long>(left, 60'000)));
        if (ready <= 0) continue;
        const ssize_t count = ::read(from, block.data(), block.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return;
        if (run.out.size() + static_cast<std::size_t>(count) > max_output) {
            run.too_much = true;
            return;
        }
        run.out.append(block.data(), static_cast<std::size_t>(count));
    }
}

/// A child that closed its output may still be ending; one that is to be ended gets no choice.
void wait_for(pid_t child, bool kill, ChildRun& run) {
    if (kill) ::kill(child, SIGKILL);
    int status = 0;
    for (int tries = 0;;) {
        const pid_t got = ::waitpid(child, &status, kill ? 0 : WNOHANG);
        if (got == child) break;
        if (got < 0 && errno != EINTR) return;
        if (got == 0) {
            if (++tries > 2000) {
                ::kill(child, SIGKILL);
                kill = true;
            } else ::usleep(tries < 20 ? 50 : 1000);
        }
    }
    if (WIFEXITED(status)) run.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) run.signal = WTERMSIG(status);
}

}  // namespace

Result<ChildRun> run_child(const std::vector<std::string>& arguments, std::string_view input, double max_seconds, std::uint64_t max_output) {
    const Descriptor file(::memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (file.get() < 0 || !fill(file.get(), input)) return failed("no memory to hand the document over");
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return failed("no pipe for a reader process");
    Descriptor from(ends[0]), to(ends[1]);
    Actions actions;
    ::posix_spawn_file_actions_adddup2(actions.get(), file.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(actions.get(), to.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(actions.get(), STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(actions.get(), STDERR_FILENO + 1);
    std::vector<char*> pointers;
    for (const std::string& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
    pointers.push_back(nullptr);
    std::array<char*, 5> variables = environment();
    const Attributes attributes;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::microseconds(static_cast<std::int64_t>(max_seconds * 1e6));
    pid_t child = -1;
    if (const int code = ::posix_spawn(&child, pointers[0], actions.get(), attributes.get(), pointers.data(), variables.data()); code != 0) {
        errno = code;
        return failed("cannot start " + arguments[0]);
    }
    to.reset();
    ChildRun run;
    collect(from.get(), deadline, max_output, run);
    from.reset();
    wait_for(child, run.timed_out || run.too_much, run);
    return run;
}

}  // namespace bonafide::document
