// Names compared, lists read and searched, versions kept. The pairs are data: pairs.yml.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/yaml.h"
#include "name/answer.h"
#include "name/kept.h"
#include "name/readers.h"

namespace bonafide::name {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

const Words& words() {
    static const Words loaded = [] {
        Errors errors;
        Words out = Words::load(fs::path(BONAFIDE_CONTENT) / "names", errors);
        for (const Error& error : errors) ADD_FAILURE() << error.text();
        return out;
    }();
    return loaded;
}

Comparison compared(std::string_view a, std::string_view b, Schema schema = Schema::person) {
    return compare(prepare(a, schema, words()), prepare(b, schema, words()), words());
}

struct TemporaryFolder {
    fs::path path;
    TemporaryFolder() {
        std::string name = (fs::temp_directory_path() / "bonafide-name-XXXXXX").string();
        path = mkdtemp(name.data());
    }
    ~TemporaryFolder() { fs::remove_all(path); }
};

TEST(Names, PairsWithReasons) {
    Errors errors;
    std::size_t count = 0;
    for (const YamlNode& root : load_yaml_file(fs::path(BONAFIDE_ROOT) / "tests/name/pairs.yml", errors))
        for (const YamlNode& pair : root.items()) {
            const Schema schema = schema_of(pair.get("schema").text("Person"));
            const std::string a = pair.require("a").text(), b = pair.require("b").text();
            const bool match = pair.require("match").flag();
            const Comparison forth = compared(a, b, schema), back = compared(b, a, schema);
            EXPECT_EQ(forth.score >= match_score, match)
                << pair.where() << " " << a << " | " << b << ": " << forth.score << ", " << pair.get("why").text();
            EXPECT_EQ(back.score >= match_score, match) << pair.where() << " the other way round: " << back.score;
            ++count;
        }
    EXPECT_TRUE(errors.empty());
    EXPECT_GT(count, 40U);
}

TEST(Names, AreOneWithThemselvesWhateverTheyAre) {
    for (const char* name :
         {"Kim", "Sim Hyon Sop", "O'Brien", "Nguyễn Phú Trọng", "J.-C. Juncker", "X", "李 小龙", "12 Monkeys Ltd", "al", "Mr", "ООО", "van der Berg"})
        for (const Schema schema : {Schema::unknown, Schema::person, Schema::company})
            EXPECT_GE(compared(name, name, schema).score, match_score) << name;
}

TEST(Names, ARareNameIsWorthMoreThanACommonOne) {
    const double kim = name_bits(compared("Kim", "Kim")), sim = name_bits(compared("Sim Hyon Sop", "Sim Hyon Sop"));
    EXPECT_GT(sim, kim + 1.5);
    EXPECT_GE(compared("Kim", "Kim").score, match_score) << "the score does not depend on it";
    for (const char* name : {"Sim Hyon Sop", "Zbigniew Przybyszewski-Kotarbinski", "Kim"})
        EXPECT_LE(name_bits(compared(name, name)), most_name_bits) << "a name alone is never more than a weak hint";
}

TEST(Names, NothingIsNobody) {
    for (const char* text : {"", " ", "...", "'", "-", "\xff\xfe", "\xe2\x80\x8b"}) {
        const Name name = prepare(text, Schema::unknown, words());
        EXPECT_LT(compare(name, prepare("John Smith", Schema::unknown, words()), words()).score, 0.01);
    }
}

TEST(Names, LongOnesAreCutAndCompared) {
    std::string many;
    for (int i = 0; i < 400; ++i) many += "word" + std::to_string(i) + " ";
    const Name name = prepare(many, Schema::unknown, words());
    EXPECT_LE(name.tokens.size(), Name::max_tokens);
    EXPECT_GE(compare(name, name, words()).score, match_score);
    EXPECT_LE(prepare(std::string(100'000, 'a'), Schema::unknown, words()).text.size(), 60U);
}

/// The plain recursion that spelling_distance() is a table of.
unsigned slow_distance(std::string_view a, std::string_view b) {
    const auto gap = [](std::string_view w) {
        const std::size_t i = w.size() - 1;
        return i > 0 && w[i] == w[i - 1] ? 1U : 8U;
    };
    if (a.empty() && b.empty()) return 0;
    unsigned best = 1'000'000;
    if (!a.empty()) best = std::min(best, slow_distance(a.substr(0, a.size() - 1), b) + gap(a));
    if (!b.empty()) best = std::min(best, slow_distance(a, b.substr(0, b.size() - 1)) + gap(b));
    if (!a.empty() && !b.empty())
        best = std::min(best, slow_distance(a.substr(0, a.size() - 1), b.substr(0, b.size() - 1)) + (a.back() == b.back() ? 0 : 8));
    if (a.size() > 1 && b.size() > 1 && a.back() == b[b.size() - 2] && a[a.size() - 2] == b.back() && a.back() != b.back())
        best = std::min(best, slow_distance(a.substr(0, a.size() - 2), b.substr(0, b.size() - 2)) + 3);
    return best;
}

TEST(SpellingDistance, IsThatOfItsSlowTwin) {
    const EditCosts costs{.edit = 8, .vowel = 8, .doubled = 1, .swap = 3, .silent_h = 8, .alike = 8, .last_vowel = 8, .alike_letters = {}};
    std::uint64_t state = 11;
    for (int round = 0; round < 300; ++round) {
        std::string a, b;
        for (std::string* word : {&a, &b})
            for (std::size_t length = (state = mix64(state, 1)) % 6; length > 0; --length) *word += "abc"[(state = mix64(state, 2)) % 3];
        EXPECT_EQ(spelling_distance(a, b, costs, false, 1000), slow_distance(a, b)) << a << " " << b;
        const unsigned exact = slow_distance(a, b);
        if (exact > 0) {
            EXPECT_EQ(spelling_distance(a, b, costs, false, exact - 1), exact);
            EXPECT_EQ(spelling_distance(a, b, costs, false, exact), exact);
        }
    }
}

TEST(BirthDates, AsListsWriteThem) {
    struct Case {
        const char* text;
        const char* read;
    };
    for (const Case& c : {Case{"1971-10-30", "1971-10-30"},
                          {"07 Nov 1967", "1967-11-07"},
                          {"Nov 1967", "1967-11"},
                          {"1962", "1962"},
                          {"circa 1961", "about 1961"},
                          {"1960 to 1965", "1960 to 1965"},
                          {"10/30/1971", "1971-10-30"},
                          {"30/10/1971", "1971-10-30"},
                          {"30.10.1971", "1971-10-30"},
                          {"19711030", "1971-10-30"},
                          {"1971-10-30T00:00:00", "1971-10-30"},
                          {"unknown", ""},
                          {"", ""},
                          {"1974-01-32", "1974-01"},
                          {"00/00/1965", "1965"},
                          {"99999999999999999999", ""}})
        EXPECT_EQ(to_text(read_birth_date(c.text)), c.read) << c.text;
}

TEST(BirthDates, DecideOverNames) {
    Subject listed = Subject::of("Ivan Petrov"), same = listed, other = listed, stranger = Subject::of("Peter Miller");
    listed.birth_dates = same.birth_dates = stranger.birth_dates = {read_birth_date("1970-02-03")};
    other.birth_dates = {read_birth_date("1985-07-01")};
    const auto with = [&](const Subject& who) { return match(prepare(who, words()), prepare(listed, words()), words()); };
    const Match alone = with(Subject::of("Ivan Petrov"));
    EXPECT_GT(with(same).bits, alone.bits + 6);
    EXPECT_GE(with(same).score, match_score);
    EXPECT_LT(with(other).score, match_score);
    EXPECT_LT(with(other).bits, 0);
    EXPECT_LT(with(stranger).score, match_score) << "a shared birthday makes no name of another";
    EXPECT_THAT(with(other).why, Contains(HasSubstr("dates of birth differ")));
}

TEST(Numbers, OfADocumentDecide) {
    Subject listed = Subject::of("Ivan Petrov"), asked = Subject::of("John Smith");
    listed.identifiers = {make_identifier(IdKind::document, "MA 026-9785", "Macau")};
    asked.identifiers = {make_identifier(IdKind::document, "ma0269785", "MO")};
    const Match found = match(prepare(asked, words()), prepare(listed, words()), words());
    EXPECT_GE(found.score, match_score);
    EXPECT_GE(found.bits, 10);
    asked.identifiers = {make_identifier(IdKind::document, "ma0269785", "Poland")};
    EXPECT_LT(match(prepare(asked, words()), prepare(listed, words()), words()).score, match_score) << "a number is one country's";
    asked.identifiers = {make_identifier(IdKind::wallet, "1AbC5678901234567890")};
    listed.identifiers = {make_identifier(IdKind::wallet, "1abc5678901234567890")};
    EXPECT_LT(match(prepare(asked, words()), prepare(listed, words()), words()).score, match_score) << "base58 has two cases";
}

// Lists.

TEST(Lists, OfacCsv) {
    const PublishedList list = read_ofac_csv({"21065,\"CHAVEZ MARTINEZ, Maria Icela\",\"individual\",\"SDNTK\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- "
                                              ",\"DOB 07 Nov 1967; alt. DOB 1968; Passport MA0269785 (Macau); a.k.a. 'BNC'; "
                                              "Digital Currency Address - XBT 1AbC; Email Address a@b.com.\"\n36,\"AEROCARIBBEAN AIRLINES\",-0- "
                                              ",\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \nbroken\n\x1a",
                                              "21065,1,\"aka\",\"CHAVEZ, Icela\",-0- \n",
                                              "21065,1,\"Main Street 1\",\"Havana\",\"Cuba\",-0- \n",
                                              {}},
                                             "sdn.csv");
    ASSERT_EQ(list.entries.size(), 2U);
    const Subject& chavez = list.entries[0].subject;
    EXPECT_THAT(chavez.names, ElementsAre("CHAVEZ MARTINEZ, Maria Icela", "CHAVEZ, Icela"));
    EXPECT_THAT(chavez.weak_names, ElementsAre("BNC"));
    ASSERT_EQ(chavez.birth_dates.size(), 2U);
    EXPECT_EQ(to_text(chavez.birth_dates[0]), "1967-11-07");
    ASSERT_EQ(chavez.identifiers.size(), 3U);
    EXPECT_EQ(chavez.identifiers[0].key, "ma0269785");
    EXPECT_EQ(chavez.identifiers[0].country, "MO");
    EXPECT_EQ(chavez.identifiers[1].value, "1AbC");
    EXPECT_EQ(chavez.identifiers[2].key, "a@b.com");
    EXPECT_EQ(chavez.addresses.size(), 1U);
    EXPECT_EQ(list.entries[1].subject.schema, "company");
    EXPECT_EQ(list.unread.size(), 1U) << "the broken row is said";
}

TEST(Lists, OfacXml) {
    const PublishedList list = read_list(
        "<?xml version='1.0'?><sdnList "
        "xmlns='x'><publshInformation><Publish_Date>11/20/2026</Publish_Date></publshInformation><sdnEntry><uid>7</uid><firstName>Ivan</firstName>"
        "<lastName>PETROV</lastName><sdnType>Individual</sdnType><akaList><aka><category>weak</category><lastName>VANYA</lastName></aka></"
        "akaList><dateOfBirthList><dateOfBirthItem>"
        "<dateOfBirth>01 Feb "
        "1970</dateOfBirth></dateOfBirthItem></dateOfBirthList><idList><id><idType>Passport</idType><idNumber>AB123456</idNumber><idCountry>Russia</"
        "idCountry></id>"
        "</idList></sdnEntry></sdnList>",
        "sdn.xml");
    EXPECT_EQ(list.date, "2026-11-20");
    ASSERT_EQ(list.entries.size(), 1U);
    EXPECT_THAT(list.entries[0].subject.names, ElementsAre("PETROV, Ivan"));
    EXPECT_THAT(list.entries[0].subject.weak_names, ElementsAre("VANYA"));
    EXPECT_EQ(list.entries[0].subject.identifiers.at(0).country, "RU");
}

TEST(Lists, OfacAdvancedXml) {
    const PublishedList list = read_list(
        "<Sanctions><DateOfIssue><Year>2026</Year><Month>11</Month><Day>2</Day></DateOfIssue><ReferenceValueSets><NamePartTypeValues><NamePartType "
        "ID='1520'>Last Name</NamePartType>"
        "<NamePartType ID='1521'>First Name</NamePartType></NamePartTypeValues><FeatureTypeValues><FeatureType "
        "ID='8'>Birthdate</FeatureType><FeatureType ID='344'>Digital Currency "
        "Address - XBT</FeatureType></FeatureTypeValues><PartyTypeValues><PartyType "
        "ID='1'>Individual</PartyType></PartyTypeValues><PartySubTypeValues><PartySubType ID='4' "
        "PartyTypeID='1'>Unknown</PartySubType></PartySubTypeValues><CountryValues><Country ID='11' ISO2='KP'>North "
        "Korea</Country></CountryValues></ReferenceValueSets>"
        "<IDRegDocuments><IDRegDocument ID='1' IdentityID='5' "
        "IssuedBy-CountryID='11'><IDRegistrationNo>290333665</IDRegistrationNo></IDRegDocument></IDRegDocuments>"
        "<DistinctParties><DistinctParty FixedRef='9'><Profile ID='9' PartySubTypeID='4'><Identity ID='5'><Alias Primary='true' "
        "LowQuality='false'><DocumentedName><DocumentedNamePart>"
        "<NamePartValue NamePartGroupID='71'>SIM</NamePartValue></DocumentedNamePart><DocumentedNamePart><NamePartValue NamePartGroupID='72'>Hyon "
        "Sop</NamePartValue>"
        "</DocumentedNamePart></DocumentedName></Alias><NamePartGroups><MasterNamePartGroup><NamePartGroup ID='71' "
        "NamePartTypeID='1520'/></MasterNamePartGroup><MasterNamePartGroup>"
        "<NamePartGroup ID='72' NamePartTypeID='1521'/></MasterNamePartGroup></NamePartGroups></Identity><Feature "
        "FeatureTypeID='8'><FeatureVersion><DatePeriod><Start "
        "Approximate='false'><From><Year>1983</Year><Month>11</Month><Day>25</Day></From></Start><End><To><Year>1983</Year><Month>11</Month><Day>25</"
        "Day></To></End></DatePeriod>"
        "</FeatureVersion></Feature><Feature "
        "FeatureTypeID='344'><FeatureVersion><VersionDetail>1XyZ</VersionDetail></FeatureVersion></Feature></Profile></DistinctParty>"
        "</DistinctParties></Sanctions>",
        "sdn_advanced.xml");
    EXPECT_EQ(list.date, "2026-11-02");
    ASSERT_EQ(list.entries.size(), 1U);
    const Subject& sim = list.entries[0].subject;
    EXPECT_EQ(sim.schema, "person");
    EXPECT_THAT(sim.names, ElementsAre("SIM, Hyon Sop"));
    EXPECT_EQ(to_text(sim.birth_dates.at(0)), "1983-11-25");
    EXPECT_EQ(sim.identifiers.at(0).country, "KP");
    EXPECT_EQ(sim.identifiers.at(1).kind, IdKind::wallet);
}

TEST(Lists, UnXml) {
    const PublishedList list = read_list(
        "<CONSOLIDATED_LIST "
        "dateGenerated='2026-10-01T00:00:00Z'><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>KO</FIRST_NAME><SECOND_NAME>TAE "
        "HUN</SECOND_NAME>"
        "<REFERENCE_NUMBER>KPi.024</REFERENCE_NUMBER><NAME_ORIGINAL_SCRIPT>고태훈</NAME_ORIGINAL_SCRIPT><INDIVIDUAL_ALIAS><QUALITY>Low</"
        "QUALITY><ALIAS_NAME>Kim</ALIAS_NAME>"
        "</INDIVIDUAL_ALIAS><INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1970</FROM_YEAR><TO_YEAR>1973</TO_YEAR></"
        "INDIVIDUAL_DATE_OF_BIRTH>"
        "<INDIVIDUAL_DOCUMENT><NUMBER>563120630</NUMBER><ISSUING_COUNTRY>Democratic People's Republic of "
        "Korea</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT></INDIVIDUAL></INDIVIDUALS>"
        "<ENTITIES><ENTITY><REFERENCE_NUMBER>KPe.001</REFERENCE_NUMBER><FIRST_NAME>KOREA MINING "
        "CORP</FIRST_NAME></ENTITY></ENTITIES></CONSOLIDATED_LIST>",
        "un.xml");
    EXPECT_EQ(list.date, "2026-10-01");
    ASSERT_EQ(list.entries.size(), 2U);
    EXPECT_THAT(list.entries[0].subject.names, ElementsAre("KO TAE HUN", "고태훈"));
    EXPECT_THAT(list.entries[0].subject.weak_names, ElementsAre("Kim"));
    EXPECT_EQ(to_text(list.entries[0].subject.birth_dates.at(0)), "1970 to 1973");
    EXPECT_EQ(list.entries[1].subject.schema, "company");
}

TEST(Lists, EuXmlAndCsv) {
    const PublishedList xml = read_list(
        "<export generationDate='2026-09-09T10:00:00'><sanctionEntity euReferenceNumber='EU.1'><subjectType code='person'/><nameAlias "
        "wholeName='Ivan Petrov' strong='true'/>"
        "<nameAlias wholeName='Vanya' strong='false'/><birthdate birthdate='1970-02-01'/><identification number='123456' "
        "countryIso2Code='RU'/></sanctionEntity></export>",
        "eu.xml");
    ASSERT_EQ(xml.entries.size(), 1U);
    EXPECT_EQ(xml.date, "2026-09-09");
    EXPECT_THAT(xml.entries[0].subject.weak_names, ElementsAre("Vanya"));
    const PublishedList csv = read_list(
        "fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_SubjectType;NameAlias_WholeName;BirthDate_BirthDate;Identification_"
        "Number\n"
        "28/10/2026;13;EU.27.28;P;Ivan Petrov;;\n28/10/2026;13;EU.27.28;;;1970-02-01;\n",
        "eu.csv");
    ASSERT_EQ(csv.entries.size(), 1U);
    EXPECT_EQ(csv.date, "2026-10-28");
    EXPECT_THAT(csv.entries[0].subject.names, ElementsAre("Ivan Petrov"));
    EXPECT_EQ(csv.entries[0].subject.birth_dates.size(), 1U);
}

TEST(Lists, UkCsv) {
    const PublishedList list = read_list(
        "Last Updated,14/11/2026\nName 6,Name 1,Name 2,DOB,Group Type,Alias Quality,Group ID,Passport "
        "Number\nPETROV,Ivan,,01/02/1970,Individual,,1,AB123456\nPETROFF,Ivan,,,Individual,Low,1,\n",
        "ConList.csv");
    EXPECT_EQ(list.date, "2026-11-14");
    ASSERT_EQ(list.entries.size(), 1U);
    EXPECT_THAT(list.entries[0].subject.names, ElementsAre("Ivan PETROV"));
    EXPECT_THAT(list.entries[0].subject.weak_names, ElementsAre("Ivan PETROFF"));
    EXPECT_EQ(to_text(list.entries[0].subject.birth_dates.at(0)), "1970-02-01");
}

TEST(Lists, FollowTheMoney) {
    const PublishedList list = read_list(
        "{\"id\":\"Q1\",\"schema\":\"Person\",\"properties\":{\"name\":[\"Ivan Petrov\"],\"alias\":[\"Иван "
        "Петров\"],\"weakAlias\":[\"Vanya\"],\"birthDate\":[\"1970-02\"],"
        "\"passportNumber\":[\"AB123456\"]}}\n{\"id\":\"a\",\"schema\":\"Address\",\"properties\":{\"full\":[\"x\"]}}\n{broken\n"
        "{\"id\":\"w\",\"schema\":\"CryptoWallet\",\"properties\":{\"publicKey\":[\"0xABCDEF0123\"]}}\n",
        "entities.ftm.json");
    ASSERT_EQ(list.entries.size(), 2U);
    EXPECT_THAT(list.entries[0].subject.names, ElementsAre("Ivan Petrov", "Иван Петров"));
    EXPECT_EQ(list.entries[1].subject.identifiers.at(0).kind, IdKind::wallet);
    EXPECT_EQ(list.unread.size(), 1U);
}

TEST(Lists, TablesOfNames) {
    const PublishedList table = read_list("Full Name;Aliases;Date of Birth\nIvan Petrov;Vanya|Иван;1970-02-01\n", "own.csv");
    ASSERT_EQ(table.entries.size(), 1U);
    EXPECT_THAT(table.entries[0].subject.names, ElementsAre("Ivan Petrov", "Vanya", "Иван"));
    const PublishedList lines = read_list("Ivan Petrov\nJohn Smith\n", "names.txt");
    EXPECT_EQ(lines.entries.size(), 2U);
    EXPECT_EQ(read_list("a,b\n1,2\n", "x.csv").unread.size(), 1U) << "no column of names is said";
    EXPECT_EQ(read_list("", "x.csv").unread.size(), 1U);
    EXPECT_FALSE(read_list("<html><body>404</body></html>", "x.xml").unread.empty());
    EXPECT_FALSE(read_list("<sdnList><sdnEntry>", "x.xml").unread.empty());
}

// The index.

Index index_of(std::vector<Subject> subjects) {
    PublishedList list;
    list.name = "test";
    for (std::size_t i = 0; i < subjects.size(); ++i) list.entries.push_back({std::to_string(i), std::move(subjects[i])});
    Index index(words());
    index.add(std::move(list));
    index.finish();
    return index;
}

TEST(Index, FindsPeopleAndNumbers) {
    std::vector<Subject> subjects{Subject::of("SIM, Hyon Sop"), Subject::of("KIM, Sang Man"), Subject::of("Lazarus Group Ltd")};
    subjects[1].identifiers = {make_identifier(IdKind::email, "sang@example.com")};
    subjects[0].schema = "person";
    subjects[2].schema = "company";
    const Index index = index_of(std::move(subjects));
    Search search(index);
    const auto found = search.find(prepare(Subject::of("Hyŏn-sŏp Sim"), words()));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(index.entries()[found[0].entry].id, "0");
    EXPECT_FALSE(found[0].why.empty());
    Subject by_mail = Subject::of("Robert Miller");
    by_mail.identifiers = {make_identifier(IdKind::email, "Sang@example.com")};
    EXPECT_EQ(search.find(prepare(by_mail, words())).size(), 1U);
    EXPECT_TRUE(search.find(prepare(Subject::of("Lazarus Group Man"), words()), Schema::person).empty()) << "a person is no company";
    EXPECT_TRUE(search.find(prepare(Subject::of("John Smith"), words())).empty());
}

/// Names of a small language, altered as people alter names.
std::vector<std::string> some_names(std::size_t count, std::uint64_t seed) {
    const std::vector<std::string> given{"ivan", "sergey", "maria", "ahmed", "li", "sang", "carlos", "abdul aziz", "hyon", "william"},
        family{"petrov", "garcia", "kim", "zhang", "alrawi", "smith", "nazarbayev", "lindenberg", "haqqani", "castro"};
    std::vector<std::string> out;
    const auto next = [&](std::size_t below) { return (seed = mix64(seed, 3)) % below; };
    for (std::size_t i = 0; i < count; ++i) {
        const std::string& first = given[next(given.size())];
        std::string name = first + " " + family[next(family.size())];
        if (next(3) == 0) name = given[next(7)] + " " + name;
        if (next(2) == 0) {
            const std::size_t at = next(name.size() - 1);
            std::swap(name[at], name[at + 1]);
        }
        if (next(4) == 0) name.erase(next(name.size()), 1);
        out.push_back(name);
    }
    return out;
}

TEST(Index, MissesNothingThatComparingAllWouldFind) {
    std::vector<Subject> subjects;
    for (const std::string& name : some_names(500, 1)) subjects.push_back(Subject::of(name));
    const std::vector<Subject> listed = subjects;
    const Index index = index_of(std::move(subjects));
    Search search(index);
    std::size_t all = 0, missed = 0;
    for (const std::string& name : some_names(400, 2)) {
        const Prepared query = prepare(Subject::of(name), words());
        const auto found = search.find(query, Schema::person);
        for (std::size_t i = 0; i < listed.size(); ++i) {
            // What is surely a match as a pair must be found; a list asks a little more of common names.
            if (match(query, prepare(listed[i], words()), words()).score < 0.95) continue;
            ++all;
            missed += std::ranges::none_of(found, [&](const ListMatch& m) { return m.entry == i; });
        }
    }
    EXPECT_GT(all, 100U);
    EXPECT_LE(missed * 100, all) << missed << " of " << all;
}

// Names are rejected by bounds before they are compared: what the bounds let through is all that comparing every name finds.
TEST(Index, AnswersAsComparingEveryNameDoes) {
    std::vector<Subject> subjects;
    for (const std::string& name : some_names(900, 11)) subjects.push_back(Subject::of(name));
    const std::vector<std::string> more{
        "J. Petrov",     "Al Rawi, Abdul Aziz", "Abdulaziz Alrawi",         "KIM, Sang Hyon", "Kim Sanghyon",        "김상현",
        "Ахмед Хаккани", "أحمد حقاني",          "Maria Jose Garcia Castro", "Bill Smith",     "William Henry Smith", "Garcia"};
    for (const std::string& name : more) subjects.push_back(Subject::of(name));
    const Index index = index_of(std::move(subjects));
    Search search(index);
    std::vector<std::string> asked = some_names(150, 12);
    asked.insert(asked.end(), more.begin(), more.end());
    std::size_t all = 0, missed = 0;
    for (const std::string& name : asked) {
        const Prepared query = prepare(Subject::of(name), words());
        const auto found = search.find(query, Schema::person);
        for (const ListMatch& match : search.find_slowly(query, Schema::person)) {
            ++all;
            const bool known = std::ranges::any_of(found, [&](const ListMatch& m) { return m.entry == match.entry && m.score == match.score; });
            missed += !known;
            if (!known && missed < 20) std::cerr << name << " | " << match.name << ' ' << match.score << '\n';
        }
    }
    EXPECT_GT(all, 300U);
    EXPECT_LE(missed * 200, all) << missed << " of " << all;
}

TEST(Index, IsSharedByThreads) {
    std::vector<Subject> subjects;
    for (const std::string& name : some_names(100, 5)) subjects.push_back(Subject::of(name));
    const Index index = index_of(std::move(subjects));
    std::string csv = "name\n";
    for (const std::string& name : some_names(300, 6)) csv += name + "\n";
    std::ostringstream one, four;
    ASSERT_TRUE(match_table(csv, "q.csv", index, {.threads = 1}, one));
    ASSERT_TRUE(match_table(csv, "q.csv", index, {.threads = 4}, four));
    EXPECT_EQ(one.str(), four.str());
    EXPECT_EQ(std::ranges::count(one.str(), '\n'), 300);
}

TEST(Answers, AreJsonLines) {
    std::ostringstream out;
    const auto rows = compare_table("name1,name2\n\"Putin, \"\"V\"\"\",Vladimir Putin\n,\n", "p.csv", words(), false, out);
    ASSERT_TRUE(rows);
    EXPECT_EQ(*rows, 1U);
    EXPECT_THAT(out.str(), HasSubstr("{\"score\":0."));
    EXPECT_THAT(out.str(), HasSubstr("\"why\":["));
    EXPECT_FALSE(compare_table("a,b\n", "p.csv", words(), false, out));
}

// Kept lists.

TEST(Kept, VersionsAndDifferences) {
    const TemporaryFolder folder;
    PublishedList list;
    list.name = "My list";
    list.date = "2026-11-01";
    list.entries = {{"1", Subject::of("Ivan Petrov")}, {"2", Subject::of("John Smith")}};
    list.entries[0].subject.identifiers = {make_identifier(IdKind::document, "AB:12 3456", "RU")};
    list.entries[0].subject.birth_dates = {read_birth_date("circa 1970"), read_birth_date("1960 to 1965")};
    const Timestamp day = parse_time("2026-11-02T00:00:00Z")->at;
    const auto first = keep(folder.path, list, day);
    ASSERT_TRUE(first) << first.error().text();
    EXPECT_TRUE(first->is_new);
    EXPECT_TRUE(keep(folder.path, list, Timestamp{day.us + 1'000'000})->unchanged);
    const auto loaded = load(first->list);
    ASSERT_TRUE(loaded);
    EXPECT_TRUE(differences(list, *loaded).empty()) << "what is kept is what was read";
    list.entries.erase(list.entries.begin() + 1);
    list.entries.push_back({"3", Subject::of("Maria Garcia")});
    list.entries[0].subject.names.push_back("Vanya");
    const auto second = keep(folder.path, list, Timestamp{day.us + 86'400'000'000});
    ASSERT_TRUE(second);
    ASSERT_EQ(second->changes.size(), 3U);
    EXPECT_THAT(second->changes[0].what, HasSubstr("+name Vanya"));
    EXPECT_EQ(second->changes[1].kind, Change::Kind::added);
    EXPECT_EQ(second->changes[2].kind, Change::Kind::removed);
    Errors errors;
    auto lists = newest(folder.path, errors);
    ASSERT_EQ(lists.size(), 1U);
    EXPECT_EQ(lists[0].age_days(Timestamp{day.us + 30LL * 86'400'000'000}), 31);
    std::ofstream(lists[0].file) << "damaged";
    lists = newest(folder.path, errors);
    ASSERT_EQ(lists.size(), 1U) << "the version before a damaged one is taken";
    EXPECT_EQ(errors.size(), 1U);
}

}  // namespace
}  // namespace bonafide::name
