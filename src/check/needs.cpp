#include "check/needs.h"

#include <algorithm>

namespace bonafide::check {

namespace {

/// Groups of attributes: of each, one must be there.
struct Needs {
    std::vector<std::vector<AttributeId>> groups;
    bool actions = false, sightings = false;
};

std::vector<AttributeId> ids_of(std::span<const std::string_view> names, const Attributes& attributes) {
    std::vector<AttributeId> out;
    for (const std::string_view name : names)
        if (const Attribute* found = attributes.find(name)) out.push_back(found->id);
    return out;
}

Needs needs_of(const Plan& plan, const Attributes& attributes) {
    Needs out;
    if (const auto* match = std::get_if<MatchPlan>(&plan.how)) {
        out.groups.push_back(match->attributes);
    } else if (const auto* mismatch = std::get_if<MismatchPlan>(&plan.how)) {
        if (mismatch->by->needs_claim) out.groups.push_back(mismatch->claims);
        if (mismatch->by->observes == Observes::facts) out.groups.push_back(mismatch->observed);
        out.actions = mismatch->by->observes == Observes::profile;
        out.sightings = mismatch->by->observes == Observes::sightings;
    } else if (const auto* shared = std::get_if<SharedPlan>(&plan.how)) {
        out.groups.push_back(shared->attributes);
    } else if (const auto* unusual = std::get_if<UnusualPlan>(&plan.how)) {
        if (unusual->statistic->takes_attribute) out.groups.push_back({unusual->with.attribute});
        for (const std::string_view& name : unusual->statistic->attributes) out.groups.push_back(ids_of(std::span(&name, 1), attributes));
        out.actions = unusual->statistic->profile;
        out.sightings = unusual->statistic->sightings;
    }
    return out;
}

std::string titles(const std::vector<AttributeId>& ids, const Attributes& attributes) {
    std::string out;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (i > 0) out += i + 1 == ids.size() ? " or " : ", ";
        out += attributes[ids[i]].title;
    }
    return out;
}

std::string names(const std::vector<AttributeId>& ids, const Attributes& attributes) {
    std::string out;
    for (std::size_t i = 0; i < ids.size(); ++i) out += (i > 0 ? ", " : "") + attributes[ids[i]].name;
    return out;
}

}  // namespace

Present Present::in(const People& people, const Attributes& attributes, const std::vector<AttributeId>& stated) {
    Present out;
    out.attributes.assign(attributes.all().size(), false);
    for (const AttributeId id : stated)
        if (id < out.attributes.size()) out.attributes[id] = true;
    for (const Person& person : people.persons) {
        for (const Fact& fact : person.facts)
            if (fact.attribute < out.attributes.size()) out.attributes[fact.attribute] = true;
        out.actions = out.actions || person.profile.human_actions > 0;
        out.sightings = out.sightings || !person.profile.sightings.empty();
    }
    return out;
}

std::optional<CannotRun> why_not(const Plan& plan, const Present& present, const Attributes& attributes) {
    const Needs needs = needs_of(plan, attributes);
    for (const auto& group : needs.groups) {
        if (std::ranges::any_of(group, [&](AttributeId id) { return present.attributes[id]; })) continue;
        return CannotRun{0, "nothing states " + names(group, attributes) + " (" + titles(group, attributes) + ")",
                         "add an export that has the " + titles(group, attributes), group};
    }
    if (needs.actions && !present.actions)
        return CannotRun{
            0, "no events of people's own actions with a time", "add sign-ins, chat, meetings or commits (Okta, Slack, Zoom, a git clone)", {}};
    if (needs.sightings && !present.sightings)
        return CannotRun{0,
                         "no sign-ins whose address has a known place",
                         "add sign-in logs with addresses; tools/fetch-data.sh brings the places of addresses",
                         {}};
    return std::nullopt;
}

}  // namespace bonafide::check
