// Case folding of values and literals: full Unicode simple-and-full folding (CaseFolding.txt, statuses C and F) by ICU, with a fast
// way for ASCII. Both sides of every comparison that is not `cased` pass through here.
#pragma once

#include <string>
#include <string_view>

#include "sigma/text_space.h"

namespace bonafide::sigma {

/// `out` is replaced; its memory is reused from call to call.
void fold_case(std::string_view text, std::string& out);
/// Into `space`; lives as long as what else is there.
[[nodiscard]] std::string_view fold_case(std::string_view text, TextSpace& space);
[[nodiscard]] std::string folded(std::string_view text);
[[nodiscard]] bool is_ascii(std::string_view text);

}  // namespace bonafide::sigma
