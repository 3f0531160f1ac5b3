// The coloured pictures that an interviewer showed while the recording ran: rows of a time and a colour. Read from NAME.prompts.csv beside the
// recording; compared with the light on the face by judge.h.
#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"

namespace bonafide::video {

struct Prompt {
    double time = 0;                     ///< seconds from the beginning of the recording
    float red = 0, green = 0, blue = 0;  ///< 0 to 1
};

/// Columns time (seconds, or minutes:seconds, or hours:minutes:seconds) and colour (a name, or #rrggbb), in the order of time; a row of headings may
/// come first. An Error names the row.
[[nodiscard]] Result<std::vector<Prompt>> read_prompts(std::string_view csv);

}  // namespace bonafide::video
