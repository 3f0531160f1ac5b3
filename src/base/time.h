// Points in time, civil time and time zones. Everything inside Bonafide is UTC microseconds; zones are only
// used where a claim ("works 9 to 5 Central") or a source without zone needs them.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bonafide {

/// Microseconds since 1970-01-01T00:00:00Z. `Timestamp::none()` means unknown and sorts first.
struct Timestamp {
    std::int64_t us = std::numeric_limits<std::int64_t>::min();

    static constexpr Timestamp none() { return {}; }
    static constexpr Timestamp from_seconds(std::int64_t s) { return {s * 1'000'000}; }
    [[nodiscard]] constexpr bool known() const { return us != std::numeric_limits<std::int64_t>::min(); }
    [[nodiscard]] constexpr std::int64_t seconds() const { return us >= 0 ? us / 1'000'000 : -((-us + 999'999) / 1'000'000); }
    /// Days since 1970-01-01, rounded down.
    [[nodiscard]] constexpr std::int32_t day() const {
        const std::int64_t s = seconds();
        return static_cast<std::int32_t>(s >= 0 ? s / 86400 : -((-s + 86399) / 86400));
    }
    /// Seconds since midnight UTC.
    [[nodiscard]] constexpr std::int32_t second_of_day() const {
        return static_cast<std::int32_t>(seconds() - static_cast<std::int64_t>(day()) * 86400);
    }
    auto operator<=>(const Timestamp&) const = default;
};

/// A civil date, proleptic Gregorian.
struct Date {
    int year = 0;
    unsigned month = 0;  ///< 1..12
    unsigned day = 0;    ///< 1..31
    auto operator<=>(const Date&) const = default;
};
[[nodiscard]] std::int32_t days_from_civil(Date d);  ///< days since 1970-01-01
[[nodiscard]] Date civil_from_days(std::int32_t days);

/// A named IANA zone, read from the system's tzdata. Thread-safe once made.
class TimeZone {
public:
    /// "America/Chicago", "UTC", "+09:00", and Windows and US short names ("Central Standard Time", "CST").
    [[nodiscard]] static std::optional<TimeZone> find(std::string_view name);
    [[nodiscard]] std::int32_t offset_seconds(Timestamp at) const;  ///< local minus UTC
    [[nodiscard]] bool has_dst(int year) const;                     ///< does the offset change within the year?
    [[nodiscard]] std::string_view name() const;
    struct Table;

private:
    std::shared_ptr<const Table> table_;  // shared: zones are copied into many claims and never change
};

struct TimeText {
    Timestamp at;
    bool zoned = false;               ///< the text named its offset
    std::int32_t offset_seconds = 0;  ///< the offset it named
    bool date_only = false;
};

/// Reads ISO 8601 / RFC 3339, RFC 2822, epoch seconds/milli/micro/nanoseconds, `YYYY-MM-DD HH:MM:SS[.f]`, `DD/Mon/YYYY:HH:MM:SS +0000`,
/// US `M/D/YYYY [h:mm[:ss] AM]` and similar. Text without zone is taken as UTC with `zoned` false. Years outside
/// 1900..2200 are refused (nullopt): such dates are defaults or damage. `day_first` reads 03/04/2026 as 3 April.
[[nodiscard]] std::optional<TimeText> parse_time(std::string_view text, bool day_first = false);

/// `2026-11-24T08:19:05Z`, with milliseconds when there are any; "" when unknown.
[[nodiscard]] std::string iso_time(Timestamp at);
/// `2026-11-24`.
[[nodiscard]] std::string iso_date(Timestamp at);

}  // namespace bonafide
