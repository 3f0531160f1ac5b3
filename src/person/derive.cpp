// What follows from an account's facts: the country and network of an address, the sentences of a text, the point of a post code or city, canonical
// country codes.
#include <re2/re2.h>

#include <algorithm>

#include "base/text.h"
#include "person/ledger_state.h"
#include "person/place.h"

namespace bonafide {

namespace {

using Derived = FromAddress;

constexpr std::size_t most_addresses = std::size_t{1} << 14;  // that are remembered

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
void add_derived(Account& account, AttributeId attribute, const Derived& what, const Fact& from) {
    const std::uint32_t tag = tag_of(fact_hash(attribute, from.stance, what.key));
    Fact fact = from;
    fact.attribute = attribute;
    fact.key = what.key;
    fact.value = what.value;
    fact.tag = tag;
    if (Fact* there = find_fact(account, attribute, from.stance, what.key, tag)) merge_fact(*there, fact);
    else add_fact(account, std::move(fact));
}

}  // namespace

Deriver::Deriver(const Attributes& attributes, const Geo& geo) : attributes_(attributes), geo_(geo) {
    const auto id = [&](const std::string& name) {
        const Attribute* attribute = attributes.find(name);
        return attribute ? attribute->id : no_attribute;
    };
    for (const Attribute& attribute : attributes.all())
        if (const AttributeId from = attribute.from.empty() ? no_attribute : id(attribute.from); from != no_attribute)
            following_.push_back({attribute.id, from, attribute.by});
    for (const std::string of : {"home", "shipment"})
        addresses_.push_back({id(of + ".address"), id(of + ".city"), id(of + ".region"), id(of + ".post_code"), id(of + ".country"),
                              id(of + ".place"), id(of + ".time_zone")});
}

void Deriver::derive(Account& account) {
    if (account.facts.empty()) return;
    canonical_values(account);
    derive_from_others(account);
    for (const AddressIds& ids : addresses_) derive_place(account, ids);
}

/// What is known of an address; nullptr: it is none, or nobody's. Several things follow from each, and many people share one.
const IpFacts* Deriver::address(std::string_view key) {
    if (const auto known = addresses_seen_.find(key); known != addresses_seen_.end()) return known->second ? &*known->second : nullptr;
    if (addresses_seen_.size() >= most_addresses) addresses_seen_.clear();
    const auto ip = IpAddress::parse(key);
    const auto& facts = addresses_seen_[std::string(key)] = ip && !ip->is_special() ? std::optional(geo_.ip(*ip)) : std::nullopt;
    return facts ? &*facts : nullptr;
}

void Deriver::derive_from_others(Account& account) {
    for (const Following& following : following_) {
        for (std::size_t i = 0; i < account.facts.size(); ++i) {
            if (account.facts[i].attribute != following.from) continue;
            const Fact source = account.facts[i];
            if (following.by == "sentences_of") {
                for (const Derived& sentence : sentences_of(source.value)) add_derived(account, following.attribute, sentence, source);
                continue;
            }
            const IpFacts* known = address(source.key);
            if (!known) continue;
            if (const auto what = from_address(following.by, *known)) add_derived(account, following.attribute, *what, source);
        }
    }
}

/// Countries as written ("United States", "USA") become codes; places as written become points.
void Deriver::canonical_values(Account& account) const {
    for (std::size_t i = 0; i < account.facts.size(); ++i) {
        const Fact& fact = account.facts[i];
        const AttributeType type = attributes_[fact.attribute].type;
        std::optional<Derived> better;
        if (type == AttributeType::country && fact.key.size() != 2) {
            if (const auto place = geo_.country(std::string(fact.value))) better = Derived{place->country, place->country};
        } else if (type == AttributeType::place && fact.key.find_first_not_of("0123456789.,-") != std::string::npos) {
            if (const auto place = read_place(fact.value, &geo_)) better = Derived{place_key(*place), place_text(*place)};
        }
        if (!better || fact.key == better->key) continue;
        const Fact old = fact;
        account.facts.erase(account.facts.begin() + static_cast<std::ptrdiff_t>(i--));
        add_derived(account, old.attribute, *better, old);
    }
}

namespace {

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

/// Parts of one record, and a fact of it.
struct Group {
    const Evidence* evidence = nullptr;
    Parts parts;
    Fact like;
};

/// As if the fact had been seen in this record only.
void rest_on(Fact& fact, const Evidence* evidence) {
    if (fact.evidence().size() == 1 && fact.evidence().front() == *evidence && fact.count() == 1) return;
    Seen& seen = fact.seen.own();
    seen.count = 1;
    seen.evidence = {};
    seen.evidence.add(evidence);
}

}  // namespace

/// The place of an address (and its time zone) from the parts that one record gave together.
void Deriver::derive_place(Account& account, const AddressIds& ids) const {
    if (ids.place == no_attribute) return;
    std::vector<Group> groups;   // every part of one record has that record as evidence
    std::vector<Group> further;  // a record of a change has two addresses, the old and the new one
    for (const Fact& fact : account.facts) {
        const AttributeId a = fact.attribute;
        if (a == no_attribute || (a != ids.address && a != ids.city && a != ids.region && a != ids.post_code && a != ids.country)) continue;
        for (const Evidence& evidence : fact.evidence()) {
            auto group = std::ranges::find_if(groups, [&](const Group& g) { return *g.evidence == evidence; });
            const bool fresh = group == groups.end();
            if (fresh) group = groups.insert(group, {&evidence, {}, {}});
            if (a == ids.address && !group->parts.address.empty()) {
                further.push_back({&evidence, {.address = fact.value, .city = {}, .region = {}, .post_code = {}, .country = {}}, fact});
                continue;
            }
            const std::string value = fact.value;
            (a == ids.address     ? group->parts.address
             : a == ids.city      ? group->parts.city
             : a == ids.region    ? group->parts.region
             : a == ids.post_code ? group->parts.post_code
                                  : group->parts.country) = value;
            if (fresh || a == ids.address || a == ids.post_code) group->like = fact;
        }
    }
    std::ranges::sort(groups, [](const Group& a, const Group& b) { return *a.evidence < *b.evidence; });
    std::ranges::move(groups, std::back_inserter(further));
    for (Group& group : further) {
        const auto place = locate(group.parts, geo_);
        if (!place) continue;
        rest_on(group.like, group.evidence);
        add_derived(account, ids.place, {place_key(*place), place_text(*place)}, group.like);
        if (ids.time_zone != no_attribute && !place->time_zone.empty())
            add_derived(account, ids.time_zone, {place->time_zone, place->time_zone}, group.like);
    }
}

}  // namespace bonafide
