// Work samples: clones as they are read, histories that do not hold, code that two applicants show, and the innocent look-alikes of each.
#include <fmt/format.h>

#include <random>

#include "screen/history.h"
#include "screen/same_code.h"
#include "tests/screen/clone.h"
#include "tests/screen/support.h"

namespace bonafide::screen {
namespace {

using namespace testing_support;
using testing::Test;

constexpr const char* ann = "Ann Example <ann@example.com>";
constexpr const char* bob = "Bob Other <bob@example.org>";

/// A program nobody else wrote: expressions by a generator of numbers, in names that begin with `prefix`.
std::string program(unsigned seed, int statements = 120, const std::string& prefix = "v") {
    static constexpr const char* operators[] = {"+", "-", "*", "/", "%", "&", "|", "^", "<", ">", "==", "!="};
    static constexpr const char* beginnings[] = {"if (", "while (", "return (", "const x = (", "throw (", "let y = ("};
    std::mt19937 random(seed);
    std::string out = "// part of a program\n";
    for (int i = 0; i < statements; ++i) {
        out += beginnings[random() % 6];
        for (auto parts = 3 + random() % 6; parts > 0; --parts) {
            out += prefix + std::to_string(random() % 30);
            if (random() % 3 == 0) out += "[" + std::to_string(random() % 99) + "]";
            if (random() % 4 == 0) out += "()";
            if (parts > 1) out += std::string(" ") + operators[random() % 12] + " ";
        }
        out += ");\n";
    }
    return out;
}

std::string day_and_time(int day, int second_of_day, const char* offset = "-06:00") {
    return fmt::format("{}T{:02}:{:02}:{:02}{}", iso_date(Timestamp::from_seconds((20'000LL + day) * 86'400)), second_of_day / 3600,
                       second_of_day / 60 % 60, second_of_day % 60, offset);  // day 0 is 2024-10-04
}
/// A time of day as a hand makes it.
int hand(int i) { return 32'000 + (i * i * 7'919 + i * 4'729) % 30'011; }

class WorkSamples : public Test {
protected:
    void resume(const std::string& who = "ann", const std::string& name = "Ann Example", const std::string& mail = "ann@example.com",
                const std::string& address = "1200 Barton Springs Rd, Austin, TX 78704") {
        input_.write(who + "/resume.txt", name + "\n" + address + "\n" + mail + "\n\nExperience\nDeveloper, Bread " + who +
                                              " Inc., 2018 - 2025\n\nEducation\nUniversity of Leeds, BSc, 2010 - 2013\n");
    }
    [[nodiscard]] fs::path at(const std::string& path) const { return fs::path(input_.path()) / path; }
    Screened look() {
        auto desk = Desk::open("");
        return screened(options_for({input_.path()}), *desk);
    }
    /// The signals of story.* about repositories, id by id.
    static std::set<std::string> found(const Applicant& applicant) {
        std::set<std::string> out;
        for (const ReportSignal& signal : applicant.signals)
            if (signal.check.starts_with("story.commit") || signal.check == "story.similar_repository") out.insert(signal.check);
        return out;
    }
    std::set<std::string> found_of_ann() { return found(look().applicants.at("ann")); }
    using Ids = std::set<std::string>;

    Folder input_;
};

// --- reading -----------------------------------------------------------------------------------------------------------------

TEST_F(WorkSamples, ACloneIsOneDocumentAndItsWorkTreeIsNotWalked) {
    resume();
    {
        Clone clone(at("ann/app"));
        for (int i = 0; i < 8; ++i)
            clone.commit({ann, day_and_time(i, hand(i)), {{fmt::format("src/m{}.js", i), program(static_cast<unsigned>(i))}}, "", ""});
        clone.remote("origin", "https://github.com/ann-example/app.git");
    }
    input_.write("ann/app/notes.txt", "Somebody Else\nelse@example.net\n");
    input_.write("ann/app/data.csv", "a,b\n1,2\n");
    const Screened out = look();
    ASSERT_EQ(out.applicants.size(), 1U);
    const Applicant& applicant = out.applicants.at("ann");
    ASSERT_EQ(applicant.documents.size(), 2U);
    const Examined& clone = applicant.documents[0].kind == "repository" ? applicant.documents[0] : applicant.documents[1];
    ASSERT_EQ(clone.repositories.size(), 1U);
    const Repository& r = clone.repositories[0];
    EXPECT_EQ(clone.format, "git");
    EXPECT_EQ(r.name, "ann-example/app");
    EXPECT_EQ(r.commits.size(), 8U);
    EXPECT_EQ(r.files.size(), 8U);
    ASSERT_EQ(r.authors.size(), 1U);
    EXPECT_EQ(r.authors[0].email, "ann@example.com");
    EXPECT_EQ(std::ranges::count(r.files, true, &Repository::File::in_root), 1);
    EXPECT_TRUE(r.bounds.empty());
    EXPECT_EQ(found(applicant), Ids{});
    EXPECT_TRUE(out.outcome.unread.empty());
}

TEST_F(WorkSamples, ABareRepositoryIsReadToo) {
    resume();
    Clone(at("ann/app.git"), true).commit({ann, day_and_time(1, hand(1)), {{"a.py", program(1)}}, "", ""});
    const Screened out = look();
    ASSERT_EQ(out.applicants.at("ann").documents.size(), 2U);
    EXPECT_TRUE(out.outcome.unread.empty());
}

TEST_F(WorkSamples, WhatIsReadAgainOnlyWhenSomethingWasCommitted) {
    resume();
    Clone clone(at("ann/app"));
    clone.commit({ann, day_and_time(1, hand(1)), {{"a.py", program(1)}}, "", ""});
    auto desk = Desk::open("");
    EXPECT_EQ(screened(options_for({input_.path()}), *desk).outcome.reused, 0U);
    EXPECT_EQ(screened(options_for({input_.path()}), *desk).outcome.reused, 2U);
    clone.commit({ann, day_and_time(2, hand(2)), {{"b.py", program(2)}}, "", ""});
    EXPECT_EQ(screened(options_for({input_.path()}), *desk).outcome.reused, 1U);
}

TEST_F(WorkSamples, BrokenClonesAreReported) {
    resume();
    {
        Clone clone(at("ann/empty"));
    }
    {
        Clone clone(at("ann/damaged"));
        for (int i = 0; i < 3; ++i) clone.commit({ann, day_and_time(i, hand(i)), {{"a.js", program(static_cast<unsigned>(i))}}, "", ""});
    }
    for (const auto& entry : fs::recursive_directory_iterator(at("ann/damaged/.git/objects")))
        if (entry.is_regular_file()) {
            fs::permissions(entry.path(), fs::perms::owner_write, fs::perm_options::add);
            std::ofstream(entry.path(), std::ios::binary | std::ios::trunc) << "not an object";
        }
    input_.write("ann/nothing/.git/HEAD", "\xff\xfe");
    input_.write("ann/elsewhere/.git", "gitdir: " + at("ann/damaged/.git").string() + "\n");
    const Screened out = look();
    std::set<std::string> unread;
    for (const Unread& u : out.outcome.unread) unread.insert(fs::path(u.file.path).filename());
    EXPECT_TRUE(unread.contains("empty"));
    EXPECT_TRUE(unread.contains("damaged"));
    EXPECT_TRUE(unread.contains("nothing"));
    for (const Examined& document : out.applicants.at("ann").documents) EXPECT_NE(document.kind, "repository");
}

TEST_F(WorkSamples, LimitsThatAreHitAreSaid) {
    Clone clone(at("app"));
    for (int i = 0; i < 6; ++i)
        clone.commit({ann, day_and_time(i, hand(i)), {{fmt::format("m{}.js", i), program(static_cast<unsigned>(i))}}, "", ""});
    RepositoryLimits limits;
    limits.commits = 4;
    limits.diffs = 2;
    limits.files = 3;
    limits.prints = 40;
    auto r = read_repository(at("app"), desktop().kit.repositories, limits);
    ASSERT_TRUE(r.has_value());
    EXPECT_EQ(r->commits.size(), 4U);
    EXPECT_EQ(r->files.size(), 3U);
    EXPECT_EQ(r->prints.size(), 40U);
    EXPECT_EQ(r->bounds.size(), 3U);
    limits.file_bytes = 100;
    r = read_repository(at("app"), desktop().kit.repositories, limits);
    ASSERT_TRUE(r.has_value());
    EXPECT_TRUE(r->files.empty());
}

TEST_F(WorkSamples, ApplicationsUnderGitAreApplicationsAndTheirHistoryIsNobodys) {
    resume("ann"), resume("bob", "Bob Other", "bob@example.org");
    input_.write("ann/letter.rtf", "{\\rtf1 Dear all, I am Ann.}");
    input_.write("bob/letter.rtf", "{\\rtf1 Dear all, I am Bob.}");
    Clone(at("")).commit({"HR <hr@example.com>", day_and_time(1, hand(1)), {{"x.py", program(3)}}, "", ""});
    const Screened out = look();
    EXPECT_EQ(out.applicants.size(), 2U);
    EXPECT_TRUE(std::ranges::any_of(out.outcome.unread, [](const Unread& u) { return u.file.path.ends_with("/.git"); }));
}

TEST(RepositoryRulesTest, WhatEverybodyHasDoesNotCount) {
    const RepositoryRules& rules = desktop().kit.repositories;
    for (const char* path : {"src/app.js", "lib/core/engine.py", "Main.java", "contracts/Token.sol"}) EXPECT_TRUE(rules.counts(path)) << path;
    for (const char* path : {"node_modules/react/index.js", "vendor/a/b.go", "third_party/x.c", "a/dist/app.js", "jquery-3.1.js", "LICENSE",
                             "package-lock.json", "yarn.lock", "src/setupTests.js", "api/user.pb.go", "README.md", "logo.png", "web/lib.min.js"})
        EXPECT_FALSE(rules.counts(path)) << path;
    EXPECT_TRUE(rules.counts_text(program(1)));
    EXPECT_FALSE(rules.counts_text("// Code generated by protoc. DO NOT EDIT.\n" + program(1)));
    EXPECT_FALSE(rules.counts_text("int a;\n"));
    EXPECT_FALSE(rules.counts_text(std::string(5'000, 'x')));
    EXPECT_FALSE(rules.counts_text(program(1) + std::string(1, '\0')));
}

// --- whose history is it? ----------------------------------------------------------------------------------------------------

TEST_F(WorkSamples, HerOwnHandleAndOldNameAreHers) {
    input_.write("ann/resume.txt", "Ann Example\nann@example.com\nhttps://github.com/annie-x\n\nExperience\nDeveloper, Bread Inc., 2018 - 2025\n");
    Clone clone(at("ann/app"));
    for (int i = 0; i < 10; ++i)
        clone.commit({i % 2 ? "annie-x <123+annie-x@users.noreply.github.com>" : "Example Ann <home@desktop.local>",
                      day_and_time(i, hand(i)),
                      {{"a.js", program(static_cast<unsigned>(i))}},
                      "",
                      ""});
    EXPECT_EQ(found_of_ann(), Ids{});
}

TEST_F(WorkSamples, NoCommitIsTheApplicants) {
    resume();
    Clone clone(at("ann/app"));
    for (int i = 0; i < 10; ++i) clone.commit({bob, day_and_time(i, hand(i)), {{"a.js", program(static_cast<unsigned>(i))}}, "", ""});
    EXPECT_EQ(found_of_ann(), Ids{"story.commit_author"});
    clone.remote("upstream", "https://github.com/bob/app");  // declared: whose it is
    EXPECT_EQ(found_of_ann(), Ids{});
}

TEST_F(WorkSamples, HerAddressUnderAnotherPersonsName) {
    resume();
    Clone clone(at("ann/app"));
    for (int i = 0; i < 10; ++i)
        clone.commit(
            {i < 4 ? "Dale Cooper <ann@example.com>" : ann, day_and_time(i, hand(i)), {{"a.js", program(static_cast<unsigned>(i))}}, "", ""});
    EXPECT_EQ(found_of_ann(), Ids{"story.commit_name"});
}

TEST_F(WorkSamples, ANicknameIsNoOtherPerson) {
    resume();
    Clone clone(at("ann/app"));
    for (int i = 0; i < 12; ++i) {
        const char* names[] = {"Annie", "Ann M. Example-Jones", "ann", "Ann Maiden"};
        clone.commit(
            {fmt::format("{} <ann@example.com>", names[i % 4]), day_and_time(i, hand(i)), {{"a.js", program(static_cast<unsigned>(i))}}, "", ""});
    }
    EXPECT_EQ(found_of_ann(), Ids{});
}

// --- clocks ------------------------------------------------------------------------------------------------------------------

/// Options have today = 2026-03-25, which is day 537.
TEST_F(WorkSamples, AClockElsewhereInTheLastHalfYear) {
    resume();
    Clone clone(at("ann/app"));
    for (int i = 0; i < 8; ++i)
        clone.commit({ann, day_and_time(450 + 3 * i, hand(i), "+09:00"), {{"a.js", program(static_cast<unsigned>(i))}}, "", ""});
    EXPECT_EQ(found_of_ann(), Ids{"story.commit_clock"});
}

TEST_F(WorkSamples, ClocksThatSayNothing) {
    resume();
    Clone clone(at("ann/app"));
    for (int i = 0; i < 8; ++i) {
        const std::string text = program(static_cast<unsigned>(i));
        clone.commit({ann, day_and_time(3 * i, hand(i), "+09:00"), {{"a.js", text}}, "", ""});         // lived elsewhere two years ago
        clone.commit({ann, day_and_time(450 + 3 * i, hand(i), "+00:00"), {{"b.js", text}}, "", ""});   // a container
        clone.commit({ann, day_and_time(451 + 3 * i, hand(i), "+09:00"), {{"c.js", text}}, bob, ""});  // applied by a colleague
        clone.commit({ann, day_and_time(452 + 3 * i, hand(i)), {{"d.js", text}}, "", ""});
        if (i < 4) clone.commit({ann, day_and_time(452 + 3 * i, hand(i) + 60, "+09:00"), {{"e.js", text}}, "", ""});  // a journey
    }
    EXPECT_EQ(found_of_ann(), Ids{});
}

// --- forged histories --------------------------------------------------------------------------------------------------------

TEST_F(WorkSamples, AHistoryWrittenDownAtOnce) {
    resume();
    Clone clone(at("ann/app"));
    for (int i = 0; i < 30; ++i)
        clone.commit({ann, day_and_time(7 * i, hand(i)), {{"a.js", program(static_cast<unsigned>(i))}}, "", day_and_time(300, 40'000 + 3 * i)});
    EXPECT_EQ(found_of_ann(), Ids{"story.commit_backdated"});
}

TEST_F(WorkSamples, ARebasedBranchIsNot) {
    resume();
    Clone clone(at("ann/app"));
    for (int i = 0; i < 40; ++i)
        clone.commit(
            {ann, day_and_time(7 * i, hand(i)), {{"a.js", program(static_cast<unsigned>(i))}}, "", i < 3 ? "" : day_and_time(300, 40'000 + 3 * i)});
    EXPECT_EQ(found_of_ann(), Ids{});
}

TEST_F(WorkSamples, AnImportFromSubversionIsNot) {
    resume();
    Clone clone(at("ann/app"));  // both dates are those of the revision, years before git
    for (int i = 0; i < 40; ++i)
        clone.commit(
            {"Ann Example <ann@f0d2-9a>", day_and_time(7 * i - 9'000, hand(i), "+00:00"), {{"a.js", program(static_cast<unsigned>(i))}}, "", ""});
    EXPECT_EQ(found_of_ann(), Ids{});
}

TEST_F(WorkSamples, OneGapOverAndOver) {
    resume();
    Clone clone(at("ann/app"));
    for (int i = 0; i < 30; ++i) clone.commit({ann, day_and_time(i, 36'017), {{"a.js", program(static_cast<unsigned>(i))}}, "", ""});
    EXPECT_EQ(found_of_ann(), Ids{"story.commit_cadence"});
}

TEST_F(WorkSamples, OneTimeOfDayAndNoSeconds) {
    resume();
    {
        Clone clone(at("ann/app"));
        for (int i = 0; i < 30; ++i) clone.commit({ann, day_and_time(i * i % 97 + i, 36'017), {{"a.js", program(static_cast<unsigned>(i))}}, "", ""});
    }
    {
        Clone clone(at("ann/other"));
        for (int i = 0; i < 30; ++i)
            clone.commit({ann, day_and_time(i, hand(i) / 60 * 60), {{"a.js", program(99U + static_cast<unsigned>(i))}}, "", ""});
    }
    std::size_t findings = 0;
    const Screened out = look();
    for (const Finding& finding : out.applicants.at("ann").findings) findings += finding.attribute == "story.commit_cadence";
    EXPECT_EQ(findings, 2U);
}

TEST_F(WorkSamples, AheadOfTodayAndBeforeTheTool) {
    resume();
    {
        Clone clone(at("ann/app"));
        clone.commit({ann, day_and_time(1, hand(1)), {{"a.js", program(1)}}, "", ""});
        clone.commit({ann, day_and_time(700, hand(2)), {{"a.js", program(2)}}, "", ""});
    }
    {
        Clone clone(at("ann/other"));
        clone.commit({ann, "2014-02-03T10:11:12-06:00", {{"next.config.js", "module.exports = {}\n"}, {"vendor/x/go.mod", "module x\n"}}, "", ""});
    }
    std::vector<std::string> said;
    const Screened out = look();
    for (const Finding& finding : out.applicants.at("ann").findings)
        if (finding.attribute == "story.commit_time") said.push_back(finding.sentence);
    ASSERT_EQ(said.size(), 2U);
    EXPECT_NE(said[0].find("lie ahead"), std::string::npos);
    EXPECT_NE(said[1].find("Next.js exists since 2016-10"), std::string::npos);
}

TEST_F(WorkSamples, AWorkThatCameWithOneCommitAsksOnly) {
    resume();
    Clone clone(at("ann/app"));
    std::map<std::string, std::string> files;
    for (unsigned i = 0; i < 35; ++i) files[fmt::format("src/m{}.js", i)] = program(i, 30);
    clone.commit({ann, day_and_time(1, hand(1)), files, "", ""});
    const Screened out = look();
    EXPECT_EQ(found(out.applicants.at("ann")), Ids{"story.commit_import"});
    EXPECT_LT(out.applicants.at("ann").bits, 1);
    for (const JudgedClaim& claim : out.applicants.at("ann").claims) EXPECT_NE(claim.verdict, Verdict::contradicted);
}

TEST_F(WorkSamples, APortfolioOfAFewDays) {
    resume();
    for (int r = 0; r < 3; ++r) {
        Clone clone(at(fmt::format("ann/app{}", r)));
        for (int i = 0; i < 8; ++i)
            clone.commit({ann, day_and_time(100 + i / 4, hand(17 * r + i)), {{"a.js", program(static_cast<unsigned>(100 * r + i))}}, "", ""});
        if (r < 2) {
            EXPECT_EQ(found_of_ann(), Ids{}) << "a course of a weekend";
        }
    }
    EXPECT_EQ(found_of_ann(), Ids{"story.commit_burst"});
}

// --- code of others ----------------------------------------------------------------------------------------------------------

TEST(Winnow, NamesLayoutAndCommentsDoNotChangeItOtherCodeDoes) {
    const RepositoryRules& rules = desktop().kit.repositories;
    using enum RepositoryRules::Comment;
    const auto print = [&](const std::string& text) { return winnow(text, strokes, rules); };
    std::string spaced;
    for (const char c : program(5, 120, "longer_name_")) spaced += c == '\n' ? std::string("  // a remark\n\n\t") : std::string(1, c);
    EXPECT_EQ(print(program(5)), print(spaced));
    EXPECT_GT(print(program(5)).size(), 100U);
    std::vector<std::uint64_t> both;
    std::ranges::set_intersection(print(program(5)), print(program(6)), std::back_inserter(both));
    EXPECT_LT(both.size(), 5U);
    EXPECT_TRUE(print("int a = 1;").empty());
}

TEST(Winnow, AnySharedRunOfFortyFiveTokensLeavesACommonPrint) {
    const RepositoryRules& rules = desktop().kit.repositories;
    for (unsigned seed = 1; seed <= 40; ++seed) {
        std::string run;  // 45 tokens, no two seeds alike: punctuation is kept
        std::mt19937 random(seed);
        for (int i = 0; i < 45; ++i) run += "+-*/%&|^~<>?:;,.()[]{}="[random() % 23];
        std::erase(run, '/');
        while (run.size() < 45) run += "+-*%"[random() % 4];
        const auto a = winnow(program(seed) + run + program(seed + 100), RepositoryRules::Comment::strokes, rules);
        const auto b = winnow(program(seed + 200) + run + program(seed + 300), RepositoryRules::Comment::strokes, rules);
        std::vector<std::uint64_t> both;
        std::ranges::set_intersection(a, b, std::back_inserter(both));
        EXPECT_FALSE(both.empty()) << seed;
    }
}

class Copies : public WorkSamples {
protected:
    void SetUp() override { resume(), resume("bob", "Bob Other", "bob@example.org", "77 Pine St, Boulder, CO 80302"); }
    void make(const std::string& where, const char* who, int from, int to, const std::string& prefix = "v", int first_day = 10) {
        Clone clone(at(where));
        for (int i = from; i < to; ++i)
            clone.commit({who,
                          day_and_time(first_day + 3 * i, hand(i + first_day)),
                          {{fmt::format("src/{}{}.js", prefix, i), program(static_cast<unsigned>(i), 120, prefix)}},
                          "",
                          ""});
    }
};

TEST_F(Copies, RenamedCodeUnderANewHistoryIsFoundWithItsFiles) {
    make("ann/shop", ann, 0, 8);
    make("bob/market", bob, 2, 14, "other_", 40);
    const Screened out = look();
    const Applicant& a = out.applicants.at("ann");
    ASSERT_EQ(a.similar.size(), 1U);
    EXPECT_EQ(a.similar[0].kind, "repository");
    EXPECT_EQ(a.similar[0].other_applicant, "bob");
    EXPECT_FALSE(a.similar[0].one_history);
    EXPECT_NEAR(a.similar[0].similarity, 0.75, 0.08);  // six of eight
    ASSERT_EQ(a.similar[0].files.size(), 6U);
    EXPECT_EQ(a.similar[0].files[0].file.substr(0, 5), "src/v");
    EXPECT_EQ(a.similar[0].files[0].other_file, "src/other_" + a.similar[0].files[0].file.substr(5));
    EXPECT_GT(a.similar[0].files[0].similarity, 0.9);
    EXPECT_EQ(found(a), Ids{"story.similar_repository"});
    EXPECT_EQ(found(out.applicants.at("bob")), Ids{"story.similar_repository"});
    EXPECT_NE(out.json.find("\"other_file\":\"src/other_"), std::string::npos);
}

TEST_F(Copies, OtherCodeIsNotAlike) {
    make("ann/shop", ann, 0, 8);
    make("bob/market", bob, 20, 28);
    EXPECT_TRUE(look().applicants.at("ann").similar.empty());
}

TEST_F(Copies, AnEarlierApplicantIsRememberedAndForgotten) {
    make("ann/shop", ann, 0, 8);
    make("bob/market", bob, 0, 8, "other_");
    auto desk = Desk::open("");
    EXPECT_EQ(found(screened(options_for({at("bob")}), *desk).applicants.begin()->second), Ids{});
    EXPECT_EQ(found(screened(options_for({at("ann")}), *desk).applicants.begin()->second), Ids{"story.similar_repository"});
    auto kept = Desk::open("");
    (void)screened(options_for({at("bob")}), *kept);
    ASSERT_TRUE(kept->forget("bob@example.org", true).has_value());
    const Screened still = screened(options_for({at("ann")}), *kept);
    ASSERT_EQ(still.applicants.begin()->second.similar.size(), 1U) << "the fingerprints stay, under no name";
    EXPECT_EQ(still.applicants.begin()->second.similar[0].other_file, "");
    for (const SimilarFile& f : still.applicants.begin()->second.similar[0].files) EXPECT_EQ(f.other_file, "");
    ASSERT_TRUE(desk->forget("bob@example.org", false).has_value());
    EXPECT_TRUE(screened(options_for({at("ann")}), *desk).applicants.begin()->second.similar.empty());
}

TEST_F(Copies, AJointProjectIsAlikeAndNoFinding) {
    for (const char* who : {"ann", "bob"}) {
        Clone clone(at(std::string(who) + "/joint"));
        for (int i = 0; i < 12; ++i)
            clone.commit({i % 2 ? ann : bob, day_and_time(3 * i, hand(i)), {{fmt::format("m{}.js", i), program(static_cast<unsigned>(i))}}, "", ""});
    }
    const Screened out = look();
    EXPECT_EQ(found(out.applicants.at("ann")), Ids{});
    EXPECT_EQ(found(out.applicants.at("bob")), Ids{});
    // each is compared by what came in by nobody else, and the two have no such file in common
    for (const Similar& similar : out.applicants.at("ann").similar) EXPECT_TRUE(similar.one_history);
}

TEST_F(Copies, VendoredCodeAndAForkOfAThirdPersonsProjectAreNot) {
    for (const auto& [who, by] : {std::pair("ann", ann), std::pair("bob", bob)}) {
        {
            Clone clone(at(std::string(who) + "/mine"));
            const int own = who[0];
            for (int i = 0; i < 6; ++i)
                clone.commit({by,
                              day_and_time(3 * i, hand(i + own)),
                              {{fmt::format("src/m{}.js", i), program(static_cast<unsigned>(1000 * own + i))},
                               {fmt::format("vendor/x/m{}.js", i), program(static_cast<unsigned>(i))},
                               {fmt::format("gen{}_pb2.py", i), program(static_cast<unsigned>(i))}},
                              "",
                              ""});
        }
        Clone fork(at(std::string(who) + "/fork"));
        for (int i = 0; i < 12; ++i)
            fork.commit({"Carol Third <carol@example.net>",
                         day_and_time(3 * i, hand(i)),
                         {{fmt::format("m{}.js", i), program(50U + static_cast<unsigned>(i))}},
                         "",
                         ""});
        fork.commit({by, day_and_time(400, hand(who[0])), {{"mine.js", program(static_cast<unsigned>(who[0]))}}, "", ""});
    }
    const Screened out = look();
    EXPECT_EQ(found(out.applicants.at("ann")), Ids{});
    EXPECT_EQ(found(out.applicants.at("bob")), Ids{});
    EXPECT_TRUE(out.applicants.at("ann").similar.empty());
}

TEST_F(Copies, OnePersonWhoAppliesTwiceIsNoFinding) {
    make("ann/shop", ann, 0, 8);
    resume("ann2", "Ann Example", "ann.example@example.net");
    make("ann2/shop2", ann, 0, 8, "other_");
    const Screened out = look();
    for (const auto& [id, applicant] : out.applicants) EXPECT_FALSE(found(applicant).contains("story.similar_repository")) << id;
}

}  // namespace
}  // namespace bonafide::screen
