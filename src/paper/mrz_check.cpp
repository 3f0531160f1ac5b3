// The rules of Doc 9303 that a machine-readable zone keeps or breaks.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "paper/mrz.h"

namespace bonafide::paper {
namespace {

std::string_view field_words(std::string_view digit) {
    if (digit == "number") return "the document number";
    if (digit == "birth") return "the date of birth";
    if (digit == "expiry") return "the date of expiry";
    if (digit == "optional") return "the optional field";
    return "all fields together";
}

Finding check_digit(const Mrz& mrz, const MrzCheckDigit& digit) {
    const std::string id = fmt::format("mrz.{}_check_digit", digit.name);
    constexpr std::string_view standard = "ICAO Doc 9303-3, 4.9";
    if (digit.right())
        return Finding::consistent(id, fmt::format("the check digit over {} is {}", field_words(digit.name), digit.printed), std::string(standard));
    if (digit.name == "number" && digit.printed == '<' && (mrz.format == MrzFormat::td1 || mrz.format == MrzFormat::td2))
        return Finding::unclear(id, "the document number has a filler for its check digit, and does not go on in the optional field",
                                "ICAO Doc 9303-5, 4.2.2, note j");
    return Finding::contradicted(
        id, fmt::format("the check digit over {} is {} and should be {}", field_words(digit.name), digit.printed, digit.expected),
        std::string(standard));
}

/// The optional field's digit repairs nothing where it is empty; Doc 9303-4 allows 0 or a filler.
void check_digits(const Mrz& mrz, std::vector<Finding>& out) {
    for (const MrzCheckDigit& digit : mrz.digits) out.push_back(check_digit(mrz, digit));
    if (mrz.digits.empty()) out.push_back(Finding::unclear("mrz.number_check_digit", "this kind of paper has no check digits"));
}

Finding document_code(const Mrz& mrz) {
    constexpr auto id = "mrz.document_code";
    const std::string& code = mrz.document_code;
    const char first = code.empty() ? '<' : code[0];
    switch (mrz.format) {
        case MrzFormat::td3:
            if (first == 'P') return Finding::consistent(id, fmt::format("{} is a passport's code", code), "ICAO Doc 9303-4, 4.2.2");
            break;
        case MrzFormat::mrv_a:
        case MrzFormat::mrv_b:
            if (first == 'V') return Finding::consistent(id, fmt::format("{} is a visa's code", code), "ICAO Doc 9303-7, 4.2");
            break;
        case MrzFormat::td1:
        case MrzFormat::td2:
            // 9303-5: A, C or I; the second character at the issuer's will, except V, and C only after A (crew member certificate).
            // P is what 9303-6 calls an official travel document of passport kind.
            if (code == "IV" || code == "AV" || code == "CV") break;
            if (first == 'A' || first == 'C' || first == 'I' || first == 'P')
                return Finding::consistent(id, fmt::format("{} is an identity document's code", code), "ICAO Doc 9303-5, 4.2.2");
            break;
        default: return Finding::consistent(id, fmt::format("{}", mrz_format_name(mrz.format)));
    }
    return Finding::contradicted(id, fmt::format("a paper of the form {} does not have the code \"{}\"", mrz_format_name(mrz.format), code),
                                 "ICAO Doc 9303-3, 4.4");
}

Finding issuing_code(std::string_view id, std::string_view what, const std::string& code) {
    constexpr auto standard = "ICAO Doc 9303-3, section 5";
    const Issuer issuer = mrz_issuer(code);
    switch (issuer.kind) {
        case IssuerCode::state:
        case IssuerCode::other: return Finding::consistent(std::string(id), fmt::format("{} {} is {}", what, code, issuer.name), standard);
        case IssuerCode::specimen:
            return Finding::unclear(std::string(id), fmt::format("{} {} stands for \"Utopia\": a specimen, issued to nobody", what, code), standard);
        case IssuerCode::not_a_state: return Finding::contradicted(std::string(id), fmt::format("{} {} is {}", what, code, issuer.name), standard);
        case IssuerCode::unknown: break;
    }
    return Finding::contradicted(std::string(id), fmt::format("{} \"{}\" is no code of a state or organisation", what, code), standard);
}

Finding names(const Mrz& mrz) {
    constexpr auto id = "mrz.names";
    constexpr auto standard = "ICAO Doc 9303-3, 4.6";
    const std::string both = mrz.surname + " " + mrz.given_names;
    if (mrz.surname.empty()) return Finding::contradicted(id, "the name field begins with a filler: no primary identifier", standard);
    if (std::ranges::any_of(both, [](char c) { return c >= '0' && c <= '9'; }))
        return Finding::contradicted(id, fmt::format("\"{}\" has a numeral, which names never have", both), standard);
    if (both.find("  ") != std::string::npos || mrz.given_names.starts_with(' '))
        return Finding::contradicted(id, fmt::format("\"{}\" has fillers in its middle where one is allowed", both), standard);
    return Finding::consistent(
        id, fmt::format("{}, {}{}", mrz.surname, mrz.given_names, mrz.names_truncated ? " (the field is full: the names may be cut)" : ""), standard);
}

Finding sex(const Mrz& mrz) {
    constexpr auto standard = "ICAO Doc 9303-4, 4.2.2";
    if (mrz.sex == 'M' || mrz.sex == 'F' || mrz.sex == '<') return Finding::consistent("mrz.sex", "M, F or a filler", standard);
    if (mrz.sex == 'X') return Finding::unclear("mrz.sex", "X is for the printed zone; some issuers print it here too", standard);
    return Finding::contradicted("mrz.sex", fmt::format("'{}' where only M, F or a filler may stand", mrz.sex), standard);
}

Finding birth(const Mrz& mrz, Timestamp today) {
    constexpr auto id = "mrz.birth_date";
    constexpr auto standard = "ICAO Doc 9303-3, 4.8";
    if (!mrz.birth.well_formed) return Finding::contradicted(id, fmt::format("{} is no date", mrz.birth.raw), standard);
    if (mrz.birth.iso().empty()) return Finding::unclear(id, "unknown on the paper itself", standard);
    if (!today.known() || !mrz.birth.full()) return Finding::consistent(id, mrz.birth.iso(), standard);
    if (days_from_civil(*mrz.birth.full()) > today.day())
        return Finding::contradicted(id, fmt::format("{} lies in the future", mrz.birth.iso()), standard);
    return Finding::consistent(id, mrz.birth.iso(), standard);
}

void expiry(const Mrz& mrz, Timestamp today, std::vector<Finding>& out) {
    constexpr auto id = "mrz.expiry_date";
    constexpr auto standard = "ICAO Doc 9303-3, 4.8";
    if (!mrz.expiry.well_formed) {
        out.push_back(Finding::contradicted(id, fmt::format("{} is no date", mrz.expiry.raw), standard));
        return;
    }
    const auto ends = mrz.expiry.full(), born = mrz.birth.full();
    if (mrz.expiry.iso().empty()) {
        out.push_back(Finding::unclear(id, "the paper names no date of expiry", standard));
        return;
    }
    if (ends && born && days_from_civil(*ends) <= days_from_civil(*born)) {
        out.push_back(Finding::contradicted(id, fmt::format("it expires on {}, before its holder is born on {}", mrz.expiry.iso(), mrz.birth.iso())));
        return;
    }
    out.push_back(Finding::consistent(id, mrz.expiry.iso(), standard));
    if (!today.known() || !ends) return;
    if (days_from_civil(*ends) < today.day())
        out.push_back(Finding::unclear("mrz.in_date", fmt::format("expired on {}: a paper may be genuine and expired", mrz.expiry.iso())));
    else out.push_back(Finding::consistent("mrz.in_date", fmt::format("valid until {}", mrz.expiry.iso())));
}

/// Passports run for at most ten years, and renewal adds some months at most; what no issuer gives is more than fifteen.
void lifetime(const Mrz& mrz, Timestamp today, std::vector<Finding>& out) {
    if (mrz.format != MrzFormat::td3 || !today.known() || !mrz.expiry.full()) return;
    const int years = mrz.expiry.year - civil_from_days(today.day()).year;
    if (years > 15)
        out.push_back(Finding::contradicted("mrz.lifetime", fmt::format("valid for {} more years: passports run for ten at most", years),
                                            "ICAO Doc 9303-3, 4.8"));
}

}  // namespace

std::vector<Finding> check_mrz(const Mrz& mrz, Timestamp today) {
    std::vector<Finding> out;
    check_digits(mrz, out);
    out.push_back(document_code(mrz));
    out.push_back(issuing_code("mrz.issuing_code", "the issuer", mrz.issuer));
    if (mrz.format <= MrzFormat::mrv_b) out.push_back(issuing_code("mrz.nationality", "the nationality", mrz.nationality));
    if (mrz.format != MrzFormat::french_licence) out.push_back(names(mrz));
    if (!mrz.birth.raw.empty()) out.push_back(birth(mrz, today));
    if (mrz.format <= MrzFormat::french_id) out.push_back(sex(mrz));
    if (!mrz.expiry.raw.empty()) {
        expiry(mrz, today, out);
        lifetime(mrz, today, out);
    }
    return out;
}

}  // namespace bonafide::paper
