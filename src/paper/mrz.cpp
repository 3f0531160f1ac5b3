#include "paper/mrz.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace bonafide::paper {
namespace {

int value_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
    return 0;
}

std::string without_fillers(std::string_view text) {
    while (!text.empty() && text.back() == '<') text.remove_suffix(1);
    std::string out(text);
    std::ranges::replace(out, '<', ' ');
    return out;
}

using Place = MrzPlace;

struct DigitPlace {
    std::string_view name;
    std::vector<Place> over;
    Place printed;
    bool may_be_filler = false;
};

struct Layout {
    MrzFormat format;
    std::string_view name, standard;
    std::vector<std::uint8_t> lengths;
    Place code, issuer, number, nationality, birth, sex, expiry, names, optional, optional2;
    std::vector<DigitPlace> digits;
};

// clang-format off
const std::array<Layout, 8>& layouts() {
    static const std::array<Layout, 8> table{{
        {MrzFormat::td1, "TD1", "ICAO Doc 9303-5, 4.2.2", {30, 30, 30}, {0, 0, 2}, {0, 2, 3}, {0, 5, 9}, {1, 15, 3}, {1, 0, 6}, {1, 7, 1}, {1, 8, 6},
         {2, 0, 30}, {0, 15, 15}, {1, 18, 11},
         {{"number", {{0, 5, 9}}, {0, 14, 1}}, {"birth", {{1, 0, 6}}, {1, 6, 1}}, {"expiry", {{1, 8, 6}}, {1, 14, 1}},
          {"composite", {{0, 5, 25}, {1, 0, 7}, {1, 8, 7}, {1, 18, 11}}, {1, 29, 1}}}},
        {MrzFormat::td2, "TD2", "ICAO Doc 9303-6, 4.2.2", {36, 36}, {0, 0, 2}, {0, 2, 3}, {1, 0, 9}, {1, 10, 3}, {1, 13, 6}, {1, 20, 1}, {1, 21, 6},
         {0, 5, 31}, {1, 28, 7}, {},
         {{"number", {{1, 0, 9}}, {1, 9, 1}}, {"birth", {{1, 13, 6}}, {1, 19, 1}}, {"expiry", {{1, 21, 6}}, {1, 27, 1}},
          {"composite", {{1, 0, 10}, {1, 13, 7}, {1, 21, 14}}, {1, 35, 1}}}},
        {MrzFormat::td3, "TD3", "ICAO Doc 9303-4, 4.2.2", {44, 44}, {0, 0, 2}, {0, 2, 3}, {1, 0, 9}, {1, 10, 3}, {1, 13, 6}, {1, 20, 1}, {1, 21, 6},
         {0, 5, 39}, {1, 28, 14}, {},
         {{"number", {{1, 0, 9}}, {1, 9, 1}}, {"birth", {{1, 13, 6}}, {1, 19, 1}}, {"expiry", {{1, 21, 6}}, {1, 27, 1}},
          {"optional", {{1, 28, 14}}, {1, 42, 1}, true}, {"composite", {{1, 0, 10}, {1, 13, 7}, {1, 21, 22}}, {1, 43, 1}}}},
        {MrzFormat::mrv_a, "MRV-A", "ICAO Doc 9303-7, 4.2", {44, 44}, {0, 0, 2}, {0, 2, 3}, {1, 0, 9}, {1, 10, 3}, {1, 13, 6}, {1, 20, 1}, {1, 21, 6},
         {0, 5, 39}, {1, 28, 16}, {},
         {{"number", {{1, 0, 9}}, {1, 9, 1}}, {"birth", {{1, 13, 6}}, {1, 19, 1}}, {"expiry", {{1, 21, 6}}, {1, 27, 1}}}},
        {MrzFormat::mrv_b, "MRV-B", "ICAO Doc 9303-7, 5.2", {36, 36}, {0, 0, 2}, {0, 2, 3}, {1, 0, 9}, {1, 10, 3}, {1, 13, 6}, {1, 20, 1}, {1, 21, 6},
         {0, 5, 31}, {1, 28, 8}, {},
         {{"number", {{1, 0, 9}}, {1, 9, 1}}, {"birth", {{1, 13, 6}}, {1, 19, 1}}, {"expiry", {{1, 21, 6}}, {1, 27, 1}}}},
        // The French identity card of 1988 to 2021: its number begins with year and month of issue; surname and given names lie apart.
        {MrzFormat::french_id, "French identity card", "decree 55-1397, card of 1988", {36, 36}, {0, 0, 2}, {0, 2, 3}, {1, 0, 12}, {}, {1, 27, 6}, {1, 34, 1}, {},
         {0, 5, 25}, {0, 30, 6}, {},
         {{"number", {{1, 0, 12}}, {1, 12, 1}}, {"birth", {{1, 27, 6}}, {1, 33, 1}}, {"composite", {{0, 0, 36}, {1, 0, 35}}, {1, 35, 1}}}},
        {MrzFormat::french_licence, "French driving licence", "arrêté of 20 April 2012 (D1FRA)", {30}, {0, 0, 2}, {0, 2, 3}, {0, 5, 9}, {}, {}, {}, {0, 15, 6},
         {0, 21, 8}, {}, {},
         {{"number", {{0, 0, 14}}, {0, 14, 1}}, {"composite", {{0, 0, 29}}, {0, 29, 1}}}},
        // The Swiss licence: a line of nine (blank number and language), then its number and birth, then the names. It has no check digits.
        {MrzFormat::swiss_licence, "Swiss driving licence", "Swiss road traffic office, card of 2003", {9, 30, 30}, {1, 0, 2}, {1, 2, 3}, {1, 5, 12}, {}, {1, 19, 6}, {}, {},
         {2, 0, 30}, {0, 0, 9}, {}, {}},
    }};
    return table;
}
// clang-format on

