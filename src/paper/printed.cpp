#include "paper/printed.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/text.h"
#include "base/time.h"
#include "paper/mrz.h"

namespace bonafide::paper {
namespace {

using document::Box;

struct Print {
    const document::Line* line;
    std::uint32_t page;
    std::string upper;  ///< ASCII capitals and digits, blanks between words
};

constexpr float sure = 0.80F;  ///< confidence of a line below which its difference says nothing

struct Labels {
    std::string_view field;
    std::vector<std::string_view> words;
};

/// What stands before or above a value, in the languages of passports and on US licences (folded, as whole words).
const std::vector<Labels>& labels() {
    static const std::vector<Labels> table{
        {"surname", {"surname", "surnames", "last name", "family name", "nom", "apellidos", "name nom", "nachname", "cognome", "ln"}},
        {"given_names",
         {"given names", "given name", "first name", "first names", "prenoms", "prenom", "nombres", "vornamen", "vorname", "fn", "forenames"}},
        {"document_number",
         {"passport no", "passport number", "document no", "document number", "card no", "licence no", "license no", "no du passeport", "dl", "lic",
          "4d dl", "4d", "dln", "id no", "visa no", "personalausweis nr", "dokumentennummer", "number", "no"}},
        {"date_of_birth", {"date of birth", "birth", "dob", "3 dob", "date de naissance", "fecha de nacimiento", "geburtsdatum", "born"}},
        {"date_of_expiry",
         {"date of expiry", "expiry", "expires", "exp", "4b exp", "date d expiration", "valid until", "gultig bis", "fecha de caducidad",
          "expiration"}},
        {"date_of_issue", {"date of issue", "issued", "iss", "4a iss", "date de delivrance", "issue"}},
    };
    return table;
}

std::string capitals(std::string_view text) {
    std::string out;
    for (const char c : mrz_name(text)) {
        if (c == '<') {
            if (!out.empty() && out.back() != ' ') out += ' ';
        } else {
            out += c;
        }
    }
    return out;
}

/// Letters through the table of Doc 9303, digits as they are.
std::string plain(std::string_view text) {
    std::string out, word;
    const auto flush = [&] {
        if (word.empty()) return;
        out += capitals(word);
        word.clear();
    };
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            flush();
            out += c;
        } else if (static_cast<unsigned char>(c) >= 0x80 || std::isalpha(static_cast<unsigned char>(c)) || c == '\'') {
            word += c;
        } else {
            flush();
            if (!out.empty() && out.back() != ' ') out += ' ';
        }
    }
    flush();
    while (out.ends_with(' ')) out.pop_back();
    return out;
}

bool inside(const Box& line, const Box& zone) {
    const float y = (line.top + line.bottom) / 2, x = (line.left + line.right) / 2;
    return zone.right > zone.left && y > zone.top - 4 && y < zone.bottom + 4 && x > zone.left - 20 && x < zone.right + 20;
}

std::vector<Print> prints_of(const std::vector<document::Page>& pages, const Box& zone, std::uint32_t zone_page) {
    std::vector<Print> out;
    for (const document::Page& page : pages)
        for (const document::Line& line : page.lines) {
            if (line.hidden || line.text.find("<<") != std::string::npos || line.text.find("«") != std::string::npos) continue;
            if (page.number == zone_page && inside(line.box, zone)) continue;
            out.push_back({&line, page.number, plain(line.text)});
        }
    return out;
}

/// Pairs that OCR takes for one another.
bool confusable(char a, char b) {
    constexpr std::array<std::string_view, 14> groups{"0OQDC", "1ILJT7", "2Z7", "5S", "8B3", "6GB", "9G", "4A", "UV", "MN", "VY", "CG", "EF", "KX"};
    return a == b || std::ranges::any_of(
                         groups, [&](std::string_view g) { return g.find(a) != std::string_view::npos && g.find(b) != std::string_view::npos; });
}

