#include "screen/contacts.h"

#include <re2/re2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "base/address.h"
#include "base/country.h"
#include "base/phone.h"
#include "base/text.h"
#include "screen/dates.h"

namespace bonafide::screen {

namespace {

using re2::RE2;

/// All matches of the first group of a pattern.
std::vector<Match> all(std::string_view text, const RE2& pattern) {
    std::vector<Match> out;
    re2::StringPiece input(text.data(), text.size()), group;
    while (RE2::FindAndConsume(&input, pattern, &group)) {
        if (group.empty()) break;
        const auto begin = static_cast<std::size_t>(group.data() - text.data());
        out.push_back({begin, begin + group.size(), std::string(group)});
    }
    return out;
}

bool overlaps(const std::vector<Match>& matches, std::size_t begin, std::size_t end) {
    return std::ranges::any_of(matches, [&](const Match& m) { return begin < m.end && m.begin < end; });
}

UChar32 code_point(std::string_view text, std::int32_t& at) {
    UChar32 c = 0;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());  // NOLINT: ICU's macros want unsigned bytes
    U8_NEXT(bytes, at, static_cast<std::int32_t>(text.size()), c);
    return c;
}

}  // namespace

std::vector<Match> find_emails(std::string_view text) {
    if (text.size() > 4000) text = text.substr(0, 4000);
    static const RE2 plain_form(
        R"(([A-Za-z\d\x{80}-\x{1FFF}][A-Za-z\d\x{80}-\x{1FFF}._%+'\-]*@[A-Za-z\d\x{80}-\x{FFFF}](?:[A-Za-z\d\x{80}-\x{FFFF}\-]*[A-Za-z\d\x{80}-\x{FFFF}])?(?:\.[A-Za-z\d\x{80}-\x{FFFF}\-]+)*\.[A-Za-z\x{80}-\x{FFFF}][A-Za-z\x{80}-\x{FFFF}]+))");
    static const RE2 spoken(
        R"((?i)(([a-z\d][a-z\d._%+\-]*)\s*[\[({<]\s*(?:at|ät|@)\s*[\])}>]\s*([a-z\d][a-z\d\-]*)\s*(?:[\[({<]\s*(?:dot|punkt|\.)\s*[\])}>]|\.)\s*([a-z]{2,24}(?:\.[a-z]{2,3})?)))");
    std::vector<Match> out;
    if (text.find('@') != std::string_view::npos) out = all(text, plain_form);
    if (text.find_first_of("[({<") != std::string_view::npos) {
        re2::StringPiece input(text.data(), text.size()), whole, user, host, top;
        while (RE2::FindAndConsume(&input, spoken, &whole, &user, &host, &top)) {
            const auto begin = static_cast<std::size_t>(whole.data() - text.data());
            if (!overlaps(out, begin, begin + whole.size()))
                out.push_back({begin, begin + whole.size(), std::string(user) + "@" + std::string(host) + "." + std::string(top)});
        }
    }
    return out;
}

std::vector<Match> find_links(std::string_view text, bool bare) {
    if (text.size() > 4000) text = text.substr(0, 4000);
    static const RE2 pattern(R"((?i)((?:https?://|www\.)[^\s<>"|,;)\]]+|(?:[a-z\d](?:[a-z\d\-]*[a-z\d])?\.)+[a-z]{2,12}(?:/[^\s<>"|,;)\]]*)?))");
    static const RE2 known_top(
        R"((?i)(com|org|net|io|dev|me|info|co|ai|app|tech|xyz|site|online|blog|page|cloud|pro|name|eu|de|fr|es|pt|br|uk|us|ca|ch|at|nl|be|it|se|no|dk|fi|pl|cz|ie|mx|ar|cl|in|jp|kr|cn|au|nz|work|works|design|codes|ninja|academy|studio|digital|github|wiki|tv|gg|sh|is|to|ly|ru|ua|tr|gr|hu|ro|lu|cat))");
    std::vector<Match> out;
    if (text.find('.') == std::string_view::npos) return out;
    const auto emails = find_emails(text);
    for (Match& m : all(text, pattern)) {
        if (overlaps(emails, m.begin, m.end) || (m.begin > 0 && (text[m.begin - 1] == '@' || text[m.begin - 1] == '.'))) continue;
        if (m.end < text.size() && text[m.end] == '@') continue;
        while (!m.value.empty() && std::string_view(".,:;!?'").contains(m.value.back())) m.value.pop_back();
        m.end = m.begin + m.value.size();
        const std::string lower = ascii_lower(m.value);
        const bool scheme = lower.starts_with("http") || lower.starts_with("www.");
        const std::size_t slash = scheme ? lower.find('/', lower.find("//") == std::string::npos ? 0 : lower.find("//") + 2) : lower.find('/');
        const std::string host = lower.substr(0, scheme ? std::string::npos : slash);
        if (!scheme) {
            const std::string top = host.substr(host.rfind('.') + 1);
            if (!RE2::FullMatch(top, known_top)) continue;
            if (slash == std::string::npos &&
                (!bare || m.value != lower || host == "asp.net" || host == "vb.net" || host == "ado.net" || host == "socket.io" || host.size() < 5))
                continue;
            if (slash != std::string::npos && host.find('.') < 2) continue;
        }
        out.push_back(std::move(m));
    }
    return out;
}

