#include "base/time_zone_table.h"

#include <algorithm>

#include "base/text.h"

namespace bonafide {
namespace {

/// Reads a POSIX TZ string from the left; every reader returns false at what it does not know.
class RuleReader {
public:
    explicit RuleReader(std::string_view text) : rest_(text) {}
    [[nodiscard]] bool done() const { return rest_.empty(); }

    bool eat(char c) {
        if (rest_.empty() || rest_[0] != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool name() {
        const std::size_t length = !rest_.empty() && rest_[0] == '<' ? rest_.find('>') + 1 : rest_.find_first_of("0123456789+-,");
        const std::size_t taken = std::min(length, rest_.size());
        rest_.remove_prefix(taken);
        return taken >= 3;
    }
    bool integer(int& value) {
        if (rest_.empty() || !is_digit(rest_[0])) return false;
        for (value = 0; !rest_.empty() && is_digit(rest_[0]) && value < 100'000; rest_.remove_prefix(1)) value = value * 10 + (rest_[0] - '0');
        return true;
    }
    bool time(std::int32_t& seconds) {
        const bool negative = eat('-');
        if (!negative) (void)eat('+');
        int part = 0;
        if (!integer(part) || part > 167) return false;  // RFC 8536, 3.3.1
        seconds = part * 3600;
        if (eat(':') && integer(part)) seconds += part % 60 * 60;
        if (eat(':') && integer(part)) seconds += part % 60;
        if (negative) seconds = -seconds;
        return true;
    }
    bool moment(YearlyMoment& m) {
        if (eat('M')) {
            if (!integer(m.month) || !eat('.') || !integer(m.week) || !eat('.') || !integer(m.day)) return false;
            if (m.month < 1 || m.month > 12 || m.week < 1 || m.week > 5 || m.day > 6) return false;
        } else {
            m.form = eat('J') ? YearlyMoment::Form::julian_no_leap : YearlyMoment::Form::zero_based;
            if (!integer(m.day) || m.day > 365) return false;
        }
        return !eat('/') || time(m.second);
    }

private:
    std::string_view rest_;
};

std::int64_t big_endian(std::string_view bytes, std::size_t at, int width) {
    std::uint64_t value = 0;
    for (int i = 0; i < width; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    if (width == 4) return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
    return static_cast<std::int64_t>(value);
}

/// The counts of a TZif header, and what its data block is long.
struct Header {
    std::size_t utc, standard, leaps, times, types, chars;

    static std::optional<Header> read(std::string_view bytes, std::size_t at) {
        if (bytes.size() < at + 44 || bytes.substr(at, 4) != "TZif" || bytes[at + 4] < '2') return std::nullopt;
        const auto count = [&](std::size_t i) { return static_cast<std::size_t>(big_endian(bytes, at + 20 + 4 * i, 4)) & 0xFFFFF; };
        return Header{count(0), count(1), count(2), count(3), count(4), count(5)};
    }
    [[nodiscard]] std::size_t size(std::size_t time_width) const {
        return times * (time_width + 1) + types * 6 + chars + leaps * (time_width + 4) + standard + utc;
    }
};

}  // namespace

std::int64_t YearlyMoment::in_year(int year) const {
    const std::int64_t new_year = days_from_civil({year, 1, 1});
    if (form == Form::zero_based) return (new_year + day) * 86400 + second;
    const bool leap = days_from_civil({year + 1, 1, 1}) - new_year == 366;
    if (form == Form::julian_no_leap) return (new_year + day - 1 + (leap && day >= 60 ? 1 : 0)) * 86400 + second;
    const std::int64_t first = days_from_civil({year, static_cast<unsigned>(month), 1});
    const std::int64_t next = month == 12 ? days_from_civil({year + 1, 1, 1}) : days_from_civil({year, static_cast<unsigned>(month) + 1, 1});
    const std::int64_t weekday = ((first + 4) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
    std::int64_t date = first + (day - weekday + 7) % 7 + (week - 1) * 7;
    if (date >= next) date -= 7;
    return date * 86400 + second;
}

std::optional<PosixRule> PosixRule::parse(std::string_view text) {
    PosixRule rule;
    RuleReader in(text);
    std::int32_t west = 0;
    if (!in.name() || !in.time(west)) return std::nullopt;
    rule.standard = -west;
    if (in.done()) return rule;
    rule.has_summer = true;
    if (!in.name()) return std::nullopt;
    rule.summer = rule.standard + 3600;
    if (std::int32_t summer_west = 0; in.time(summer_west)) rule.summer = -summer_west;
    if (!in.eat(',') || !in.moment(rule.start) || !in.eat(',') || !in.moment(rule.end) || !in.done()) return std::nullopt;
    return rule;
}

std::int32_t PosixRule::offset_at(std::int64_t seconds) const {
    if (!has_summer) return standard;
    const std::int64_t local = seconds + standard;
    const int year = civil_from_days(static_cast<std::int32_t>(local >= 0 ? local / 86400 : -((-local + 86399) / 86400))).year;
    const std::int64_t start_at = start.in_year(year) - standard, end_at = end.in_year(year) - summer;
    const bool in_summer = start_at < end_at ? seconds >= start_at && seconds < end_at : seconds >= start_at || seconds < end_at;
    return in_summer ? summer : standard;
}

std::int32_t TimeZone::Table::offset_at(std::int64_t seconds) const {
    if (transitions.empty() || seconds >= transitions.back()) {
        if (rule) return rule->offset_at(seconds);
        return transitions.empty() ? first_offset : offsets.back();
    }
    const auto after = std::ranges::upper_bound(transitions, seconds);
    return after == transitions.begin() ? first_offset : offsets[static_cast<std::size_t>(after - transitions.begin()) - 1];
}

std::optional<TimeZone::Table> parse_tzif(std::string_view bytes) {
    const auto old = Header::read(bytes, 0);  // 32-bit data, kept for old readers: skipped
    if (!old) return std::nullopt;
    const std::size_t second = 44 + old->size(4);
    const auto header = Header::read(bytes, second);
    if (!header || header->types == 0 || bytes.size() < second + 44 + header->size(8)) return std::nullopt;
    const std::size_t times_at = second + 44, index_at = times_at + header->times * 8, types_at = index_at + header->times;
    const auto offset_of = [&](std::size_t type) { return static_cast<std::int32_t>(big_endian(bytes, types_at + 6 * type, 4)); };
    TimeZone::Table table;
    table.first_offset = offset_of(0);
    for (std::size_t i = 0; i < header->times; ++i) {
        const auto type = static_cast<unsigned char>(bytes[index_at + i]);
        if (type >= header->types) return std::nullopt;
        table.transitions.push_back(big_endian(bytes, times_at + 8 * i, 8));
        table.offsets.push_back(offset_of(type));
    }
    const std::size_t footer = second + 44 + header->size(8);
    if (bytes.size() > footer + 2 && bytes[footer] == '\n')
        table.rule = PosixRule::parse(bytes.substr(footer + 1, bytes.find('\n', footer + 1) - footer - 1));
    return table;
}

}  // namespace bonafide
