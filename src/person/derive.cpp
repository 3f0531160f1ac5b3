// What follows from an account's facts: the country and network of an address, the sentences of a text, the point of a post code or city, canonical
// country codes.
#include <re2/re2.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "person/ledger_state.h"
#include "person/place.h"

namespace bonafide {

namespace {

using Derived = FromAddress;

std::optional<Derived> derived(const std::string& by, const Fact& from, const Geo& geo) {
    const auto ip = IpAddress::parse(from.key);
    return ip && !ip->is_special() ? from_address(by, geo.ip(*ip)) : std::nullopt;
}

/// The sentences of a text that are long enough to be somebody's own (six words, forty letters), folded: two people do not write the same one by
/// chance.
std::vector<Derived> sentences_of(std::string_view text) {
    constexpr std::size_t fewest_letters = 40, fewest_words = 6;
    std::vector<Derived> out;
    std::string key;
    std::size_t begin = 0, words = 0;
    const std::string folded = fold(valid_utf8(text) ? std::string(text) : repair_utf8(text));
    const auto close = [&](std::size_t end) {
        if (key.size() >= fewest_letters && words >= fewest_words)
            out.push_back({key, std::string(trim(std::string_view(folded).substr(begin, end - begin)))});
        key.clear();
        words = 0;
        begin = end + 1;
    };
    for (std::size_t i = 0; i < folded.size(); ++i) {
        const char c = folded[i];
        const bool ends = c == '\n' || ((c == '.' || c == '!' || c == '?' || c == ';') &&
                                        (i + 1 == folded.size() || folded[i + 1] == ' ' || folded[i + 1] == '\n'));
        if (ends) close(i);
        else if (static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c))) {
            if (key.empty() || i == begin || folded[i - 1] == ' ') ++words;
            key += c;
        } else if (c == ' ' && !key.empty() && key.back() != ' ') {
            key += c;
        }
    }
    close(folded.size());
    return out;
}

/// Adds a fact that follows from `from`, or widens the one that is there.
void add_derived(AccountCell& account, AttributeId attribute, const Derived& what, const FactCell& from) {
    const std::uint64_t hash = fact_hash(attribute, from.fact.stance, what.key);
    FactCell copy = from;
    copy.key_hash = hash;
    copy.fact.attribute = attribute;
    copy.fact.key = what.key;
    copy.fact.value = what.value;
    if (FactCell* there = account.find(hash)) merge_fact(there->fact, copy.fact);
    else account.facts.push_back(std::move(copy));
}

void derive_from_others(AccountCell& account, const Attributes& attributes, const Geo& geo) {
    for (const Attribute& attribute : attributes.all()) {
        const Attribute* from = attribute.from.empty() ? nullptr : attributes.find(attribute.from);
        if (!from) continue;
        for (std::size_t i = 0; i < account.facts.size(); ++i) {
            if (account.facts[i].fact.attribute != from->id) continue;
            const FactCell source = account.facts[i];
            if (attribute.by == "sentences_of") {
                for (const Derived& sentence : sentences_of(source.fact.value)) add_derived(account, attribute.id, sentence, source);
                continue;
            }
            if (const auto what = derived(attribute.by, source.fact, geo)) add_derived(account, attribute.id, *what, source);
        }
    }
}

/// Countries as written ("United States", "USA") become codes; places as written become points.
void canonical_values(AccountCell& account, const Attributes& attributes, const Geo& geo) {
    for (std::size_t i = 0; i < account.facts.size(); ++i) {
        const AttributeType type = attributes[account.facts[i].fact.attribute].type;
        std::optional<Derived> better;
        if (type == AttributeType::country && account.facts[i].fact.key.size() != 2) {
            if (const auto place = geo.country(account.facts[i].fact.value)) better = Derived{place->country, place->country};
        } else if (type == AttributeType::place && account.facts[i].fact.key.find_first_not_of("0123456789.,-") != std::string::npos) {
            if (const auto place = read_place(account.facts[i].fact.value, &geo)) better = Derived{place_key(*place), place_text(*place)};
        }
        if (!better || better->key == account.facts[i].fact.key) continue;
        const FactCell old = account.facts[i];
        account.facts.erase(account.facts.begin() + static_cast<std::ptrdiff_t>(i--));
        add_derived(account, old.fact.attribute, *better, old);
    }
}

