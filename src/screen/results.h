// An applicant's outcome as bytes, for the store: what was found out of one application need not stay in memory until the report is written.
// Inside of screen only.
#pragma once

#include <string>
#include <string_view>

#include "screen/screen.h"

namespace bonafide::screen {

/// Without the documents: those lie in the store already.
[[nodiscard]] std::string pack(const Applicant& applicant);
[[nodiscard]] bool unpack(std::string_view bytes, Applicant& applicant);

}  // namespace bonafide::screen
