// The sentence of a check with its {words}: parsed when content is loaded, filled for each signal.
// Made by check/loader; filled by the kinds of check.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace bonafide::check {

/// What the words of docs/checks.md stand for in one signal.
struct Said {
    std::string value, value_label, claim, observed;
    std::uint64_t count = 0, days = 0, of_days = 0, distinct = 0, people = 0;
    double number = 0;
    Timestamp first, last;
};

class Sentence {
public:
    /// Words that do not exist are returned for the caller to report.
    [[nodiscard]] static Sentence parse(std::string_view text, std::vector<std::string>& unknown);
    /// "on 1 days" becomes "on 1 day".
    [[nodiscard]] std::string fill(const Said& said) const;

private:
    struct Part {
        std::string text;
        int word = -1;  ///< index into the table of words; -1: `text` as it stands
    };
    std::vector<Part> parts_;
};

/// "3.5", "12", "1,500": at most one digit after the point, none from ten on.
[[nodiscard]] std::string number_words(double number);

}  // namespace bonafide::check
