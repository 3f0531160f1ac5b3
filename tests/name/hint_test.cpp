// Kept lists as evidence about people: what agrees beside the name decides which hint it is, and what is used or missing is said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "name/hint.h"
#include "name/kept.h"

namespace bonafide::name {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const Timestamp kept_on = parse_time("2026-11-02T00:00:00Z")->at;
Timestamp days_later(int days) { return {kept_on.us + days * 86'400'000'000LL}; }

ListEntry entry(const std::string& id, const std::string& name, const std::string& born = {}, std::vector<Identifier> identifiers = {}) {
    ListEntry out{id, Subject::of(name)};
    out.subject.schema = "person";
    if (!born.empty()) out.subject.birth_dates = {read_birth_date(born)};
    out.subject.identifiers = std::move(identifiers);
    return out;
}

class Hints : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "bonafide-hint-XXXXXX").string();
        folder_ = mkdtemp(name.data());
    }
    void TearDown() override { fs::remove_all(folder_); }
    void keep_list(const std::string& name, std::vector<ListEntry> entries, const std::string& date = "2026-11-01") const {
        ASSERT_TRUE(keep(folder_, {name, "CSV", date, std::move(entries), {}}, kept_on));
    }
    std::unique_ptr<KeptLists> load(Timestamp now = kept_on) {
        errors_.clear();
        return KeptLists::load({folder_, fs::path(BONAFIDE_CONTENT) / "names"}, now, errors_);
    }
    static std::optional<Hint> hint(const KeptLists& lists, const Subject& subject) {
        Search search(lists.index());
        return lists.hint(search, subject);
    }

    fs::path folder_;
    Errors errors_;
};

TEST_F(Hints, WhatAgreesBesideTheNameDecides) {
    keep_list("My list", {entry("7", "SIM, Hyon Sop", "1983-11-25",
                                {make_identifier(IdKind::document, "290333665", "KP"), make_identifier(IdKind::email, "sim@example.com"),
                                 make_identifier(IdKind::wallet, "0x4f47bc496083c727c5fbe3ce9cdf2b0f6496270c")}),
                          entry("8", "John Smith")});
    const auto lists = load();
    EXPECT_TRUE(errors_.empty());
    const auto by = [&](const std::string& name, const std::string& born = {}, std::vector<Identifier> identifiers = {}) {
        const auto found = hint(*lists, entry("", name, born, std::move(identifiers)).subject);
        return found ? std::optional(found->by) : std::nullopt;
    };
    const Identifier number = make_identifier(IdKind::document, "290333665");
    EXPECT_EQ(by("Hyon Sop Sim"), HintBy::name);
    EXPECT_EQ(by("John Smith"), HintBy::common_name);
    EXPECT_EQ(by("Ann Miller"), std::nullopt);
    EXPECT_EQ(by("Hyon Sop Sim", "1983-11-25"), HintBy::birth_date);
    EXPECT_EQ(by("Hyon Sop Sim", "1983"), HintBy::birth_year);
    EXPECT_EQ(by("Hyon Sop Sim", "1961-02-03"), std::nullopt) << "another date of birth is another person";
    EXPECT_EQ(by("Hyon Sop Sim", "", {number}), HintBy::number);
    EXPECT_EQ(by("Robert Miller", "1983-11-25", {number}), HintBy::number) << "the date of birth agrees with the number";
    EXPECT_EQ(by("Robert Miller", "", {number}), HintBy::number_only);
    EXPECT_EQ(by("Hyon Sop Sim", "1961-02-03", {number}), HintBy::number_only) << "a date that differs speaks against the name";
    EXPECT_EQ(by("Robert Miller", "", {make_identifier(IdKind::document, "290333665", "US")}), std::nullopt) << "another country's paper";
    EXPECT_EQ(by("Robert Miller", "", {make_identifier(IdKind::email, "Sim@Example.com")}), HintBy::contact);
    EXPECT_EQ(by("Robert Miller", "", {make_identifier(IdKind::wallet, "0x4F47Bc496083C727c5fbe3CE9CDf2B0f6496270c")}), HintBy::wallet);
}

TEST_F(Hints, TheFirstOfJanuaryIsNoDay) {
    keep_list("My list", {entry("1", "Abdul Karim Noorzai", "1970-01-01")});
    const auto lists = load();
    const auto found = hint(*lists, entry("", "Abdul Karim Noorzai", "1970-01-01").subject);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->by, HintBy::birth_year);
}

TEST_F(Hints, AreExplainedAndDoNotDependOnTheOrderOfWhatIsStated) {
    keep_list("B list", {entry("b1", "Sim Hyon-sop", "1983")});
    keep_list("A list", {entry("a1", "SIM, Hyon Sop", "1983-11-25"), entry("a2", "Sim Hyon Sop")});
    const auto lists = load();
    Subject person = entry("", "Hyon Sop Sim", "1983-11-25").subject;
    person.names.emplace_back("Peter Simmons");
    person.identifiers = {make_identifier(IdKind::email, "x@example.com"), make_identifier(IdKind::document, "123456789")};
    const auto found = hint(*lists, person);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->by, HintBy::birth_date);
    EXPECT_EQ(found->entries, 3U);
    EXPECT_THAT(found->summary, HasSubstr("SIM, Hyon Sop on A list of 2026-11-01 (a1): 'hyon' is in both"));
    EXPECT_THAT(found->summary, HasSubstr("the date of birth 1983-11-25 is the same"));
    EXPECT_THAT(found->summary, HasSubstr("Also alike: Sim Hyon-sop on B list of 2026-11-01 (b1), Sim Hyon Sop on A list"));
    std::ranges::reverse(person.names);
    std::ranges::reverse(person.identifiers);
    EXPECT_EQ(hint(*lists, person)->summary, found->summary);
}

TEST_F(Hints, SayWhichListsAreUsedAndWhichAreStaleMissingOrBroken) {
    auto lists = load();
    EXPECT_TRUE(lists->empty());
    EXPECT_THAT(lists->notes(), ElementsAre(HasSubstr("none is kept")));
    EXPECT_FALSE(hint(*lists, Subject::of("Ivan Petrov")));
    EXPECT_THAT(KeptLists::none("--no-lists leaves them out")->notes(), ElementsAre(HasSubstr("--no-lists")));
    keep_list("My list", {entry("1", "Ivan Petrov"), entry("2", "Maria Garcia")});
    lists = load(days_later(13));
    EXPECT_THAT(lists->notes(), ElementsAre("people were compared with the list My list of 2026-11-01 (2 entries)"));
    const std::uint64_t fresh = lists->stamp();
    EXPECT_EQ(load(days_later(12))->stamp(), fresh) << "nothing else was loaded or said";
    lists = load(days_later(14));
    EXPECT_THAT(lists->notes(), ElementsAre(HasSubstr("2 entries"), HasSubstr("My list is 15 days old")));
    EXPECT_NE(lists->stamp(), fresh);
    EXPECT_TRUE(errors_.empty());
    std::ofstream(folder_ / "my-list" / "20261103T000000Z.ndjson") << "damaged";
    lists = load();
    EXPECT_EQ(errors_.size(), 1U);
    EXPECT_THAT(lists->notes(), ElementsAre(HasSubstr("2 entries"), HasSubstr("not a kept list"))) << "the version before it is used";
}

}  // namespace
}  // namespace bonafide::name
