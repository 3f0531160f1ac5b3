#include "name/person.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/country.h"
#include "base/text.h"

namespace bonafide::name {

namespace {

int month_of(std::string_view word) {
    constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    if (word.size() < 3) return 0;
    const std::string start = ascii_lower(word.substr(0, 3));
    const auto found = std::ranges::find(months, start);
    return found == months.end() ? 0 : static_cast<int>(found - months.begin()) + 1;
}

bool is_year(int number) { return number >= 1850 && number <= 2100; }

struct Parts {
    std::vector<int> numbers;
    int month = 0;
    bool about = false, span = false;
};

Parts parts_of(std::string_view text) {
    Parts out;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        const auto digit = [](char c) { return c >= '0' && c <= '9'; };
        const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
        if (digit(text[i])) {
            int number = 0;
            for (; end < text.size() && digit(text[end]); ++end) number = std::min(number * 10 + (text[end] - '0'), 100'000'000);
            out.numbers.push_back(number);
        } else if (letter(text[i])) {
            while (end < text.size() && letter(text[end])) ++end;
            const std::string word = ascii_lower(text.substr(i, end - i));
            if (word == "circa" || word == "c" || word == "ca" || word == "approximately" || word == "about" || word == "approx") out.about = true;
            else if (word == "to" || word == "between" || word == "and") out.span = true;
            else if (word == "t" && end < text.size() && digit(text[end])) break;  // 1971-10-30T00:00
            else if (const int month = month_of(word)) out.month = month;
        } else ++end;
        i = end;
        if (out.numbers.size() > 6) break;
    }
    return out;
}

}  // namespace

BirthDate read_birth_date(std::string_view text) {
    Parts parts = parts_of(text);
    std::vector<int>& n = parts.numbers;
    BirthDate out;
    out.about = parts.about;
    if (n.size() == 1 && n[0] > 18'500'000 && n[0] < 21'001'232) n = {n[0] / 10000, n[0] / 100 % 100, n[0] % 100};
    if (parts.month && !n.empty() && is_year(n.back())) {
        out.from_year = out.to_year = n.back();
        out.month = parts.month;
        if (n.size() >= 2 && n[0] >= 1 && n[0] <= 31) out.day = n[0];
        if (parts.span) out.day = 0;
        return out;
    }
    if (n.size() >= 2 && is_year(n[0]) && is_year(n[1])) {
        out.from_year = std::min(n[0], n[1]);
        out.to_year = std::max(n[0], n[1]);
        return out;
    }
    if (!n.empty() && is_year(n[0])) {  // year first
        out.from_year = out.to_year = n[0];
        if (n.size() >= 2 && n[1] >= 1 && n[1] <= 12) out.month = n[1];
        if (n.size() >= 3 && out.month && n[2] >= 1 && n[2] <= 31) out.day = n[2];
    } else if (n.size() >= 3 && is_year(n[2])) {
        out.from_year = out.to_year = n[2];
        const bool day_first = n[0] > 12 || text.find('.') != std::string_view::npos;
        out.month = day_first ? n[1] : n[0];
        out.day = day_first ? n[0] : n[1];
    } else if (n.size() == 2 && is_year(n[1])) {
        out.from_year = out.to_year = n[1];
        out.month = n[0];
    }
    if (out.month < 1 || out.month > 12) out.month = out.day = 0;
    if (out.day < 1 || out.day > 31) out.day = 0;
    return out;
}

std::string to_text(const BirthDate& date) {
    if (!date.known()) return {};
    std::string out = date.about ? "about " : "";
    if (date.from_year != date.to_year) return out + fmt::format("{} to {}", date.from_year, date.to_year);
    out += fmt::format("{:04}", date.from_year);
    if (date.month) out += fmt::format("-{:02}", date.month);
    if (date.day) out += fmt::format("-{:02}", date.day);
    return out;
}

Identifier make_identifier(IdKind kind, std::string_view value, std::string_view country) {
    Identifier out{kind, std::string(trim(value)), {}, std::string(country_code(trim(country)))};
    if (kind == IdKind::email || kind == IdKind::website) out.key = ascii_lower(out.value);
    else if (kind == IdKind::wallet && !out.value.starts_with("0x")) out.key = out.value;  // base58 has two cases
    else out.key = column_key(out.value);
    return out;
}

}  // namespace bonafide::name
