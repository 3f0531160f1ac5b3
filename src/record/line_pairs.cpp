// key=value, CEF and LEEF.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "record/line_parts.h"

namespace bonafide::reading {

namespace {

bool key_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '/' || c == '@';
}
bool gap(char c) { return c == ' ' || c == '\t' || c == ',' || c == ';' || c == '\x1D' || c == '\r' || c == '\n'; }

/// Where the quoted value that opens at `open` closes; npos if it does not.
std::size_t close_quote(std::string_view text, std::size_t open) {
    const char quote = text[open];
    for (std::size_t i = open + 1; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == quote || text[i + 1] == '\\')) ++i;
        else if (text[i] == quote) return i;
    }
    return std::string_view::npos;
}

/// The value that begins at `at`; moves behind it.
std::string_view take_value(std::string_view text, std::size_t& at) {
    if (at < text.size() && (text[at] == '"' || text[at] == '\'')) {
        if (const std::size_t close = close_quote(text, at); close != std::string_view::npos) {
            const std::string_view out = text.substr(at + 1, close - at - 1);
            at = close + 1;
            return out;
        }
    }
    const std::size_t begin = at;
    while (at < text.size() && text[at] != ' ' && text[at] != '\t' && text[at] != '\x1D' && text[at] != '\n') ++at;
    std::size_t end = at;
    while (end > begin && (text[end - 1] == ',' || text[end - 1] == ';' || text[end - 1] == '\r')) --end;
    return text.substr(begin, end - begin);
}

/// Text in which a backslash stands before some characters; `newline`: \n and \r are line ends.
void add_unescaped(std::string_view text, std::string_view special, bool newline, JsonOut& out) {
    out.raw('"');
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t slash = std::min(text.find('\\', from), text.size());
        const char next = slash + 1 < text.size() ? text[slash + 1] : '\0';
        const bool known = next != '\0' && special.find(next) != std::string_view::npos, line = newline && (next == 'n' || next == 'r');
        if (slash == text.size() || (!known && !line)) {
            out.text(text.substr(from, slash + (slash < text.size()) - from));
            from = slash + 1;
            continue;
        }
        out.text(text.substr(from, slash - from));
        out.text(line ? (next == 'n' ? "\n" : "\r") : std::string_view(&text[slash + 1], 1));
        from = slash + 2;
    }
    out.raw('"');
}

/// `count` fields that end with an unescaped '|'; moves `text` behind them.
bool take_header(std::string_view& text, std::vector<std::string_view>& fields, std::size_t count) {
    for (std::size_t begin = 0, at = 0; fields.size() < count; ++at) {
        if (at >= text.size()) return false;
        if (text[at] == '\\') ++at;
        else if (text[at] == '|') fields.push_back(text.substr(begin, at - begin)), begin = at + 1;
        if (fields.size() == count) text.remove_prefix(begin);
    }
    return true;
}

void add_header(std::string_view object, const std::vector<std::string_view>& fields, const std::vector<std::string_view>& names, JsonOut& out) {
    out.key(object);
    out.raw('{');
    for (std::size_t i = 0; i < names.size() && i < fields.size(); ++i) {
        out.key(names[i]);
        add_unescaped(fields[i], "|\\", false, out);
    }
    out.raw('}');
}

/// CEF's extension: a value goes on to the blank before the next key, which is told by its unescaped '='.
void find_extension(std::string_view text, std::vector<Pair>& out) {
    std::size_t key_begin = 0, key_end = std::string_view::npos;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
            continue;
        }
        if (text[i] != '=') continue;
        std::size_t begin = i;
        while (begin > 0 && text[begin - 1] != ' ' && text[begin - 1] != '=' && text[begin - 1] != '\\' && text[begin - 1] != '\t') --begin;
        const bool key = begin < i && (begin == 0 || text[begin - 1] == ' ' || text[begin - 1] == '\t');
        if (!key) continue;  // an unescaped '=' inside of a value
        if (key_end != std::string_view::npos)
            out.emplace_back(text.substr(key_begin, key_end - key_begin), trim(text.substr(key_end + 1, begin - key_end - 1)));
        key_begin = begin;
        key_end = i;
    }
    if (key_end != std::string_view::npos) out.emplace_back(text.substr(key_begin, key_end - key_begin), trim(text.substr(key_end + 1)));
}

