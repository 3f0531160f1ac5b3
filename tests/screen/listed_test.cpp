// Applicants against kept lists: what an application states of itself is compared, other lists make an outcome stale, and what was used is said.
#include <gmock/gmock.h>

#include "name/kept.h"
#include "tests/screen/support.h"

namespace bonafide::screen {
namespace {

using namespace testing_support;
using testing::Contains;
using testing::HasSubstr;

class ListedScreen : public testing::Test {
protected:
    void SetUp() override {
        write("sim", "Hyon Sop Sim", "Date of birth: 25 November 1983");
        write("namesake", "Hyon-sop Sim", "Date of birth: 3 February 1990");
        write("alone", "Hyonsop Sim", "Likes to cook");
        for (const char* name : {"Ann Abel", "Bela Brandt", "Cora Costa", "Dan Dietz"}) write(name, name, "Likes to cook");
    }
    void write(const std::string& folder, const std::string& name, const std::string& line) const {
        input_.write(folder + "/resume.txt",
                     name + "\n" + std::to_string(std::hash<std::string>{}(folder) % 100'000) + "@example.com\n" + line +
                         "\n\nExperience\nBaker, Bread Ltd, 2015 - 2021\n\nEducation\nUniversity of Leeds, BSc, 2010 - 2013\n");
    }
    void keep_list(const std::string& id, Timestamp at) const {
        name::ListEntry entry{id, name::Subject::of("SIM, Hyon Sop")};
        entry.subject.schema = "person";
        entry.subject.birth_dates = {name::read_birth_date("1983-11-25")};
        ASSERT_TRUE(name::keep(kept_.path(), {"Example list", "CSV", "2026-03-20", {entry}, {}}, at));
    }
    [[nodiscard]] std::unique_ptr<name::KeptLists> load() const {
        Errors errors;
        auto lists = name::KeptLists::load({kept_.path(), std::string(BONAFIDE_CONTENT) + "/names"}, now_, errors);
        EXPECT_TRUE(errors.empty());
        return lists;
    }
    [[nodiscard]] ScreenOptions options(const name::KeptLists& lists, unsigned threads = 2) const {
        ScreenOptions out = options_for({input_.path()});
        out.lists = &lists;
        out.threads = threads;
        out.batch = 1;
        return out;
    }
    /// The check of the signal about lists, and its bits; "" where there is none.
    static std::pair<std::string, double> listed(const Screened& screened, const std::string& id) {
        for (const ReportSignal& signal : screened.applicants.at(id).signals)
            if (signal.check.starts_with("listed.")) return {signal.check, signal.bits};
        return {};
    }

    Folder input_, kept_;
    Timestamp now_ = parse_time("2026-03-25")->at;
};

TEST_F(ListedScreen, ANameAloneIsWeakAndTheDateOfBirthDecides) {
    keep_list("17", now_);
    const auto lists = load();
    auto desk = Desk::open("");
    const Screened screened = testing_support::screened(options(*lists), *desk);
    ASSERT_EQ(screened.applicants.size(), 7U);
    EXPECT_EQ(listed(screened, "sim").first, "listed.birth_date");
    EXPECT_GE(screened.applicants.at("sim").band, Band::review);
    EXPECT_EQ(listed(screened, "alone").first, "listed.name");
    EXPECT_LE(listed(screened, "alone").second, 1.5);
    EXPECT_EQ(listed(screened, "namesake").first, "") << "another date of birth is another person";
    EXPECT_EQ(listed(screened, "Ann Abel").first, "");
    EXPECT_THAT(screened.json, HasSubstr("SIM, Hyon Sop on Example list of 2026-03-20 (17)"));
    EXPECT_THAT(screened.outcome.notes, Contains("people were compared with the list Example list of 2026-03-20 (1 entries)"));
}

TEST_F(ListedScreen, WithoutListsThatIsSaid) {
    const auto none = load();
    auto desk = Desk::open("");
    const Screened screened = testing_support::screened(options(*none), *desk);
    EXPECT_EQ(listed(screened, "sim").first, "");
    EXPECT_THAT(screened.outcome.notes, Contains(HasSubstr("nobody was compared with lists of names: none is kept")));
    EXPECT_THAT(screened.json, HasSubstr("none is kept"));
}

TEST_F(ListedScreen, ThreadsChangeNothing) {
    keep_list("17", now_);
    const auto lists = load();
    auto one = Desk::open(""), three = Desk::open(""), together = Desk::open("");
    const std::string text = testing_support::screened(options(*lists, 1), *one).json;
    EXPECT_EQ(testing_support::screened(options(*lists, 3), *three).json, text);
    ScreenOptions at_once = options(*lists);
    at_once.one_by_one = false;
    EXPECT_EQ(testing_support::screened(at_once, *together).json, text);
}

/// A run that was broken off goes on with its outcomes only under the same lists.
TEST_F(ListedScreen, OutcomesUnderOtherListsAreNotUsedAgain) {
    keep_list("17", now_);
    const auto before = load();
    auto desk = Desk::open("");
    std::size_t handed = 0;
    Cancel cancel;
    ScreenOptions broken_off = options(*before);
    broken_off.cancel = &cancel;
    const auto interrupted = screen::screen(*desktop().content, desktop().kit, broken_off, *desk, [&](const Applicant&) {
        ++handed;
        cancel.request();
    });
    ASSERT_TRUE(interrupted);
    ASSERT_TRUE(interrupted->interrupted);
    EXPECT_EQ(handed, 1U);
    EXPECT_FALSE(desk->outcome_keys().empty());
    keep_list("4711", {now_.us + 1'000'000});
    const auto after = load();
    const Screened screened = testing_support::screened(options(*after), *desk);
    EXPECT_THAT(screened.json, HasSubstr("(4711)"));
    EXPECT_THAT(screened.json, testing::Not(HasSubstr("(17)")));
}

}  // namespace
}  // namespace bonafide::screen
