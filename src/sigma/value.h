// Sigma's values: wildcards, escapes, and what each modifier makes of them. Used by parse.cpp.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sigma/rule.h"

namespace bonafide::sigma {

/// A value as written in YAML: its type counts (1 and "1" differ for `re` and for numbers).
struct Written {
    enum class Type : std::uint8_t { text, number, boolean, null } type = Type::text;
    std::string text;
};

/// Values of a placeholder's name; empty if it is not known.
using Placeholders = std::function<std::vector<std::string>(std::string_view name)>;

/// What a chain of modifiers says of a whole item.
struct Chain {
    bool every = false, negated = false;
    std::vector<std::string> steps;  ///< as written, in order
};

/// The chain's own mistakes: unknown words, wrong order, words that exclude each other. "" if there are none.
[[nodiscard]] std::string chain_fault(const std::vector<std::string>& steps);

/// The comparisons that one value stands for under a chain: several for windash, base64offset and expand.
/// The error says what is wrong with the value; whether they are joined by "any" is the caller's business: they always are.
[[nodiscard]] std::expected<std::vector<Predicate>, std::string> predicates_of(const Written& value, const std::vector<std::string>& steps,
                                                                               const Placeholders& placeholders);

/// A text with wildcards, cut at them: the escapes are gone, `*` and `?` are pieces of their own.
struct Piece {
    enum class Kind : std::uint8_t { text, any_run, any_one } kind = Kind::text;
    std::string text;
};
[[nodiscard]] std::vector<Piece> pieces_of(std::string_view text);

}  // namespace bonafide::sigma
