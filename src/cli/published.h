// Published lists of names as they come: files, folders, and archives or compressed files of either. Used by lists.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "name/list.h"

namespace bonafide::cli {

/// What a user named: a path, or a file:// address. Archives are unpacked into a folder of their own that is gone afterwards; what they hold that
/// is no list, or cannot be unpacked, is in `errors`, and the rest is read.
[[nodiscard]] Result<std::vector<name::PublishedList>> read_published(const std::string& from, Errors& errors);

}  // namespace bonafide::cli
