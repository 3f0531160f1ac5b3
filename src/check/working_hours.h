// When somebody works, seen from a claimed time zone: by how many hours the day is shifted (a posterior, not a point), and whether the
// shift that daylight saving brings is there. From the histograms of the profile. Used by comparators and statistics.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/time.h"
#include "person/profile.h"

namespace bonafide::check {

using Hours = std::array<double, 24>;

/// Actions by local hour of `zone`. The profile knows months without years; `year` says which rules of daylight saving hold.
/// A zone of a half hour gives each of the two hours its half.
[[nodiscard]] Hours local_hours(const Profile& profile, const TimeZone& zone, int year);

/// How much of a day's work by daylight falls into each local hour; the sum is 1.
/// Source: shape of commits by hour in Claes, Mäntylä, Kuutila and Adams, "Do programmers work at night or during the weekend?", ICSE 2018.
[[nodiscard]] const Hours& daylight_work();

/// Probability of each shift of the place's clock against the claimed one: index i stands for i - 12 hours, +3 means "lives by a clock
/// three hours behind the claimed one, and so works three hours later".
///   P(shift | actions) ∝ Σ over habit P(actions | daylight work moved by shift + habit) P(habit)
/// Habit is how late or early people are by nature: normal with 1.5 h (Roenneberg et al. 2007, mid-sleep of 55,000 people). Actions of one
/// day are not independent: at most four of a day count. Prior: uniform.
struct ShiftPosterior {
    Hours probability{};
    [[nodiscard]] int most_likely() const;
    /// The shift nearest to 0 within the smallest set of shifts that holds 90%.
    [[nodiscard]] int nearest_bound() const;
};
[[nodiscard]] ShiftPosterior shift_posterior(const Hours& local, std::size_t active_days);

/// Bits of evidence that the person's day does not follow the change of clocks of `zone`: log2 of the likelihood of winter and summer
/// having one habit by UTC over one habit by local time. Months in which the clocks change are left out; at most 80 actions of each season
/// count. Nothing where the zone has no change, or one season has fewer than 40 actions.
[[nodiscard]] std::optional<double> no_shift_bits(const Profile& profile, const TimeZone& zone, int year);

/// "09:00-17:00 America/Chicago", "9 to 5 Central", "8:30am - 5pm".
struct WorkHours {
    double start = 0, end = 0;  ///< local hours; end may be below start (night shift)
    std::string_view zone;      ///< as written; empty where none is
    [[nodiscard]] static std::optional<WorkHours> parse(std::string_view text);
    /// Is the local hour [hour, hour + 1) outside, by more than `slack` hours on either side?
    [[nodiscard]] bool outside(int hour, double slack) const;
};

}  // namespace bonafide::check