const Layout& layout_of(MrzFormat format) { return layouts()[static_cast<std::size_t>(format)]; }

std::string_view at(const std::vector<std::string>& lines, Place place) {
    if (place.length == 0) return {};
    return std::string_view(lines[place.line]).substr(place.from, place.length);
}

/// What OCR and people write: blanks, small letters, guillemets.
std::string normal_line(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (text.substr(i, 2) == "\xC2\xAB") {  // «
            out += "<<", ++i;
        } else if (text.substr(i, 3) == "\xE2\x80\xB9") {  // ‹
            out += '<', i += 2;
        } else if (c >= 'a' && c <= 'z') {
            out += static_cast<char>(c - 'a' + 'A');
        } else if (c > ' ') {
            out += c;
        }
    }
    return out;
}

bool only_mrz_characters(std::string_view line) {
    return std::ranges::all_of(line, [](char c) { return (c >= 'A' && c <= 'Z') || is_digit(c) || c == '<'; });
}

bool fits(const std::vector<std::string>& lines, const Layout& layout) {
    if (lines.size() != layout.lengths.size()) return false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        // Trailing fillers are what gets lost; anything else missing is a line of another kind.
        if (lines[i].size() > layout.lengths[i] || lines[i].size() + 8 < layout.lengths[i]) return false;
        if (lines[i].size() != layout.lengths[i] && lines[i].find('<') == std::string::npos) return false;
    }
    return true;
}

std::optional<MrzFormat> format_of(const std::vector<std::string>& lines) {
    if (lines.empty() || lines.front().size() < 5) return std::nullopt;
    const std::string& first = lines.front();
    const auto is = [&](MrzFormat format) { return fits(lines, layout_of(format)); };
    if (lines.size() == 1 && first.starts_with("D1FRA") && is(MrzFormat::french_licence)) return MrzFormat::french_licence;
    if (lines.size() == 3 && lines[1].starts_with("FA") && is(MrzFormat::swiss_licence)) return MrzFormat::swiss_licence;
    if (is(MrzFormat::td1) && lines[0].size() > 20) return MrzFormat::td1;
    const bool visa = first[0] == 'V';
    const bool wide = lines.size() == 2 && std::max(lines[0].size(), lines[1].size()) > 36;
    if (wide && is(MrzFormat::td3)) return visa ? MrzFormat::mrv_a : MrzFormat::td3;
    if (!wide && is(MrzFormat::td2)) {
        // The French card has letters (given names) where TD2 has nationality and birth.
        if (first.starts_with("IDFRA") && lines[1].size() == 36 && is_digit(lines[1][12]) && !is_digit(lines[1][13])) return MrzFormat::french_id;
        return visa ? MrzFormat::mrv_b : MrzFormat::td2;
    }
    return std::nullopt;
}

