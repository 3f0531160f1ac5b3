// Archives that applicants send: archives in archives, git clones inside, what cannot be read of them, and what stands beside the résumé.
#include "screen/archive.h"

#include "tests/record/pack.h"
#include "tests/screen/clone.h"
#include "tests/screen/support.h"

namespace bonafide::screen {
namespace {

using namespace testing_support;
using Members = std::vector<test::PackedMember>;

constexpr const char* by_ann = "Ann Example <ann@example.com>";

std::string resume_of(const std::string& name, const std::string& mail) {
    return name + "\n1200 Barton Springs Rd, Austin, TX 78704\n" + mail +
           "\n\nExperience\nDeveloper, Corner Bread Ltd, 2018 - 2025\n\nEducation\nUniversity of Leeds, BSc, 2010 - 2013\n";
}
std::string tarred(const Members& members) { return test::pack({".tar.gz", "ustar", "gzip"}, members); }

/// A folder as members below `below`.
Members members_of(const fs::path& folder, const std::string& below) {
    Members out;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) {
            std::ifstream in(entry.path(), std::ios::binary);
            out.push_back({below + fs::relative(entry.path(), folder).string(), {std::istreambuf_iterator<char>(in), {}}});
        }
    return out;
}

class Archives : public testing::Test {
protected:
    Screened look() {
        auto desk = Desk::open("");
        return screened(options_for({input_.path()}), *desk);
    }
    static std::map<std::string, std::string> unread(const Screened& screened) {
        std::map<std::string, std::string> out;
        for (const Unread& one : screened.outcome.unread) out.emplace(shown(one.file), one.reason);
        return out;
    }
    static std::set<std::string> files(const Applicant& applicant) {
        std::set<std::string> out;
        for (const Examined& document : applicant.documents) out.insert(shown(document.name));
        return out;
    }
    void make_clone() {
        Clone clone(made_.path());
        for (int day = 1; day < 9; ++day)
            clone.commit({by_ann,
                          "2026-01-0" + std::to_string(day) + "T10:17:0" + std::to_string(day) + "-06:00",
                          {{"src/a" + std::to_string(day) + ".js", "const a = " + std::to_string(day) + ";\n"}},
                          "",
                          ""});
        clone.remote("origin", "https://github.com/annexample/wallet.git");
    }
    [[nodiscard]] std::string at(const std::string& name) const { return input_.path() + "/" + name; }

