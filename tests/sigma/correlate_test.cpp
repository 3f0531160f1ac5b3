// Timelines of tests/sigma/correlations/*.yml: events with times in, firings with exact times, groups and figures out. Each timeline runs
// straight, cut by a snapshot after every event, and dealt to three workers in disorder.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <numeric>

#include "base/yaml.h"
#include "sigma/order_statistics.h"
#include "tests/sigma/correlate_support.h"

namespace bonafide::sigma {

namespace {

using namespace testing;
using ::testing::HasSubstr;

std::int64_t us_of(double seconds) { return std::llround(seconds * 1e6); }

struct Case {
    std::string name;
    RuleBook setup;
    std::vector<TimedEvent> events;
    CorrelatorOptions options;
    std::int64_t until = INT64_MIN;
    bool as_listed = false;
    YamlNode fire, counters, errors;
};

Case case_of(const YamlNode& node, Errors& errors) {
    node.allow_only({"name", "rules", "correlations", "events", "fire", "lateness", "as_listed", "until", "decide_open", "max_bytes", "counters",
                     "errors", "why"});
    Case out;
    out.name = node.require("name").text();
    for (const std::string& rule : node.require("rules").texts()) out.setup.add_rule(rule);
    out.setup.add_yaml(node.require("correlations").text());
    out.setup.make();
    out.options.lateness_us = us_of(node.get("lateness").number(0));
    out.options.decide_open = node.get("decide_open").flag(false);
    out.options.max_bytes = static_cast<std::size_t>(node.get("max_bytes").integer(1 << 20));
    if (node.get("until").present()) out.until = us_of(node.get("until").number());
    out.as_listed = node.get("as_listed").flag(false) || out.options.lateness_us > 0;
    out.fire = node.get("fire");
    out.counters = node.get("counters");
    out.errors = node.get("errors");
    for (const YamlNode& item : node.get("events").items()) {
        TimedEvent& event = out.events.emplace_back();
        event.place = out.events.size();
        for (const auto& [key, value] : item.entries()) {
            if (key == "t") event.us = value.text() == "none" ? INT64_MIN : us_of(value.number());
            else if (key == "n") event.place = static_cast<std::uint64_t>(value.integer());
            else if (key == "rule") {
                const auto found = std::ranges::find(out.setup.rules, value.text(), [](const Rule& r) { return r.heading.name; });
                if (found == out.setup.rules.end()) errors.push_back({value.where(), "no such rule", {}});
                event.rule = static_cast<std::uint32_t>(found - out.setup.rules.begin());
            } else event.fields[key] = value.text();
        }
    }
    if (!out.as_listed) in_order(out.events);
    return out;
}

std::string shown(const RuleBook& setup, const Firing& firing, const YamlNode& wanted) {
    const Heading& heading = setup.correlations[firing.correlation].heading;
    std::string out = fmt::format("t={} rule={} group=[{}]", static_cast<double>(firing.time.us) / 1e6,
                                  heading.name.empty() ? heading.title : heading.name, fmt::join(firing.group, ","));
    if (!wanted.is_map() || wanted.get("figure").present()) out += fmt::format(" figure={}", firing.figure);
    if (wanted.is_map() && wanted.get("first").present()) out += fmt::format(" first={}", static_cast<double>(firing.first_time.us) / 1e6);
    if (wanted.is_map() && wanted.get("last").present()) out += fmt::format(" last={}", static_cast<double>(firing.last_time.us) / 1e6);
    return out;
}

std::string expected_text(const YamlNode& wanted) {
    wanted.allow_only({"t", "rule", "group", "figure", "first", "last"});
    std::string out = fmt::format("t={} rule={} group=[{}]", wanted.require("t").number(), wanted.require("rule").text(),
                                  fmt::join(wanted.get("group").texts(), ","));
    for (const char* key : {"figure", "first", "last"})
        if (wanted.get(key).present()) out += fmt::format(" {}={}", key, wanted.get(key).number());
    return out;
}

void expect(const Case& c, const Ran& ran, const std::string& how) {
    const std::vector<YamlNode> wanted = c.fire.present() ? c.fire.items() : std::vector<YamlNode>();
    std::vector<std::string> found, expectation;
    for (std::size_t i = 0; i < ran.firings.size(); ++i) found.push_back(shown(c.setup, ran.firings[i], i < wanted.size() ? wanted[i] : YamlNode()));
    for (const YamlNode& item : wanted) expectation.push_back(expected_text(item));
    EXPECT_EQ(found, expectation) << c.name << ", " << how;
    const Correlator::Counters& n = ran.counters;
    const std::map<std::string, std::uint64_t> counted{
        {"hits", n.hits},         {"duplicates", n.duplicates}, {"untimed", n.untimed}, {"late", n.late},           {"no_group", n.no_group},
        {"no_value", n.no_value}, {"firings", n.firings},       {"evicted", n.evicted}, {"undecided", n.undecided}, {"groups", n.groups}};
    for (const auto& [key, value] : c.counters.present() ? c.counters.entries() : decltype(c.counters.entries())()) {
        ASSERT_TRUE(counted.contains(key)) << key;
        EXPECT_EQ(counted.at(key), static_cast<std::uint64_t>(value.integer())) << c.name << ", " << how << ": " << key;
    }
}

class Timelines : public ::testing::TestWithParam<std::string> {};

TEST_P(Timelines, FireAsWritten) {
    Errors errors;
    std::size_t cases = 0;
    for (const YamlNode& document : load_yaml_file(GetParam(), errors))
        for (const YamlNode& node : document.items()) {
            Case c = case_of(node, errors);
            ++cases;
            const std::vector<YamlNode> refused = c.errors.present() ? c.errors.items() : std::vector<YamlNode>();
            ASSERT_EQ(c.setup.errors.size(), refused.size()) << c.name << (c.setup.errors.empty() ? "" : ": " + c.setup.errors.front().text());
            for (std::size_t i = 0; i < refused.size(); ++i) EXPECT_THAT(c.setup.errors[i].text(), HasSubstr(refused[i].text())) << c.name;
            expect(c, run(c.setup, c.events, c.options, c.until), "straight");
            expect(c, run_with_snapshots(c.setup, c.events, c.options, c.until), "with snapshots");
            if (c.as_listed) continue;
            for (std::uint64_t seed = 0; seed < 3; ++seed) expect(c, run_as_scan(c.setup, c.events, c.options, seed, c.until), "as a scan");
        }
    for (const Error& error : errors) ADD_FAILURE() << error.text();
    EXPECT_GT(cases, 0U);
}

std::vector<std::string> timeline_files() {
    std::vector<std::string> out;
    for (const auto& path : yaml_files(std::filesystem::path(BONAFIDE_ROOT) / "tests/sigma/correlations")) out.push_back(path.string());
    return out;
}

INSTANTIATE_TEST_SUITE_P(Correlations, Timelines, ::testing::ValuesIn(timeline_files()),
                         [](const auto& param) { return std::filesystem::path(param.param).stem().string(); });

TEST(OrderStatistics, TellsRanksLikeASortedList) {
    std::mt19937_64 random(7);
    OrderStatistics tree;
    std::vector<double> list;
    for (int step = 0; step < 20'000; ++step) {
        if (list.empty() || random() % 5 < 3) {
            const double value = static_cast<double>(random() % 50) / 4;
            tree.insert(value);
            list.insert(std::ranges::upper_bound(list, value), value);
        } else {
            const std::size_t at = random() % list.size();
            tree.erase(list[at]);
            list.erase(list.begin() + static_cast<std::ptrdiff_t>(at));
        }
        ASSERT_EQ(tree.size(), list.size());
        if (list.empty()) continue;
        const std::size_t rank = random() % list.size();
        ASSERT_EQ(tree.at(rank), list[rank]);
        ASSERT_EQ(tree.percentile(0), list.front());
        ASSERT_EQ(tree.percentile(100), list.back());
        const std::size_t middle = (list.size() - 1) / 2;
        ASSERT_DOUBLE_EQ(tree.percentile(50), list.size() % 2 == 1 ? list[middle] : (list[middle] + list[middle + 1]) / 2);
    }
}

RuleBook count_setup(const std::string& condition, const std::string& timespan = "10s") {
    RuleBook out;
    out.add_rule("a");
    out.add_yaml("title: many\nname: many\ncorrelation:\n  type: event_count\n  rules: [a]\n  group-by: [User]\n  timespan: " + timespan +
                 "\n  condition: {" + condition + "}\n");
    out.make();
    return out;
}

TEST(Correlator, StaysUnderItsCapAndForgetsTheLeastRecentlyUsed) {
    const RuleBook setup = count_setup("gte: 3", "1h");
    ASSERT_TRUE(setup.errors.empty());
    CorrelatorOptions options;
    options.max_bytes = 100'000;
    Correlator correlator(setup.plan, options);
    std::vector<TimedEvent> events;
    for (std::uint64_t i = 0; i < 20'000; ++i) {
        events.push_back({static_cast<std::int64_t>(i) * 1000, 0, i, {{"User", "user" + std::to_string(i)}}});
        // About 350 groups fit. One user comes every 250: only by his use he is still there the third time.
        if (i % 250 == 0 && i <= 500) events.push_back({static_cast<std::int64_t>(i) * 1000, 0, i + 1'000'000, {{"User", "steady"}}});
    }
    for (const TimedEvent& event : events) {
        as_hit(setup.plan, event, [&](const Hit& hit) { correlator.feed(hit); });
        ASSERT_LE(correlator.counters().bytes, options.max_bytes);
    }
    correlator.finish();
    const std::vector<Firing> firings = correlator.take();
    ASSERT_EQ(firings.size(), 1U);
    EXPECT_EQ(firings.front().group, std::vector<std::string>{"steady"});
    EXPECT_GT(correlator.counters().evicted, 19'000U);
    EXPECT_EQ(correlator.counters().evicted + correlator.counters().groups, 20'001U);
}

TEST(Correlator, CapHoldsWithinOneInstantAndOneGroup) {
    RuleBook setup;
    setup.add_rule("a");
    setup.add_yaml("title: v\ncorrelation:\n  type: value_count\n  rules: a\n  timespan: 1d\n  condition: {field: V, gte: 1000000}\n");
    setup.make();
    ASSERT_TRUE(setup.errors.empty());
    CorrelatorOptions options;
    options.max_bytes = 50'000;
    Correlator correlator(setup.plan, options);
    for (std::uint64_t i = 0; i < 5'000; ++i) {
        as_hit(setup.plan, {5, 0, i, {{"V", std::to_string(i)}}}, [&](const Hit& hit) { correlator.feed(hit); });
        ASSERT_LE(correlator.counters().bytes, options.max_bytes);
    }
    correlator.finish();
    EXPECT_GT(correlator.counters().evicted, 0U);
    EXPECT_TRUE(correlator.take().empty());
}

TEST(Correlator, MemoryOfACountIsItsThresholdNotItsEvents) {
    const RuleBook setup = count_setup("gte: 5", "1d");
    CorrelatorOptions options;
    Correlator correlator(setup.plan, options);
    for (std::uint64_t i = 0; i < 100'000; ++i)
        as_hit(setup.plan, {static_cast<std::int64_t>(i), 0, i, {{"User", "u"}}}, [&](const Hit& hit) { correlator.feed(hit); });
    EXPECT_LT(correlator.counters().bytes, 2'000U);
    correlator.finish();
    EXPECT_EQ(correlator.take().size(), 1U);
}

TEST(Correlator, AMillionGroupsLeaveNothingBehind) {
    const RuleBook setup = count_setup("gte: 2", "10s");
    Correlator correlator(setup.plan);
    std::uint64_t most = 0;
    for (std::uint64_t i = 0; i < 200'000; ++i) {
        as_hit(setup.plan, {static_cast<std::int64_t>(i) * 10'000, 0, i, {{"User", std::to_string(i)}}},
               [&](const Hit& hit) { correlator.feed(hit); });
        most = std::max(most, correlator.counters().groups);
    }
    EXPECT_LE(most, 1'002U);  // ten seconds of them
    EXPECT_EQ(correlator.counters().evicted, 0U);
}

TEST(Correlator, TheClockDecidesWithoutFurtherHits) {
    const RuleBook setup = count_setup("lt: 3");
    CorrelatorOptions options;
    options.lateness_us = 5'000'000;
    Correlator correlator(setup.plan, options);
    as_hit(setup.plan, {1'000'000, 0, 1, {{"User", "u"}}}, [&](const Hit& hit) { correlator.feed(hit); });
    correlator.clock({15'999'999});
    EXPECT_TRUE(correlator.take().empty());
    correlator.clock({16'000'000});
    EXPECT_TRUE(correlator.take().empty());  // a hit of second 11 may still come in order
    correlator.clock({16'000'001});
    const std::vector<Firing> firings = correlator.take();
    ASSERT_EQ(firings.size(), 1U);
    EXPECT_EQ(firings.front().time.us, 11'000'000);
}

TEST(Correlator, AHitFromTheFutureDoesNotMakeOthersLate) {
    const RuleBook setup = count_setup("gte: 2");
    CorrelatorOptions options;
    options.lateness_us = 1'000'000;
    Correlator correlator(setup.plan, options);
    correlator.clock({100'000'000});
    const auto feed = [&](std::int64_t us, std::uint64_t place) {
        as_hit(setup.plan, {us, 0, place, {{"User", "u"}}}, [&](const Hit& hit) { correlator.feed(hit); });
    };
    feed(100'000'000, 1);
    feed(100'000'000 + std::int64_t{86400} * 365 * 1'000'000, 2);
    feed(101'000'000, 3);
    correlator.clock({110'000'000});
    EXPECT_EQ(correlator.counters().ahead, 1U);
    EXPECT_EQ(correlator.counters().late, 0U);
    EXPECT_EQ(correlator.take().size(), 1U);
}

TEST(Correlator, ASnapshotOutlivesAReloadOfTheRules) {
    const RuleBook before = count_setup("gte: 2");
    Correlator first(before.plan);
    as_hit(before.plan, {1'000'000, 0, 1, {{"User", "u"}}}, [&](const Hit& hit) { first.feed(hit); });
    const std::string bytes = first.snapshot();

    RuleBook more;  // another rule and another correlation before the known ones
    more.add_rule("z");
    more.add_rule("a");
    more.add_yaml(
        "title: other\nname: other\ncorrelation:\n  type: event_count\n  rules: [z]\n  group-by: [User]\n  timespan: 1m\n  condition: {gte: 9}\n");
    more.correlations.push_back(before.correlations.front());
    more.make();
    Correlator second(more.plan);
    ASSERT_TRUE(second.restore(bytes));
    as_hit(more.plan, {2'000'000, 1, 2, {{"User", "U"}}}, [&](const Hit& hit) { second.feed(hit); });
    second.finish();
    EXPECT_EQ(second.take().size(), 1U);
    EXPECT_EQ(second.counters().unknown, 0U);

    const RuleBook changed = count_setup("gte: 3");
    Correlator third(changed.plan);
    ASSERT_TRUE(third.restore(bytes));
    EXPECT_EQ(third.counters().unknown, 1U);
    EXPECT_EQ(third.counters().groups, 0U);
}

TEST(Correlator, BrokenSnapshotsAreRefused) {
    const RuleBook setup = count_setup("gte: 2");
    Correlator correlator(setup.plan);
    as_hit(setup.plan, {1'000'000, 0, 1, {{"User", "u"}}}, [&](const Hit& hit) { correlator.feed(hit); });
    const std::string bytes = correlator.snapshot();
    for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(Correlator(setup.plan).restore(bytes.substr(0, size))) << size;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::string bad = bytes;
        bad[i] = static_cast<char>(bad[i] ^ 0x40);
        EXPECT_FALSE(Correlator(setup.plan).restore(bad)) << i;
    }
}

TEST(HitLog, SaysWhenTheDiskDoesNotTakeIt) {
    const RuleBook setup = count_setup("gte: 2");
    std::vector<HitLog> logs;
    logs.emplace_back(200, "/nonexistent");
    for (std::uint64_t i = 0; i < 100; ++i)
        as_hit(setup.plan, {static_cast<std::int64_t>(i), 0, i, {{"User", "u"}}}, [&](const Hit& hit) { logs[0].add(hit); });
    EXPECT_GT(logs[0].lost(), 0U);
    Correlator correlator(setup.plan);
    const auto fed = feed_in_order(logs, correlator);
    ASSERT_FALSE(fed);
    EXPECT_THAT(fed.error().text(), HasSubstr("/nonexistent"));
}

TEST(HitLog, ACloneSharesTheFileAndBothGoOn) {
    const RuleBook setup = count_setup("gte: 1");
    const auto add = [&](HitLog& log, std::uint64_t from, std::uint64_t until) {
        for (std::uint64_t i = from; i < until; ++i)
            as_hit(setup.plan, {static_cast<std::int64_t>(i), 0, i, {{"User", "u" + std::to_string(i)}}}, [&](const Hit& hit) { log.add(hit); });
    };
    const auto times_of = [&](HitLog log) {
        std::vector<HitLog> logs;
        logs.push_back(std::move(log));
        Correlator correlator(setup.plan);
        EXPECT_TRUE(feed_in_order(logs, correlator));
        correlator.finish();
        std::vector<std::int64_t> out;
        for (const Firing& firing : correlator.take()) out.push_back(firing.last_time.us);
        std::ranges::sort(out);
        return out;
    };
    const auto numbers = [](std::int64_t from, std::int64_t until) {
        std::vector<std::int64_t> out(static_cast<std::size_t>(until - from));
        std::iota(out.begin(), out.end(), from);
        return out;
    };
    HitLog log(2000, std::filesystem::temp_directory_path());
    add(log, 0, 100);
    ASSERT_GT(log.spilled_bytes(), 0U);
    HitLog clone = log.clone();
    add(clone, 100, 200);
    add(log, 100, 150);
    add(clone, 200, 300);
    EXPECT_EQ(times_of(std::move(log)), numbers(0, 150));
    EXPECT_EQ(times_of(std::move(clone)), numbers(0, 300)) << "what the other wrote meanwhile, or that it is gone, changes nothing";
}

TEST(CorrelationPlan, SaysWhatEachRuleMustKeepAndWhoIsSilent) {
    RuleBook setup;
    for (const char* name : {"a", "b", "c"}) setup.add_rule(name);
    setup.add_yaml(R"(title: one
name: one
correlation:
  type: value_count
  rules: [a]
  group-by: [User]
  timespan: 1m
  condition: {field: [Ip, Port], gte: 2}
---
title: two
correlation:
  type: temporal
  rules: [b, one]
  group-by: [who]
  timespan: 1m
  generate: true
  aliases:
    who: {b: Account, one: User}
)");
    setup.make();
    ASSERT_TRUE(setup.errors.empty()) << setup.errors.front().text();
    EXPECT_EQ(setup.plan.needed_fields(0), (std::vector<std::string>{"User", "Ip", "Port"}));
    EXPECT_EQ(setup.plan.needed_fields(1), (std::vector<std::string>{"Account"}));
    EXPECT_TRUE(setup.plan.wanted(1));
    EXPECT_FALSE(setup.plan.wanted(2));
    EXPECT_TRUE(setup.plan.silent_rule(0));
    EXPECT_FALSE(setup.plan.silent_rule(1));  // its correlation generates
    EXPECT_FALSE(setup.plan.silent_rule(2));
    EXPECT_FALSE(setup.plan.silent_correlation(0));
    EXPECT_FALSE(setup.plan.silent_correlation(1));
}

}  // namespace

}  // namespace bonafide::sigma
