// What a time zone is made of: the transitions of its TZif file and the rule that goes on after them. Inside base only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace bonafide {

/// A day of the year and a time of that day, as POSIX TZ writes them (`M3.2.0/2`, `J60`, `59`).
struct YearlyMoment {
    enum class Form { month_week_day, julian_no_leap, zero_based } form = Form::month_week_day;
    int month = 1, week = 1, day = 0;  ///< week 5 is the last; day 0 is Sunday, or the day of the year of the other forms
    std::int32_t second = 7200;        ///< local wall clock; may be negative or beyond a day (RFC 8536, 3.3.1)
    /// Seconds since 1970 of this moment in `year`, as if the local clock were UTC.
    [[nodiscard]] std::int64_t in_year(int year) const;
};

/// `CST6CDT,M3.2.0,M11.1.0`.
struct PosixRule {
    std::int32_t standard = 0, summer = 0;  ///< seconds east of Greenwich
    bool has_summer = false;
    YearlyMoment start, end;
    [[nodiscard]] static std::optional<PosixRule> parse(std::string_view text);
    [[nodiscard]] std::int32_t offset_at(std::int64_t seconds) const;
};

struct TimeZone::Table {
    std::string name;
    std::int32_t first_offset = 0;          ///< before the first transition (RFC 8536: type 0)
    std::vector<std::int64_t> transitions;  ///< seconds since 1970, ascending
    std::vector<std::int32_t> offsets;      ///< from each transition on
    std::optional<PosixRule> rule;          ///< after the last transition
    [[nodiscard]] std::int32_t offset_at(std::int64_t seconds) const;
};

/// The 64-bit data of a TZif file, version 2 or later; leap seconds are ignored, as POSIX time has none.
[[nodiscard]] std::optional<TimeZone::Table> parse_tzif(std::string_view bytes);

/// The IANA name for a Windows zone name or a US short name; "" where it is none.
[[nodiscard]] std::string_view zone_alias(std::string_view name);

}  // namespace bonafide
