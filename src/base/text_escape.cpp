// How text is written into JSON, HTML and CSV.
#include <fmt/format.h>

#include "base/text.h"

namespace bonafide {

std::string json_escape(std::string_view s) {
    std::string out;
    out.reserve(s.size() + 8);
    for (const char c : s) {
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\b': out += "\\b"; break;
            case '\f': out += "\\f"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
                else out += c;
        }
    }
    return valid_utf8(out) ? out : repair_utf8(out);
}

std::string html_escape(std::string_view s) {
    std::string out;
    out.reserve(s.size() + 8);
    for (const char c : s) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default:
                // HTML allows no control characters but white space (WHATWG, "Preprocessing the input stream").
                if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7F) out += "\xEF\xBF\xBD";
                else out += c;
        }
    }
    return valid_utf8(out) ? out : repair_utf8(out);
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
