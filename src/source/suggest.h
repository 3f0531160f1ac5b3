// The nearest known word to a mistyped one, for the hints of loaders. Inside source only.
#pragma once

#include <algorithm>
#include <concepts>
#include <functional>
#include <ranges>
#include <string>
#include <string_view>

#include "base/text.h"

namespace bonafide::source {

/// `did you mean "..."?`, or "" where nothing is near.
template <std::ranges::input_range Words, class Name = std::identity>
[[nodiscard]] std::string suggest(std::string_view word, const Words& words, Name name = {}) {
    std::string best;
    double likeness = 0.8;
    for (const auto& candidate : words) {
        const std::string_view known = std::invoke(name, candidate);
        const double now = jaro_winkler(word, known);
        if (now > likeness) {
            likeness = now;
            best = known;
        }
    }
    return best.empty() ? std::string{} : "did you mean \"" + best + "\"?";
}

}  // namespace bonafide::source
