// How text is written into JSON, HTML and CSV.
#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace bonafide {

namespace {

/// Puts bytes through `escaped`, which gives the text for a byte that may not stand as it is, and null for any other.
template <class Escaped>
std::string escape(std::string_view s, Escaped escaped) {
    std::string out;
    out.reserve(s.size() + s.size() / 8 + 8);
    std::size_t begin = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const char* instead = escaped(static_cast<unsigned char>(s[i]));
        if (!instead) continue;
        out.append(s, begin, i - begin).append(instead);
        begin = i + 1;
    }
    out.append(s, begin);
    return valid_utf8(out) ? out : repair_utf8(out);
}

/// For each byte what stands for it in JSON (RFC 8259, section 7); empty: itself.
const std::array<std::array<char, 7>, 256>& json_escapes() {
    static const auto table = [] {
        std::array<std::array<char, 7>, 256> out{};
        for (unsigned c = 0; c < 0x20; ++c) fmt::format_to_n(out[c].data(), 6, "\\u{:04x}", c);
        const auto named = [&](char c, char name) { out[static_cast<unsigned char>(c)] = {'\\', name}; };
        named('"', '"'), named('\\', '\\'), named('\b', 'b'), named('\f', 'f'), named('\n', 'n'), named('\r', 'r'), named('\t', 't');
        return out;
    }();
    return table;
}

}  // namespace

std::string json_escape(std::string_view s) {
    const auto& table = json_escapes();
    return escape(s, [&](unsigned char c) { return table[c][0] ? table[c].data() : nullptr; });
}

std::string html_escape(std::string_view s) {
    return escape(s, [](unsigned char c) -> const char* {
        if (c >= 'A' && c < 0x7F) return nullptr;
        switch (c) {
            case '&': return "&amp;";
            case '<': return "&lt;";
            case '>': return "&gt;";
            case '"': return "&quot;";
            case '\'': return "&#39;";
            default:
                // HTML allows no control characters but white space (WHATWG, "Preprocessing the input stream").
                return (c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7F ? "\xEF\xBF\xBD" : nullptr;
        }
    });
}

std::string csv_field(std::string_view s) {
    // A leading = + - @ makes spreadsheets run the cell as a formula (OWASP: CSV injection); a quote in front stops that.
    std::string_view guard = !s.empty() && std::string_view("=+-@\t\r").find(s.front()) != std::string_view::npos ? "'" : "";
    if (guard.empty() && s.find_first_of(",\"\r\n;") == std::string_view::npos) return std::string(s);
    std::string out = "\"";
    out += guard;
    for (const char c : s) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

}  // namespace bonafide
