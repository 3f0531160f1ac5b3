#include "base/yaml_tree.h"

#include <gtest/gtest.h>

namespace bonafide {
namespace {

TEST(Yaml, ReadsEveryKindOfValue) {
    Errors errors;
    const auto documents = load_yaml_text("a: hello\nb: 2.5\nc: -7\nd: yes\ne: [x, y]\nf: {k: v, j: w}\n", "t.yml", errors);
    ASSERT_EQ(documents.size(), 1U);
    const YamlNode& root = documents[0];
    EXPECT_EQ(root.get("a").text(), "hello");
    EXPECT_DOUBLE_EQ(root.get("b").number(), 2.5);
    EXPECT_EQ(root.get("c").integer(), -7);
    EXPECT_TRUE(root.get("d").flag());
    EXPECT_EQ(root.get("e").texts(), (std::vector<std::string>{"x", "y"}));
    EXPECT_EQ(root.get("a").texts(), std::vector<std::string>{"hello"});
    ASSERT_EQ(root.get("f").entries().size(), 2U);
    EXPECT_EQ(root.get("f").entries()[1].first, "j");
    EXPECT_FALSE(root.get("absent").present());
    EXPECT_EQ(root.get("absent").text("fallback"), "fallback");
    EXPECT_TRUE(errors.empty());
}

TEST(Yaml, SaysWhereAndWhatForEveryMistakeAtOnce) {
    Errors errors;
    const auto documents = load_yaml_text("title: [1]\nbits: many\nflag: 3x\nfamly: device\n", "t.yml", errors);
    const YamlNode& root = documents.at(0);
    (void)root.get("title").text();
    (void)root.get("bits").number();
    (void)root.get("flag").flag();
    (void)root.require("reason");
    root.allow_only({"title", "bits", "flag", "family", "reason"});
    ASSERT_EQ(errors.size(), 5U);
    EXPECT_EQ(errors[0].text(), "t.yml:1:8: found a list, expected text");
    EXPECT_EQ(errors[1].text(), "t.yml:2:7: found \"many\", expected a number");
    EXPECT_EQ(errors[2].text(), "t.yml:3:7: found \"3x\", expected true or false");
    EXPECT_EQ(errors[3].text(), "t.yml:1:1: \"reason\" is missing");
    EXPECT_EQ(errors[4].text(), "t.yml:4:1: unknown word \"famly\"\n  hint: did you mean \"family\"?");
}

TEST(Yaml, CommaInsideBracesIsExplained) {
    Errors errors;
    load_yaml_text("{label: A (B, C)}", "t.yml", errors).at(0).allow_only({"label"});
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_NE(errors[0].hint.find("quotes"), std::string::npos) << errors[0].text();
}

TEST(Yaml, SyntaxErrorHasItsPosition) {
    Errors errors;
    EXPECT_TRUE(load_yaml_text("a: [1, 2\nb: }", "bad.yml", errors).empty());
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_TRUE(errors[0].where.starts_with("bad.yml:")) << errors[0].text();
}

TEST(Yaml, AbsentFileIsAnError) {
    Errors errors;
    EXPECT_TRUE(load_yaml_file("/nowhere/at/all.yml", errors).empty());
    EXPECT_EQ(errors.size(), 1U);
    EXPECT_TRUE(yaml_files("/nowhere/at/all").empty());
}

TEST(Yaml, SeveralDocuments) {
    Errors errors;
    EXPECT_EQ(load_yaml_text("a: 1\n---\na: 2\n", "t.yml", errors).at(1).get("a").integer(), 2);
}

TEST(Yaml, ATextThatMakesDocumentsWithoutEndIsRefused) {
    for (const char* text : {",~", "\"a\" , b", "]"}) {
        Errors errors;
        EXPECT_TRUE(load_yaml_text(text, "broken.yml", errors).empty()) << text;
        ASSERT_EQ(errors.size(), 1U) << text;
        EXPECT_NE(errors.front().where.find("broken.yml"), std::string::npos);
    }
}

TEST(Yaml, QuotedTextsAreTextsAndPlainNothingIsNull) {
    Errors errors;
    const YamlNode root = load_yaml_text("a: 'null'\nb: ~\nc:\nd: |\n  1\ne: !!str 1\n", "t.yml", errors).at(0);
    EXPECT_TRUE(root.get("a").quoted());
    EXPECT_EQ(root.get("a").scalar(), "null");
    EXPECT_TRUE(root.get("b").is_null() && root.get("c").is_null() && !root.get("c").present());
    EXPECT_FALSE(root.get("absent").is_null());
    EXPECT_EQ(root.get("d").scalar(), "1\n");
    EXPECT_TRUE(root.get("d").quoted() && root.get("e").quoted());
    EXPECT_TRUE(errors.empty());
}

TEST(Yaml, AliasesAreTheNodesTheyName) {
    Errors errors;
    const YamlNode root = load_yaml_text("a: &x [1, 2]\nb: *x\n", "t.yml", errors).at(0);
    EXPECT_EQ(root.get("b").texts(), (std::vector<std::string>{"1", "2"}));
    EXPECT_TRUE(errors.empty());
}

TEST(Yaml, AliasesThatWouldHaveNoEndAreRefused) {
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        const std::string below = "*a" + std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int k = 0; k < 10; ++k) bomb += (k ? ", " : "") + below;
        bomb += "]\n";
    }
    for (const std::string& text : {std::string("a: &a [*a]\n"), std::string("a: *nobody\n"), bomb}) {
        Errors errors;
        EXPECT_TRUE(load_yaml_text(text, "t.yml", errors).empty());
        ASSERT_EQ(errors.size(), 1U);
        EXPECT_TRUE(errors[0].where.starts_with("t.yml:")) << errors[0].text();
    }
}

TEST(Yaml, DepthHasALimit) {
    Errors errors;
    EXPECT_TRUE(load_yaml_text(std::string(5000, '['), "t.yml", errors).empty());
    EXPECT_EQ(errors.size(), 1U);
}

TEST(Yaml, BytesThatAreNoTextHaveAPositionToo) {
    Errors errors;
    EXPECT_TRUE(load_yaml_text("a: 1\nb: \xff\n", "t.yml", errors).empty());
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0].where, "t.yml:2:4");
}

TEST(Yaml, ColumnsCountCharacters) {
    Errors errors;
    (void)load_yaml_text("{name: Zoë, bits: many}", "t.yml", errors).at(0).get("bits").number();
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0].where, "t.yml:1:19");
}

TEST(Yaml, DocumentsAreLaidOverEachOther) {
    Errors errors;
    const auto documents = load_yaml_text("a: 1\nm: {x: 1, y: [1, 2]}\naction: global\n---\nm: {y: 3, z: 4}\nb: 2\n", "t.yml", errors);
    const YamlNode both = YamlTree::merged(documents.at(0), documents.at(1), "action");
    EXPECT_EQ(both.get("a").text() + both.get("b").text(), "12");
    EXPECT_FALSE(both.get("action").present());
    EXPECT_EQ(both.get("m").entries().size(), 3U);
    EXPECT_EQ(both.get("m").get("y").text(), "3");
    EXPECT_EQ(both.get("b").where(), "t.yml:6:4");
    EXPECT_EQ(YamlTree::merged({}, documents.at(1), "").get("b").text(), "2");
}

}  // namespace
}  // namespace bonafide
