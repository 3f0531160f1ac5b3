// The cases of mrz.yml; transliteration; every single wrong digit is found.
#include "paper/mrz.h"

#include <algorithm>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/yaml.h"

namespace bonafide::paper::test {
namespace {

constexpr Timestamp today = Timestamp::from_seconds(1'795'000'000);  // 18 November 2026

struct Case {
    std::string name, format;
    std::vector<std::string> lines, contradicted, unclear;
    std::map<std::string, std::string> fields;
    bool refused = false;
};

std::vector<Case> load() {
    Errors errors;
    std::vector<Case> out;
    for (const YamlNode& document : load_yaml_file(BONAFIDE_ROOT "/tests/paper/mrz.yml", errors)) {
        for (const YamlNode& node : document.items()) {
            Case one{node.require("name").text(),      node.get("format").text(),   node.require("lines").texts(),
                     node.get("contradicted").texts(), node.get("unclear").texts(), {},
                     node.get("refused").flag()};
            for (const auto& [key, value] : node.get("fields").entries()) one.fields[key] = value.text();
            out.push_back(std::move(one));
        }
    }
    for (const Error& error : errors) ADD_FAILURE() << error.text();
    return out;
}

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

std::string field(const Mrz& mrz, const std::string& name) {
    if (name == "surname") return mrz.surname;
    if (name == "given_names") return mrz.given_names;
    if (name == "number") return mrz.number;
    if (name == "issuer") return mrz.issuer;
    if (name == "nationality") return mrz.nationality;
    if (name == "birth") return mrz.birth.iso();
    if (name == "expiry") return mrz.expiry.iso();
    if (name == "issued") return mrz.issued.iso();
    if (name == "sex") return {mrz.sex};
    if (name == "optional") return mrz.optional;
    if (name == "truncated") return mrz.names_truncated ? "yes" : "no";
    return "no such field: " + name;
}

std::vector<std::string> with(const std::vector<Finding>& findings, Verdict verdict) {
    std::vector<std::string> out;
    for (const Finding& one : findings)
        if (one.verdict == verdict) out.push_back(one.check);
    std::ranges::sort(out);
    return out;
}

class MrzText : public testing::TestWithParam<Case> {};

TEST_P(MrzText, SaysWhatTheStandardSays) {
    const Case& expected = GetParam();
    const Result<Mrz> mrz = parse_mrz(expected.lines, today);
    ASSERT_EQ(mrz.has_value(), !expected.refused);
    if (!mrz) return;
    EXPECT_EQ(mrz_format_name(mrz->format), expected.format);
    for (const auto& [name, value] : expected.fields) EXPECT_EQ(field(*mrz, name), value) << name;
    const std::vector<Finding> findings = check_mrz(*mrz, today);
    EXPECT_THAT(with(findings, Verdict::contradicted), testing::UnorderedElementsAreArray(expected.contradicted));
    EXPECT_THAT(with(findings, Verdict::cannot_be_said), testing::UnorderedElementsAreArray(expected.unclear));
    for (const Finding& one : findings) EXPECT_FALSE(one.reason.empty()) << one.check;
}

INSTANTIATE_TEST_SUITE_P(Cases, MrzText, testing::ValuesIn(load()), [](const auto& one) {
    std::string out;
    for (const char c : one.param.name) out += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    return out;
});

/// Doc 9303-3, 4.9: a single wrong character in a covered field shows, unless its value differs by ten (A for K).
TEST(Mrz, EverySingleWrongDigitIsFound) {
    const std::vector<std::string> lines{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"};
    for (std::size_t i = 0; i < 44; ++i) {
        if (lines[1][i] < '0' || lines[1][i] > '9') continue;
        for (char c = '0'; c <= '9'; ++c) {
            if (c == lines[1][i]) continue;
            std::vector<std::string> changed = lines;
            changed[1][i] = c;
            EXPECT_FALSE(parse_mrz(changed, today)->digits_right()) << changed[1];
        }
    }
}

TEST(Mrz, IsFoundAmongOtherLines) {
    const std::vector<std::string> page{"REPUBLIC OF UTOPIA",
                                        "Surname / Nom",
                                        "ERIKSSON",
                                        "I<UTOD231458907<<<<<<<<<<<<<<<",
                                        "7408122F1204159UTO<<<<<<<<<<<6",
                                        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
                                        "thank you"};
    const std::optional<Mrz> mrz = find_mrz(page, today);
    ASSERT_TRUE(mrz);
    EXPECT_EQ(mrz->surname, "ERIKSSON");
    EXPECT_FALSE(find_mrz(std::vector<std::string>{"no zone", "at all << here"}, today));
}

TEST(Mrz, NamesAreWrittenAsSection6Says) {
    EXPECT_EQ(mrz_name("Müller-Lüdenscheidt"), "MUELLER<LUEDENSCHEIDT");
    EXPECT_EQ(mrz_name("D'Artagnan"), "DARTAGNAN");
    EXPECT_EQ(mrz_name("Łukasz Żółć"), "LUKASZ<ZOLC");
    EXPECT_EQ(mrz_name("Горбачёв"), "GORBACHEV");
    EXPECT_EQ(mrz_name("Núñez"), "NUNEZ");
    EXPECT_THAT(mrz_spellings("Núñez"), testing::Contains("NUNXXEZ"));
    EXPECT_THAT(mrz_spellings("Jörg"), testing::UnorderedElementsAre("JOERG", "JORG"));
    EXPECT_LE(mrz_spellings("ÄÖÜÄÖÜÄÖÜÄÖÜ").size(), 64U);
}

TEST(Mrz, CodesOfStates) {
    EXPECT_EQ(mrz_issuer("D").kind, IssuerCode::state);
    EXPECT_EQ(mrz_issuer("USA").kind, IssuerCode::state);
    EXPECT_EQ(mrz_issuer("PRK").kind, IssuerCode::state);
    EXPECT_EQ(mrz_issuer("XXA").kind, IssuerCode::other);
    EXPECT_EQ(mrz_issuer("UTO").kind, IssuerCode::specimen);
    EXPECT_EQ(mrz_issuer("DEU").kind, IssuerCode::state);  // allowed by ISO, though Germany prints D
    EXPECT_EQ(mrz_issuer("US").kind, IssuerCode::unknown);
    EXPECT_EQ(mrz_issuer("").kind, IssuerCode::unknown);
}

}  // namespace
}  // namespace bonafide::paper::test
