// Correlations made ready to run: references resolved, loops refused, children before parents, the fields that must be kept of each rule's
// hits. Made once from the loaded rules; shared by all correlators; read by scan (which fields, which rules stay silent).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "sigma/rule.h"

namespace bonafide::sigma {

class CorrelationPlan {
public:
    /// A correlation with an unknown or ambiguous rule, in a loop, without a condition it needs, or whose groups or values a child does
    /// not have, is left out with an Error; the others go on. Nothing is kept of the arguments.
    [[nodiscard]] static CorrelationPlan make(const std::vector<Rule>& rules, const std::vector<Correlation>& correlations, Errors& errors);

    /// Does a correlation name this rule?
    [[nodiscard]] bool wanted(std::size_t rule) const { return !rules_[rule].uses.empty(); }
    /// The fields (Sigma's names) whose values a hit of this rule brings, in this order.
    [[nodiscard]] const std::vector<std::string>& needed_fields(std::size_t rule) const { return rules_[rule].fields; }
    /// Its own hits are no results: every correlation that names it lacks `generate: true`.
    [[nodiscard]] bool silent_rule(std::size_t rule) const { return rules_[rule].silent; }
    /// The same of a correlation; such firings only feed their parents.
    [[nodiscard]] bool silent_correlation(std::size_t correlation) const { return silent_[correlation]; }
    [[nodiscard]] bool accepted(std::size_t correlation) const { return accepted_[correlation]; }
    [[nodiscard]] bool empty() const { return nodes_.empty(); }

    // --- for the correlator ------------------------------------------------------------------------------------------
    /// Where a hit goes. Fields are indexes into the hit's values (of a rule: needed_fields; of a correlation: its groups).
    struct Use {
        std::uint32_t node = 0;
        std::uint32_t rule = 0;  ///< which of the node's distinct rules
        std::vector<std::uint32_t> group, values;
    };
    /// One way to satisfy temporal_ordered.
    struct Sequence {
        std::vector<std::uint32_t> steps;      ///< distinct rules in order
        std::vector<std::uint32_t> forbidden;  ///< must not be in the window
        std::uint32_t first_slot = 0;          ///< where its steps are kept in the window
    };
    struct Node {
        std::uint32_t correlation = 0;  ///< index as given
        CorrelationType type = CorrelationType::event_count;
        std::int64_t span = 0;  ///< microseconds
        std::vector<Bound> bounds;
        double percentile = 50;
        bool closing = false;  ///< decided when an anchored window closes, not at each event
        bool extended = false;
        bool silent = false;
        Expression condition;
        std::uint32_t enough = 0;  ///< so many entries decide the condition; 0: all are needed
        std::uint32_t rules = 0;   ///< distinct ones
        std::uint32_t slots = 0;   ///< of a temporal window: rules, or steps of all sequences
        bool seen_slots = false;   ///< behind the steps, one more for each rule (for `forbidden`)
        std::vector<Sequence> sequences;
        std::vector<Use> parents;
        std::uint64_t fingerprint = 0;  ///< of everything that gives its state a meaning
    };
    struct RuleInfo {
        std::vector<std::string> fields;
        std::vector<Use> uses;
        bool silent = false;
        std::uint64_t fingerprint = 0;
    };
    [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
    [[nodiscard]] const std::vector<RuleInfo>& rules() const { return rules_; }

private:
    friend class PlanMaker;
    std::vector<RuleInfo> rules_;
    std::vector<Node> nodes_;  ///< children before parents
    std::vector<bool> silent_, accepted_;
};

}  // namespace bonafide::sigma
