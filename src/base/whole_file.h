// A small file read at once: content, settings, tables. What is large or strangers' is mapped (mapped_file.h) or read in blocks (record/).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace bonafide {

/// Every byte of it; nothing where it cannot be opened or read to its end (a folder, no permission, a broken disk).
[[nodiscard]] std::optional<std::string> read_whole_file(const std::filesystem::path& path);

}  // namespace bonafide
