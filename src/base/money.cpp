#include "base/money.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/sha256.h"
#include "base/text.h"

namespace bonafide {
namespace {

/// Letters and digits, upper case; anything but blanks and hyphens among them makes it empty.
std::string compact(std::string_view text) {
    std::string out;
    for (const char c : trim(text)) {
        const bool small = c >= 'a' && c <= 'z';
        if (is_digit(c) || small || (c >= 'A' && c <= 'Z')) out += small ? static_cast<char>(c - ('a' - 'A')) : c;
        else if (c != ' ' && c != '-') return {};
    }
    return out;
}

/// Lengths from SWIFT's IBAN registry (2024), of the countries whose banks payroll meets; others are held by the checksum alone.
struct IbanLength {
    std::string_view country;
    std::size_t length;
};
constexpr IbanLength iban_lengths[] = {{"AD", 24}, {"AE", 23}, {"AT", 20}, {"BE", 16}, {"BG", 22}, {"BR", 29}, {"CH", 21}, {"CY", 28}, {"CZ", 24},
                                       {"DE", 22}, {"DK", 18}, {"EE", 20}, {"ES", 24}, {"FI", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GR", 27},
                                       {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IS", 26}, {"IT", 27}, {"KZ", 20}, {"LI", 21}, {"LT", 20},
                                       {"LU", 20}, {"LV", 21}, {"MC", 27}, {"MT", 31}, {"NL", 18}, {"NO", 15}, {"PK", 24}, {"PL", 28}, {"PT", 25},
                                       {"QA", 29}, {"RO", 24}, {"RS", 22}, {"SA", 24}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"TR", 26}, {"UA", 29}};

int remainder_97(std::string_view digits_and_letters) {
    int remainder = 0;
    for (const char c : digits_and_letters) remainder = is_digit(c) ? (remainder * 10 + (c - '0')) % 97 : (remainder * 100 + (c - 'A' + 10)) % 97;
    return remainder;
}

constexpr std::string_view base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// The bytes of a Base58 text, leading ones as leading zeros.
std::optional<std::string> from_base58(std::string_view text) {
    std::vector<std::uint8_t> bytes;  // least significant first
    for (const char c : text) {
        std::size_t carry = base58.find(c);
        if (carry == std::string_view::npos) return std::nullopt;
        for (std::uint8_t& byte : bytes) {
            carry += std::size_t{byte} * 58;
            byte = static_cast<std::uint8_t>(carry);
            carry >>= 8;
        }
        if (carry > 0) bytes.push_back(static_cast<std::uint8_t>(carry));
    }
    bytes.insert(bytes.end(), std::min(text.find_first_not_of('1'), text.size()), 0);
    return std::string(bytes.rbegin(), bytes.rend());
}

WalletKind base58check_kind(std::string_view text) {
    const auto bytes = from_base58(text);
    if (!bytes || bytes->size() != 25) return WalletKind::none;
    const auto once = sha256(std::string_view(*bytes).substr(0, 21));
    const auto twice = sha256({reinterpret_cast<const char*>(once.data()), once.size()});
    if (!std::equal(twice.begin(), twice.begin() + 4, bytes->begin() + 21, [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); }))
        return WalletKind::none;
    switch (static_cast<std::uint8_t>((*bytes)[0])) {  // version byte
        case 0x00:
        case 0x05: return WalletKind::bitcoin;
        case 0x41: return WalletKind::tron;
        case 0x30:
        case 0x32: return WalletKind::litecoin;
        case 0x1e:
        case 0x16: return WalletKind::dogecoin;
        default: return WalletKind::none;
    }
}

std::uint32_t bech32_step(std::uint32_t checksum, std::uint32_t value) {
    constexpr std::uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};  // BIP 173
    const std::uint32_t top = checksum >> 25;
    checksum = (checksum & 0x1ffffff) << 5 ^ value;
    for (int i = 0; i < 5; ++i)
        if ((top >> i & 1) != 0) checksum ^= generator[i];
    return checksum;
}

/// BIP 173 and 350: `human` + "1" + data, all in one case.
bool is_bech32(std::string_view text, std::string_view human) {
    const std::string lower = ascii_lower(text);
    const bool mixed = text != lower && std::ranges::any_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
    if (mixed || lower.size() < 14 || lower.size() > 90 || !lower.starts_with(std::string(human) + '1')) return false;
    std::uint32_t checksum = 1;
    for (const char c : human) checksum = bech32_step(checksum, static_cast<std::uint32_t>(c) >> 5);
    checksum = bech32_step(checksum, 0);
    for (const char c : human) checksum = bech32_step(checksum, static_cast<std::uint32_t>(c) & 31);
    for (const char c : std::string_view(lower).substr(human.size() + 1)) {
        const std::size_t value = std::string_view("qpzry9x8gf2tvdw0s3jn54khce6mua7l").find(c);
        if (value == std::string_view::npos) return false;
        checksum = bech32_step(checksum, static_cast<std::uint32_t>(value));
    }
    return checksum == 1 || checksum == 0x2bc830a3;
}

bool is_ethereum(std::string_view text) {
    const auto hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
    return text.size() == 42 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X') && std::ranges::all_of(text.substr(2), hex);
}

}  // namespace

bool is_routing_number(std::string_view text) {
    text = trim(text);
    if (text.size() != 9 || !std::ranges::all_of(text, is_digit)) return false;
    const int prefix = (text[0] - '0') * 10 + (text[1] - '0');
    // Federal Reserve districts, those of thrifts (+20) and of electronic transfers (+60), and travellers' cheques.
    if (prefix > 12 && !(prefix >= 21 && prefix <= 32) && !(prefix >= 61 && prefix <= 72) && prefix != 80) return false;
    int sum = 0;
    for (std::size_t i = 0; i < 9; ++i) sum += (text[i] - '0') * (i % 3 == 0 ? 3 : i % 3 == 1 ? 7 : 1);
    return sum % 10 == 0 && sum > 0;
}

bool is_iban(std::string_view text) { return !iban_country(text).empty(); }

std::string iban_country(std::string_view text) {
    const std::string s = compact(text);
    if (s.size() < 15 || s.size() > 34 || is_digit(s[0]) || is_digit(s[1]) || !is_digit(s[2]) || !is_digit(s[3])) return {};
    const auto* known = std::ranges::find(iban_lengths, std::string_view(s).substr(0, 2), &IbanLength::country);
    if (known != std::end(iban_lengths) && known->length != s.size()) return {};
    return remainder_97(s.substr(4) + s.substr(0, 4)) == 1 ? s.substr(0, 2) : std::string();
}

std::string_view wallet_kind_name(WalletKind kind) {
    constexpr std::string_view names[] = {"", "Bitcoin", "Ethereum", "Tron", "Solana", "Litecoin", "Dogecoin"};
    return names[static_cast<std::size_t>(kind)];
}

WalletKind wallet_kind(std::string_view text) {
    text = trim(text);
    if (text.size() < 26 || text.size() > 90) return WalletKind::none;
    if (is_ethereum(text)) return WalletKind::ethereum;
    if (is_bech32(text, "bc")) return WalletKind::bitcoin;
    if (is_bech32(text, "ltc")) return WalletKind::litecoin;
    if (text.size() > 44) return WalletKind::none;
    if (const WalletKind kind = base58check_kind(text); kind != WalletKind::none) return kind;
    const auto bytes = from_base58(text);
    return text.size() >= 32 && bytes && bytes->size() == 32 ? WalletKind::solana : WalletKind::none;
}

}  // namespace bonafide