std::string compact(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c != ' ') out += c;
    return out;
}

struct Difference {
    int places = 0;       ///< in which they differ
    bool by_eye = false;  ///< only by characters that look alike
};

Difference difference(std::string_view a, std::string_view b) {
    Difference out{0, true};
    if (a.size() != b.size()) return {99, false};
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] == b[i]) continue;
        ++out.places;
        out.by_eye &= confusable(a[i], b[i]);
    }
    return out;
}

int edits(std::string_view a, std::string_view b) {
    std::vector<int> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const int up = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = up;
        }
    }
    return row.back();
}

bool has_label(std::string_view upper, const std::vector<std::string_view>& words, std::size_t* end = nullptr) {
    const std::string text = " " + ascii_lower(upper) + " ";
    for (const std::string_view word : words) {
        const std::size_t at = text.find(fmt::format(" {} ", word));
        if (at == std::string::npos) continue;
        if (end) *end = std::min(upper.size(), at + word.size());
        return true;
    }
    return false;
}

/// The line right below a label, or the rest of the label's own line.
struct Labelled {
    const Print* print;
    std::string text;  ///< plain
};

bool is_any_label(std::string_view upper) {
    return std::ranges::any_of(labels(), [&](const Labels& l) { return has_label(upper, l.words); });
}

std::vector<Labelled> labelled(std::string_view field, const std::vector<Print>& prints) {
    std::vector<Labelled> out;
    const auto known = std::ranges::find(labels(), field, &Labels::field);
    if (known == labels().end()) return out;
    for (const Print& print : prints) {
        std::size_t end = 0;
        if (!has_label(print.upper, known->words, &end)) continue;
        if (std::string rest(trim(std::string_view(print.upper).substr(end))); rest.size() >= 2 && !is_any_label(rest))
            out.push_back({&print, std::move(rest)});
        const Box& b = print.line->box;
        const float height = std::max(1.0F, b.bottom - b.top);
        const Print* below = nullptr;
        for (const Print& other : prints) {
            const Box& o = other.line->box;
            if (other.page != print.page || &other == &print || o.top < b.top + height * 0.4F || o.top > b.bottom + 2.2F * height) continue;
            if (o.left > b.right || o.right < b.left || std::abs(o.left - b.left) > 6 * height) continue;
            if (!below || o.top < below->line->box.top) below = &other;
        }
        if (below && !is_any_label(below->upper)) out.push_back({below, below->upper});
    }
    return out;
}

