#include "base/phone.h"

#include <phonenumbers/phonenumberutil.h>

#include "base/phone_areas.h"

namespace bonafide {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

PhoneKind kind_of(PhoneNumberUtil::PhoneNumberType type) {
    switch (type) {
        case PhoneNumberUtil::FIXED_LINE: return PhoneKind::fixed;
        case PhoneNumberUtil::MOBILE: return PhoneKind::mobile;
        case PhoneNumberUtil::FIXED_LINE_OR_MOBILE: return PhoneKind::fixed_or_mobile;
        case PhoneNumberUtil::TOLL_FREE: return PhoneKind::toll_free;
        case PhoneNumberUtil::PREMIUM_RATE: return PhoneKind::premium;
        case PhoneNumberUtil::VOIP: return PhoneKind::voip;
        case PhoneNumberUtil::UNKNOWN: return PhoneKind::unknown;
        default: return PhoneKind::other;
    }
}

}  // namespace

std::optional<Phone> parse_phone(std::string_view text, std::string_view default_region) {
    if (text.size() > 60) return std::nullopt;
    const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();  // the library's own, immutable once made
    PhoneNumber number;
    const std::string region = default_region.empty() ? "ZZ" : std::string(default_region);
    if (util.Parse(std::string(text), region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return std::nullopt;
    if (!util.IsPossibleNumber(number)) return std::nullopt;
    Phone phone;
    util.Format(number, PhoneNumberUtil::E164, &phone.e164);
    util.GetRegionCodeForNumber(number, &phone.region);
    phone.valid = util.IsValidNumber(number);
    // A range that is not assigned (the 555 of films) still has its country code.
    if (phone.region == "ZZ" || phone.region.empty()) util.GetRegionCodeForCountryCode(number.country_code(), &phone.region);
    if (phone.region.size() != 2 || phone.region == "ZZ") phone.region.clear();  // "001": international services
    phone.kind = kind_of(util.GetNumberType(number));
    if (number.country_code() == 1) phone.area = phone_area(std::string_view(phone.e164).substr(2, 3));
    return phone;
}

std::string north_american_phone(std::string_view text) {
    std::string digits;
    bool plus = false;
    for (const char c : text) {
        if (c >= '0' && c <= '9') digits += c;
        else if (c == '+' && digits.empty() && !plus) plus = true;
        else if (std::string_view(" -.()").find(c) == std::string_view::npos) return {};
    }
    if (digits.size() == 11 && digits.front() == '1') digits.erase(0, 1);
    else if (plus) return {};
    if (digits.size() != 10 || digits[0] < '2' || digits[3] < '2') return {};
    return "+1" + digits;
}

}  // namespace bonafide
