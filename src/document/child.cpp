#include "document/child.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <utility>

namespace bonafide::document {

namespace {

class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    ~Descriptor() { reset(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return number_; }
    [[nodiscard]] int release() { return std::exchange(number_, -1); }
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

void set_status(int status, ChildRun& run) {
    if (WIFEXITED(status)) run.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) run.signal = WTERMSIG(status);
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
    set_status(status, run);
}

/// The input as a file, and the pipe for the answer.
struct Handover {
    Descriptor file, from, to;
    [[nodiscard]] Result<void> open(std::string_view input) {
        file.reset(::memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING));
        if (file.get() < 0 || !fill(file.get(), input)) return failed("no memory to hand the document over");
        return open_pipe();
    }
    [[nodiscard]] Result<void> open_pipe() {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) return failed("no pipe for a reader process");
        from.reset(ends[0]);
        to.reset(ends[1]);
        return {};
    }
};

Result<pid_t> spawn(const std::vector<std::string>& arguments, int in, int out) {
    Actions actions;
    ::posix_spawn_file_actions_adddup2(actions.get(), in, STDIN_FILENO);
    if (out >= 0) ::posix_spawn_file_actions_adddup2(actions.get(), out, STDOUT_FILENO);
    else ::posix_spawn_file_actions_addopen(actions.get(), STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(actions.get(), STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(actions.get(), STDERR_FILENO + 1);
    std::vector<char*> pointers;
    for (const std::string& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
    pointers.push_back(nullptr);
    std::array<char*, 5> variables = environment();
    const Attributes attributes;
    pid_t child = -1;
    if (const int code = ::posix_spawn(&child, pointers[0], actions.get(), attributes.get(), pointers.data(), variables.data()); code != 0) {
        errno = code;
        return failed("cannot start " + arguments[0]);
    }
    return child;
}

std::chrono::steady_clock::time_point after(double seconds) {
    return std::chrono::steady_clock::now() + std::chrono::microseconds(static_cast<std::int64_t>(seconds * 1e6));
}

/// One message with two descriptors.
bool send_request(int socket, std::string& message, int file, int pipe) {
    iovec part{message.data(), message.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(2 * sizeof(int))> control{};
    msghdr header{};
    header.msg_iov = &part, header.msg_iovlen = 1;
    header.msg_control = control.data(), header.msg_controllen = control.size();
    cmsghdr* rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET, rights->cmsg_type = SCM_RIGHTS, rights->cmsg_len = CMSG_LEN(2 * sizeof(int));
    const std::array<int, 2> descriptors{file, pipe};
    std::memcpy(CMSG_DATA(rights), descriptors.data(), sizeof descriptors);
    return ::sendmsg(socket, &header, MSG_NOSIGNAL) == static_cast<ssize_t>(message.size());
}

/// The pipe of `handover` is open.
Result<ChildRun> run_spawned(const std::vector<std::string>& arguments, int in, Handover& handover, double max_seconds, std::uint64_t max_output) {
    const auto deadline = after(max_seconds);
    const Result<pid_t> child = spawn(arguments, in, handover.to.get());
    if (!child) return std::unexpected(child.error());
    handover.to.reset();
    ChildRun run;
    collect(handover.from.get(), deadline, max_output, run);
    handover.from.reset();
    wait_for(*child, run.timed_out || run.too_much, run);
    return run;
}

}  // namespace

Result<ChildRun> run_child(const std::vector<std::string>& arguments, std::string_view input, double max_seconds, std::uint64_t max_output) {
    Handover handover;
    if (Result<void> opened = handover.open(input); !opened) return std::unexpected(opened.error());
    return run_spawned(arguments, handover.file.get(), handover, max_seconds, max_output);
}

Result<ChildRun> run_child_on(const std::vector<std::string>& arguments, int file, double max_seconds, std::uint64_t max_output) {
    Handover handover;
    if (Result<void> opened = handover.open_pipe(); !opened) return std::unexpected(opened.error());
    return run_spawned(arguments, file, handover, max_seconds, max_output);
}

// ---------------------------------------------------------------- the server
// A request is one message: the arguments, each ended by a zero byte, and two descriptors. The answer is the child's process number; the
// child is not waited for before a second message ("w") asks for how it ended, so its number cannot have become another process's.

ChildServer::~ChildServer() { stop(); }

void ChildServer::stop() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
}

Result<void> ChildServer::start() {
    if (socket_ >= 0) return {};
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return failed("no socket for a reader process");
    const Descriptor theirs(ends[1]);
    Descriptor ours(ends[0]);
    const Result<pid_t> process = spawn({program_, "serve"}, theirs.get(), -1);
    if (!process) return std::unexpected(process.error());
    process_ = *process;
    socket_ = ours.release();
    return {};
}

std::optional<std::int32_t> ChildServer::answer() {
    std::int32_t number = 0;
    for (;;) {
        pollfd waiting{socket_, POLLIN, 0};
        const int ready = ::poll(&waiting, 1, 10'000);
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0 || ::recv(socket_, &number, sizeof number, 0) != static_cast<ssize_t>(sizeof number)) return std::nullopt;
        return number;
    }
}

Result<ChildRun> ChildServer::run(const std::vector<std::string>& arguments, std::string_view input, double max_seconds, std::uint64_t max_output) {
    Handover handover;
    if (Result<void> opened = handover.open(input); !opened) return std::unexpected(opened.error());
    std::string message;
    for (const std::string& argument : arguments) message.append(argument).append(1, '\0');
    const auto deadline = after(max_seconds);
    pid_t child = 0;
    for (int tries = 0; tries < 2 && child <= 0; ++tries) {  // the server may have been ended meanwhile; then there is a new one
        if (Result<void> started = start(); !started) return std::unexpected(started.error());
        if (send_request(socket_, message, handover.file.get(), handover.to.get())) child = answer().value_or(0);
        if (child <= 0) stop();
    }
    if (child <= 0) return fail("", "the server of reader processes does not answer");
    handover.to.reset();
    ChildRun run;
    collect(handover.from.get(), deadline, max_output, run);
    handover.from.reset();
    if (run.timed_out || run.too_much) ::kill(child, SIGKILL);
    const bool asked = ::send(socket_, "w", 1, MSG_NOSIGNAL) == 1;
    if (const std::optional<std::int32_t> status = asked ? answer() : std::nullopt) set_status(*status, run);
    else {
        ::kill(child, SIGKILL);
        stop();
    }
    return run;
}

std::string helper_program(const std::string& name) {
    std::error_code error;
    const std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    for (const std::filesystem::path& path : {folder / name, folder / "../libexec/bonafide" / name, folder / ".." / name})
        if (std::filesystem::exists(path, error)) return path.lexically_normal().string();
    return {};
}

std::string reader_program(const std::string& named) { return named.empty() ? helper_program("bonafide-reader") : named; }

}  // namespace bonafide::document
