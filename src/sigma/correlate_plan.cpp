#include "sigma/correlate_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "base/hash.h"

namespace bonafide::sigma {

namespace {

constexpr std::size_t max_sequences = 64;

struct Target {
    bool correlation = false;
    std::uint32_t index = 0;
    auto operator<=>(const Target&) const = default;
};

bool has_not(const Expression& e) { return e.kind == Expression::Kind::no || std::ranges::any_of(e.children, has_not); }

std::string dump(const Expression& e) {
    std::string out = fmt::format("({}:{}", static_cast<int>(e.kind), e.item);
    for (const Expression& child : e.children) out += dump(child);
    return out + ")";
}

bool rises(const Bound& bound) { return bound.kind == Bound::Kind::gt || bound.kind == Bound::Kind::gte; }

/// The least count that meets bounds that only ask for more; 0 where it is out of reach.
std::uint32_t least_count(const std::vector<Bound>& bounds) {
    double least = 1;
    for (const Bound& bound : bounds) least = std::max(least, bound.kind == Bound::Kind::gt ? std::floor(bound.value) + 1 : std::ceil(bound.value));
    return least < 1e9 ? static_cast<std::uint32_t>(least) : 0;
}

std::string label(const Heading& heading) { return !heading.title.empty() ? heading.title : !heading.name.empty() ? heading.name : heading.id; }

/// One conjunction of a Boolean condition.
struct Term {
    std::set<std::uint32_t> wanted, forbidden;  ///< positions in the list of rules
};

std::vector<Term> either(std::vector<Term> a, const std::vector<Term>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}
std::vector<Term> both(const std::vector<Term>& a, const std::vector<Term>& b) {
    std::vector<Term> out;
    for (const Term& x : a)
        for (const Term& y : b) {
            Term term = x;
            term.wanted.insert(y.wanted.begin(), y.wanted.end());
            term.forbidden.insert(y.forbidden.begin(), y.forbidden.end());
            out.push_back(std::move(term));
            if (out.size() > max_sequences) return out;
        }
    return out;
}

/// Disjunctive normal form; more than max_sequences terms mean too many.
std::vector<Term> terms_of(const Expression& e, bool negated) {
    using Kind = Expression::Kind;
    if (e.kind == Kind::no) return terms_of(e.children.front(), !negated);
    if (e.kind == Kind::item) return {negated ? Term{{}, {e.item}} : Term{{e.item}, {}}};
    if (e.kind == Kind::always || e.kind == Kind::never) return (e.kind == Kind::always) != negated ? std::vector<Term>{{}} : std::vector<Term>{};
    const bool conjunction = (e.kind == Kind::all) != negated;
    std::vector<Term> out = conjunction ? std::vector<Term>{{}} : std::vector<Term>{};
    for (const Expression& child : e.children) {
        const std::vector<Term> terms = terms_of(child, negated);
        out = conjunction ? both(out, terms) : either(std::move(out), terms);
        if (out.size() > max_sequences) break;
    }
    return out;
}

}  // namespace

class PlanMaker {
public:
    PlanMaker(const std::vector<Rule>& rules, const std::vector<Correlation>& correlations, Errors& errors)
        : rules_(rules), correlations_(correlations), errors_(errors), state_(correlations.size(), State::fresh), node_of_(correlations.size(), 0) {
        for (std::uint32_t i = 0; i < rules.size(); ++i) name(rules[i].heading, {false, i});
        for (std::uint32_t i = 0; i < correlations.size(); ++i) name(correlations[i].heading, {true, i});
        plan_.rules_.resize(rules.size());
        plan_.silent_.resize(correlations.size());
        plan_.accepted_.resize(correlations.size());
    }

    CorrelationPlan make() {
        for (std::uint32_t i = 0; i < correlations_.size(); ++i) add(i);
        set_silence();
        for (std::size_t i = 0; i < rules_.size(); ++i) {
            const Heading& h = rules_[i].heading;
            std::string text = fmt::format("{}|{}|{}", h.id, h.name, h.title);
            for (const std::string& field : plan_.rules_[i].fields) text += "|" + field;
            plan_.rules_[i].fingerprint = hash64(text);
        }
        return std::move(plan_);
    }

private:
    enum class State { fresh, open, done, refused };

    void name(const Heading& heading, Target target) {
        for (const std::string& key : {heading.id, heading.name})
            if (!key.empty()) names_[key].insert(target);
    }

    bool refuse(std::uint32_t index, std::string what, std::string hint = {}) {
        const Heading& heading = correlations_[index].heading;
        errors_.push_back({heading.where, fmt::format("correlation \"{}\": {}", label(heading), what), std::move(hint)});
        state_[index] = State::refused;
        return false;
    }

