#include "record/record.h"

#include <bit>
#include <utility>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace bonafide {

void Record::begin(RecordFormat format, const Locator& locator, std::string_view bytes) {
    values_.clear();
    if (++generation_ == 0) {  // once in four thousand million records: old slots would look new
        first_.assign(first_.size(), Slot{});
        generation_ = 1;
    }
    format_ = format;
    locator_ = locator;
    bytes_ = bytes;
    shape_ = 0;
}

void Record::end(const Locator& locator, std::string_view bytes) {
    locator_ = locator;
    bytes_ = bytes;
}

void Record::add(FieldId field, ValueKind kind, std::string_view raw, bool escaped) {
    const auto index = static_cast<std::uint32_t>(values_.size());
    values_.push_back({.raw = raw, .field = field, .next = 0, .kind = kind, .escaped = escaped});
    Slot& slot = first_[field];
    if (slot.generation == generation_) {
        values_[slot.last].next = index + 1;
        slot.last = index;
    } else {
        slot = {.generation = generation_, .index = index, .last = index};
    }
}

namespace {

/// Four hexadecimal digits; -1 if they are not.
int hex4(std::string_view s, std::size_t at) {
    if (at + 4 > s.size()) return -1;
    int value = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
        const char c = s[i];
        const int digit = c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
        if (digit < 0) return -1;
        value = value * 16 + digit;
    }
    return value;
}

char* put_utf8(char* to, int code) {
    const auto put = [&to](int byte) { *to++ = static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | (code >> 6)), put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | (code >> 12)), put(0x80 | ((code >> 6) & 0x3F)), put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | (code >> 18)), put(0x80 | ((code >> 12) & 0x3F)), put(0x80 | ((code >> 6) & 0x3F)), put(0x80 | (code & 0x3F));
    }
    return to;
}

/// Writes the character of `\uXXXX` (or of a surrogate pair), whose first digit is at `at`; moves `at` behind it.
/// Half a pair becomes U+FFFD (RFC 8259, section 8.2, leaves this open).
char* put_unicode(char* to, std::string_view s, std::size_t& at) {
    const int high = hex4(s, at);
    if (high < 0) {
        *to++ = '\\', *to++ = 'u';
        return to;
    }
    const std::size_t begin = std::exchange(at, at + 4);
    if (high < 0xD800 || high > 0xDFFF) return put_utf8(to, high);
    const int low = s.substr(begin + 4, 2) == "\\u" ? hex4(s, begin + 6) : -1;
    if (high > 0xDBFF || low < 0xDC00 || low > 0xDFFF) return put_utf8(to, 0xFFFD);
    at = begin + 10;
    return put_utf8(to, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
}

/// Copies up to the next backslash, 16 bytes at a time: no text gets longer, so there is always room for what is read.
char* copy_plain(char* to, std::string_view s, std::size_t& at) {
#ifdef __SSE2__
    const __m128i backslash = _mm_set1_epi8('\\');
    while (at + 16 <= s.size()) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(s.data() + at));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bytes);
        const auto found = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, backslash)));
        const int plain = found ? std::countr_zero(found) : 16;
        to += plain, at += static_cast<std::size_t>(plain);
        if (found) return to;
    }
#endif
    while (at < s.size() && s[at] != '\\') *to++ = s[at++];
    return to;
}

/// RFC 8259, section 7. An escape it does not know stays as written.
std::size_t unescape(std::string_view s, char* out) {
    static constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    char* to = out;
    for (std::size_t at = 0; at < s.size();) {
        to = copy_plain(to, s, at);
        if (at == s.size()) break;
        if (at + 1 == s.size()) {
            *to++ = s[at++];
            break;
        }
        const char letter = s[at + 1];
        at += 2;
        if (letter == '\\') *to++ = '\\';  // nearly always
        else if (letter == 'u') to = put_unicode(to, s, at);
        else if (const std::size_t known = letters.find(letter); known != std::string_view::npos) *to++ = meanings[known];
        else *to++ = '\\', *to++ = letter;
    }
    return static_cast<std::size_t>(to - out);
}

}  // namespace

std::string_view Record::text(const Value& value, std::string& scratch) {
    if (value.kind == ValueKind::null) return {};
    const bool empty_container = value.raw.size() == 2 && (value.kind == ValueKind::array || value.kind == ValueKind::object);
    if (empty_container) return {};
    if (!value.escaped) return value.raw;
    scratch.resize_and_overwrite(value.raw.size(), [&](char* out, std::size_t) { return unescape(value.raw, out); });
    return scratch;
}

}  // namespace bonafide