/// The parts of one address, as one record gave them.
struct Parts {
    std::string address, city, region, post_code, country;
};

std::string us_post_code(const std::string& address) {
    static const RE2 pattern(R"(.*\b(\d{5})(?:-\d{4})?\s*(?:,?\s*(?:USA?|United States(?: of America)?|U\.S\.A?\.?))?\s*)");
    std::string code;
    return RE2::FullMatch(address, pattern, &code) ? code : "";
}

/// "12 Elm St, Austin, TX 78701": the state and the city before it.
void read_us_address(Parts& parts) {
    static const RE2 pattern(R"((?:.*,)?\s*([^,\d][^,]*?)\s*,\s*([A-Z]{2})\s+\d{5}(?:-\d{4})?.*)");
    std::string city, region;
    if (!parts.city.empty() || !RE2::FullMatch(parts.address, pattern, &city, &region)) return;
    parts.city = city;
    if (parts.region.empty()) parts.region = region;
}

std::optional<Place> locate(Parts parts, const Geo& geo) {
    if (parts.post_code.empty()) parts.post_code = us_post_code(parts.address);
    read_us_address(parts);
    std::string country = parts.country;
    if (const auto known = country.empty() ? std::nullopt : geo.country(country)) country = known->country;
    if (!parts.post_code.empty())
        if (auto place = geo.post_code(country.empty() ? "US" : country, parts.post_code)) return place;
    if (!parts.city.empty())
        if (auto place = geo.city(parts.city, parts.region, country)) return place;
    if (country.empty()) return std::nullopt;
    return geo.country(country);
}

/// `prefix`.place (and `prefix`.time_zone) from the parts that one record gave together.
void derive_place(AccountCell& account, const Attributes& attributes, const Geo& geo, const std::string& prefix) {
    const auto id = [&](const char* name) {
        const Attribute* attribute = attributes.find(prefix + name);
        return attribute ? attribute->id : no_attribute;
    };
    const AttributeId address = id(".address"), city = id(".city"), region = id(".region"), code = id(".post_code"), country = id(".country");
    const AttributeId place_id = id(".place"), zone_id = id(".time_zone");
    if (place_id == no_attribute) return;
    struct Group {
        Parts parts;
        FactCell like;
    };
    std::map<Evidence, Group> groups;  // every part of one record has that record as evidence
    std::vector<Group> further;        // a record of a change has two addresses, the old and the new one
    for (const FactCell& cell : account.facts) {
        const AttributeId a = cell.fact.attribute;
        if (a == no_attribute || (a != address && a != city && a != region && a != code && a != country)) continue;
        for (const Evidence& evidence : cell.fact.evidence) {
            Group& group = groups[evidence];
            if (a == address && !group.parts.address.empty()) {
                further.push_back({{.address = cell.fact.value, .city = {}, .region = {}, .post_code = {}, .country = {}}, cell});
                further.back().like.fact.evidence = {evidence};
                continue;
            }
            const std::string& value = cell.fact.value;
            (a == address  ? group.parts.address
             : a == city   ? group.parts.city
             : a == region ? group.parts.region
             : a == code   ? group.parts.post_code
                           : group.parts.country) = value;
            if (group.like.fact.evidence.empty() || a == address || a == code) group.like = cell;
            group.like.fact.evidence = {evidence};
        }
    }
    for (auto& [evidence, group] : groups) further.push_back(std::move(group));
    for (Group& group : further) {
        const auto place = locate(group.parts, geo);
        if (!place) continue;
        group.like.fact.count = 1;
        add_derived(account, place_id, {place_key(*place), place_text(*place)}, group.like);
        if (zone_id != no_attribute && !place->time_zone.empty()) add_derived(account, zone_id, {place->time_zone, place->time_zone}, group.like);
    }
}

}  // namespace

void derive_facts(AccountCell& account, const Attributes& attributes, const Geo& geo) {
    canonical_values(account, attributes, geo);
    derive_from_others(account, attributes, geo);
    derive_place(account, attributes, geo, "home");
    derive_place(account, attributes, geo, "shipment");
}

}  // namespace bonafide
