// Telephone numbers as people write them, made comparable (libphonenumber). Costs some microseconds; callers keep a cache.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bonafide {

enum class PhoneKind { unknown, fixed, mobile, fixed_or_mobile, toll_free, premium, voip, other };

struct Phone {
    std::string e164;    ///< "+15125550123"
    std::string region;  ///< ISO 3166-1 alpha-2 of the numbering plan; "" for international services
    std::string area;    ///< US state or Canadian province of the area code, as two letters; "" elsewhere. Numbers move with their owners
    PhoneKind kind = PhoneKind::unknown;  ///< in the US `fixed_or_mobile`: the plan does not tell them apart
    bool valid = false;                   ///< in an assigned range; an invalid number still compares by its e164
};

/// `default_region` (alpha-2) is that of numbers without a country code; with "" only numbers with one are read.
[[nodiscard]] std::optional<Phone> parse_phone(std::string_view text, std::string_view default_region);

/// "+15125550123" for a number of the North American plan written with digits, blanks and -.() only (ITU-T E.164: no area or exchange begins
/// with 0 or 1); "" for all others. Costs nothing beside parse_phone().
[[nodiscard]] std::string north_american_phone(std::string_view text);

}  // namespace bonafide
