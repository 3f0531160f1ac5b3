#include <gmock/gmock.h>

#include "base/text.h"
#include "tests/person/world.h"

namespace bonafide {
namespace {

using test::find_person;
using test::Row;
using test::World;
using testing::HasSubstr;
using Kind = IdentifierKind;

std::uint64_t next_line = 1;

Row roster(const std::string& number, const std::string& email, const std::string& name, std::vector<std::pair<Kind, std::string>> more = {}) {
    Row row;
    row.identifiers = {{Kind::employee_number, number}, {Kind::email, email}};
    if (email.empty()) row.identifiers.pop_back();
    row.identifiers.insert(row.identifiers.end(), more.begin(), more.end());
    row.employed = true;
    row.name = name;
    row.said = {{"person.name", name}, {"employment.start", "2024-01-02"}};
    row.line = next_line++;
    return row;
}

Row event(Kind kind, const std::string& actor) {
    Row row;
    row.actor = {kind, actor};
    row.human = true;
    row.time = Timestamp::from_seconds(1'760'000'000);
    row.file = 3;
    row.line = next_line++;
    return row;
}

Row given(const std::string& reason, std::vector<std::pair<Kind, std::string>> identifiers, std::vector<test::Said> said = {}) {
    Row row;
    row.identifiers = std::move(identifiers);
    row.reason = reason;
    row.said = std::move(said);
    row.file = 5;
    row.line = next_line++;
    return row;
}

std::vector<std::string> texts(const Person& person) {
    std::vector<std::string> out;
    for (const PersonIdentifier& identifier : person.identifiers) out.push_back(identifier.key.text);
    std::sort(out.begin(), out.end());
    return out;
}

const std::vector<Row> two_people = {roster("1042", "ann.lee@acme.com", "Ann Lee"), roster("1077", "bo.tan@acme.com", "Bo Tan")};

std::vector<Row> with(std::vector<Row> more) {
    std::vector<Row> rows = two_people;
    rows.insert(rows.end(), more.begin(), more.end());
    return rows;
}

TEST(Resolve, ARowOfTheRosterIsOnePerson) {
    const People people = World().people(two_people);
    ASSERT_EQ(people.persons.size(), 2U);
    const Person* ann = find_person(people, "1042");
    ASSERT_NE(ann, nullptr);
    EXPECT_EQ(ann->name, "Ann Lee");
    EXPECT_EQ(ann->kind, PersonKind::employee);
    EXPECT_THAT(texts(*ann), testing::ElementsAre("1042", "ann.lee@acme.com"));
    EXPECT_EQ(people.reasons.at(ann->identifiers.front().why), "same row of the HR roster");
    EXPECT_TRUE(people.refused.empty());
    EXPECT_TRUE(people.orphans.empty());
}

struct Alias {
    const char* why;
    Kind kind;
    const char* written;
    const char* person;  ///< whose it is; "": nobody's
};

/// How one identifier, seen in the logs, is told to be somebody's.
class Aliases : public testing::TestWithParam<Alias> {};

TEST_P(Aliases, AreFound) {
    const auto& [why, kind, written, owner] = GetParam();
    std::vector<Row> rows = with({event(kind, written)});
    rows.push_back(roster("1099", "jo.kim@acme.com", "Jo Kim", {{Kind::personal_email, "jo.kim@gmail.com"}}));
    rows.push_back(roster("1100", "sam@acme.com", "Sam One"));
    rows.push_back(roster("1101", "sam@acme.io", "Sam Two"));
    rows[0].said.push_back({"person.github", "annlee-dev"});
    const People people = World().people(rows);
    for (const Person& person : people.persons) {
        const bool has = std::any_of(person.identifiers.begin(), person.identifiers.end(), [&](const PersonIdentifier& i) {
            return i.key == IdentifierKey{kind, CompactText(normalise_identifier(kind, written))};
        });
        if (*owner) EXPECT_EQ(has, person.id == owner) << why << ": " << person.id;
        else EXPECT_FALSE(has && person.kind == PersonKind::employee) << why << ": " << person.id;
    }
    EXPECT_EQ(people.orphans.size(), *owner ? 0U : 1U) << why;
}

INSTANTIATE_TEST_SUITE_P(All, Aliases,
                         testing::Values(Alias{"any case", Kind::email, "Ann.Lee@ACME.com", "1042"},
                                         Alias{"plus tag", Kind::email, "ann.lee+aws@acme.com", "1042"},
                                         Alias{"login is the local part", Kind::login, "ann.lee", "1042"},
                                         Alias{"domain and login", Kind::login, "ACME\\ann.lee", "1042"},
                                         Alias{"user principal name of the tenant", Kind::email, "ann.lee@acme.onmicrosoft.com", "1042"},
                                         Alias{"another domain of the company", Kind::email, "bo.tan@eu.acme.com", "1077"},
                                         Alias{"another company's address", Kind::email, "ann.lee@other.com", ""},
                                         Alias{"a private address at a mail provider is not the local part's", Kind::email, "ann.lee@gmail.com", ""},
                                         Alias{"Gmail without dots", Kind::personal_email, "j.o.k.i.m@gmail.com", "1099"},
                                         Alias{"private address used as an address", Kind::email, "jokim@googlemail.com", "1099"},
                                         Alias{"git author with the private address", Kind::git_author, "jo.kim+git@gmail.com", "1099"},
                                         Alias{"git author with the work address", Kind::git_author, "bo.tan@acme.com", "1077"},
                                         Alias{"claimed GitHub login", Kind::login, "AnnLee-dev", "1042"},
                                         Alias{"GitHub's no-reply address", Kind::email, "123+annlee-dev@users.noreply.github.com", "1042"},
                                         Alias{"ambiguous local part", Kind::login, "sam", ""}, Alias{"nobody's login", Kind::login, "ghost", ""},
                                         Alias{"a name alone, of one employed person", Kind::full_name, "LEE, Ann", "1042"},
                                         Alias{"a name alone, of nobody employed", Kind::full_name, "Ann Leeward", ""}));

TEST(Resolve, ANameThatTwoHaveJoinsNobody) {
    std::vector<Row> rows = with({event(Kind::full_name, "Ann Lee")});
    rows.push_back(roster("1102", "a.lee@acme.com", "Ann Lee"));
    const People people = World().people(rows);
    EXPECT_EQ(people.orphans.size(), 1U);
    for (const char* id : {"1042", "1102"}) EXPECT_EQ(find_person(people, id)->profile.events, 1U) << id << ": its roster row only";
}

TEST(Resolve, RefusesToMergeTwoEmployedPeople) {
    const People people =
        World().people(with({given("same row of the inventory", {{Kind::email, "ann.lee@acme.com"}, {Kind::email, "bo.tan@acme.com"}})}));
    EXPECT_EQ(people.persons.size(), 2U);
    ASSERT_EQ(people.refused.size(), 1U);
    EXPECT_EQ(people.refused.front().reason, "same row of the inventory: would merge two employed people, 1042 (Ann Lee) and 1077 (Bo Tan)");
}

TEST(Resolve, ASharedPrivateAddressOnTheRosterStaysWithTheFirst) {
    const People people = World().people({roster("1", "a@acme.com", "A", {{Kind::personal_email, "x@gmail.com"}}),
                                          roster("2", "b@acme.com", "B", {{Kind::personal_email, "x@gmail.com"}})});
    ASSERT_EQ(people.persons.size(), 2U);
    EXPECT_EQ(find_person(people, "2")->kind, PersonKind::employee);
    EXPECT_EQ(people.refused.size(), 1U);
}

TEST(Resolve, OneNumberOnTwoRowsIsReported) {
    const People people = World().people({roster("7", "a@acme.com", "Ann Lee"), roster("7", "b@acme.com", "Bo Tan")});
    ASSERT_EQ(people.persons.size(), 2U);
    EXPECT_NE(find_person(people, "7"), nullptr);
    EXPECT_EQ(find_person(people, "b@acme.com")->kind, PersonKind::employee);
    ASSERT_EQ(people.refused.size(), 1U);
    EXPECT_THAT(people.refused.front().reason, HasSubstr("employee number 7 is on two rows"));
}

TEST(Resolve, AChangedAddressIsOnePerson) {
    Row married = roster("7", "ann.miller@acme.com", "Ann Miller");
    Row before = roster("7", "ann.lee@acme.com", "Ann Lee");
    before.said.push_back({"person.phone", "+1 512 555 0147"});
    married.said.push_back({"person.phone", "(512) 555-0147"});
    EXPECT_EQ(World().people({before, married}).persons.size(), 1U);
    married.said.pop_back();
    married.file = 1;  // next month's roster
    EXPECT_EQ(World().people({before, married}).persons.size(), 1U);
}

TEST(Resolve, DevicesBelongToWhomTheyWereGiven) {
    Row process = event(Kind::none, "");
    process.device = {Kind::hostname, "LT-77.corp.acme.com"};
    process.human = false;
    process.said = {{"process.name", "anydesk.exe", Stance::observed, {Kind::hostname, "LT-77"}}};
    const People people =
        World().people(with({given("laptop shipment", {{Kind::email, "bo.tan@acme.com"}, {Kind::device_serial, "pf1abc"}}),
                             given("same row of the inventory", {{Kind::device_serial, "PF1ABC"}, {Kind::hostname, "lt-77"}}), process}));
    const World world;
    const auto [first, last] = find_person(people, "1077")->facts_of(world.attributes.find("process.name")->id);
    ASSERT_EQ(last - first, 1);
    EXPECT_EQ(first->key, "anydesk.exe");
    EXPECT_TRUE(people.orphans.empty());
}

TEST(Resolve, ALaptopThatGoesFromOneToTheNextJoinsThemNot) {
    const People people = World().people({given("laptop shipment", {{Kind::email, "x@one.com"}, {Kind::device_serial, "PF1"}}),
                                          given("laptop shipment", {{Kind::email, "y@two.com"}, {Kind::device_serial, "PF1"}})});
    EXPECT_EQ(people.persons.size(), 2U);
    ASSERT_EQ(people.refused.size(), 1U);
    EXPECT_THAT(people.refused.front().reason, HasSubstr("device serial PF1 belongs to somebody else already"));
}

TEST(Resolve, ANameThatSeveralComputersHaveIsNobodys) {
    const auto row = [](const char* email, const char* serial) {
        return given("same row of the inventory", {{Kind::email, email}, {Kind::device_serial, serial}, {Kind::hostname, "MacBook-Pro"}});
    };
    Row process = event(Kind::none, "");
    process.device = {Kind::hostname, "MacBook-Pro"};
    process.human = false;
    process.said = {{"process.name", "anydesk.exe", Stance::observed, {Kind::hostname, "MacBook-Pro"}}};
    const World world;
    const auto process_facts = [&](const Person* person) {
        const auto [first, last] = person->facts_of(world.attributes.find("process.name")->id);
        return last - first;
    };
    const People people = World().people(with({row("ann.lee@acme.com", "C02A"), row("bo.tan@acme.com", "C02B"), process}));
    EXPECT_EQ(process_facts(find_person(people, "1042")), 0);
    EXPECT_EQ(process_facts(find_person(people, "1077")), 0);
    ASSERT_EQ(people.refused.size(), 1U);
    EXPECT_THAT(people.refused.front().reason, HasSubstr("is the name of several computers (C02A and C02B)"));
    // A new computer under the old name is still the same person's.
    const People same = World().people(with({row("bo.tan@acme.com", "C02A"), row("bo.tan@acme.com", "C02B"), process}));
    EXPECT_EQ(process_facts(find_person(same, "1077")), 1);
    EXPECT_TRUE(same.refused.empty());
}

TEST(Resolve, ApplicantsBecomeEmployees) {
    const test::Said phone{"person.phone", "512-555-0147"}, name{"person.name", "Cy Park"};
    Row by_address = given("same application", {{Kind::applicant_id, "A1"}, {Kind::email, "cy@gmail.com"}}, {name});
    Row by_phone = given("same application", {{Kind::applicant_id, "A2"}, {Kind::email, "cy.other@web.com"}}, {name, phone});
    Row by_id = given("same application", {{Kind::applicant_id, "A3"}, {Kind::email, "third@web.com"}}, {name});
    Row same_phone_other_name =
        given("same application", {{Kind::applicant_id, "A4"}, {Kind::email, "fourth@web.com"}}, {{"person.name", "Dee Ray"}, phone});
    Row hired = roster("5", "cy.park@acme.com", "Cy Park", {{Kind::personal_email, "c.y@gmail.com"}, {Kind::applicant_id, "A3"}});
    hired.said.push_back(phone);
    const People people = World().people({by_address, by_phone, by_id, same_phone_other_name, hired});
    ASSERT_EQ(people.persons.size(), 2U);
    EXPECT_TRUE(find_person(people, "5")->was_applicant);
    EXPECT_THAT(texts(*find_person(people, "5")), testing::IsSupersetOf({"a1", "a2", "a3"}));
    EXPECT_EQ(find_person(people, "fourth@web.com")->kind, PersonKind::applicant);
}

TEST(Resolve, ServiceAccountsAreToldApart) {
    const People people =
        World().people(with({event(Kind::login, "svc-backup"), event(Kind::login, "dependabot[bot]"), event(Kind::login, "svetlana")}));
    EXPECT_EQ(find_person(people, "svc-backup")->kind, PersonKind::service);
    EXPECT_EQ(find_person(people, "dependabot[bot]")->kind, PersonKind::service);
    EXPECT_EQ(find_person(people, "svetlana")->kind, PersonKind::unknown);
    ASSERT_EQ(people.orphans.size(), 1U);
    EXPECT_EQ(people.orphans.front().key.text, "svetlana");
    EXPECT_EQ(people.orphans.front().profile().events, 1U);
}

TEST(Resolve, WithoutARosterNobodyIsAnOrphan) {
    Row host = event(Kind::none, "");
    host.device = {Kind::hostname, "LT-1"};
    const People people = World().people({event(Kind::login, "ghost"), host});
    EXPECT_EQ(people.persons.size(), 2U);
    EXPECT_TRUE(people.orphans.empty());
}

TEST(Resolve, PeopleWhoLeftAreEmployees) {
    Row left = roster("9", "old@acme.com", "Old Hand");
    left.employed = false;
    const People people = World().people(with({left}));
    EXPECT_EQ(find_person(people, "9")->kind, PersonKind::employee);
    EXPECT_TRUE(people.orphans.empty());
}

TEST(Resolve, IdsAreUnique) {
    const People people = World().people(with({given("same application", {{Kind::applicant_id, "1042"}}, {{"person.name", "Zed"}})}));
    ASSERT_EQ(people.persons.size(), 3U);
    EXPECT_EQ(find_person(people, "1042")->name, "Ann Lee");
    EXPECT_NE(find_person(people, "applicant id 1042"), nullptr);
}

TEST(Resolve, FactsOfAllIdentifiersAddUp) {
    Row a = event(Kind::email, "ann.lee@acme.com"), b = event(Kind::login, "ann.lee");
    a.said = b.said = {{"signin.ip", "73.32.10.4", Stance::observed, {Kind::none, ""}}};
    b.time = Timestamp::from_seconds(1'760'000'000 + 86'400);
    const World world;
    const People people = world.people(with({a, b}));
    const auto [first, last] = find_person(people, "1042")->facts_of(world.attributes.find("signin.ip")->id);
    ASSERT_EQ(last - first, 1);
    EXPECT_EQ(first->count(), 2U);
    EXPECT_EQ(first->days().count(), 2U);
    EXPECT_EQ(find_person(people, "1042")->profile.human_actions, 2U);
}

struct Host {
    const char *first, *second;  ///< of Ann's and Bo's roster rows
    bool joins;                  ///< what the first is said to be seen doing is Ann's
    const char* refused;
};
class HostNames : public testing::TestWithParam<Host> {};

/// A default host name on a roster row says whose nothing is; one's own does.
TEST_P(HostNames, JoinOnlyWhereTheySayWhose) {
    const auto& [first, second, joins, refused] = GetParam();
    const World world;
    const People people = world.people({roster("1042", "ann.lee@acme.com", "Ann Lee", {{Kind::hostname, first}}),
                                        roster("1077", "bo.tan@acme.com", "Bo Tan", {{Kind::hostname, second}}), event(Kind::hostname, first)});
    const std::vector<std::string> anns = texts(*find_person(people, "1042"));
    EXPECT_EQ(std::ranges::find(anns, ascii_lower(first)) != anns.end(), joins);
    EXPECT_EQ(people.refused.empty(), *refused == 0);
    if (*refused) {
        EXPECT_THAT(people.refused.front().reason, HasSubstr(refused));
    }
}
INSTANTIATE_TEST_SUITE_P(All, HostNames,
                         testing::Values(Host{"LT-0042", "LT-0077", true, ""},
                                         Host{"MacBook-Pro", "LT-0077", false, "is a default that any computer may have"},
                                         Host{"MacBook-Pro-2", "LT-0077", false, "default"}, Host{"anns-macbook-pro", "LT-0077", true, ""},
                                         Host{"DESKTOP-4F2K9QL", "LT-0077", true, ""},
                                         Host{"DESKTOP-4F2K9QL", "DESKTOP-4F2K9QL", false, "rows of two people"}));

}  // namespace
}  // namespace bonafide
