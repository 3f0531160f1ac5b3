// The applicant's own profiles: LinkedIn exports and GitHub JSON beside a résumé, dates of exports of applicant-tracking systems, what contradicts
// and the innocent look-alike of each, and that nothing of an export is left out in silence.
#include <fmt/format.h>

#include "screen/row_claims.h"
#include "tests/record/pack.h"
#include "tests/screen/support.h"

namespace bonafide::screen {
namespace {

using namespace testing_support;
using Ids = std::set<std::string>;

constexpr const char* header_of_positions = "Company Name,Title,Description,Location,Started On,Finished On\n";
constexpr const char* header_of_education = "School Name,Start Date,End Date,Notes,Degree Name,Activities\n";

/// A LinkedIn export as it comes, with the files that are not read.
std::map<std::string, std::string> linkedin(const std::string& positions, const std::string& education,
                                            const std::string& registered = "1/12/10, 9:14 AM") {
    return {{"Profile.csv",
             "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,Twitter Handles,Websites,Instant "
             "Messengers\n"
             "Ann,Example,,,Mar 7,Engineer at Acme,\"Builds things.\nMends them.\",Software,78704,\"Austin, Texas, United "
             "States\",,[PERSONAL:https://ann.example],\n"},
            {"Positions.csv", header_of_positions + positions},
            {"Education.csv", header_of_education + education},
            {"Skills.csv", "Name\nPython\nKubernetes\n"},
            {"Languages.csv", "Name,Proficiency\nEnglish,Native or bilingual proficiency\n"},
            {"Email Addresses.csv", "Email Address,Confirmed,Primary,Updated On\nann@example.com,Yes,Yes,Not Available\n"},
            {"PhoneNumbers.csv", "Extension,Number,Type\n,+1 512 555 0150,Mobile\n"},
            {"Registration.csv", "Registered At,Registration Ip,Subscription Types\n\"" + registered + "\",198.51.100.7,\n"},
            {"Logins.csv",
             "Notes about this file\nLogin Date,IP Address,User Agent,Login Type\n2026-03-01,198.51.100.9,Mozilla,PASSWORD\n"
             "2019-03-01,198.51.100.200,Mozilla,PASSWORD\n"},
            {"Connections.csv",
             "Notes:\n\"When exporting, some addresses are missing.\"\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
             "Zed,Stranger,https://www.linkedin.com/in/zed,zed.stranger@example.net,Acme,Dev,12 Jan 2020\n"},
            {"messages.csv", "\"CONVERSATION ID\",\"FROM\",\"TO\",\"CONTENT\"\n1,Zed Stranger,Ann Example,secret words\n"},
            {"Ad_Targeting.csv", "Member Age,Member Gender,Job Titles\n25-34,Female,Engineer\n"},
            {"Jobs/Job Applications.csv", "Application Date,Contact Email,Company Name,Job Title\n1/1/26,ann@example.com,Rival,Dev\n"},
            {"Something New.csv", "A,B\n1,2\n"}};
}

constexpr const char* positions_of_the_resume =
    "Acme Inc.,Lead Engineer,,\"Austin, TX\",May 2021,\nInitech,Engineer,,\"Austin, TX\",Jan 2018,Apr 2021\nBluth Foods,Junior Engineer,,,Sep "
    "2014,Dec 2017\n";
constexpr const char* education_of_the_resume = "University of Leeds,2010,2013,,BSc Computer Science,\n";

class Profiles : public testing::Test {
protected:
    void resume(const std::string& where = "ann/resume.txt") {
        input_.write(where,
                     "Ann Example\n1200 Barton Springs Rd, Austin, TX 78704\nann@example.com\ngithub.com/annexample\n\nExperience\n"
                     "Lead Engineer, Acme Inc., Austin, TX, May 2021 - Present\nEngineer, Initech, Austin, TX, Jan 2018 - Apr 2021\n"
                     "Junior Engineer, Bluth Foods, Sep 2014 - Dec 2017\n\nEducation\nUniversity of Leeds, BSc Computer Science, 2010 - 2013\n");
    }
    void unpacked(const std::map<std::string, std::string>& files, const std::string& folder = "ann/Basic_LinkedInDataExport") {
        for (const auto& [name, text] : files) input_.write(folder + "/" + name, text);
    }
    void zipped(const std::map<std::string, std::string>& files, const std::string& name, const std::string& below = "") {
        std::vector<test::PackedMember> members;
        for (const auto& [file, text] : files) members.push_back({below + file, text});
        input_.write(name, test::pack({".zip", "zip", "none"}, members));
    }
    Screened look() {
        auto desk = Desk::open("");
        return screened(options_for({input_.path()}), *desk);
    }
    static Ids found(const Applicant& applicant) {
        Ids out;
        for (const ReportSignal& signal : applicant.signals)
            if (signal.check.starts_with("story.")) out.insert(signal.check);
        return out;
    }
    /// "employer=Acme Inc. 2021-05..today job1", of one file.
    static std::set<std::string> claims(const Applicant& applicant, const std::string& file) {
        std::set<std::string> out;
        for (const JudgedClaim& judged : applicant.claims) {
            const Claim& c = judged.claim;
            if (file_part(c.evidence.file) != file) continue;
            const std::string span = c.from.empty() && c.to.empty() && !c.current ? "" : fmt::format(" {}..{}", c.from, c.current ? "today" : c.to);
            out.insert(fmt::format("{}={}{}{}{}", c.attribute, c.value, span, c.group.empty() ? "" : " ", c.group));
        }
        return out;
    }
    Folder input_;
};

// --- LinkedIn ----------------------------------------------------------------------------------------------------------------

TEST_F(Profiles, ALinkedInExportBecomesClaimsOfItsApplicant) {
    resume();
    unpacked(linkedin(positions_of_the_resume, education_of_the_resume));
    const Screened screened = look();
    ASSERT_EQ(screened.applicants.size(), 1U);
    const Applicant& ann = screened.applicants.at("ann");
    EXPECT_EQ(claims(ann, "Positions.csv"),
              (Ids{"employer=Acme Inc. 2021-05..today job1", "role=Lead Engineer 2021-05..today job1", "place=Austin, TX 2021-05..today job1",
                   "employer=Initech 2018-01..2021-04 job2", "role=Engineer 2018-01..2021-04 job2", "place=Austin, TX 2018-01..2021-04 job2",
                   "employer=Bluth Foods 2014-09..2017-12 job3", "role=Junior Engineer 2014-09..2017-12 job3"}));
    EXPECT_EQ(claims(ann, "Education.csv"), (Ids{"school=University of Leeds 2010..2013 degree1", "degree=BSc Computer Science 2010..2013 degree1"}));
    EXPECT_EQ(claims(ann, "Profile.csv"), (Ids{"name=Ann Example", "link=https://ann.example", "profile.headline=Engineer at Acme",
                                               "profile.location=Austin, Texas, United States"}));  // "Mar 7" is no date of birth
    EXPECT_EQ(claims(ann, "Skills.csv"), (Ids{"skill=Python", "skill=Kubernetes"}));
    EXPECT_EQ(claims(ann, "Languages.csv"), Ids{"language=English"});
    EXPECT_EQ(claims(ann, "Email Addresses.csv"), Ids{"email=ann@example.com"});
    EXPECT_EQ(claims(ann, "PhoneNumbers.csv"), Ids{"phone=+1 512 555 0150"});
    EXPECT_EQ(claims(ann, "Registration.csv"), Ids{"profile.created=2010-01-12"});
    EXPECT_EQ(claims(ann, "Logins.csv"), Ids{"profile.login_ip=198.51.100.9 2026-03-01T00:00:00Z.."});
    EXPECT_EQ(found(ann), Ids{});
    for (const JudgedClaim& judged : ann.claims)
        if (judged.claim.attribute == "profile.created") {
            EXPECT_EQ(judged.claim.stance, Stance::observed);
        }
}

TEST_F(Profiles, NothingOfTheExportIsLeftOutInSilenceAndOthersDataIsNotOpened) {
    resume();
    unpacked(linkedin(positions_of_the_resume, education_of_the_resume));
    const Screened screened = look();
    std::map<std::string, std::string> not_read;
    std::set<std::string> documents;
    for (const Examined& d : screened.applicants.at("ann").documents) {
        documents.insert(file_part(d.name));
        for (const auto& [kind, detail] : d.oddities)
            if (kind == "not_read") not_read.emplace(file_part(d.name), detail);
    }
    EXPECT_EQ(documents.size(), linkedin("", "").size() + 1);
    EXPECT_NE(not_read["Connections.csv"].find("other people"), std::string::npos);
    EXPECT_NE(not_read["messages.csv"].find("other people"), std::string::npos);
    EXPECT_NE(not_read["Ad_Targeting.csv"].find("age"), std::string::npos);
    EXPECT_NE(not_read["Job Applications.csv"].find("elsewhere"), std::string::npos);
    EXPECT_FALSE(not_read["Something New.csv"].empty());
    EXPECT_NE(not_read["Logins.csv"].find("older than two years"), std::string::npos);
    EXPECT_NE(not_read["Registration.csv"].find("older than two years"), std::string::npos);
    EXPECT_TRUE(screened.outcome.unread.empty());
    EXPECT_EQ(screened.json.find("Stranger"), std::string::npos);
    EXPECT_EQ(screened.json.find("secret words"), std::string::npos);
    EXPECT_EQ(screened.json.find("Female"), std::string::npos);
}

TEST_F(Profiles, AsAZipWithAndWithoutAFolderAndLooseBesideTheResume) {
    const auto files = linkedin(positions_of_the_resume, education_of_the_resume);
    std::vector<Ids> seen;
    const auto see = [&] {
        const Screened screened = look();
        ASSERT_EQ(screened.applicants.size(), 1U);
        const Applicant& one = screened.applicants.begin()->second;
        Ids all;
        for (const JudgedClaim& judged : one.claims)
            all.insert(judged.claim.attribute + "=" + judged.claim.value + judged.claim.from + judged.claim.to);
        seen.push_back(all);
        EXPECT_TRUE(screened.outcome.unread.empty());
    };
    const auto clear = [&] { fs::remove_all(input_.path()), fs::create_directories(input_.path()); };
    resume(), zipped(files, "ann/Complete_LinkedInDataExport_03-01-2026.zip"), see(), clear();
    resume(), zipped(files, "ann/profile.zip", "Complete_LinkedInDataExport_03-01-2026/"), see(), clear();
    resume("ann_cv.txt"), zipped(files, "Complete_LinkedInDataExport_03-01-2026.zip"), see(), clear();
    resume("ann_cv.txt"), unpacked(files, "linkedin"), see(), clear();
    resume(), unpacked(files), see();
    for (const Ids& one : seen) EXPECT_EQ(one, seen.front());
}

TEST_F(Profiles, AnArchiveOfManyApplicantsKeepsThemApart) {
    std::vector<test::PackedMember> members;
    for (const char* who : {"ann", "bob"}) {
        members.push_back({std::string(who) + "/resume.txt",
                           std::string(who) + " example\n" + who + "@example.com\n\nExperience\nBaker, Corner Bread Ltd, 2019 - 2021\n"});
        for (const auto& [name, text] : linkedin(positions_of_the_resume, education_of_the_resume))
            if (name != "Profile.csv" && name != "Email Addresses.csv" && name != "PhoneNumbers.csv")
                members.push_back({std::string(who) + "/LinkedIn/" + name, text});
    }
    input_.write("applications.zip", test::pack({".zip", "zip", "none"}, members));
    const Screened screened = look();
    ASSERT_EQ(screened.applicants.size(), 2U);
    for (const auto& [id, applicant] : screened.applicants) EXPECT_EQ(claims(applicant, "Skills.csv").size(), 2U) << id;
}

TEST_F(Profiles, AProfileThatContradictsTheResume) {
    resume();
    unpacked(
        linkedin("Acme Inc.,Lead Engineer,,\"Austin, TX\",May 2023,\nInitech,Engineer,,\"Austin, TX\",Jan 2020,Apr 2023\nOther Firm,Tester,,,Jan "
                 "2013,Dec 2019\n",
                 "Arizona State University,2010,2013,,BSc Computer Science,\n"));
    const Applicant ann = look().applicants.at("ann");
    const Ids all = found(ann);
    EXPECT_TRUE(all.contains("story.dates_moved"));
    EXPECT_TRUE(all.contains("story.education_moved"));
    EXPECT_TRUE(all.contains("story.employer_vanished"));
    for (const JudgedClaim& judged : ann.claims)
        if (judged.claim.attribute == "school") {
            EXPECT_EQ(judged.verdict, Verdict::contradicted) << judged.claim.value;
        }
    EXPECT_GE(ann.bits, 3);
}

TEST_F(Profiles, PromotionsAndRoundedDatesAreNoContradiction) {
    resume();
    unpacked(
        linkedin("Acme,Principal Engineer,,\"Austin, TX\",Jan 2024,\nAcme,Lead Engineer,,\"Austin, TX\",May 2021,Dec 2023\nInitech,Engineer,,,Feb "
                 "2018,May 2021\n"
                 "Bluth Foods,Junior Engineer,,,2014,2017\n",
                 "University of Leeds,2010,2013,,Bachelor of Science,\nEvening School,2022,2022,,Certificate,\n"));
    const Applicant ann = look().applicants.at("ann");
    EXPECT_EQ(found(ann), Ids{});
    EXPECT_EQ(ann.band, Band::clear);
}

TEST_F(Profiles, AnAccountMadeForTheApplicationIsAQuestion) {
    resume();
    unpacked(linkedin(positions_of_the_resume, education_of_the_resume, "2/20/26, 4:01 PM"));
    const Applicant ann = look().applicants.at("ann");
    EXPECT_EQ(found(ann), Ids{"story.profile_young"});
    EXPECT_EQ(ann.band, Band::clear);  // alone it is nothing
}

TEST_F(Profiles, ANewAccountOfABeginnerIsNothing) {
    input_.write("ann/resume.txt",
                 "Ann Example\nann@example.com\n\nExperience\nJunior Engineer, Acme Inc., Sep 2024 - Present\n\nEducation\n"
                 "University of Leeds, BSc Computer Science, 2021 - 2024\n");
    unpacked(linkedin("Acme Inc.,Junior Engineer,,,Sep 2024,\n", "University of Leeds,2021,2024,,BSc Computer Science,\n", "2/20/26, 4:01 PM"));
    EXPECT_EQ(found(look().applicants.at("ann")), Ids{});
}

TEST_F(Profiles, AFileOfAProfileThatLiesWithRowsIsReported) {
    resume();
    input_.write("positions/Positions.csv", std::string(header_of_positions) + positions_of_the_resume);
    const Screened screened = look();
    ASSERT_EQ(screened.outcome.unread.size(), 1U);
    EXPECT_NE(screened.outcome.unread.front().reason.find("own profile"), std::string::npos);
}

// --- GitHub ------------------------------------------------------------------------------------------------------------------

std::string github_user(const std::string& name, const std::string& created, const std::string& login = "annexample") {
    return fmt::format(
        R"({{"login":"{}","id":1,"node_id":"MDQ6","html_url":"https://github.com/{}","type":"User","name":"{}","company":"@acme","blog":"https://ann.example",)"
        R"("location":"Austin","email":"ann@example.com","public_repos":9,"followers":1,"created_at":"{}","updated_at":"2026-01-01T00:00:00Z"}})",
        login, login, name, created);
}

/// One push a day at an hour of UTC, and a second one.
std::string github_events(int days, int hour, const std::string& login = "annexample") {
    std::string out;
    for (int i = 0; i < days; ++i)
        for (const int minute : {7, 41})
            out += fmt::format(
                R"({}{{"id":"{}{}","type":"PushEvent","actor":{{"id":1,"login":"{}"}},"repo":{{"id":2,"name":"{}/tides"}},"payload":{{"ref":"refs/heads/main",)"
                R"("commits":[{{"sha":"a","author":{{"email":"ann@example.com","name":"Ann Example"}}}}]}},"public":true,"created_at":"{}T{:02}:{:02}:13Z"}})",
                out.empty() ? "" : ",", i, minute, login, login, iso_date(Timestamp::from_seconds((20'480LL + i) * 86'400)), hour, minute);
    return "[" + out + "]";
}

TEST_F(Profiles, AGitHubAccountWithItsEvents) {
    resume();
    input_.write("ann/github.json", github_user("Ann Example", "2013-05-06T07:08:09Z"));
    input_.write("ann/events.json", github_events(26, 17));  // eleven in the morning in Austin
    input_.write(
        "ann/repos.json",
        R"([{"id":2,"full_name":"annexample/tides","owner":{"login":"annexample"},"fork":false,"created_at":"2020-01-01T00:00:00Z","pushed_at":"2026-01-01T00:00:00Z"}])");
    input_.write(
        "ann/emails.json",
        R"([{"email":"ann@example.com","primary":true,"verified":true,"visibility":"private"},{"email":"ann.second@example.org","primary":false,"verified":true,"visibility":null}])");
    const Screened screened = look();
    const Applicant& ann = screened.applicants.at("ann");
    EXPECT_EQ(claims(ann, "github.json"),
              (Ids{"link=github.com/annexample", "profile.name=Ann Example", "email=ann@example.com", "link=https://ann.example",
                   "profile.location=Austin", "profile.created=2013-05-06", "employer=acme job1"}));
    EXPECT_EQ(claims(ann, "events.json"), (Ids{"link=github.com/annexample", "commit.email=ann@example.com"}));
    EXPECT_EQ(claims(ann, "emails.json"), (Ids{"email=ann@example.com", "email=ann.second@example.org"}));
    EXPECT_EQ(found(ann), Ids{});
    EXPECT_TRUE(screened.outcome.unread.empty());
    for (const Examined& d : ann.documents)
        if (d.format.starts_with("GitHub")) {
            EXPECT_EQ(d.kind, "profile");
        }
}

TEST_F(Profiles, AGitHubAccountThatContradictsTheResume) {
    if (!desktop().content->geo.city("Austin", "TX", "US")) GTEST_SKIP() << "no data packages";
    resume();
    input_.write("ann/github.json", github_user("Carl Othername", "2026-01-20T07:08:09Z"));
    input_.write("ann/events.json", github_events(26, 9));  // three and four in the morning in Austin
    EXPECT_EQ(found(look().applicants.at("ann")), (Ids{"story.names_differ", "story.profile_young", "story.push_hours"}));
}

TEST_F(Profiles, PenNamesEveningsAndFewNightsAreNothing) {
    resume();
    input_.write("ann/github.json", github_user("codewizard", "2013-05-06T07:08:09Z"));
    input_.write("ann/events.json", github_events(26, 4));      // ten and eleven in the evening
    input_.write("ann/events_old.json", github_events(12, 9));  // twelve nights of thirty-eight
    EXPECT_EQ(found(look().applicants.at("ann")), Ids{});
}

TEST_F(Profiles, EventsOfSeveralAccountsAreNobodys) {
    resume();
    std::string two = github_events(3, 17);
    two.back() = ',';
    input_.write("ann/events.json", two + github_events(3, 9, "zed").substr(1));
    const Screened screened = look();
    ASSERT_EQ(screened.outcome.unread.size(), 1U);
    EXPECT_NE(screened.outcome.unread.front().reason.find("2 accounts"), std::string::npos);
}

TEST_F(Profiles, LooseJsonIsTheirsWhoNameTheAccount) {
    resume("ann_cv.txt");
    input_.write("bob_cv.txt", "Bob Other\nbob@example.org\ngithub.com/bobother\n\nExperience\nBaker, Corner Bread Ltd, 2019 - 2021\n");
    input_.write("one.json", github_events(3, 17));
    input_.write("two.json", github_events(3, 17, "bobother"));
    const Screened screened = look();
    ASSERT_EQ(screened.applicants.size(), 2U);
    EXPECT_FALSE(claims(screened.applicants.at("ann_cv"), "one.json").empty());
    EXPECT_FALSE(claims(screened.applicants.at("bob_cv"), "two.json").empty());
}

TEST_F(Profiles, AGitHubAccountExportIsReadAsFarAsItIsTheApplicants) {
    resume();
    input_.write(
        "ann/export/users_000001.json",
        R"([{"type":"user","url":"https://github.com/annexample","login":"annexample","name":"Ann Example","company":"Acme","website":null,"location":null,)"
        R"("emails":[{"address":"ann@example.com","primary":true,"verified":true}],"created_at":"2013-05-06T07:08:09Z"}])");
    input_.write("ann/export/repositories_000001.json", "[]");
    input_.write("ann/export/issues_000001.json", R"([{"type":"issue","body":"secret words"}])");
    input_.write("ann/export/schema.json", R"({"version":"1.2.0"})");
    const Screened screened = look();
    const Applicant& ann = screened.applicants.at("ann");
    EXPECT_TRUE(claims(ann, "users_000001.json").contains("email=ann@example.com"));
    EXPECT_TRUE(screened.outcome.unread.empty());
    EXPECT_EQ(ann.documents.size(), 5U);
    EXPECT_EQ(screened.json.find("secret words"), std::string::npos);
}

// --- exports of applicant-tracking systems -----------------------------------------------------------------------------------

std::string greenhouse(const std::string& initech_from, const std::string& school) {
    return R"([{"id":5502,"first_name":"Ann","last_name":"Example","created_at":"2026-01-13T10:00:00Z","last_activity":"2026-01-14T10:00:00Z","application_ids":[9902],"can_email":true,)"
           R"("email_addresses":[{"value":"ann@example.com","type":"personal"}],"educations":[{"id":1,"school_name":")" +
           school +
           R"(","degree":"BSc","start_date":"2010-09-01T00:00:00Z","end_date":"2013-06-01T00:00:00Z"}],"employments":[{"id":1,"company_name":"Acme Inc.","title":"Lead Engineer",)"
           R"("start_date":"2021-05-01T00:00:00Z","end_date":null},{"id":2,"company_name":"Initech","title":"Engineer","start_date":")" +
           initech_from + R"(","end_date":"2021-04-30T00:00:00Z"}],"applications":[{"id":9902,"applied_at":"2026-01-13T10:00:00Z"}]}])";
}

