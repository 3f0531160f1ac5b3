#include "record/record.h"

#include <cstring>

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

void append_utf8(std::string& out, int code) {
    const auto put = [&out](int byte) { out.push_back(static_cast<char>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | (code >> 6)), put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | (code >> 12)), put(0x80 | ((code >> 6) & 0x3F)), put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | (code >> 18)), put(0x80 | ((code >> 12) & 0x3F)), put(0x80 | ((code >> 6) & 0x3F)), put(0x80 | (code & 0x3F));
    }
}

/// Appends the character of `\uXXXX` (or of a surrogate pair) at `at`, the first digit; returns how many bytes it took.
/// Half a pair becomes U+FFFD (RFC 8259, section 8.2, leaves this open).
std::size_t append_unicode(std::string& out, std::string_view s, std::size_t at) {
    const int high = hex4(s, at);
    if (high < 0) {
        out += "\\u";
        return 0;
    }
    if (high < 0xD800 || high > 0xDFFF) {
        append_utf8(out, high);
        return 4;
    }
    const int low = s.substr(at + 4, 2) == "\\u" ? hex4(s, at + 6) : -1;
    if (high > 0xDBFF || low < 0xDC00 || low > 0xDFFF) {
        append_utf8(out, 0xFFFD);
        return 4;
    }
    append_utf8(out, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
    return 10;
}

/// RFC 8259, section 7. An escape it does not know stays as written.
void unescape(std::string_view s, std::string& out) {
    static constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    out.clear();
    for (std::size_t i = 0; i < s.size();) {
        const std::size_t backslash = std::min(s.find('\\', i), s.size());
        out.append(s, i, backslash - i);
        if (backslash + 1 >= s.size()) {
            out.append(s, backslash);
            return;
        }
        const char letter = s[backslash + 1];
        i = backslash + 2;
        if (letter == 'u') {
            i += append_unicode(out, s, i);
        } else if (const std::size_t known = letters.find(letter); known != std::string_view::npos) {
            out.push_back(meanings[known]);
        } else {
            out.append(s, backslash, 2);
        }
    }
}

}  // namespace

std::string_view Record::text(const Value& value, std::string& scratch) {
    if (value.kind == ValueKind::null) return {};
    const bool empty_container = value.raw.size() == 2 && (value.kind == ValueKind::array || value.kind == ValueKind::object);
    if (empty_container) return {};
    if (!value.escaped) return value.raw;
    unescape(value.raw, scratch);
    return scratch;
}

}  // namespace bonafide
