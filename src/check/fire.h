// One check against one person: a Signal or none. Made of a plan (loader) and a context (run). Inside check only.
#pragma once

#include "check/plan.h"

namespace bonafide::check {

/// Is a fact on file that makes the whole check pointless for this person (`unless` with a pattern, a list, a value)?
[[nodiscard]] bool silenced(const Plan& plan, Context& context);
/// Does a fact on file name this very value (`unless: matches_value`)? `label` is what the value belongs to ("AnyDesk").
[[nodiscard]] bool permitted(const Plan& plan, Context& context, std::string_view value, std::string_view key, std::string_view label);
/// May the check be about this person at all?
[[nodiscard]] bool is_about(const Plan& plan, const Person& person);

/// Sorted, each once, the earliest first and not more than a reader can look at.
void keep_evidence(std::vector<Evidence>& evidence, std::size_t most = 8);
/// The bits of the outermost threshold that is reached; nothing where none is.
[[nodiscard]] std::optional<double> bits_of(const std::vector<Threshold>& thresholds, double number, bool low = false);

/// Does `first` lie within so many days after one of the dates, or before the earliest of them?
[[nodiscard]] bool is_soon(const Soon& soon, Timestamp first, std::span<const Fact> dates, AttributeType type);

/// `check` and `person` of the signal are left to the caller.
[[nodiscard]] std::optional<Signal> fire_match(const Plan& plan, const MatchPlan& how, Context& context);
[[nodiscard]] std::optional<Signal> fire_mismatch(const Plan& plan, const MismatchPlan& how, Context& context);
[[nodiscard]] std::optional<Signal> fire_unusual(const Plan& plan, const UnusualPlan& how, Context& context);

/// The figure itself, where it rests on enough days. `at_least: {count}` is asked of who fires only: peers with less count as peers.
[[nodiscard]] std::optional<Reading> read_statistic(const UnusualPlan& how, Context& context);
/// A signal for a figure that stands `bits` worth apart.
[[nodiscard]] Signal signal_of(const Plan& plan, Reading reading, double bits);

}  // namespace bonafide::check
