// What the processes that read strangers' files (document/reader, video/reader) do with their arguments and standard streams. Used by their main().
#pragma once

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <string_view>

namespace bonafide::document {

/// 0 where the text is no number: the program that starts such a process writes it.
inline std::uint64_t number(const char* text) {
    std::uint64_t value = 0;
    const std::string_view all(text);
    (void)std::from_chars(all.data(), all.data() + all.size(), value);
    return value;
}

/// Writes the answer to standard output; the exit code of the process.
inline int say(std::string_view left) {
    while (!left.empty()) {
        const ssize_t count = ::write(STDOUT_FILENO, left.data(), left.size());
        if (count <= 0) return 3;
        left.remove_prefix(static_cast<std::size_t>(count));
    }
    return 0;
}

/// What is to be read, mapped: standard input is a file without a name.
struct Input {
    bool good = false;
    std::string_view bytes;
};

inline Input input() {
    struct stat about{};
    if (::fstat(STDIN_FILENO, &about) != 0) return {};
    const auto size = static_cast<std::size_t>(about.st_size);
    void* const mapped = size == 0 ? nullptr : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
    if (mapped == MAP_FAILED) return {};
    return {true, {static_cast<const char*>(mapped), size}};
}

}  // namespace bonafide::document
