#include "base/time_words.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace bonafide {
namespace {

constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 12> month_words = {"january", "february", "march",     "april",   "may",      "june",
                                                          "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> weekdays = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
constexpr std::array<std::string_view, 8> fillers = {"at", "of", "on", "the", "st", "nd", "rd", "th"};

/// Zones that mean one offset wherever they are written (RFC 2822, section 4.3, and UTC's names).
struct ZoneWord {
    std::string_view word;
    int hours;
};
constexpr ZoneWord zone_words[] = {{"z", 0},    {"ut", 0},   {"utc", 0},  {"gmt", 0},  {"est", -5}, {"edt", -4},
                                   {"cst", -6}, {"cdt", -5}, {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7}};

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

struct Number {
    int value = 0;
    std::size_t digits = 0;
};

/// Collects the parts as they come; finish() decides what each number is.
class WordReader {
public:
    WordReader(std::string_view text, bool day_first) : rest_(text), day_first_(day_first) {}

    std::optional<TimeText> read() {
        while (!rest_.empty())
            if (!step()) return std::nullopt;
        return finish();
    }

private:
    bool step() {
        const char c = rest_[0];
        if (is_digit(c)) return number();
        if (is_letter(c)) return word();
        if (c == '(') return comment();
        if ((c == '+' || c == '-') && clock_ && !zone_ && rest_.size() > 2 && is_digit(rest_[1])) return offset();
        if (std::string_view(" ,/.-:\t").find(c) == std::string_view::npos) return false;
        if (c == '.' && count_ == 1) dotted_ = true;
        rest_.remove_prefix(1);
        return true;
    }

    Number take_number() {
        Number n;
        while (n.digits < rest_.size() && is_digit(rest_[n.digits]) && n.digits < 9) n.value = n.value * 10 + (rest_[n.digits++] - '0');
        rest_.remove_prefix(n.digits);
        return n;
    }

    bool number() {
        const Number n = take_number();
        if (n.digits <= 2 && !clock_ && rest_.size() > 2 && rest_[0] == ':' && is_digit(rest_[1])) return clock(n.value);
        if (n.digits <= 2 && !clock_ && date_complete() && next_is_meridiem()) {  // `24 Nov 2026 8 AM`
            clock_ = true;
            hour_ = n.value;
            return true;
        }
        if (count_ == parts_.size() || n.digits > 4) return false;
        parts_[count_++] = n;
        return true;
    }

    [[nodiscard]] bool date_complete() const { return count_ + (month_ != 0 ? 1 : 0) >= 3; }
    [[nodiscard]] bool next_is_meridiem() const {
        const std::string next = ascii_lower(trim(rest_).substr(0, 2));
        return next == "am" || next == "pm";
    }

    bool clock(int hour) {
        clock_ = true;
        hour_ = hour;
        rest_.remove_prefix(1);
        minute_ = take_number().value;
        if (rest_.size() > 1 && rest_[0] == ':' && is_digit(rest_[1])) {
            rest_.remove_prefix(1);
            second_ = take_number().value;
        }
        if (rest_.size() > 1 && (rest_[0] == '.' || rest_[0] == ',') && is_digit(rest_[1])) fraction();
        return hour_ < 25 && minute_ < 60 && second_ < 61;
    }

    void fraction() {
        rest_.remove_prefix(1);
        for (std::int64_t scale = 100'000; !rest_.empty() && is_digit(rest_[0]); rest_.remove_prefix(1), scale /= 10)
            micros_ += (rest_[0] - '0') * scale;
    }

    bool offset() {
        const int sign = rest_[0] == '-' ? -1 : 1;
        rest_.remove_prefix(1);
        const Number n = take_number();
        int minutes = n.digits > 2 ? n.value / 100 * 60 + n.value % 100 : n.value * 60;
        if (n.digits <= 2 && rest_.size() > 2 && rest_[0] == ':') {
            rest_.remove_prefix(1);
            minutes += take_number().value;
        }
        zone_ = true;
        offset_seconds_ = sign * minutes * 60;
        return n.digits <= 4 && minutes <= 18 * 60;
    }

    bool comment() {  // `(Coordinated Universal Time)` repeats the offset
        const std::size_t end = rest_.find(')');
        if (end == std::string_view::npos || !clock_) return false;
        rest_.remove_prefix(end + 1);
        return true;
    }

    bool word() {
        std::size_t length = 0;
        while (length < rest_.size() && is_letter(rest_[length])) ++length;
        std::string word = ascii_lower(rest_.substr(0, length));
        if (length == 1 && (word == "a" || word == "p") && ascii_lower(rest_.substr(1, 3)) == ".m.") {
            word += 'm';
            length = 4;
        }
        rest_.remove_prefix(length);
        return is_meridiem(word) || is_month(word) || is_zone(word) || is_ignored(word);
    }

    bool is_meridiem(std::string_view word) {
        if ((word != "am" && word != "pm") || !clock_ || hour_ < 1 || hour_ > 12) return clock_ && (word == "am" || word == "pm") && hour_ < 24;
        hour_ = hour_ % 12 + (word == "pm" ? 12 : 0);
        return true;
    }

    bool is_month(std::string_view word) {
        for (unsigned i = 0; i < 12; ++i) {
            if (word != months[i] && word != month_words[i] && !(word == "sept" && i == 8)) continue;
            if (month_ != 0) return false;
            month_ = i + 1;
            return true;
        }
        return false;
    }

    bool is_zone(std::string_view word) {
        const auto* zone = std::ranges::find(zone_words, word, &ZoneWord::word);
        if (zone == std::end(zone_words) || !clock_ || zone_) return false;
        const bool has_offset = rest_.size() > 1 && (rest_[0] == '+' || rest_[0] == '-') && is_digit(rest_[1]);
        if (has_offset) return zone->hours == 0;  // `GMT+0900`: the offset follows
        zone_ = true;
        offset_seconds_ = zone->hours * 3600;
        return true;
    }

    static bool is_ignored(std::string_view word) {
        const auto begins = [&](std::string_view day) { return word.size() >= 3 && day.starts_with(word); };
        return std::ranges::any_of(weekdays, begins) || std::ranges::find(fillers, word) != fillers.end();
    }

    static int full_year(Number n) { return n.digits > 2 ? n.value : n.value + (n.value < 70 ? 2000 : 1900); }

    /// Which number is what: a spelt month leaves day and year; else the year is first or last, and day or month is settled by what
    /// cannot be a month, by dots (day first wherever dates have dots), and only then by the caller's word.
    [[nodiscard]] Date date() const {
        if (month_ != 0) {
            if (count_ != 2) return {};
            const bool year_first = parts_[0].digits == 4;
            return {full_year(parts_[year_first ? 0 : 1]), month_, static_cast<unsigned>(parts_[year_first ? 1 : 0].value)};
        }
        if (count_ != 3) return {};
        const auto a = static_cast<unsigned>(parts_[0].value), b = static_cast<unsigned>(parts_[1].value);
        if (parts_[0].digits == 4) return {parts_[0].value, b, static_cast<unsigned>(parts_[2].value)};
        const bool first_is_day = a > 12 || (b <= 12 && (day_first_ || dotted_));
        return {full_year(parts_[2]), first_is_day ? b : a, first_is_day ? a : b};
    }

    [[nodiscard]] std::optional<TimeText> finish() const {
        const Date day = date();
        if (!plausible_date(day)) return std::nullopt;
        const std::int64_t seconds = days_from_civil(day) * 86400LL + hour_ * 3600 + minute_ * 60 + std::min(second_, 59) - offset_seconds_;
        return TimeText{{seconds * 1'000'000 + micros_}, zone_, offset_seconds_, !clock_};
    }

    std::string_view rest_;
    bool day_first_, dotted_ = false, clock_ = false, zone_ = false;
    std::array<Number, 3> parts_{};
    std::size_t count_ = 0;
    unsigned month_ = 0;
    int hour_ = 0, minute_ = 0, second_ = 0, offset_seconds_ = 0;
    std::int64_t micros_ = 0;
};

/// `/Date(1764000000000)/`, as .NET's older JSON writers put it.
std::string_view inside_date_call(std::string_view s) {
    constexpr std::string_view open = "/Date(", close = ")/";
    if (!s.starts_with(open) || !s.ends_with(close)) return {};
    s = s.substr(open.size(), s.size() - open.size() - close.size());
    return s.substr(0, s.find_first_of("+-", 1));
}

}  // namespace

std::optional<TimeText> parse_time_words(std::string_view text, bool day_first) {
    if (const std::string_view number = inside_date_call(text); !number.empty()) return parse_time(number);
    return WordReader(text, day_first).read();
}

}  // namespace bonafide
