// The compact containers against their plain twins.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <string>

#include "person/compact_text.h"
#include "person/fact.h"
#include "person/histogram.h"

namespace bonafide {
namespace {

TEST(Histogram, CountsLikeAnArray) {
    std::mt19937 random(7);
    for (const unsigned used : {1U, 3U, 40U, 83U, 84U, 85U, 168U}) {
        std::array<std::uint16_t, 168> twin{};
        Histogram<168> counts, other;
        for (int i = 0; i < 500; ++i) {
            const std::size_t at = random() % used * 168 / used;
            const auto more = static_cast<std::uint32_t>(random() % 300);
            (i % 2 ? counts : other).add(at, more);
            twin[at] = static_cast<std::uint16_t>(std::min<std::uint32_t>(UINT16_MAX, twin[at] + more));
        }
        counts.merge(other);
        EXPECT_EQ(counts.get(), twin) << used;
        EXPECT_TRUE(std::equal(counts.begin(), counts.end(), twin.begin(), twin.end())) << used;
        Histogram<168> again;
        again.assign(twin);
        EXPECT_EQ(again, counts) << used;
    }
}

TEST(Histogram, Saturates) {
    Histogram<168> counts;
    counts.add(5, 70'000);
    counts.add(5, 1);
    EXPECT_EQ(counts[5], UINT16_MAX);
    EXPECT_EQ(counts[4], 0);
    EXPECT_FALSE(Histogram<168>().touched());
}

TEST(CompactText, ReadsLikeAString) {
    for (std::size_t size = 0; size < 40; ++size) {
        std::string twin;
        for (std::size_t i = 0; i < size; ++i) twin += static_cast<char>(i % 3 ? 'a' + i % 26 : '\xC3');
        CompactText text(twin);
        EXPECT_EQ(text, twin);
        EXPECT_EQ(text.size(), size);
        EXPECT_EQ(text.empty(), twin.empty());
        CompactText copy = text;
        copy = text.view().substr(size / 3);  // a part of another
        EXPECT_EQ(copy, twin.substr(size / 3));
        copy = copy.view().substr(copy.size() / 2);  // a part of itself
        EXPECT_EQ(copy, twin.substr(size / 3).substr((size - size / 3) / 2));
        copy = std::move(text);
        EXPECT_EQ(copy, twin);
        EXPECT_EQ(copy < CompactText("b"), twin < "b");
    }
}

TEST(Pool, KeepsWhatIsMarked) {
    std::mt19937 random(5);
    Pool<int> pool, other;
    std::vector<std::pair<int*, int>> kept;
    for (int i = 0; i < 20'000; ++i) {
        kept.emplace_back((i < 3000 ? other : pool).add(i), i);
        if (i == 10'000) pool.absorb(std::move(other));
        if (i % 4000 == 3999 && i > 10'000) {
            std::erase_if(kept, [&](const auto&) { return random() % 3 == 0; });
            Pool<int>::Sweep sweep(pool);
            for (const auto& [at, value] : kept) sweep.mark(at);
            sweep.finish();
        }
    }
    std::set<int*> places;
    for (const auto& [at, value] : kept) {
        EXPECT_EQ(*at, value);
        EXPECT_TRUE(places.insert(at).second) << "given out twice";
    }
    std::size_t live = 0;
    pool.each([&](int) { ++live; });
    EXPECT_LT(live, 20'000U) << "what was swept is used again";
}

TEST(Pool, GivesBlocksBackThatNobodyUses) {
    Pool<int> pool;
    for (int round = 0; round < 5; ++round) {
        std::vector<int*> items;
        for (int i = 0; i < 50'000; ++i) items.push_back(pool.add(i));
        Pool<int>::Sweep sweep(pool);
        for (std::size_t i = 20'000; i < 21'000; ++i) sweep.mark(items[i]);
        sweep.finish();
        EXPECT_LE(pool.room(), 8'192U) << round;
        for (int i = 20'000; i < 21'000; ++i) EXPECT_EQ(*items[static_cast<std::size_t>(i)], i);
    }
    Pool<int>::Sweep(pool).finish();
    EXPECT_EQ(pool.room(), 0U);
    EXPECT_EQ(*pool.add(3), 3);
}

TEST(Fact, SharesUntilItIsChanged) {
    FactPool pool;
    const Evidence one{Timestamp::from_seconds(1'770'000'000), {1, 2, 3, 4}}, two{Timestamp::from_seconds(1'770'100'000), {1, 2, 9, 5}};
    EXPECT_EQ(pool.once(one), pool.once(one));
    Fact a;
    EXPECT_EQ(a.count(), 0U);
    EXPECT_TRUE(a.evidence().empty());
    a.seen.share(pool.once(one));
    Fact b = a;
    b.seen.own().merge(Seen::once(pool.add(two)));
    const Fact c = b;
    b.seen.own().count = 7;
    EXPECT_EQ(a.count(), 1U);
    EXPECT_EQ(c.count(), 2U);
    EXPECT_EQ(c.days().count(), 2U);
    EXPECT_EQ(c.evidence().size(), 2U);
    EXPECT_EQ(c.first(), one.time);
    EXPECT_EQ(c.last(), two.time);
    a = std::move(b);
    EXPECT_EQ(a.count(), 7U);
}

}  // namespace
}  // namespace bonafide
