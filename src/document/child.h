// Another program, started with some bytes as its standard input and waited for: under a deadline, with a limit on what it
// writes, and without any of this process's open files. Safe where other threads run (posix_spawn).
// Used by read_document() for the reader program, and through it for pdftoppm and tesseract.
#pragma once

#include <sys/types.h>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace bonafide::document {

struct ChildRun {
    std::string out;
    int exit_code = -1;  ///< -1 where a signal ended it
    int signal = 0;      ///< that ended it
    bool timed_out = false;
    bool too_much = false;  ///< wrote more than allowed, and was ended for it
};

/// `arguments[0]` is the program's path. An Error only where it could not be started.
[[nodiscard]] Result<ChildRun> run_child(const std::vector<std::string>& arguments, std::string_view input, double max_seconds,
                                         std::uint64_t max_output);

/// The same with a file that is open to read, at its beginning, as standard input: what is too large to be held twice in memory.
[[nodiscard]] Result<ChildRun> run_child_on(const std::vector<std::string>& arguments, int file, double max_seconds, std::uint64_t max_output);

/// Path of a program that comes with bonafide: beside the running program (build folders) or where packages put it; "" where it is not.
[[nodiscard]] std::string helper_program(const std::string& name);
/// Path of `bonafide-reader`: `named`, else as helper_program().
[[nodiscard]] std::string reader_program(const std::string& named);

/// A program that forks for each run instead of being started anew (`bonafide-reader serve`): linking a C++ program takes the dynamic
/// linker longer than reading a résumé. The server itself never looks at a document. Not for several threads at once.
class ChildServer {
public:
    explicit ChildServer(std::string program) : program_(std::move(program)) {}
    ~ChildServer();
    ChildServer(const ChildServer&) = delete;
    ChildServer& operator=(const ChildServer&) = delete;
    /// `arguments` as behind the program's name; otherwise as run_child().
    [[nodiscard]] Result<ChildRun> run(const std::vector<std::string>& arguments, std::string_view input, double max_seconds,
                                       std::uint64_t max_output);

private:
    [[nodiscard]] Result<void> start();
    [[nodiscard]] std::optional<std::int32_t> answer();
    void stop();
    std::string program_;
    pid_t process_ = -1;
    int socket_ = -1;
};

}  // namespace bonafide::document