std::optional<int> month_of(std::string_view word) {
    constexpr std::array<std::string_view, 12> english{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
    for (std::size_t i = 0; i < english.size(); ++i)
        if (word.starts_with(english[i])) return static_cast<int>(i) + 1;
    static const std::vector<std::pair<std::string_view, int>> others{{"FEV", 2}, {"AVR", 4},  {"MAI", 5},  {"JUIN", 6}, {"JUIL", 7},
                                                                      {"AOU", 8}, {"DEZ", 12}, {"OKT", 10}, {"ENE", 1},  {"ABR", 4},
                                                                      {"AGO", 8}, {"DIC", 12}, {"MAE", 3},  {"SET", 9},  {"OUT", 10}};
    for (const auto& [name, number] : others)
        if (word.starts_with(name)) return number;
    return std::nullopt;
}

struct PrintedDate {
    std::vector<Date> readings;  ///< day first and month first where both are possible
    const Print* print;
};

void add_date(std::vector<Date>& out, int year, int month, int day) {
    if (year < 100) {
        add_date(out, year + 1900, month, day);
        year += 2000;
    }
    if (year < 1900 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 31) return;
    out.push_back({year, static_cast<unsigned>(month), static_cast<unsigned>(day)});
}

std::vector<Date> dates_in(std::string_view text) {
    std::vector<Date> out;
    static const RE2 numbers("\\b(\\d{1,2})\\s?[./ -]\\s?(\\d{1,2})\\s?[./ -]\\s?(\\d{4}|\\d{2})\\b"),
        iso("\\b(\\d{4})[./ -](\\d{1,2})[./ -](\\d{1,2})\\b"),
        words("\\b(\\d{1,2})[ .-]?([A-Z]{3,9})\\.?(?:\\s?/?\\s?[A-Z]{3,9}\\.?)?[ .-]?(\\d{4}|\\d{2})\\b");
    const re2::StringPiece whole(text.data(), text.size());
    int a = 0, b = 0, c = 0;
    std::string word;
    for (re2::StringPiece rest = whole; RE2::FindAndConsume(&rest, iso, &a, &b, &c);) add_date(out, a, b, c);
    for (re2::StringPiece rest = whole; RE2::FindAndConsume(&rest, numbers, &a, &b, &c);) {
        add_date(out, c, b, a);
        add_date(out, c, a, b);
    }
    for (re2::StringPiece rest = whole; RE2::FindAndConsume(&rest, words, &a, &word, &c);)
        if (const auto month = month_of(word)) add_date(out, c, *month, a);
    return out;
}

std::string raised(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

PrintedValue value_of(const Expected& expected, const Print& print, std::string value) {
    return {expected.field, std::move(value), print.page, print.line->box, print.line->confidence};
}

struct Outcome {
    Finding finding;
    std::optional<PrintedValue> value;
};

Outcome agrees(const Expected& expected, const Print& print, std::string value) {
    Finding f = Finding::consistent("printed." + expected.field, fmt::format("the print says {} too", value), "ICAO Doc 9303-3, 3.1");
    f.page = print.page, f.box = print.line->box;
    return {std::move(f), value_of(expected, print, std::move(value))};
}

Outcome disagrees(const Expected& expected, const Print& print, std::string value, bool certain) {
    Finding f = certain ? Finding::contradicted("printed." + expected.field, fmt::format("the print says {}, the zone {}", value, expected.value),
                                                "ICAO Doc 9303-3, 3.1")
                        : Finding::unclear("printed." + expected.field,
                                           fmt::format("the print was read as {}, the zone as {}; the reading is not sure", value, expected.value));
    f.page = print.page, f.box = print.line->box;
    return {std::move(f), value_of(expected, print, std::move(value))};
}

Outcome not_found(const Expected& expected) { return {Finding::unclear("printed." + expected.field, "not found in the print"), std::nullopt}; }

Outcome compare_number(const Expected& expected, const std::vector<Print>& prints) {
    const std::string wanted = compact(plain(expected.value));
    if (wanted.size() < 4) return not_found(expected);
    for (const Print& print : prints)
        if (compact(print.upper).find(wanted) != std::string::npos) return agrees(expected, print, wanted);
    const Print* near = nullptr;
    std::string nearest;
    Difference least{99, false};
    for (const Print& print : prints) {
        const std::string text = compact(print.upper);
        for (std::size_t i = 0; i + wanted.size() <= text.size(); ++i) {
            const std::string piece = text.substr(i, wanted.size());
            const Difference d = difference(piece, wanted);
            if (d.places < least.places) least = d, near = &print, nearest = piece;
        }
    }
    if (near && least.by_eye && least.places <= 4) return disagrees(expected, *near, nearest, false);
    // A number with one to three other digits in its place is another number; more is other print.
    if (near && least.places <= std::max<int>(1, static_cast<int>(wanted.size()) / 3))
        return disagrees(expected, *near, nearest, near->line->confidence >= sure);
    for (const Labelled& one : labelled(expected.field, prints)) {
        const std::string text = compact(one.text);
        const bool number_like = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; }) >= 4;
        if (number_like && text.size() + 2 >= wanted.size() && text.size() <= wanted.size() + 2)
            return disagrees(expected, *one.print, text, one.print->line->confidence >= sure && text.size() == wanted.size());
    }
    return not_found(expected);
}

