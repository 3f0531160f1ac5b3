#include "link/cluster.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "link/words.h"
#include "tests/assess/checks.h"

namespace bonafide {
namespace {

using testing::ElementsAre;

struct World {
    Attributes attributes = test::load_attributes();
    CheckSet checks = test::make_checks({{"shared.ip", "shared", "place", false, "shared", "signin.ip"},
                                         {"shared.ip_crowd", "shared", "place", false, "shared", "signin.ip"},
                                         {"shared.bank", "shared", "money", false, "shared", "payout.account"},
                                         {"tool", "device", "tools"}},
                                        attributes);
    People people;
    std::vector<Signal> signals;

    explicit World(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) people.persons.emplace_back().id = "p" + std::to_string(i);
    }
    /// One signal for each of the people, as a check of kind shared gives them.
    void share(const std::string& check, const std::string& attribute, const std::string& value, double bits,
               const std::vector<std::size_t>& persons) {
        for (const std::size_t person : persons) {
            Fact fact;
            fact.attribute = attributes.find(attribute)->id;
            fact.value = value;
            fact.key = value;
            people.persons[person].facts.push_back(fact);
            std::ranges::sort(people.persons[person].facts, {}, &Fact::attribute);
            Signal signal;
            signal.check = test::check_index(checks, check);
            signal.person = person;
            signal.bits = bits;
            signal.shared_key = value;
            for (const std::size_t other : persons)
                if (other != person) signal.with.push_back(other);
            signals.push_back(signal);
        }
    }
    [[nodiscard]] std::vector<Cluster> clusters() const { return find_clusters(people, attributes, checks, signals); }
};

TEST(Clusters, ChainsOfSharedThingsAreOneCluster) {
    World world(6);
    world.share("shared.ip", "signin.ip", "73.1.1.1", 5, {4, 2});
    world.share("shared.bank", "payout.account", "0210 44", 7, {2, 3});
    world.share("shared.ip", "signin.ip", "73.9.9.9", 5, {0, 1});
    const auto found = world.clusters();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_THAT(found[0].persons, ElementsAre(0, 1));
    EXPECT_THAT(found[1].persons, ElementsAre(2, 3, 4));
    EXPECT_EQ(found[1].id, "cluster of p2");
    EXPECT_EQ(found[1].summary, "3 people share one bank account and one sign-in address");
    ASSERT_EQ(found[1].links.size(), 2U);
    EXPECT_EQ(found[1].links[0].value, "0210 44");
    EXPECT_THAT(found[1].links[0].persons, ElementsAre(2, 3));
}

TEST(Clusters, WeakLinksAndOtherKindsJoinNobody) {
    World world(3);
    world.share("shared.ip", "signin.ip", "73.1.1.1", 1.5, {0, 1});
    world.share("tool", "process.name", "anydesk.exe", 5, {1, 2});
    EXPECT_TRUE(world.clusters().empty());
}

TEST(Clusters, OneThingThatTwoChecksTellOfIsCountedOnce) {
    World world(4);
    world.share("shared.ip", "signin.ip", "73.1.1.1", 5, {0, 1, 2});
    world.share("shared.ip_crowd", "signin.ip", "73.1.1.1", 2, {0, 1, 2});
    world.share("shared.ip", "signin.ip", "73.1.1.2", 5, {2, 3});
    const auto found = world.clusters();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].summary, "4 people share two sign-in addresses");
    EXPECT_EQ(found[0].links.size(), 3U);
}

TEST(Clusters, DoNotDependOnTheOrderOfSignals) {
    World world(30);
    std::mt19937 random(3);
    for (int i = 0; i < 25; ++i)
        world.share(i % 2 ? "shared.ip" : "shared.bank", i % 2 ? "signin.ip" : "payout.account", "v" + std::to_string(i), 2 + i % 5,
                    {random() % 15, 15 + random() % 15});
    const auto first = world.clusters();
    ASSERT_FALSE(first.empty());
    for (int round = 0; round < 20; ++round) {
        std::shuffle(world.signals.begin(), world.signals.end(), random);
        const auto again = world.clusters();
        ASSERT_EQ(again.size(), first.size());
        for (std::size_t i = 0; i < first.size(); ++i) {
            EXPECT_EQ(again[i].id, first[i].id);
            EXPECT_EQ(again[i].persons, first[i].persons);
            EXPECT_EQ(again[i].summary, first[i].summary);
        }
    }
}

TEST(Words, CountInPlainEnglish) {
    EXPECT_EQ(counted(1, "bank account"), "one bank account");
    EXPECT_EQ(counted(2, "address of a payment change"), "two addresses of a payment change");
    EXPECT_EQ(counted(14, "phone of the second factor"), "14 phones of the second factor");
    EXPECT_EQ(counted(3, "country"), "three countries");
    EXPECT_EQ(listed({"a", "b", "c"}), "a, b and c");
    EXPECT_EQ(listed({"a"}), "a");
}

}  // namespace
}  // namespace bonafide
