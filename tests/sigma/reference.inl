// The body of reference.h. One function for one sentence of the specification, in the order in which a rule is read.
#include <arpa/inet.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cctype>
#include <cstdlib>
#include <functional>
#include <sstream>

namespace bonafide::sigma::reference {

namespace parts {

using Texts = std::vector<std::string>;
using Steps = std::vector<std::string>;
using Points = std::vector<char32_t>;
using MaybeText = std::optional<std::string>;

inline bool has(const Steps& steps, std::string_view word) { return std::ranges::find(steps, word) != steps.end(); }

// --- text ------------------------------------------------------------------------------------------------------------------
inline std::string fold(const std::string& text) {
    std::string out;
    icu::UnicodeString::fromUTF8(text).foldCase().toUTF8String(out);
    return out;
}

inline Points points_of(std::string_view utf8) {
    const auto wide = icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
    Points out;
    for (int32_t i = 0; i < wide.length(); i = wide.moveIndex32(i, 1)) out.push_back(static_cast<char32_t>(wide.char32At(i)));
    return out;
}

/// [values.escapes] A backslash takes the meaning of `*`, `?` and another backslash; before anything else it is itself.
struct Sign {
    enum Kind { letter, any_one, any_run } kind = letter;
    char32_t point = 0;
};
inline std::vector<Sign> signs_of(std::string_view pattern) {
    const Points points = points_of(pattern);
    std::vector<Sign> out;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const char32_t now = points[i], next = i + 1 < points.size() ? points[i + 1] : 0;
        if (now == '\\' && (next == '*' || next == '?' || next == '\\')) out.push_back({Sign::letter, points[++i]});
        else out.push_back({now == '*' ? Sign::any_run : now == '?' ? Sign::any_one : Sign::letter, now});
    }
    return out;
}

/// [values.wildcards] By the table of all beginnings: fits[i][j] says that the first i signs fit the first j letters.
inline bool fit(const std::vector<Sign>& signs, const Points& text) {
    std::vector<std::vector<bool>> fits(signs.size() + 1, std::vector<bool>(text.size() + 1, false));
    fits[0][0] = true;
    for (std::size_t i = 1; i <= signs.size(); ++i)
        for (std::size_t j = 0; j <= text.size(); ++j) {
            const Sign& sign = signs[i - 1];
            if (sign.kind == Sign::any_run) fits[i][j] = fits[i - 1][j] || (j > 0 && fits[i][j - 1]);
            else fits[i][j] = j > 0 && fits[i - 1][j - 1] && (sign.kind == Sign::any_one || sign.point == text[j - 1]);
        }
    return fits[signs.size()][text.size()];
}

/// A text that has no wildcards, whatever is in it.
inline std::string literally(const std::string& text) {
    std::string out;
    for (const char c : text) out += (c == '*' || c == '?' || c == '\\') ? std::string{'\\', c} : std::string{c};
    return out;
}

/// The bytes that a value without wildcards stands for; after `wide` they are no text any more.
inline std::string without_escapes(const std::string& pattern) {
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char next = i + 1 < pattern.size() ? pattern[i + 1] : '\0';
        if (pattern[i] == '\\' && (next == '*' || next == '?' || next == '\\')) ++i;
        out += pattern[i];
    }
    return out;
}

// --- modifiers that change the value ------------------------------------------------------------------------------------------
/// All the bits of the text as one row, cut into sixes.
inline std::string bits_of(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) out += std::bitset<8>(static_cast<unsigned char>(c)).to_string();
    return out;
}
inline char base64_letter(const std::string& six) {
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[std::bitset<6>(six).to_ulong()];
}

/// [modifiers.base64offset] The letters whose six bits all come from the value, with the value at byte 0, 1 and 2 of a group.
inline Texts base64_offsets(const std::string& bytes) {
    Texts out;
    for (std::size_t shift = 0; shift < 3; ++shift) {
        const std::string bits = bits_of(bytes);
        std::string letters;
        for (std::size_t at = 0; at + 6 <= 8 * shift + bits.size(); at += 6)
            if (at >= 8 * shift) letters += base64_letter(bits.substr(at - 8 * shift, 6));
        if (!letters.empty()) out.push_back(letters);
    }
    return out;
}

