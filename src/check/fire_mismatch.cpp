#include <algorithm>

#include "check/fire.h"

namespace bonafide::check {

namespace {

std::vector<const Fact*> facts_of(const std::vector<AttributeId>& attributes, Context& context, bool first_only) {
    std::vector<const Fact*> out;
    for (const AttributeId attribute : attributes) {
        for (const Fact& fact : context.facts.of(attribute)) out.push_back(&fact);
        if (first_only && !out.empty()) break;
    }
    return out;
}

/// What was observed, and the facts made for it.
struct Observed {
    std::vector<std::vector<Fact>> made;
    std::vector<const Fact*> facts;
};

Observed observed_by(const MismatchPlan& how, Context& context) {
    Observed out;
    context.with = &how.with;
    if (!how.with.lists.contains("not_on")) {
        out.facts = facts_of(how.observed, context, false);
        return out;
    }
    for (const AttributeId attribute : how.observed) {
        out.made.push_back(context.off_networks(attribute));
        for (const Fact& fact : out.made.back()) out.facts.push_back(&fact);
    }
    return out;
}

/// "Austin, TX, US @30.27,-97.74,10" is shown without the point.
std::string shown(const Fact& fact, AttributeType type) {
    if (type != AttributeType::place) return fact.value;
    std::string out = fact.value.substr(0, fact.value.find('@'));
    while (out.ends_with(' ')) out.pop_back();
    return out.empty() ? fact.value : out;
}

Measure measure_of(const Fact& claim, const Fact& observed, double number, const Comparator& by, const Context& context) {
    Measure out;
    out.number = number;
    out.days = observed.days();
    out.weight = weight_of(observed);
    out.count = observed.count();
    out.claim = shown(claim, context.attributes[claim.attribute].type);
    out.observed = by.show ? by.show(observed) : shown(observed, context.attributes[observed.attribute].type);
    out.first = observed.first();
    out.last = observed.last();
    out.evidence = observed.evidence();
    out.evidence.insert(out.evidence.end(), claim.evidence().begin(), claim.evidence().end());
    return out;
}

/// Each observation against the claim that is nearest to it (`worst`: farthest).
std::vector<Measure> compare_pairs(const Plan& plan, const MismatchPlan& how, Context& context) {
    std::vector<Measure> out;
    const auto claims = facts_of(how.claims, context, true);
    if (claims.empty()) return out;
    const Observed seen = observed_by(how, context);
    for (const Fact* observed : seen.facts) {
        if (permitted(plan, context, observed->value, observed->key, observed->value)) continue;
        const Fact* chosen = nullptr;
        double number = 0;
        for (const Fact* claim : claims) {
            const auto apart = how.by->pair(*claim, *observed, context);
            if (!apart || (chosen && (how.take == Take::worst ? *apart <= number : *apart >= number))) continue;
            chosen = claim;
            number = *apart;
        }
        if (chosen) out.push_back(measure_of(*chosen, *observed, number, *how.by, context));
    }
    return out;
}

std::vector<Measure> compare(const Plan& plan, const MismatchPlan& how, Context& context) {
    if (how.by->pair) return compare_pairs(plan, how, context);
    const auto claims = facts_of(how.claims, context, true);
    if (how.by->needs_claim && claims.empty()) return {};
    const Observed seen = observed_by(how, context);
    return how.by->whole(claims, seen.facts, context);
}

/// What the measures on one side of a threshold come to.
struct Side {
    std::uint64_t weight = 0, count = 0;
    DaySet days;
    const Measure* most = nullptr;
    Timestamp first, last;
    std::vector<Evidence> evidence;

    void add(const Measure& measure) {
        weight += measure.weight;
        count += measure.count;
        days.merge(measure.days);
        if (!most || measure.weight > most->weight || (measure.weight == most->weight && measure.number > most->number)) most = &measure;
        if (measure.first.known() && (!first.known() || measure.first < first)) first = measure.first;
        last = std::max(last, measure.last);
        evidence.insert(evidence.end(), measure.evidence.begin(), measure.evidence.end());
    }
};

template <class Test>
Side side_of(const std::vector<Measure>& measures, Test test) {
    Side out;
    for (const Measure& measure : measures)
        if (test(measure.number)) out.add(measure);
    return out;
}

bool enough(const MismatchPlan& how, const Side& side, std::uint64_t all) {
    if (!side.most || !how.at_least.reached(side.count, side.days.count(), 0)) return false;
    return how.take != Take::most || side.weight * 2 > all;
}

Signal signal_of(const Plan& plan, Side side, const DaySet& all, double bits) {
    Said said;
    said.claim = side.most->claim;
    said.observed = said.value = said.value_label = side.most->observed;
    said.number = side.most->number;
    said.days = side.days.count();
    said.of_days = all.count();
    said.count = side.count;
    said.first = side.first;
    said.last = side.last;
    Signal out;
    out.bits = bits;
    out.time = side.first;
    out.summary = plan.say.fill(said);
    out.evidence = std::move(side.evidence);
    keep_evidence(out.evidence);
    return out;
}

}  // namespace

std::optional<Signal> fire_mismatch(const Plan& plan, const MismatchPlan& how, Context& context) {
    const std::vector<Measure> measures = compare(plan, how, context);
    if (measures.empty() || silenced(plan, context)) return std::nullopt;
    std::uint64_t all = 0;
    DaySet days;
    for (const Measure& measure : measures) {
        all += measure.weight;
        days.merge(measure.days);
    }
    for (std::size_t i = how.bits.size(); i-- > 0;) {
        Side side = side_of(measures, [&](double number) { return number >= how.bits[i].at; });
        if (enough(how, side, all)) return signal_of(plan, std::move(side), days, how.bits[i].bits);
    }
    if (!how.agree) return std::nullopt;
    Side side = side_of(measures, [&](double number) { return number <= how.agree->at; });
    if (!enough(how, side, all) || (how.take != Take::most && side.weight != all)) return std::nullopt;
    return signal_of(plan, std::move(side), days, how.agree->bits);
}

}  // namespace bonafide::check
