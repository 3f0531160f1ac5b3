#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "base/time.h"
#include "base/time_zone_table.h"

namespace bonafide {
namespace {

std::int32_t offset(const char* zone, const char* at) {
    const auto found = TimeZone::find(zone);
    return found ? found->offset_seconds(parse_time(at)->at) : -1;
}

TEST(TimeZone, FindsEveryKindOfName) {
    const std::pair<const char*, const char*> cases[] = {{"America/Chicago", "America/Chicago"},
                                                         {"america/new_york", "America/New_York"},
                                                         {"Central Standard Time", "America/Chicago"},
                                                         {"CST", "America/Chicago"},
                                                         {"est", "America/New_York"},
                                                         {"Pacific Time", "America/Los_Angeles"},
                                                         {"UTC", "Etc/UTC"},
                                                         {"+09:00", "+09:00"},
                                                         {"UTC+9", "+09:00"},
                                                         {"GMT-05:30", "-05:30"},
                                                         {"Z", "+00:00"},
                                                         {"-0500", "-05:00"},
                                                         {" Asia/Seoul ", "Asia/Seoul"},
                                                         {"US/Central", "US/Central"},
                                                         {"Tokyo Standard Time", "Asia/Tokyo"}};
    for (const auto& [name, zone] : cases) {
        const auto found = TimeZone::find(name);
        ASSERT_TRUE(found) << name;
        EXPECT_EQ(found->name(), zone) << name;
    }
    for (const char* name : {"", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "tzdata.zi", "America", "+99:00", "zone.tab"})
        EXPECT_FALSE(TimeZone::find(name)) << name;
}

TEST(TimeZone, Offsets) {
    EXPECT_EQ(offset("America/Chicago", "2026-01-15T12:00:00Z"), -6 * 3600);
    EXPECT_EQ(offset("America/Chicago", "2026-07-15T12:00:00Z"), -5 * 3600);
    EXPECT_EQ(offset("America/Chicago", "2026-03-08T07:59:59Z"), -6 * 3600);
    EXPECT_EQ(offset("America/Chicago", "2026-03-08T08:00:00Z"), -5 * 3600);
    EXPECT_EQ(offset("America/Chicago", "2150-07-15T12:00:00Z"), -5 * 3600);  // beyond the file: the footer's rule
    EXPECT_EQ(offset("Australia/Sydney", "2150-01-15T12:00:00Z"), 11 * 3600);
    EXPECT_EQ(offset("Asia/Pyongyang", "2016-01-01T00:00:00Z"), 8 * 3600 + 1800);
    EXPECT_EQ(offset("Asia/Kolkata", "2026-01-01T00:00:00Z"), 5 * 3600 + 1800);
    EXPECT_EQ(offset("-05:30", "2026-01-01T00:00:00Z"), -(5 * 3600 + 1800));
}

TEST(TimeZone, Dst) {
    EXPECT_TRUE(TimeZone::find("America/Chicago")->has_dst(2026));
    EXPECT_TRUE(TimeZone::find("Australia/Sydney")->has_dst(2100));
    for (const char* name : {"America/Phoenix", "Asia/Seoul", "Asia/Shanghai", "UTC", "+01:00", "Asia/Kolkata"})
        EXPECT_FALSE(TimeZone::find(name)->has_dst(2026)) << name;
}

/// The C library reads the same files in its own way.
TEST(TimeZone, AgreesWithTheCLibrary) {
    for (const char* name :
         {"America/New_York", "America/Sao_Paulo", "Europe/London", "Europe/Dublin", "Asia/Tehran", "Asia/Pyongyang", "Africa/Cairo",
          "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "Asia/Kathmandu", "Europe/Moscow", "America/Nuuk", "Asia/Gaza"}) {
        setenv("TZ", name, 1);
        tzset();
        const auto zone = TimeZone::find(name);
        ASSERT_TRUE(zone) << name;
        for (std::time_t at = -1'000'000'000; at < 5'000'000'000; at += 2'345'678) {
            std::tm local{};
            localtime_r(&at, &local);
            ASSERT_EQ(zone->offset_seconds(Timestamp::from_seconds(at)), local.tm_gmtoff) << name << ' ' << at;
        }
    }
    unsetenv("TZ");
    tzset();
}

TEST(TimeZone, DamagedFilesAreRefused) {
    EXPECT_FALSE(parse_tzif(""));
    EXPECT_FALSE(parse_tzif("TZif2"));
    EXPECT_FALSE(parse_tzif(std::string("TZif2") + std::string(39, '\xFF') + std::string(100, 'x')));
}

TEST(PosixRule, Forms) {
    EXPECT_EQ(PosixRule::parse("<+0330>-3:30")->offset_at(0), 12600);
    EXPECT_EQ(PosixRule::parse("EST5EDT,M3.2.0,M11.1.0")->offset_at(1'784'000'000), -4 * 3600);
    EXPECT_EQ(PosixRule::parse("XXX0YYY,J60/0,J300/0")->start.in_year(2024) / 86400, days_from_civil({2024, 3, 1}));
    EXPECT_EQ(PosixRule::parse("XXX0YYY,59/0,300/0")->start.in_year(2024) / 86400, days_from_civil({2024, 2, 29}));
    for (const char* bad : {"", "E", "EST", "EST5EDT", "EST5EDT,M13.1.0,M11.1.0", "EST5EDT,M3.2.0"}) EXPECT_FALSE(PosixRule::parse(bad)) << bad;
}

}  // namespace
}  // namespace bonafide
