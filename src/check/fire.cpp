#include "check/fire.h"

#include <algorithm>
#include <cmath>

#include "base/country.h"
#include "base/text.h"

namespace bonafide::check {

namespace {

bool is_word_character(char c) { return static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c)); }

/// `word` in `text` with no letter or digit on either side; both in lower case.
bool has_word(std::string_view text, std::string_view word) {
    constexpr std::size_t shortest = 2;
    if (word.size() < shortest) return false;
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const bool begins = at == 0 || !is_word_character(text[at - 1]);
        const bool ends = at + word.size() == text.size() || !is_word_character(text[at + word.size()]);
        if (begins && ends) return true;
    }
    return false;
}

/// "anydesk.exe" → "anydesk".
std::string_view stem(std::string_view name) {
    name = program_name(name);
    for (const std::string_view ending : {".exe", ".app", ".msi", ".dmg"})
        if (name.size() > ending.size() && equals_ignore_case(name.substr(name.size() - ending.size()), ending))
            return name.substr(0, name.size() - ending.size());
    return name;
}

bool names(const Fact& fact, AttributeType type, std::string_view value, std::string_view key, std::string_view label) {
    if (!key.empty() && fact.key == key) return true;
    if (type == AttributeType::country) {
        const auto code = country_code(fact.value);
        return !code.empty() && (code == country_code(key) || code == country_code(value));
    }
    const std::string text = ascii_lower(fact.value);
    return has_word(text, ascii_lower(label)) || has_word(text, ascii_lower(stem(value)));
}

}  // namespace

bool silenced(const Plan& plan, Context& context) {
    return std::ranges::any_of(plan.unless, [&](const Condition& condition) {
        if (condition.matches_value) return false;
        const AttributeType type = context.attributes[condition.attribute].type;
        return std::ranges::any_of(context.facts.of(condition.attribute),
                                   [&](const Fact& fact) { return condition.matcher.match(fact, type, context.cache).has_value(); });
    });
}

bool permitted(const Plan& plan, Context& context, std::string_view value, std::string_view key, std::string_view label) {
    return std::ranges::any_of(plan.unless, [&](const Condition& condition) {
        if (!condition.matches_value) return false;
        const AttributeType type = context.attributes[condition.attribute].type;
        return std::ranges::any_of(context.facts.of(condition.attribute), [&](const Fact& fact) { return names(fact, type, value, key, label); });
    });
}

bool is_about(const Plan& plan, const Person& person) {
    switch (person.kind) {
        case PersonKind::service: return false;
        case PersonKind::applicant: return plan.applicants;
        case PersonKind::employee:
        case PersonKind::unknown: return plan.employees;
    }
    return false;
}

void keep_evidence(std::vector<Evidence>& evidence, std::size_t most) {
    std::ranges::sort(evidence);
    const auto rest = std::ranges::unique(evidence);
    evidence.erase(rest.begin(), rest.end());
    if (evidence.size() > most) evidence.erase(evidence.begin() + static_cast<std::ptrdiff_t>(most), evidence.end());
}

bool is_soon(const Soon& soon, Timestamp first, std::span<const Fact> dates, AttributeType type) {
    if (!first.known()) return false;
    std::optional<std::int32_t> earliest;
    bool after = false;
    for (const Fact& fact : dates) {
        const auto day = day_of(fact, type);
        if (!day) continue;
        earliest = earliest ? std::min(*earliest, *day) : *day;
        const std::int64_t gap = std::int64_t{first.day()} - *day;
        after = after || (gap >= 0 && gap <= soon.days);
    }
    if (!soon.before || !earliest) return after && !soon.before;
    const std::int64_t gap = std::int64_t{*earliest} - first.day();
    return gap >= 0 && gap <= soon.days;
}

std::optional<double> bits_of(const std::vector<Threshold>& thresholds, double number, bool low) {
    for (std::size_t i = thresholds.size(); i-- > 0;)
        if (low ? number <= thresholds[i].at : number >= thresholds[i].at) return thresholds[i].bits;
    return std::nullopt;
}

}  // namespace bonafide::check
