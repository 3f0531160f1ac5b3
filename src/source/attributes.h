// The vocabulary: every attribute a Statement may have and every OCSF field an Event may have, from content/attributes.yml.
// Sources write it, checks read it; a name that is not in it is an error on load. Attributes that Bonafide must never use
// (nationality, ethnicity, religion, accent, photograph, name origin) are named there as forbidden and cannot be declared.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace bonafide {

/// How values of an attribute are compared and shown.
enum class AttributeType : std::uint8_t {
    text,
    name,
    email,
    phone,
    address,
    place,
    country,
    time_zone,
    ip,
    network,
    money_account,
    wallet,
    handle,
    url,
    device,
    hardware_id,
    process,
    domain,
    date,
    time,
    hours,
    number,
    flag,
    identifier
};
enum class Stance : std::uint8_t { claimed, observed };
/// Which statements are kept: all (up to `cap` values a person), or only values that some list or pattern of a check knows.
enum class Keep : std::uint8_t { all, matched };

using AttributeId = std::uint16_t;
inline constexpr AttributeId no_attribute = 0;

struct Attribute {
    AttributeId id = no_attribute;
    std::string name;  ///< "home.address"
    AttributeType type = AttributeType::text;
    Stance stance = Stance::observed;  ///< the usual one; a source may say otherwise
    Keep keep = Keep::all;
    std::uint16_t cap = 32;  ///< distinct values kept for a person (the first in time, then by value); more are counted
    std::string title;       ///< for sentences: "home address"
    bool personal = false;   ///< replaced by --pseudonyms
    /// Derived from events: which kinds, which OCSF field (empty: not derived).
    std::vector<std::string> kinds;
    std::string field;
    /// Derived from another attribute by a named function (country_of, network_of, place_of, ...).
    std::string from, by;
};

/// What an event may be ("signin").
struct EventKind {
    std::string name, title;
    bool human = false;  ///< a person does this by hand
};

class YamlNode;

class Attributes {
public:
    [[nodiscard]] static Attributes load(const std::filesystem::path& file, Errors& errors);
    [[nodiscard]] const Attribute* find(std::string_view name) const;
    [[nodiscard]] const Attribute& operator[](AttributeId id) const { return all_[id]; }
    [[nodiscard]] const std::vector<Attribute>& all() const { return all_; }  ///< index = id; [0] is empty
    /// Why a name must not be used ("nationality": "..."), or "" if it may.
    [[nodiscard]] std::string_view forbidden(std::string_view name) const;
    /// Is this the name of an OCSF event field listed in the vocabulary?
    [[nodiscard]] bool is_event_field(std::string_view name) const;
    [[nodiscard]] const std::vector<std::string>& event_fields() const { return event_fields_; }
    /// Index into event_fields(); its size if unknown.
    [[nodiscard]] std::uint16_t event_field(std::string_view name) const;
    [[nodiscard]] const std::vector<EventKind>& kinds() const { return kinds_; }  ///< [0] is empty
    [[nodiscard]] std::uint16_t kind_number(std::string_view name) const;         ///< index into kinds(); 0 if unknown

private:
    void add(const std::string& name, const YamlNode& node);
    void check(const YamlNode& attributes) const;

    std::vector<Attribute> all_;
    std::vector<EventKind> kinds_;
    std::vector<std::string> event_fields_;
    std::map<std::string, AttributeId, std::less<>> by_name_;
    std::map<std::string, std::string, std::less<>> forbidden_;
};

}  // namespace bonafide
