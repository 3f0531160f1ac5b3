// The rules of the AAMVA standard that a bar code keeps or breaks.
#include <algorithm>
#include <array>
#include <initializer_list>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/text.h"
#include "paper/aamva.h"

namespace bonafide::paper {
namespace {

struct Version {
    int year;
    std::string_view name;
    std::vector<std::string_view> mandatory;
};

/// Table D.3 of each edition: what every card must carry (the data elements of a driving licence only are left out).
const std::vector<Version>& versions() {
    static const std::vector<std::string_view> since_2009{"DCS", "DAC", "DBD", "DBB", "DBA", "DBC", "DAY", "DAU", "DAG",
                                                          "DAI", "DAJ", "DAK", "DAQ", "DCF", "DCG", "DDE", "DDF", "DDG"};
    static const std::vector<std::string_view> from_2003{"DCS", "DCT", "DBD", "DBB", "DBA", "DBC", "DAY", "DAU",
                                                         "DAG", "DAI", "DAJ", "DAK", "DAQ", "DCF", "DCG"};
    static const std::vector<Version> table{
        {1990, "before AAMVA's standard", {}}, {2000, "AAMVA DL/ID-2000", {"DAG", "DAI", "DAJ", "DAK", "DAQ", "DBA", "DBB", "DBC", "DBD"}},
        {2003, "AAMVA 2003", from_2003},       {2005, "AAMVA 2005", from_2003},
        {2009, "AAMVA 2009", since_2009},      {2010, "AAMVA 2010", since_2009},
        {2011, "AAMVA 2011", since_2009},      {2012, "AAMVA 2012", since_2009},
        {2013, "AAMVA 2013", since_2009},      {2016, "AAMVA 2016", since_2009},
        {2020, "AAMVA 2020", since_2009},
    };
    return table;
}

const Version* version_of(const Licence& licence) {
    return licence.version >= 0 && licence.version < static_cast<int>(versions().size()) ? &versions()[static_cast<std::size_t>(licence.version)]
                                                                                         : nullptr;
}

std::string standard(std::string_view part) { return fmt::format("AAMVA DL/ID Card Design Standard, {}", part); }

std::string iso(Date d) { return fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day); }

Finding header(const Licence& licence) {
    constexpr auto id = "aamva.header";
    if (!licence.header_exact)
        return Finding::unclear(id, "the separators after @ are not LF, RS, CR: some older issuers and some readers change them", standard("D.12.3"));
    if (licence.entries != static_cast<int>(licence.subfiles.size()))
        return Finding::contradicted(id, fmt::format("the header promises {} subfiles and describes {}", licence.entries, licence.subfiles.size()),
                                     standard("D.12.3"));
    return Finding::consistent(id, fmt::format("version {:02}, {} subfile(s)", licence.version, licence.entries), standard("D.12.3"));
}

Finding subfiles(const Licence& licence) {
    constexpr auto id = "aamva.subfiles";
    const bool has_card =
        std::ranges::any_of(licence.subfiles, [](const AamvaSubfile& s) { return s.type == "DL" || s.type == "ID" || s.type == "EN"; });
    if (!has_card) return Finding::contradicted(id, "neither a DL nor an ID subfile", standard("D.12.4"));
    bool off_by_one = false;
    for (const AamvaSubfile& one : licence.subfiles) {
        if (!one.found)
            return Finding::contradicted(id, fmt::format("the header names a subfile {} that is not there", one.type), standard("D.12.4"));
        const int at = static_cast<int>(one.found_at) - static_cast<int>(one.offset);
        const int length = static_cast<int>(one.found_length) - static_cast<int>(one.length);
        if (std::abs(at) > 2)
            return Finding::contradicted(id, fmt::format("subfile {} begins at byte {}, and the header says {}", one.type, one.found_at, one.offset),
                                         standard("D.12.4"));
        if (std::abs(length) > 2)
            return Finding::contradicted(id, fmt::format("subfile {} has {} bytes, and the header says {}", one.type, one.found_length, one.length),
                                         standard("D.12.4"));
        off_by_one |= at != 0 || length < 0 || length > 1;
    }
    if (off_by_one)
        return Finding::unclear(id, "an offset or a length is off by a byte or two: public generators do that, and so do some issuers",
                                standard("D.12.4"));
    return Finding::consistent(id, "offsets and lengths hold", standard("D.12.4"));
}

Finding issuer(const Licence& licence) {
    constexpr auto id = "aamva.issuer";
    const Jurisdiction* by_number = jurisdiction_of_iin(licence.iin);
    const std::string_view state = licence.get("DAJ");
    if (!by_number)
        return Finding::unclear(id, fmt::format("issuer number {} is not in AAMVA's list", licence.iin), "AAMVA issuer numbers (ISO/IEC 7812)");
    if (by_number->code.empty() || state.empty()) return Finding::unclear(id, fmt::format("issued by {}; no state to compare", by_number->name));
    if (state != by_number->code)
        return Finding::contradicted(id,
                                     fmt::format("issuer number {} is {}, and the address's state (DAJ) is {}", licence.iin, by_number->name, state),
                                     "AAMVA issuer numbers (ISO/IEC 7812)");
    return Finding::consistent(id, fmt::format("issuer number {} is {}", licence.iin, by_number->name), "AAMVA issuer numbers (ISO/IEC 7812)");
}

Finding country(const Licence& licence) {
    constexpr auto id = "aamva.country";
    const Jurisdiction* by_number = jurisdiction_of_iin(licence.iin);
    const std::string_view code = licence.get("DCG");
    if (code.empty() || !by_number) return Finding::unclear(id, "no country code, or an unknown issuer");
    if (code != by_number->country)
        return Finding::contradicted(id, fmt::format("country {} and issuer {} do not agree", code, by_number->name), standard("D.12.5, DCG"));
    return Finding::consistent(id, std::string(code), standard("D.12.5, DCG"));
}

Finding mandatory(const Licence& licence) {
    constexpr auto id = "aamva.mandatory_elements";
    const Version* version = version_of(licence);
    if (!version) return Finding::unclear(id, fmt::format("version {:02} is not known here", licence.version));
    std::string missing;
    for (const std::string_view element : version->mandatory)
        if (!licence.has(element)) missing += (missing.empty() ? "" : ", ") + std::string(element);
    if (!missing.empty()) return Finding::contradicted(id, fmt::format("{} must be there in {}", missing, version->name), standard("table D.3"));
    return Finding::consistent(id, fmt::format("all that {} asks for", version->name), standard("table D.3"));
}

struct ClosedList {
    std::string_view element, what;
    std::vector<std::string_view> values;
    int since = 0;
};

/// Table D.3 and D.4: elements whose values are a closed list.
const std::vector<ClosedList>& choices() {
    static const std::vector<ClosedList> table{
        {"DBC", "sex", {"1", "2", "9", "0", "M", "F", "X"}},
        {"DAY", "eye colour", {"BLK", "BLU", "BRO", "DIC", "GRY", "GRN", "HAZ", "MAR", "PNK", "UNK"}, 2},
        {"DAZ", "hair colour", {"BAL", "BLK", "BLN", "BRO", "GRY", "RED", "SDY", "WHI", "UNK"}, 4},
        {"DDE", "surname cut", {"T", "N", "U"}},
        {"DDF", "first name cut", {"T", "N", "U"}},
        {"DDG", "middle name cut", {"T", "N", "U"}},
        {"DDA", "REAL ID", {"F", "N"}},
        {"DDD", "limited term", {"1", "0", ""}},
        {"DDK", "organ donor", {"1", "0", ""}},
        {"DDL", "veteran", {"1", "0", ""}},
        {"DCG", "country", {"USA", "CAN", "MEX"}},
    };
    return table;
}

Finding values(const Licence& licence) {
    constexpr auto id = "aamva.values";
    for (const ClosedList& choice : choices()) {
        if (!licence.has(choice.element) || licence.version < choice.since) continue;
        const std::string_view value = licence.get(choice.element);
        if (std::ranges::find(choice.values, value) == choice.values.end())
            return Finding::contradicted(id, fmt::format("{} ({}) is \"{}\", which the standard does not know", choice.element, choice.what, value),
                                         standard("tables D.3, D.4"));
    }
    const std::string_view height = licence.get("DAU");
    static const RE2 form("(?i)\\d{3} ?(IN|CM)|\\d{3}|\\d ?'? ?-?\\d{1,2}\"?");
    if (licence.version >= 4 && !height.empty() && !RE2::FullMatch(re2::StringPiece(height.data(), height.size()), form))
        return Finding::contradicted(id, fmt::format("height (DAU) is \"{}\": three digits and \"in\" or \"cm\"", height), standard("table D.3"));
    return Finding::consistent(id, "every coded value is one that the standard knows", standard("tables D.3, D.4"));
}

Finding dates(const Licence& licence, Timestamp today) {
    constexpr auto id = "aamva.dates";
    for (const std::string_view element : {"DBB", "DBD", "DBA"})
        if (licence.has(element) && !licence.date(element))
            return Finding::contradicted(id, fmt::format("{} is \"{}\": MMDDCCYY in the USA, CCYYMMDD in Canada", element, licence.get(element)),
                                         standard("D.12.5, table D.3"));
    const auto born = licence.date("DBB"), issued = licence.date("DBD"), ends = licence.date("DBA");
    if (!born || !issued || !ends) return Finding::unclear(id, "a date is missing");
    const int birth = days_from_civil(*born), issue = days_from_civil(*issued), expiry = days_from_civil(*ends);
    if (issue >= expiry) return Finding::contradicted(id, fmt::format("issued on {} and expired on {}", iso(*issued), iso(*ends)));
    if (today.known() && issue > today.day()) return Finding::contradicted(id, fmt::format("issued on {}, in the future", iso(*issued)));
    if (issue <= birth) return Finding::contradicted(id, fmt::format("issued on {} to somebody born on {}", iso(*issued), iso(*born)));
    if (licence.is_licence() && issue - birth < 14 * 365)
        return Finding::contradicted(id, fmt::format("a driving licence issued at {} years of age", (issue - birth) / 365));
    // Arizona's run until the holder is 65; no other for more than twelve years.
    const int years = (expiry - issue) / 365;
    if (years > 13 && licence.get("DAJ") != "AZ") return Finding::contradicted(id, fmt::format("valid for {} years", years));
    return Finding::consistent(id, fmt::format("born {}, issued {}, expires {}", iso(*born), iso(*issued), iso(*ends)), standard("D.12.5"));
}

/// DDH, DDI and DDJ: until when the holder is under 18, 19 and 21.
Finding under_age(const Licence& licence) {
    constexpr auto id = "aamva.under_age_dates";
    const auto born = licence.date("DBB");
    bool any = false;
    for (const auto& [element, years] : {std::pair{"DDH", 18}, {"DDI", 19}, {"DDJ", 21}}) {
        const auto until = licence.date(element);
        if (!until || !born) continue;
        any = true;
        const int days = days_from_civil(*until) - days_from_civil({born->year + years, born->month, born->day});
        if (std::abs(days) > 1)
            return Finding::contradicted(id, fmt::format("{} says that somebody born on {} turns {} on {}", element, iso(*born), years, iso(*until)),
                                         standard("table D.4"));
    }
    if (!any) return Finding::unclear(id, "none is given");
    return Finding::consistent(id, "they fit the date of birth", standard("table D.4"));
}

Finding edition(const Licence& licence) {
    constexpr auto id = "aamva.version_and_issue";
    const Version* version = version_of(licence);
    const auto issued = licence.date("DBD");
    if (!version || !issued || licence.version == 0) return Finding::unclear(id, "no known version, or no date of issue");
    if (issued->year < version->year)
        return Finding::contradicted(id, fmt::format("issued in {} in the form of {}, which did not exist yet", issued->year, version->name),
                                     standard("history of versions"));
    return Finding::consistent(id, fmt::format("{}, issued in {}", version->name, issued->year), standard("history of versions"));
}

Finding in_date(const Licence& licence, Timestamp today) {
    const auto ends = licence.date("DBA");
    if (!ends || !today.known()) return Finding::unclear("aamva.in_date", "no date of expiry, or today is not known");
    if (days_from_civil(*ends) < today.day())
        return Finding::unclear("aamva.in_date", fmt::format("expired on {}: a paper may be genuine and expired", iso(*ends)));
    return Finding::consistent("aamva.in_date", fmt::format("valid until {}", iso(*ends)));
}

std::string plain_number(std::string_view number) {
    std::string out;
    for (const char c : number)
        if (c != ' ' && c != '-' && c != '.') out += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return out;
}

Finding number_form(const Licence& licence, const Lists* lists) {
    constexpr auto id = "aamva.number_form";
    const Jurisdiction* where = jurisdiction_of_iin(licence.iin);
    const std::string number = plain_number(licence.get("DAQ"));
    if (number.empty()) return Finding::contradicted(id, "no licence number", standard("table D.3, DAQ"));
    const List* forms = lists ? lists->find("licence_numbers") : nullptr;
    const ListEntry* form = forms && where ? forms->find(fmt::format("{}-{}", where->country.substr(0, 2), where->code)) : nullptr;
    if (!form) return Finding::unclear(id, "the form of this issuer's numbers is not in content/lists/licence_numbers.yml");
    const RE2 pattern(form->note, RE2::Quiet);
    if (!pattern.ok()) return Finding::unclear(id, fmt::format("licence_numbers.yml: \"{}\" is no pattern", form->note));
    if (RE2::FullMatch(number, pattern)) return Finding::consistent(id, fmt::format("{}: {}", where->name, form->label), form->source);
    if (!licence.is_licence()) return Finding::unclear(id, fmt::format("{}'s identity cards may be numbered unlike its licences", where->name));
    return Finding::contradicted(id, fmt::format("\"{}\" is not of {}'s form: {}", number, where->name, form->label), form->source);
}

/// The document discriminator tells one card from another of the same person. California's begins with the date of issue.
Finding discriminator(const Licence& licence) {
    constexpr auto id = "aamva.discriminator";
    const std::string_view text = licence.get("DCF");
    if (text.empty()) return Finding::unclear(id, "no document discriminator (DCF)");
    if (text.size() > 25)
        return Finding::contradicted(id, fmt::format("DCF has {} characters; 25 are allowed", text.size()), standard("table D.3, DCF"));
    const auto issued = licence.date("DBD");
    int month = 0, day = 0, year = 0;
    static const RE2 californian("(\\d\\d)/(\\d\\d)/(\\d{4})\\d.*");
    if (licence.get("DAJ") == "CA" && issued && RE2::FullMatch(re2::StringPiece(text.data(), text.size()), californian, &month, &day, &year)) {
        const Date inside{year, static_cast<unsigned>(month), static_cast<unsigned>(day)};
        if (inside != *issued)
            return Finding::contradicted(
                id, fmt::format("California's DCF begins with the date of issue: {} there, {} in DBD", iso(inside), iso(*issued)));
    }
    const std::string_view control = licence.get("DCK");
    if (!control.empty() && control == licence.get("DAQ") && control == text)
        return Finding::contradicted(id, "number, discriminator and inventory number are one and the same", standard("table D.4, DCK"));
    return Finding::consistent(id, std::string(text), standard("table D.3, DCF"));
}

struct Prefixes {
    std::string_view state;
    std::vector<std::pair<int, int>> ranges;
};

// clang-format off
/// First three digits of US post codes (USPS Publication 65).
const std::vector<Prefixes>& post_prefixes() {
    static const std::vector<Prefixes> table{
        {"AL", {{350, 369}}}, {"AK", {{995, 999}}}, {"AZ", {{850, 865}}}, {"AR", {{716, 729}, {755, 755}}}, {"CA", {{900, 961}}}, {"CO", {{800, 816}}}, {"CT", {{60, 69}}},
        {"DE", {{197, 199}}}, {"DC", {{200, 205}, {569, 569}}}, {"FL", {{320, 349}}}, {"GA", {{300, 319}, {398, 399}}}, {"HI", {{967, 968}}}, {"ID", {{832, 838}}},
        {"IL", {{600, 629}}}, {"IN", {{460, 479}}}, {"IA", {{500, 528}}}, {"KS", {{660, 679}}}, {"KY", {{400, 427}}}, {"LA", {{700, 714}}}, {"ME", {{39, 49}}},
        {"MD", {{206, 219}}}, {"MA", {{10, 27}, {55, 55}}}, {"MI", {{480, 499}}}, {"MN", {{550, 567}}}, {"MS", {{386, 397}}}, {"MO", {{630, 658}}}, {"MT", {{590, 599}}},
        {"NE", {{680, 693}}}, {"NV", {{889, 898}}}, {"NH", {{30, 38}}}, {"NJ", {{70, 89}}}, {"NM", {{870, 884}}}, {"NY", {{100, 149}, {5, 5}, {63, 63}}}, {"NC", {{270, 289}}},
        {"ND", {{580, 588}}}, {"OH", {{430, 459}}}, {"OK", {{730, 749}}}, {"OR", {{970, 979}}}, {"PA", {{150, 196}}}, {"PR", {{6, 9}}}, {"RI", {{28, 29}}}, {"SC", {{290, 299}}},
        {"SD", {{570, 577}}}, {"TN", {{370, 385}}}, {"TX", {{750, 799}, {733, 733}, {885, 885}}}, {"UT", {{840, 847}}}, {"VT", {{50, 59}}}, {"VA", {{201, 201}, {220, 246}}},
        {"WA", {{980, 994}}}, {"WV", {{247, 268}}}, {"WI", {{530, 549}}}, {"WY", {{820, 831}, {834, 834}}},
    };
    return table;
}
// clang-format on

Finding post_code(const Licence& licence) {
    constexpr auto id = "aamva.post_code";
    const std::string_view code = licence.get("DAK"), state = licence.get("DAJ");
    const auto known = std::ranges::find(post_prefixes(), state, &Prefixes::state);
    if (known == post_prefixes().end() || code.size() < 5 || !std::ranges::all_of(code.substr(0, 3), [](char c) { return c >= '0' && c <= '9'; }))
        return Finding::unclear(id, "no US state and post code to compare");
    const int prefix = (code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0');
    if (std::ranges::any_of(known->ranges, [&](const auto& r) { return prefix >= r.first && prefix <= r.second; }))
        return Finding::consistent(id, fmt::format("{} lies in {}", code.substr(0, 5), state), "USPS Publication 65");
    return Finding::unclear(
        id, fmt::format("{} does not lie in {}: an error, or the post address of somebody who serves abroad", code.substr(0, 5), state),
        "USPS Publication 65");
}

}  // namespace

std::vector<Finding> check_aamva(const Licence& licence, Timestamp today, const Lists* lists) {
    return {header(licence),       subfiles(licence),  issuer(licence),  country(licence),        mandatory(licence),          values(licence),
            dates(licence, today), under_age(licence), edition(licence), in_date(licence, today), number_form(licence, lists), discriminator(licence),
            post_code(licence)};
}

}  // namespace bonafide::paper