/// `cs1Label=Policy cs1=Strict` says Policy=Strict.
void add_labels(const std::vector<Pair>& pairs, JsonOut& out) {
    for (const auto& [key, label] : pairs) {
        if (!key.ends_with("Label") || label.empty()) continue;
        const std::string_view plain = key.substr(0, key.size() - 5);
        const auto value = std::ranges::find(pairs, plain, &Pair::first);
        const bool taken = std::ranges::find(pairs, label, &Pair::first) != pairs.end();
        if (value == pairs.end() || taken) continue;
        out.key(label);
        add_unescaped(value->second, "=\\|", true, out);
    }
}

/// The delimiter of LEEF 2.0: a character, or its number as x5E or 0x5E.
char delimiter(std::string_view field) {
    if (field.size() == 1) return field[0];
    if (field.starts_with("0x") || field.starts_with("0X")) field.remove_prefix(1);
    if (field.size() < 2 || field.size() > 3 || (field[0] | 0x20) != 'x') return '\0';
    int value = 0;
    for (const char c : field.substr(1)) {
        const int digit = c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
        if (digit < 0) return '\0';
        value = value * 16 + digit;
    }
    return static_cast<char>(value);
}

}  // namespace

void find_pairs(std::string_view text, Pairs& out) {
    out.items.clear();
    out.whole = true;
    for (std::size_t at = 0; at < text.size();) {
        if (gap(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && key_letter(text[end])) ++end;
        if (end > at && end < text.size() && text[end] == '=' && (end + 1 >= text.size() || text[end + 1] != '=')) {
            const std::string_view key = text.substr(at, end - at);
            at = end + 1;
            out.items.emplace_back(key, take_value(text, at));
            continue;
        }
        out.whole = false;
        while (at < text.size() && !gap(text[at]) && text[at] != '(' && text[at] != '[') ++at;
        if (at < text.size()) ++at;
    }
}

void add_pairs(const Pairs& pairs, JsonOut& out) {
    for (const auto& [key, value] : pairs.items) {
        out.key(key);
        add_unescaped(value, "\"'", false, out);
    }
}

bool is_cef(std::string_view text) { return text.starts_with("CEF:") && std::ranges::count(text, '|') >= 7; }
bool is_leef(std::string_view text) { return text.starts_with("LEEF:") && std::ranges::count(text, '|') >= 5; }

bool add_cef(std::string_view text, JsonOut& out) {
    std::vector<std::string_view> fields;
    text.remove_prefix(std::min<std::size_t>(4, text.size()));
    if (!take_header(text, fields, 7)) return false;
    add_header("cef", fields, {"version", "vendor", "product", "product_version", "class_id", "name", "severity"}, out);
    std::vector<Pair> pairs;
    find_extension(text, pairs);
    for (const auto& [key, value] : pairs) {
        out.key(key);
        add_unescaped(value, "=\\|", true, out);
    }
    add_labels(pairs, out);
    return true;
}

bool add_leef(std::string_view text, JsonOut& out) {
    std::vector<std::string_view> fields;
    text.remove_prefix(std::min<std::size_t>(5, text.size()));
    if (!take_header(text, fields, 5)) return false;
    add_header("leef", fields, {"version", "vendor", "product", "product_version", "event_id"}, out);
    char separator = '\t';
    if (const std::size_t bar = text.find('|'); fields[0].starts_with("2") && bar != std::string_view::npos && bar <= 4) {
        if (const char given = delimiter(text.substr(0, bar)); given != '\0') separator = given;
        text.remove_prefix(bar + 1);
    }
    for (const std::string_view item : split(text, separator)) {
        const std::size_t equals = item.find('=');
        if (equals == std::string_view::npos || equals == 0) continue;
        out.member(trim(item.substr(0, equals)), trim(item.substr(equals + 1)));
    }
    return true;
}

}  // namespace bonafide::reading
