// What is known of the words in names: titles, particles, legal forms, nicknames, spellings, how scripts are romanised and how common a name is.
// All of it is content/names/*.yml; read once, then shared by all threads. Used to prepare and to compare names.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/error.h"
#include "base/hash.h"
#include "base/yaml.h"
#include "name/russian.h"

namespace bonafide::name {

/// One table of replacements, longest first.
class Rewrites {
public:
    void add(std::string from, std::string to);
    /// The longest replacement at the start of `text`, or nullptr; `length` is how much of `text` it takes.
    [[nodiscard]] const std::string* at(std::string_view text, std::size_t& length) const;
    [[nodiscard]] std::string apply(std::string_view text) const;  ///< what has no replacement is kept
    [[nodiscard]] bool empty() const { return table_.empty(); }

private:
    std::unordered_map<std::string, std::string, StringHash, std::equal_to<>> table_;
    std::array<std::uint8_t, 256> longest_{};  ///< by first byte
};

/// Words under numbers, so that prepared names need no text: a word is in up to `Words::max_groups` groups.
enum class GroupKind : std::uint8_t { spelling, nickname, same, surname };
using GroupIds = std::array<std::uint16_t, 6>;  ///< 0: none

struct LegalForm {
    std::uint8_t form = 0;    ///< 0: none
    std::uint8_t family = 0;  ///< forms of one family are like each other; `any_family` says nothing
};
inline constexpr std::uint8_t any_family = 1;

/// Eighths of an edit.
struct EditCosts {
    std::uint8_t edit = 8, vowel = 5, doubled = 3, swap = 6, silent_h = 4, alike = 4, last_vowel = 6;
    std::array<std::uint32_t, 32> alike_letters{};  ///< by letter: bits of those that are like it
};

/// How the model weighs what a comparison found; content/names/weights.yml. Made by bench/name/fit.py.
struct Model {
    std::vector<double> person, company;  ///< by feature; the first is the constant
};

class Words {
public:
    /// Reads the folder `names` of the content. Every error of every file is in `errors`.
    [[nodiscard]] static Words load(const std::filesystem::path& folder, Errors& errors);

    using Set = std::unordered_set<std::string, StringHash, std::equal_to<>>;
    template <class T>
    using Map = std::unordered_map<std::string, T, StringHash, std::equal_to<>>;

    Set offices;                 ///< titles that go with one name
    Set honorifics;              ///< romanised; some of several words
    Set suffixes;                ///< behind a person's name
    Map<std::string> particles;  ///< spelling → the one it is compared as
    Set only_inside;             ///< particles only inside of a name
    Set servant, servant_names;  ///< Abdul + Aziz
    Map<LegalForm> forms;        ///< romanised phrases
    Map<std::string> phrases;    ///< several words that are one
    Set common_words, fillers, places;
    Map<std::uint16_t> numbers;
    Map<GroupIds> groups;
    std::vector<GroupKind> group_kinds;  ///< by group
    Map<std::uint32_t> per_million;      ///< how common a name is
    Rewrites scripts;                    ///< letters of other scripts
    Rewrites sounds;                     ///< the key of a word
    Set korean_surnames, chinese_surnames;
    Rewrites korean_initials, korean_vowels, korean_finals, chinese;
    RussianTables russian;  ///< Korean and Chinese in Cyrillic
    EditCosts costs;
    Model model;

    [[nodiscard]] GroupIds groups_of(std::string_view word) const;
    /// Bits that meeting this word by chance would take: -log2 of how common it is. 17 for what is in no table.
    [[nodiscard]] float rarity(std::string_view word) const;
    [[nodiscard]] std::string_view form_name(std::uint8_t form) const { return form_names_[form]; }

private:
    friend class WordReader;
    std::vector<std::string> form_names_{""};
};

}  // namespace bonafide::name