TEST_F(Profiles, DatesOfExportsCompareWithTheResume) {
    resume();
    input_.write("greenhouse.json", greenhouse("2018-01-02T00:00:00Z", "University of Leeds"));
    const Applicant same = look().applicants.at("ann");
    EXPECT_TRUE(claims(same, "greenhouse.json").contains("employer=Initech 2018-01-02..2021-04-30 job2"));
    EXPECT_TRUE(claims(same, "greenhouse.json").contains("school=University of Leeds 2010-09-01..2013-06-01 degree1"));
    EXPECT_EQ(found(same), Ids{});
    input_.write("greenhouse.json", greenhouse("2019-07-02T00:00:00Z", "Arizona State University"));
    EXPECT_EQ(found(look().applicants.at("ann")), (Ids{"story.dates_moved", "story.education_moved"}));
}

TEST(RowDates, AreReadAsExportsWriteThem) {
    const Words& words = desktop().kit.words;
    EXPECT_EQ(iso_date_of("Sep 2025", words), "2025-09");
    EXPECT_EQ(iso_date_of("2014", words), "2014");
    EXPECT_EQ(iso_date_of("2018-5", words), "2018-05");
    EXPECT_EQ(iso_date_of("2012-05-01T00:00:00.000Z", words), "2012-05-01");
    EXPECT_EQ(iso_date_of("2026-01-12 09:14:00 UTC", words), "2026-01-12");
    EXPECT_EQ(iso_date_of("1/12/10, 9:14 AM", words), "2010-01-12");
    EXPECT_EQ(iso_date_of("Mar 4, 1990", words), "1990-03-04");
    EXPECT_EQ(iso_date_of("13/40/10", words), "");
    EXPECT_EQ(iso_date_of("", words), "");
    EXPECT_EQ(iso_date_of("soon", words), "");
}

}  // namespace
}  // namespace bonafide::screen
