#include "assess/decisions.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace bonafide {

namespace {

bool older(const Decision* a, const Decision* b) {
    return std::tie(a->at, a->id, a->check, a->where, a->benign, a->because) < std::tie(b->at, b->id, b->check, b->where, b->benign, b->because);
}

}  // namespace

DecisionBook::DecisionBook(const Attributes& attributes, const std::vector<Decision>& decisions) {
    for (const Decision& decision : decisions) {
        if (!decision.person.empty()) {
            by_person_[decision.person].push_back(&decision);
            continue;
        }
        const std::size_t equals = decision.where.find('=');
        const Attribute* attribute = equals == std::string::npos ? nullptr : attributes.find(trim(decision.where.substr(0, equals)));
        if (attribute) patterns_.push_back({attribute->id, std::string(trim(std::string_view(decision.where).substr(equals + 1))), &decision});
    }
}

std::vector<const Decision*> DecisionBook::about(const Person& person) const {
    std::vector<const Decision*> out;
    if (const auto found = by_person_.find(person.id); found != by_person_.end()) out = found->second;
    for (const Pattern& pattern : patterns_) {
        const auto [first, last] = person.facts_of(pattern.attribute);
        if (std::any_of(first, last, [&](const Fact& fact) { return glob_match(pattern.glob, fact.value) || glob_match(pattern.glob, fact.key); }))
            out.push_back(pattern.decision);
    }
    std::sort(out.begin(), out.end(), older);
    return out;
}

const Decision* decision_for(const std::vector<const Decision*>& about, const std::string& check, const Signal& signal) {
    const Decision* holds = nullptr;
    for (const Decision* decision : about) {
        const bool known_then = !signal.time.known() || !decision->at.known() || signal.time <= decision->at;
        if (decision->check == check || (decision->check.empty() && known_then)) holds = decision;
    }
    return holds;
}

const Decision* decision_for_person(const std::vector<const Decision*>& about) {
    const Decision* holds = nullptr;
    for (const Decision* decision : about)
        if (decision->check.empty()) holds = decision;
    return holds;
}

std::string decision_note(const Decision& decision) {
    std::string note = decision.benign ? "marked benign" : "confirmed";
    if (!decision.by.empty()) note += " by " + decision.by;
    if (decision.at.known()) note += " on " + iso_date(decision.at);
    if (!decision.where.empty()) note += " (where " + decision.where + ")";
    return decision.because.empty() ? note : note + ": " + decision.because;
}

}  // namespace bonafide
