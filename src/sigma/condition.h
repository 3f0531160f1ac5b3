// Sigma's condition language (specification 2.1, "Condition"): or, and, not, "1 of", "all of", parentheses → a tree.
// Used by parse.cpp for rules and filters, and for the Boolean form of correlations.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sigma/rule.h"

namespace bonafide::sigma {

struct ConditionFault {
    std::size_t column = 0;  ///< 0-based position in the text
    std::string what, hint;
};

/// What a name stands for; nullptr if nothing is called so.
struct NameSpace {
    std::vector<std::string> names;                            ///< in the order of the document
    std::function<Expression(std::string_view name)> resolve;  ///< called for names of `names` only
};

[[nodiscard]] std::expected<Expression, ConditionFault> parse_condition(std::string_view text, const NameSpace& space);

[[nodiscard]] Expression all_of(std::vector<Expression> children);
[[nodiscard]] Expression any_of(std::vector<Expression> children);
[[nodiscard]] Expression not_of(Expression child);

}  // namespace bonafide::sigma
