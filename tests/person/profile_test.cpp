// Profiles and day sets against slow twins.
#include "person/profile.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <random>
#include <set>

#include "person/evidence.h"

namespace bonafide {
namespace {

std::vector<std::int32_t> days_of(const DaySet& set) {
    std::vector<std::int32_t> out;
    for (const DaySet::Run& run : set.runs())
        for (std::int32_t day = run.first; day <= run.last; ++day) out.push_back(day);
    return out;
}

TEST(DaySet, IsASet) {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
        DaySet set, other;
        std::set<std::int32_t> slow;
        for (int i = 0; i < 40; ++i) {
            const auto day = static_cast<std::int32_t>(random() % 60) - 30;
            (random() % 2 ? set : other).add(day);
            slow.insert(day);
        }
        DaySet sum = set, reversed = other;
        sum.merge(other);
        reversed.merge(set);
        EXPECT_EQ(days_of(sum), std::vector<std::int32_t>(slow.begin(), slow.end()));
        EXPECT_TRUE(sum == reversed);
        EXPECT_EQ(sum.count(), slow.size());
        for (std::int32_t day = -32; day < 32; ++day) EXPECT_EQ(sum.contains(day), slow.contains(day));
        for (std::size_t i = 1; i < sum.runs().size(); ++i) EXPECT_GT(sum.runs()[i].first, sum.runs()[i - 1].last + 1) << "runs are maximal";
    }
}

TEST(EvidenceList, KeepsTheSmallestThree) {
    std::mt19937 random(2);
    for (int round = 0; round < 200; ++round) {
        EvidenceList list, other;
        std::deque<Evidence> items;  // the lists do not own them
        std::set<Evidence> slow;
        for (int i = 0; i < 8; ++i) {
            items.push_back({{static_cast<std::int64_t>(random() % 6)}, {}});
            (random() % 2 ? list : other).add(&items.back());
            slow.insert(items.back());
        }
        EvidenceList reversed = other;
        reversed.merge(list);
        list.merge(other);
        std::vector<Evidence> expected(slow.begin(), slow.end());
        if (expected.size() > EvidenceList::most) expected.resize(EvidenceList::most);
        EXPECT_EQ(std::vector<Evidence>(list), expected);
        EXPECT_TRUE(list == reversed);
    }
}

TEST(Profile, MergesToTheSameInAnyOrderBeyondItsDays) {
    std::mt19937 random(3);
    for (int round = 0; round < 20; ++round) {
        Profile whole, parts[3];
        const std::vector<std::uint32_t> same{0, 1, 2, 3};
        std::map<std::int32_t, std::set<std::uint32_t>> slow;
        for (int i = 0; i < 900; ++i) {
            const Timestamp at = Timestamp::from_seconds(static_cast<std::int64_t>(random() % (300 * 86'400)));
            const auto place = static_cast<std::uint32_t>(random() % 4);
            for (Profile* p : {&whole, &parts[random() % 3]}) {
                p->add_event(at);
                p->add_action(at);
                p->add_sighting(at, place);
            }
            slow[at.day()].insert(place);
        }
        parts[2].merge(parts[0], same);
        parts[2].merge(parts[1], same);
        parts[2].finish(same);
        whole.finish(same);
        EXPECT_TRUE(whole == parts[2]);
        ASSERT_EQ(whole.days.size(), Profile::max_days);
        while (slow.size() > Profile::max_days) slow.erase(slow.begin());
        std::size_t sightings = 0;
        for (const auto& [day, places] : slow) sightings += places.size();
        EXPECT_EQ(whole.sightings.size(), sightings);
        EXPECT_EQ(whole.days.front().day, slow.begin()->first);
    }
}

TEST(Profile, KnowsHourAndWeekday) {
    Profile profile;
    profile.add_action(Timestamp::from_seconds(3 * 86'400 + 13 * 3600 + 59));  // Sunday 1970-01-04, 13:00
    EXPECT_EQ(profile.hour_of_week.get()[6 * 24 + 13], 1);
    EXPECT_EQ(profile.month_hour[0][13], 1);
    EXPECT_FALSE(Profile{}.hour_of_week.touched());
}

}  // namespace
}  // namespace bonafide
