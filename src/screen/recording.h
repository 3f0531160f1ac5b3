// Recordings of interviews among an applicant's files: examined where consent was declared, else named with that reason. Used by reading.
#pragma once

#include <string_view>

#include "screen/examined.h"

namespace bonafide::screen {

/// By the file's first bytes or its name's suffix. Of `bytes` the first few are enough.
[[nodiscard]] bool is_recording(const FileName& name, std::string_view bytes);
/// The same for a file on disk.
[[nodiscard]] bool is_recording_file(const FileName& name);
/// "interview.prompts.csv": the coloured prompts shown during interview.mp4 beside it.
[[nodiscard]] bool is_prompts(std::string_view path);

/// A document of kind "video" with its checks; "unread" without consent (`options.recordings`) or where it cannot be decoded. `bytes`: of a member
/// or attachment; of a file on disk, which is not read into memory, they are empty.
[[nodiscard]] Examined examine_recording(const FileName& name, std::string_view bytes, const ExamineOptions& options);
/// A document of kind "prompts"; "unread" where a row is not understood.
[[nodiscard]] Examined examine_prompts(const FileName& name, std::string_view bytes);

}  // namespace bonafide::screen
