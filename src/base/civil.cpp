// Civil dates. Howard Hinnant's method (chrono-Compatible Low-Level Date Algorithms, 2014): years begin in March, so that
// the leap day is the last of the year, and eras of 400 years are all alike.
#include "base/time.h"

namespace bonafide {

std::int32_t days_from_civil(Date d) {
    const std::int64_t year = d.year - (d.month <= 2 ? 1 : 0);
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t year_of_era = year - era * 400;
    const std::int64_t month = d.month > 2 ? d.month - 3 : d.month + 9;
    const std::int64_t day_of_year = (153 * month + 2) / 5 + d.day - 1;
    const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return static_cast<std::int32_t>(era * 146097 + day_of_era - 719468);
}

Date civil_from_days(std::int32_t days) {
    const std::int64_t shifted = std::int64_t{days} + 719468;
    const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const std::int64_t day_of_era = shifted - era * 146097;
    const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t month = (5 * day_of_year + 2) / 153;
    const auto civil_month = static_cast<unsigned>(month < 10 ? month + 3 : month - 9);
    const std::int64_t year = year_of_era + era * 400 + (civil_month <= 2 ? 1 : 0);
    return {static_cast<int>(year), civil_month, static_cast<unsigned>(day_of_year - (153 * month + 2) / 5 + 1)};
}

namespace {

/// `value` as `digits` decimal digits at `out`.
void put(char* out, unsigned value, int digits) {
    for (int i = digits - 1; i >= 0; --i, value /= 10) out[i] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::string iso_date(Timestamp at) {
    if (!at.known()) return {};
    const Date date = civil_from_days(at.day());
    std::string out = "0000-00-00";
    put(out.data(), static_cast<unsigned>(date.year), 4);
    put(out.data() + 5, date.month, 2);
    put(out.data() + 8, date.day, 2);
    return out;
}

std::string iso_time(Timestamp at) {
    if (!at.known()) return {};
    std::string out = iso_date(at) + "T00:00:00";
    const auto second = static_cast<unsigned>(at.second_of_day());
    put(out.data() + 11, second / 3600, 2);
    put(out.data() + 14, second / 60 % 60, 2);
    put(out.data() + 17, second % 60, 2);
    const std::int64_t micros = at.us - at.seconds() * 1'000'000;
    if (micros >= 1000) {
        out += ".000";
        put(out.data() + 20, static_cast<unsigned>(micros / 1000), 3);
    }
    return out + 'Z';
}

}  // namespace bonafide
