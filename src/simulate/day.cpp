#include "simulate/day.h"

#include <algorithm>
#include <map>
#include <string>

#include "base/text.h"

namespace bonafide::sim {
namespace {

constexpr std::int64_t minute = 60'000'000, day_us = 86'400'000'000;

struct Holiday {
    std::string_view country;
    unsigned month, day;
};
constexpr Holiday fixed_holidays[] = {{"", 1, 1},     {"", 12, 25},   {"US", 7, 4},  {"US", 11, 11}, {"DE", 10, 3}, {"DE", 12, 26},
                                      {"GB", 12, 26}, {"PL", 11, 11}, {"PL", 11, 1}, {"FR", 11, 11}, {"FR", 11, 1}, {"ES", 10, 12},
                                      {"PT", 10, 5},  {"IN", 10, 2},  {"CA", 7, 1},  {"BR", 9, 7},   {"BR", 11, 2}, {"AU", 1, 26}};

/// 0 is Monday.
int weekday(std::int32_t date) { return ((date + 3) % 7 + 7) % 7; }

std::int64_t local_to_utc(std::string_view zone, std::int32_t date, int minutes) {
    const std::int64_t local = date * day_us + minutes * minute;
    const std::int64_t guess = local - zone_minutes(zone, local) * minute;
    return local - zone_minutes(zone, guess) * minute;
}

std::uint32_t vpn_ip(const Organisation& org, const Person& p, Pool pool, std::int32_t date) {
    Random random(org.seed(), "vpn node", p.index, static_cast<std::uint64_t>(pool),
                  date / 3);  // the client keeps its favourites
    return org.places().pool_ip(pool, mix64(p.index, random.below(4)));
}

std::uint32_t phone_ip(const Organisation& org, const Person& p, std::int32_t date, std::size_t day_city, Random& random) {
    const City& city = org.places().cities()[day_city];
    if (random.chance(0.6)) return line_ip(org, p, date);  // on the home network
    if (city.country == "US") return org.places().mobile_ip(day_city, mix64(p.index, random.below(6)));
    return org.places().public_ip(day_city, random.next());
}

void own_device(const Organisation& org, const Person& p, Day& day, Random& random) {
    const bool planted = archetype(p.kind).planted;
    if (p.has(Trait::own_device_astrill)) day.own_ip = vpn_ip(org, p, Pool::astrill, day.date), day.own_is_computer = true;
    else if (p.has(Trait::own_device_vpn))
        day.own_ip = vpn_ip(org, p, random.chance(0.7) ? Pool::consumer_vpn : Pool::hosting, day.date), day.own_is_computer = true;
    else if (!planted || p.kind == Kind::careful)
        day.own_ip = day.where == Where::travelling ? org.places().public_ip(day.city, random.next()) : phone_ip(org, p, day.date, day.city, random);
}

void laptop_address(const Organisation& org, const Person& p, Day& day) {
    Random random(org.seed(), "address", p.index, day.date);
    const Places& places = org.places();
    switch (day.where) {
        case Where::office: day.laptop_ip = places.office_ip(); break;
        case Where::public_place: day.laptop_ip = places.public_ip(day.city, random.next()); break;
        case Where::travelling: day.laptop_ip = places.public_ip(day.city, mix64(p.index, (day.date + 3) / 7)); break;
        case Where::home: day.laptop_ip = line_ip(org, p, day.date); break;
    }
    if (p.kind == Kind::vpn_user && day.where != Where::office) day.laptop_ip = vpn_ip(org, p, Pool::consumer_vpn, day.date);
    if (p.has(Trait::always_astrill)) {
        // A careful worker's tunnel stands on the proxy's own line most of the time.
        const double share = p.kind == Kind::careful ? 0.2 : 0.9;
        if (random.chance(share)) day.laptop_ip = vpn_ip(org, p, Pool::astrill, day.date);
    } else if (p.kind == Kind::crypto_contractor) {
        day.laptop_ip = vpn_ip(org, p, random.chance(0.8) ? Pool::consumer_vpn : Pool::hosting, day.date);
    }
    own_device(org, p, day, random);
}

void drop_of_vpn(const Organisation& org, const Person& p, Day& day) {
    if (!p.has(Trait::vpn_drop)) return;
    Random random(org.seed(), "vpn drop", p.index, day.date);
    if (!random.chance(p.kind == Kind::careful ? 0.05 : 0.06)) return;
    const Shift& shift = day.shifts.front();
    day.drop_ip = org.places().pool_ip(random.chance(0.7) ? Pool::china_northeast : Pool::russia_east, mix64(p.index, random.below(3)));
    day.drop_at = shift.start + random.between(60, std::max<std::int64_t>(61, (shift.end - shift.start) / minute - 60)) * minute;
}

void shifts_of(const Person& p, Day& day, Random& random) {
    const int start = p.day_starts + static_cast<int>(random.spread(0, 22));
    int length = std::max(240, p.day_minutes + static_cast<int>(random.spread(0, 35)));
    if (is_weekend(day.date)) length = static_cast<int>(random.between(60, 240));
    const std::int64_t from = local_to_utc(p.works_in, day.date, start);
    day.shifts.push_back({from, from + length * minute});
    // 60-80% inside the claimed day, the rest in the day of UTC+9 (research/indicators.md, simulation defaults).
    if (p.has(Trait::clock_of_east_asia) && p.kind != Kind::crypto_contractor && random.chance(0.55)) {
        const std::int64_t night = day.date * day_us + random.between(20, 200) * minute;
        day.shifts.insert(day.shifts.begin(), {night, night + random.between(120, 330) * minute});
    } else if (random.chance(0.06)) {  // somebody looks in again in the evening
        const std::int64_t evening = day.shifts.back().end + random.between(60, 150) * minute;
        day.shifts.push_back({evening, evening + random.between(20, 60) * minute});
    }
}

double chance_of_work(const Person& p, std::int32_t date) {
    const bool planted = archetype(p.kind).planted;
    if (is_weekend(date)) return planted ? (p.has(Trait::long_days) ? 0.45 : 0.15) : 0.06;
    return planted ? 0.97 : 0.955;
}

}  // namespace

Trip trip_of(const Organisation& org, const Person& p, std::int32_t date) {
    if (p.office || archetype(p.kind).planted || p.kind == Kind::expatriate) return {};
    const std::int32_t week = (date + 3) / 7;
    Random random(org.seed(), "trip", p.index, week);
    if (!random.chance(p.kind == Kind::traveller ? 0.33 : 0.012)) return {};
    const std::size_t all = org.places().cities().size(), us = org.places().us_cities();
    const bool abroad = all > us && random.chance(0.3);
    return {true, abroad ? us + random.below(all - us) : random.below(us)};
}

bool is_weekend(std::int32_t date) { return weekday(date) >= 5; }

bool is_holiday(std::string_view country, std::int32_t date) {
    const Date d = civil_from_days(date);
    const int week = weekday(date);
    if (country == "US" && d.month == 9 && d.day <= 7 && week == 0) return true;   // Labor Day
    if (country == "US" && d.month == 5 && d.day >= 25 && week == 0) return true;  // Memorial Day
    if (country == "US" && d.month == 11 && ((d.day >= 22 && d.day <= 28 && week == 3) || (d.day >= 23 && d.day <= 29 && week == 4))) return true;
    if (country == "CA" && d.month == 10 && d.day >= 8 && d.day <= 14 && week == 0) return true;  // Thanksgiving
    if (country == "GB" && d.month == 8 && d.day >= 25 && week == 0) return true;                 // August bank holiday
    return std::ranges::any_of(fixed_holidays,
                               [&](const Holiday& h) { return (h.country.empty() || h.country == country) && h.month == d.month && h.day == d.day; });
}

int zone_minutes(std::string_view zone, std::int64_t us) {
    thread_local std::map<std::string, TimeZone, std::less<>> zones;  // reading a zone costs more than a day of events
    auto found = zones.find(zone);
    if (found == zones.end()) {
        const auto loaded = TimeZone::find(zone);
        found = zones.emplace(zone, loaded ? *loaded : *TimeZone::find("UTC")).first;
    }
    return found->second.offset_seconds({us}) / 60;
}

std::uint32_t line_ip(const Organisation& org, const Person& p, std::int32_t date) {
    static constexpr std::int32_t lease_days[] = {10000, 10000, 120, 60, 30, 14};
    // Who shares a line shares its lease, so the line and not the person decides.
    Random random(org.seed(), "lease", p.line);
    const std::int32_t length = random.pick(lease_days);
    const std::int32_t lease = (date + static_cast<std::int32_t>(random.below(100))) / length % 8;
    const bool before_move = p.moved_day && date < p.moved_day;
    return org.places().home_ip(before_move ? p.former_home.city_index : p.work_city, p.line + static_cast<std::uint64_t>(lease));
}

Day plan_day(const Organisation& org, const Person& p, std::int32_t date) {
    Day day{.date = date, .shifts = {}};
    if (!p.employed(date)) return day;
    Random random(org.seed(), "day", p.index, date);
    const std::string_view country = org.places().cities()[p.work_city].country;
    const bool vacation = Random(org.seed(), "vacation", p.index, (date + 3) / 7).chance(archetype(p.kind).planted ? 0.01 : 0.05);
    day.first = date == p.hired;
    day.works = day.first || (!vacation && !is_holiday(country, date) && random.chance(chance_of_work(p, date)));
    if (!day.works) return day;

    const bool before_move = p.moved_day && date < p.moved_day;
    day.city = before_move ? p.former_home.city_index : p.work_city;
    if (const Trip trip = trip_of(org, p, date); trip.on) day.where = Where::travelling, day.city = trip.city;
    else if (p.office && !is_weekend(date) && random.chance(0.55)) day.where = Where::office;
    else if (!archetype(p.kind).planted && p.machine != Machine::own && random.chance(0.03)) day.where = Where::public_place;
    shifts_of(p, day, random);
    laptop_address(org, p, day);
    drop_of_vpn(org, p, day);
    return day;
}

}  // namespace bonafide::sim