std::vector<Match> find_phones(std::string_view text, const Words& words, bool labelled) {
    if (text.size() > 1000) text = text.substr(0, 1000);
    static const RE2 pattern(
        R"(((?:\+|\(\+?|\d)(?:[\d().\-/ ]|\x{00A0}|\x{2011}|\x{2013}|\x{2010}){5,24}\d(?:\s*(?:x|ext\.?|Durchwahl)\s*\d{1,5})?))");
    static constexpr std::string_view regions[] = {"US", "GB", "DE", "FR", "ES", "BR", "PT", "MX", "IN", "CH", "AT", "AR"};
    std::vector<Match> out;
    const auto emails = find_emails(text);
    const auto links = find_links(text, true);
    for (Match& m : all(text, pattern)) {
        if (overlaps(emails, m.begin, m.end) || overlaps(links, m.begin, m.end)) continue;
        if (m.begin > 0 && (std::isalnum(static_cast<unsigned char>(text[m.begin - 1])) || text[m.begin - 1] == '_')) continue;
        if (m.value.front() == '(' && std::ranges::count(m.value, '(') != std::ranges::count(m.value, ')')) m.value.erase(0, 1), ++m.begin;
        const auto digits = static_cast<std::size_t>(std::ranges::count_if(m.value, [](char c) { return c >= '0' && c <= '9'; }));
        if (digits < 7 || digits > 16) continue;
        const auto spans = find_spans(m.value, words, true);
        const bool international = m.value.starts_with('+') || m.value.starts_with("(+") || m.value.starts_with("00");
        if (!international && std::ranges::any_of(spans, [&](const Span& s) { return s.range || s.from.size() > 4; })) continue;
        bool good = labelled || international;
        if (international) good = parse_phone(m.value, "").has_value() || m.value.starts_with("00");
        for (std::size_t i = 0; !good && i < std::size(regions) && digits >= 9; ++i) {
            const auto phone = parse_phone(m.value, regions[i]);
            good = phone && phone->valid;
        }
        if (!good) continue;
        m.value = std::string(trim(m.value));
        out.push_back(std::move(m));
    }
    return out;
}

std::string link_key(std::string_view link) {
    std::string key = ascii_lower(trim(link));
    for (const std::string_view prefix : {"https://", "http://", "www."})
        if (key.starts_with(prefix)) key.erase(0, prefix.size());
    while (!key.empty() && key.back() == '/') key.pop_back();
    return key;
}

bool begins_upper(std::string_view text) {
    std::int32_t at = 0;
    if (text.empty()) return false;
    const UChar32 c = code_point(text, at);
    return c > 0 && u_isalpha(c) && !u_islower(c);
}

std::string_view strip_symbols(std::string_view text) {
    text = trim(text);
    const auto keeps_front = [](UChar32 c) {
        return u_isalnum(c) || c == '+' || c == '(' || c == '@' || c == '"' || c == '#' || c == '[' || c == '.' || c == '\'';
    };
    while (!text.empty()) {
        std::int32_t at = 0;
        const UChar32 c = code_point(text, at);
        if (c >= 0 && keeps_front(c)) break;
        text.remove_prefix(static_cast<std::size_t>(at));
    }
    while (!text.empty()) {
        auto at = static_cast<std::int32_t>(text.size());
        UChar32 c = 0;
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());  // NOLINT
        U8_PREV(bytes, 0, at, c);
        if (c >= 0 && (u_isalnum(c) || std::string_view(".+#)%]!?'\"*").contains(static_cast<char>(c < 128 ? c : 0)))) break;
        text.remove_suffix(text.size() - static_cast<std::size_t>(at));
    }
    return text;
}

bool all_capitals(std::string_view text) {
    std::size_t letters = 0;
    for (std::int32_t at = 0; at < static_cast<std::int32_t>(text.size());) {
        const UChar32 c = code_point(text, at);
        if (c < 0 || u_islower(c)) return false;
        letters += u_isupper(c) ? 1 : 0;
    }
    return letters >= 2;
}

std::size_t word_count(std::string_view text) {
    std::size_t count = 0;
    bool inside = false;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\t';
        count += !blank && !inside;
        inside = !blank;
    }
    return count;
}