inline std::string utf16(const std::string& text, bool big_endian) {
    const auto wide = icu::UnicodeString::fromUTF8(text);
    std::string out;
    for (int32_t i = 0; i < wide.length(); ++i) {
        const char high = static_cast<char>(wide.charAt(i) >> 8), low = static_cast<char>(wide.charAt(i) & 0xFF);
        out += big_endian ? std::string{high, low} : std::string{low, high};
    }
    return out;
}

inline bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0; }

/// [modifiers.windash] The first dash that begins an option, in all five spellings, and so on with the rest.
inline Texts windash(const std::string& text, std::size_t from = 0) {
    for (std::size_t i = from; i < text.size(); ++i) {
        if (text[i] != '-' && text[i] != '/') continue;
        if (i > 0 && is_word(text[i - 1])) continue;
        if (i + 1 == text.size() || !is_word(text[i + 1])) continue;
        Texts out;
        for (const std::string dash : {"-", "/", "–", "—", "―"})
            for (const std::string& rest : windash(text.substr(0, i) + dash + text.substr(i + 1), i + dash.size())) out.push_back(rest);
        return out;
    }
    return {text};
}

/// [placeholders] `%name%` becomes every value of the name; `\%` is a percent sign.
inline Texts expand(const std::string& text, const Names& names) {
    std::string before;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\') {
            if (i + 1 == text.size() || text[i + 1] != '%') before += '\\';
            if (++i < text.size()) before += text[i];
            continue;
        }
        const std::size_t end = text[i] == '%' ? text.find('%', i + 1) : std::string::npos;
        if (end == std::string::npos) {
            before += text[i];
            continue;
        }
        Texts out;
        for (const std::string& value : names.at(text.substr(i + 1, end - i - 1)))
            for (const std::string& rest : expand(text.substr(end + 1), names)) out.push_back(before + value + rest);
        return out;
    }
    return {before};
}

inline std::string with_star_behind(const std::string& text) {
    std::size_t slashes = 0;
    while (slashes < text.size() && text[text.size() - 1 - slashes] == '\\') ++slashes;
    return text + (slashes % 2 == 1 ? "\\*" : "*");
}

/// The patterns with wildcards that a value stands for after its chain, of which any may fit.
inline Texts patterns_of(const std::string& value, const Steps& steps, const Names& names) {
    Texts now{value};
    for (const std::string& step : steps) {
        Texts next;
        for (const std::string& one : now) {
            if (step == "windash") std::ranges::copy(windash(one), std::back_inserter(next));
            else if (step == "expand") std::ranges::copy(expand(one, names), std::back_inserter(next));
            else if (step == "base64") next.push_back(literally(reference::base64(without_escapes(one))));
            else if (step == "base64offset") for (const std::string& way : base64_offsets(without_escapes(one))) next.push_back(literally(way));
            else if (step == "wide" || step == "utf16le") next.push_back(literally(utf16(without_escapes(one), false)));
            else if (step == "utf16be") next.push_back(literally(utf16(without_escapes(one), true)));
            else if (step == "utf16") next.push_back(literally("\xFF\xFE" + utf16(without_escapes(one), false)));
            else if (step == "contains") next.push_back(with_star_behind("*" + one));
            else if (step == "startswith") next.push_back(with_star_behind(one));
            else if (step == "endswith") next.push_back("*" + one);
            else next.push_back(one);
        }
        now = next;
    }
    return now;
}

// --- regular expressions: by backtracking over what a small grammar allows -----------------------------------------------------
/// . ^ $ [] [^] | () * + ? {n,m} and letters; the core that the specification calls standard.
class Regex {
public:
    Regex(std::string_view pattern, std::string_view text, bool ignore_case, bool multi_line, bool dot_all)
        : pattern_(points_of(pattern)), text_(points_of(text)), ignore_case_(ignore_case), multi_line_(multi_line), dot_all_(dot_all) {}

