// Regular expressions: RE2 where it can (time linear in the input), PCRE2 with limits where a rule needs look-around or
// back-references. Made once for each distinct pattern of the rules; matched by compare.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

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
    /// Literals of which every match contains one, case folded; empty where none are known.
    [[nodiscard]] const std::vector<std::string>& required() const;
    /// False only where no match can be, told from the folded text by literals alone: a fraction of what found_in() costs.
    [[nodiscard]] bool may_be_in(std::string_view folded_text) const;

private:
    struct State;
    explicit Pattern(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Sets of literals, case folded: of each set at least one stands in every match. Found by a walk over the pattern: what is optional,
/// repeated or in a class is passed over, a group of alternatives stands for what all of them need. Conservative: none where in doubt.
[[nodiscard]] std::vector<std::vector<std::string>> required_sets(std::string_view pattern);
/// Of these sets the one whose shortest literal is longest; empty if there is none.
[[nodiscard]] std::vector<std::string> required_literals(std::string_view pattern);

}  // namespace bonafide::sigma
