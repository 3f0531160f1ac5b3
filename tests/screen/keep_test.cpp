// What a run leaves behind and finds again: killed runs that go on, outcomes kept out of memory, the index of texts between runs.
#include <signal.h>
#include <sys/wait.h>

#include "screen/known_texts.h"
#include "screen/links.h"
#include "tests/screen/support.h"

namespace bonafide::screen {
namespace {

using namespace testing_support;

/// Two dozen applicants. Two share an e-mail address, three a telephone number, and two a text; the others have nothing to do with anybody.
class Keep : public testing::Test {
protected:
    void SetUp() override {
        static constexpr const char* first[] = {"Ann", "Bela", "Cora", "Dan", "Eva", "Finn", "Gina", "Hugo"};
        static constexpr const char* last[] = {"Abel", "Brandt", "Costa"};
        for (int i = 0; i < people; ++i) {
            const std::string name = std::string(first[i % 8]) + " " + last[i / 8], mail = "a" + std::to_string(i % 23) + "@example.com";
            std::string words;
            for (int w = 0; w < 60; ++w) words += " " + word(i == 7 ? 6 : i, w);
            input_.write("a" + std::to_string(i) + "/resume.txt", name + "\n" + mail + "\n+1 512 555 01" + std::to_string(i % 11 == 3 ? 50 : 51 + i) +
                                                                      "\n\nExperience\nBaker, Bread " + word(i, 99) +
                                                                      " Ltd, 2015 - 2021\nCook, Soup " + word(i, 98) + " Inc., 2018 - 2019\n" +
                                                                      words + "\n\nEducation\nUniversity of Leeds, BSc, 2010 - 2013\n");
        }
    }
    static std::string word(int person, int number) {
        std::uint32_t x = static_cast<std::uint32_t>(person * 1000 + number) * 2654435761U;
        std::string out;
        for (int i = 0; i < 7; ++i, x = x * 1664525U + 1013904223U) out += static_cast<char>('a' + (x >> 24) % 26);
        return out;
    }
    [[nodiscard]] ScreenOptions options(unsigned threads = 1) const {
        ScreenOptions out = options_for({input_.path()});
        out.threads = threads;
        out.batch = 1;
        return out;
    }
    [[nodiscard]] std::string store() const { return store_.path() + "/screen.db"; }
    /// A child whose run kills itself when progress is told for the nth time; did it die of that?
    [[nodiscard]] bool killed_at(int n) const {
        const pid_t child = ::fork();
        if (child == 0) {
            auto desk = Desk::open(store());
            ScreenOptions how = options();
            how.progress = [&](const ScreenProgress&) {
                if (--n == 0) ::raise(SIGKILL);
            };
            ::_exit(desk && screen::screen(*desktop().content, desktop().kit, how, *desk, [](const Applicant&) {}) ? 0 : 1);
        }
        int status = 0;
        EXPECT_EQ(::waitpid(child, &status, 0), child);
        return WIFSIGNALED(status);
    }
    void remove_store() const {
        for (const auto& file : fs::directory_iterator(store_.path())) fs::remove(file.path());
    }