    bool found() {
        for (std::size_t start = 0; start <= text_.size(); ++start)
            if (either(0, pattern_.size(), start, [](std::size_t) { return true; })) return true;
        return false;
    }

private:
    using Then = std::function<bool(std::size_t)>;

    /// Where the element that begins at `at` ends: a letter, an escape, a class or a group.
    std::size_t element_end(std::size_t at) const {
        if (pattern_[at] == '\\') return at + 2;
        if (pattern_[at] == '[') {
            std::size_t i = at + 1;
            if (pattern_[i] == '^') ++i;
            if (pattern_[i] == ']') ++i;
            for (; pattern_[i] != ']'; ++i)
                if (pattern_[i] == '\\') ++i;
            return i + 1;
        }
        if (pattern_[at] != '(') return at + 1;
        std::size_t i = at + 1;
        while (pattern_[i] != ')') i = element_end(i);
        return i + 1;
    }

    bool either(std::size_t at, std::size_t end, std::size_t where, const Then& then) {
        for (std::size_t i = at; i < end; i = element_end(i))
            if (pattern_[i] == '|') return sequence(at, i, where, then) || either(i + 1, end, where, then);
        return sequence(at, end, where, then);
    }

    bool sequence(std::size_t at, std::size_t end, std::size_t where, const Then& then) {
        if (at == end) return then(where);
        const std::size_t behind = element_end(at);
        std::size_t least = 1, most = 1, rest = behind;
        if (behind < end) {
            const char32_t count = pattern_[behind];
            if (count == '*' || count == '+' || count == '?') {
                least = count == '+' ? 1 : 0;
                most = count == '?' ? 1 : text_.size() + 1;
                rest = behind + 1;
            } else if (count == '{') {
                std::size_t i = behind + 1;
                least = number(i);
                most = least;
                if (pattern_[i] == ',') most = pattern_[++i] == '}' ? text_.size() + 1 : number(i);
                rest = i + 1;
            }
            if (rest < end && rest > behind && pattern_[rest] == '?') ++rest;   // lazy: whether it is found is the same
        }
        return times(at, behind, least, most, where, [&](std::size_t here) { return sequence(rest, end, here, then); });
    }

    std::size_t number(std::size_t& i) const {
        std::size_t out = 0;
        while (pattern_[i] >= '0' && pattern_[i] <= '9') out = out * 10 + (pattern_[i++] - '0');
        return out;
    }

    bool times(std::size_t at, std::size_t end, std::size_t least, std::size_t most, std::size_t where, const Then& then) {
        if (least == 0 && then(where)) return true;
        if (most == 0) return false;
        return once(at, end, where, [&](std::size_t here) {
            if (here == where && least == 0) return false;   // an empty turn gains nothing
            return times(at, end, least == 0 ? 0 : least - 1, most - 1, here, then);
        });
    }

    bool once(std::size_t at, std::size_t end, std::size_t where, const Then& then) {
        const char32_t sign = pattern_[at];
        if (sign == '(') return either(at + 1, end - 1, where, then);
        if (sign == '^') return (where == 0 || (multi_line_ && text_[where - 1] == '\n')) && then(where);
        if (sign == '$') return (where == text_.size() || (multi_line_ && text_[where] == '\n')) && then(where);
        return where < text_.size() && one(at, end, text_[where]) && then(where + 1);
    }

    bool one(std::size_t at, std::size_t end, char32_t letter) const {
        if (pattern_[at] == '.') return dot_all_ || letter != '\n';
        if (pattern_[at] == '\\') return same(pattern_[at + 1], letter);
        if (pattern_[at] != '[') return same(pattern_[at], letter);
        const bool negated = pattern_[at + 1] == '^';
        bool in = false;
        for (std::size_t i = at + 1 + (negated ? 1 : 0); i + 1 < end; ++i) {
            if (pattern_[i] == '\\') ++i;
            if (i + 3 < end && pattern_[i + 1] == '-') {
                for (char32_t c = pattern_[i]; c <= pattern_[i + 2]; ++c) in = in || same(c, letter);
                i += 2;
            } else {
                in = in || same(pattern_[i], letter);
            }
        }
        return in != negated;
    }

