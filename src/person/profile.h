// A person's habits in a bounded size, mergeable: profile(A ∪ B) = merge(profile(A), profile(B)), whatever the order and cutting.
// Every part is a union, a sum or a minimum/maximum. Filled by the ledger, read by checks of kind `unusual` and `mismatch`.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/time.h"
#include "person/histogram.h"

namespace bonafide {

/// Days as maximal runs, sorted: canonical, so equal sets are equal bytes. One run lies in place.
class DaySet {
public:
    struct Run {
        std::int32_t first, last;
        bool operator==(const Run&) const = default;
    };

    DaySet() = default;
    DaySet(const DaySet& other) { *this = other; }
    DaySet& operator=(const DaySet& other);
    DaySet(DaySet&&) noexcept = default;
    DaySet& operator=(DaySet&&) noexcept = default;

    void add(std::int32_t day);
    void add_run(std::int32_t first, std::int32_t last);  ///< after all that stand there, as saved
    void merge(const DaySet& other);
    [[nodiscard]] std::uint32_t count() const;
    [[nodiscard]] bool contains(std::int32_t day) const;
    [[nodiscard]] std::int32_t first() const { return runs().front().first; }  ///< only where count() > 0
    [[nodiscard]] std::int32_t last() const { return runs().back().last; }
    [[nodiscard]] std::span<const Run> runs() const;
    bool operator==(const DaySet& other) const;

private:
    std::vector<Run>& many();
    Run one_{0, -1};                          ///< empty while last < first
    std::unique_ptr<std::vector<Run>> more_;  ///< all runs, once there was a second
};

/// One day at one place: the first and last minute seen there. Enough for "two places at once" and impossible travel
/// without keeping every sign-in (a bound from below on the speed, never above it).
struct DayAtPlace {
    std::int32_t day = 0;
    std::uint32_t place = 0;                          ///< index into Ledger::places()
    std::uint16_t first_minute = 0, last_minute = 0;  ///< minute of the UTC day
    auto operator<=>(const DayAtPlace&) const = default;
};

struct Profile {
    /// Human actions by month (index 0 = January) and UTC hour of day: enough to see a daylight-saving shift.
    HistogramTable<12, 24> month_hour;
    /// Human actions by UTC hour of week (0 = Monday 00:00).
    Histogram<168> hour_of_week;
    /// For each active day a bit for each UTC hour; the latest `max_days` days.
    struct DayHours {
        std::int32_t day;
        std::uint32_t hours;
        bool operator==(const DayHours&) const = default;
    };
    std::vector<DayHours> days;
    std::vector<DayAtPlace> sightings;  ///< sorted by day; the latest `max_days` days with any
    std::uint64_t human_actions = 0, events = 0;
    Timestamp first = Timestamp::none(), last = Timestamp::none();

    static constexpr std::size_t max_days = 128;

    void add_event(Timestamp at);   ///< any event of theirs
    void add_action(Timestamp at);  ///< a human action
    void add_sighting(Timestamp at, std::uint32_t place);
    /// `place_of[i]`: the index in this ledger of the other's place i.
    void merge(const Profile& other, const std::vector<std::uint32_t>& place_of);
    /// Renumbers the places, and gives back what room is left over.
    void finish(const std::vector<std::uint32_t>& place_of);
    bool operator==(const Profile&) const = default;
};

}  // namespace bonafide
