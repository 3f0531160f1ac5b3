// One predicate against one value, as the specification says it, without any index: for what the index cannot hold, and to
// confirm what it only suspects. Used by engine.cpp.
#pragma once

#include <string_view>

#include "sigma/pattern.h"
#include "sigma/rule.h"

namespace bonafide::sigma {

/// A value in the forms that predicates look at; the folded one is made by the caller, once.
struct Text {
    std::string_view raw, folded;
};

/// Of ops on the value alone (not exists, null, fieldref). `literal` is the predicate's text, folded unless it is cased.
[[nodiscard]] bool compare(const Predicate& predicate, std::string_view literal, const Pattern* pattern, const Text& value);
/// fieldref: the value against another field's.
[[nodiscard]] bool compare_fields(const Predicate& predicate, const Text& value, const Text& other);
/// `*` and `?` (one code point), escapes as in Sigma's values. Linear in the text for each `*`.
[[nodiscard]] bool wildcard_match(std::string_view pattern, std::string_view text);

}  // namespace bonafide::sigma
