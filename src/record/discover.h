// Paths, folders and globs → the files to read, in a fixed order. Used by reader.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "record/reader.h"
#include "record/unread_log.h"

namespace bonafide::reading {

enum class InputKind : std::uint8_t { file, git, standard_input };

struct Input {
    std::string path;  ///< as given, or below a folder that was given
    InputKind kind = InputKind::file;
    std::uint64_t bytes = 0;  ///< 0 where it is not known
};

/// Sorted by path, standard input last, nothing twice. What is there but cannot be an input is reported.
[[nodiscard]] std::vector<Input> discover(const std::vector<std::string>& paths, const ReadOptions& options, UnreadLog& unread);

}  // namespace bonafide::reading
