// Encodings met in exports: UTF-8 (checked and mended), UTF-16, Windows-1252.
#include <array>
#include <cstdint>
#include <cstring>

#include "base/text.h"
#include "base/utf8.h"

namespace bonafide {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct Sequence {
    std::size_t length;  ///< bytes of the sequence, or of its longest well-formed beginning
    bool valid;
};

/// The sequence at the front of `s`, by Unicode 15, table 3-7 (well-formed UTF-8 byte sequences).
Sequence utf8_sequence(std::string_view s) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
    const unsigned lead = byte(0);
    if (lead < 0x80) return {1, true};
    if (lead < 0xC2 || lead > 0xF4) return {1, false};
    const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    for (std::size_t i = 1; i < length; ++i) {
        const bool second = i == 1;
        if (i >= s.size() || byte(i) < (second ? low : 0x80) || byte(i) > (second ? high : 0xBF)) return {i, false};
    }
    return {length, true};
}

/// Bytes 0x80..0x9F of Windows-1252 (WHATWG Encoding, index windows-1252); the rest is Latin-1.
constexpr std::array<char16_t, 32> windows1252 = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                                  0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                                  0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

}  // namespace

void append_utf8(std::string& out, char32_t c) {
    if (c >= 0xD800 && (c <= 0xDFFF || c > 0x10FFFF)) c = 0xFFFD;
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | (c >> 6));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | (c >> 12));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (c >> 18));
        out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
}

bool valid_utf8(std::string_view s) {
    constexpr std::uint64_t beyond_ascii = 0x8080808080808080;
    while (!s.empty()) {
        std::uint64_t next_eight = beyond_ascii;
        if (s.size() >= sizeof next_eight) std::memcpy(&next_eight, s.data(), sizeof next_eight);
        if ((next_eight & beyond_ascii) == 0) {
            s.remove_prefix(sizeof next_eight);
            continue;
        }
        const Sequence next = utf8_sequence(s);
        if (!next.valid) return false;
        s.remove_prefix(next.length);
    }
    return true;
}

std::string repair_utf8(std::string_view s) {
    std::string out;
    out.reserve(s.size() + 16);
    while (!s.empty()) {
        const Sequence next = utf8_sequence(s);
        out += next.valid ? s.substr(0, next.length) : replacement;
        s.remove_prefix(next.length);
    }
    return out;
}

std::string utf16_to_utf8(std::string_view bytes, bool big_endian) {
    std::string out;
    out.reserve(bytes.size());
    const auto unit = [&](std::size_t i) -> char32_t {
        const unsigned first = static_cast<unsigned char>(bytes[i]), second = static_cast<unsigned char>(bytes[i + 1]);
        return big_endian ? first << 8 | second : second << 8 | first;
    };
    std::size_t i = 0;
    for (; i + 1 < bytes.size(); i += 2) {
        const char32_t c = unit(i);
        const bool lead = c >= 0xD800 && c < 0xDC00;
        const char32_t next = lead && i + 3 < bytes.size() ? unit(i + 2) : 0;
        if (next >= 0xDC00 && next < 0xE000) {
            append_utf8(out, 0x10000 + ((c - 0xD800) << 10) + (next - 0xDC00));
            i += 2;
        } else {
            append_utf8(out, c);
        }
    }
    if (i < bytes.size()) out += replacement;  // half a unit: the text was cut
    return out;
}

std::string windows1252_to_utf8(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        append_utf8(out, byte >= 0x80 && byte < 0xA0 ? windows1252[byte - 0x80] : byte);
    }
    return out;
}

}  // namespace bonafide
