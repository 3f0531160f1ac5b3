#include "paper/aamva.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace bonafide::paper {
namespace {

// clang-format off
/// AAMVA, Issuer Identification Numbers (https://www.aamva.org/identity/issuer-identification-numbers-(iin)).
constexpr Jurisdiction jurisdictions[] = {
    {"636033", "AL", "USA", "Alabama"}, {"636059", "AK", "USA", "Alaska"}, {"604427", "AS", "USA", "American Samoa"}, {"636026", "AZ", "USA", "Arizona"},
    {"636021", "AR", "USA", "Arkansas"}, {"636014", "CA", "USA", "California"}, {"636020", "CO", "USA", "Colorado"}, {"636006", "CT", "USA", "Connecticut"},
    {"636043", "DC", "USA", "District of Columbia"}, {"636011", "DE", "USA", "Delaware"}, {"636010", "FL", "USA", "Florida"}, {"636055", "GA", "USA", "Georgia"},
    {"636019", "GU", "USA", "Guam"}, {"636047", "HI", "USA", "Hawaii"}, {"636050", "ID", "USA", "Idaho"}, {"636035", "IL", "USA", "Illinois"},
    {"636037", "IN", "USA", "Indiana"}, {"636018", "IA", "USA", "Iowa"}, {"636022", "KS", "USA", "Kansas"}, {"636046", "KY", "USA", "Kentucky"},
    {"636007", "LA", "USA", "Louisiana"}, {"636041", "ME", "USA", "Maine"}, {"636003", "MD", "USA", "Maryland"}, {"636002", "MA", "USA", "Massachusetts"},
    {"636032", "MI", "USA", "Michigan"}, {"636038", "MN", "USA", "Minnesota"}, {"636051", "MS", "USA", "Mississippi"}, {"636030", "MO", "USA", "Missouri"},
    {"636008", "MT", "USA", "Montana"}, {"636054", "NE", "USA", "Nebraska"}, {"636049", "NV", "USA", "Nevada"}, {"636039", "NH", "USA", "New Hampshire"},
    {"636036", "NJ", "USA", "New Jersey"}, {"636009", "NM", "USA", "New Mexico"}, {"636001", "NY", "USA", "New York"}, {"636004", "NC", "USA", "North Carolina"},
    {"636034", "ND", "USA", "North Dakota"}, {"604430", "MP", "USA", "Northern Mariana Islands"}, {"636023", "OH", "USA", "Ohio"}, {"636058", "OK", "USA", "Oklahoma"},
    {"636029", "OR", "USA", "Oregon"}, {"636025", "PA", "USA", "Pennsylvania"}, {"604431", "PR", "USA", "Puerto Rico"}, {"636052", "RI", "USA", "Rhode Island"},
    {"636005", "SC", "USA", "South Carolina"}, {"636042", "SD", "USA", "South Dakota"}, {"636053", "TN", "USA", "Tennessee"}, {"636015", "TX", "USA", "Texas"},
    {"636027", "", "USA", "the US Department of State"}, {"636062", "VI", "USA", "US Virgin Islands"}, {"636040", "UT", "USA", "Utah"}, {"636024", "VT", "USA", "Vermont"},
    {"636000", "VA", "USA", "Virginia"}, {"636045", "WA", "USA", "Washington"}, {"636061", "WV", "USA", "West Virginia"}, {"636031", "WI", "USA", "Wisconsin"},
    {"636060", "WY", "USA", "Wyoming"},
    {"604432", "AB", "CAN", "Alberta"}, {"990876", "AB", "CAN", "Alberta"}, {"636028", "BC", "CAN", "British Columbia"}, {"636048", "MB", "CAN", "Manitoba"},
    {"636017", "NB", "CAN", "New Brunswick"}, {"636016", "NL", "CAN", "Newfoundland and Labrador"}, {"604434", "NT", "CAN", "Northwest Territories"},
    {"636013", "NS", "CAN", "Nova Scotia"}, {"604433", "NU", "CAN", "Nunavut"}, {"636012", "ON", "CAN", "Ontario"}, {"604426", "PE", "CAN", "Prince Edward Island"},
    {"604428", "QC", "CAN", "Quebec"}, {"636044", "SK", "CAN", "Saskatchewan"}, {"604429", "YT", "CAN", "Yukon"},
    {"636056", "COA", "MEX", "Coahuila"}, {"636057", "HID", "MEX", "Hidalgo"},
};
// clang-format on

constexpr std::size_t max_payload = 8192;  // a PDF417 symbol holds 1,850 characters

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

int number(std::string_view digits) {
    int out = 0;
    for (const char c : digits) out = out * 10 + (c - '0');
    return out;
}

bool element_id(std::string_view text) {
    return text.size() >= 3 && (text[0] == 'D' || text[0] == 'Z' || text[0] == 'P') && text[1] >= 'A' && text[1] <= 'Z' &&
           ((text[2] >= 'A' && text[2] <= 'Z') || (text[2] >= '0' && text[2] <= '9'));
}

/// "DL" or "ID" or "Zx", then elements that begin with their three letters, each ended by LF; the subfile ends with CR.
void read_elements(std::string_view body, Licence& licence) {
    std::size_t from = 0;
    while (from < body.size()) {
        std::size_t end = body.find_first_of("\n\r\x1e", from);
        if (end == std::string_view::npos) end = body.size();
        const std::string_view element = body.substr(from, end - from);
        if (element_id(element)) licence.elements.emplace_back(element.substr(0, 3), trim(element.substr(3)));
        from = end + 1;
    }
}

/// Where a subfile really begins: its type, directly followed by an element.
std::size_t locate(std::string_view payload, const AamvaSubfile& subfile, std::size_t after) {
    const auto begins = [&](std::size_t at) {
        return at + 5 <= payload.size() && at >= after && payload.substr(at, 2) == subfile.type && element_id(payload.substr(at + 2));
    };
    if (begins(subfile.offset)) return subfile.offset;
    for (std::size_t at = payload.find(subfile.type, after); at != std::string_view::npos; at = payload.find(subfile.type, at + 1))
        if (begins(at)) return at;
    return std::string_view::npos;
}

struct Header {
    std::size_t length = 0;
    bool exact = true;
};

/// Compliance indicator, separators and file type (D.12.3). Some encoders lose or swap the separators: that is told, not refused.
std::optional<Header> read_header(std::string_view payload) {
    if (!payload.starts_with('@')) return std::nullopt;
    for (const std::string_view type : {"ANSI ", "AAMVA", "ANSI"}) {
        const std::size_t at = payload.substr(0, 16).find(type);
        if (at == std::string_view::npos) continue;
        std::size_t end = at + type.size();
        while (end < payload.size() && payload[end] == ' ') ++end;
        return Header{end, payload.starts_with("@\n\x1e\rANSI ") && end == 9};
    }
    return std::nullopt;
}

bool designator(std::string_view text) {
    return text.size() >= 10 && all_digits(text.substr(2, 8)) && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
}

}  // namespace

