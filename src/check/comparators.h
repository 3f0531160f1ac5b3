// Ways of comparing a claim with an observation, by name: a table of functions, each documented with its source. Used by checks of kind
// mismatch (`by: distance_km`); every one has a slow, obviously right twin in tests/check.
#pragma once

#include "check/context.h"

namespace bonafide::check {

/// One comparison: how far apart claim and observation are, and on which days that was seen.
struct Measure {
    double number = 0;
    DaySet days;
    std::uint64_t weight = 1;  ///< days, at least 1
    std::uint64_t count = 0;
    std::string claim, observed;  ///< in words
    Timestamp first, last;
    std::vector<Evidence> evidence;
};

/// Adds the days, sightings and evidence of a fact.
void add_fact(Measure& measure, const Fact& fact);
[[nodiscard]] std::string place_words(const Fact& fact);  ///< a place without its point

enum class Observes : std::uint8_t { facts, profile, sightings };

struct Comparator {
    std::string_view name;
    /// A claim against an observation; nothing where they cannot be compared. The nearest claim counts.
    std::optional<double> (*pair)(const Fact& claim, const Fact& observed, Context& context) = nullptr;
    /// Or all claims against all that was observed.
    std::vector<Measure> (*whole)(std::span<const Fact* const> claims, std::span<const Fact* const> observed, Context& context) = nullptr;
    Observes observes = Observes::facts;
    bool needs_claim = true;
    std::vector<std::string_view> also;                   ///< attributes it reads beside claim and observation
    std::vector<std::string_view> numbers;                ///< parameters under `with:` that are numbers
    std::vector<std::string_view> lists;                  ///< parameters that are lists
    std::string (*show)(const Fact& observed) = nullptr;  ///< the observation in words, where its value is not good to read
};

[[nodiscard]] const std::vector<Comparator>& comparators();
[[nodiscard]] const Comparator* find_comparator(std::string_view name);

/// Minutes of a fact that is an offset from UTC; nothing where it is none.
[[nodiscard]] std::optional<double> offset_minutes(const Fact& fact);
[[nodiscard]] std::string offset_words(const Fact& fact);  ///< "+9", "-3:30"

/// 0..1: trigrams in common, of the shorter text's; words that many schools and companies share are left out, initials count as the name.
/// Source: Dice 1945 on overlapping trigrams (Angell, Freund and Willett 1983), overlap coefficient (Szymkiewicz–Simpson).
[[nodiscard]] double text_similarity(std::string_view a, std::string_view b);

}  // namespace bonafide::check
