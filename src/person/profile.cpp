#include "person/profile.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace bonafide {

DaySet& DaySet::operator=(const DaySet& other) {
    one_ = other.one_;
    more_.reset();
    if (other.more_) more_ = std::make_unique<std::vector<Run>>(*other.more_);
    return *this;
}

std::span<const DaySet::Run> DaySet::runs() const {
    if (more_) return *more_;
    return {&one_, one_.first <= one_.last ? 1U : 0U};
}

std::vector<DaySet::Run>& DaySet::many() {
    if (!more_) more_ = std::make_unique<std::vector<Run>>(std::vector<Run>{one_});
    return *more_;
}

void DaySet::add(std::int32_t day) {
    if (!more_) {
        if (one_.first > one_.last) one_ = {day, day};
        else if (day == one_.last + 1) one_.last = day;
        else if (day == one_.first - 1) one_.first = day;
        if (one_.first <= day && day <= one_.last) return;
    }
    std::vector<Run>& runs = many();
    if (runs.back().first <= day && day <= runs.back().last) return;
    const auto after = std::ranges::upper_bound(runs, day, {}, &Run::first);
    const bool joins_left = after != runs.begin() && std::prev(after)->last >= day - 1;
    if (joins_left && std::prev(after)->last >= day) return;
    const bool joins_right = after != runs.end() && after->first == day + 1;
    if (joins_left && joins_right) {
        std::prev(after)->last = after->last;
        runs.erase(after);
    } else if (joins_left) {
        std::prev(after)->last = day;
    } else if (joins_right) {
        after->first = day;
    } else {
        runs.insert(after, {day, day});
    }
}

void DaySet::add_run(std::int32_t first, std::int32_t last) {
    if (first > last) return;
    if (runs().empty()) {
        one_ = {first, last};
    } else if (first > runs().back().last + 1) {
        many().push_back({first, last});
    }
}

void DaySet::merge(const DaySet& other) {
    if (other.runs().empty()) return;
    if (runs().empty()) {
        *this = other;
        return;
    }
    std::vector<Run> all;
    all.reserve(runs().size() + other.runs().size());
    std::ranges::merge(runs(), other.runs(), std::back_inserter(all), {}, &Run::first, &Run::first);
    DaySet sum;
    for (const Run& run : all) {
        Run& last = sum.more_ ? sum.more_->back() : sum.one_;
        if (last.first <= last.last && run.first <= last.last + 1) last.last = std::max(last.last, run.last);
        else sum.add_run(run.first, run.last);
    }
    *this = std::move(sum);
}

std::uint32_t DaySet::count() const {
    std::uint32_t out = 0;
    for (const Run& run : runs()) out += static_cast<std::uint32_t>(run.last - run.first + 1);
    return out;
}

bool DaySet::contains(std::int32_t day) const {
    const auto after = std::ranges::upper_bound(runs(), day, {}, &Run::first);
    return after != runs().begin() && std::prev(after)->last >= day;
}

bool DaySet::operator==(const DaySet& other) const { return std::ranges::equal(runs(), other.runs()); }

namespace {

/// The latest `max_days` stay: a top-k, so adding and merging in any order keeps the same ones. False: older than all of them.
bool recent_enough(const std::vector<Profile::DayHours>& days, std::int32_t day) {
    return days.size() < Profile::max_days || day >= days.front().day;
}

void add_day_hours(std::vector<Profile::DayHours>& days, Profile::DayHours item) {
    if (!days.empty() && days.back().day == item.day) {
        days.back().hours |= item.hours;
        return;
    }
    if (!recent_enough(days, item.day)) return;
    const auto at = std::ranges::lower_bound(days, item.day, {}, &Profile::DayHours::day);
    if (at != days.end() && at->day == item.day) {
        at->hours |= item.hours;
        return;
    }
    days.insert(at, item);
    if (days.size() > Profile::max_days) days.erase(days.begin());
}

std::size_t distinct_days(const std::vector<DayAtPlace>& sightings) {
    std::size_t out = 0;
    for (std::size_t i = 0; i < sightings.size(); ++i) out += i == 0 || sightings[i].day != sightings[i - 1].day;
    return out;
}

void drop_first_day(std::vector<DayAtPlace>& sightings) {
    const std::int32_t day = sightings.front().day;
    sightings.erase(sightings.begin(), std::ranges::find_if(sightings, [&](const DayAtPlace& s) { return s.day != day; }));
}

void add_day_at_place(std::vector<DayAtPlace>& sightings, const DayAtPlace& item) {
    const auto by_place = [](const DayAtPlace& a, const DayAtPlace& b) { return std::tie(a.day, a.place) < std::tie(b.day, b.place); };
    const auto at = std::lower_bound(sightings.begin(), sightings.end(), item, by_place);
    if (at != sightings.end() && at->day == item.day && at->place == item.place) {
        at->first_minute = std::min(at->first_minute, item.first_minute);
        at->last_minute = std::max(at->last_minute, item.last_minute);
        return;
    }
    const bool may_be_full = sightings.size() >= Profile::max_days;
    if (may_be_full && item.day < sightings.front().day && distinct_days(sightings) >= Profile::max_days) return;
    sightings.insert(at, item);
    if (may_be_full && distinct_days(sightings) > Profile::max_days) drop_first_day(sightings);
}

}  // namespace

void Profile::add_event(Timestamp at) {
    ++events;
    if (!at.known()) return;
    if (!first.known() || at < first) first = at;
    last = std::max(last, at);
}

void Profile::add_action(Timestamp at) {
    const std::int32_t day = at.day();
    const auto hour = static_cast<std::size_t>(at.second_of_day() / 3600);
    const Date date = civil_from_days(day);
    month_hour.add(date.month - 1, hour, 1);
    // 1970-01-01 was a Thursday; day 0 of the week is Monday.
    const auto weekday = static_cast<std::size_t>(((day % 7) + 7 + 3) % 7);
    hour_of_week.add(weekday * 24 + hour, 1);
    ++human_actions;
    add_day_hours(days, {day, std::uint32_t{1} << hour});
}

void Profile::add_sighting(Timestamp at, std::uint32_t place) {
    const auto minute = static_cast<std::uint16_t>(at.second_of_day() / 60);
    add_day_at_place(sightings, {at.day(), place, minute, minute});
}

void Profile::merge(const Profile& other, const std::vector<std::uint32_t>& place_of) {
    if (other.human_actions > 0) {
        month_hour.merge(other.month_hour);
        hour_of_week.merge(other.hour_of_week);
    }
    for (const DayHours& day : other.days) add_day_hours(days, day);
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
    sightings.shrink_to_fit();
    days.shrink_to_fit();
    month_hour.shrink_to_fit();
    hour_of_week.shrink_to_fit();
}

}  // namespace bonafide
