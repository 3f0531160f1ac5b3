// Times as people and older programs write them, word by word. Made for parse_time() only.
#pragma once

#include "base/time.h"

namespace bonafide {

/// Within 1900..2200 and in the calendar.
[[nodiscard]] bool plausible_date(const Date& d);
/// RFC 2822, `date`, Apache, US, European and spelt-out forms, in whatever order their parts come.
[[nodiscard]] std::optional<TimeText> parse_time_words(std::string_view text, bool day_first);

}  // namespace bonafide