unsigned days_in(int year, int month) {
    const Date next = month == 12 ? Date{year + 1, 1, 1} : Date{year, static_cast<unsigned>(month) + 1, 1};
    return static_cast<unsigned>(days_from_civil(next) - days_from_civil({year, static_cast<unsigned>(month), 1}));
}

int two_digits(std::string_view text) { return is_digit(text[0]) && is_digit(text[1]) ? (text[0] - '0') * 10 + (text[1] - '0') : -1; }

/// Births lie in the past; the other dates lie within fifty years of today (Doc 9303 leaves the century to the reader).
int century(int year, bool birth, int today) {
    if (birth) return 2000 + year > today ? 1900 + year : 2000 + year;
    return 2000 + year > today + 50 ? 1900 + year : 2000 + year;
}

MrzDate read_date(std::string_view raw, bool birth, Timestamp today) {
    MrzDate out;
    out.raw = raw;
    if (raw.size() != 6) return out;
    const auto part_fits = [](std::string_view p) { return p == "<<" || two_digits(p) >= 0; };
    if (!part_fits(raw.substr(0, 2)) || !part_fits(raw.substr(2, 2)) || !part_fits(raw.substr(4, 2))) return out;
    const int year = two_digits(raw.substr(0, 2)), now = today.known() ? civil_from_days(today.day()).year : 2030;
    if (year >= 0) out.year = century(year, birth, now);
    out.month = two_digits(raw.substr(2, 2));
    out.day = two_digits(raw.substr(4, 2));
    out.well_formed =
        (out.month == -1 || (out.month >= 1 && out.month <= 12)) &&
        (out.day == -1 ||
         (out.day >= 1 &&
          out.day <= (out.month >= 1 && out.month <= 12 ? static_cast<int>(days_in(out.year == -1 ? 2000 : out.year, out.month)) : 31)));
    return out;
}

/// Number, check digit and what is left of the optional field: a number of more than nine characters has a filler for its check
/// is_digit, and goes on in the optional field, which then holds rest, check is_digit, filler (Doc 9303-5, note j; 9303-6, note j).
void read_number(Mrz& mrz, const Layout& layout) {
    const std::string_view first = at(mrz.lines, layout.number);
    const char printed = mrz.digits.front().printed;
    mrz.number = without_fillers(first);
    std::string_view rest = at(mrz.lines, layout.optional);
    mrz.optional = without_fillers(rest);
    if (mrz.format != MrzFormat::td1 && mrz.format != MrzFormat::td2) return;
    if (printed != '<' || first.find('<') != std::string_view::npos) return;
    const std::size_t end = rest.find('<');
    const std::string_view tail = rest.substr(0, end);
    if (tail.size() < 2) return;
    mrz.number = std::string(first) + std::string(tail.substr(0, tail.size() - 1));
    mrz.digits.front().printed = tail.back();
    mrz.digits.front().expected = mrz_check_digit(mrz.number);
    mrz.digits.front().places.push_back(layout.optional);
    mrz.optional = end == std::string_view::npos ? std::string() : without_fillers(rest.substr(end + 1));
}

void read_names(Mrz& mrz, const Layout& layout) {
    const std::string_view field = at(mrz.lines, layout.names);
    if (mrz.format == MrzFormat::french_id) {
        const std::string_view given = std::string_view(mrz.lines[1]).substr(13, 14);
        mrz.surname = without_fillers(field);
        mrz.given_names = without_fillers(given);
        mrz.names_truncated = field.back() != '<' || given.back() != '<';
        return;
    }
    const std::size_t gap = field.find("<<");
    mrz.surname = without_fillers(field.substr(0, gap));
    if (gap != std::string_view::npos) mrz.given_names = without_fillers(field.substr(gap + 2));
    mrz.names_truncated = field.back() != '<';
}

