// Figures of a person's habits, by name: a table of functions, each documented. Used by checks of kind unusual (`statistic: night_share`);
// every one has a slow, obviously right twin in tests/check.
#pragma once

#include "check/context.h"

namespace bonafide::check {

struct Reading {
    double number = 0;
    std::uint32_t days = 0;  ///< that it rests on
    std::uint64_t count = 0;
    std::string value;  ///< what was counted, where one thing stands out
    Timestamp first, last;
    std::vector<Evidence> evidence;
};

/// One day's figure, for comparing a person with their own past.
struct DayFigure {
    std::int32_t day = 0;
    double number = 0;
};

struct Statistic {
    std::string_view name;
    /// Nothing where the person gives no ground for it.
    std::optional<Reading> (*read)(Context& context) = nullptr;
    std::vector<DayFigure> (*daily)(Context& context) = nullptr;  ///< where `against: own` makes sense
    std::vector<std::string_view> attributes;                     ///< it reads
    bool takes_attribute = false;                                 ///< `with: {attribute: ...}`
    bool profile = false;                                         ///< it rests on events by people
    bool sightings = false;                                       ///< it rests on places of addresses
    std::vector<std::string_view> numbers, lists;
};

[[nodiscard]] const std::vector<Statistic>& statistics();
[[nodiscard]] const Statistic* find_statistic(std::string_view name);

/// Median of the values; the mean of the middle two where their number is even. `values` must not be empty.
[[nodiscard]] double median(std::vector<double> values);
/// (number - median) / (1.4826 × median absolute deviation), the robust z-score (Iglewicz and Hoaglin 1993). Where more than half are
/// equal the deviation is 0; `least` stands in for it.
struct Peers {
    double centre = 0, spread = 0;
    [[nodiscard]] static Peers of(std::vector<double> values, double least);
    [[nodiscard]] double z(double number) const { return (number - centre) / spread; }
};
/// Welch's t of the second half of the days against the first; nothing with fewer than five days in a half.
[[nodiscard]] std::optional<double> change_of_habit(const std::vector<DayFigure>& days);

}  // namespace bonafide::check
