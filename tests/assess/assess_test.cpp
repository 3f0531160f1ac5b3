// Assessments of tests/assess/cases.yml, in every order of their signals; ranking; the file of weights.
#include "assess/assessment.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "base/yaml.h"
#include "tests/assess/checks.h"

namespace bonafide {
namespace {

using test::check_index;

const std::vector<test::CheckRow> rows = {
    {"network.a", "network", "a"}, {"network.a2", "network", "a"},   {"network.a3", "network", "a"},         {"network.a4", "network", "a"},
    {"network.b", "network", "b"}, {"device.a", "device", "device"}, {"identity.a", "identity", "identity"}, {"money.alone", "money", "money", true}};

AssessmentRules rules_from(const std::string& text, Errors& errors) {
    const e2e::Folder folder;
    folder.write("assessment.yml", text);
    return AssessmentRules::load(folder / "assessment.yml", errors);
}

AssessmentRules default_rules() { return {}; }

struct World {
    Attributes attributes = test::load_attributes();
    CheckSet checks = test::make_checks(rows, attributes);
    People people;
    std::vector<Signal> signals;

    std::size_t add_person(const std::string& id) {
        people.persons.emplace_back().id = id;
        return people.persons.size() - 1;
    }
    void add_signal(std::size_t person, const std::string& check, double bits, Timestamp at = Timestamp::none()) {
        Signal signal;
        signal.check = check_index(checks, check);
        signal.person = person;
        signal.bits = bits;
        signal.time = at;
        signal.summary = "n" + std::to_string(signals.size());
        signals.push_back(signal);
    }
};

Timestamp time_of(const YamlNode& node) { return node.present() ? parse_time(node.text())->at : Timestamp::none(); }

Decision decision_of(const YamlNode& node) {
    return {node.get("person").text(),  node.get("check").text(), node.get("where").text(), node.get("benign").flag(),
            node.get("because").text(), node.get("by").text(),    time_of(node.get("at")),  0};
}

void read_world(const YamlNode& node, World& world) {
    Person& person = world.people.persons[world.add_person("p")];
    for (const YamlNode& item : node.get("facts").items()) {
        Fact fact;
        fact.attribute = world.attributes.find(item.get("attribute").text())->id;
        fact.value = item.get("value").text();
        person.facts.push_back(fact);
    }
    for (const YamlNode& item : node.get("signals").items())
        world.add_signal(0, item.get("check").text(), item.get("bits").number(), time_of(item.get("time")));
}

void expect(const YamlNode& wanted, const World& world, const Assessment& found) {
    EXPECT_NEAR(found.bits, wanted.get("bits").number(), 1e-9);
    EXPECT_EQ(band_name(found.band), wanted.get("band").text());
    if (wanted.get("band_note").present()) {
        EXPECT_EQ(found.band_note, wanted.get("band_note").text());
    }
    if (wanted.get("probability").present()) {
        EXPECT_NEAR(found.probability, wanted.get("probability").number(), 1e-5);
    }
    const auto counted_of = [&](const std::string& check) {
        return *std::find_if(found.waterfall.begin(), found.waterfall.end(),
                             [&](const CountedSignal& c) { return world.checks.checks()[world.signals[c.signal].check].id == check; });
    };
    for (const auto& [check, bits] : wanted.get("counted").entries()) EXPECT_NEAR(counted_of(check).counted, bits.number(), 1e-9) << check;
    for (const auto& [check, note] : wanted.get("note").entries()) EXPECT_EQ(counted_of(check).note, note.text());
}

TEST(Assess, Cases) {
    Errors errors;
    const auto documents = load_yaml_file(std::string(BONAFIDE_ROOT) + "/tests/assess/cases.yml", errors);
    ASSERT_FALSE(documents.empty());
    for (const YamlNode& node : documents.front().items()) {
        SCOPED_TRACE(node.get("case").text());
        World world;
        read_world(node, world);
        std::vector<Decision> decisions;
        for (const YamlNode& item : node.get("decisions").items()) decisions.push_back(decision_of(item));
        const AssessmentRules rules = node.get("rules").present() ? rules_from(node.get("rules").text(), errors) : default_rules();
        const auto found = assess(world.people, world.attributes, world.checks, world.signals, {}, rules, decisions);
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found.front().rank, 1U);
        expect(node.get("expect"), world, found.front());
    }
    for (const Error& error : errors) ADD_FAILURE() << error.text();
}

TEST(Assess, TheSameToTheLastBitInAnyOrder) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> bits(-3, 6);
    World world;
    world.add_person("p");
    for (int i = 0; i < 40; ++i) world.add_signal(0, rows[random() % rows.size()].id, bits(random));
    const double first = assess(world.people, world.attributes, world.checks, world.signals, {}, {}, {}).front().bits;
    for (int round = 0; round < 50; ++round) {
        std::shuffle(world.signals.begin(), world.signals.end(), random);
        EXPECT_EQ(assess(world.people, world.attributes, world.checks, world.signals, {}, {}, {}).front().bits, first);
    }
}

