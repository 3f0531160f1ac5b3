#include <algorithm>
#include <cmath>

#include "check/fire.h"

namespace bonafide::check {

namespace {

/// What all hits of one check for one person come to.
struct Tally {
    struct Label {
        std::string_view text;
        std::uint64_t weight = 0;
    };
    DaySet days;
    std::uint64_t count = 0;
    Timestamp first, last;
    const Fact* most = nullptr;
    std::vector<Label> labels;
    std::vector<Evidence> evidence;

    void add(const Fact& fact, std::string_view label) {
        days.merge(fact.days());
        count += fact.count();
        if (fact.first().known() && (!first.known() || fact.first() < first)) first = fact.first();
        last = std::max(last, fact.last());
        if (!most || weight_of(fact) > weight_of(*most)) most = &fact;
        const auto at = std::ranges::find(labels, label, &Label::text);
        if (at == labels.end()) labels.push_back({label, weight_of(fact)});
        else at->weight += weight_of(fact);
        evidence.insert(evidence.end(), fact.evidence().begin(), fact.evidence().end());
    }

    /// "AnyDesk", "AnyDesk and RustDesk", "AnyDesk, RustDesk and 2 more": by days, falling.
    [[nodiscard]] std::string label_words() const {
        std::vector<Label> sorted = labels;
        std::ranges::sort(sorted, [](const Label& a, const Label& b) { return a.weight != b.weight ? a.weight > b.weight : a.text < b.text; });
        std::string out(sorted[0].text);
        if (sorted.size() == 2) return out + " and " + std::string(sorted[1].text);
        if (sorted.size() > 2) out += ", " + std::string(sorted[1].text) + " and " + std::to_string(sorted.size() - 2) + " more";
        return out;
    }
};

Tally tally(const Plan& plan, const MatchPlan& how, Context& context) {
    Tally out;
    for (const AttributeId attribute : how.attributes) {
        const AttributeType type = context.attributes[attribute].type;
        for (const Fact& fact : context.facts.of(attribute)) {
            const auto hit = how.matcher.match(fact, type, context.cache);
            if (hit && !permitted(plan, context, fact.value, fact.key, hit->label)) out.add(fact, hit->label);
        }
    }
    return out;
}

std::uint64_t days_of(std::span<const AttributeId> attributes, const Context& context) {
    DaySet days;
    for (const AttributeId attribute : attributes)
        for (const Fact& fact : context.facts.of(attribute)) days.merge(fact.days());
    return days.count();
}

void take_stronger(double& bits, double other) {
    if (std::abs(other) > std::abs(bits)) bits = other;
}

}  // namespace

std::optional<Signal> fire_match(const Plan& plan, const MatchPlan& how, Context& context) {
    Tally found = tally(plan, how, context);
    if (!found.most || !how.at_least.reached(found.count, found.days.count(), found.labels.size()) || silenced(plan, context)) return std::nullopt;
    Said said;
    said.days = found.days.count();
    said.of_days = how.share ? days_of(std::span(&how.share->of, 1), context) : days_of(how.attributes, context);
    double bits = how.bits;
    for (const Growth& line : how.grow)
        if (line.at_least.reached(found.count, said.days, found.labels.size())) take_stronger(bits, line.bits);
    if (how.share && said.of_days > 0 && static_cast<double>(said.days) >= how.share->at_least * static_cast<double>(said.of_days))
        take_stronger(bits, how.share->bits);
    if (how.soon && is_soon(*how.soon, found.first, context.facts.of(how.soon->attribute), context.attributes[how.soon->attribute].type))
        bits += how.soon->add;
    said.value = found.most->value;
    said.value_label = found.label_words();
    said.count = found.count;
    said.distinct = found.labels.size();
    said.first = found.first;
    said.last = found.last;
    Signal out;
    out.bits = bits;
    out.time = found.first;
    out.summary = plan.say.fill(said);
    out.evidence = std::move(found.evidence);
    keep_evidence(out.evidence);
    return out;
}

}  // namespace bonafide::check
