#include "sigma/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace bonafide::sigma {

std::vector<Piece> pieces_of(std::string_view text) {
    std::vector<Piece> out;
    const auto literal = [&](char c) {
        if (out.empty() || out.back().kind != Piece::Kind::text) out.push_back({});
        out.back().text += c;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool escapes = c == '\\' && i + 1 < text.size() && (text[i + 1] == '*' || text[i + 1] == '?' || text[i + 1] == '\\');
        if (escapes) literal(text[++i]);
        else if (c == '?') out.push_back({Piece::Kind::any_one, {}});
        else if (c == '*' && (out.empty() || out.back().kind != Piece::Kind::any_run)) out.push_back({Piece::Kind::any_run, {}});
        else if (c != '*') literal(c);
    }
    return out;
}

namespace {

using Pieces = std::vector<Piece>;
using Texts = std::vector<std::string>;

/// The words of the appendix of modifiers, and what may stand beside each.
enum class Role : std::uint8_t { whole, affix, encoding, dash, regex, regex_flag, number, time, network, exists, reference, expand, cased };
struct Word {
    std::string_view name;
    Role role;
};
// clang-format off
constexpr auto words = std::to_array<Word>({{"all", Role::whole},           {"neq", Role::whole},         {"contains", Role::affix},
                                      {"startswith", Role::affix},    {"endswith", Role::affix},    {"cased", Role::cased},
                                      {"windash", Role::dash},        {"base64", Role::encoding},   {"base64offset", Role::encoding},
                                      {"wide", Role::encoding},       {"utf16", Role::encoding},    {"utf16le", Role::encoding},
                                      {"utf16be", Role::encoding},    {"re", Role::regex},          {"i", Role::regex_flag},
                                      {"ignorecase", Role::regex_flag}, {"m", Role::regex_flag},    {"multiline", Role::regex_flag},
                                      {"s", Role::regex_flag},        {"dotall", Role::regex_flag}, {"lt", Role::number},
                                      {"lte", Role::number},          {"gt", Role::number},         {"gte", Role::number},
                                      {"minute", Role::time},         {"hour", Role::time},         {"day", Role::time},
                                      {"week", Role::time},           {"month", Role::time},        {"year", Role::time},
                                      {"cidr", Role::network},        {"exists", Role::exists},     {"fieldref", Role::reference},
                                      {"expand", Role::expand}});
// clang-format on

const Word* find_word(std::string_view name) {
    const auto found = std::ranges::find(words, name, &Word::name);
    return found == words.end() ? nullptr : &*found;
}

bool has(const std::vector<std::string>& steps, std::string_view word) { return std::ranges::find(steps, word) != steps.end(); }

bool has_role(const std::vector<std::string>& steps, Role role) {
    return std::ranges::any_of(steps, [&](const std::string& step) { return find_word(step)->role == role; });
}

/// Roles that may not stand in one chain with another one, beside `all`, `neq` and `expand`.
bool goes_with(Role a, Role b) {
    const auto pair = [&](Role x, Role y) { return (a == x && b == y) || (a == y && b == x); };
    if (a == Role::whole || b == Role::whole || a == Role::expand || b == Role::expand) return true;
    if (a == Role::encoding || b == Role::encoding || a == Role::dash || b == Role::dash)
        return pair(Role::encoding, Role::affix) || pair(Role::encoding, Role::cased) || pair(Role::dash, Role::affix) ||
               pair(Role::dash, Role::cased) || (a == Role::encoding && b == Role::encoding) || pair(Role::encoding, Role::dash);
    return pair(Role::affix, Role::cased) || pair(Role::regex, Role::regex_flag) || (a == Role::regex_flag && b == Role::regex_flag) ||
           pair(Role::time, Role::number) || pair(Role::reference, Role::affix) || pair(Role::reference, Role::cased);
}

}  // namespace

