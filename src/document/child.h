// Another program, started with some bytes as its standard input and waited for: under a deadline, with a limit on what it
// writes, and without any of this process's open files. Safe where other threads run (posix_spawn).
// Used by read_document() for the reader program, and through it for pdftoppm and tesseract.
#pragma once

#include <cstdint>
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

}  // namespace bonafide::document