const Jurisdiction* jurisdiction_of_iin(std::string_view iin) {
    const auto found = std::ranges::find(jurisdictions, iin, &Jurisdiction::iin);
    return found == std::end(jurisdictions) ? nullptr : &*found;
}

const Jurisdiction* jurisdiction_of_code(std::string_view code) {
    if (code.empty()) return nullptr;
    const auto found = std::ranges::find(jurisdictions, code, &Jurisdiction::code);
    return found == std::end(jurisdictions) ? nullptr : &*found;
}

std::string_view Licence::get(std::string_view element) const {
    for (const auto& [id, value] : elements)
        if (id == element) return value;
    return {};
}

bool Licence::has(std::string_view element) const {
    return std::ranges::any_of(elements, [&](const auto& one) { return one.first == element; });
}

bool Licence::is_licence() const {
    return std::ranges::none_of(subfiles, [](const AamvaSubfile& s) { return s.type == "ID"; });
}

std::string Licence::surname() const {
    if (has("DCS")) return std::string(get("DCS"));
    if (has("DAB")) return std::string(get("DAB"));
    const std::string_view all = get("DAA");  // version 01: LAST,FIRST,MIDDLE
    return std::string(trim(all.substr(0, all.find(','))));
}

std::string Licence::given_names() const {
    std::string out(get("DAC"));
    if (has("DCT")) out = get("DCT");  // versions 02 and 03
    if (out.empty() && has("DAA")) {
        const std::string_view all = get("DAA");
        if (const std::size_t comma = all.find(','); comma != std::string_view::npos) out = all.substr(comma + 1);
    }
    const std::string_view middle = get("DAD");
    if (!middle.empty() && !equals_ignore_case(middle, "NONE")) out += " " + std::string(middle);
    std::ranges::replace(out, ',', ' ');
    return std::string(trim(out));
}