    bool same(char32_t a, char32_t b) const {
        const auto simple = [](char32_t c) { return u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT); };
        return a == b || (ignore_case_ && simple(a) == simple(b));
    }

    Points pattern_, text_;
    bool ignore_case_, multi_line_, dot_all_;
};

// --- numbers, times, networks ------------------------------------------------------------------------------------------------
/// [modifiers.numeric] -12, 0.5, 1e3; nothing around it.
inline std::optional<double> number_of(const std::string& text) {
    std::size_t i = 0;
    const auto digits = [&] {
        const std::size_t from = i;
        while (i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])) != 0) ++i;
        return i > from;
    };
    if (i < text.size() && text[i] == '-') ++i;
    if (!digits()) return std::nullopt;
    if (i < text.size() && text[i] == '.' && !(++i, digits())) return std::nullopt;
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        if (++i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
        if (!digits()) return std::nullopt;
    }
    if (i != text.size()) return std::nullopt;
    return std::strtod(text.c_str(), nullptr);
}

/// [modifiers.time] A part of 2024-02-29T23:59:00Z or with +02:00, in UTC, counted day by day from 1970.
inline std::optional<double> time_part(const std::string& text, std::string_view part) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, off_hour = 0, off_minute = 0;
    char sign = 0;
    const int seen = std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%c%2d:%2d", &year, &month, &day, &hour, &minute, &second, &sign, &off_hour, &off_minute);
    if (!(seen == 7 && sign == 'Z' && text.size() == 20) && !(seen == 9 && (sign == '+' || sign == '-') && text.size() == 25)) return std::nullopt;
    const auto leap = [](int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; };
    const auto length = [&](int y, int m) { return std::array{31, leap(y) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[static_cast<std::size_t>(m - 1)]; };
    int minutes = hour * 60 + minute - (sign == '-' ? -1 : sign == '+' ? 1 : 0) * (off_hour * 60 + off_minute);
    if (minutes < 0) {
        minutes += 1440;
        if (--day == 0) {
            if (--month == 0) month = 12, --year;
            day = length(year, month);
        }
    } else if (minutes >= 1440) {
        minutes -= 1440;
        if (++day > length(year, month)) {
            day = 1;
            if (++month > 12) month = 1, ++year;
        }
    }
    if (part == "minute") return minutes % 60;
    if (part == "hour") return minutes / 60;
    if (part == "day") return day;
    if (part == "month") return month;
    if (part == "year") return year;
    int of_year = day, weekday = 3;   // 1970-01-01 was a Thursday; Monday is 0
    for (int m = 1; m < month; ++m) of_year += length(year, m);
    for (int y = 1970; y < year; ++y) weekday += leap(y) ? 366 : 365;
    const int first = weekday % 7;                                       // of 1 January
    const int now = (weekday + of_year - 1) % 7;
    const auto weeks_in = [&](int january, int y) { return january == 3 || (january == 2 && leap(y)) ? 53 : 52; };
    const int week = (of_year - (now + 1) + 10) / 7;                     // ISO 8601
    if (week == 0) return weeks_in((first + 7 - (leap(year - 1) ? 366 : 365) % 7) % 7, year - 1);
    return week > weeks_in(first, year) ? 1 : week;
}

/// [modifiers.cidr] Sixteen bytes, IPv4 as ::ffff:a.b.c.d.
inline std::optional<std::string> address_bits(const std::string& text) {
    std::array<unsigned char, 16> six{};
    std::array<unsigned char, 4> four{};
    if (inet_pton(AF_INET, text.c_str(), four.data()) == 1) return std::string(80, '0') + std::string(16, '1') + bits_of({reinterpret_cast<char*>(four.data()), 4});
    if (inet_pton(AF_INET6, text.c_str(), six.data()) == 1) return bits_of({reinterpret_cast<char*>(six.data()), 16});
    return std::nullopt;
}
inline bool in_network(const std::string& network, const std::string& address) {
    const std::size_t slash = network.find('/');
    const auto base = address_bits(network.substr(0, slash)), bits = address_bits(address);
    if (!base || !bits) return false;
    const bool four = network.find(':') == std::string::npos;
    const std::size_t length = (slash == std::string::npos ? (four ? 32 : 128) : std::stoul(network.substr(slash + 1))) + (four ? 96 : 0);
    return base->substr(0, length) == bits->substr(0, length);
}