    bool add(std::uint32_t index) {
        if (state_[index] == State::done) return true;
        if (state_[index] == State::refused) return false;
        if (state_[index] == State::open)
            return refuse(index, "its rules lead back to it", "a correlation may name only rules and correlations that do not depend on it");
        state_[index] = State::open;
        const std::optional<std::vector<Target>> targets = resolve(index);
        if (!targets || !sound(index)) return false;
        CorrelationPlan::Node node = node_of(index, *targets);
        std::vector<CorrelationPlan::Use> uses;
        if (!sequences(index, *targets, node) || !fields(index, *targets, uses)) return false;
        connect(index, *targets, std::move(node), uses);
        return true;
    }

    /// The rules in the order of the list; children are added first.
    std::optional<std::vector<Target>> resolve(std::uint32_t index) {
        std::vector<Target> out;
        for (const std::string& reference : correlations_[index].rules) {
            const auto found = names_.find(reference);
            if (found == names_.end()) return refuse(index, fmt::format("names the rule \"{}\", which is not loaded", reference)), std::nullopt;
            if (found->second.size() > 1)
                return refuse(index, fmt::format("names the rule \"{}\", and several are called so", reference), "use the id"), std::nullopt;
            const Target target = *found->second.begin();
            if (target.correlation && !add(target.index)) {
                if (state_[index] == State::open) refuse(index, fmt::format("names the correlation \"{}\", which was left out", reference));
                return std::nullopt;
            }
            out.push_back(target);
        }
        if (out.empty()) return refuse(index, "names no rules"), std::nullopt;
        return out;
    }

    bool sound(std::uint32_t index) {
        const Correlation& c = correlations_[index];
        const bool temporal = c.type == CorrelationType::temporal || c.type == CorrelationType::temporal_ordered;
        if (c.timespan_us <= 0) return refuse(index, "needs a timespan");
        if (!temporal && c.bounds.empty()) return refuse(index, "needs a condition with a number", "condition: {gte: 10}");
        if (!temporal && c.type != CorrelationType::event_count && c.values.empty()) return refuse(index, "needs condition.field");
        if (c.values.size() > 1 && c.type != CorrelationType::value_count) return refuse(index, "takes one field only");
        return true;
    }

    static std::vector<Target> distinct(const std::vector<Target>& targets) {
        std::vector<Target> out;
        for (const Target& target : targets)
            if (std::ranges::find(out, target) == out.end()) out.push_back(target);
        return out;
    }
    static std::uint32_t ordinal(const std::vector<Target>& targets, std::size_t position) {
        const std::vector<Target> different = distinct(targets);
        return static_cast<std::uint32_t>(std::ranges::find(different, targets[position]) - different.begin());
    }
    static void renumber(Expression& e, const std::vector<Target>& targets) {
        if (e.kind == Expression::Kind::item) e.item = ordinal(targets, e.item);
        for (Expression& child : e.children) renumber(child, targets);
    }

    CorrelationPlan::Node node_of(std::uint32_t index, const std::vector<Target>& targets) const {
        const Correlation& c = correlations_[index];
        CorrelationPlan::Node out;
        out.correlation = index;
        out.type = c.type;
        out.span = c.timespan_us;
        out.bounds = c.bounds;
        out.percentile = c.type == CorrelationType::value_median ? 50 : c.percentile;
        out.extended = c.extended;
        out.condition = c.condition;
        renumber(out.condition, targets);
        out.rules = out.slots = static_cast<std::uint32_t>(distinct(targets).size());
        const std::size_t steps = c.type == CorrelationType::temporal_ordered ? targets.size() : out.rules;
        if (out.bounds.empty() && !out.extended) out.bounds.push_back({Bound::Kind::gte, static_cast<double>(steps)});
        out.closing = !std::ranges::all_of(out.bounds, rises) || (out.extended && has_not(out.condition));
        const bool counts = c.type == CorrelationType::event_count || c.type == CorrelationType::value_count;
        if (counts && !out.closing) out.enough = least_count(out.bounds);
        out.fingerprint = fingerprint(c);
        return out;
    }

    std::uint64_t fingerprint(const Correlation& c) const {
        std::string text =
            fmt::format("{}|{}|{}|{}|{}|{}", c.heading.id, c.heading.name, static_cast<int>(c.type), c.timespan_us, c.percentile, c.extended);
        const auto list = [&](const std::vector<std::string>& items) {
            text += '[';
            for (const std::string& item : items) text += item + "|";
            text += ']';
        };
        list(c.rules);
        list(c.group_by);
        list(c.values);
        for (const Bound& bound : c.bounds) text += fmt::format("{}:{}|", static_cast<int>(bound.kind), bound.value);
        for (const Correlation::Alias& alias : c.aliases)
            for (const auto& [rule, field] : alias.fields) text += fmt::format("{}:{}:{}|", alias.name, rule, field);
        return hash64(text + dump(c.condition));
    }

