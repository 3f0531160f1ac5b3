// Dates and spans as people write them in résumés, in five languages: "Jan 2020 – Present", "01/2020-03/2022", "seit 2020", "2018/19".
// Used by resume; precise only as far as the text is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "screen/words.h"

namespace bonafide::screen {

struct Span {
    std::size_t begin = 0, end = 0;  ///< bytes of the text
    std::string from, to;            ///< ISO, as precise as the source; empty: not said
    bool current = false;            ///< goes on today
    bool range = false;              ///< two dates, or one that is open; otherwise `from` == `to`
};

/// All spans of a line, in order, not overlapping. `day_first` reads 03/04/2020 as 3 April.
[[nodiscard]] std::vector<Span> find_spans(std::string_view text, const Words& words, bool day_first);
/// A date anywhere in the text, as ISO of whatever precision; "" if there is none.
[[nodiscard]] std::string find_date(std::string_view text, const Words& words, bool day_first);

/// Months since year 0 of "2020", "2020-03" or "2020-03-04"; a year alone counts as its January (`end`: as its December). -1: none.
[[nodiscard]] int month_number(std::string_view iso, bool end);

}  // namespace bonafide::screen
