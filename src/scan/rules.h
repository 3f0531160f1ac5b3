// The Sigma rules of a run with everything needed to match them and to weigh their hits: rules, the dialects of all sources, the engine,
// and for each rule a check `sigma.ID`. Loaded by Content where rules are asked for; otherwise there is none of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "assess/assessment.h"
#include "sigma/correlate_plan.h"
#include "sigma/engine.h"
#include "sigma/rule_set.h"

namespace bonafide {

struct Content;

/// What content/assessment.yml says of rules (`sigma:`).
struct RuleWeights {
    struct FamilyRule {
        Logsource logsource;
        Family family = Family::behaviour;
    };
    std::map<std::string, double, std::less<>> bits;  ///< by level
    double purpose = 1;
    std::vector<double> shares = {1, 0};
    std::vector<FamilyRule> families;

    [[nodiscard]] static RuleWeights load(const std::filesystem::path& file, Errors& errors);
    [[nodiscard]] double bits_of(const sigma::Heading& heading) const;
    [[nodiscard]] Family family_of(const Logsource& logsource) const;
};

/// Refers to the content it is part of: neither copied nor moved.
class RunningRules {
public:
    /// `content` has its sources.
    RunningRules(const Content& content, sigma::RuleSet set, sigma::NanosecondClock clock);
    RunningRules(const RunningRules&) = delete;
    RunningRules& operator=(const RunningRules&) = delete;

    /// After the names are frozen and the checks loaded: the engine is bound, and each rule becomes a check.
    void finish(Content& content, Errors& errors);

    [[nodiscard]] const sigma::RuleSet& set() const { return set_; }
    [[nodiscard]] const sigma::Engine& engine() const { return *engine_; }
    [[nodiscard]] const std::vector<sigma::Dialect>& dialects() const { return dialects_; }
    [[nodiscard]] const sigma::CorrelationPlan& correlations() const { return plan_; }
    /// Of correlations that cannot run.
    [[nodiscard]] const Errors& correlation_errors() const { return plan_errors_; }
    void intern(FieldNames& names) {
        engine_->intern(names, [this](std::size_t rule) -> const std::vector<std::string>& { return plan_.needed_fields(rule); });
    }

    /// Index of the dialect of a source as the mapper names it; none() for one that is not known.
    [[nodiscard]] std::size_t dialect_of(const Source* source) const {
        const auto found = dialect_of_.find(source);
        return found == dialect_of_.end() ? none() : found->second;
    }
    [[nodiscard]] static constexpr std::size_t none() { return SIZE_MAX; }
    /// What a hit is called in statements (`rule.hit`) and, with "sigma." before it, as a check.
    [[nodiscard]] const std::string& name(std::size_t rule) const { return names_[rule]; }
    [[nodiscard]] std::size_t rule_of_name(std::string_view name) const;  ///< none() if there is none
    [[nodiscard]] std::size_t check_of_rule(std::size_t rule) const { return rule_checks_[rule]; }
    [[nodiscard]] std::size_t check_of_correlation(std::size_t correlation) const { return correlation_checks_[correlation]; }
    [[nodiscard]] AttributeId hit_attribute() const { return hit_; }
    [[nodiscard]] const RuleWeights& weights() const { return weights_; }

private:
    sigma::RuleSet set_;
    std::vector<sigma::Dialect> dialects_;
    std::unordered_map<const Source*, std::size_t> dialect_of_;
    std::unique_ptr<sigma::Engine> engine_;
    sigma::CorrelationPlan plan_;
    Errors plan_errors_;
    RuleWeights weights_;
    std::vector<std::string> names_;
    std::map<std::string, std::size_t, std::less<>> by_name_;
    std::vector<std::size_t> rule_checks_, correlation_checks_;
    AttributeId hit_ = no_attribute;
};

}  // namespace bonafide
