#include "record/json_write.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/text.h"

namespace bonafide::reading {

namespace {

constexpr std::string_view small_hex = "0123456789abcdef", capital_hex = "0123456789ABCDEF";

bool plain(unsigned c) { return c >= 0x20 && c < 0x80 && c != '"' && c != '\\'; }

std::uint32_t unit(const char* at) { return static_cast<unsigned char>(at[0]) | static_cast<std::uint32_t>(static_cast<unsigned char>(at[1])) << 8; }

/// How many of the first 16 units are plain ASCII that needs no escape; those are written to `to`.
std::size_t plain_units(const char* from, char* to) {
#ifdef __SSE2__
    const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)), high = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + 16));
    const __m128i ascii = _mm_set1_epi16(static_cast<short>(0xFF80));
    const __m128i wide = _mm_or_si128(_mm_and_si128(low, ascii), _mm_and_si128(high, ascii));
    const __m128i packed = _mm_packus_epi16(low, high);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), packed);
    const __m128i special = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(packed, _mm_set1_epi8('"')), _mm_cmpeq_epi8(packed, _mm_set1_epi8('\\'))),
                                         _mm_cmplt_epi8(packed, _mm_set1_epi8(0x20)));
    const auto stop = static_cast<unsigned>(_mm_movemask_epi8(special));
    const bool narrow = _mm_movemask_epi8(_mm_cmpeq_epi8(wide, _mm_setzero_si128())) == 0xFFFF;
    if (narrow) return stop == 0 ? 16 : static_cast<std::size_t>(std::countr_zero(stop));
#endif
    std::size_t count = 0;
    for (; count < 16 && plain(unit(from + 2 * count)); ++count) to[count] = from[2 * count];
    return count;
}

}  // namespace

void JsonOut::grow(std::size_t count) {
    bytes_.resize(size_);  // what Buffer copies on growth
    capacity_ = std::max<std::size_t>({size_ + count, capacity_ * 2, 4096});
    bytes_.reserve(capacity_);
}

void JsonOut::escaped(unsigned code) {
    constexpr std::string_view special = "\"\\\b\f\n\r\t", letters = "\"\\bfnrt";
    raw('\\');
    if (const std::size_t known = special.find(static_cast<char>(code)); known != std::string_view::npos) return raw(letters[known]);
    raw("u00");
    raw(small_hex[code >> 4 & 15]);
    raw(small_hex[code & 15]);
}

void JsonOut::code_point(std::uint32_t code) {
    char* to = room(4);
    const auto put = [&](std::uint32_t byte) { *to++ = static_cast<char>(byte); };
    if (code < 0x800) put(0xC0 | code >> 6), put(0x80 | (code & 0x3F)), size_ += 2;
    else if (code < 0x10000) put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F)), size_ += 3;
    else put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 0x3F)), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F)), size_ += 4;
}

void JsonOut::utf16(std::string_view bytes) {
    const char* at = bytes.data();
    const char* const end = at + (bytes.size() & ~std::size_t{1});
    while (at < end) {
        if (end - at >= 32) {
            const std::size_t count = plain_units(at, room(16));
            size_ += count;
            at += 2 * count;
            if (count == 16) continue;
        }
        const std::uint32_t code = unit(at);
        at += 2;
        if (plain(code)) raw(static_cast<char>(code));
        else if (code < 0x80) escaped(code);
        else if (code < 0xD800 || code > 0xDFFF) code_point(code);
        else if (code < 0xDC00 && at < end && unit(at) >= 0xDC00 && unit(at) <= 0xDFFF) {
            code_point(0x10000 + ((code - 0xD800) << 10) + (unit(at) - 0xDC00));
            at += 2;
        } else code_point(0xFFFD);
    }
}

void JsonOut::text(std::string_view utf8) {
    std::string sound;
    bool ascii = true;
    for (std::size_t from = 0; from < utf8.size();) {
        std::size_t to = from;
        while (to < utf8.size() && plain(static_cast<unsigned char>(utf8[to]))) ++to;
        raw(utf8.substr(from, to - from));
        if (to == utf8.size()) return;
        const auto c = static_cast<unsigned char>(utf8[to]);
        if (c < 0x80) {
            escaped(c);
            from = to + 1;
            continue;
        }
        if (std::exchange(ascii, false) && !valid_utf8(utf8.substr(to))) {
            sound = repair_utf8(utf8.substr(to));
            utf8 = sound;
            to = 0;
        }
        from = to;
        while (to < utf8.size() && static_cast<unsigned char>(utf8[to]) >= 0x80) ++to;
        raw(utf8.substr(from, to - from));
        from = to;
    }
}

void JsonOut::number(std::uint64_t value) {
    char* to = room(24);
    size_ += static_cast<std::size_t>(std::to_chars(to, to + 24, value).ptr - to);
}

void JsonOut::number(std::int64_t value) {
    char* to = room(24);
    size_ += static_cast<std::size_t>(std::to_chars(to, to + 24, value).ptr - to);
}

void JsonOut::real(double value) {
    if (!std::isfinite(value)) return raw(std::isnan(value) ? "NaN" : value > 0 ? "inf" : "-inf");
    char* to = room(32);
    std::size_t size = static_cast<std::size_t>(std::to_chars(to, to + 32, value).ptr - to);
    size_ += size;
    if (view().substr(size_ - size).find_first_of(".eE") == std::string_view::npos) raw(".0");
}

void JsonOut::hex(std::uint64_t value) {
    raw("0x");
    char* to = room(16);
    size_ += static_cast<std::size_t>(std::to_chars(to, to + 16, value, 16).ptr - to);
}

void JsonOut::hex_bytes(std::string_view bytes) {
    char* to = room(2 * bytes.size());
    for (const char c : bytes) {
        *to++ = capital_hex[static_cast<unsigned char>(c) >> 4];
        *to++ = capital_hex[static_cast<unsigned char>(c) & 15];
    }
    size_ += 2 * bytes.size();
}

}  // namespace bonafide::reading
