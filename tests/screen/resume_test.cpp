// Résumés: dates as people write them, and field F1 on generated sets (make_resumes.py: 13 layouts of jobs in five languages; make_varied.py:
// columns, tables and converters). The tables are printed; bench/README.md has them.
#include "screen/resume.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/yaml.h"
#include "document/read.h"
#include "screen/contacts.h"
#include "screen/dates.h"
#include "screen/examined.h"
#include "screen/files.h"
#include "screen/similar.h"
#include "screen/story.h"
#include "screen/writers.h"

using namespace bonafide;
using namespace bonafide::screen;
namespace fs = std::filesystem;

namespace {

const Words& words() {
    static const Words one = [] {
        Errors errors;
        Words out = Words::load(fs::path(BONAFIDE_CONTENT) / "screen" / "words.yml", errors);
        for (const Error& error : errors) ADD_FAILURE() << error.text();
        return out;
    }();
    return one;
}

const Geo& geo() {
    static const Geo one = Geo::load(fs::path(BONAFIDE_ROOT) / ".data");
    return one;
}

std::string here(const std::string& name) { return std::string(BONAFIDE_ROOT) + "/tests/screen/" + name; }

class Workplace {
public:
    explicit Workplace(const std::string& name) : path_(fs::temp_directory_path() / ("bonafide-" + name + "-" + std::to_string(::getpid()))) {
        fs::create_directories(path_);
    }
    ~Workplace() { fs::remove_all(path_); }
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;
    [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }

private:
    fs::path path_;
};

void write_claims(const std::string& folder, const std::string& into) {
    ExamineOptions options;
    options.words = &words();
    options.geo = &geo();
    options.pictures = false;
    std::ofstream out(into);
    for (const GivenFile& file : find_files({folder}, ProfileRules{}, {}).files) {
        if (file.data) continue;
        const auto bytes = read_file(file.name, 1U << 30);
        ASSERT_TRUE(bytes.has_value());
        for (const Examined& examined : examine(file.name, *bytes, options))
            for (const Claim& claim : examined.claims) out << claim_line("x", claim) << '\n';
    }
}

int score(const std::string& truth, const std::string& claims, const std::string& required) {
    std::fflush(stdout);
    return std::system(("python3 " + here("score_resumes.py") + " " + truth + " " + claims + " --require " + required).c_str());
}

document::Document from_text(const std::string& text) {
    auto read = document::read_document(text, "resume.txt");
    return read ? *read : document::Document{};
}

std::vector<std::string> values(const Resume& resume, std::string_view attribute) {
    std::vector<std::string> out;
    for (const Claim& c : resume.claims)
        if (c.attribute == attribute) out.push_back(c.value);
    return out;
}

}  // namespace

TEST(Dates, AreReadAsPeopleWriteThem) {
    Errors errors;
    const auto cases = load_yaml_file(here("dates.yml"), errors);
    ASSERT_TRUE(errors.empty());
    std::size_t count = 0;
    for (const YamlNode& item : cases.front().items()) {
        const std::string text = item.require("text").text(), from = item.get("from").text(), to = item.get("to").text();
        const auto spans = find_spans(text, words(), item.get("day_first").flag(true));
        if (item.get("none").flag()) {
            EXPECT_TRUE(spans.empty()) << text;
            continue;
        }
        ++count;
        ASSERT_FALSE(spans.empty()) << text;
        EXPECT_EQ(spans.front().from, from) << text;
        EXPECT_EQ(spans.front().to, to) << text;
        EXPECT_EQ(spans.front().current, item.get("current").flag()) << text;
    }
    EXPECT_GT(count, 30U);
}

TEST(Resumes, FieldsOfManyLayoutsInFiveLanguages) {
    const Workplace place("resumes");
    ASSERT_EQ(std::system(("python3 " + here("make_resumes.py") + " --count 200 --seed 11 --format both --out " + (place / "set")).c_str()), 0);
    write_claims(place / "set", place / "claims");
    const bool cities = geo().city("Austin", "TX", "US").has_value();
    EXPECT_EQ(score(place / "set/truth.json", place / "claims",
                    cities ? "name=0.95,email=0.95,phone=0.95,link=0.95,dates=0.95,employer=0.9,school=0.9,role=0.9,language=0.9"
                           : "name=0.95,email=0.95,phone=0.95,dates=0.95,school=0.9"),
              0);
}

TEST(Resumes, ColumnsTablesAndConverters) {
    if (std::system("/usr/bin/python3 -c 'import reportlab' 2>/dev/null") != 0) GTEST_SKIP() << "skipped: reportlab makes the documents";
    const Workplace place("varied");
    ASSERT_EQ(
        std::system(
            ("python3 " + here("make_varied.py") + " --count 150 --seed 21 --formats pdf,docx,odt,rtf,html,txt --out " + (place / "set")).c_str()),
        0);
    write_claims(place / "set/documents", place / "claims");
    EXPECT_EQ(score(place / "set/truth.json", place / "claims", "name=0.95,email=0.95,phone=0.95,dates=0.93,employer=0.9,school=0.9"), 0);
}

