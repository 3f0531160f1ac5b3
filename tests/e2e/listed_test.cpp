// Lists of names from the published file to the report: kept, used by scan and screen, left out, missing, damaged.
#include <gmock/gmock.h>

#include "tests/e2e/office.h"

namespace bonafide::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Listed : public ::testing::Test {
protected:
    Listed() {
        write_office(folder_);
        folder_.write("published/example.csv", "id,name,schema\n17,\"TAN, Bo\",person\n18,Ingeborg Vaclavkova,person\n");
        folder_.write(
            "applications/one/resume.txt",
            "Ingeborg Vaclavkova\ni@example.com\n\nExperience\nBaker, Bread Ltd, 2015 - 2021\n\nEducation\nUniversity of Leeds, BSc, 2010 - 2013\n");
        kept_ = "--kept " + in("kept");
    }
    [[nodiscard]] std::string in(const std::string& name) const { return "'" + (folder_ / name) + "'"; }
    [[nodiscard]] Outcome keep() const { return run("lists update " + in("published") + " " + kept_); }
    [[nodiscard]] Outcome scan(const std::string& more) const {
        return run("scan " + in("exports") + " --no-rules --out " + in("report") + " " + more);
    }
    [[nodiscard]] std::string report() const { return slurp(folder_ / "report/report.json"); }

    Folder folder_;
    std::string kept_;
};

TEST_F(Listed, PeopleOfAScanAreCompared) {
    ASSERT_EQ(keep().exit, 0);
    const Outcome done = scan(kept_);
    EXPECT_EQ(done.exit, 0) << done.err;
    EXPECT_THAT(report(), HasSubstr("TAN, Bo on example"));
    EXPECT_THAT(report(), HasSubstr("people were compared with the list example"));
    EXPECT_EQ(scan("--no-lists").exit, 0);
    EXPECT_THAT(report(), Not(HasSubstr("TAN, Bo")));
    EXPECT_THAT(report(), HasSubstr("nobody was compared with lists of names: --no-lists leaves them out"));
}

TEST_F(Listed, ArchivesAreUnpackedAndWhatIsWrongWithThemIsSaid) {
    const std::string tar = "tar -C '" + (folder_ / "published") + "' -czf '" + (folder_ / "mirror/lists.tar.gz") + "' example.csv";
    std::filesystem::create_directories(folder_ / "mirror");
    ASSERT_EQ(std::system(tar.c_str()), 0);
    folder_.write("mirror/broken.tgz", slurp(folder_ / "mirror/lists.tar.gz").substr(0, 100));
    folder_.write("mirror/other.csv", "id,name,schema\n1,Somebody Else,person\n");
    const Outcome done = run("lists update " + in("mirror") + " " + kept_);
    EXPECT_EQ(done.exit, 4);
    EXPECT_THAT(done.err, HasSubstr("example: 2 entries"));
    EXPECT_THAT(done.err, HasSubstr("other: 1 entries"));
    EXPECT_THAT(done.err, HasSubstr("broken.tgz"));
    EXPECT_EQ(run("lists update " + in("mirror/lists.tar.gz") + " " + kept_).exit, 0);
    EXPECT_EQ(run("lists update " + in("mirror/broken.tgz") + " " + kept_).exit, 4);
    std::filesystem::remove(folder_ / "mirror/lists.tar.gz");
    EXPECT_THAT(run("lists update " + in("mirror") + " " + kept_).err, HasSubstr("other: 1 entries")) << "what lies beside an archive without lists";
}

TEST_F(Listed, PeopleWhoAreWatchedAreCompared) {
    const std::string watch = "watch --once " + in("exports") + " --no-rules --quiet --state ";
    EXPECT_EQ(run(watch + in("none") + " " + kept_).exit, 3) << "the folder that was named keeps no list";
    ASSERT_EQ(keep().exit, 0);
    const Outcome done = run(watch + in("watched") + " " + kept_);
    EXPECT_EQ(done.exit, 0) << done.err;
    EXPECT_THAT(slurp(folder_ / "watched/report/report.json"), HasSubstr("TAN, Bo on example"));
    EXPECT_EQ(run(watch + in("left") + " --no-lists").exit, 0);
    EXPECT_THAT(slurp(folder_ / "left/report/report.json"), Not(HasSubstr("TAN, Bo")));
}

TEST_F(Listed, AFolderWithoutListsIsAMistakeAndABrokenListIsSaid) {
    const Outcome none = scan(kept_);
    EXPECT_EQ(none.exit, 3);
    EXPECT_THAT(none.err, HasSubstr("no list of names is kept there"));
    ASSERT_EQ(keep().exit, 0);
    folder_.write("kept/example/29991231T000000Z.ndjson", "damaged\n");
    const Outcome broken = scan(kept_);
    EXPECT_EQ(broken.exit, 4);
    EXPECT_THAT(broken.err, HasSubstr("not a kept list"));
    EXPECT_THAT(report(), HasSubstr("TAN, Bo on example")) << "the version before it is used";
}

TEST_F(Listed, ApplicantsAreCompared) {
    ASSERT_EQ(keep().exit, 0);
    const Outcome done = run("screen " + in("applications") + " --out " + in("screened") + " " + kept_);
    EXPECT_EQ(done.exit, 0) << done.err;
    EXPECT_THAT(done.err, HasSubstr("people were compared with the list example"));
    EXPECT_THAT(slurp(folder_ / "screened/screen.json"), HasSubstr("listed.name"));
    EXPECT_THAT(slurp(folder_ / "screened/screen.html"), HasSubstr("Ingeborg Vaclavkova on example"));
    EXPECT_THAT(slurp(folder_ / "screened/screen.html"), HasSubstr("Also worth knowing"));
}

}  // namespace
}  // namespace bonafide::e2e
