// Loading tells every mistake at once; wanted() keeps whatever a check may look for; sharing agrees with a slow twin; threads change nothing.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <random>
#include <set>

#include "base/yaml.h"
#include "check/check.h"
#include "check/loader.h"
#include "check/sharing.h"
#include "check/words.h"

namespace bonafide {
namespace {

struct Vocabulary {
    Errors errors;
    Attributes attributes = Attributes::load(BONAFIDE_CONTENT "/attributes.yml", errors);
    Lists lists = Lists::load(BONAFIDE_CONTENT "/lists", errors);
};

const Vocabulary& vocabulary() {
    static const Vocabulary loaded;
    return loaded;
}

class Folder {
public:
    Folder() : path_(std::filesystem::path(testing::TempDir()) / ("checks_" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(path_);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    void write(const std::string& name, std::string_view text) const { std::ofstream(path_ / name, std::ios::binary) << text; }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

constexpr std::string_view sound_head = "id: t\ntitle: T\nfamily: device\ngroup: g\nreason: r\nsay: s\nnext: n\n";

struct Mistake {
    const char* name;
    const char* text;               ///< after the head
    std::vector<const char*> says;  ///< every one of these errors must come
};

std::string errors_of(std::string_view text) {
    const Folder folder;
    folder.write("t.yml", text);
    Errors errors;
    const CheckSet checks = CheckSet::load(folder.path(), vocabulary().attributes, vocabulary().lists, errors);
    std::string all;
    for (const Error& error : errors) {
        EXPECT_FALSE(error.where.empty());
        all += error.text() + "\n";
    }
    EXPECT_EQ(errors.empty(), checks.checks().size() == 1) << "a check with errors is not used, one without is";
    return all;
}

TEST(LoadChecks, SoundCheckHasNoErrors) {
    EXPECT_EQ(errors_of(std::string(sound_head) + "kind: match\nreads: [process.name]\nmatch: {attribute: process.name, values: [a.exe]}\nbits: 1\n"),
              "");
}

TEST(LoadChecks, EveryMistakeIsToldAtOnce) {
    const Mistake mistakes[] = {
        {"attribute, list and bits",
         "kind: match\nreads: [process.nam]\nmatch: {attribute: process.name, in: [remote_tolls]}\nbits: 99\n",
         {"unknown attribute \"process.nam\"", "did you mean \"process.name\"", "unknown list \"remote_tolls\"", "99 bits"}},
        {"reads too little", "kind: match\nreads: []\nmatch: {attribute: process.name, any: true}\nbits: 1\n", {"touches process.name"}},
        {"reads too much",
         "kind: match\nreads: [process.name, home.city]\nmatch: {attribute: process.name, any: true}\nbits: 1\n",
         {"names home.city, which the check does not touch"}},
        {"forbidden",
         "kind: match\nreads: [nationality]\nmatch: {attribute: person.nationality, any: true}\nbits: 1\n",
         {"\"nationality\" must not be read", "\"person.nationality\" must not be read"}},
        {"pattern", "kind: match\nreads: [process.name]\nmatch: {attribute: process.name, pattern: \"(\"}\nbits: 1\n", {"not a pattern"}},
        {"nothing to match", "kind: match\nreads: [process.name]\nmatch: {attribute: process.name}\nbits: 1\n", {"expected one of in, values"}},
        {"flags", "kind: match\nreads: [process.name]\nmatch: {attribute: process.name, is: true}\nbits: 1\n", {"type flag only"}},
        {"comparator",
         "kind: mismatch\nreads: [home.place, signin.place]\nmismatch: {claim: home.place, observe: signin.place, by: distance_kn, bits: [[500, 1], "
         "[100, 2]]}\n",
         {"unknown comparator \"distance_kn\"", "must rise"}},
        {"profile",
         "kind: mismatch\nreads: [home.time_zone]\nmismatch: {claim: home.time_zone, observe: signin.place, by: working_hours_shift, bits: [[1, "
         "1]]}\n",
         {"expected profile"}},
        {"parameter",
         "kind: mismatch\nreads: []\nmismatch: {observe: sightings, by: impossible_speed_kmh, bits: [[1, 1]], with: {flor: 3}}\n",
         {"\"flor\" is no parameter"}},
        {"statistic", "kind: unusual\nreads: []\nunusual: {statistic: night_shar, bits: [[1, 1]]}\n", {"unknown statistic \"night_shar\""}},
        {"own past",
         "kind: unusual\nreads: [meeting.camera_on]\nunusual: {statistic: camera_on_share, against: own, bits: [[1, 1]]}\n",
         {"cannot be compared with their own past"}},
        {"statistic without attribute",
         "kind: unusual\nreads: []\nunusual: {statistic: distinct_values, bits: [[1, 1]]}\n",
         {"with: {attribute: ...}"}},
        {"alone",
         "kind: shared\nreads: [signin.ip]\nshared: {attribute: signin.ip, fan_out: [[1, 2]], expected: [same_cat]}\n",
         {"one person is not shared", "expected same_home_claim"}},
        {"two kinds",
         "kind: match\nreads: [process.name]\nmatch: {attribute: process.name, any: true}\nbits: 1\nshared: {}\n",
         {"has no \"shared:\""}},
        {"word",
         "kind: match\nreads: [process.name]\nmatch: {attribute: process.name, any: true}\nbits: 1\nunles: []\n",
         {"unknown word \"unles\"", "did you mean \"unless\""}},
        {"tactics",
         "kind: match\nreads: [process.name]\ntactics: [T15]\nattack: [1219]\nmatch: {attribute: process.name, any: true}\nbits: 1\n",
         {"expected T1 to T14", "ATT&CK id"}},
    };
    for (const Mistake& mistake : mistakes) {
        const std::string all = errors_of(std::string(sound_head) + mistake.text);
        for (const char* words : mistake.says)
            EXPECT_NE(all.find(words), std::string::npos) << mistake.name << ": expected \"" << words << "\" in\n" << all;
    }
}

TEST(LoadChecks, StrangeFilesAreErrorsAndNoMore) {
    for (const char* text : {"", "[]", "- a\n- b", "a: [", "id: {a: b}\nkind: [match]\nmatch: 3\nbits: {}\n",
                             "kind: shared\nshared: {attribute: {}, fan_out: [[[1]], 2, {}], at_most: -1}", "---\n---\n",
                             "kind: match\nmatch: {attribute: [process.name, [x]], in: [[y]], pattern: [\"(?P<\", \"\\\\8\"], glob: {}}\nbits: "
                             "nan\ngrow: [3, {bits: inf}]\nsoon: {days: 99999999999}\n",
                             "kind: unusual\nunusual: {statistic: changes, with: {attribute: [a], days: nan}, bits: [[nan, 1], [inf, 2]]}\nunless: "
                             "[3, {attribute: x}]\n",
                             "&a [*a, *a]"})
        EXPECT_NE(errors_of(text), "") << text;
}

TEST(LoadChecks, FileNameIsTheId) {
    EXPECT_NE(errors_of("id: other\ntitle: T\nfamily: device\ngroup: g\nreason: r\nsay: s\nnext: n\nkind: match\nreads: [process.name]\nmatch: "
                        "{attribute: process.name, any: true}\nbits: 1\n")
                  .find("expected the file's name \"t\""),
              std::string::npos);
}

struct Shipped {
    Errors errors;
    CheckSet checks = CheckSet::load(BONAFIDE_CONTENT "/checks", vocabulary().attributes, vocabulary().lists, errors);
};

const Shipped& shipped() {
    static const Shipped loaded;
    return loaded;
}

/// A value as exports may write it: any case, blanks, a folder before a program.
std::string disguised(std::string value, AttributeType type, std::mt19937& random) {
    if (random() % 2)
        for (char& c : value) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (type == AttributeType::process && random() % 2) value = "C:\\Program Files\\" + value;
    if (random() % 3 == 0) value = " " + value;
    return value;
}

/// Whatever a matcher holds is wanted: every entry of every list, in several spellings, for every attribute that keeps matched values only.
TEST(Wanted, HoldsWhateverAMatcherHolds) {
    std::mt19937 random(1);
    std::size_t held = 0;
    check::MatchCache cache;
    for (const check::Plan& plan : shipped().checks.data().plans) {
        const auto* match = std::get_if<check::MatchPlan>(&plan.how);
        if (!match) continue;
        for (const AttributeId id : match->attributes) {
            const AttributeType type = vocabulary().attributes[id].type;
            for (const auto& [name, list] : vocabulary().lists.all())
                for (const ListEntry& entry : list.entries()) {
                    Fact fact;
                    fact.attribute = id;
                    fact.value = disguised(entry.value, type, random);
                    fact.key = comparable_key(type, fact.value);
                    if (!match->matcher.match(fact, type, cache)) continue;
                    ++held;
                    EXPECT_TRUE(shipped().checks.wanted(id, fact.value)) << vocabulary().attributes[id].name << " = " << fact.value;
                }
        }
    }
    EXPECT_GT(held, 500U);
}

TEST(Wanted, LetsTheOrdinaryGo) {
    const auto wanted = [](std::string_view attribute, std::string_view value) {
        return shipped().checks.wanted(vocabulary().attributes.find(attribute)->id, value);
    };
    for (const char* program :
         {"chrome.exe", "explorer.exe", "C:\\Windows\\System32\\svchost.exe", "code.exe", "/usr/bin/bash", "git", "outlook.exe"})
        EXPECT_FALSE(wanted("process.name", program)) << program;
    for (const char* domain : {"www.google.com", "github.com", "notanydesk.com"}) EXPECT_FALSE(wanted("dns.domain", domain)) << domain;
    EXPECT_FALSE(wanted("usb.id", "046d:c52b"));
    EXPECT_FALSE(wanted("process.command", "git push origin main"));
    EXPECT_TRUE(wanted("process.name", "C:\\Users\\jo\\Downloads\\AnyDesk.exe"));
    EXPECT_TRUE(wanted("dns.domain", "relay-3.NET.anydesk.com"));
    EXPECT_TRUE(wanted("usb.id", "1d6b:0104"));
}

TEST(Words, SentencesAreFilledAndCounted) {
    std::vector<std::string> unknown;
    const auto sentence = check::Sentence::parse("{value_label} on {days} days of {of_days} days, {number} km, {nonsense}", unknown);
    EXPECT_EQ(unknown, std::vector<std::string>{"nonsense"});
    check::Said said;
    said.value_label = "AnyDesk";
    said.days = 1;
    said.of_days = 1200;
    said.number = 1503.4;
    EXPECT_TRUE(sentence.fill(said).starts_with("AnyDesk on 1 day of 1,200 days, 1,503 km"));
    EXPECT_EQ(check::number_words(2.54), "2.5");
    EXPECT_EQ(check::number_words(3.0), "3");
    EXPECT_EQ(check::number_words(-0.54), "-0.5");
}

Person person_with(const std::string& id, std::string_view attribute, const std::vector<std::string>& values) {
    Person person;
    person.id = id;
    person.kind = PersonKind::employee;
    const Attribute& a = *vocabulary().attributes.find(attribute);
    for (const std::string& value : values) {
        Fact fact;
        fact.attribute = a.id;
        fact.stance = a.stance;
        fact.value = value;
        fact.key = comparable_key(a.type, value);
        Seen& seen = fact.seen.own();
        seen.first = seen.last = Timestamp::from_seconds(1'770'000'000);
        seen.days.add(seen.first.day());
        seen.count = 1;
        person.facts.push_back(std::move(fact));
    }
    std::ranges::sort(person.facts, {}, &Fact::key);
    return person;
}

People random_people(std::mt19937& random, std::size_t count, std::size_t wallets) {
    People people;
    for (std::size_t i = 0; i < count; ++i) {
        std::set<std::string> mine;
        for (std::size_t k = 0; k < random() % 4; ++k) mine.insert("0x" + std::to_string(1000 + random() % wallets));
        people.persons.push_back(person_with("p" + std::to_string(1000 + i), "payout.wallet", {mine.begin(), mine.end()}));
    }
    return people;
}

std::size_t index_of(std::string_view id) {
    const auto& all = shipped().checks.checks();
    return static_cast<std::size_t>(std::ranges::find(all, id, &Check::id) - all.begin());
}

/// Two people are joined by a signal exactly when they have a wallet in common: looked up pair by pair.
TEST(Shared, AgreesWithEveryPair) {
    std::mt19937 random(2);
    const std::size_t wallet = index_of("shared.wallet");
    for (int round = 0; round < 20; ++round) {
        const People people = random_people(random, 60, 150);
        const CheckOutcome outcome = shipped().checks.run(people, vocabulary().attributes, Geo{}, Timestamp::from_seconds(1'780'000'000), 2);
        std::set<std::pair<std::size_t, std::size_t>> slow, fast;
        for (std::size_t i = 0; i < people.persons.size(); ++i)
            for (std::size_t j = 0; j < people.persons.size(); ++j)
                for (const Fact& a : people.persons[i].facts)
                    for (const Fact& b : people.persons[j].facts)
                        if (i != j && a.key == b.key) slow.emplace(i, j);
        for (const Signal& signal : outcome.signals)
            if (signal.check == wallet)
                for (const std::size_t other : signal.with) fast.emplace(signal.person, other);
        EXPECT_EQ(fast, slow);
    }
}

TEST(Shared, CommonPropertySaysNothingAndIsTold) {
    People people;
    for (int i = 0; i < 40; ++i) people.persons.push_back(person_with("p" + std::to_string(100 + i), "payout.wallet", {"0xfeed"}));
    const CheckOutcome outcome = shipped().checks.run(people, vocabulary().attributes, Geo{}, Timestamp::from_seconds(1'780'000'000), 2);
    for (const Signal& signal : outcome.signals) EXPECT_NE(signal.check, index_of("shared.wallet"));
    ASSERT_EQ(outcome.common.size(), 1U);
    EXPECT_EQ(outcome.common[0].people, 40U);
    EXPECT_EQ(outcome.common[0].value, "0xfeed");
}

std::string written(const CheckOutcome& outcome) {
    std::string out;
    for (const Signal& s : outcome.signals) {
        out += std::to_string(s.person) + " " + std::to_string(s.check) + " " + std::to_string(s.bits) + " " + s.summary + " " + s.shared_key;
        for (const std::size_t other : s.with) out += " " + std::to_string(other);
        out += "\n";
    }
    for (const CannotRun& c : outcome.cannot_run) out += std::to_string(c.check) + c.missing + "\n";
    return out;
}

TEST(Run, ThreadsChangeNothing) {
    std::mt19937 random(3);
    People people = random_people(random, 500, 300);
    const char* networks[] = {"AS9009 M247 Europe SRL", "AS7922 Comcast Cable Communications", "AS60068 Datacamp Limited"};
    for (Person& person : people.persons) {
        Person more = person_with(person.id, "signin.network", {networks[random() % 3]});
        for (int day = 0; day < 30; ++day) {
            more.facts[0].seen.own().days.add(more.facts[0].first().day() + day);
            for (int h = 0; h < 8; ++h)
                person.profile.add_action(Timestamp::from_seconds(1'770'000'000 + day * 86400 + h * 3600 + static_cast<int>(random() % 30000)));
        }
        person.facts.insert(person.facts.end(), more.facts.begin(), more.facts.end());
        std::ranges::sort(person.facts, {}, &Fact::attribute);
    }
    const auto run = [&](unsigned threads) {
        return written(shipped().checks.run(people, vocabulary().attributes, Geo{}, Timestamp::from_seconds(1'780'000'000), threads));
    };
    const std::string one = run(1);
    EXPECT_GT(one.size(), 1000U);
    EXPECT_EQ(run(2), one);
    EXPECT_EQ(run(7), one);
}

TEST(Run, WhatCannotLookSaysWhatIsMissing) {
    People people;
    people.persons.push_back(person_with("a", "payout.wallet", {"0x1"}));
    const auto cannot = [&](const std::vector<AttributeId>& stated) {
        std::map<std::string, std::string> out;
        for (const CannotRun& c :
             shipped().checks.run(people, vocabulary().attributes, Geo{}, Timestamp::from_seconds(1'780'000'000), 1, stated).cannot_run)
            out[shipped().checks.checks()[c.check].id] = c.missing;
        return out;
    };
    const auto without = cannot({});
    EXPECT_TRUE(without.contains("shipment.far_from_home"));
    EXPECT_NE(without.at("shipment.country").find("home.country"), std::string::npos);
    EXPECT_TRUE(without.contains("jiggler.program"));
    EXPECT_TRUE(without.contains("hours.all_day"));
    EXPECT_TRUE(without.contains("network.impossible_travel"));
    EXPECT_FALSE(without.contains("shared.wallet"));
    EXPECT_FALSE(cannot({vocabulary().attributes.find("process.name")->id}).contains("jiggler.program")) << "programs were stated, none was known";
}

TEST(Run, ServiceAccountsAreNobody) {
    People people;
    people.persons.push_back(person_with("a", "payout.wallet", {"0x4F47Bc496083C727c5fbe3CE9CDf2B0f6496270c"}));
    people.persons[0].kind = PersonKind::service;
    EXPECT_TRUE(shipped().checks.run(people, vocabulary().attributes, Geo{}, Timestamp::none(), 1).signals.empty());
    people.persons[0].kind = PersonKind::unknown;
    EXPECT_EQ(shipped().checks.run(people, vocabulary().attributes, Geo{}, Timestamp::none(), 1).signals.size(), 1U);
}

TEST(Fairness, NoCheckReadsWhereSomebodyComesFrom) {
    for (const Check& check : shipped().checks.checks())
        for (const AttributeId id : check.reads) EXPECT_EQ(vocabulary().attributes.forbidden(vocabulary().attributes[id].name), "") << check.id;
}

/// Names are compared with the person's own other names, or for equality when two records may be one person; no check matches names.
TEST(Fairness, NamesAreNeverMatched) {
    const AttributeId name = vocabulary().attributes.find("person.name")->id;
    for (std::size_t i = 0; i < shipped().checks.checks().size(); ++i) {
        const auto* match = std::get_if<check::MatchPlan>(&shipped().checks.data().plans[i].how);
        const bool names = match && std::ranges::count(match->attributes, name) > 0;
        EXPECT_FALSE(names) << shipped().checks.checks()[i].id;
    }
}

}  // namespace
}  // namespace bonafide
