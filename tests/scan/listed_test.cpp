// People of a scan against kept lists: signals, what they weigh, what the report says of the lists, and that threads and order change nothing.
#include <gmock/gmock.h>

#include <sstream>

#include "name/hint.h"
#include "name/kept.h"
#include "report/writers.h"
#include "scan/scan.h"
#include "tests/e2e/program.h"

namespace bonafide {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

const Timestamp made = Timestamp::from_seconds(1'775'000'000);

const Content& content() {
    static const std::unique_ptr<Content> one = [] {
        Errors errors;
        auto loaded = Content::load({BONAFIDE_CONTENT, std::string(BONAFIDE_ROOT) + "/.data", {}}, errors);
        for (const Error& error : errors) ADD_FAILURE() << error.text();
        return loaded;
    }();
    return *one;
}

name::ListEntry entry(const std::string& id, const std::string& name, const std::string& born, const std::string& passport = {}) {
    name::ListEntry out{id, name::Subject::of(name)};
    out.subject.schema = "person";
    if (!born.empty()) out.subject.birth_dates = {name::read_birth_date(born)};
    if (!passport.empty()) out.subject.identifiers = {name::make_identifier(name::IdKind::document, passport)};
    return out;
}

class ListedScan : public testing::Test {
protected:
    void keep_list() const {
        const name::PublishedList list{
            "Example list",
            "CSV",
            "2026-03-20",
            {entry("17", "SIM, Hyon Sop", "1983-11-25"), entry("18", "Viktor Zhukovets", "1971-03-09", "654321987"), entry("19", "Maria Garcia", "")},
            {}};
        ASSERT_TRUE(name::keep(folder_ / "kept", list, made));
    }
    [[nodiscard]] std::unique_ptr<name::KeptLists> load(Timestamp now = made) const {
        Errors errors;
        auto lists = name::KeptLists::load({folder_ / "kept", std::string(BONAFIDE_CONTENT) + "/names"}, now, errors);
        EXPECT_TRUE(errors.empty());
        return lists;
    }
    void write_roster(bool reversed = false) const {
        std::vector<std::string> rows{
            "1,Hyon Sop Sim,a@acme.com,1983-11-25,111222333",  "2,Hyon-sop Sim,b@acme.com,1990-02-03,222333444", "3,Maria Garcia,c@acme.com,,",
            "4,Robert Miller,d@acme.com,1971-03-09,654321987", "5,Ann Lee,e@acme.com,1980-01-02,555666777",      "6,Hyonsop Sim,f@acme.com,,"};
        for (int i = 7; i < 300; ++i)
            rows.push_back(std::to_string(i) + ",Worker Number " + std::to_string(i) + ",w" + std::to_string(i) + "@acme.com,,");
        if (reversed) std::ranges::reverse(rows);
        std::string text = "Employee ID,Full Name,Work Email,Date of Birth,Passport Number,Hire Date\n";
        for (const std::string& row : rows) text += row + ",2024-01-02\n";
        folder_.write("in/roster.csv", text);
    }
    [[nodiscard]] Report scan(const name::KeptLists* lists, unsigned threads = 2) const {
        ScanOptions options;
        options.inputs = {folder_ / "in"};
        options.threads = threads;
        options.now = made;
        options.lists = lists;
        auto outcome = bonafide::scan(content(), options);
        EXPECT_TRUE(outcome);
        return outcome ? std::move(outcome->report) : Report{};
    }
    /// The signals about lists of one person.
    static std::vector<ReportSignal> listed(const Report& report, std::string_view person) {
        std::vector<ReportSignal> out;
        for (const ReportPerson& one : report.people)
            for (const ReportSignal& signal : one.signals)
                if (one.id == person && signal.check.starts_with("listed.")) out.push_back(signal);
        return out;
    }

    e2e::Folder folder_;
};

TEST_F(ListedScan, NamesAreWeakAndDatesAndNumbersDecide) {
    keep_list();
    write_roster();
    const auto lists = load();
    const Report report = scan(lists.get());
    const auto only = [&](std::string_view person) {
        const auto signals = listed(report, person);
        EXPECT_EQ(signals.size(), 1U) << person;
        return signals.empty() ? ReportSignal{} : signals[0];
    };
    const ReportSignal day = only("1"), name = only("6"), common = only("3"), number = only("4");
    EXPECT_EQ(day.check, "listed.birth_date");
    EXPECT_THAT(day.summary, HasSubstr("SIM, Hyon Sop on Example list of 2026-03-20 (17)"));
    EXPECT_FALSE(day.innocent.empty());
    EXPECT_THAT(day.next_step, HasSubstr("entry"));
    ASSERT_FALSE(day.evidence.empty());
    EXPECT_THAT(day.evidence[0].locator, HasSubstr("roster.csv"));
    EXPECT_EQ(name.check, "listed.name");
    EXPECT_LE(name.bits, 1.5);
    EXPECT_EQ(common.check, "listed.common_name");
    EXPECT_LT(common.bits, name.bits);
    EXPECT_EQ(number.check, "listed.number") << "under another name, but of the same day of birth";
    EXPECT_GT(number.bits, day.bits);
    EXPECT_TRUE(listed(report, "2").empty()) << "a namesake of another date of birth";
    EXPECT_TRUE(listed(report, "5").empty());
    for (const ReportPerson& person : report.people) {
        if (person.id == "3" || person.id == "6") {
            EXPECT_EQ(person.band, Band::clear) << "a name alone reaches no band";
        } else if (person.id == "1" || person.id == "4") {
            EXPECT_GE(person.band, Band::review);
        }
    }
}

TEST_F(ListedScan, TheReportSaysWhichListsWereUsedStaleOrMissing) {
    write_roster();
    EXPECT_THAT(scan(load().get()).notes, Contains(HasSubstr("nobody was compared with lists of names: none is kept")));
    const auto cannot = [](const Report& report) {
        std::vector<std::string> out;
        for (const auto& check : report.coverage.cannot_run)
            if (check.id.starts_with("listed.")) out.push_back(check.id + " " + check.enable);
        return out;
    };
    EXPECT_THAT(cannot(scan(load().get())), Contains(HasSubstr("listed.name keep lists of names (bonafide lists update FROM)")));
    keep_list();
    const auto fresh = load(), stale = load({made.us + 30 * 86'400'000'000LL});
    const Report report = scan(fresh.get());
    EXPECT_THAT(report.notes, Contains("people were compared with the list Example list of 2026-03-20 (3 entries)"));
    EXPECT_THAT(report.notes, Not(Contains(HasSubstr("days old"))));
    EXPECT_THAT(cannot(report), testing::ElementsAre(HasSubstr("listed.wallet"))) << "nobody on the roster states a wallet";
    EXPECT_THAT(scan(stale.get()).notes, Contains(HasSubstr("the list Example list is")));
}

TEST_F(ListedScan, ThreadsAndOrderChangeNothing) {
    keep_list();
    const auto lists = load();
    const auto text = [&](bool reversed, unsigned threads) {
        write_roster(reversed);
        Report report = scan(lists.get(), threads);
        std::string out;
        for (const ReportPerson& person : report.people) {
            out += person.id + " " + std::to_string(person.bits);
            for (const ReportSignal& signal : person.signals) out += " " + signal.check + " " + signal.summary;
            out += "\n";
        }
        return out;
    };
    const std::string one = text(false, 1);
    EXPECT_THAT(one, HasSubstr("listed.birth_date"));
    EXPECT_EQ(text(false, 2), one);
    EXPECT_EQ(text(true, 3), one);
}

/// With a store: what was read under one version of the lists is used again under the next, and the outcome is that of the new one.
TEST_F(ListedScan, NewListsNeedNothingToBeReadAgain) {
    write_roster();
    auto store = Store::open(folder_ / "store.db");
    ASSERT_TRUE(store);
    std::uint64_t to_read = 0;
    const auto with_store = [&](const name::KeptLists& lists) {
        ScanOptions options;
        options.inputs = {folder_ / "in"};
        options.threads = 2;
        options.now = made;
        options.lists = &lists;
        options.store = &*store;
        to_read = 0;
        options.progress = [&](const Progress& progress) { to_read = progress.bytes_total; };
        auto outcome = bonafide::scan(content(), options);
        EXPECT_TRUE(outcome);
        return outcome ? std::move(outcome->report) : Report{};
    };
    EXPECT_TRUE(listed(with_store(*load()), "1").empty());
    EXPECT_GT(to_read, 0U);
    keep_list();
    EXPECT_EQ(listed(with_store(*load()), "1").size(), 1U);
    EXPECT_EQ(to_read, 0U);
}

}  // namespace
}  // namespace bonafide
