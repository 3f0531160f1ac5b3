// Which state or province an area code of the North American plan serves. Used by parse_phone and by who remembers what it said.
#pragma once

#include <string_view>

namespace bonafide {

/// "TX" for "512"; "" where the code serves none (toll-free, unassigned, another country of the plan).
[[nodiscard]] std::string_view phone_area(std::string_view area_code);

}  // namespace bonafide