std::string chain_fault(const std::vector<std::string>& steps) {
    for (const std::string& step : steps)
        if (!find_word(step)) return fmt::format("unknown modifier \"{}\"", step);
    for (std::size_t i = 0; i < steps.size(); ++i)
        for (std::size_t j = i + 1; j < steps.size(); ++j) {
            if (steps[i] == steps[j]) return fmt::format("\"{}\" stands twice", steps[i]);
            if (!goes_with(find_word(steps[i])->role, find_word(steps[j])->role))
                return fmt::format("\"{}\" does not go with \"{}\"", steps[j], steps[i]);
        }
    if (has_role(steps, Role::regex_flag) && !has(steps, "re")) return "a flag of regular expressions without \"re\"";
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
        const Role now = find_word(steps[i])->role, next = find_word(steps[i + 1])->role;
        if (now == Role::affix && next == Role::encoding)
            return fmt::format("\"{}\" must stand after \"{}\": encodings need the plain value", steps[i], steps[i + 1]);
        if (now == Role::regex_flag && next == Role::regex) return "flags of regular expressions stand after \"re\"";
        if (now == Role::number && next == Role::time) return fmt::format("\"{}\" must stand before \"{}\"", steps[i + 1], steps[i]);
    }
    return {};
}

namespace {

std::optional<double> number_of(std::string_view text) {
    double value = 0;
    if (text.empty() || std::isdigit(static_cast<unsigned char>(text.back())) == 0) return std::nullopt;  // not "inf", not "1."
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t block = 0;
        for (std::size_t k = 0; k < 3; ++k) block = block << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0);
        for (std::size_t k = 0; k < 4; ++k) out += i + k <= bytes.size() ? alphabet[block >> (18 - 6 * k) & 63] : '=';
    }
    return out;
}

/// The value in base64 at each of the three positions it may have in a longer text, without the characters its neighbours share.
Texts base64_offsets(std::string_view bytes) {
    constexpr std::array<std::size_t, 3> first{0, 2, 3}, cut{0, 3, 2};
    Texts out;
    for (std::size_t shift = 0; shift < 3; ++shift) {
        const std::string encoded = base64(std::string(shift, ' ') + std::string(bytes));
        const std::size_t end = encoded.size() - cut[(bytes.size() + shift) % 3];
        if (end > first[shift]) out.push_back(encoded.substr(first[shift], end - first[shift]));
    }
    return out;
}

std::vector<char32_t> code_points(std::string_view utf8) {
    std::vector<char32_t> out;
    for (std::size_t i = 0; i < utf8.size();) {
        const auto lead = static_cast<unsigned char>(utf8[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t point = length == 1 ? lead : lead & (0x7FU >> length);
        for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k) point = point << 6 | (static_cast<unsigned char>(utf8[i + k]) & 0x3F);
        out.push_back(point);
        i += length;
    }
    return out;
}

std::string utf16(std::string_view utf8, bool big_endian) {
    std::string out;
    const auto unit = [&](char32_t u) {
        const char high = static_cast<char>(u >> 8 & 0xFF), low = static_cast<char>(u & 0xFF);
        out += big_endian ? high : low;
        out += big_endian ? low : high;
    };
    for (const char32_t point : code_points(utf8)) {
        if (point < 0x10000) {
            unit(point);
        } else {
            unit(0xD800 + ((point - 0x10000) >> 10));
            unit(0xDC00 + ((point - 0x10000) & 0x3FF));
        }
    }
    return out;
}

/// The dashes that Windows programs take for one another (appendix of modifiers, windash).
constexpr std::array<std::string_view, 5> dashes{"-", "/", "\u2013", "\u2014", "\u2015"};
constexpr std::size_t max_windash = 625;  // 5^4; rules with more leading dashes are not met in practice and would explode

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0; }

/// Every way to write the dashes that begin an option: not behind a word, and before one (pySigma's `\B[-/]\b`).
std::expected<std::vector<std::string>, std::string> windash(const std::string& text) {
    Texts out{""};
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool begins = i == 0 || !is_word(text[i - 1]);
        const bool option = i + 1 < text.size() && is_word(text[i + 1]);
        if ((text[i] != '-' && text[i] != '/') || !begins || !option) {
            for (std::string& way : out) way += text[i];
            continue;
        }
        Texts more;
        for (const std::string& way : out)
            for (const std::string_view dash : dashes) more.push_back(way + std::string(dash));
        out = std::move(more);
        if (out.size() > max_windash) return std::unexpected(fmt::format("windash would make more than {} values of it", max_windash));
    }
    return out;
}

/// `\%` is a percent sign.
std::string plain_percent(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && text[i++ + 1] != '%') out += '\\';
        out += text[i];
    }
    return out;
}