Outcome compare_date(const Expected& expected, const std::vector<Print>& prints) {
    Date wanted{};
    if (std::sscanf(expected.value.c_str(), "%d-%u-%u", &wanted.year, &wanted.month, &wanted.day) != 3) return not_found(expected);
    std::vector<PrintedDate> all;
    for (const Print& print : prints) {
        std::vector<Date> dates = dates_in(raised(print.line->text));
        if (dates.empty()) dates = dates_in(print.upper);
        for (const Date& date : dates)
            if (date == wanted) return agrees(expected, print, expected.value);
        if (!dates.empty()) all.push_back({std::move(dates), &print});
    }
    const auto iso = [](const Date& d) { return fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day); };
    for (const Labelled& one : labelled(expected.field, prints)) {
        const std::vector<Date> dates = dates_in(one.print == nullptr ? std::string() : raised(one.print->line->text));
        if (dates.empty()) continue;
        return disagrees(expected, *one.print, iso(dates.front()), one.print->line->confidence >= sure);
    }
    // No label: a date that has two of the three parts is the altered one.
    for (const PrintedDate& one : all)
        for (const Date& d : one.readings)
            if ((d.year == wanted.year) + (d.month == wanted.month) + (d.day == wanted.day) == 2)
                return disagrees(expected, *one.print, iso(d), one.print->line->confidence >= sure && expected.field == "date_of_birth");
    return not_found(expected);
}

std::vector<std::string> words_of(const std::string& text) {
    std::vector<std::string> out;
    for (const std::string_view word : split(text, ' '))
        if (!word.empty()) out.emplace_back(word);
    return out;
}

Outcome compare_name(const Expected& expected, const std::vector<Print>& prints) {
    const std::string wanted = plain(expected.value), solid = compact(wanted);
    if (solid.size() < 2) return not_found(expected);
    for (const Print& print : prints)
        if (compact(print.upper).find(solid) != std::string::npos) return agrees(expected, print, wanted);
    // A long name may be cut in the zone, broken over two lines in print, or spelt by the other choice of section 6.
    const std::vector<std::string> parts = words_of(wanted);
    std::size_t seen = 0;
    const Print* where = nullptr;
    for (const std::string& part : parts)
        for (const Print& print : prints) {
            bool hit = false;
            for (const std::string& spelling : mrz_spellings(print.line->text)) hit |= spelling.find(part) != std::string::npos;
            if (!hit) continue;
            ++seen, where = &print;
            break;
        }
    if (where && (seen == parts.size() || (expected.cut && seen + 1 >= parts.size()))) return agrees(expected, *where, wanted);
    for (const Labelled& one : labelled(expected.field, prints)) {
        const std::string text = compact(one.text);
        if (text.size() < 2 || std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; })) continue;
        const int distance = edits(text, solid);
        const bool ocr =
            distance <= std::max<int>(1, static_cast<int>(solid.size()) / 4) || (difference(text, solid).by_eye && text.size() == solid.size());
        return disagrees(expected, *one.print, one.text, !ocr && one.print->line->confidence >= sure);
    }
    return not_found(expected);
}

}  // namespace

PrintedComparison compare_printed(const std::vector<Expected>& expected, const std::vector<document::Page>& pages, const Box& zone,
                                  std::uint32_t zone_page) {
    PrintedComparison out;
    const std::vector<Print> prints = prints_of(pages, zone, zone_page);
    for (const Expected& one : expected) {
        if (one.value.empty()) continue;
        Outcome outcome = prints.empty() ? Outcome{Finding::unclear("printed." + one.field, "no print was recognised beside the zone"), std::nullopt}
                          : one.kind == ValueKind::number ? compare_number(one, prints)
                          : one.kind == ValueKind::date   ? compare_date(one, prints)
                                                          : compare_name(one, prints);
        out.findings.push_back(std::move(outcome.finding));
        if (outcome.value) out.values.push_back(*std::move(outcome.value));
    }
    return out;
}

}  // namespace bonafide::paper
