// What comparators and statistics see of one person: facts by attribute, profile, places, and the parameters of the check.
// Made by check/run, one for each worker; everything slow to work out (zones, telephone numbers) is kept in it.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/list.h"
#include "base/phone.h"
#include "check/matcher.h"
#include "person/person.h"

namespace bonafide::check {

/// `with:` of a check.
struct Parameters {
    std::map<std::string, double, std::less<>> numbers;
    std::map<std::string, std::vector<const List*>, std::less<>> lists;
    AttributeId attribute = no_attribute;
    [[nodiscard]] double number(std::string_view name, double fallback) const;
    /// Does one of the lists under `name` hold the value?
    [[nodiscard]] bool listed(std::string_view name, std::string_view value) const;
};

/// The facts of one person by attribute: set in one pass over them, asked without a search.
class FactIndex {
public:
    explicit FactIndex(std::size_t attributes) : ranges_(attributes) {}
    void set(const Person& person);
    [[nodiscard]] std::span<const Fact> of(AttributeId attribute) const {
        const Range& range = ranges_[attribute];
        return {facts_ + range.begin, range.end - range.begin};
    }

private:
    struct Range {
        std::uint32_t begin = 0, end = 0;
    };
    std::vector<Range> ranges_;
    std::vector<AttributeId> used_;
    const Fact* facts_ = nullptr;
};

/// Answers that cost microseconds, by text.
class Lookups {
public:
    [[nodiscard]] const std::optional<TimeZone>& zone(std::string_view name);
    [[nodiscard]] const std::optional<Phone>& phone(std::string_view text);
    /// Does one of the lists under `name` of these parameters hold the value?
    [[nodiscard]] bool listed(const Parameters& with, std::string_view name, std::string_view value);

private:
    std::unordered_map<std::uint64_t, bool> listed_;  // by hash of parameters, name and value
    std::unordered_map<std::string, std::optional<TimeZone>, StringHash, std::equal_to<>> zones_;
    std::unordered_map<std::string, std::optional<Phone>, StringHash, std::equal_to<>> phones_;
};

struct Context {
    const Attributes& attributes;
    const Geo& geo;
    const std::vector<SeenPlace>& places;
    Timestamp now;
    FactIndex facts;
    Lookups lookups;
    MatchCache cache;
    const Profile* profile = nullptr;
    const Parameters* with = nullptr;

    /// Facts of an attribute by name; none where the vocabulary lacks it.
    [[nodiscard]] std::span<const Fact> of(std::string_view attribute) const;
    [[nodiscard]] bool listed(std::string_view name, std::string_view value) { return lookups.listed(*with, name, value); }
    /// Facts of an attribute. Where it follows from an address (a country, a place), without what follows from addresses of networks on
    /// the lists under `not_on`: a VPN's exit is nobody's place.
    [[nodiscard]] std::vector<Fact> off_networks(AttributeId attribute);
    /// Is this no place of anybody's: in a network on the lists under `not_on`, or in one that nobody knows where others are known?
    [[nodiscard]] bool nowhere(const SeenPlace& seen);
    /// The zone of the claimed home, where one is known.
    [[nodiscard]] const TimeZone* home_zone();
};

/// The day a fact speaks of: its value where that is a date, else the day on which it was first stated.
[[nodiscard]] std::optional<std::int32_t> day_of(const Fact& fact, AttributeType type);
/// Days on which a fact was stated; one where no time is known, as it was stated at least once.
[[nodiscard]] std::uint64_t weight_of(const Fact& fact);

}  // namespace bonafide::check