/// "%name%" parts replaced by every value of the placeholder.
std::expected<Texts, std::string> expand(const std::string& text, const Placeholders& placeholders) {
    const std::size_t first = [&] {
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '\\') ++i;
            else if (text[i] == '%') return i;
        }
        return std::string::npos;
    }();
    const std::size_t last = first == std::string::npos ? first : text.find('%', first + 1);
    if (last == std::string::npos) return Texts{plain_percent(text)};
    const std::string name = text.substr(first + 1, last - first - 1);
    const Texts values = placeholders ? placeholders(name) : Texts{};
    if (values.empty()) return std::unexpected(fmt::format("placeholder %{}% has no values: a rule that cannot be resolved must not run", name));
    auto rests = expand(text.substr(last + 1), placeholders);
    if (!rests) return rests;
    Texts out;
    for (const std::string& value : values)
        for (const std::string& rest : *rests) out.push_back(plain_percent(std::string_view(text).substr(0, first)) + value + rest);
    return out;
}

/// `*` and `?` and backslashes that mean themselves.
std::string escaped(std::string_view literal) {
    std::string out;
    for (const char c : literal) {
        if (c == '*' || c == '?' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

std::string rejoined(const Pieces& pieces) {
    std::string out;
    for (const Piece& piece : pieces) out += piece.kind == Piece::Kind::text ? escaped(piece.text) : piece.kind == Piece::Kind::any_run ? "*" : "?";
    return out;
}

/// The cheapest comparison that a text with wildcards stands for.
Predicate comparison(const std::string& text, bool cased) {
    Pieces pieces = pieces_of(text);
    Predicate out;
    out.cased = cased;
    const auto is = [&](std::size_t i, Piece::Kind kind) { return i < pieces.size() && pieces[i].kind == kind; };
    const std::size_t size = pieces.size();
    constexpr auto run = Piece::Kind::any_run, words_kind = Piece::Kind::text;
    if (size == 0) return out;
    if (size == 1 && is(0, run)) out.op = Op::present;
    else if (size == 1 && is(0, words_kind)) out.op = Op::equal, out.text = pieces[0].text;
    else if (size == 2 && is(0, words_kind) && is(1, run)) out.op = Op::starts, out.text = pieces[0].text;
    else if (size == 2 && is(0, run) && is(1, words_kind)) out.op = Op::ends, out.text = pieces[1].text;
    else if (size == 3 && is(0, run) && is(1, words_kind) && is(2, run)) out.op = Op::contains, out.text = pieces[1].text;
    else out.op = Op::wildcard, out.text = rejoined(pieces);
    return out;
}

using Outcome = std::expected<std::vector<Predicate>, std::string>;

TimePart time_part(const std::vector<std::string>& steps) {
    constexpr std::array<std::string_view, 7> names{"", "minute", "hour", "day", "week", "month", "year"};
    for (std::size_t i = 1; i < names.size(); ++i)
        if (has(steps, names[i])) return static_cast<TimePart>(i);
    return TimePart::none;
}

Outcome numeric(const Written& value, const std::vector<std::string>& steps) {
    const auto number = number_of(value.text);
    if (!number || value.type == Written::Type::boolean || value.type == Written::Type::null)
        return std::unexpected(fmt::format("found \"{}\", expected a number", value.text));
    Predicate out;
    out.part = time_part(steps);
    out.value = *number;
    out.op = has(steps, "lt")    ? Op::less
             : has(steps, "lte") ? Op::less_equal
             : has(steps, "gt")  ? Op::greater
             : has(steps, "gte") ? Op::greater_equal
                                 : Op::number;
    return std::vector{out};
}

Outcome reference(const Written& value, const std::vector<std::string>& steps) {
    if (value.type != Written::Type::text || value.text.empty()) return std::unexpected("expected the name of another field");
    Predicate out;
    out.op = has(steps, "startswith") ? Op::same_start
             : has(steps, "endswith") ? Op::same_end
             : has(steps, "contains") ? Op::same_inside
                                      : Op::same_as;
    out.text = value.text;
    out.cased = has(steps, "cased");
    return std::vector{out};
}

Outcome regular(const Written& value, const std::vector<std::string>& steps) {
    Predicate out;
    out.op = Op::regex;
    out.text = value.text;
    out.cased = true;
    out.ignore_case = has(steps, "i") || has(steps, "ignorecase");
    out.multi_line = has(steps, "m") || has(steps, "multiline");
    out.dot_all = has(steps, "s") || has(steps, "dotall");
    return std::vector{out};
}

Outcome network(const Written& value) {
    const auto parsed = IpNetwork::parse(value.text);
    if (!parsed) return std::unexpected(fmt::format("found \"{}\", expected a network such as 10.0.0.0/8 or fd00::/8", value.text));
    Predicate out;
    out.op = Op::cidr;
    out.text = value.text;
    out.network = *parsed;
    return std::vector{out};
}

/// The text with a wildcard behind it: a lone backslash at its end must not become the star's escape.
std::string with_run_behind(std::string text) {
    const std::size_t last = text.find_last_not_of('\\');
    const std::size_t slashes = text.size() - (last == std::string::npos ? 0 : last + 1);
    if (slashes % 2 == 1) text += '\\';
    return text + "*";
}

/// Steps that change the text, in their order; each may make several of it.
std::expected<Texts, std::string> transformed(std::string text, const std::vector<std::string>& steps, const Placeholders& placeholders) {
    Texts texts{std::move(text)};
    const auto plain = [](const std::string& with_wildcards) -> std::expected<std::string, std::string> {
        std::string out;
        for (const Piece& piece : pieces_of(with_wildcards)) {
            if (piece.kind != Piece::Kind::text) return std::unexpected("an encoded value may have no wildcards");
            out += piece.text;
        }
        return out;
    };
    for (const std::string& step : steps) {
        Texts more;
        for (const std::string& one : texts) {
            const Role role = find_word(step)->role;
            if (role == Role::dash || role == Role::expand) {
                auto ways = role == Role::dash ? windash(one) : expand(one, placeholders);
                if (!ways) return std::unexpected(ways.error());
                more.insert(more.end(), ways->begin(), ways->end());
            } else if (role == Role::encoding) {
                const auto bytes = plain(one);
                if (!bytes) return std::unexpected(bytes.error());
                if (step == "base64") more.push_back(escaped(base64(*bytes)));
                else if (step == "base64offset")
                    for (const std::string& way : base64_offsets(*bytes)) more.push_back(escaped(way));
                else more.push_back(escaped((step == "utf16" ? "\xFF\xFE" : "") + utf16(*bytes, step == "utf16be")));
            } else if (step == "contains") more.push_back(with_run_behind("*" + one));
            else if (step == "startswith") more.push_back(with_run_behind(one));
            else if (step == "endswith") more.push_back("*" + one);
            else more.push_back(one);
        }
        texts = std::move(more);
    }
    return texts;
}

}  // namespace

std::expected<std::vector<Predicate>, std::string> predicates_of(const Written& value, const std::vector<std::string>& steps,
                                                                 const Placeholders& placeholders) {
    if (has(steps, "exists")) {
        if (value.type != Written::Type::boolean) return std::unexpected(fmt::format("\"exists\" takes true or false, found \"{}\"", value.text));
        Predicate out;
        out.op = Op::exists;
        out.wanted = value.text == "true";
        return std::vector{out};
    }
    if (has_role(steps, Role::number) || has_role(steps, Role::time)) return numeric(value, steps);
    if (has(steps, "fieldref")) return reference(value, steps);
    if (has(steps, "cidr") && !has(steps, "expand")) return network(value);
    if (value.type == Written::Type::null) {
        if (has_role(steps, Role::affix) || has_role(steps, Role::encoding) || has(steps, "re"))
            return std::unexpected("null has no text to look in");
        Predicate out;
        out.op = Op::null;
        return std::vector{out};
    }
    const bool expands = has(steps, "expand");
    if (has(steps, "re") && !expands) return regular(value, steps);
    const auto texts = transformed(value.text, steps, placeholders);
    if (!texts) return std::unexpected(texts.error());
    std::vector<Predicate> out;
    for (const std::string& text : *texts) {
        if (has(steps, "re") || has(steps, "cidr")) {
            auto one = has(steps, "re") ? regular({Written::Type::text, text}, steps) : network({Written::Type::text, text});
            if (!one) return one;
            out.push_back(one->front());
        } else {
            out.push_back(comparison(text, has(steps, "cased")));
        }
    }
    return out;
}

}  // namespace bonafide::sigma
