// The comparable form of values, by type.
#include <charconv>

#include "base/address.h"
#include "base/phone.h"
#include "base/text.h"
#include "person/ledger.h"
#include "person/place.h"

namespace bonafide {

namespace {

/// "N/A", "-", "none": an empty cell in many exports, and shared by everybody who has one.
bool is_placeholder(std::string_view value) {
    const std::string low = ascii_lower(trim(value));
    if (low.empty()) return true;
    for (const std::string_view word :
         {"n/a", "na", "none", "null", "nil", "-", "--", "?", "unknown", "not available", "not provided", "tbd", "n.a.", "undefined", "(none)", "0"})
        if (low == word) return true;
    return false;
}

std::string letters_and_digits(std::string_view value, bool upper) {
    std::string out;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80) out += c;
        else if (std::isalnum(byte)) out += static_cast<char>(upper ? std::toupper(byte) : std::tolower(byte));
    }
    return out;
}

std::string url_key(std::string_view value) {
    std::string out = ascii_lower(trim(value));
    for (const std::string_view prefix : {"https://", "http://", "www."})
        if (out.starts_with(prefix)) out.erase(0, prefix.size());
    while (out.ends_with('/')) out.pop_back();
    return out;
}

std::string flag_key(std::string_view value) {
    const std::string low = ascii_lower(trim(value));
    for (const std::string_view yes : {"true", "yes", "y", "1", "on", "t", "x", "checked", "passed"})
        if (low == yes) return "true";
    return "false";
}

std::string number_key(std::string_view value) {
    double number = 0;
    std::string plain;
    for (const char c : trim(value))
        if (c != ',' && c != '$' && c != ' ') plain += c;
    const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), number);
    if (error != std::errc() || end == plain.data()) return ascii_lower(trim(value));
    char text[32];
    const auto written = std::to_chars(text, text + sizeof text, number);
    return {text, written.ptr};
}

std::string date_key(std::string_view value) {
    const auto parsed = parse_time(value);
    return parsed ? iso_date(parsed->at) : fold(value);
}

std::string handle_key(std::string_view value) {
    std::string out = ascii_lower(trim(value));
    if (out.starts_with('@')) out.erase(0, 1);
    return out;
}

}  // namespace

std::string comparable_key(AttributeType type, std::string_view value) {
    value = trim(value);
    if (is_placeholder(value) && type != AttributeType::flag && type != AttributeType::number) return "";
    switch (type) {
        case AttributeType::email: return normalise_identifier(IdentifierKind::email, value);
        case AttributeType::phone: {
            if (std::string known = north_american_phone(value); !known.empty()) return known;  // libphonenumber takes 45 µs for one
            const auto phone = parse_phone(value, "US");
            return phone ? phone->e164 : letters_and_digits(value, false);
        }
        case AttributeType::address: return address_key(value);
        case AttributeType::country: {
            std::string upper = fold(value);
            if (upper.size() == 2)
                for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
            return upper;
        }
        case AttributeType::ip: {
            const auto ip = IpAddress::parse(value);
            return ip ? ip->text() : ascii_lower(value);
        }
        case AttributeType::place: {
            const auto place = read_place(value, nullptr);
            return place ? place_key(*place) : fold(value);
        }
        case AttributeType::money_account:
        case AttributeType::identifier:
        case AttributeType::hardware_id:
        case AttributeType::device: return letters_and_digits(value, false);
        case AttributeType::wallet:
            return value.starts_with("0x") || value.starts_with("0X") ? ascii_lower(value) : std::string(value);  // Base58 is case-sensitive
        case AttributeType::handle: return handle_key(value);
        case AttributeType::url: return url_key(value);
        case AttributeType::process:
        case AttributeType::domain:
        case AttributeType::network: return ascii_lower(value);
        case AttributeType::date: return date_key(value);
        case AttributeType::time: {
            const auto parsed = parse_time(value);
            return parsed ? iso_time(parsed->at) : fold(value);
        }
        case AttributeType::number: return number_key(value);
        case AttributeType::flag: return flag_key(value);
        case AttributeType::time_zone: return std::string(value);
        case AttributeType::text:
        case AttributeType::name:
        case AttributeType::hours: return fold(value);
    }
    return fold(value);
}

}  // namespace bonafide
