// Regular expressions: RE2 where it can (time linear in the input), PCRE2 with limits where a rule needs look-around or
// back-references. Made once for each distinct pattern of the rules; matched by compare.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "sigma/rule.h"

namespace bonafide::sigma {

class Pattern {
public:
    /// Of an Op::regex predicate. The error says what the engine did not like.
    [[nodiscard]] static Result<Pattern> compile(const Predicate& predicate);
    ~Pattern();
    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;

    /// Is it anywhere in the text? A PCRE2 pattern that runs into its limit counts as no match, and is counted.
    [[nodiscard]] bool found_in(std::string_view text) const;
    [[nodiscard]] std::uint64_t limit_hits() const;
    /// A literal that every match contains, case folded; "" where none is known.
    [[nodiscard]] const std::string& required() const;

private:
    struct State;
    explicit Pattern(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// The longest literal that stands in every match of a pattern, found by a walk over its top level: what is optional, repeated,
/// in classes, groups or alternatives is passed over. Conservative: "" where in doubt.
[[nodiscard]] std::string required_literal(std::string_view pattern);

}  // namespace bonafide::sigma
