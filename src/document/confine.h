// What a process that reads strangers' files may still do: no network, no new processes, no files written, bounded memory and
// time (seccomp, setrlimit). Called by the reader program, in itself, before it looks at the first byte.
#pragma once

#include <cstdint>

#include "base/error.h"

namespace bonafide::document {

struct Confinement {
    std::uint64_t max_memory = 1ULL << 30;
    unsigned max_seconds = 30;  ///< of the processor; the wall clock is the parent's
    /// False: only what computing on open descriptors needs; no file can be opened. True: for pdftoppm and tesseract, which are
    /// started afterwards: files can be opened to read, and one more program can take the process over.
    bool other_program = false;
};

[[nodiscard]] Result<void> confine(const Confinement& confinement);

}  // namespace bonafide::document