    static constexpr int people = 24;
    Folder input_, store_;
};

TEST_F(Keep, KilledAfterAnyStepItGoesOnAndSaysTheSame) {
    auto fresh = Desk::open("");
    int all_outcomes = 0;
    ScreenOptions counted = options();
    counted.progress = [&](const ScreenProgress& p) { all_outcomes += p.stage == ScreenProgress::Stage::assessing; };
    const std::string whole = screened(counted, *fresh).json;
    int kills = 0, documents_kept = 0, outcomes_kept = 0;
    for (int n = 1; n <= 3 * people; n += 6) {  // reading, remembering, assessing: one transaction each, one document or application a time
        remove_store();
        kills += killed_at(n);
        auto desk = Desk::open(store());
        ASSERT_TRUE(desk.has_value());
        std::map<ScreenProgress::Stage, int> steps;
        ScreenOptions how = options();
        how.progress = [&](const ScreenProgress& p) { ++steps[p.stage]; };
        const Screened again = screened(how, *desk);
        EXPECT_EQ(again.json, whole) << "killed at " << n;
        EXPECT_EQ(again.outcome.reused + static_cast<std::size_t>(steps[ScreenProgress::Stage::reading]), static_cast<std::size_t>(people));
        EXPECT_EQ(again.outcome.reused, static_cast<std::size_t>(std::min(n, people))) << "a document was read twice, or lost";
        documents_kept += again.outcome.reused > 0;
        outcomes_kept += steps[ScreenProgress::Stage::assessing] < all_outcomes;
        EXPECT_EQ(desk->count_texts(), static_cast<std::size_t>(people));
        EXPECT_FALSE(fs::exists(store() + "-run")) << "outcomes wait no longer than for the report";
    }
    EXPECT_GE(kills, 11);
    EXPECT_GT(documents_kept, 5);
    EXPECT_GT(outcomes_kept, 2) << "no kill fell into the assessment";
}

TEST_F(Keep, KilledOverAndOverItGetsThere) {
    auto fresh = Desk::open("");
    const std::string whole = screened(options(), *fresh).json;
    int kills = 0;
    for (int round = 0; round < 12; ++round) kills += killed_at(round < 6 ? 3 : people + 2 + round);
    EXPECT_GE(kills, 6);
    auto desk = Desk::open(store());
    EXPECT_EQ(screened(options(2), *desk).json, whole);
    EXPECT_EQ(screened(options(2), *desk).json, whole);
}

TEST_F(Keep, OneByOneOrAllAtOnceIsTheSame) {
    auto a = Desk::open(""), b = Desk::open(""), c = Desk::open("");
    ScreenOptions together = options();
    together.one_by_one = false;
    const std::string whole = screened(together, *a).json;
    EXPECT_EQ(screened(options(), *b).json, whole);
    EXPECT_EQ(screened(options(3), *c).json, whole);
    const std::string ten = std::string(BONAFIDE_ROOT) + "/tests/screen/ten_applicants";
    ScreenOptions how = options_for({ten});
    auto d = Desk::open(""), e = Desk::open("");
    const std::string one_by_one = screened(how, *d).json;
    how.one_by_one = false;
    EXPECT_EQ(screened(how, *e).json, one_by_one);
}

TEST_F(Keep, WhatWasRecordedInBetweenEndsABrokenOffRun) {
    ASSERT_TRUE(killed_at(3 * people - 8));
    auto desk = Desk::open(store());
    ASSERT_TRUE(fs::exists(store() + "-run"));
    ASSERT_TRUE(desk->record({"a3", "interview.outcome", "different_person", "tester", parse_time("2026-03-01")->at}).has_value());
    EXPECT_FALSE(fs::exists(store() + "-run"));
    EXPECT_GT(screened(options(), *desk).applicants.at("a3").bits, 2);
}

TEST_F(Keep, TheIndexOfTextsIsKeptAndOnlyGrows) {
    auto desk = Desk::open(store());
    const Screened first = screened(options(), *desk);
    ASSERT_FALSE(first.applicants.at("a7").similar.empty());
    EXPECT_EQ(first.applicants.at("a7").similar.front().other_applicant, "a6");
    auto known = KnownTexts::open(*desk);
    ASSERT_TRUE(known.has_value());
    EXPECT_EQ(known->size(), static_cast<std::size_t>(people));
    EXPECT_EQ(known->added(), 0U) << "the index was made anew";
    Folder later;
    std::string words;
    for (int w = 0; w < 60; ++w) words += " " + word(2, w);
    later.write("late/resume.txt", "Zoe Late\nzoe@example.com\n\nExperience\nBaker, Bread Ltd, 2015 - 2021\n" + words + "\n");
    ScreenOptions how = options_for({later.path()});
    const Screened second = screened(how, *desk);
    ASSERT_EQ(second.applicants.size(), 1U);
    ASSERT_FALSE(second.applicants.begin()->second.similar.empty());
    EXPECT_EQ(second.applicants.begin()->second.similar.front().other_applicant, "a2");
    ASSERT_TRUE(desk->forget("a2", false).has_value());
    const Screened third = screened(how, *desk);
    for (const Similar& similar : third.applicants.begin()->second.similar) EXPECT_NE(similar.other_applicant, "a2");
    known = KnownTexts::open(*desk);
    EXPECT_EQ(known->added(), 0U);
}

TEST(Links, WhoSharesSomethingIsLinkedAndOfAVeryCommonThingTheFirstOnesAre) {
    Links links(2);  // of more than five, five are enough to know that a thing is common
    for (std::uint32_t a = 0; a < 20; ++a) links.add_value(1, a);
    links.add_value(2, 10), links.add_value(2, 11), links.add_value(2, 11);
    links.add_value(3, 12), links.add_value(3, 12);
    links.add_value(4, 13), links.add_outside(4);
    for (std::uint32_t a = 14; a < 20; ++a) links.add_identity(5, a);
    const std::vector<bool> linked = links.linked(21);
    const std::vector<bool> wanted = {true, true,  true, true, true, false, false, false, false, false, true,
                                      true, false, true, true, true, true,  true,  true,  true,  false};
    EXPECT_EQ(linked, wanted);
    EXPECT_EQ(links.held_by(1), 20U);
    EXPECT_EQ(links.held_by(2), 0U);
}

}  // namespace
}  // namespace bonafide::screen