    Folder input_, made_;
};

TEST_F(Archives, EachArchiveInAnArchiveIsAnApplicant) {
    const std::string position = "Company Name,Title,Description,Location,Started On,Finished On\nCorner Bread Ltd,Developer,,,Jan 2018,Dec 2025\n";
    const std::string profile = test::zip({{"Positions.csv", position},
                                           {"Skills.csv", "Name\nBaking\n"},
                                           {"Profile.csv", "First Name,Last Name,Maiden Name,Address,Birth Date,Headline\nAnn,Example,,,,\n"}});
    const std::string bob = tarred({{"deep/down/resume.txt", resume_of("Bob Other", "bob@example.org")}});
    input_.write(
        "all.zip",
        test::zip(
            {{"ann.zip",
              test::zip({{"resume.txt", resume_of("Ann Example", "ann@example.com")}, {"Complete_LinkedInDataExport_03-01-2026.zip", profile}})},
             {"bob.tar.gz", bob},
             {"__MACOSX/._ann.zip", "nothing"},
             {"rows/applicants.csv",
              "Candidate ID,Candidate Name,Candidate Email,Job,Stage,Applied At\n7,Ann Example,ann@example.com,Developer,Review,2026-03-01\n"}}));
    const Screened out = look();
    EXPECT_EQ(unread(out), (std::map<std::string, std::string>{}));
    ASSERT_EQ(out.applicants.size(), 2U);
    const Applicant& one = out.applicants.at("ann");
    EXPECT_TRUE(files(one).contains(at("all.zip!ann.zip!resume.txt")));
    EXPECT_TRUE(files(one).contains(at("all.zip!ann.zip!Complete_LinkedInDataExport_03-01-2026.zip!Skills.csv")));
    EXPECT_TRUE(std::ranges::any_of(one.claims, [](const JudgedClaim& c) { return c.claim.evidence.file.member == "rows/applicants.csv"; }));
    EXPECT_EQ(files(out.applicants.at("bob")), (std::set<std::string>{at("all.zip!bob.tar.gz!deep/down/resume.txt")}));
}

TEST_F(Archives, WhatCannotBeReadIsSaid) {
    std::string deep = test::zip({{"cv.txt", "x"}});
    for (int depth = 0; depth < 5; ++depth) deep = test::zip({{"inner.zip", deep}});
    input_.write("ann.zip", test::zip({{"resume.txt", resume_of("Ann Example", "ann@example.com")},
                                       {"deep.zip", deep},
                                       {"broken.zip", "PK\x03\x04 and no more"},
                                       {"rows.csv", "Candidate Email,Candidate Name\nann@example.com,Ann Example\n"},
                                       {.name = "link.txt", .bytes = "", .link = "/etc/passwd"}}));
    input_.write("locked.zip", test::pack(test::packings()[0], {{"cv.txt", resume_of("Bob Other", "bob@example.org")}}, "secret"));
    const Screened out = look();
    std::map<std::string, std::string> said = unread(out);
    std::set<std::string> each;
    for (const Unread& one : out.outcome.unread) EXPECT_TRUE(each.insert(shown(one.file) + one.reason).second) << "said twice: " << one.reason;
    EXPECT_NE(said[at("locked.zip!cv.txt")].find("encrypted"), std::string::npos);
    EXPECT_NE(said[at("ann.zip!link.txt")].find("link"), std::string::npos);
    EXPECT_NE(said[at("ann.zip!deep.zip!inner.zip!inner.zip!inner.zip")].find("nested deeper"), std::string::npos);
    EXPECT_FALSE(said[at("ann.zip!broken.zip")].empty());
    ASSERT_EQ(out.applicants.size(), 1U);
    EXPECT_EQ(files(out.applicants.begin()->second), (std::set<std::string>{at("ann.zip!resume.txt")}));
}

TEST_F(Archives, FoldersBesideTheResumeAreItsApplicants) {
    input_.write("ann.zip", test::zip({{"resume.txt", resume_of("Ann Example", "ann@example.com")},
                                       {"papers/reference.txt", "To whom it may concern: Ann Example worked here."},
                                       {"certificates/course.txt", "Certificate of a course in baking for Ann Example."}}));
    input_.write("bob.zip", test::zip({{"bob/resume.txt", resume_of("Bob Other", "bob@example.org")},
                                       {"cora/reference.txt", "Cora Third worked here."},
                                       {"resume_dan.txt", resume_of("Dan Fourth", "dan@example.net")}}));
    const Screened out = look();
    std::set<std::size_t> documents;
    for (const auto& [id, applicant] : out.applicants) documents.insert(applicant.documents.size());
    ASSERT_EQ(out.applicants.size(), 4U) << "Bob has a folder of his own beside Dan's résumé, so Cora's is nobody else's";
    EXPECT_EQ(documents, (std::set<std::size_t>{1, 3}));
}

/// What is seen of a clone, wherever it lies.
using Seen = std::pair<std::vector<std::pair<std::string, std::string>>, std::set<std::string>>;

TEST_F(Archives, AClonePackedIsReadLikeAFolder) {
    make_clone();
    made_.write("data/rows.csv", "Candidate Email,Candidate Name\nzed@example.com,Zed Stranger\n");
    made_.write("notes.docx", "no part of the history, but a paper beside it");
    const auto see = [&] {
        const Screened out = look();
        Seen seen;
        EXPECT_EQ(out.applicants.size(), 1U);
        EXPECT_EQ(out.outcome.rows, 0U) << "the work tree is not walked";
        for (const auto& [id, applicant] : out.applicants) {
            for (const Examined& document : applicant.documents)
                if (document.kind == "repository") seen.first = document.properties;
            for (const ReportSignal& signal : applicant.signals) seen.second.insert(signal.check);
        }
        EXPECT_EQ(unread(out), (std::map<std::string, std::string>{}));
        fs::remove_all(input_.path()), fs::create_directories(input_.path());
        return seen;
    };
    const std::string resume = resume_of("Ann Example", "ann@example.com");
    input_.write("ann/resume.txt", resume);
    fs::create_directories(at("ann/wallet"));
    fs::copy(made_.path(), at("ann/wallet"), fs::copy_options::recursive);
    const Seen folder = see();
    ASSERT_FALSE(folder.first.empty());

    input_.write("ann/resume.txt", resume), input_.write("ann/wallet.zip", test::zip(members_of(made_.path(), "")));
    EXPECT_EQ(see(), folder) << "at the top of an archive";
    input_.write("ann/resume.txt", resume), input_.write("ann/work.tar.gz", tarred(members_of(made_.path(), "wallet/")));
    EXPECT_EQ(see(), folder) << "in a folder of an archive";
    Members all = members_of(made_.path(), "work/wallet/");
    all.push_back({"resume.txt", resume});
    input_.write("ann.zip", test::zip(all));
    EXPECT_EQ(see(), folder) << "beside the résumé";
    input_.write("ann.zip", test::zip({{"resume.txt", resume}, {"wallet.zip", test::zip(members_of(made_.path(), ""))}}));
    EXPECT_EQ(see(), folder) << "in an archive of an archive";
}

TEST_F(Archives, AFolderWhoseNameBeginsLikeTheClonesIsNotPartOfIt) {
    make_clone();
    Members members = members_of(made_.path(), "ann/wallet/");
    members.push_back({"ann/wallet-papers/reference.txt", "To whom it may concern: Ann Example worked here."});
    members.push_back({"ann/resume.txt", resume_of("Ann Example", "ann@example.com")});
    input_.write("ann.zip", test::zip(members));
    const Screened out = look();
    EXPECT_EQ(files(out.applicants.at("ann")),
              (std::set<std::string>{at("ann.zip!ann/resume.txt"), at("ann.zip!ann/wallet"), at("ann.zip!ann/wallet-papers/reference.txt")}));
}

TEST_F(Archives, APackedCloneLeadsNowhereElse) {
    make_clone();
    Members members;
    for (test::PackedMember& member : members_of(made_.path(), "x/"))
        if (member.name.find("/objects/") == std::string::npos) members.push_back(std::move(member));
    members.push_back({"x/.git/objects/info/alternates", made_.path() + "/.git/objects\n"});
    members.push_back({"x/.git/refs/../../../../escaped", "text"});
    input_.write("ann/x.zip", test::zip(members));
    input_.write("ann/resume.txt", resume_of("Ann Example", "ann@example.com"));
    const Screened out = look();
    EXPECT_TRUE(unread(out).contains(at("ann/x.zip!x"))) << "its objects are not in the archive";
    EXPECT_EQ(files(out.applicants.at("ann")), (std::set<std::string>{at("ann/resume.txt")}));
}

TEST_F(Archives, ApplicationsUnderGitAreNoWorkSampleWhenPacked) {
    make_clone();
    Members members = members_of(made_.path() + "/.git", "hr/.git/");
    for (const auto& [who, mail] : {std::pair("ann", "ann@example.com"), std::pair("bob", "bob@example.org")}) {
        members.push_back({"hr/" + std::string(who) + "/resume.txt", resume_of(std::string(who) + " example", mail)});
        members.push_back({"hr/" + std::string(who) + "/letter.rtf", "{\\rtf1 Dear all, I am " + std::string(who) + ".}"});
    }
    input_.write("hr.zip", test::zip(members));
    const Screened out = look();
    EXPECT_EQ(out.applicants.size(), 2U);
    EXPECT_TRUE(unread(out).contains(at("hr.zip!hr/.git")));
}

TEST(FindClones, ByHeadAndObjects) {
    const auto found = [](const std::vector<std::string>& members) {
        std::set<std::pair<std::string, std::string>> out;
        for (const ClonePlace& clone : find_clones(members)) out.emplace(clone.git, clone.folder);
        return out;
    };
    using Set = std::set<std::pair<std::string, std::string>>;
    EXPECT_EQ(found({".git/HEAD", ".git/objects/ab/cd", ".git/modules/lib/HEAD", ".git/modules/lib/objects/ab/cd"}), (Set{{".git/", ""}}));
    EXPECT_EQ(found({"a/wallet.git/HEAD", "a/wallet.git/objects/pack/x.pack"}), (Set{{"a/wallet.git/", "a/wallet.git"}}));
    EXPECT_EQ(found({"x.zip!.git/HEAD", "x.zip!.git/objects/ab/cd", "y/.git/HEAD"}), (Set{{"x.zip!.git/", "x.zip"}, {"y/.git/", "y"}}));
    EXPECT_EQ(found({"a/HEAD", "a/readme", "b/objects/chair.txt", "HEAD", "objects/x", "my.git/HEADER"}), (Set{}));
}

}  // namespace
}  // namespace bonafide::screen