// --- one value of the rule against a field -----------------------------------------------------------------------------------
inline bool is_null(const YamlNode& value) {
    const std::string_view text = value.scalar();
    return value.is_null() || (!value.quoted() && (text.empty() || text == "null" || text == "Null" || text == "NULL" || text == "~"));
}
inline std::string text_of(const YamlNode& value) {
    const std::string text(value.scalar());
    if (value.quoted()) return text;
    if (text == "True" || text == "TRUE") return "true";
    if (text == "False" || text == "FALSE") return "false";
    return text;
}

inline bool compares(double found, const Steps& steps, double wanted) {
    if (has(steps, "lt")) return found < wanted;
    if (has(steps, "lte")) return found <= wanted;
    if (has(steps, "gt")) return found > wanted;
    if (has(steps, "gte")) return found >= wanted;
    return found == wanted;
}

inline bool holds_for_text(const YamlNode& value, const Steps& steps, const Names& names, const std::string& text) {
    const std::string written = text_of(value);
    for (const std::string_view part : {"minute", "hour", "day", "week", "month", "year"})
        if (has(steps, part)) {
            const auto found = time_part(text, part);
            return found && compares(*found, steps, *number_of(written));
        }
    if (has(steps, "lt") || has(steps, "lte") || has(steps, "gt") || has(steps, "gte")) {
        const auto found = number_of(text);
        return found && compares(*found, steps, *number_of(written));
    }
    const Texts ways = has(steps, "re") || has(steps, "cidr") ? (has(steps, "expand") ? expand(written, names) : Texts{written}) : patterns_of(written, steps, names);
    return std::ranges::any_of(ways, [&](const std::string& way) {
        if (has(steps, "cidr")) return in_network(way, text);
        if (has(steps, "re"))
            return regex_found(way, text, has(steps, "i") || has(steps, "ignorecase"), has(steps, "m") || has(steps, "multiline"), has(steps, "s") || has(steps, "dotall"));
        return has(steps, "cased") ? wildcards_fit(way, text) : wildcards_fit(fold(way), fold(text));
    });
}

inline bool refers(const std::string& text, const std::string& other, const Steps& steps) {
    const std::string a = has(steps, "cased") ? text : fold(text), b = has(steps, "cased") ? other : fold(other);
    if (has(steps, "contains")) return a.find(b) != std::string::npos;
    if (has(steps, "startswith")) return a.substr(0, b.size()) == b;
    if (has(steps, "endswith")) return a.size() >= b.size() && a.substr(a.size() - b.size()) == b;
    return a == b;
}

inline bool holds(const YamlNode& value, const std::string& field, const Steps& steps, const Event& event, const Names& names) {
    const auto found = event.find(field);
    const bool there = found != event.end();
    const auto any_text = [&](const auto& test) {
        return there && std::ranges::any_of(found->second, [&](const MaybeText& text) { return text && test(*text); });
    };
    if (has(steps, "exists")) return there == (text_of(value) == "true");
    if (has(steps, "fieldref")) {
        const auto other = event.find(text_of(value));
        if (other == event.end()) return false;
        return any_text([&](const std::string& text) {
            return std::ranges::any_of(other->second, [&](const MaybeText& b) { return b && refers(text, *b, steps); });
        });
    }
    if (is_null(value)) return !there || std::ranges::none_of(found->second, [](const MaybeText& text) { return text.has_value(); });
    return any_text([&](const std::string& text) { return holds_for_text(value, steps, names, text); });
}

/// [keywords] Anywhere in any value.
inline bool keyword(const YamlNode& value, Steps steps, const Event& event, const Names& names) {
    if (!has(steps, "re")) steps.emplace_back("contains");
    for (const auto& [field, values] : event)
        for (const MaybeText& text : values)
            if (text && holds_for_text(value, steps, names, *text)) return true;
    return false;
}

