// Small people for tests of comparators and statistics, and the context that holds them.
#pragma once

#include <random>

#include "check/comparators.h"
#include "check/statistics.h"

namespace bonafide::check {

inline const Attributes& vocabulary() {
    static Errors errors;
    static const Attributes loaded = Attributes::load(BONAFIDE_CONTENT "/attributes.yml", errors);
    return loaded;
}

struct World {
    const Attributes& attributes = vocabulary();
    Geo geo;
    std::vector<SeenPlace> places;
    Person person;
    Parameters with;

    Fact& add(std::string_view attribute, std::string value, std::string_view first = "2026-03-02", int days = 1) {
        const Attribute& a = *attributes.find(attribute);
        Fact fact;
        fact.attribute = a.id;
        fact.stance = a.stance;
        fact.key = comparable_key(a.type, value);
        fact.value = std::move(value);
        Seen& seen = fact.seen.own();
        seen.first = parse_time(first)->at;
        seen.count = static_cast<std::uint64_t>(days);
        for (int i = 0; i < days; ++i) seen.days.add(seen.first.day() + i);
        seen.last = {seen.first.us + std::int64_t{days - 1} * 86'400'000'000};
        person.facts.push_back(std::move(fact));
        return person.facts.back();
    }
    /// Valid until the next add().
    Context context(std::string_view now = "2026-06-01") {
        std::ranges::stable_sort(person.facts, {}, &Fact::attribute);
        Context out{attributes, geo, places, parse_time(now)->at, FactIndex(attributes.all().size()), {}, {}, &person.profile, &with};
        out.facts.set(person);
        return out;
    }
};

/// The number that a pair comparator gives for two values; -999 where they cannot be compared.
inline double compare(std::string_view by, std::string_view claim_attribute, const std::string& claim, std::string_view observed_attribute,
                      const std::string& observed, std::string_view first = "2026-03-02", int days = 1) {
    World world;
    world.add(claim_attribute, claim);
    world.add(observed_attribute, observed, first, days);
    Context context = world.context();
    const Fact a = *std::ranges::find(world.person.facts, claim, &Fact::value);
    const Fact b = *std::ranges::find_if(
        world.person.facts, [&](const Fact& f) { return f.value == observed && f.attribute == world.attributes.find(observed_attribute)->id; });
    return find_comparator(by)->pair(a, b, context).value_or(-999);
}

inline Timestamp at_minute(std::int64_t minutes) { return Timestamp::from_seconds(minutes * 60); }

}  // namespace bonafide::check
