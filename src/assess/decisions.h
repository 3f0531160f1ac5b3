// Which decisions speak of which person and signal. Inside assess/ only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "assess/assessment.h"

namespace bonafide {

/// Decisions ordered and their `where` patterns resolved once, then asked for every person.
class DecisionBook {
public:
    DecisionBook(const Attributes& attributes, const std::vector<Decision>& decisions);

    /// The decisions about a person, oldest first.
    [[nodiscard]] std::vector<const Decision*> about(const Person& person) const;

private:
    struct Pattern {
        AttributeId attribute = no_attribute;
        std::string glob;
        const Decision* decision = nullptr;
    };
    std::map<std::string, std::vector<const Decision*>, std::less<>> by_person_;
    std::vector<Pattern> patterns_;
};

/// What holds for a signal: the latest decision about its check or, of what was known when it was made, about the whole person.
[[nodiscard]] const Decision* decision_for(const std::vector<const Decision*>& about, const std::string& check, const Signal& signal);
/// The latest decision about the whole person; nullptr if there is none.
[[nodiscard]] const Decision* decision_for_person(const std::vector<const Decision*>& about);
/// "marked benign by ann on 2026-03-01: met her in person".
[[nodiscard]] std::string decision_note(const Decision& decision);

}  // namespace bonafide