TEST(Resumes, ByOtherHands) {
    Errors errors;
    const auto cases = load_yaml_file(here("resumes.yml"), errors);
    ASSERT_TRUE(errors.empty());
    for (const YamlNode& item : cases.front().items()) {
        const Resume resume = read_resume(from_text(item.require("text").text()), words(), &geo());
        for (const auto& [attribute, expected] : item.require("claims").entries())
            EXPECT_EQ(values(resume, attribute), expected.texts()) << item.require("case").text() << ": " << attribute;
    }
}

TEST(Resumes, WhatCannotBeSeenIsNoClaim) {
    document::Document document = from_text("Ann Example\nann@example.com\n\nSkills\nPython, Go\n");
    ASSERT_FALSE(document.pages.empty());
    document::Line line = document.pages.front().lines.back();
    line.text = "Kubernetes, Rust";
    line.hidden = true;
    document.pages.front().lines.push_back(line);
    const Resume resume = read_resume(document, words(), nullptr);
    EXPECT_EQ(values(resume, "skill"), (std::vector<std::string>{"Python", "Go"}));
    EXPECT_EQ(resume.hidden, (std::vector<std::string>{"Kubernetes, Rust"}));
}

TEST(Resumes, WhereSomebodyComesFromIsNotRead) {
    const Resume resume = read_resume(from_text("Lebenslauf\n\nPersönliche Daten\nName: Anna Example\nStaatsangehörigkeit: deutsch\nFamilienstand: "
                                                "ledig\nKonfession: evangelisch\nGeschlecht: weiblich\n"),
                                      words(), nullptr);
    for (const Claim& c : resume.claims) {
        EXPECT_EQ(c.value.find("deutsch"), std::string::npos);
        EXPECT_EQ(c.value.find("evangelisch"), std::string::npos);
        EXPECT_EQ(c.value.find("weiblich"), std::string::npos);
    }
}

TEST(Resumes, AnyBytesEnd) {
    std::string text;
    std::uint64_t state = 1;
    for (int round = 0; round < 60; ++round) {
        text.clear();
        for (int i = 0; i < 3000; ++i) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            static constexpr std::string_view alphabet = "ab A1 0-/.,:|\t\n\n(2019 Jan@";
            text += state % 97 == 0 ? "\xC3\xA9" : std::string(1, alphabet[(state >> 33) % alphabet.size()]);
        }
        (void)read_resume(from_text(text), words(), &geo());
    }
}

TEST(Similar, RewritesAreFoundAndStrangersAreNot) {
    SimilarIndex index;
    std::vector<WordHashes> texts;
    std::uint64_t state = 7;
    const auto next = [&] { return state = state * 6364136223846793005ULL + 1442695040888963407ULL, static_cast<std::uint32_t>(state >> 32); };
    const auto word = [&] { return next() % 40'000; };
    for (int i = 0; i < 2000; ++i) {
        WordHashes words_of_text;
        for (int k = 0; k < 250; ++k) words_of_text.push_back(word() * 2654435761U);
        std::ranges::sort(words_of_text);
        words_of_text.erase(std::ranges::unique(words_of_text).begin(), words_of_text.end());
        index.count(words_of_text);
        texts.push_back(words_of_text);
    }
    for (const WordHashes& text : texts) index.add(text);
    index.settle();
    const auto words_of = [&](std::uint32_t number) { return texts[number]; };
    int found = 0, wrong = 0;
    for (std::uint32_t i = 0; i < 300; ++i) {
        WordHashes rewritten = texts[i];
        for (std::uint32_t& w : rewritten)
            if (next() % 10 < 3) w = word() * 2654435761U;
        std::ranges::sort(rewritten);
        rewritten.erase(std::ranges::unique(rewritten).begin(), rewritten.end());
        for (const SimilarText& similar : index.find(rewritten, words_of)) (similar.number == i ? found : wrong) += 1;
    }
    EXPECT_GE(found, 285);
    EXPECT_EQ(wrong, 0);
}

TEST(Story, OrganisationsInTwoSpellings) {
    EXPECT_TRUE(same_organisation("Massachusetts Institute of Technology", "MIT", words()));
    EXPECT_TRUE(same_organisation("Acme Inc.", "ACME", words()));
    EXPECT_TRUE(same_organisation("University of Leeds", "Leeds University", words()));
    EXPECT_FALSE(same_organisation("University of Washington", "Arizona State University", words()));
    EXPECT_FALSE(same_organisation("Halberd Freight", "Quillmark Insurance", words()));
}
