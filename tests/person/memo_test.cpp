// What a ledger puts off adds up to what it would have added at once; tables of memos lose nothing.
#include "person/memo.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "tests/person/world.h"

namespace bonafide {
namespace {

using test::Row;
using test::World;

struct Counted {
    std::uint64_t key = 0, count = 0;
};

TEST(MemoTable, EverythingCountedIsFoldedOnce) {
    std::mt19937 random(3);
    MemoTable<Counted, 2> table(256);
    std::map<std::uint64_t, std::uint64_t> expected, folded;
    const auto fold = [&](Counted& memo) { folded[memo.key] += memo.count; };
    for (int i = 0; i < 20'000; ++i) {
        const std::uint64_t key = 1 + random() % (i < 10'000 ? 100 : 3000);  // first few enough for all to stay, then far too many
        table.prefetch(key);
        Counted* memo = table.find(key);
        if (!memo) memo = &table.make(key, fold);
        ASSERT_EQ(memo->key, key);
        ++memo->count;
        ++expected[key];
        if (i == 9'999) {
            EXPECT_TRUE(folded.empty());
        }
    }
    EXPECT_FALSE(folded.empty());
    table.settle(fold);
    EXPECT_EQ(folded, expected);
    EXPECT_EQ(table.find(1), nullptr);
}

TEST(FactMemo, TakesDaysOfItsWindowOnly) {
    FactMemo memo;
    memo.first_day = 100;
    EXPECT_FALSE(memo.add(-5, 99));
    EXPECT_FALSE(memo.add(5, 100 + FactMemo::window));
    EXPECT_EQ(memo.count, 0U);
    EXPECT_TRUE(memo.add(-7, 100));
    EXPECT_TRUE(memo.add(-9, 100 + FactMemo::window - 1));
    EXPECT_EQ(memo.last, -7);
    EXPECT_EQ(memo.count, 2U);
    EXPECT_EQ(memo.days[0], 1U);
    EXPECT_EQ(memo.days[1], std::uint64_t{1} << 63);
}

/// A ledger of one record puts nothing off that counts: the slow twin.
std::string one_by_one(const World& world, const std::vector<Row>& rows) {
    Ledger all = world.ledger();
    for (const Row& row : rows) {
        Ledger one = world.ledger();
        world.add(one, row);
        all.merge(std::move(one));
    }
    return all.save();
}

/// Years of records of few people, in order, newest first, and in none: many more days than a memo's window, more values than are kept.
TEST(Ledger, WhatIsPutOffIsWhatIsAddedAtOnce) {
    const World world;
    std::mt19937 random(5);
    std::vector<Row> rows;
    for (std::size_t i = 0; i < 300; ++i) {
        Row row;
        row.line = i + 1;
        row.time = i % 10 == 7 ? Timestamp::none() : Timestamp::from_seconds(-40'000'000 + static_cast<std::int64_t>(i) * 286'211);
        row.actor = {IdentifierKind::email, i % 3 ? "ann@acme.com" : "Bo@acme.com"};
        if (i % 5 == 0) row.device = {IdentifierKind::hostname, "HOST-" + std::to_string(i % 7)};
        row.human = i % 2 == 0;
        row.name = i % 11 == 0 ? "Name " + std::to_string(random() % 3) : "";
        row.said = {{"signin.ip", "8.8.8." + std::to_string(random() % 4), Stance::observed, {IdentifierKind::none, ""}},
                    {"device.mac", "00:11:22:" + std::to_string(random() % 500), Stance::observed, {IdentifierKind::none, ""}},
                    {"person.phone", random() % 2 ? "n/a" : "+1 512 555 0199", Stance::claimed, {IdentifierKind::none, ""}}};
        rows.push_back(std::move(row));
    }
    for (int order = 0; order < 3; ++order) {
        if (order == 1) std::ranges::reverse(rows);
        if (order == 2) std::ranges::shuffle(rows, random);
        Ledger put_off = world.ledger();
        for (const Row& row : rows) world.add(put_off, row);
        EXPECT_EQ(put_off.save(), one_by_one(world, rows)) << order;
    }
}

}  // namespace
}  // namespace bonafide
