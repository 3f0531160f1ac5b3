// parse_time(). The forms of machine logs (ISO 8601, epoch numbers) are read at fixed positions without allocation, for they are
// read once an event; what people and older programs write goes word by word, in time_words.cpp.
#include <algorithm>
#include <array>
#include <limits>

#include "base/text.h"
#include "base/time.h"
#include "base/time_words.h"

namespace bonafide {
namespace {

constexpr int digit(char c) { return c - '0'; }
constexpr int two(const char* s) { return digit(s[0]) * 10 + digit(s[1]); }
constexpr bool two_digits(const char* s) { return is_digit(s[0]) && is_digit(s[1]); }

constexpr std::array<std::uint8_t, 13> month_length = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

/// What follows the date: a view that is eaten from the left.
struct Cursor {
    const char* at;
    const char* end;
    [[nodiscard]] std::ptrdiff_t left() const { return end - at; }
    [[nodiscard]] bool is(char c) const { return at < end && *at == c; }
};

/// `.123456789` or `,123`: microseconds, what is finer is cut off.
bool read_fraction(Cursor& in, std::int64_t& micros) {
    ++in.at;
    if (in.at == in.end || !is_digit(*in.at)) return false;
    int digits = 0;
    for (; in.at < in.end && is_digit(*in.at); ++in.at)
        if (digits < 6) micros = micros * 10 + digit(*in.at), ++digits;
    for (; digits < 6; ++digits) micros *= 10;
    return true;
}

/// `Z`, `+01:00`, `-0500`, `+01`, ` UTC`. Nothing at all is a time without zone.
bool read_zone(Cursor& in, TimeText& out) {
    if (in.at == in.end) return true;
    if (*in.at == ' ') ++in.at;
    if (in.left() == 1 && (*in.at == 'Z' || *in.at == 'z')) return out.zoned = true;
    if (in.left() == 3 && ((in.at[0] == 'U' && in.at[1] == 'T' && in.at[2] == 'C') || (in.at[0] == 'G' && in.at[1] == 'M' && in.at[2] == 'T')))
        return out.zoned = true;
    if (in.left() < 3 || (*in.at != '+' && *in.at != '-') || !two_digits(in.at + 1)) return false;
    const int sign = *in.at == '-' ? -1 : 1;
    int minutes = two(in.at + 1) * 60;
    in.at += 3;
    if (in.is(':')) ++in.at;
    if (in.left() == 2 && two_digits(in.at) && two(in.at) < 60) minutes += two(in.at);
    else if (in.left() != 0) return false;
    if (minutes > 18 * 60) return false;
    out.zoned = true;
    out.offset_seconds = sign * minutes * 60;
    return true;
}

/// `08:19`, `08:19:05`, `08:19:05.123`, `0819`, `081905`.
bool read_clock(Cursor& in, std::int64_t& micros) {
    if (in.left() < 4 || !two_digits(in.at)) return false;
    const int hour = two(in.at);
    in.at += 2;
    const bool colons = in.is(':');
    in.at += colons ? 1 : 0;
    if (in.left() < 2 || !two_digits(in.at)) return false;
    const int minute = two(in.at);
    in.at += 2;
    int second = 0;
    if (colons ? in.is(':') : (in.at < in.end && is_digit(*in.at))) {
        in.at += colons ? 1 : 0;
        if (in.left() < 2 || !two_digits(in.at)) return false;
        second = two(in.at);
        in.at += 2;
    }
    std::int64_t fraction = 0;
    if ((in.is('.') || in.is(',')) && !read_fraction(in, fraction)) return false;
    // 24:00 is the end of the day; a leap second is the last one twice.
    if (hour > 24 || (hour == 24 && (minute > 0 || second > 0)) || minute > 59 || second > 60) return false;
    if (second == 60) second = 59;
    micros = (hour * 3600LL + minute * 60 + second) * 1'000'000 + fraction;
    return true;
}

/// `2026-11-24`, `2026/11/24`, `20261124` and what may follow it.
std::optional<TimeText> parse_iso(std::string_view s) {
    const char* p = s.data();
    if (s.size() < 8 || !two_digits(p) || !two_digits(p + 2)) return std::nullopt;
    const int year = two(p) * 100 + two(p + 2);
    const bool dashes = p[4] == '-' || p[4] == '/' || p[4] == '.';
    if (dashes && (s.size() < 10 || p[7] != p[4])) return std::nullopt;
    const char* month_at = p + (dashes ? 5 : 4);
    const char* day_at = p + (dashes ? 8 : 6);
    if (!two_digits(month_at) || !two_digits(day_at)) return std::nullopt;
    const Date date{year, static_cast<unsigned>(two(month_at)), static_cast<unsigned>(two(day_at))};
    if (!plausible_date(date)) return std::nullopt;
    TimeText out;
    std::int64_t micros = 0;
    Cursor in{day_at + 2, s.data() + s.size()};
    if (in.left() == 0) {
        out.date_only = true;
    } else if (*in.at == 'T' || *in.at == 't' || *in.at == ' ' || *in.at == '_') {
        ++in.at;
        if (!read_clock(in, micros) || !read_zone(in, out)) return std::nullopt;
    } else if (!read_zone(in, out)) {  // `2026-11-24Z`, an XML date with its zone
        return std::nullopt;
    } else {
        out.date_only = true;
    }
    out.at.us = (days_from_civil(date) * 86400LL - out.offset_seconds) * 1'000'000 + micros;
    return out;
}

/// A number unit by its size: each reading is plausible in one range only, because nobody logs the seventies in milliseconds.
struct EpochUnit {
    std::int64_t from, to;        ///< range of the number
    std::int64_t times, divided;  ///< to microseconds
    std::int64_t shift;           ///< seconds before 1970 at which it counts from
};
constexpr EpochUnit epoch_units[] = {
    {100'000'000, 7'258'118'400, 1'000'000, 1, 0},                              // seconds: 1973 to 2200
    {631'152'000'000, 7'258'118'400'000, 1'000, 1, 0},                          // milliseconds: 1990 to 2200
    {631'152'000'000'000, 7'258'118'400'000'000, 1, 1, 0},                      // microseconds
    {119'600'064'000'000'000, 189'000'000'000'000'000, 1, 10, 11'644'473'600},  // Windows FILETIME: 100 ns since 1601
    {631'152'000'000'000'000, 7'258'118'400'000'000'000, 1, 1'000, 0},          // nanoseconds
};

std::optional<TimeText> parse_epoch(std::string_view s) {
    Cursor in{s.data(), s.data() + s.size()};
    std::uint64_t digits = 0;  // nineteen of them fit
    for (; in.at < in.end && is_digit(*in.at) && in.at - s.data() < 19; ++in.at) digits = digits * 10 + static_cast<std::uint64_t>(digit(*in.at));
    if (digits > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
    const auto number = static_cast<std::int64_t>(digits);
    std::int64_t fraction = 0;
    if (in.is('.') && !read_fraction(in, fraction)) return std::nullopt;
    if (in.left() != 0) return std::nullopt;
    for (const EpochUnit& unit : epoch_units) {
        if (number < unit.from || number >= unit.to) continue;
        const std::int64_t micros = number * unit.times / unit.divided - unit.shift * 1'000'000;
        return TimeText{{micros + (unit.times > 1 ? fraction * unit.times / 1'000'000 : 0)}, true, 0, false};
    }
    return std::nullopt;
}

/// `20261124081905` and `202611240819`: no epoch unit has so many digits in our days.
std::optional<TimeText> parse_digits(std::string_view s) {
    std::array<char, 15> spaced;
    std::copy_n(s.data(), 8, spaced.data());
    spaced[8] = 'T';
    std::copy(s.begin() + 8, s.end(), spaced.begin() + 9);
    return parse_iso({spaced.data(), s.size() + 1});
}

std::optional<TimeText> parse_number(std::string_view s) {
    if (s.size() == 8) return parse_iso(s);
    if (s.size() == 12 || s.size() == 14)
        if (const auto calendar = parse_digits(s)) return calendar;
    return parse_epoch(s);
}

}  // namespace

bool plausible_date(const Date& d) {
    const bool leap = d.year % 4 == 0 && (d.year % 100 != 0 || d.year % 400 == 0);
    return d.year >= 1900 && d.year <= 2200 && d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= month_length[d.month] &&
           (d.month != 2 || d.day < 29 || leap);
}

std::optional<TimeText> parse_time(std::string_view text, bool day_first) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '"')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '"' || text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    if (text.size() < 6 || text.size() > 80) return std::nullopt;
    const bool digits4 = two_digits(text.data()) && two_digits(text.data() + 2);
    if (digits4) {
        if (text[4] == '-' || text[4] == '/' || (text.size() > 8 && text[8] == 'T'))
            if (const auto iso = parse_iso(text)) return iso;
        if (is_digit(text[4]))
            if (const auto number = parse_number(text)) return number;
        if (text[4] == '.')
            if (const auto iso = parse_iso(text)) return iso;
    }
    return parse_time_words(text, day_first);
}

}  // namespace bonafide
