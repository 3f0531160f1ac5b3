#include "base/time.h"

#include <gtest/gtest.h>

#include <chrono>

namespace bonafide {
namespace {

TEST(Civil, AgreesWithChronoForEveryDay) {
    for (std::int32_t day = -30000; day <= 90000; ++day) {
        const std::chrono::year_month_day slow{std::chrono::sys_days{std::chrono::days{day}}};
        const Date date = civil_from_days(day);
        ASSERT_EQ(date.year, static_cast<int>(slow.year()));
        ASSERT_EQ(date.month, static_cast<unsigned>(slow.month()));
        ASSERT_EQ(date.day, static_cast<unsigned>(slow.day()));
        ASSERT_EQ(days_from_civil(date), day);
    }
}

struct TimeCase {
    const char* text;
    const char* utc;  ///< nullptr: refused
    bool zoned = true;
    bool date_only = false;
};

void expect_time(const TimeCase& c, bool day_first = false) {
    const auto read = parse_time(c.text, day_first);
    if (c.utc == nullptr) {
        EXPECT_FALSE(read) << c.text << " was read as " << iso_time(read->at);
        return;
    }
    ASSERT_TRUE(read) << c.text;
    EXPECT_EQ(iso_time(read->at), c.utc) << c.text;
    EXPECT_EQ(read->zoned, c.zoned) << c.text;
    EXPECT_EQ(read->date_only, c.date_only) << c.text;
}

TEST(ParseTime, MachineForms) {
    const TimeCase cases[] = {{"2026-11-24T08:19:05Z", "2026-11-24T08:19:05Z"},
                              {"2026-11-24T08:19:05.123456789Z", "2026-11-24T08:19:05.123Z"},
                              {"2026-11-24T08:19:05,5+01:00", "2026-11-24T07:19:05.500Z"},
                              {"2026-11-24T08:19:05-0530", "2026-11-24T13:49:05Z"},
                              {"2026-11-24T08:19:05+09", "2026-11-23T23:19:05Z"},
                              {"2026-11-24 08:19:05.1 +0000", "2026-11-24T08:19:05.100Z"},
                              {"2026-11-24 08:19:05 UTC", "2026-11-24T08:19:05Z"},
                              {"2026-11-24T08:19:05", "2026-11-24T08:19:05Z", false},
                              {"2026-11-24 08:19", "2026-11-24T08:19:00Z", false},
                              {"2026/11/24 08:19:05", "2026-11-24T08:19:05Z", false},
                              {"20261124T081905Z", "2026-11-24T08:19:05Z"},
                              {"20261124081905", "2026-11-24T08:19:05Z", false},
                              {"2026-11-24", "2026-11-24T00:00:00Z", false, true},
                              {"20261124", "2026-11-24T00:00:00Z", false, true},
                              {"2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"},
                              {"2026-11-23T24:00:00Z", "2026-11-24T00:00:00Z"},
                              {"1795508345", "2026-11-24T08:19:05Z"},
                              {"1795508345.250", "2026-11-24T08:19:05.250Z"},
                              {"1795508345123", "2026-11-24T08:19:05.123Z"},
                              {"1795508345123456", "2026-11-24T08:19:05.123Z"},
                              {"1795508345123456789", "2026-11-24T08:19:05.123Z"},
                              {"134399819450000000", "2026-11-24T08:19:05Z"},
                              {"1969-12-31T23:59:59.500Z", "1969-12-31T23:59:59.500Z"},
                              {"\"2026-11-24T08:19:05Z\"", "2026-11-24T08:19:05Z"}};
    for (const TimeCase& c : cases) expect_time(c);
}

TEST(ParseTime, PeoplesForms) {
    const TimeCase cases[] = {{"Tue, 24 Nov 2026 08:19:05 +0000", "2026-11-24T08:19:05Z"},
                              {"24 Nov 2026 08:19:05 GMT", "2026-11-24T08:19:05Z"},
                              {"24/Nov/2026:08:19:05 -0500", "2026-11-24T13:19:05Z"},
                              {"Tue Nov 24 08:19:05 2026 +0900", "2026-11-23T23:19:05Z"},
                              {"Tue Nov 24 08:19:05 UTC 2026", "2026-11-24T08:19:05Z"},
                              {"Tue Nov 24 2026 08:19:05 GMT+0100 (Central European Standard Time)", "2026-11-24T07:19:05Z"},
                              {"11/24/2026", "2026-11-24T00:00:00Z", false, true},
                              {"11/24/2026 8:19 AM", "2026-11-24T08:19:00Z", false},
                              {"11/24/2026 8:19:05 PM", "2026-11-24T20:19:05Z", false},
                              {"11/24/26 12:05 am", "2026-11-24T00:05:00Z", false},
                              {"1/2/2026, 12:00 p.m.", "2026-01-02T12:00:00Z", false},
                              {"Nov 24, 2026, 8:19:05 AM EST", "2026-11-24T13:19:05Z"},
                              {"November 24th, 2026 at 8:19 PM", "2026-11-24T20:19:00Z", false},
                              {"24-Nov-2026", "2026-11-24T00:00:00Z", false, true},
                              {"24-NOV-26", "2026-11-24T00:00:00Z", false, true},
                              {"24.11.2026 08:19", "2026-11-24T08:19:00Z", false},
                              {"3.4.2026", "2026-04-03T00:00:00Z", false, true},
                              {"03/04/2026", "2026-03-04T00:00:00Z", false, true},
                              {"24/11/2026 08:19", "2026-11-24T08:19:00Z", false},
                              {"2026-11-24 8:19 PM", "2026-11-24T20:19:00Z", false},
                              {"2026-11-24 08:19:05 PM", "2026-11-24T20:19:05Z", false},
                              {"/Date(1795508345123)/", "2026-11-24T08:19:05.123Z"}};
    for (const TimeCase& c : cases) expect_time(c);
    expect_time({"03/04/2026", "2026-04-03T00:00:00Z", false, true}, true);
    expect_time({"03/14/2026", "2026-03-14T00:00:00Z", false, true}, true);
}

TEST(ParseTime, Refused) {
    for (const char* text : {"",
                             "-",
                             "N/A",
                             "12345",
                             "0000-00-00",
                             "0000-00-00 00:00:00",
                             "0001-01-01T00:00:00Z",
                             "9999-12-31",
                             "2026-02-29",
                             "2026-13-01",
                             "2026-11-24T25:00:00Z",
                             "2026-11-24T08:60:00Z",
                             "2026-11-24T08:19:05Zx",
                             "2026-11-24T08:19:05+99:00",
                             "hello world",
                             "2026-11-24 and more",
                             "10.0.0.1",
                             "192.168.1.100",
                             "555-123-4567",
                             "00000000",
                             "Nov 24 08:19:05",
                             "1/2/3/4",
                             "1e10",
                             "2026-11-24T",
                             "20269999",
                             "9999999999999999999999"})
        expect_time({text, nullptr});
}

TEST(ParseTime, OffsetsAreKept) {
    EXPECT_EQ(parse_time("2026-11-24T08:19:05+09:00")->offset_seconds, 9 * 3600);
    EXPECT_EQ(parse_time("Tue, 24 Nov 2026 08:19:05 -0330")->offset_seconds, -(3 * 3600 + 1800));
    EXPECT_EQ(parse_time("2026-11-24T08:19:05Z")->offset_seconds, 0);
}

TEST(ParseTime, WritesBackWhatItRead) {
    for (std::int64_t us = -2'000'000'000'000'000; us < 7'000'000'000'000'000; us += 987'654'321'987'000) {
        const Timestamp at{us / 1000 * 1000};
        ASSERT_EQ(parse_time(iso_time(at))->at, at) << iso_time(at);
    }
    EXPECT_EQ(iso_time(Timestamp::none()), "");
    EXPECT_EQ(iso_date(Timestamp::none()), "");
}

}  // namespace
}  // namespace bonafide
