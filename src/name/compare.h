// Are two names the same name? Words are laid beside each other (same, joined, spelled differently, nickname, initial, typing slip), what is left
// over counts against, and a small model weighs it. compare() allocates nothing and is what the index calls a million times a second;
// explain() says in words what it found. Used by match.h and index.h.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "name/name.h"

namespace bonafide::name {

/// 0.7 and above is a match.
inline constexpr double match_score = 0.7;

enum class How : std::uint8_t {
    same,
    joined,
    spelling,
    nickname,
    sound,
    skeleton,
    initial,
    typo,
    turned,
    shuffled,
    acronym,
    repeated,
    different,
    left_out
};

/// Words of one name beside words of the other; a count of 0 where there are none.
struct Aligned {
    std::uint8_t a = 0, a_count = 0, b = 0, b_count = 0;
    How how = How::same;
    std::uint8_t eighths = 0;  ///< of an edit, for typo
};

/// What the model reads. Names in content/names/weights.yml.
enum Feature : std::uint8_t {
    constant,
    edits,
    edits_squared,
    worst_part,
    first_letter,
    slips,
    conflict,
    conflict_common,
    conflict_first,
    conflict_last,
    conflict_place,
    extra_word,
    extra_common,
    extra_place,
    extra_light,
    matched_share,
    matched_one,
    matched_two,
    matched_many,
    one_word_each,
    one_word_of_many,
    short_name,
    spellings,
    nicknames,
    sounds,
    initials,
    initial_only,
    joined_words,
    backwards,
    anagram,
    acronym_found,
    reordered,
    number_differs,
    number_extra,
    form_same,
    form_alike,
    form_differs,
    form_missing,
    other_script,
    no_vowels,
    common_names,
    titled_single,
    initial_differs,
    extra_share,
    vessel_number,
    plain_edits,
    short_slips,
    skeletons,
    feature_end
};
inline constexpr std::size_t feature_count = feature_end;
inline constexpr std::array<std::string_view, feature_count> feature_names{
    "constant",       "edits",         "edits_squared",   "worst_part",    "first_letter",     "slips",        "conflict",      "conflict_common",
    "conflict_first", "conflict_last", "conflict_place",  "extra_word",    "extra_common",     "extra_place",  "extra_light",   "matched_share",
    "matched_one",    "matched_two",   "matched_many",    "one_word_each", "one_word_of_many", "short_name",   "spellings",     "nicknames",
    "sounds",         "initials",      "initial_only",    "joined_words",  "backwards",        "anagram",      "acronym_found", "reordered",
    "number_differs", "number_extra",  "form_same",       "form_alike",    "form_differs",     "form_missing", "other_script",  "no_vowels",
    "common_names",   "titled_single", "initial_differs", "extra_share",   "vessel_number",    "plain_edits",  "short_slips",   "skeletons"};

struct Comparison {
    std::array<Aligned, 2 * Name::max_tokens> aligned{};
    std::uint8_t count = 0;
    std::array<float, feature_count> features{};
    float logit = 0;   ///< natural log of the odds that it is one name
    float score = 0;   ///< 0 to 1
    float rarity = 0;  ///< bits that the matched words would take by chance
};

/// Of two prepared names. `company` of either makes it a comparison of companies.
[[nodiscard]] Comparison compare(const Name& a, const Name& b, const Words& words);
/// Odds to the scale on which even odds are 0.7.
[[nodiscard]] double score_of(double logit);
[[nodiscard]] double logit_of(double score);
/// Bits that two equal names are evidence of one person: a weak hint, never more than `most_name_bits`, however rare the name.
inline constexpr double most_name_bits = 5;
[[nodiscard]] double name_bits(const Comparison& comparison);
/// One line for each thing found: "'Jon' is a nickname of 'Jonathan'".
[[nodiscard]] std::vector<std::string> explain(const Name& a, const Name& b, const Comparison& comparison, const Words& words);

/// Spelling distance of two lower-case words in eighths of an edit; `limit` + 1 where it is more than `limit`.
[[nodiscard]] unsigned spelling_distance(std::string_view a, std::string_view b, const EditCosts& costs, bool vowels_missing, unsigned limit);

}  // namespace bonafide::name