std::optional<Date> Licence::date(std::string_view element) const {
    const std::string_view text = get(element);
    if (text.size() != 8 || !all_digits(text)) return std::nullopt;
    const Jurisdiction* where = jurisdiction_of_iin(iin);
    const bool canadian = (where && where->country == "CAN") || get("DCG") == "CAN";
    const auto read = [&](std::string_view y, std::string_view m, std::string_view d) -> std::optional<Date> {
        const Date out{number(y), static_cast<unsigned>(number(m)), static_cast<unsigned>(number(d))};
        if (out.year < 1850 || out.year > 2200 || out.month < 1 || out.month > 12 || out.day < 1 || out.day > 31) return std::nullopt;
        return civil_from_days(days_from_civil(out)) == out ? std::optional(out) : std::nullopt;
    };
    const auto year_first = read(text.substr(0, 4), text.substr(4, 2), text.substr(6, 2));
    const auto year_last = read(text.substr(4, 4), text.substr(0, 2), text.substr(2, 2));
    if (version <= 2) return year_first ? year_first : year_last;  // both are found in the first two versions
    return canadian ? year_first : year_last;
}

Result<Licence> parse_aamva(std::string_view payload) {
    if (payload.size() > max_payload) return fail("", fmt::format("{} bytes", payload.size()), "a PDF417 symbol holds at most 1,850 characters");
    const std::optional<Header> header = read_header(payload);
    if (!header) return fail("@0", "no AAMVA header", "@ LF RS CR \"ANSI \" (AAMVA DL/ID standard, D.12.3)");
    Licence out;
    out.header_exact = header->exact;
    std::string_view rest = payload.substr(header->length);
    if (rest.size() < 10 || !all_digits(rest.substr(0, 10)))
        return fail(fmt::format("@{}", header->length), "no issuer number and version", "six digits, then two digits of version");
    out.iin = rest.substr(0, 6);
    out.version = number(rest.substr(6, 2));
    // Version 01 has no jurisdiction version: its count of entries follows at once, and then the first designator.
    const bool short_header = out.version <= 1 && !designator(rest.substr(std::min<std::size_t>(12, rest.size())));
    std::size_t at = 8;
    if (!short_header) {
        if (rest.size() < 12 || !all_digits(rest.substr(8, 4)))
            return fail(fmt::format("@{}", header->length + 8), "no jurisdiction version and number of entries", "two digits each");
        out.issuer_version = number(rest.substr(8, 2));
        at = 10;
    }
    out.entries = number(rest.substr(at, 2));
    at += 2;
    while (static_cast<int>(out.subfiles.size()) < out.entries && at < rest.size() && designator(rest.substr(at))) {
        AamvaSubfile one;
        one.type = rest.substr(at, 2);
        one.offset = static_cast<std::uint32_t>(number(rest.substr(at + 2, 4)));
        one.length = static_cast<std::uint32_t>(number(rest.substr(at + 6, 4)));
        out.subfiles.push_back(std::move(one));
        at += 10;
    }
    std::size_t after = header->length + at;
    for (std::size_t i = 0; i < out.subfiles.size(); ++i) {
        AamvaSubfile& one = out.subfiles[i];
        const std::size_t begin = locate(payload, one, after);
        if (begin == std::string_view::npos) continue;
        std::size_t end = payload.find('\r', begin);
        end = end == std::string_view::npos ? payload.size() : end + 1;
        one.found = true;
        one.found_at = static_cast<std::uint32_t>(begin);
        one.found_length = static_cast<std::uint32_t>(end - begin);
        read_elements(payload.substr(begin + 2, end - begin - 2), out);
        after = end;
    }
    if (out.elements.empty()) read_elements(payload.substr(std::min(payload.size(), header->length + at)), out);
    return out;
}

}  // namespace bonafide::paper