namespace {

bool has_post_code(std::string_view text) {
    static const RE2 pattern(
        R"((?:^|[\s,(])(?:[A-Z]{2}[,]?\s+\d{5}(?:-\d{4})?|(?:[A-Z]{1,3}[- ])?\d{4,5}\s+[A-Z\x{C0}-\x{17F}][^\s\d,]+|\d{5}-\d{3}|\d{4}-\d{3}|[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{6}|[A-Z\x{C0}-\x{17F}][^\d,;|]+,?\s\d{5})(?:[\s,.)]|$))");
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

bool has_street(std::string_view text, const Words& words) {
    static const RE2 number(R"((?:^|[\s,/])\d{1,5}\s?[a-zA-Z]?(?:[\s,.\-/]|$))");
    if (!RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), number) && text.find("P.O") == std::string_view::npos) return false;
    bool digits_before = false, word_before = false;
    for (const Token& token : tokens(text)) {
        const bool digits = token.folded.front() >= '0' && token.folded.front() <= '9';
        const bool capital = begins_upper(token.raw);
        if (!digits && digits_before && (capital || words.street_lower_case.has(token.folded)) && words.street_after.has(token.folded)) return true;
        if (!digits && words.street_before.inside(token.raw)) word_before = true;
        if (digits && word_before) return true;
        digits_before |= digits;
    }
    return is_mailbox_address(text);
}

std::vector<std::string_view> comma_parts(std::string_view text) {
    std::vector<std::string_view> out;
    for (const std::string_view part : split(text, ',')) out.push_back(trim(part));
    return out;
}

bool is_region(std::string_view text) {
    text = trim(text);
    if (text.size() == 2) return all_capitals(text) && (!region_code("US", text).empty() || !region_code("CA", text).empty());
    return text.size() > 3 && (!region_code("US", text).empty() || !region_code("CA", text).empty());
}

bool is_country(std::string_view text, const Words& words) {
    text = trim(text);
    if (text.size() < 2) return false;
    if (text.size() <= 3) return all_capitals(text) && (words.countries.has(ascii_lower(text)) || (text.size() == 2 && !country_name(text).empty()));
    std::string key;
    for (const Token& token : tokens(text)) key += (key.empty() ? "" : " ") + token.folded;
    return words.countries.has(key) || !country_code(text).empty();
}

bool is_city(std::string_view text, const Geo* geo) {
    text = trim(text);
    if (!geo || text.size() < 3 || word_count(text) > 4 || !begins_upper(text)) return false;
    return geo->city(text, "", "").has_value();
}

/// "Monterrey, N.L.", "Belo Horizonte - MG", "Bordeaux (33)": a town that is known, and the code of its region.
bool is_town_with_code(std::string_view text, const Geo* geo) {
    static const RE2 form("^(.{2,40}?)(?:, ?| [-–] | \\()((?:[A-Z]\\.?){2,3}|[0-9]{2})\\)?$");
    re2::StringPiece town, code;
    return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), form, &town, &code) && begins_upper(text) &&
           is_city({town.data(), town.size()}, geo);
}

}  // namespace

bool has_letters(std::string_view text) {
    return std::ranges::any_of(text,
                               [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80; });
}

int place_rank(std::string_view text, const Words& words, const Geo* geo) {
    text = strip_symbols(text);
    if (text.empty() || word_count(text) > 7) return 0;
    if (words.places.inside(text) && word_count(text) <= 3) return 2;
    if (is_town_with_code(text, geo)) return 2;
    const auto parts = comma_parts(text);
    if (parts.size() == 1) {
        if (is_country(text, words) || (text.size() == 2 && is_region(text))) return 2;
        // "Austin TX"
        if (const auto blank = text.rfind(' ');
            blank != std::string_view::npos && text.size() - blank == 3 && is_region(text.substr(blank + 1)) && begins_upper(text))
            return 2;
        return is_city(text, geo) ? 1 : 0;
    }
    if (parts.size() > 3 || !begins_upper(text)) return 0;
    if (is_region(parts.back()) || is_country(parts.back(), words)) return word_count(parts.front()) <= 4 ? 2 : 0;
    return 0;
}

int address_rank(std::string_view text, const Words& words, const Geo* geo) {
    text = strip_symbols(text);
    if (text.size() < 3 || text.size() > 160) return 0;
    if (!has_letters(text)) return 0;
    if (text.find('@') != std::string_view::npos || text.find("://") != std::string_view::npos) return 0;
    if (word_count(text) <= 16 && (has_post_code(text) || has_street(text, words))) return 3;
    return place_rank(text, words, geo);
}

}  // namespace bonafide::screen