std::string read_code(std::string_view code) { return without_fillers(code); }

}  // namespace

std::string_view mrz_format_name(MrzFormat format) { return layout_of(format).name; }

std::string MrzDate::iso() const {
    if (!well_formed || year < 0) return {};
    if (month < 0) return fmt::format("{:04}", year);
    return day < 0 ? fmt::format("{:04}-{:02}", year, month) : fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

std::optional<Date> MrzDate::full() const {
    if (!well_formed || year < 0 || month < 0 || day < 0) return std::nullopt;
    return Date{year, static_cast<unsigned>(month), static_cast<unsigned>(day)};
}

bool Mrz::digits_right() const { return std::ranges::all_of(digits, &MrzCheckDigit::right); }

char mrz_check_digit(std::string_view text) {
    constexpr std::array weights{7, 3, 1};
    int sum = 0;
    for (std::size_t i = 0; i < text.size(); ++i) sum = (sum + value_of(text[i]) * weights[i % 3]) % 10;
    return static_cast<char>('0' + sum);
}

Result<Mrz> parse_mrz(std::span<const std::string> lines, Timestamp today) {
    std::vector<std::string> normal;
    for (const std::string& line : lines)
        if (std::string one = normal_line(line); !one.empty()) normal.push_back(std::move(one));
    for (std::size_t i = 0; i < normal.size(); ++i)
        if (!only_mrz_characters(normal[i]))
            return fail(fmt::format("line {}", i + 1), "a character that no machine-readable zone has", "A to Z, 0 to 9 and < (Doc 9303-3, 4.2)");
    const std::optional<MrzFormat> format = format_of(normal);
    if (!format)
        return fail("", fmt::format("{} line(s) of no known machine-readable zone", normal.size()),
                    "3 lines of 30, 2 of 36, or 2 of 44 characters (Doc 9303-4 to -7)");
    const Layout& layout = layout_of(*format);
    Mrz mrz;
    mrz.format = *format;
    for (std::size_t i = 0; i < normal.size(); ++i) normal[i].resize(layout.lengths[i], '<');
    mrz.lines = std::move(normal);
    mrz.document_code = read_code(at(mrz.lines, layout.code));
    mrz.issuer = without_fillers(at(mrz.lines, layout.issuer));
    mrz.nationality = without_fillers(at(mrz.lines, layout.nationality));
    for (const DigitPlace& place : layout.digits) {
        std::string over;
        for (const Place& part : place.over) over += at(mrz.lines, part);
        const bool empty = over.find_first_not_of('<') == std::string::npos;
        mrz.digits.push_back(
            {std::string(place.name), at(mrz.lines, place.printed)[0], mrz_check_digit(over), place.may_be_filler && empty, place.over});
        mrz.digits.back().places.push_back(place.printed);
    }
    if (mrz.digits.empty()) {
        mrz.number = without_fillers(at(mrz.lines, layout.number));
    } else {
        read_number(mrz, layout);
    }
    mrz.optional2 = without_fillers(at(mrz.lines, layout.optional2));
    read_names(mrz, layout);
    if (layout.birth.length) mrz.birth = read_date(at(mrz.lines, layout.birth), true, today);
    if (layout.expiry.length) mrz.expiry = read_date(at(mrz.lines, layout.expiry), false, today);
    if (layout.sex.length) mrz.sex = at(mrz.lines, layout.sex)[0];
    if (mrz.format == MrzFormat::french_id) mrz.issued = read_date(mrz.number.substr(0, 4) + "<<", false, today);
    return mrz;
}

std::optional<Mrz> find_mrz(std::span<const std::string> lines, Timestamp today) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (normal_line(lines[i]).size() < 9) continue;
        for (const std::size_t count : {3, 2, 1}) {
            if (i + count > lines.size()) continue;
            const auto some = lines.subspan(i, count);
            const bool has_filler = std::ranges::any_of(some, [](const std::string& l) { return normal_line(l).find("<<") != std::string::npos; });
            if (!has_filler) continue;
            if (Result<Mrz> mrz = parse_mrz(some, today)) return *std::move(mrz);
        }
    }
    return std::nullopt;
}

}  // namespace bonafide::paper
