#include "screen/row_claims.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/text.h"
#include "screen/dates.h"
#include "screen/rows.h"

namespace bonafide::screen {

namespace {

using re2::RE2;

constexpr std::size_t longest_value = 2000;

bool says_yes(std::string_view text) {
    const std::string folded = ascii_lower(trim(text));
    return folded == "true" || folded == "yes" || folded == "1";
}

/// Does the record tell jobs (or degrees) with their dates?
bool tells(const Meaning& meaning, std::string_view group) {
    return std::ranges::any_of(meaning.entries, [&](const EntryView& e) { return e.group == group; });
}

bool said_by_entries(const Meaning& meaning, std::string_view attribute) {
    if (attribute == "employer.previous") return tells(meaning, "job");
    return (attribute == "education.school" || attribute == "education.degree" || attribute == "education.end_year") && tells(meaning, "degree");
}

std::string value_of(std::string_view attribute, std::string_view text, const Words& words) {
    std::string value(trim(text).substr(0, longest_value));
    if (attribute == "person.github" && value.find('/') == std::string::npos) return "github.com/" + value;
    if (attribute == "person.birth_date")
        if (std::string date = iso_date_of(value, words); !date.empty()) return date;
    return repair_utf8(value);
}

void add_statements(const Meaning& meaning, const Content& content, const Words& words, Claims& out) {
    for (const StatementView& statement : meaning.statements) {
        const std::string& attribute = content.attributes[statement.attribute].name;
        Claim claim;
        claim.attribute = claim_attribute(attribute, statement.value);
        if (attribute == "commit.email" && meaning.event.source->profile) claim.attribute = attribute;  // of somebody's own account
        if (claim.attribute.empty() || trim(statement.value).empty() || said_by_entries(meaning, attribute)) continue;
        claim.value = value_of(attribute, statement.value, words);
        claim.stance = statement.stance;
        out.push_back(std::move(claim));
    }
}

void add_entry(const EntryView& entry, const Words& words, GroupNumbers& numbers, Claims& out) {
    Claim dated;
    dated.from = iso_date_of(entry.from, words);
    dated.to = iso_date_of(entry.to, words);
    dated.current = says_yes(entry.current) || (dated.to.empty() && words.present.has(plain(entry.to)));
    if (dated.current) dated.to.clear();
    if (entry.group == "job") dated.group = fmt::format("job{}", ++numbers.jobs);
    if (entry.group == "degree") dated.group = fmt::format("degree{}", ++numbers.degrees);
    for (const auto& [attribute, text] : entry.parts) {
        Claim claim = dated;
        claim.attribute = attribute;
        claim.value = value_of(attribute, text, words);
        out.push_back(std::move(claim));
    }
}

}  // namespace

std::string iso_date_of(std::string_view text, const Words& words) {
    static const RE2 iso(R"(\s*((?:19|20)\d\d)(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ].*)?)"),
        american(R"(\s*(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})(?:,?\s.*)?)");
    const re2::StringPiece piece(text.data(), text.size());
    int year = 0, month = 0, day = 0;
    std::string m, d;
    if (RE2::FullMatch(piece, iso, &year, &m, &d)) {
        month = m.empty() ? 0 : std::stoi(m);
        day = d.empty() ? 0 : std::stoi(d);
    } else if (RE2::FullMatch(piece, american, &month, &day, &year)) {
        if (year < 100) year += year < 70 ? 2000 : 1900;
    } else {
        return find_date(text, words, false);
    }
    if (month > 12 || day > 31) return {};
    if (month == 0) return fmt::format("{:04}", year);
    return day == 0 ? fmt::format("{:04}-{:02}", year, month) : fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

void claims_of(const Meaning& meaning, const Content& content, const Words& words, GroupNumbers& numbers, Claims& out) {
    add_statements(meaning, content, words, out);
    for (const EntryView& entry : meaning.entries) add_entry(entry, words, numbers, out);
}

}  // namespace bonafide::screen
