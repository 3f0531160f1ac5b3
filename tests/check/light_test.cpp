// How far light gets: round trips against claimed homes, with a slow twin.
#include "check/light.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/check/builders.h"

namespace bonafide::check {
namespace {

const Lists& lists() {
    static const Lists all = [] {
        Errors errors;
        return Lists::load(BONAFIDE_CONTENT "/lists", errors);
    }();
    return all;
}

TEST(Light, ReadsWhatTheMapperWrites) {
    const auto trip = read_round_trip("United States (SC Top): 40 ms");
    ASSERT_TRUE(trip);
    EXPECT_EQ(trip->relay, "United States (SC Top)");
    EXPECT_EQ(trip->ms, 40);
    for (const char* none : {"", ": 40 ms ", "Hong Kong: 0 ms", "Hong Kong: -3 ms", "Hong Kong: ms", "Hong Kong 40 ms", "Hong Kong: 40 s", ": ms"})
        EXPECT_FALSE(read_round_trip(none)) << none;
}

TEST(Light, EveryRelayOfTheListHasAPlace) {
    const List* relays = lists().find("relay_regions");
    ASSERT_NE(relays, nullptr);
    World world;
    world.with.lists["relays"] = {relays};
    Context context = world.context();
    context.with = &world.with;
    for (const ListEntry& entry : relays->entries()) {
        const auto place = relay_place(entry.value, context);
        ASSERT_TRUE(place) << entry.value;
        EXPECT_LE(std::abs(place->lat), 90) << entry.value;
        EXPECT_GE(place->radius_km, 10) << entry.value;
    }
    EXPECT_FALSE(relay_place("52.114.188.32", context));
    EXPECT_FALSE(relay_place("", context));
}

/// Straight from the definition: the arc by the cosine rule.
double arc_km(double lat1, double lon1, double lat2, double lon2) {
    const double d = M_PI / 180;
    return 6371.0088 *
           std::acos(std::min(1.0, std::sin(lat1 * d) * std::sin(lat2 * d) + std::cos(lat1 * d) * std::cos(lat2 * d) * std::cos((lon1 - lon2) * d)));
}

TEST(Light, ShortAndDetourFollowTheirDefinitions) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> lat(-60, 60), lon(-179, 179);
    std::uniform_int_distribution<int> milliseconds(1, 400);
    for (int i = 0; i < 200; ++i) {
        const double y = std::round(lat(random) * 100) / 100, x = std::round(lon(random) * 100) / 100;  // places are kept to hundredths
        const int ms = milliseconds(random), slower = ms + 60;
        World world;
        world.with.lists["relays"] = {lists().find("relay_regions")};
        world.with.numbers["km_per_ms"] = 100;
        world.with.numbers["last_mile_ms"] = 30;
        world.add("home.place", "Somewhere @" + std::to_string(y) + "," + std::to_string(x) + ",20");
        world.add("meeting.round_trip", "Singapore (SG): " + std::to_string(ms) + " ms", "2026-03-02", 2);
        world.add("meeting.round_trip", "Singapore (SG): " + std::to_string(slower) + " ms", "2026-03-09", 3);
        Context context = world.context();
        context.with = &world.with;
        const auto claims = context.of("home.place"), seen = context.of("meeting.round_trip");
        ASSERT_EQ(claims.size(), 1U);
        ASSERT_EQ(seen.size(), 2U);
        const double apart = arc_km(y, x, 1.35, 103.82);
        const double own = read_round_trip(seen[0].value)->ms;
        EXPECT_NEAR(light_short_km(claims[0], seen[0], context).value(), std::max(0.0, apart - 60) - own * 100, 0.5);
        const Fact* claim = &claims[0];
        const Fact* both[] = {&seen[0], &seen[1]};
        const auto detour = detour_km({&claim, 1}, both, context);
        ASSERT_EQ(detour.size(), 1U);
        EXPECT_NEAR(detour[0].number, std::max(0, ms - 30) * 100.0 - apart - 60, 0.5);
        EXPECT_EQ(detour[0].days.count(), 5);
    }
}

}  // namespace
}  // namespace bonafide::check
