// The first look for keywords against looking for each of them in the unescaped text: it may say yes too often, never no.
#include "sigma/raw_search.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <vector>

#include "sigma/fold.h"

namespace bonafide::sigma {
namespace {

bool found(const std::vector<std::string>& keywords, std::string_view bytes) {
    RawSearch search;
    for (const std::string& keyword : keywords) search.add(keyword);
    search.finish();
    return search.found_in(bytes);
}

TEST(RawSearch, SaysNoWhereNothingIs) {
    EXPECT_FALSE(found({"sekurlsa::", "eo.oe.kiwi", "\\mimilib.dll"}, R"({"a":"C:\\users\\x","b":"y::z kiwi"})"));
    EXPECT_FALSE(found({"abcd"}, R"({"a":"it\u0027s \u003cabc\u003e \u0000"})"));  // what these hide is in no keyword
    EXPECT_FALSE(found({"abcd"}, "{\"a\":\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\xA6\x86\"}"));
    EXPECT_FALSE(found({}, R"({"a":"b"})"));
    EXPECT_FALSE(found({"abc"}, "ab"));
    EXPECT_FALSE(found({"abc"}, ""));
}

TEST(RawSearch, SaysYesWhereAKeywordMayHide) {
    EXPECT_TRUE(found({"sekurlsa::", "eo.oe.kiwi"}, R"({"a":"x SEKURLSA::logon"})"));
    EXPECT_TRUE(found({"kiwi"}, R"({"a":"\u006biwi"})"));
    EXPECT_TRUE(found({"kiwi"}, R"({"a":"\u212Aiwi"})"));
    EXPECT_TRUE(found({"kiwi"}, "{\"a\":\"\xE2\x84\xAAiwi\"}"));
    EXPECT_TRUE(found({"strasse"},
                      "{\"a\":\"stra\xC3\x9F"
                      "e\"}"));
    EXPECT_TRUE(found({"strass"}, "a;stra\xC3\x9F"));  // the end of a row
    EXPECT_TRUE(found({"office"},
                      "{\"a\":\"o\xEF\xAC\x83"
                      "ce\"}"));
    EXPECT_TRUE(found({"::"}, "{}"));  // too little is left to look for
    EXPECT_TRUE(found({"\xC3\xA9t\xC3\xA9"}, "{}"));
    EXPECT_TRUE(found({"abc", "longer keyword"}, "..abc"));
}

TEST(RawSearch, NeverMissesWhatFoldingFinds) {
    std::mt19937 random(3);
    const auto word = [&](std::size_t size) {
        std::string out;
        while (out.size() < size) out += std::array{"a", "b", ".", "K", "s", "\\"}[random() % 6];
        return out;
    };
    for (int round = 0; round < 20'000; ++round) {
        std::vector<std::string> keywords;
        for (auto i = 1 + random() % 4; i > 0; --i) keywords.push_back(folded(word(1 + random() % 9)));
        std::string value, bytes = "{\"k\":\"";
        const auto put = [&](std::string_view raw, std::string_view written) { value += raw, bytes += written; };
        for (auto i = random() % 30; i > 0; --i) {
            const std::string one = random() % 8 == 0 ? keywords[random() % keywords.size()] : word(1);
            for (const char c : one) put(std::string(1, c), std::string(c == '\\' ? 2 : 1, c));
            if (random() % 40 == 0) put("\xE2\x84\xAA", random() % 2 ? "\xE2\x84\xAA" : "\\u212a");
            if (random() % 40 == 0) put("b", "\\u0062");
        }
        bytes += "\"}";
        bool there = false;
        for (const std::string& keyword : keywords) there = there || folded(value).contains(keyword);
        ASSERT_TRUE(!there || found(keywords, bytes)) << bytes;
    }
}

}  // namespace
}  // namespace bonafide::sigma
