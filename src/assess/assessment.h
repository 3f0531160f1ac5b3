// Signals → Assessment: prior plus bits, with a cap for each correlated group, as a waterfall; and a band.
// Weights and bands are in content/assessment.yml. Source of the arithmetic: Good, "Weight of evidence" (1985).
// Made by scan (and by its preview of decisions), read by report and store.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "check/check.h"

namespace bonafide {

enum class Band : std::uint8_t { clear, watch, review, urgent };
[[nodiscard]] std::string_view band_name(Band band);
[[nodiscard]] bool band_from(std::string_view name, Band& band);

/// How an organisation weighs one check otherwise than its author did.
struct WeightChange {
    double times = 1;           ///< factor on the bits of its signals; 0 switches it off
    double most = 1000;         ///< no signal of it counts more than this, either way
    std::string reason, where;  ///< shown in the waterfall; file:line:column
};

struct AssessmentRules {
    double prior_bits = -10;                                                  ///< log2 odds: 1 in 1,000
    double watch_bits = 4, review_bits = 8, urgent_bits = 14;                 ///< of evidence
    std::vector<double> group_shares = {1, 0.3, 0.1};                         ///< strongest, next, further ones of a group
    std::map<std::string, std::vector<double>, std::less<>> shares_of_group;  ///< for groups that differ
    std::map<std::string, WeightChange, std::less<>> checks;                  ///< by check id
    int min_families = 2;                                                     ///< for review and urgent, unless a check stands alone
    double family_floor = 1;                                                  ///< bits a family needs to count as one of them
    [[nodiscard]] static AssessmentRules load(const std::filesystem::path& file, Errors& errors);
    /// Adds an error for every check and group that is named here and does not exist.
    void check_names(const CheckSet& known, Errors& errors) const;
};

/// A decision by a person about a signal or about somebody (`bonafide mark`). Where several speak of one thing the latest holds.
struct Decision {
    std::string person;  ///< Person::id, or empty with `where`
    std::string check;   ///< check id; empty: the whole person
    std::string where;   ///< attribute=value glob, for many people at once
    bool benign = true;  ///< else confirmed
    std::string because, by;
    Timestamp at;
    std::int64_t id = 0;  ///< in the store
};

struct CountedSignal {
    std::size_t signal = 0;  ///< index into the signals
    double bits = 0;         ///< as the check gave it
    double counted = 0;      ///< after groups and decisions
    std::string note;        ///< "second of its group, counts 30%", "marked benign: ..."
};

struct Assessment {
    std::size_t person = 0;
    double bits = 0;         ///< evidence, prior not included
    double probability = 0;  ///< with the prior
    Band band = Band::clear;
    std::string band_note;                 ///< "capped: one family of evidence only"
    std::size_t rank = 0;                  ///< 1-based
    std::vector<CountedSignal> waterfall;  ///< by counted bits, falling
};

/// One for each person, in rank order; people of a cluster stand together at the rank of their first.
/// The same numbers to the last bit whatever the order of signals, people and decisions.
[[nodiscard]] std::vector<Assessment> assess(const People& people, const Attributes& attributes, const CheckSet& checks,
                                             const std::vector<Signal>& signals, const std::vector<std::vector<std::size_t>>& clusters,
                                             const AssessmentRules& rules, const std::vector<Decision>& decisions);

}  // namespace bonafide
