// The engine against the reference on random rules and events: with every optimisation, without any, and with a field known ahead.
#include <gmock/gmock.h>

#include <random>

#include "sigma/parse.h"
#include "sigma/pattern.h"
#include "tests/sigma/random_rules.h"
#include "tests/sigma/run_engine.h"

namespace bonafide::sigma {

namespace {

using namespace testing;
using ::testing::AnyOf;
using ::testing::HasSubstr;

struct RuleText {
    std::string yaml;
    YamlNode detection;
};

std::vector<std::string> placeholder(std::string_view name) {
    const auto found = RandomRules::placeholders.find(std::string(name));
    return found == RandomRules::placeholders.end() ? std::vector<std::string>() : found->second;
}

class Differential : public ::testing::TestWithParam<int> {};

TEST_P(Differential, EngineAndReferenceAgree) {
    std::mt19937_64 random(static_cast<std::uint64_t>(GetParam()));
    RandomRules make([&](std::size_t below) { return random() % below; });
    Errors errors;
    std::vector<Rule> rules;
    std::vector<RuleText> texts;
    std::size_t refused = 0;
    for (int i = 0; i < 40; ++i) {
        const std::string yaml = "title: t\nlogsource: {product: test}\ndetection:\n" + make.detection();
        for (Document& document : parse_text(yaml, "random", placeholder)) {
            if (const auto* rejected = std::get_if<Rejected>(&document)) {
                ++refused;
                EXPECT_THAT(rejected->errors.front().text(), AnyOf(HasSubstr("no selection fits"), HasSubstr("has no values"))) << yaml;
                continue;
            }
            rules.push_back(std::get<Rule>(std::move(document)));
            texts.push_back({yaml, load_yaml_text(yaml, "random", errors).front().get("detection")});
        }
    }
    ASSERT_TRUE(errors.empty()) << errors.front().text();
    EXPECT_LT(refused, 8U);
    ASSERT_TRUE(check_patterns(rules).empty()) << check_patterns(rules).front().second;
    std::vector<RandomEvent> events;
    std::string json;
    for (int i = 0; i < 40; ++i) json += events.emplace_back(make.event()).json + "\n";
    const Matches fast = run_engine(rules, json, true), plain = run_engine(rules, json, false), routed = run_engine(rules, json, true, "EventID"),
                  routed_by_text = run_engine(rules, json, true, "f");
    ASSERT_EQ(fast.size(), events.size());
    std::size_t hits = 0;
    for (std::size_t e = 0; e < events.size(); ++e) {
        std::vector<std::uint32_t> right;
        for (std::uint32_t r = 0; r < rules.size(); ++r)
            if (reference::matches(texts[r].detection, events[e].event, RandomRules::placeholders)) right.push_back(r);
        hits += right.size();
        const auto differs = [&](const std::vector<std::uint32_t>& found) {
            std::vector<std::uint32_t> odd;
            std::ranges::set_symmetric_difference(found, right, std::back_inserter(odd));
            return odd.empty() ? std::string()
                               : events[e].json + "\n" + texts[odd.front()].yaml +
                                     (std::ranges::binary_search(right, odd.front()) ? "should match" : "should not match");
        };
        EXPECT_EQ(differs(plain[e]), "") << "without optimisations";
        EXPECT_EQ(differs(fast[e]), "") << "with optimisations";
        EXPECT_EQ(differs(routed[e]), "") << "routed by EventID";
        EXPECT_EQ(differs(routed_by_text[e]), "") << "routed by f";
        if (HasFailure()) return;
    }
    EXPECT_GT(hits, 50U) << "the events are too far from the rules to say anything";
}

INSTANTIATE_TEST_SUITE_P(Seeds, Differential, ::testing::Range(0, 40));

TEST(Reference, KnowsItsTables) {
    EXPECT_EQ(reference::base64("foobar"), "Zm9vYmFy");  // RFC 4648, section 10
    EXPECT_EQ(reference::base64("foob"), "Zm9vYg==");
    EXPECT_TRUE(reference::regex_found("a(b|c)*d{2,}$", "xabcbdd", false, false, false));
    EXPECT_FALSE(reference::regex_found("^a.c$", "a\nc", false, false, false));
    EXPECT_TRUE(reference::regex_found("^a.c$", "a\nc", false, false, true));
    EXPECT_TRUE(reference::regex_found("^c$", "a\nC", true, true, false));
    EXPECT_TRUE(reference::wildcards_fit("a\\*b*", "a*bcd"));
    EXPECT_FALSE(reference::wildcards_fit("a\\*b*", "axbcd"));
    EXPECT_EQ(reference::parts::windash("-a /b"), reference::parts::windash("/a -b"));
    EXPECT_EQ(reference::parts::time_part("2021-01-03T00:00:00Z", "week"), 53);  // ISO 8601: Sunday of the last week of 2020
    EXPECT_EQ(reference::parts::time_part("2024-12-30T00:00:00Z", "week"), 1);
    EXPECT_EQ(reference::parts::time_part("2024-02-29T23:30:00-01:00", "month"), 3);
}

TEST(RequiredLiterals, StandInEveryMatch) {
    using ::testing::ElementsAre;
    using ::testing::IsEmpty;
    EXPECT_THAT(required_literals("ab+cdef"), ElementsAre("cdef"));
    EXPECT_THAT(required_literals("(?i).*&&.*(RUNDLL32|shell32\\.dll).*(a|bc)"), ElementsAre("rundll32", "shell32.dll"));
    EXPECT_THAT(required_literals("cmd.{0,5}(?:/c|/r).+clip(?:\\.exe)?board"), ElementsAre("board"));
    EXPECT_THAT(required_literals("one|three"), ElementsAre("one", "three"));
    EXPECT_THAT(required_literals("abc(defgh)?"), ElementsAre("abc"));
    EXPECT_THAT(required_literals("abc(defgh|.*)"), ElementsAre("abc"));
    EXPECT_THAT(required_literals("[abc]d*|x"), IsEmpty());
    EXPECT_THAT(required_literals("(?!no)abc"), IsEmpty());
    EXPECT_THAT(required_literals("a(?i)bcd"), IsEmpty());
    EXPECT_THAT(required_literals("\\x41bc"), IsEmpty());
    EXPECT_THAT(required_literals("(((ab"), IsEmpty());
}

Result<Pattern> regex(std::string text, bool dot_all = false) {
    Predicate predicate;
    predicate.op = Op::regex;
    predicate.text = std::move(text);
    predicate.dot_all = dot_all;
    return Pattern::compile(predicate);
}

TEST(RequiredLiterals, AllSetsMustBeThere) {
    using ::testing::ElementsAre;
    EXPECT_THAT(required_sets("(?i)(set).*&&\\s?SET.*(environment|invoke)\""),
                ElementsAre(ElementsAre("set"), ElementsAre("&&"), ElementsAre("set"), ElementsAre("environment", "invoke"), ElementsAre("\"")));
    EXPECT_THAT(required_sets("a(b(cd)|e)?f"), ElementsAre(ElementsAre("a"), ElementsAre("f")));
    const auto pattern = regex("net\\s+(user|group)`");
    ASSERT_TRUE(pattern);
    EXPECT_TRUE(pattern->may_be_in("net  group`"));
    EXPECT_FALSE(pattern->may_be_in("net group"));
    EXPECT_FALSE(pattern->may_be_in("net users"));
}

/// Patterns that only count characters are not given to an automaton; `(?:.)` is, and says the same.
TEST(Pattern, CountsCharactersAsTheAutomatonDoes) {
    std::mt19937 random(7);
    for (const bool across_lines : {false, true})
        for (const std::string count : {"{0}", "{1,}", "{3}", "{5,}"})
            for (const std::string any : {".", "(.)"}) {
                const auto counted = regex(any + count, across_lines);
                const auto matched = regex("(?:.)" + count, across_lines);
                ASSERT_TRUE(counted && matched);
                for (int round = 0; round < 200; ++round) {
                    std::string text;
                    for (auto i = random() % 9; i > 0; --i) text += std::array{"a", "\n", "\r", "\xC3\xA9", "\xF0\x9F\xA6\x86"}[random() % 5];
                    EXPECT_EQ(counted->found_in(text), matched->found_in(text)) << any << count << ": " << text;
                }
            }
}

}  // namespace

}  // namespace bonafide::sigma
