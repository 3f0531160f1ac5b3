// Each statistic against a slow twin on random people.
#include "check/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "tests/check/builders.h"

namespace bonafide::check {
namespace {

double read(std::string_view name, World& world, std::string_view now = "2026-06-01") {
    Context context = world.context(now);
    const auto reading = find_statistic(name)->read(context);
    return reading ? reading->number : -999;
}

double slow_median(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t n = values.size();
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

using Days = std::map<std::int32_t, std::set<int>>;

/// Random active hours over some weeks.
Days random_days(std::mt19937& random, World& world) {
    Days days;
    const std::int32_t first = 20'500;
    for (int d = 0; d < 40; ++d) {
        if (random() % 4 == 0) continue;
        const int actions = 1 + static_cast<int>(random() % 25);
        for (int i = 0; i < actions; ++i) {
            const int hour = static_cast<int>(random() % 24);
            world.person.profile.add_action(at_minute((std::int64_t{first} + d) * 1440 + hour * 60 + 5));
            days[first + d].insert(hour);
        }
    }
    return days;
}

TEST(Statistics, ActivityAgreesWithSetsOfHours) {
    std::mt19937 random(1);
    for (int round = 0; round < 50; ++round) {
        World world;
        const Days days = random_days(random, world);
        std::vector<double> hours, quiet;
        for (const auto& [day, active] : days) hours.push_back(static_cast<double>(active.size()));
        for (const auto& [day, active] : days) {
            const auto next = days.find(day + 1);
            if (next == days.end()) continue;
            int longest = 0;
            for (int start = 0; start < 24; ++start) {
                int length = 0;
                while (start + length < 48 && !(start + length < 24 ? active.contains(start + length) : next->second.contains(start + length - 24)))
                    ++length;
                longest = std::max(longest, length);
            }
            quiet.push_back(longest);
        }
        EXPECT_EQ(read("active_hours_a_day", world), slow_median(hours));
        EXPECT_EQ(read("longest_quiet_hours", world), quiet.empty() ? -999 : slow_median(quiet));
        const double span = std::max(7.0, static_cast<double>(days.rbegin()->first - days.begin()->first + 1));
        EXPECT_NEAR(read("active_days_a_week", world), static_cast<double>(days.size()) / span * 7, 1e-9);
    }
}

TEST(Statistics, NightShareCountsEachAction) {
    std::mt19937 random(4);
    World world;
    world.add("home.time_zone", "Asia/Tokyo");  // UTC+9 without change of clocks
    double night = 0;
    for (int i = 0; i < 300; ++i) {
        const std::int64_t minute = 20'500LL * 1440 + static_cast<std::int64_t>(random() % (60 * 1440));
        world.person.profile.add_action(at_minute(minute));
        if ((minute / 60 + 9) % 24 < 6) ++night;
    }
    EXPECT_NEAR(read("night_share", world), night / 300, 1e-9);
}

TEST(Statistics, ValuesAndChanges) {
    World world;
    world.with.attribute = world.attributes.find("payout.account")->id;
    world.add("payout.account", "111000025/1", "2026-01-01", 3);
    world.add("payout.account", "111000025-2", "2026-02-01", 3);
    world.add("payout.account", "111000025 3", "2026-02-20", 3);
    EXPECT_EQ(read("distinct_values", world), 3);
    EXPECT_EQ(read("changes", world), 2) << "the first account is no change";
    world.with.numbers["days"] = 10;
    EXPECT_EQ(read("changes", world), 1) << "not two within ten days";
    World moments;
    moments.with.attribute = moments.attributes.find("payout.changed")->id;
    moments.add("payout.changed", "2026-01-05");
    moments.add("payout.changed", "2026-01-25");
    EXPECT_EQ(read("changes", moments), 2) << "each moment is a change";
}

TEST(Statistics, ChangesAgreeWithEveryWindow) {
    std::mt19937 random(8);
    for (int round = 0; round < 60; ++round) {
        World world;
        world.with.attribute = world.attributes.find("contact.changed")->id;
        const int window = static_cast<int>(random() % 60);
        world.with.numbers["days"] = window;
        std::set<std::int32_t> days;
        for (int i = 0; i < 10; ++i) days.insert(20'500 + static_cast<std::int32_t>(random() % 200));
        for (const std::int32_t day : days) world.add("contact.changed", iso_date(at_minute(std::int64_t{day} * 1440)));
        int most = 0;
        for (std::int32_t start = 20'400; start < 20'800; ++start) {
            int inside = 0;
            for (const std::int32_t day : days) inside += day >= start && day <= start + window;
            most = std::max(most, inside);
        }
        EXPECT_EQ(read("changes", world), most);
    }
}

TEST(Statistics, CameraMeetingsTenure) {
    World world;
    world.add("meeting.camera_on", "true", "2026-03-02", 3);
    world.add("meeting.camera_on", "false", "2026-03-02", 12);
    world.add("meeting.hours", "2");
    world.add("meeting.hours", "11");
    world.add("employment.start", "2026-05-22");
    EXPECT_EQ(read("camera_on_share", world), 0.25);
    EXPECT_EQ(read("meeting_hours_max", world), 11);
    EXPECT_EQ(read("tenure_days", world), 10);
    EXPECT_EQ(read("tenure_days", world, "2026-05-01"), -999) << "not begun yet";
}

TEST(Statistics, SteadyNeedsMostOfTheDays) {
    World world;
    world.with.attribute = world.attributes.find("signin.network")->id;
    world.add("signin.network", "Comcast", "2026-01-01", 60);
    world.add("signin.network", "T-Mobile", "2026-02-01", 10);
    EXPECT_EQ(read("steady_days", world), 60);
    world.add("signin.network", "CenturyLink", "2026-03-15", 60);
    EXPECT_EQ(read("steady_days", world), 0);
}

/// Minute by minute: was the person in two places certainly 500 km apart?
TEST(Statistics, SameMinutesAgreeWithEveryMinute) {
    std::mt19937 random(6);
    for (int round = 0; round < 40; ++round) {
        World world;
        for (const double lon : {0.0, 1.0, 30.0, 60.0}) {
            Place place;
            place.lon = lon;
            place.radius_km = 20;
            world.places.push_back({place, ""});
        }
        std::map<std::pair<std::int32_t, std::uint32_t>, std::set<int>> minutes;
        for (int i = 0; i < 40; ++i) {
            const auto day = static_cast<std::int32_t>(20'500 + random() % 10);
            const auto place = static_cast<std::uint32_t>(random() % 4);
            const int minute = static_cast<int>(random() % 1440);
            world.person.profile.add_sighting(at_minute(std::int64_t{day} * 1440 + minute), place);
            minutes[{day, place}].insert(minute);
        }
        world.person.profile.finish({0, 1, 2, 3});
        int slow = 0;
        for (std::int32_t day = 20'500; day < 20'510; ++day) {
            bool twice = false;
            for (int m = 0; m < 1440; ++m)
                for (std::uint32_t a = 0; a < 4; ++a)
                    for (std::uint32_t b = a + 1; b < 4; ++b) {
                        const auto x = minutes.find({day, a}), y = minutes.find({day, b});
                        if (x == minutes.end() || y == minutes.end() || certain_distance_km(world.places[a].place, world.places[b].place) < 500)
                            continue;
                        twice = twice || (m >= *x->second.begin() && m <= *x->second.rbegin() && m >= *y->second.begin() && m <= *y->second.rbegin());
                    }
            slow += twice;
        }
        EXPECT_EQ(read("same_minute_days", world), slow);
    }
}

TEST(Statistics, MedianAndPeers) {
    std::mt19937 random(12);
    for (int round = 0; round < 100; ++round) {
        std::vector<double> values;
        for (std::size_t i = 0; i < 1 + random() % 30; ++i) values.push_back(static_cast<double>(random() % 100));
        EXPECT_EQ(median(values), slow_median(values));
        std::vector<double> off;
        for (const double v : values) off.push_back(std::abs(v - slow_median(values)));
        const Peers peers = Peers::of(values, 0.5);
        EXPECT_NEAR(peers.z(50), (50 - slow_median(values)) / std::max(0.5, 1.4826 * slow_median(off)), 1e-9);
    }
}

TEST(Statistics, ChangeOfHabitIsWelch) {
    std::vector<DayFigure> days;
    for (int i = 0; i < 10; ++i) days.push_back({i, 8.0 + i % 2});
    for (int i = 10; i < 20; ++i) days.push_back({i, 12.0 + i % 2});
    // means 8.5 and 12.5, both variances 10/9 * 0.25
    EXPECT_NEAR(*change_of_habit(days), 4 / std::sqrt(2 * (0.25 * 10 / 9) / 10), 1e-9);
    days.resize(9);
    EXPECT_FALSE(change_of_habit(days));
}

TEST(Statistics, NothingFromNothing) {
    for (const Statistic& statistic : statistics()) {
        World world;
        world.with.attribute = world.attributes.find("signin.network")->id;
        EXPECT_EQ(read(statistic.name, world), -999) << statistic.name;
    }
}

SeenPlace seen_at(std::string country, double lat, double lon, std::string network) {
    SeenPlace out;
    out.place.country = std::move(country);
    out.place.city = "x";
    out.place.lat = lat;
    out.place.lon = lon;
    out.place.radius_km = 20;
    out.network = std::move(network);
    return out;
}

TEST(Statistics, BriefAbroadAgreesWithLookingAtEveryPairOfStays) {
    std::mt19937 random(11);
    int fired = 0;
    for (int round = 0; round < 200; ++round) {
        World world;
        world.places = {seen_at("US", 33, -112, "AS1 a"), seen_at("CN", 41, 123, "AS2 b"), seen_at("US", 40, -74, "AS3 c"),
                        seen_at("MX", 32, -115, "AS4 d")};
        world.add("home.country", "US");
        for (std::int32_t day = 20'500; day < 20'510; ++day)
            for (std::uint32_t place = 0; place < 4; ++place) {
                if (random() % 2) continue;
                const auto first = static_cast<std::uint16_t>(random() % 1300), last = static_cast<std::uint16_t>(first + random() % 130);
                world.person.profile.sightings.push_back({day, place, first, last});
            }
        std::set<std::int32_t> days;
        const auto& seen = world.person.profile.sightings;
        for (const DayAtPlace& stay : seen)
            for (const DayAtPlace& before : seen)
                for (const DayAtPlace& after : seen) {
                    const auto apart = [&](const DayAtPlace& other) {
                        const Place &a = world.places[stay.place].place, &b = world.places[other.place].place;
                        return other.day == stay.day && a.country != b.country && certain_distance_km(a, b) >= 1000;
                    };
                    if (world.places[stay.place].place.country != "US" && stay.last_minute - stay.first_minute <= 60 && apart(before) &&
                        apart(after) && before.first_minute < stay.first_minute && after.last_minute > stay.last_minute)
                        days.insert(stay.day);
                }
        fired += !days.empty();
        EXPECT_EQ(read("brief_abroad_days", world), seen.empty() ? -999 : static_cast<double>(days.size()));
    }
    EXPECT_GT(fired, 50);
}

TEST(Statistics, ForeignClockAgreesWithLookingAtEveryDay) {
    std::mt19937 random(12);
    int fired = 0;
    for (int round = 0; round < 100; ++round) {
        World world;
        world.places = {seen_at("US", 36, -87, "AS1 a"), seen_at("JP", 35, 139, "AS2 b")};
        world.add("home.time_zone", "Asia/Kolkata");  // UTC+5:30, no change of clocks
        std::map<std::int32_t, std::set<int>> places;
        for (std::int32_t day = 20'500; day < 20'560; ++day)
            for (std::uint32_t place = 0; place < 2; ++place)
                if (random() % 3) world.person.profile.sightings.push_back({day, place, 600, 700}), places[day].insert(static_cast<int>(place));
        Fact& away = world.add("commit.utc_offset", "-360", "2026-03-02", 0);
        for (int i = 0; i < 12; ++i) away.seen.own().days.add(20'500 + static_cast<std::int32_t>(random() % 60));
        std::set<std::int32_t> weeks;
        for (std::int32_t day = 20'500; day < 20'560; ++day)
            if (away.days().contains(day) && places.contains(day) && !places[day].contains(0))
                weeks.insert((day + 3) / 7);  // -6 is the sun's time at 87° west, not at 139° east
        fired += !weeks.empty();
        EXPECT_EQ(read("foreign_clock_weeks", world), static_cast<double>(weeks.size()));
    }
    EXPECT_GT(fired, 30);
}

}  // namespace
}  // namespace bonafide::check
