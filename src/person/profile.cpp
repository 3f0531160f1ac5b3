#include "person/profile.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace bonafide {

void DaySet::add(std::int32_t day) {
    const auto after = std::upper_bound(runs_.begin(), runs_.end(), day, [](std::int32_t d, const Run& run) { return d < run.first; });
    const bool joins_left = after != runs_.begin() && std::prev(after)->last >= day - 1;
    if (joins_left && std::prev(after)->last >= day) return;
    const bool joins_right = after != runs_.end() && after->first == day + 1;
    if (joins_left && joins_right) {
        std::prev(after)->last = after->last;
        runs_.erase(after);
    } else if (joins_left) {
        std::prev(after)->last = day;
    } else if (joins_right) {
        after->first = day;
    } else {
        runs_.insert(after, {day, day});
    }
}

void DaySet::add_run(std::int32_t first, std::int32_t last) {
    if (first > last || (!runs_.empty() && first <= runs_.back().last + 1)) return;
    runs_.push_back({first, last});
}

void DaySet::merge(const DaySet& other) {
    if (other.runs_.empty()) return;
    std::vector<Run> all(runs_.size() + other.runs_.size());
    std::merge(runs_.begin(), runs_.end(), other.runs_.begin(), other.runs_.end(), all.begin(), [](const Run& a, const Run& b) { return a.first < b.first; });
    runs_.clear();
    for (const Run& run : all) {
        if (!runs_.empty() && run.first <= runs_.back().last + 1) runs_.back().last = std::max(runs_.back().last, run.last);
        else runs_.push_back(run);
    }
}

std::uint32_t DaySet::count() const {
    std::uint32_t out = 0;
    for (const Run& run : runs_) out += static_cast<std::uint32_t>(run.last - run.first + 1);
    return out;
}

bool DaySet::contains(std::int32_t day) const {
    const auto after = std::upper_bound(runs_.begin(), runs_.end(), day, [](std::int32_t d, const Run& run) { return d < run.first; });
    return after != runs_.begin() && std::prev(after)->last >= day;
}

std::int32_t DaySet::first() const { return runs_.front().first; }
std::int32_t DaySet::last() const { return runs_.back().last; }

namespace {

template <class Count>
void add_saturating(Count& sum, std::uint32_t more) {
    sum = static_cast<Count>(std::min<std::uint32_t>(std::numeric_limits<Count>::max(), sum + more));
}

/// Keeps the latest `most` of a vector sorted by day: a top-k, so merging in any order keeps the same ones.
template <class Item>
void keep_latest(std::vector<Item>& items, std::size_t most) {
    if (items.size() > most) items.erase(items.begin(), items.end() - static_cast<std::ptrdiff_t>(most));
}

void add_day_hours(std::vector<Profile::DayHours>& days, Profile::DayHours item) {
    if (!days.empty() && days.back().day == item.day) {
        days.back().hours |= item.hours;
        return;
    }
    const auto at = std::lower_bound(days.begin(), days.end(), item.day, [](const Profile::DayHours& d, std::int32_t day) { return d.day < day; });
    if (at != days.end() && at->day == item.day) at->hours |= item.hours;
    else days.insert(at, item);
}

void add_day_at_place(std::vector<DayAtPlace>& sightings, const DayAtPlace& item) {
    const auto at = std::lower_bound(sightings.begin(), sightings.end(), item, [](const DayAtPlace& a, const DayAtPlace& b) { return std::tie(a.day, a.place) < std::tie(b.day, b.place); });
    if (at != sightings.end() && at->day == item.day && at->place == item.place) {
        at->first_minute = std::min(at->first_minute, item.first_minute);
        at->last_minute = std::max(at->last_minute, item.last_minute);
    } else {
        sightings.insert(at, item);
    }
}

}  // namespace

void Profile::add_action(Timestamp at) {
    const std::int32_t day = at.day();
    const auto hour = static_cast<std::size_t>(at.second_of_day() / 3600);
    const Date date = civil_from_days(day);
    add_saturating(month_hour[date.month - 1][hour], 1);
    // 1970-01-01 was a Thursday; day 0 of the week is Monday.
    const auto weekday = static_cast<std::size_t>(((day % 7) + 7 + 3) % 7);
    add_saturating(hour_of_week[weekday * 24 + hour], 1);
    ++human_actions;
    add_day_hours(days, {day, std::uint32_t{1} << hour});
    keep_latest(days, max_days);
}

void Profile::add_sighting(Timestamp at, std::uint32_t place) {
    const auto minute = static_cast<std::uint16_t>(at.second_of_day() / 60);
    add_day_at_place(sightings, {at.day(), place, minute, minute});
}

void Profile::merge(const Profile& other, const std::vector<std::uint32_t>& place_of) {
    for (std::size_t month = 0; month < 12; ++month)
        for (std::size_t hour = 0; hour < 24; ++hour) add_saturating(month_hour[month][hour], other.month_hour[month][hour]);
    for (std::size_t hour = 0; hour < 168; ++hour) add_saturating(hour_of_week[hour], other.hour_of_week[hour]);
    for (const DayHours& day : other.days) add_day_hours(days, day);
    keep_latest(days, max_days);
    for (DayAtPlace sighting : other.sightings) {
        sighting.place = place_of[sighting.place];
        add_day_at_place(sightings, sighting);
    }
    human_actions += other.human_actions;
    events += other.events;
    if (other.first.known() && (!first.known() || other.first < first)) first = other.first;
    last = std::max(last, other.last);
}

void Profile::finish(const std::vector<std::uint32_t>& place_of) {
    for (DayAtPlace& sighting : sightings) sighting.place = place_of[sighting.place];
    std::sort(sightings.begin(), sightings.end());
    std::size_t distinct = 0;
    auto keep = sightings.end();
    while (keep != sightings.begin()) {
        const bool new_day = keep == sightings.end() || std::prev(keep)->day != keep->day;
        if (new_day && ++distinct > max_days) break;
        --keep;
    }
    sightings.erase(sightings.begin(), keep);
    sightings.shrink_to_fit();
    days.shrink_to_fit();
}

}  // namespace bonafide
