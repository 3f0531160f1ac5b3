// Letters with marks are looked up one by one; the twin is ICU, which is asked as soon as a word has a letter of another script.
#include <gtest/gtest.h>

#include <random>

#include "name/romanise.h"
#include "name/words.h"

namespace bonafide::name {
namespace {

std::string utf8(unsigned c) {
    if (c < 0x80) return {static_cast<char>(c)};
    if (c < 0x800) return {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
    return {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
}

TEST(Romanise, LettersOneByOneAreTheWholeWord) {
    const Rewrites no_tables;
    const std::string other = "\xD0\x96";  // Ж, a Z
    const auto same = [&](const std::string& word) { ASSERT_EQ(romanise(word + " " + other, no_tables), romanise(word, no_tables) + " Z") << word; };
    std::vector<unsigned> letters;
    for (unsigned c = 0xC0; c < 0x250; ++c) letters.push_back(c);
    for (unsigned c = 0x1E00; c < 0x1F00; ++c) letters.push_back(c);
    for (const unsigned c : letters) {
        same("abc" + utf8(c) + "def");
        same("ABC" + utf8(c) + "DEF");
    }
    std::mt19937 random(7);
    for (int i = 0; i < 3000; ++i) {
        std::string word = "mnrst";  // most letters stay Latin
        for (int k = 0; k < 6; ++k)
            word += random() % 3 ? utf8(letters[random() % letters.size()]) : std::string(1, static_cast<char>('a' + random() % 26));
        same(word);
    }
    EXPECT_EQ(romanise("José Müller-Łukasz Ðorđe Straße", no_tables), "Jose Muller-Lukasz Dorde Strasse");
}

}  // namespace
}  // namespace bonafide::name