TEST(Assess, PeopleOfAClusterStandTogether) {
    World world;
    for (const char* id : {"a", "b", "c", "d"}) world.add_person(id);
    world.add_signal(0, "network.a", 3);
    world.add_signal(1, "network.a", 7);
    world.add_signal(1, "device.a", 7);
    world.add_signal(2, "network.a", 6);
    const auto found = assess(world.people, world.attributes, world.checks, world.signals, {{1, 3}}, {}, {});
    std::vector<std::string> order;
    for (const Assessment& a : found) order.push_back(world.people.persons[a.person].id + std::to_string(a.rank));
    EXPECT_THAT(order, testing::ElementsAre("b1", "d2", "c3", "a4"));
}

TEST(Assess, EqualPeopleAreRankedById) {
    World world;
    for (const char* id : {"z", "m", "k"}) world.add_signal(world.add_person(id), "network.a", 5);
    const auto found = assess(world.people, world.attributes, world.checks, world.signals, {}, {}, {});
    EXPECT_EQ(world.people.persons[found[0].person].id, "k");
    EXPECT_EQ(world.people.persons[found[2].person].id, "z");
}

TEST(AssessmentFile, OfContentIsValidAndNamesOnlyWhatExists) {
    Errors errors;
    const auto rules = AssessmentRules::load(std::string(BONAFIDE_CONTENT) + "/assessment.yml", errors);
    const Attributes attributes = test::load_attributes();
    Errors of_checks;  // looked at by the tests of check/
    const Lists lists = Lists::load(std::string(BONAFIDE_CONTENT) + "/lists", of_checks);
    rules.check_names(CheckSet::load(std::string(BONAFIDE_CONTENT) + "/checks", attributes, lists, of_checks), errors);
    for (const Error& error : errors) ADD_FAILURE() << error.text();
    EXPECT_EQ(rules.prior_bits, -10);
    EXPECT_EQ(rules.review_bits, 8);
}

TEST(AssessmentFile, ReportsAllErrorsAtOnce) {
    Errors errors;
    const auto rules =
        rules_from("prior_bits: 3\nbands: {watch: 9, review: 8}\ngroup_shares: [0.2, 1]\nchecks: {no.such: {times: 2}}\ntypo: 1\n", errors);
    rules.check_names(test::make_checks(rows, test::load_attributes()), errors);
    std::string all;
    for (const Error& error : errors) all += error.text() + "\n";
    EXPECT_EQ(errors.size(), 6U) << all;
    for (const char* part : {"assessment.yml:1:", "do not rise", "shares that grow", "reason", "no check is called no.such", "typo"})
        EXPECT_THAT(all, testing::HasSubstr(part));
}

TEST(Bands, HaveNames) {
    Band band{};
    EXPECT_TRUE(band_from("urgent", band));
    EXPECT_EQ(band, Band::urgent);
    EXPECT_FALSE(band_from("URGENT!", band));
    EXPECT_EQ(band_name(Band::watch), "watch");
}

}  // namespace
}  // namespace bonafide
