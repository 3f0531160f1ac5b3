// Each comparator against known cases and against a slow twin that follows its definition word by word.
#include "check/comparators.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "base/text.h"
#include "check/working_hours.h"
#include "tests/check/builders.h"

namespace bonafide::check {
namespace {

struct PairCase {
    const char *by, *claim_attribute, *claim, *observed_attribute, *observed;
    double number;
};

class PairComparators : public testing::TestWithParam<PairCase> {};

TEST_P(PairComparators, GiveTheNumber) {
    const PairCase& c = GetParam();
    EXPECT_NEAR(compare(c.by, c.claim_attribute, c.claim, c.observed_attribute, c.observed), c.number, 1e-6)
        << c.by << ": " << c.claim << " / " << c.observed;
}

constexpr double incomparable = -999;

INSTANTIATE_TEST_SUITE_P(
    Cases, PairComparators,
    testing::Values(PairCase{"different", "employment.number", "E-17", "employment.number", "e17", 0},
                    PairCase{"different", "employment.number", "E-17", "employment.number", "E-18", 1},
                    PairCase{"country_differs", "home.country", "US", "signin.country", "US", 0},
                    PairCase{"country_differs", "home.country", "United States", "signin.country", "US", 0},
                    PairCase{"country_differs", "home.country", "DE", "signin.country", "FR", 1},
                    PairCase{"phone_region_differs", "home.country", "US", "person.phone", "+1 512 555 0123", 0},
                    PairCase{"phone_region_differs", "home.country", "US", "person.phone", "+44 7700 900123", 1},
                    PairCase{"phone_region_differs", "home.country", "CA", "person.phone", "+1 416 555 0123", 0},
                    PairCase{"phone_region_differs", "home.country", "GB", "person.phone", "+1 800 555 0199", incomparable},
                    PairCase{"bank_country_differs", "home.country", "US", "payout.bank_country", "HK", 1},
                    PairCase{"bank_country_differs", "home.country", "DE", "payout.bank_country", "LT", 0},
                    PairCase{"bank_country_differs", "home.country", "DE", "payout.account", "LT121000011101001000", 0},
                    PairCase{"bank_country_differs", "home.country", "US", "payout.account", "DE89370400440532013000", 1},
                    PairCase{"days_after", "employment.start", "2026-03-02", "payout.changed", "2026-03-23", 21},
                    PairCase{"days_after", "employment.start", "2026-03-02", "payout.changed", "2026-02-23", -7},
                    PairCase{"days_before", "shipment.date", "2026-03-05", "shipment.address_changed", "2026-03-02", 3},
                    PairCase{"years_overlap", "employer.previous", "Acme 2015-2019", "employer.verified", "Initech 2017 to 2021", 2},
                    PairCase{"years_overlap", "employer.previous", "Acme 2015-2017", "employer.verified", "Initech 2018", 0},
                    PairCase{"years_overlap", "employer.previous", "Acme 2015-present", "employer.verified", "Initech 2024 - today", 2},
                    PairCase{"years_overlap", "employer.previous", "Acme", "employer.verified", "Initech 2018", incomparable},
                    PairCase{"offset_hours", "home.time_zone", "America/Chicago", "commit.utc_offset", "540", 15},
                    PairCase{"offset_hours", "home.time_zone", "America/Chicago", "commit.utc_offset", "-360", 0},
                    PairCase{"offset_hours", "home.time_zone", "Asia/Kolkata", "commit.utc_offset", "330", 0},
                    PairCase{"offset_hours", "home.time_zone", "America/Chicago", "commit.utc_offset", "0", incomparable},
                    PairCase{"offset_hours", "home.time_zone", "Mars/Olympus", "commit.utc_offset", "540", incomparable},
                    PairCase{"offset_hours", "home.time_zone", "America/Chicago", "account.time_zone", "Asia/Tokyo", 15},
                    PairCase{"offset_hours", "home.time_zone", "America/Chicago", "account.time_zone", "UTC", incomparable},
                    PairCase{"name_unlike", "person.name", "Ann Lee", "payout.payee", "Lee Ann", 0},
                    PairCase{"text_unlike", "education.school", "MIT", "education.verified", "Massachusetts Institute of Technology", 0},
                    PairCase{"text_unlike", "education.school", "University of Texas at Austin", "education.verified",
                             "The University of Texas, Austin", 0},
                    PairCase{"text_unlike", "education.school", "University of Texas at Austin", "education.verified", "University of Phoenix", 1}));

/// Distance by the cosine rule, less both radii; the comparator uses the haversine.
double slow_distance(double lat1, double lon1, double r1, double lat2, double lon2, double r2) {
    const long double d = 3.14159265358979323846264L / 180;
    const long double c = std::sin(lat1 * d) * std::sin(lat2 * d) + std::cos(lat1 * d) * std::cos(lat2 * d) * std::cos((lon2 - lon1) * d);
    const long double km = 6371.0088L * std::acos(std::clamp(c, -1.0L, 1.0L));
    return std::max(0.0, static_cast<double>(km) - r1 - r2);
}

TEST(Comparators, DistanceAgreesWithTheCosineRule) {
    std::mt19937 random(7);
    const auto between = [&](int low, int high) { return std::uniform_int_distribution(low, high)(random); };
    for (int i = 0; i < 200; ++i) {
        const int lat1 = between(-80, 80), lon1 = between(-179, 179), lat2 = between(-80, 80), lon2 = between(-179, 179), r1 = between(0, 300),
                  r2 = between(0, 300);
        const auto text = [](int lat, int lon, int r) { return std::to_string(lat) + "," + std::to_string(lon) + "," + std::to_string(r); };
        EXPECT_NEAR(compare("distance_km", "home.place", text(lat1, lon1, r1), "signin.place", text(lat2, lon2, r2)),
                    slow_distance(lat1, lon1, r1, lat2, lon2, r2), 0.05);
    }
}

TEST(Comparators, OffsetsAreComparedOnTheirOwnDays) {
    // In summer Chicago is UTC-5; an offset of -6 in July is an hour off, in January it is right.
    EXPECT_EQ(compare("offset_hours", "home.time_zone", "America/Chicago", "commit.utc_offset", "-360", "2026-07-01", 20), 1);
    EXPECT_EQ(compare("offset_hours", "home.time_zone", "America/Chicago", "commit.utc_offset", "-360", "2026-01-01", 20), 0);
}

TEST(Comparators, FormerAndPreferredNamesAreForgiven) {
    World world;
    world.add("person.name", "Anna Keller");
    world.add("person.former_name", "Anna Brandt");
    world.add("payout.company", "Keller Consulting LLC");
    world.add("payout.payee", "Anna Brandt");
    Context context = world.context();
    const auto unlike = [&](std::string_view claim) {
        return *find_comparator("name_unlike")->pair(context.of(claim)[0], context.of("payout.payee")[0], context);
    };
    EXPECT_EQ(unlike("person.name"), 0);
    EXPECT_EQ(unlike("payout.company"), 0) << "the own name is no contradiction to the own company";
}

/// not_listed by its words: for every claim, is any observation the same?
TEST(Comparators, NotListedLooksAtEveryClaim) {
    std::mt19937 random(3);
    for (int round = 0; round < 100; ++round) {
        World world;
        std::map<std::string, bool> claims, seen;
        for (char c = 'A'; c < 'H'; ++c) {
            if (random() % 2) claims[std::string("SERIAL") + c] = true;
            if (random() % 2) seen[std::string("SERIAL") + c] = true;
        }
        for (const auto& [serial, yes] : claims) world.add("device.shipped_serial", serial);
        for (const auto& [serial, yes] : seen) world.add("device.serial", serial);
        Context context = world.context();
        std::vector<const Fact*> a, b;
        for (const Fact& f : context.of("device.shipped_serial")) a.push_back(&f);
        for (const Fact& f : context.of("device.serial")) b.push_back(&f);
        double slow = 0, fast = 0;
        for (const auto& [serial, yes] : claims) slow += seen.empty() || seen.contains(serial) ? 0 : 1;
        for (const Measure& m : find_comparator("not_listed")->whole(a, b, context)) fast += m.number;
        EXPECT_EQ(fast, slow);
    }
}

TEST(Comparators, NearestIsTheMinimumOverAllPairs) {
    std::mt19937 random(9);
    for (int round = 0; round < 50; ++round) {
        World world;
        double slow = 1e9;
        std::vector<std::array<int, 2>> homes, seen;
        for (int i = 0; i < 2; ++i) homes.push_back({static_cast<int>(random() % 100) - 50, static_cast<int>(random() % 300) - 150});
        for (int i = 0; i < 5; ++i) seen.push_back({static_cast<int>(random() % 100) - 50, static_cast<int>(random() % 300) - 150});
        for (const auto& h : homes) world.add("home.place", std::to_string(h[0]) + "," + std::to_string(h[1]) + ",10");
        for (const auto& s : seen) world.add("signin.place", std::to_string(s[0]) + "," + std::to_string(s[1]) + ",10");
        for (const auto& h : homes)
            for (const auto& s : seen) slow = std::min(slow, slow_distance(h[0], h[1], 10, s[0], s[1], 10));
        Context context = world.context();
        std::vector<const Fact*> a, b;
        for (const Fact& f : context.of("home.place")) a.push_back(&f);
        for (const Fact& f : context.of("signin.place")) b.push_back(&f);
        const auto measures = find_comparator("nearest_km")->whole(a, b, context);
        ASSERT_EQ(measures.size(), 1U);
        EXPECT_NEAR(measures[0].number, slow, 0.05);
    }
}

/// Every pair of minutes at which somebody was certainly seen, on a day or the day before: the fastest journey they demand.
TEST(Comparators, SpeedIsTheFastestOfAllPairsOfSightings) {
    std::mt19937 random(11);
    for (int round = 0; round < 60; ++round) {
        World world;
        for (int p = 0; p < 4; ++p) {
            Place place;
            place.lat = static_cast<double>(random() % 120) - 60;
            place.lon = static_cast<double>(random() % 300) - 150;
            place.radius_km = 20;
            world.places.push_back({place, "home line"});
        }
        struct Instant {
            std::int64_t minute;
            std::uint32_t place;
        };
        std::map<std::pair<std::int64_t, std::uint32_t>, std::pair<std::int64_t, std::int64_t>> ranges;
        for (int i = 0; i < 12; ++i) {
            const std::int64_t minute = 20'000 * 1440LL + static_cast<std::int64_t>(random() % (5 * 1440));
            const auto place = static_cast<std::uint32_t>(random() % 4);
            world.person.profile.add_sighting(at_minute(minute), place);
            auto [at, fresh] = ranges.try_emplace({minute / 1440, place}, minute, minute);
            at->second = {std::min(at->second.first, minute), std::max(at->second.second, minute)};
        }
        std::vector<Instant> instants;
        for (const auto& [where, range] : ranges) {
            instants.push_back({range.first, where.second});
            instants.push_back({range.second, where.second});
        }
        std::map<std::int64_t, double> slow;
        for (const Instant& b : instants) {
            slow.try_emplace(b.minute / 1440, 0);
            for (const Instant& a : instants) {
                const std::int64_t days = b.minute / 1440 - a.minute / 1440;
                const SeenPlace &x = world.places[a.place], &y = world.places[b.place];
                const double km = slow_distance(x.place.lat, x.place.lon, 20, y.place.lat, y.place.lon, 20);
                if (days < 0 || days > 1 || a.place == b.place || km < 300) continue;
                slow[b.minute / 1440] = std::max(slow[b.minute / 1440], km * 60 / static_cast<double>(std::abs(b.minute - a.minute) + 1));
            }
        }
        Context context = world.context();
        const auto fast = find_comparator("impossible_speed_kmh")->whole({}, {}, context);
        ASSERT_EQ(fast.size(), slow.size());
        for (const Measure& m : fast) EXPECT_NEAR(m.number, slow[m.days.first()], 1e-3 * slow[m.days.first()] + 0.05);
    }
}

/// The posterior as its definition says, in long double and without logarithms of sums taken apart.
std::array<long double, 24> slow_posterior(const Hours& local, std::size_t days) {
    long double total = 0;
    for (const double h : local) total += h;
    const long double scale = total > 4.0L * static_cast<long double>(days) ? 4.0L * static_cast<long double>(days) / total : 1;
    std::array<long double, 24> out{};
    long double highest = -1e30L;
    std::array<std::array<long double, 24>, 24> log_joint{};
    for (int shift = -12; shift < 12; ++shift)
        for (int habit = -12; habit < 12; ++habit) {
            long double log_p = 0, prior = 0;
            for (int h = 0; h < 24; ++h)
                log_p += scale * local[static_cast<std::size_t>(h)] *
                         std::log(static_cast<long double>(daylight_work()[static_cast<std::size_t>(((h - shift - habit) % 24 + 48) % 24)]));
            for (const int turn : {-24, 0, 24}) prior += std::exp(-0.5L * std::pow((habit + turn) / 1.5L, 2.0L));
            log_joint[static_cast<std::size_t>(shift + 12)][static_cast<std::size_t>(habit + 12)] = log_p + std::log(prior);
            highest = std::max(highest, log_p + std::log(prior));
        }
    long double sum = 0;
    for (std::size_t s = 0; s < 24; ++s) {
        for (const long double joint : log_joint[s]) out[s] += std::exp(joint - highest);
        sum += out[s];
    }
    for (auto& p : out) p /= sum;
    return out;
}

TEST(WorkingHours, PosteriorAgreesWithItsDefinition) {
    std::mt19937 random(5);
    for (int round = 0; round < 30; ++round) {
        Hours local{};
        const int peak = static_cast<int>(random() % 24);
        for (int i = 0; i < 400; ++i) local[static_cast<std::size_t>((peak + static_cast<int>(random() % 9) + 24) % 24)] += 1;
        const std::size_t days = 1 + random() % 60;
        const ShiftPosterior fast = shift_posterior(local, days);
        const auto slow = slow_posterior(local, days);
        for (std::size_t s = 0; s < 24; ++s) EXPECT_NEAR(fast.probability[s], static_cast<double>(slow[s]), 1e-9);
    }
}

TEST(WorkingHours, ShiftMovesWithTheDay) {
    for (int shift = -11; shift < 12; ++shift) {
        Hours local{};
        for (int h = 9; h < 17; ++h) local[static_cast<std::size_t>(((h + shift) % 24 + 24) % 24)] = 50;
        const ShiftPosterior posterior = shift_posterior(local, 60);
        EXPECT_NEAR(posterior.most_likely(), shift, 1);
        EXPECT_LE(std::abs(posterior.nearest_bound()), std::max(0, std::abs(shift) - 1)) << "the bound is nearer to 0 than the point";
    }
}

TEST(WorkingHours, LittleDataSaysLittle) {
    Hours once{}, often{}, even{};
    once[3] = 1;
    often[3] = 200;
    even.fill(20);
    EXPECT_LT(std::abs(shift_posterior(once, 1).nearest_bound()), std::abs(shift_posterior(often, 60).nearest_bound()));
    EXPECT_EQ(shift_posterior(even, 60).nearest_bound(), 0);
}

Profile worked(const char* zone_name, int from_hour, int to_hour, std::int32_t first_day, int days) {
    Profile profile;
    const TimeZone zone = *TimeZone::find(zone_name);
    for (std::int64_t hour = std::int64_t{first_day} * 24; hour < (std::int64_t{first_day} + days) * 24; ++hour) {
        const Timestamp at = Timestamp::from_seconds(hour * 3600 + 600);
        const int local = static_cast<int>(((at.second_of_day() + zone.offset_seconds(at)) / 3600 % 24 + 24) % 24);
        if (local >= from_hour && local < to_hour) profile.add_action(at);
    }
    return profile;
}

TEST(WorkingHours, ChangeOfClocksIsSeenOrMissed) {
    const TimeZone chicago = *TimeZone::find("America/Chicago");
    const std::int32_t january = days_from_civil({2026, 1, 5});
    const Profile follows = worked("America/Chicago", 9, 17, january, 170), stays = worked("Asia/Tokyo", 9, 17, january, 170);
    EXPECT_LT(*no_shift_bits(follows, chicago, 2026), -4);
    EXPECT_GT(*no_shift_bits(stays, chicago, 2026), 4);
    EXPECT_FALSE(no_shift_bits(follows, *TimeZone::find("America/Phoenix"), 2026)) << "no change of clocks, nothing to see";
    EXPECT_FALSE(no_shift_bits(worked("Asia/Tokyo", 9, 17, january, 40), chicago, 2026)) << "one season only";
}

/// Every action by itself, put on the wall clock of its month's middle.
TEST(WorkingHours, LocalHoursAgreeWithEachActionByItself) {
    std::mt19937_64 random(2);
    for (const char* name : {"America/Chicago", "Asia/Tokyo", "Europe/Berlin", "UTC"}) {
        const TimeZone zone = *TimeZone::find(name);
        Profile profile;
        Hours slow{};
        for (int i = 0; i < 500; ++i) {
            const Timestamp at =
                Timestamp::from_seconds(std::int64_t{days_from_civil({2026, 1, 1})} * 86400 + static_cast<std::int64_t>(random() % (360 * 86400)));
            profile.add_action(at);
            const Date date = civil_from_days(at.day());
            const Timestamp middle = Timestamp::from_seconds(std::int64_t{days_from_civil({2026, date.month, 15})} * 86400 + 43200);
            slow[static_cast<std::size_t>(((at.second_of_day() / 3600 + zone.offset_seconds(middle) / 3600) % 24 + 24) % 24)] += 1;
        }
        const Hours fast = local_hours(profile, zone, 2026);
        for (std::size_t h = 0; h < 24; ++h) EXPECT_NEAR(fast[h], slow[h], 1e-9) << name;
    }
}

TEST(WorkingHours, StatedHoursAreRead) {
    struct Case {
        const char* text;
        double start, end;
        const char* zone;
    };
    for (const Case& c : {Case{"09:00-17:00 America/Chicago", 9, 17, "America/Chicago"}, Case{"9 to 5 Central", 9, 17, "Central"},
                          Case{"8:30am - 5pm", 8.5, 17, ""}, Case{"22-6", 22, 6, ""}, Case{"12am-8am PST", 0, 8, "PST"}}) {
        const auto hours = WorkHours::parse(c.text);
        ASSERT_TRUE(hours) << c.text;
        EXPECT_EQ(hours->start, c.start) << c.text;
        EXPECT_EQ(hours->end, c.end) << c.text;
        EXPECT_EQ(hours->zone, c.zone) << c.text;
    }
    for (const char* text : {"", "flexible", "nine to five", "99-100"}) EXPECT_FALSE(WorkHours::parse(text)) << text;
}

TEST(WorkingHours, OutsideMeansOutsideWithGrace) {
    const WorkHours day{9, 17, {}}, night{22, 6, {}};
    for (int h = 0; h < 24; ++h) {
        EXPECT_EQ(day.outside(h, 0), h < 9 || h >= 17) << h;
        EXPECT_EQ(day.outside(h, 1), h < 8 || h >= 18) << h;
        EXPECT_EQ(night.outside(h, 0), h >= 6 && h < 22) << h;
    }
}

/// Numbers are looked up by area and exchange; the library parses each one.
TEST(Lookups, PhonesAreWhatTheLibrarySays) {
    std::mt19937 random(11);
    Lookups lookups;
    const char* areas[] = {"512", "212", "907", "416", "604", "876", "246", "284", "787", "800", "900", "500", "710", "555", "199"};
    for (int i = 0; i < 3000; ++i) {
        std::string digits = i % 3 ? std::string(areas[random() % std::size(areas)]) : std::to_string(200 + random() % 800);
        digits += std::to_string(random() % 4 ? 250 + random() % 3 : 100 + random() % 900);
        digits += std::to_string(10'000 + random() % 10'000).substr(1);
        const std::string text = i % 2 ? digits : "+1 (" + digits.substr(0, 3) + ") " + digits.substr(3, 3) + "-" + digits.substr(6);
        const auto expected = parse_phone(text, "US");
        const auto& found = lookups.phone(text);
        ASSERT_EQ(found.has_value(), expected.has_value()) << text;
        if (!found) continue;
        EXPECT_EQ(found->e164, expected->e164) << text;
        EXPECT_EQ(found->region, expected->region) << text;
        EXPECT_EQ(found->area, expected->area) << text;
        EXPECT_EQ(found->kind, expected->kind) << text;
        EXPECT_EQ(found->valid, expected->valid) << text;
    }
}

}  // namespace
}  // namespace bonafide::check
