// A check compiled: what its YAML says, in numbers, attribute ids and matchers. Made by check/loader, carried out by check/run. Inside check only.
#pragma once

#include <set>
#include <variant>

#include "check/check.h"
#include "check/comparators.h"
#include "check/statistics.h"
#include "check/words.h"

namespace bonafide::check {

struct AtLeast {
    std::uint64_t count = 0, days = 0, distinct = 0;
    [[nodiscard]] bool reached(std::uint64_t of_count, std::uint64_t of_days, std::uint64_t of_distinct) const {
        return of_count >= count && of_days >= days && of_distinct >= distinct;
    }
};

/// From `at` on (`low`: at most) the number is worth `bits`.
struct Threshold {
    double at = 0, bits = 0;
};

struct Growth {
    AtLeast at_least;
    double bits = 0;
};

struct Soon {
    AttributeId attribute = no_attribute;
    bool before = false;
    std::int64_t days = 0;
    double add = 0;
};

struct Share {
    AttributeId of = no_attribute;
    double at_least = 0, bits = 0;
};

/// An innocent fact.
struct Condition {
    AttributeId attribute = no_attribute;
    bool matches_value = false;  ///< the fired value is in this attribute's text
    ValueMatcher matcher;
};

struct MatchPlan {
    std::vector<AttributeId> attributes;
    ValueMatcher matcher;
    AtLeast at_least;
    double bits = 0;
    std::vector<Growth> grow;
    std::optional<Soon> soon;
    std::optional<Share> share;
};

enum class Take : std::uint8_t { most, any, worst };

struct MismatchPlan {
    std::vector<AttributeId> claims, observed;
    const Comparator* by = nullptr;
    std::vector<Threshold> bits;
    std::optional<Threshold> agree;  ///< at or below: clears
    Take take = Take::most;
    AtLeast at_least;
    Parameters with;
};

enum class Expected : std::uint8_t { same_home_claim, same_vendor, same_person_applying_again };

struct SharedPlan {
    std::vector<AttributeId> attributes;
    std::vector<Expected> expected;
    std::vector<Threshold> fan_out;
    ValueMatcher ignore;
    std::vector<const List*> not_on;  ///< networks whose addresses are nobody's home
    std::size_t at_most = 25;
    AtLeast at_least;
    std::optional<std::int32_t> overlap_days;
    std::optional<Soon> soon;  ///< only what was first used so soon; `add` is 0
};

enum class Against : std::uint8_t { fixed, peers, own };

struct UnusualPlan {
    const Statistic* statistic = nullptr;
    Against against = Against::fixed;
    bool low = false;  ///< unusual is what is small
    std::vector<Threshold> bits;
    AtLeast at_least;
    Parameters with;
};

struct Plan {
    std::variant<MatchPlan, MismatchPlan, SharedPlan, UnusualPlan> how;
    std::vector<Condition> unless;
    bool employees = true, applicants = true;
    Sentence say;
};

}  // namespace bonafide::check

namespace bonafide {

struct CheckSet::Data {
    std::vector<Check> checks;
    std::vector<check::Plan> plans;             ///< of each check
    std::vector<check::WatchedValues> watched;  ///< by attribute
    std::vector<AttributeType> types;           ///< by attribute
};

}  // namespace bonafide
