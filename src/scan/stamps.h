// Which inputs are as they were when they were read. Used by collect.
#pragma once

#include <optional>
#include <string>

#include "record/discover.h"
#include "store/store.h"

namespace bonafide {

/// Size and time of an input; for a git repository of everything that its history hangs on. None for what cannot be read twice.
[[nodiscard]] std::optional<FileStamp> stamp_of(const reading::Input& input);

}  // namespace bonafide