inline bool item(const std::string& field, const Steps& steps, const std::vector<YamlNode>& values, const Event& event, const Names& names) {
    const auto one = [&](const YamlNode& value) { return field.empty() ? keyword(value, steps, event, names) : holds(value, field, steps, event, names); };
    const bool all = has(steps, "all") ? std::ranges::all_of(values, one) : std::ranges::any_of(values, one);
    return all != has(steps, "neq");
}

// --- selections and conditions -----------------------------------------------------------------------------------------------
inline bool selection(const YamlNode& node, const Event& event, const Names& names) {
    if (node.is_map()) {
        for (const auto& [key, value] : node.entries()) {
            Steps steps;
            std::istringstream words(key);
            std::string field, step;
            std::getline(words, field, '|');
            while (std::getline(words, step, '|')) steps.push_back(step);
            if (!item(field, steps, value.is_list() ? value.items() : std::vector{value}, event, names)) return false;
        }
        return true;
    }
    for (const YamlNode& part : node.items())
        if (part.is_scalar() ? item("", {}, {part}, event, names) : selection(part, event, names)) return true;
    return false;
}

/// [conditions] or binds least, then and, then not, then "x of" and parentheses.
class Condition {
public:
    Condition(const YamlNode& detection, const Event& event, const Names& names) : detection_(detection), event_(event), names_(names) {}

    bool truth(const std::string& text) {
        words_.clear();
        at_ = 0;
        std::string spaced;
        for (const char c : text) spaced += c == '(' || c == ')' ? std::string{' ', c, ' '} : std::string{c};
        std::istringstream in(spaced);
        for (std::string word; in >> word;) words_.push_back(word);
        return either();
    }

private:
    bool is(std::string_view word) const {
        return at_ < words_.size() && std::ranges::equal(words_[at_], word, [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
    }
    bool take(std::string_view word) { return is(word) && (++at_, true); }

    bool either() {
        bool out = both();
        while (take("or")) out = both() || out;
        return out;
    }
    bool both() {
        bool out = negation();
        while (take("and")) out = negation() && out;
        return out;
    }
    bool negation() { return take("not") ? !negation() : single(); }

    bool single() {
        if (take("(")) {
            const bool out = either();
            take(")");
            return out;
        }
        if (at_ + 1 < words_.size() && words_[at_ + 1] == "of") {
            const bool all = words_[at_] == "all";
            const std::string pattern = words_[at_ + 2];
            at_ += 3;
            bool out = all;
            for (const auto& [name, value] : detection_.entries()) {
                if (name == "condition" || (pattern == "them" ? name.starts_with('_') : !wildcards_fit(pattern, name))) continue;
                const bool now = selection(value, event_, names_);
                out = all ? out && now : out || now;
            }
            return out;
        }
        return selection(detection_.get(words_[at_++]), event_, names_);
    }

    const YamlNode& detection_;
    const Event& event_;
    const Names& names_;
    std::vector<std::string> words_;
    std::size_t at_ = 0;
};

}  // namespace parts

inline bool regex_found(std::string_view pattern, std::string_view text, bool ignore_case, bool multi_line, bool dot_all) {
    return parts::Regex(pattern, text, ignore_case, multi_line, dot_all).found();
}

inline bool wildcards_fit(std::string_view pattern, std::string_view text) { return parts::fit(parts::signs_of(pattern), parts::points_of(text)); }

inline std::string base64(std::string_view bytes) {
    std::string bits = parts::bits_of(bytes), out;
    while (bits.size() % 6 != 0) bits += '0';
    for (std::size_t i = 0; i < bits.size(); i += 6) out += parts::base64_letter(bits.substr(i, 6));
    while (out.size() % 4 != 0) out += '=';
    return out;
}

inline bool matches(const YamlNode& detection, const Event& event, const Names& names) {
    parts::Condition condition(detection, event, names);
    for (const YamlNode& text : detection.get("condition").items())   // a list: any of them
        if (condition.truth(text.text())) return true;
    return false;
}

}  // namespace bonafide::sigma::reference
