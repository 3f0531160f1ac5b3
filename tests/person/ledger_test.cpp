// Ledgers add up to the same whatever the cutting and order; they come back from their bytes; damaged bytes are refused.
#include "person/ledger.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "tests/person/world.h"

namespace bonafide {
namespace {

using test::Row;
using test::World;

/// A year of a small organisation with all the trouble of real exports: several spellings, placeholders, more values than the caps hold.
std::vector<Row> random_rows(std::mt19937& random, std::size_t count) {
    using Kind = IdentifierKind;
    const auto any = [&](std::size_t below) { return static_cast<std::size_t>(random() % below); };
    const std::string spellings[] = {"Ann.Lee@Acme.com", "ann.lee@acme.com", "ann.lee+x@acme.com", "bo@acme.com",    "BO@acme.com",
                                     "cy@acme.com",      "unknown",          "dee@gmail.com",      "d.e.e@gmail.com"};
    const std::string ips[] = {"8.8.8.8", "1.1.1.1", "73.32.10.4", "91.203.5.1", "185.220.101.4", "10.0.0.1", "2001:4860:4860::8888", "24.5.6.7"};
    const std::string attributes[] = {"signin.ip", "home.address", "process.name", "person.phone", "home.country", "device.mac", "employment.start"};
    std::vector<Row> rows;
    for (std::size_t i = 0; i < count; ++i) {
        Row row;
        row.file = static_cast<std::uint32_t>(any(4));
        row.line = i + 1;  // no two records lie at one place
        row.time =
            any(9) == 0
                ? Timestamp::none()
                : Timestamp::from_seconds(1'700'000'000 + static_cast<std::int64_t>(any(400)) * 86'400 + static_cast<std::int64_t>(any(86'400)));
        row.actor = {Kind::email, spellings[any(std::size(spellings))]};
        if (any(4) == 0) row.device = {Kind::hostname, "HOST-" + std::to_string(any(4))};
        if (any(10) == 0) row.actor = {Kind::none, ""};
        row.human = any(2) == 0;
        row.ip = ips[any(std::size(ips))];
        row.name = any(3) == 0 ? "Name " + std::to_string(any(3)) : "";
        for (std::size_t n = any(4); n > 0; --n) {
            const std::string attribute = attributes[any(std::size(attributes))];
            std::string value = attribute == "signin.ip"    ? ips[any(std::size(ips))]
                                : attribute == "device.mac" ? "00:11:22:" + std::to_string(any(200))
                                : any(8) == 0               ? "N/A"
                                                            : (any(2) ? "Value " : "value ") + std::to_string(any(40));
            row.said.push_back({attribute, std::move(value), any(2) ? Stance::claimed : Stance::observed, {Kind::none, ""}});
        }
        if (row.actor.first == Kind::none && row.device.first == Kind::none) row.said.clear();
        if (any(6) == 0) {
            row.identifiers = {{Kind::employee_number, std::to_string(1000 + any(5))}, {Kind::email, spellings[any(std::size(spellings))]}};
            row.employed = any(2) == 0;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

TEST(Ledger, AddsUpToTheSameBytesAndPeopleHoweverItIsCutAndShuffled) {
    const World world;
    std::mt19937 random(11);
    for (int round = 0; round < 12; ++round) {
        std::vector<Row> rows = random_rows(random, 600);
        Ledger whole = world.ledger();
        for (const Row& row : rows) world.add(whole, row);
        const std::string bytes = whole.save();
        whole.finish();
        const std::string people = test::text_of(resolve(std::move(whole), world.attributes));

        std::shuffle(rows.begin(), rows.end(), random);
        std::vector<Ledger> parts;
        for (std::size_t k = 2 + random() % 5; k > 0; --k) parts.push_back(world.ledger());
        for (const Row& row : rows) world.add(parts[random() % parts.size()], row);
        while (parts.size() > 1) {  // any two, in any order: associative and commutative
            std::shuffle(parts.begin(), parts.end(), random);
            Ledger last = std::move(parts.back());
            parts.pop_back();
            parts[random() % parts.size()].merge(std::move(last));
        }
        ASSERT_EQ(parts.front().save() == bytes, true) << "round " << round;
        parts.front().finish(1 + static_cast<unsigned>(round) % 3);
        ASSERT_EQ(test::text_of(resolve(std::move(parts.front()), world.attributes, 1 + static_cast<unsigned>(round) % 3)), people)
            << "round " << round;
    }
}

TEST(Ledger, ComesBackFromItsBytesAndGrowsOn) {
    const World world;
    std::mt19937 random(5);
    const std::vector<Row> rows = random_rows(random, 400);
    Ledger first = world.ledger(), whole = world.ledger();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i < 200) world.add(first, rows[i]);
        world.add(whole, rows[i]);
    }
    Ledger back = world.ledger();
    ASSERT_TRUE(back.load(first.save()));
    EXPECT_EQ(back.save() == first.save(), true);
    for (std::size_t i = 200; i < rows.size(); ++i) world.add(back, rows[i]);
    EXPECT_EQ(back.save() == whole.save(), true);
}

TEST(Ledger, ACloneIsTheSameAndStandsAlone) {
    const World world;
    std::mt19937 random(15);
    const std::vector<Row> rows = random_rows(random, 900);
    Ledger whole = world.ledger(), last = world.ledger(), grown = world.ledger();
    for (std::size_t i = 0; i < 300; ++i) world.add(grown, rows[i]);
    Ledger clone = grown.clone();
    EXPECT_EQ(clone.save() == grown.save(), true);
    for (std::size_t i = 300; i < 600; ++i) world.add(clone, rows[i]);  // the clone grows on, ...
    for (std::size_t i = 600; i < 900; ++i) world.add(last, rows[i]);
    clone.merge(std::move(last));  // ... also by merging
    clone.renumber_files({3, 5, 8, 9});
    EXPECT_EQ(clone.save() == grown.save(), false);
    for (std::size_t i = 300; i < 900; ++i) world.add(grown, rows[i]);
    for (const Row& row : rows) world.add(whole, row);
    EXPECT_EQ(grown.save() == whole.save(), true) << "what happened to the clone changed nothing";
    whole.renumber_files({3, 5, 8, 9});
    EXPECT_EQ(clone.save() == whole.save(), true);
    grown = world.ledger();
    clone.finish();  // what it was made from is gone
    whole.finish();
    EXPECT_EQ(test::text_of(resolve(std::move(clone), world.attributes)), test::text_of(resolve(std::move(whole), world.attributes)));
}

/// What watch does all day: the same people, in piece after piece. `step`: seconds from a piece to the next; below zero the evidence changes.
void expect_bounded_room(const World& world, std::int64_t step) {
    std::mt19937 random(16);
    const std::vector<Row> rows = random_rows(random, 300);
    Ledger total = world.ledger(), whole = world.ledger();
    std::size_t early = 0;
    constexpr int pieces = 300;
    for (int piece = 0; piece < pieces; ++piece) {
        Ledger fresh = world.ledger();
        for (Row row : rows) {
            if (row.time.known()) row.time.us += piece * step * 1'000'000;
            row.line += static_cast<std::uint64_t>(piece) * rows.size();
            world.add(fresh, row);
            world.add(whole, row);
        }
        total.merge(std::move(fresh));
        if (piece == pieces / 6) early = total.evidence_room();
    }
    EXPECT_LE(total.evidence_room(), std::max<std::size_t>(early, 2 * 65'536)) << "step " << step;
    EXPECT_EQ(total.save() == whole.save(), true) << "step " << step;
}

TEST(Ledger, ManySmallPiecesOfTheSamePeopleTakeBoundedRoom) { expect_bounded_room(World(), 3600); }
TEST(Ledger, AlsoWhereEachPieceIsEarlierThanTheOneBefore) { expect_bounded_room(World(), -3600); }

TEST(Ledger, RefusesDamagedAndOtherBytes) {
    const World world;
    std::mt19937 random(6);
    Ledger ledger = world.ledger();
    for (const Row& row : random_rows(random, 50)) world.add(ledger, row);
    const std::string bytes = ledger.save();
    for (std::size_t cut = 0; cut < bytes.size(); cut += 1 + cut / 50) EXPECT_FALSE(world.ledger().load(bytes.substr(0, cut))) << cut;
    EXPECT_FALSE(world.ledger().load("another layout"));
    EXPECT_FALSE(world.ledger().load(bytes + "x"));
    for (int i = 0; i < 300; ++i) {  // whatever a flipped bit makes of it: no crash
        std::string damaged = bytes;
        damaged[random() % damaged.size()] ^= static_cast<char>(1U << random() % 8);
        Ledger into = world.ledger();
        if (into.load(damaged)) into.finish();
    }
}

TEST(Ledger, KeepsTheEarliestValuesAndCountsTheOthers) {
    const World world;
    Ledger ledger = world.ledger();
    for (int i = 0; i < 40; ++i)
        world.add(ledger, {.actor = {IdentifierKind::email, "a@acme.com"},
                           .said = {{"person.phone", "+1 512 555 01" + std::to_string(10 + (i * 7) % 40)}},
                           .time = Timestamp::from_seconds(86'400 * (100 + i)),
                           .line = static_cast<std::uint64_t>(i)});
    ledger.finish();
    const Account& account = ledger.accounts().front();
    ASSERT_EQ(account.dropped->size(), 1U);
    EXPECT_EQ(account.facts.size(), world.attributes.find("person.phone")->cap);
    EXPECT_EQ(account.facts.size() + account.dropped->front().second, 40U);
}

TEST(Ledger, ShowsTheEarliestSpelling) {
    const World world;
    Ledger ledger = world.ledger();
    for (const auto& [spelling, day] : {std::pair{"ANN@ACME.COM", 3}, {"Ann@Acme.com", 1}, {"ann@acme.com", 2}})
        world.add(ledger, {.actor = {IdentifierKind::email, spelling},
                           .said = {{"education.school", day == 1 ? "TU BERLIN" : "TU Berlin"}},
                           .time = Timestamp::from_seconds(86'400 * day)});
    ledger.finish();
    EXPECT_EQ(ledger.accounts().front().shown, "Ann@Acme.com");
    ASSERT_EQ(ledger.accounts().front().facts.size(), 1U);
    EXPECT_EQ(ledger.accounts().front().facts.front().value, "TU BERLIN");
    EXPECT_EQ(ledger.accounts().front().facts.front().count(), 3U);
}

TEST(Ledger, CountsWhatHasNoActor) {
    const World world;
    Ledger ledger = world.ledger();
    Source source;
    source.id = "zeek.conn";
    Record record(1);
    Meaning meaning;
    meaning.event.record = &record;
    meaning.event.source = &source;
    for (int i = 0; i < 3; ++i) ledger.add(meaning);
    EXPECT_THAT(ledger.without_actor(), testing::ElementsAre(testing::Pair("zeek.conn", 3U)));
}

TEST(Ledger, RenumbersTheFilesOfAllEvidence) {
    const World world;
    Ledger ledger = world.ledger();
    world.add(ledger, {.identifiers = {{IdentifierKind::employee_number, "7"}, {IdentifierKind::email, "a@acme.com"}},
                       .said = {{"home.city", "Austin"}},
                       .name = "Ann",
                       .file = 1});
    ledger.renumber_files({5, 9});
    ledger.finish();
    EXPECT_EQ(ledger.joins().front().evidence->locator.file, 9U);
    for (const Account& account : ledger.accounts())
        for (const Fact& fact : account.facts) EXPECT_EQ(fact.evidence().front().locator.file, 9U);
}

}  // namespace
}  // namespace bonafide
