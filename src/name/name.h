// A name made ready to be compared: romanised, cut into words, each word with its kind, its weight and the keys by which it is recognised in
// other spellings. Made once for each name by prepare(); compared by compare.h. Copies nothing but itself; any thread may read it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "name/romanise.h"
#include "name/words.h"

namespace bonafide::name {

enum class Schema : std::uint8_t { unknown, person, company, vessel };
/// "Person", "individual", "Company", "Organization", "LegalEntity", "Vessel", ... in any case.
[[nodiscard]] Schema schema_of(std::string_view text);

enum class TokenKind : std::uint8_t { word, common, place, number, initial, particle, honorific };

struct Token {
    std::uint64_t hash = 0;
    std::uint32_t letters = 0;   ///< a bit for each letter, and for digits
    std::uint32_t sound = 0;     ///< of the key of sounds.yml
    std::uint32_t skeleton = 0;  ///< consonants only
    std::uint32_t east = 0;      ///< as a Korean or Chinese syllable or two; 0: none
    std::uint32_t turned = 0;    ///< written backwards
    std::uint32_t shuffled = 0;  ///< letters in any order
    GroupIds groups{};
    std::uint16_t at = 0;  ///< in Name::text
    std::uint8_t length = 0;
    TokenKind kind = TokenKind::word;
    float weight = 1;
    float rarity = 17;  ///< bits
};

/// Neighbouring tokens as one: "good will" and "goodwill".
struct Join {
    std::uint64_t hash = 0;
    std::uint8_t first = 0, count = 0;
};

/// Surname and given name of a Korean or Chinese name under keys that do not depend on the romanisation.
struct EastName {
    std::uint32_t surname = 0, given = 0;
    std::uint8_t surname_token = 0;
};

struct Name {
    static constexpr std::size_t max_tokens = 20;

    std::string written;
    std::string text;  ///< the tokens one behind the other
    std::vector<Token> tokens;
    std::vector<Join> joins;
    std::array<LegalForm, 2> forms{};  ///< none of form 0
    EastName korean, chinese;
    std::uint64_t whole = 0;    ///< of the token hashes in any order
    std::uint64_t flat = 0;     ///< of all letters in their order, wherever the words begin
    std::uint64_t acronym = 0;  ///< of the first letters; 0 where there are fewer than three words
    std::uint32_t letters = 0;
    float weight = 0;  ///< of all tokens
    bool company = false;
    bool vessel = false;
    bool latin = true;            ///< as written
    bool vowels_missing = false;  ///< Arabic or Hebrew letters
    bool titled = false;          ///< an honorific was left out

    [[nodiscard]] std::string_view word(const Token& token) const { return std::string_view(text).substr(token.at, token.length); }
    [[nodiscard]] bool empty() const { return tokens.empty(); }
};

[[nodiscard]] Name prepare(std::string_view written, Schema schema, const Words& words);

/// Lower case, letters and digits in words divided by single blanks; apostrophes and dots left out. For the tables.
[[nodiscard]] std::string plain_words(std::string_view ascii);

}  // namespace bonafide::name
