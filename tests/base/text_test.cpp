#include "base/text.h"

#include <gtest/gtest.h>

namespace bonafide {
namespace {

TEST(Text, TrimSplitLower) {
    EXPECT_EQ(trim(" \t a b\r\n"), "a b");
    EXPECT_EQ(trim("  "), "");
    EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string_view>{"a", "", "b", ""}));
    EXPECT_EQ(split("", ','), std::vector<std::string_view>{""});
    EXPECT_EQ(ascii_lower("ÄBc"), "Äbc");
    EXPECT_TRUE(equals_ignore_case("AnyDesk.EXE", "anydesk.exe"));
    EXPECT_FALSE(equals_ignore_case("anydesk", "anydesk.exe"));
}

TEST(Text, ColumnKeyForgivesSpelling) {
    for (const char* spelling : {"Employee ID", "employee_id", "employeeId", " EMPLOYEE-ID ", "employee.id"})
        EXPECT_EQ(column_key(spelling), "employeeid") << spelling;
    EXPECT_EQ(column_key("Straße"), "straße");
}

TEST(Text, Glob) {
    EXPECT_TRUE(glob_match("*.exe", "AnyDesk.EXE"));
    EXPECT_TRUE(glob_match("any?esk*", "AnyDesk"));
    EXPECT_TRUE(glob_match("*a*b*c", "xxaybzbc"));
    EXPECT_TRUE(glob_match("", ""));
    EXPECT_TRUE(glob_match("**", ""));
    EXPECT_FALSE(glob_match("*.exe", "exe"));
    EXPECT_FALSE(glob_match("a?", "a"));
    EXPECT_FALSE(glob_match("*a*b*c", "xxaybzb"));
}

/// The obvious recursive definition, as the slow twin.
bool slow_glob(std::string_view p, std::string_view t) {
    if (p.empty()) return t.empty();
    if (p[0] == '*') return slow_glob(p.substr(1), t) || (!t.empty() && slow_glob(p, t.substr(1)));
    return !t.empty() && (p[0] == '?' || p[0] == t[0]) && slow_glob(p.substr(1), t.substr(1));
}

TEST(Text, GlobAgreesWithItsSlowTwin) {
    const auto word = [](unsigned n, std::string_view alphabet) {
        std::string out;
        for (; n > 0; n /= static_cast<unsigned>(alphabet.size())) out += alphabet[n % alphabet.size()];
        return out;
    };
    for (unsigned p = 0; p < 1024; ++p)
        for (unsigned t = 0; t < 128; ++t)
            ASSERT_EQ(glob_match(word(p, "ab*?"), word(t, "ab")), slow_glob(word(p, "ab*?"), word(t, "ab")))
                << word(p, "ab*?") << ' ' << word(t, "ab");
}

TEST(Text, FoldMakesSpellingsEqual) {
    const std::pair<const char*, const char*> cases[] = {{"  Hello \t World ", "hello world"},
                                                         {"José  ÁLVAREZ", "jose alvarez"},
                                                         {"Łukasz Øst", "lukasz ost"},
                                                         {"ﬁne", "fine"},
                                                         {"STRASSE", "straße"},
                                                         {"Ｗｉｄｅ", "wide"},
                                                         {"Cafe\u0301", "CAFÉ"},
                                                         {"O’Neil", "o'neil"},
                                                         {"", ""}};
    for (const auto& [a, b] : cases) EXPECT_EQ(fold(a), fold(b)) << a;
    EXPECT_EQ(fold("김민수"), fold("김민수"));
    EXPECT_EQ(fold("김민수"), "김민수");
    EXPECT_EQ(fold(" \u00A0a\u2003 b\u00A0"), "a b");
}

TEST(Text, Utf8) {
    EXPECT_TRUE(valid_utf8("aé€😀"));
    for (const std::string_view bad : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xE2\x82", "\xFF"}) {
        EXPECT_FALSE(valid_utf8(bad));
        EXPECT_TRUE(valid_utf8(repair_utf8(bad)));
        EXPECT_NE(repair_utf8(bad), "");
    }
    EXPECT_EQ(repair_utf8("a\xE2\x82z"), "a\uFFFDz");
    EXPECT_EQ(utf16_to_utf8(std::string_view("A\0\x3D\xD8\x00\xDE", 6), false), "A😀");
    EXPECT_EQ(utf16_to_utf8(std::string_view("\0A\xD8\x3D\xDE\0", 6), true), "A😀");
    EXPECT_EQ(utf16_to_utf8(std::string_view("\x3D\xD8\x41\0\x07", 5), false), "\uFFFDA\uFFFD");
    EXPECT_EQ(windows1252_to_utf8("\x80uro \xE9\x99"), "€uro é™");
}

TEST(Text, JaroWinklerPublishedExamples) {
    EXPECT_NEAR(jaro_winkler("MARTHA", "MARHTA"), 0.9611, 1e-4);
    EXPECT_NEAR(jaro_winkler("DWAYNE", "DUANE"), 0.84, 1e-4);
    EXPECT_NEAR(jaro_winkler("DIXON", "DICKSONX"), 0.8133, 1e-4);
    EXPECT_DOUBLE_EQ(jaro_winkler("", "a"), 0);
    EXPECT_DOUBLE_EQ(jaro_winkler("", ""), 1);
}

TEST(Text, NamesOfOnePersonAreAlike) {
    const std::pair<const char*, const char*> same[] = {
        {"Jane Smith", "Smith, Jane"},     {"Jane A. Smith", "Jane Smith"},      {"José Álvarez", "Jose Alvarez"},
        {"J. Smith", "Jane Smith"},        {"Dr. Jane Smith", "Jane Smith"},     {"Robert O'Neil Jr.", "Robert ONeil"},
        {"janesmith", "Jane Smith"},       {"Nguyen Van Anh", "Anh Van Nguyen"}, {"Kim Min-su", "Min Su Kim"},
        {"Alexander Brown", "Alex Brown"}, {"Jonathon Reed", "Jonathan Reed"},   {"Maria del Carmen Ruiz", "Maria Ruiz"}};
    for (const auto& [a, b] : same) {
        EXPECT_GE(name_similarity(a, b), 0.85) << a << " / " << b;
        EXPECT_DOUBLE_EQ(name_similarity(a, b), name_similarity(b, a)) << a << " / " << b;
    }
    const std::pair<const char*, const char*> other[] = {{"Jane Smith", "John Smith"}, {"Jane Smith", "Wei Chen"},  {"Jane", "Jane Smith"},
                                                         {"J. S.", "Jane Smith"},      {"Min Su Kim", "Ji Ho Kim"}, {"", "Jane Smith"}};
    for (const auto& [a, b] : other) EXPECT_LT(name_similarity(a, b), 0.85) << a << " / " << b;
}

TEST(Text, Escapes) {
    EXPECT_EQ(json_escape("a\"b\\c\n\x01\xFF"), "a\\\"b\\\\c\\n\\u0001\uFFFD");
    EXPECT_EQ(html_escape("<script>'\"&"), "&lt;script&gt;&#39;&quot;&amp;");
    EXPECT_EQ(csv_field("plain"), "plain");
    EXPECT_EQ(csv_field("a,\"b\""), "\"a,\"\"b\"\"\"");
    EXPECT_EQ(csv_field("=1+1"), "\"'=1+1\"");
}

}  // namespace
}  // namespace bonafide
