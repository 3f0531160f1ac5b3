// Korean and Chinese names as Russian writes them: read, compared, found on a list; other Cyrillic names stay what they are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "name/index.h"
#include "name/russian.h"

namespace bonafide::name {
namespace {

using testing::Contains;
using testing::IsEmpty;

const Words& words() {
    static const Words loaded = [] {
        Errors errors;
        Words out = Words::load(std::filesystem::path(BONAFIDE_CONTENT) / "names", errors);
        for (const Error& error : errors) ADD_FAILURE() << error.text();
        return out;
    }();
    return loaded;
}

Prepared person(const std::string& name) {
    Subject out = Subject::of(name);
    out.schema = "person";
    return prepare(out, words());
}

TEST(Russian, NamesAreReadAsTheirLanguageSpellsThem) {
    const auto same = [](const std::string& a, const std::string& b) {
        const double there = match(person(a), person(b), words()).score, back = match(person(b), person(a), words()).score;
        EXPECT_EQ(there >= match_score, back >= match_score) << a << " | " << b;
        return there >= match_score;
    };
    EXPECT_TRUE(same("Ким Чен Ын", "Kim Jong Un")) << "as newspapers write it";
    EXPECT_TRUE(same("Ким Чон Ын", "Kim Jong-un")) << "Kontsevich";
    EXPECT_TRUE(same("Сим Хён Соп", "SIM Hyon Sop"));
    EXPECT_TRUE(same("Ли Мён Бак", "Lee Myung-bak"));
    EXPECT_FALSE(same("Ким Чен Ир", "Kim Jong Un"));
    EXPECT_TRUE(same("Си Цзиньпин", "Xi Jinping")) << "Palladius";
    EXPECT_TRUE(same("Ван Сяохун", "Wang Xiaohong"));
    EXPECT_FALSE(same("Ван Сяохун", "Wang Xiaoming"));
    EXPECT_TRUE(same("Иван Петров", "Ivan Petrov"));
}

TEST(Russian, OnlyWholeNamesOfTheirSyllablesHaveReadings) {
    EXPECT_THAT(russian_readings("Ким Чен Ын", words().russian), Contains("kim jeong eun"));
    for (const char* other : {"Иван Петров", "Ким Владимирович", "Ким", "Kim Jong Un", "Анна Ивановна Ким", ""})
        EXPECT_THAT(russian_readings(other, words().russian), IsEmpty()) << other;
    std::string hostile = "Ким ";
    for (int i = 0; i < 20'000; ++i) hostile += "ан";
    EXPECT_THAT(russian_readings(hostile + "щ", words().russian), IsEmpty());
}

TEST(Russian, AreFoundOnAList) {
    Index index(words());
    PublishedList list{"My list", "CSV", "2026-11-01", {{"1", Subject::of("KIM, Jong Un")}, {"2", Subject::of("Ivan Petrov")}}, {}};
    for (ListEntry& entry : list.entries) entry.subject.schema = "person";
    index.add(std::move(list));
    index.finish();
    Search search(index);
    const auto found = search.find(person("Ким Чен Ын"), Schema::person);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(index.entries()[found[0].entry].id, "1");
    EXPECT_EQ(search.find_slowly(person("Ким Чен Ын"), Schema::person).size(), 1U);
}

}  // namespace
}  // namespace bonafide::name
