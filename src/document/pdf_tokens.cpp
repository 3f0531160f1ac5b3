#include "document/pdf_tokens.h"

#include <array>
#include <charconv>

namespace bonafide::document {

namespace {

enum Class : std::uint8_t { regular, blank, delimiter };

constexpr std::array<std::uint8_t, 256> make_classes() {
    std::array<std::uint8_t, 256> out{};
    for (const char c : {'\0', '\t', '\n', '\f', '\r', ' '}) out[static_cast<unsigned char>(c)] = blank;
    for (const char c : {'(', ')', '<', '>', '[', ']', '{', '}', '/', '%'}) out[static_cast<unsigned char>(c)] = delimiter;
    return out;
}
constexpr auto classes = make_classes();

Class class_of(char c) { return static_cast<Class>(classes[static_cast<unsigned char>(c)]); }

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// PDF's numbers: no exponents; "--5" and "5-3" are written by bad programs and read leniently.
bool parse_number(std::string_view text, double& value) {
    const bool negative = text.starts_with('-');
    while (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    if (text.empty() || text.find_first_not_of("0123456789.-") != std::string_view::npos) return false;
    double whole = 0, scale = 0;
    for (const char c : text) {
        if (c == '-') break;
        if (c == '.') {
            if (scale != 0) break;
            scale = 1;
            continue;
        }
        if (scale == 0) whole = whole * 10 + (c - '0');
        else whole += (c - '0') * (scale /= 10);
    }
    value = negative ? -whole : whole;
    return true;
}

}  // namespace

void PdfTokens::skip_blank() {
    while (at_ < bytes_.size()) {
        if (bytes_[at_] == '%')
            while (at_ < bytes_.size() && bytes_[at_] != '\n' && bytes_[at_] != '\r') ++at_;
        else if (class_of(bytes_[at_]) == blank) ++at_;
        else return;
    }
}

void PdfTokens::next(PdfToken& token) {
    using Kind = PdfToken::Kind;
    token.text.clear();
    skip_blank();
    if (at_ >= bytes_.size()) {
        token.kind = Kind::end;
        return;
    }
    const char c = bytes_[at_++];
    const bool doubled = at_ < bytes_.size() && bytes_[at_] == c;
    switch (c) {
        case '[': token.kind = Kind::array_open; return;
        case ']': token.kind = Kind::array_close; return;
        case '(': token.kind = Kind::string; return literal_string(token.text);
        case '<':
            if (doubled) {
                ++at_;
                token.kind = Kind::dictionary_open;
                return;
            }
            token.kind = Kind::string;
            return hex_string(token.text);
        case '>':
            if (doubled) ++at_;
            token.kind = Kind::dictionary_close;
            return;
        case ')':
        case '{':
        case '}':
            token.kind = Kind::word;
            token.text = c;
            return;
        default: break;
    }
    const std::size_t begin = at_ - 1;
    while (at_ < bytes_.size() && class_of(bytes_[at_]) == regular) ++at_;
    const std::string_view text = bytes_.substr(begin, at_ - begin);
    if (c == '/') {
        token.kind = Kind::name;
        for (std::size_t i = 1; i < text.size(); ++i) {
            if (text[i] == '#' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
                token.text += static_cast<char>(hex_digit(text[i + 1]) << 4 | hex_digit(text[i + 2]));
                i += 2;
            } else token.text += text[i];
        }
        return;
    }
    token.kind = parse_number(text, token.number) ? Kind::number : Kind::word;
    if (token.kind == Kind::word) token.text = text;
}

void PdfTokens::literal_string(std::string& out) {
    int depth = 1;
    while (at_ < bytes_.size()) {
        const char c = bytes_[at_++];
        if (c == '(') ++depth;
        if (c == ')' && --depth == 0) return;
        if (c != '\\') {
            out += c;
            continue;
        }
        if (at_ >= bytes_.size()) return;
        const char escaped = bytes_[at_++];
        constexpr std::string_view letters = "nrtbf", meanings = "\n\r\t\b\f";
        if (const std::size_t known = letters.find(escaped); known != std::string_view::npos) out += meanings[known];
        else if (escaped >= '0' && escaped <= '7') {
            int value = escaped - '0';
            for (int i = 0; i < 2 && at_ < bytes_.size() && bytes_[at_] >= '0' && bytes_[at_] <= '7'; ++i) value = value * 8 + (bytes_[at_++] - '0');
            out += static_cast<char>(value);
        } else if (escaped == '\r') {
            if (at_ < bytes_.size() && bytes_[at_] == '\n') ++at_;
        } else if (escaped != '\n') out += escaped;
    }
}

void PdfTokens::hex_string(std::string& out) {
    int high = -1;
    while (at_ < bytes_.size()) {
        const char c = bytes_[at_++];
        if (c == '>') break;
        const int digit = hex_digit(c);
        if (digit < 0) continue;
        if (high < 0) high = digit;
        else {
            out += static_cast<char>(high << 4 | digit);
            high = -1;
        }
    }
    if (high >= 0) out += static_cast<char>(high << 4);
}

void PdfTokens::skip_inline_data() {
    if (at_ < bytes_.size()) ++at_;  // the one blank behind ID
    for (std::size_t at = bytes_.find("EI", at_); at != std::string_view::npos; at = bytes_.find("EI", at + 1)) {
        const bool before = at == 0 || class_of(bytes_[at - 1]) == blank, behind = at + 2 >= bytes_.size() || class_of(bytes_[at + 2]) == blank;
        // Two letters may stand in the data by chance: what follows has to look like text.
        bool text = true;
        for (std::size_t i = at + 2; i < std::min(at + 12, bytes_.size()); ++i) text = text && static_cast<unsigned char>(bytes_[i]) < 0x80;
        if (!before || !behind || !text) continue;
        at_ = at + 2;
        return;
    }
    at_ = bytes_.size();
}

}  // namespace bonafide::document
