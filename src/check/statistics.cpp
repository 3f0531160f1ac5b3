#include "check/statistics.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "base/country.h"
#include "base/geo.h"
#include "check/comparators.h"
#include "check/working_hours.h"
#include "person/place.h"

namespace bonafide::check {

namespace {

constexpr std::uint32_t all_hours = (1U << 24) - 1;

Reading of_days(double number, const Context& context) {
    const Profile& profile = *context.profile;
    return {number, static_cast<std::uint32_t>(profile.days.size()), profile.human_actions, {}, profile.first, profile.last, {}};
}

void add_fact(Reading& reading, const Fact& fact) {
    reading.count += fact.count();
    if (fact.first().known() && (!reading.first.known() || fact.first() < reading.first)) reading.first = fact.first();
    reading.last = std::max(reading.last, fact.last());
    reading.evidence.insert(reading.evidence.end(), fact.evidence().begin(), fact.evidence().end());
}

int hours_active(const Profile::DayHours& day) { return std::popcount(day.hours & all_hours); }

std::vector<DayFigure> daily_hours(Context& context) {
    std::vector<DayFigure> out;
    for (const Profile::DayHours& day : context.profile->days) out.push_back({day.day, static_cast<double>(hours_active(day))});
    return out;
}

/// Hours of the UTC day in which anything was done by hand, on the median active day. Work around the clock is as long in UTC as anywhere.
std::optional<Reading> active_hours_a_day(Context& context) {
    std::vector<double> hours;
    for (const DayFigure& day : daily_hours(context)) hours.push_back(day.number);
    if (hours.empty()) return std::nullopt;
    return of_days(median(std::move(hours)), context);
}

/// Days with activity for each seven days between the first and the last.
std::optional<Reading> active_days_a_week(Context& context) {
    const auto& days = context.profile->days;
    if (days.empty()) return std::nullopt;
    const double span = days.back().day - days.front().day + 1;
    return of_days(static_cast<double>(days.size()) * 7 / std::max(7.0, span), context);
}

/// The longest run of hours without activity that begins on a day, seen over that day and the next.
int quiet_hours(std::uint32_t today, std::uint32_t tomorrow) {
    const std::uint64_t both = (today & all_hours) | std::uint64_t{tomorrow & all_hours} << 24;
    int longest = 0, run = 0;
    for (int hour = 0; hour < 48; ++hour) {
        run = both >> hour & 1 ? 0 : run + 1;
        if (hour - run + 1 < 24) longest = std::max(longest, run);
    }
    return longest;
}

/// The median, over pairs of active days that follow each other, of the longest quiet run: how long somebody sleeps at most.
std::optional<Reading> longest_quiet_hours(Context& context) {
    const auto& days = context.profile->days;
    std::vector<double> quiet;
    for (std::size_t i = 0; i + 1 < days.size(); ++i)
        if (days[i + 1].day == days[i].day + 1) quiet.push_back(quiet_hours(days[i].hours, days[i + 1].hours));
    if (quiet.empty()) return std::nullopt;
    Reading out = of_days(median(quiet), context);
    out.days = static_cast<std::uint32_t>(quiet.size());
    return out;
}

/// Share of what was done by hand between midnight and six o'clock of the claimed home's zone.
std::optional<Reading> night_share(Context& context) {
    const TimeZone* zone = context.home_zone();
    if (!zone || context.profile->human_actions == 0) return std::nullopt;
    const Timestamp at = context.profile->last.known() ? context.profile->last : context.now;
    const Hours local = local_hours(*context.profile, *zone, at.known() ? civil_from_days(at.day()).year : 2026);
    double night = 0, all = 0;
    for (std::size_t hour = 0; hour < 24; ++hour) {
        all += local[hour];
        if (hour < 6) night += local[hour];
    }
    if (all == 0) return std::nullopt;
    Reading out = of_days(night / all, context);
    for (const Fact& fact : context.of("home.time_zone")) out.evidence.insert(out.evidence.end(), fact.evidence().begin(), fact.evidence().end());
    return out;
}

/// Share of the days with meetings on which the camera was on.
std::optional<Reading> camera_on_share(Context& context) {
    DaySet on, all;
    Reading out;
    for (const Fact& fact : context.of("meeting.camera_on")) {
        all.merge(fact.days());
        if (fact.key == "true") on.merge(fact.days());
        add_fact(out, fact);
    }
    if (all.count() == 0) return std::nullopt;
    out.days = all.count();
    out.number = static_cast<double>(on.count()) / all.count();
    return out;
}

/// How many different values of an attribute there are; not those on the lists under `not_in`, nor what follows from addresses of networks under
/// `not_on`.
std::optional<Reading> distinct_values(Context& context) {
    std::set<std::string_view> keys;
    DaySet days;
    Reading out;
    const auto facts = context.off_networks(context.with->attribute);
    for (const Fact& fact : facts) {
        if (context.listed("not_in", fact.value)) continue;
        keys.insert(fact.key);
        days.merge(fact.days());
        add_fact(out, fact);
    }
    if (keys.empty()) return std::nullopt;
    out.number = static_cast<double>(keys.size());
    out.days = days.count();
    return out;
}

/// The most changes within so many days (`days`, 365): days on which the attribute took a value it did not have before, after the first.
/// Attributes of type time are changes themselves, each of them one.
std::optional<Reading> changes(Context& context) {
    const AttributeType type = context.attributes[context.with->attribute].type;
    const bool moments = type == AttributeType::time || type == AttributeType::date;
    std::set<std::int32_t> days;
    Reading out;
    for (const Fact& fact : context.facts.of(context.with->attribute)) {
        add_fact(out, fact);
        if (const auto day = day_of(fact, type)) days.insert(*day);
    }
    if (days.empty()) return std::nullopt;
    std::vector<std::int32_t> sorted(days.begin(), days.end());
    if (!moments) sorted.erase(sorted.begin());
    const double window = context.with->number("days", 365);
    std::size_t most = 0;
    for (std::size_t first = 0, last = 0; last < sorted.size(); ++last) {
        while (sorted[last] - sorted[first] > window) ++first;
        most = std::max(most, last - first + 1);
    }
    out.number = static_cast<double>(most);
    out.days = static_cast<std::uint32_t>(days.size());
    return out;
}

/// Days on which somebody was seen at two places, certainly `km` (500) apart (with `abroad: 1` in two countries), in the same stretch of minutes.
/// Networks on the lists under `not_on` (VPN, hosting) are no places.
std::optional<Reading> same_minute_days(Context& context) {
    const auto& seen = context.profile->sightings;
    const double km = context.with->number("km", 500);
    const bool abroad = context.with->number("abroad", 0) != 0;
    DaySet days;
    std::set<std::int32_t> all;
    Reading out;
    const auto usable = [&](const DayAtPlace& s) { return s.place < context.places.size() && !context.nowhere(context.places[s.place]); };
    for (std::size_t i = 0; i < seen.size(); ++i) {
        if (!usable(seen[i])) continue;
        all.insert(seen[i].day);
        for (std::size_t j = i + 1; j < seen.size() && seen[j].day == seen[i].day; ++j) {
            const bool together = seen[i].first_minute <= seen[j].last_minute && seen[j].first_minute <= seen[i].last_minute;
            if (!together || !usable(seen[j])) continue;
            const SeenPlace &a = context.places[seen[i].place], &b = context.places[seen[j].place];
            if (certain_distance_km(a.place, b.place) < km || (abroad && a.place.country == b.place.country)) continue;
            days.add(seen[i].day);
            if (out.value.empty()) {
                out.value = place_text(a.place) + " and " + place_text(b.place);
                out.first = Timestamp::from_seconds(std::int64_t{seen[i].day} * 86400);
            }
            out.last = Timestamp::from_seconds(std::int64_t{seen[i].day} * 86400);
        }
    }
    if (all.empty()) return std::nullopt;
    out.number = days.count();
    out.days = static_cast<std::uint32_t>(all.size());
    return out;
}

/// Is the person certainly elsewhere both before and after a stay, on the same day? `km` at least, in another country; where the others are by
/// the way of a listed network does not matter: that is how they hide, and when it fails the true place shows.
bool between_others(const DayAtPlace& stay, std::span<const DayAtPlace> day, double km, Context& context) {
    const Place& here = context.places[stay.place].place;
    bool before = false, after = false;
    for (const DayAtPlace& other : day) {
        if (other.place >= context.places.size()) continue;
        const Place& there = context.places[other.place].place;
        if (there.country == here.country || certain_distance_km(there, here) < km) continue;
        before = before || other.first_minute < stay.first_minute;
        after = after || other.last_minute > stay.last_minute;
    }
    return before && after;
}

/// Days on which somebody was abroad for at most `minutes` (60), by neither a claimed home's country nor a network on the lists under `not_on`, and
/// before and after that the same day at another place, `km` (1,000) and a border away.
std::optional<Reading> brief_abroad_days(Context& context) {
    std::set<std::string> home;
    for (const Fact& fact : context.of("home.country"))
        if (const auto code = country_code(fact.value); !code.empty()) home.emplace(code);
    const auto& seen = context.profile->sightings;
    if (home.empty() || seen.empty()) return std::nullopt;
    const double minutes = context.with->number("minutes", 60), km = context.with->number("km", 1000);
    Reading out;
    DaySet days, all;
    for (std::size_t begin = 0, end = 0; begin < seen.size(); begin = end) {
        while (end < seen.size() && seen[end].day == seen[begin].day) ++end;
        const std::span day(seen.data() + begin, end - begin);
        all.add(day.front().day);
        for (const DayAtPlace& stay : day) {
            if (stay.place >= context.places.size() || stay.last_minute - stay.first_minute > minutes) continue;
            const SeenPlace& at = context.places[stay.place];
            if (at.place.country.empty() || home.contains(at.place.country) || context.nowhere(at) || !between_others(stay, day, km, context))
                continue;
            days.add(stay.day);
            if (out.value.empty()) {
                out.value = place_text(at.place);
                out.first = Timestamp::from_seconds(std::int64_t{stay.day} * 86400 + stay.first_minute * 60);
            }
            out.last = Timestamp::from_seconds(std::int64_t{stay.day} * 86400 + stay.last_minute * 60);
        }
    }
    out.number = days.count();
    out.days = all.count();
    return out;
}

/// Was the person seen that day where clocks have such an offset, give or take 2.5 hours of the sun's?
bool seen_by_clock(std::int32_t day, double offset_hours, const Context& context) {
    return std::ranges::any_of(context.profile->sightings, [&](const DayAtPlace& s) {
        if (s.day != day || s.place >= context.places.size()) return false;
        const double apart = std::abs(context.places[s.place].place.lon / 15 - offset_hours);
        return std::min(apart, 24 - apart) <= 2.5;
    });
}

/// In how many weeks a commit carried an offset `hours` (4) and more from the claimed zone's, on a day on which the person was seen, and not where
/// clocks have that offset. A journey is one week or two, with sign-ins from there; a clock that shows again and again is the user's own. UTC says
/// nothing.
std::optional<Reading> foreign_clock_weeks(Context& context) {
    const TimeZone* zone = context.home_zone();
    if (!zone) return std::nullopt;
    std::set<std::int32_t> seen, weeks;
    for (const DayAtPlace& sighting : context.profile->sightings) seen.insert(sighting.day);
    DaySet days, all;
    Reading out;
    for (const Fact& fact : context.of("commit.utc_offset")) {
        all.merge(fact.days());
        const auto minutes = offset_minutes(fact);
        if (!minutes || *minutes == 0) continue;
        bool counts = false;
        for (const DaySet::Run& run : fact.days().runs())
            for (std::int32_t day = run.first; day <= run.last; ++day) {
                const double expected = zone->offset_seconds(Timestamp::from_seconds(std::int64_t{day} * 86400 + 43200)) / 3600.0;
                if (std::abs(*minutes / 60 - expected) < context.with->number("hours", 4) || !seen.contains(day) ||
                    seen_by_clock(day, *minutes / 60, context))
                    continue;
                days.add(day);
                weeks.insert((day + 3) / 7);  // 1970-01-01 was a Thursday
                counts = true;
            }
        if (!counts) continue;
        out.value = offset_words(fact);
        add_fact(out, fact);
    }
    if (all.count() == 0) return std::nullopt;
    out.number = static_cast<double>(weeks.size());
    out.days = days.count();
    return out;
}

std::optional<double> number_of(const Fact& fact) {
    double out = 0;
    const auto [end, failed] = std::from_chars(fact.key.data(), fact.key.data() + fact.key.size(), out);
    return failed == std::errc{} && std::isfinite(out) ? std::optional(out) : std::nullopt;
}

/// The longest meeting, in hours.
std::optional<Reading> meeting_hours_max(Context& context) {
    std::optional<Reading> out;
    for (const Fact& fact : context.of("meeting.hours")) {
        const auto hours = number_of(fact);
        if (!hours || (out && *hours <= out->number)) continue;
        out = Reading{*hours, fact.days().count(), 0, fact.value, {}, {}, {}};
        add_fact(*out, fact);
    }
    return out;
}

/// Days since the first day of work, up to the newest event read.
std::optional<Reading> tenure_days(Context& context) {
    std::optional<Reading> out;
    for (const Fact& fact : context.of("employment.start")) {
        const auto day = day_of(fact, AttributeType::date);
        if (!day || !context.now.known() || *day > context.now.day()) continue;
        const double days = context.now.day() - *day;
        if (out && days <= out->number) continue;
        out = Reading{days, static_cast<std::uint32_t>(days), fact.count(), fact.value, fact.first(), fact.last(), fact.evidence()};
    }
    return out;
}

/// Days on the value of an attribute that has most of them, if it has at least `share` (0.6) of all; not counting those on lists under `not_in`.
std::optional<Reading> steady_days(Context& context) {
    DaySet all;
    const Fact* most = nullptr;
    for (const Fact& fact : context.facts.of(context.with->attribute)) {
        all.merge(fact.days());
        if (context.listed("not_in", fact.value)) continue;
        if (!most || fact.days().count() > most->days().count()) most = &fact;
    }
    if (!most || most->days().count() == 0) return std::nullopt;
    Reading out;
    add_fact(out, *most);
    out.value = most->value;
    out.days = all.count();
    out.number = most->days().count() >= context.with->number("share", 0.6) * all.count() ? most->days().count() : 0;
    return out;
}

std::vector<Statistic> make_table() {
    std::vector<Statistic> all;
    const auto add = [&](std::string_view name, auto read, bool profile) -> Statistic& {
        Statistic& out = all.emplace_back();
        out.name = name;
        out.read = read;
        out.profile = profile;
        return out;
    };
    add("active_hours_a_day", active_hours_a_day, true).daily = daily_hours;
    add("active_days_a_week", active_days_a_week, true);
    add("longest_quiet_hours", longest_quiet_hours, true);
    add("night_share", night_share, true).attributes = {"home.time_zone"};
    add("camera_on_share", camera_on_share, false).attributes = {"meeting.camera_on"};
    Statistic& distinct = add("distinct_values", distinct_values, false);
    distinct.takes_attribute = true;
    distinct.lists = {"not_in", "not_on"};
    Statistic& change = add("changes", changes, false);
    change.takes_attribute = true;
    change.numbers = {"days"};
    Statistic& same = add("same_minute_days", same_minute_days, false);
    same.sightings = true;
    same.numbers = {"km", "abroad"};
    same.lists = {"not_on"};
    Statistic& brief = add("brief_abroad_days", brief_abroad_days, false);
    brief.attributes = {"home.country"};
    brief.sightings = true;
    brief.numbers = {"minutes", "km"};
    brief.lists = {"not_on"};
    Statistic& clock = add("foreign_clock_weeks", foreign_clock_weeks, false);
    clock.attributes = {"home.time_zone", "commit.utc_offset"};
    clock.sightings = true;
    clock.numbers = {"hours"};
    add("meeting_hours_max", meeting_hours_max, false).attributes = {"meeting.hours"};
    add("tenure_days", tenure_days, false).attributes = {"employment.start"};
    Statistic& steady = add("steady_days", steady_days, false);
    steady.takes_attribute = true;
    steady.numbers = {"share"};
    steady.lists = {"not_in"};
    return all;
}

}  // namespace

const std::vector<Statistic>& statistics() {
    static const std::vector<Statistic> table = make_table();
    return table;
}

const Statistic* find_statistic(std::string_view name) {
    const auto at = std::ranges::find(statistics(), name, &Statistic::name);
    return at == statistics().end() ? nullptr : &*at;
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    if (values.size() % 2 == 1) return *middle;
    return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

Peers Peers::of(std::vector<double> values, double least) {
    Peers out;
    out.centre = median(values);
    for (double& value : values) value = std::abs(value - out.centre);
    out.spread = std::max(1.4826 * median(std::move(values)), least);
    return out;
}

std::optional<double> change_of_habit(const std::vector<DayFigure>& days) {
    constexpr std::size_t least = 5;
    const std::size_t half = days.size() / 2;
    if (half < least) return std::nullopt;
    struct Half {
        double mean = 0, error = 0;  ///< squared standard error
    };
    const auto of = [&](std::size_t begin, std::size_t end) {
        Half out;
        const auto n = static_cast<double>(end - begin);
        for (std::size_t i = begin; i < end; ++i) out.mean += days[i].number / n;
        for (std::size_t i = begin; i < end; ++i) out.error += std::pow(days[i].number - out.mean, 2) / (n - 1) / n;
        return out;
    };
    const Half before = of(0, half), after = of(days.size() - half, days.size());
    constexpr double least_error = 0.1;  // a habit without any variation would make every change infinite
    return (after.mean - before.mean) / std::sqrt(std::max(before.error + after.error, least_error * least_error));
}

}  // namespace bonafide::check
