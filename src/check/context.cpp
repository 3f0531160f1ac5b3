#include "check/context.h"

#include <algorithm>

#include "base/phone_areas.h"
#include "person/place.h"

namespace bonafide::check {

double Parameters::number(std::string_view name, double fallback) const {
    const auto at = numbers.find(name);
    return at == numbers.end() ? fallback : at->second;
}

bool Parameters::listed(std::string_view name, std::string_view value) const {
    const auto at = lists.find(name);
    return at != lists.end() && std::ranges::any_of(at->second, [&](const List* list) { return list->find(value) != nullptr; });
}

void FactIndex::set(const Person& person) {
    for (const AttributeId attribute : used_) ranges_[attribute] = {};
    used_.clear();
    facts_ = person.facts.data();
    for (std::uint32_t i = 0; i < person.facts.size(); ++i) {
        const AttributeId attribute = person.facts[i].attribute;
        if (attribute >= ranges_.size()) continue;
        Range& range = ranges_[attribute];
        if (range.end == 0) {
            range.begin = i;
            used_.push_back(attribute);
        }
        range.end = i + 1;
    }
}

const std::optional<TimeZone>& Lookups::zone(std::string_view name) {
    const auto at = zones_.find(name);
    return at != zones_.end() ? at->second : zones_.emplace(std::string(name), TimeZone::find(name)).first->second;
}

const std::optional<Phone>& Lookups::phone(std::string_view text) {
    constexpr std::size_t most = 1 << 16;
    // What the numbering plan says of a US or Canadian number, it says of its area and exchange: each line is not parsed again. Of the
    // Caribbean's numbers some differ by the next digit.
    constexpr std::size_t area = 3, area_and_exchange = 8;  // +1 512 555
    std::string number = north_american_phone(text);
    if (!number.empty() && phone_area(std::string_view(number).substr(2, area)).empty()) number.clear();
    const std::string_view name = number.empty() ? text : std::string_view(number).substr(0, area_and_exchange);
    auto at = phones_.find(name);
    if (at == phones_.end()) {
        if (phones_.size() >= most) phones_.clear();
        at = phones_.emplace(std::string(name), parse_phone(text, "US")).first;
    }
    if (at->second && !number.empty()) at->second->e164 = number;
    return at->second;
}

bool Lookups::listed(const Parameters& with, std::string_view name, std::string_view value) {
    constexpr std::size_t most = 1 << 16;
    if (!with.lists.contains(name)) return false;
    const std::uint64_t key = mix64(hash64(value, reinterpret_cast<std::uintptr_t>(&with)), hash64(name));
    if (const auto at = listed_.find(key); at != listed_.end()) return at->second;
    if (listed_.size() >= most) listed_.clear();
    return listed_.emplace(key, with.listed(name, value)).first->second;
}

std::span<const Fact> Context::of(std::string_view attribute) const {
    const Attribute* found = attributes.find(attribute);
    return found ? facts.of(found->id) : std::span<const Fact>{};
}

std::vector<Fact> Context::off_networks(AttributeId id) {
    const Attribute& attribute = attributes[id];
    const auto plain = facts.of(id);
    const Attribute* from = attribute.from.empty() ? nullptr : attributes.find(attribute.from);
    const auto network =
        std::ranges::find_if(attributes.all(), [&](const Attribute& a) { return from && a.from == attribute.from && a.by == "network_of"; });
    const bool any_listed =
        network != attributes.all().end() && std::ranges::any_of(facts.of(network->id), [&](const Fact& f) { return listed("not_on", f.value); });
    if (!any_listed) return {plain.begin(), plain.end()};
    std::vector<Fact> out;
    for (const Fact& fact : facts.of(from->id)) {
        const auto ip = IpAddress::parse(fact.key);
        if (!ip || ip->is_special()) continue;
        const IpFacts known = geo.ip(*ip);
        const auto what = from_address(attribute.by, known);
        if (!what || !known.network || listed("not_on", network_text(*known.network))) continue;
        auto at = std::ranges::find(out, what->key, &Fact::key);
        if (at == out.end()) {
            out.push_back(fact);
            out.back().attribute = id;
            out.back().key = what->key;
            out.back().value = what->value;
        } else {
            at->seen.own().merge(*fact.seen);  // follows from both
        }
    }
    return out;
}

bool Context::nowhere(const SeenPlace& seen) {
    if (!with->lists.contains("not_on")) return false;
    if (!seen.network.empty()) return listed("not_on", seen.network);
    return std::ranges::any_of(places, [](const SeenPlace& other) { return !other.network.empty(); });
}

const TimeZone* Context::home_zone() {
    for (const Fact& fact : of("home.time_zone"))
        if (const auto& zone = lookups.zone(fact.value)) return &*zone;
    return nullptr;
}

std::optional<std::int32_t> day_of(const Fact& fact, AttributeType type) {
    if (type == AttributeType::date || type == AttributeType::time)
        if (const auto parsed = parse_time(fact.value)) return parsed->at.day();
    if (fact.first().known()) return fact.first().day();
    return std::nullopt;
}

std::uint64_t weight_of(const Fact& fact) { return std::max<std::uint64_t>(1, fact.days().count()); }

}  // namespace bonafide::check