    /// What temporal_ordered waits for: the list as it stands, or each way to satisfy the Boolean condition in the order of the list.
    bool sequences(std::uint32_t index, const std::vector<Target>& targets, CorrelationPlan::Node& node) {
        if (node.type != CorrelationType::temporal_ordered) return true;
        std::vector<Term> terms;
        if (node.extended) terms = terms_of(correlations_[index].condition, false);
        if (terms.size() > max_sequences)
            return refuse(index, fmt::format("its condition has more than {} ways to come true", max_sequences), "split it");
        node.slots = 0;
        const auto sequence = [&](const auto& positions) {
            CorrelationPlan::Sequence& out = node.sequences.emplace_back();
            out.first_slot = node.slots;
            for (const std::size_t position : positions) out.steps.push_back(ordinal(targets, position));
            node.slots += static_cast<std::uint32_t>(out.steps.size());
        };
        if (!node.extended) {
            std::vector<std::size_t> all;
            for (std::size_t i = 0; i < targets.size(); ++i) all.push_back(i);
            sequence(all);
        }
        for (const Term& term : terms) {
            sequence(term.wanted);
            for (const std::uint32_t position : term.forbidden) node.sequences.back().forbidden.push_back(ordinal(targets, position));
        }
        node.seen_slots = node.closing;
        return true;
    }

    /// What a rule calls a field of the correlation: by its alias, or so itself.
    std::string field_of(const Correlation& c, const std::string& field, Target target) const {
        for (const Correlation::Alias& alias : c.aliases) {
            if (alias.name != field) continue;
            for (const auto& [rule, real] : alias.fields)
                if (const auto found = names_.find(rule); found != names_.end() && found->second.contains(target)) return real;
        }
        return field;
    }

    bool fields(std::uint32_t index, const std::vector<Target>& targets, std::vector<CorrelationPlan::Use>& uses) {
        const Correlation& c = correlations_[index];
        for (const Target& target : distinct(targets)) {
            CorrelationPlan::Use& use = uses.emplace_back();
            use.rule = static_cast<std::uint32_t>(uses.size() - 1);
            for (const auto& [wanted, out] : {std::pair(&c.group_by, &use.group), std::pair(&c.values, &use.values)})
                for (const std::string& name : *wanted) {
                    const std::optional<std::uint32_t> at = place(target, field_of(c, name, target));
                    if (!at)
                        return refuse(index, fmt::format("needs the field \"{}\" of a correlation that does not group by it", name),
                                      "firings have only the fields of their group-by");
                    out->push_back(*at);
                }
        }
        return true;
    }

    std::optional<std::uint32_t> place(Target target, const std::string& field) {
        if (!target.correlation) {
            std::vector<std::string>& kept = plan_.rules_[target.index].fields;
            const auto found = std::ranges::find(kept, field);
            const auto at = static_cast<std::uint32_t>(found - kept.begin());
            if (found == kept.end()) kept.push_back(field);
            return at;
        }
        const std::vector<std::string>& groups = correlations_[target.index].group_by;
        const auto found = std::ranges::find(groups, field);
        if (found == groups.end()) return std::nullopt;
        return static_cast<std::uint32_t>(found - groups.begin());
    }

    void connect(std::uint32_t index, const std::vector<Target>& targets, CorrelationPlan::Node node, const std::vector<CorrelationPlan::Use>& uses) {
        const auto number = static_cast<std::uint32_t>(plan_.nodes_.size());
        const std::vector<Target> different = distinct(targets);
        for (std::size_t i = 0; i < different.size(); ++i) {
            CorrelationPlan::Use use = uses[i];
            use.node = number;
            if (different[i].correlation) plan_.nodes_[node_of_[different[i].index]].parents.push_back(std::move(use));
            else plan_.rules_[different[i].index].uses.push_back(std::move(use));
        }
        node_of_[index] = number;
        plan_.nodes_.push_back(std::move(node));
        plan_.accepted_[index] = true;
        state_[index] = State::done;
    }

    void set_silence() {
        const auto silent = [&](const std::vector<CorrelationPlan::Use>& uses) {
            return !uses.empty() &&
                   std::ranges::none_of(uses, [&](const auto& use) { return correlations_[plan_.nodes_[use.node].correlation].generate; });
        };
        for (CorrelationPlan::RuleInfo& rule : plan_.rules_) rule.silent = silent(rule.uses);
        for (CorrelationPlan::Node& node : plan_.nodes_) plan_.silent_[node.correlation] = node.silent = silent(node.parents);
    }

    const std::vector<Rule>& rules_;
    const std::vector<Correlation>& correlations_;
    Errors& errors_;
    std::map<std::string, std::set<Target>, std::less<>> names_;
    std::vector<State> state_;
    std::vector<std::uint32_t> node_of_;
    CorrelationPlan plan_;
};

CorrelationPlan CorrelationPlan::make(const std::vector<Rule>& rules, const std::vector<Correlation>& correlations, Errors& errors) {
    return PlanMaker(rules, correlations, errors).make();
}

}  // namespace bonafide::sigma
