// One person's day: whether they work, from where, from when to when, over which addresses. Made from seed, person and date
// alone. Used by the writers of events.
#pragma once

#include <cstdint>
#include <vector>

#include "simulate/organisation.h"

namespace bonafide::sim {

enum class Where : std::uint8_t { home, office, public_place, travelling };

struct Shift {
    std::int64_t start = 0, end = 0;  ///< microseconds since 1970, UTC
};

struct Day {
    std::int32_t date = 0;  ///< days since 1970
    bool works = false;
    Where where = Where::home;
    std::vector<Shift> shifts;     ///< in order; more than one where somebody also works at another hour
    std::uint32_t laptop_ip = 0;   ///< what services see of the laptop
    std::uint32_t own_ip = 0;      ///< of the phone or of an own computer
    bool own_is_computer = false;  ///< the own device is a computer and not a phone
    std::uint32_t drop_ip = 0;     ///< the VPN fell off for some minutes at drop_at: this shows
    std::int64_t drop_at = 0;
    std::size_t city = 0;  ///< where the laptop is
    bool first = false;    ///< the first day at work
};

struct Trip {
    bool on = false;
    std::size_t city = 0;
};
/// Travel comes in weeks; where a week goes is drawn once for all of its days.
[[nodiscard]] Trip trip_of(const Organisation& org, const Person& person, std::int32_t date);
[[nodiscard]] Day plan_day(const Organisation& org, const Person& person, std::int32_t date);
/// The address of the person's line on that day (leases change now and then).
[[nodiscard]] std::uint32_t line_ip(const Organisation& org, const Person& person, std::int32_t date);
[[nodiscard]] bool is_weekend(std::int32_t date);
[[nodiscard]] bool is_holiday(std::string_view country, std::int32_t date);
/// Minutes that a zone's clock is ahead of UTC at that time.
[[nodiscard]] int zone_minutes(std::string_view zone, std::int64_t us);

}  // namespace bonafide::sim
