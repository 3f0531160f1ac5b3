#include "record/workbook_cells.h"

#include <fmt/format.h>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "base/time.h"

namespace bonafide::reading {

std::string_view local_name(std::string_view name) {
    const std::size_t colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child_named(const pugi::xml_node& node, std::string_view local) {
    for (const pugi::xml_node child : node.children()) {
        if (local_name(child.name()) == local) return child;
    }
    return {};
}

namespace {

/// ECMA-376, 22.4.2.4: characters that XML cannot hold are written _xHHHH_.
std::string decode_escapes(std::string text) {
    for (std::size_t at = text.find("_x"); at != std::string::npos; at = text.find("_x", at + 1)) {
        unsigned code = 0;
        if (at + 7 > text.size() || text[at + 6] != '_') continue;
        const auto [end, error] = std::from_chars(text.data() + at + 2, text.data() + at + 6, code, 16);
        if (error != std::errc{} || end != text.data() + at + 6) continue;
        const std::array<char, 2> unit{static_cast<char>(code & 0xFF), static_cast<char>(code >> 8)};
        text.replace(at, 7, utf16_to_utf8({unit.data(), 2}, false));
    }
    return text;
}

}  // namespace

std::string rich_text(const pugi::xml_node& node) {
    std::string out;
    for (const pugi::xml_node child : node.children()) {
        const std::string_view name = local_name(child.name());
        if (name == "t") out += child.child_value();
        if (name == "r") out += child_named(child, "t").child_value();
    }
    return decode_escapes(std::move(out));
}

NumberFormat read_format(std::string_view code) {
    code = code.substr(0, code.find(';'));  // positive numbers; the other sections are for negative ones and text
    if (equals_ignore_case(code, "general")) return {};
    bool date = false, clock = false, elapsed = false, zeros = true;
    for (std::size_t i = 0; i < code.size(); ++i) {
        const char c = static_cast<char>(code[i] | 0x20);
        zeros = zeros && code[i] == '0';
        if (code[i] == '"') {
            i = std::min(code.find('"', i + 1), code.size());
        } else if (code[i] == '\\' || code[i] == '_' || code[i] == '*') {
            ++i;
        } else if (code[i] == '[') {
            const std::size_t close = std::min(code.find(']', i), code.size());
            const std::string_view inside = code.substr(i + 1, close - i - 1);
            elapsed = elapsed || (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos);
            i = close;
        } else if (c == 'y' || c == 'd') {
            date = true;
        } else if (c == 'h' || c == 's') {
            clock = true;
        } else if (c == 'm') {
            date = date || code.find_first_of("hHsS") == std::string_view::npos;  // m is minutes beside hours or seconds, else months
            clock = clock || !date;
        }
    }
    if (elapsed) return {Shows::duration, 0};
    if (date) return {Shows::date, 0};
    if (clock) return {Shows::time, 0};
    if (zeros && code.size() > 1 && code.size() <= 20) return {Shows::padded, static_cast<std::uint8_t>(code.size())};
    return {};
}

namespace {

/// ECMA-376, 18.8.30, with the East Asian dates of the same table.
NumberFormat builtin_format(unsigned id) {
    if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58)
        return {Shows::date, 0};
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 || id == 47 || id == 55 || id == 56) return {Shows::time, 0};
    if (id == 46) return {Shows::duration, 0};
    return {};
}

}  // namespace

std::vector<NumberFormat> read_styles(const std::string& styles_xml) {
    pugi::xml_document document;
    document.load_buffer(styles_xml.data(), styles_xml.size());
    const pugi::xml_node sheet = document.document_element();
    std::vector<std::pair<unsigned, NumberFormat>> custom;
    for (const pugi::xml_node format : child_named(sheet, "numFmts").children())
        custom.emplace_back(format.attribute("numFmtId").as_uint(), read_format(format.attribute("formatCode").as_string()));
    std::vector<NumberFormat> out;
    for (const pugi::xml_node style : child_named(sheet, "cellXfs").children()) {
        const unsigned id = style.attribute("numFmtId").as_uint();
        NumberFormat format = builtin_format(id);
        for (const auto& [known, meaning] : custom) {
            if (known == id) format = meaning;
        }
        out.push_back(format);
    }
    return out;
}

namespace {

/// Shortest text that gives the same number again, never with an exponent while it has a sensible length.
std::string plain_number(std::string_view raw, double value) {
    const bool as_written = raw.size() <= 15 && raw.find_first_of("eE") == std::string_view::npos;
    if (as_written || !std::isfinite(value) || std::fabs(value) >= 1e21 || (value != 0 && std::fabs(value) < 1e-9)) return std::string(raw);
    std::array<char, 400> out;
    const auto [end, error] = std::to_chars(out.data(), out.data() + out.size(), value, std::chars_format::fixed);
    return error == std::errc{} ? std::string(out.data(), end) : std::string(raw);
}

std::string clock_text(std::int64_t seconds) { return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60); }

/// Days since 1899-12-30, which makes the serial numbers of the 1900 system right from March 1900 on (it takes 1900 for a leap year).
std::string show_date(double serial, bool epoch_1904) {
    constexpr std::int64_t last = 2'958'465;  // 9999-12-31
    const double shifted = serial + (epoch_1904 ? 1462 : 0);
    if (shifted < 0 || shifted >= static_cast<double>(last + 1)) return {};
    const auto total = static_cast<std::int64_t>(std::llround(shifted * 86400));
    std::int64_t day = total / 86400;
    if (!epoch_1904 && day < 60) ++day;
    const Date date = civil_from_days(static_cast<std::int32_t>(day + days_from_civil({1899, 12, 30})));
    const std::string text = fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
    return total % 86400 == 0 ? text : text + "T" + clock_text(total % 86400);
}

}  // namespace

std::string show_number(std::string_view raw, NumberFormat format, bool epoch_1904) {
    double value = 0;
    const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
    if (error != std::errc{} || end != raw.data() + raw.size()) return std::string(raw);
    if (format.shows == Shows::date) {
        if (std::string date = show_date(value, epoch_1904); !date.empty()) return date;
    }
    const bool within = value >= 0 && value < 1e9;
    if (format.shows == Shows::time && within) return clock_text(std::llround((value - std::floor(value)) * 86400) % 86400);
    if (format.shows == Shows::duration && within) return clock_text(std::llround(value * 86400));
    std::string text = plain_number(raw, value);
    const bool whole = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    if (format.shows == Shows::padded && whole && text.size() < format.digits) text.insert(0, format.digits - text.size(), '0');
    return text;
}

}  // namespace bonafide::reading
