// Names of countries and of the regions that exports abbreviate: "USA", "South Korea" and "KOR" are one thing.
// Facts of ISO 3166-1 and 3166-2; no data file is needed.
#pragma once

#include <string_view>

namespace bonafide {

/// ISO 3166-1 alpha-2 for a code of two or three letters or an English name, in any case; "" where it is none.
[[nodiscard]] std::string_view country_code(std::string_view code_or_name);
/// The usual English name for an alpha-2 code; "" where it is none.
[[nodiscard]] std::string_view country_name(std::string_view alpha2);
/// `TX` for "Texas", "tx" or "TX" in the US, `ON` for "Ontario" in Canada; "" where it is none. `country` is alpha-2.
[[nodiscard]] std::string_view region_code(std::string_view country, std::string_view code_or_name);

}  // namespace bonafide
