// What people and programs are shown of a record: the line of `bonafide events`, the page of `sources try`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/try.h"
#include "tests/e2e/program.h"
#include "tests/source/understand.h"

namespace bonafide::testing {
namespace {

using ::testing::HasSubstr;

Vocabulary small(const e2e::Folder& folder) {
    folder.write("sources/s.yml", R"(title: Small
recognise: {all: [t, user]}
time: {from: t}
actor: [{email: user}]
kind: signin
fields: {src_endpoint.ip: ip, software.name: {from: apps, each: true}, status: note}
)");
    folder.write("sources/many.yml", R"(title: Many
recognise: {all: [host, list]}
rows: list
time: {from: [list.at]}
actor: [{email: list.user}]
kind: [{is: signin, when: {list.what: in}}, other]
)");
    folder.write("sources/far.yml", "{title: Far, recognise: {all: [one, two]}, kind: other}");
    return Vocabulary(folder / "sources");
}

std::string page(const std::string& text) {
    const e2e::Folder folder;
    const Vocabulary vocabulary = small(folder);
    folder.write("data.ndjson", text);
    const auto out = describe_file(folder / "data.ndjson", vocabulary.sources, vocabulary.attributes, vocabulary.names);
    return out ? *out : out.error().text();
}

TEST(Try, AnEventIsOneLineOfJson) {
    const e2e::Folder folder;
    const Vocabulary vocabulary = small(folder);
    std::vector<std::string> lines;
    const std::string text =
        "{\"t\":\"2026-03-04T05:06:07Z\",\"user\":\"jo@x.org\",\"ip\":\"203.0.113.9\",\"apps\":[\"a\",\"b\\\"c\"],\"note\":"
        "\"tab\\there\"}";
    each_meaning(vocabulary, text + "\n", "d.json",
                 [&](const Meaning& meaning) { lines.push_back(event_json(meaning, vocabulary.attributes, {"d.zip", "in/d.json"})); });
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(
        lines[0],
        R"({"source":"s","kind":"signin","time":"2026-03-04T05:06:07Z","actor":"jo@x.org","src_ip":"203.0.113.9","device":"","locator":"d.zip!in/d.json@0+)" +
            std::to_string(text.size()) + R"(","src_endpoint.ip":"203.0.113.9","software.name":["a","b\"c"],"status":"tab\there"})");
}

TEST(Try, ThePageSaysWhatEachFieldWasReadAs) {
    const std::string text = page(R"({"t":"2026-03-04T05:06:07Z","user":"jo@x.org","ip":"203.0.113.9","extra":{"deep":1}})");
    EXPECT_THAT(text, HasSubstr("1 records: Small (s)"));
    EXPECT_THAT(text, HasSubstr("has t, user"));
    EXPECT_THAT(text, ::testing::ContainsRegex("t +time +2026-03-04"));
    EXPECT_THAT(text, ::testing::ContainsRegex("user +actor \\(email\\) +jo@x.org"));
    EXPECT_THAT(text, ::testing::ContainsRegex("ip +src_endpoint.ip +203"));
    EXPECT_THAT(text, ::testing::ContainsRegex("extra.deep +ignored +1"));
}

TEST(Try, ThePageNamesTheNearestSourceAndWhatItMisses) {
    const std::string text = page(R"({"one":1,"three":3})");
    EXPECT_THAT(text, HasSubstr("not understood"));
    EXPECT_THAT(text, HasSubstr("nearest: Far (far), which would need two"));
}

TEST(Try, EveryRowOfARecordIsShown) {
    const std::string text = page(
        R"({"host":"h","list":[{"at":"2026-03-04T05:06:07Z","user":"jo@x.org","what":"in"},{"at":"2026-03-05T05:06:07Z","user":"li@x.org","what":"out"},{"what":"in"}]})");
    EXPECT_THAT(text, HasSubstr("1 records: Many (many)"));
    EXPECT_THAT(text, HasSubstr("kinds: 1 other, 2 signin"));
    EXPECT_THAT(text, HasSubstr("3 rows in them"));
    EXPECT_THAT(text, HasSubstr("from 2026-03-04T05:06:07Z to 2026-03-05T05:06:07Z"));
    EXPECT_THAT(text, HasSubstr("1 without a person"));
    EXPECT_THAT(text, HasSubstr("\"actor\":\"jo@x.org\""));
    EXPECT_THAT(text, HasSubstr("\"actor\":\"li@x.org\""));
}

}  // namespace
}  // namespace bonafide::testing
