// The books: for every identifier seen, its facts (statements added up) and its profile. Each worker fills its own; merge()
// gives the same ledger for any number of workers, any order and any cutting of the input.
// Filled by scan from Meanings, resolved to Persons by person/resolve.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/geo.h"
#include "person/profile.h"
#include "source/event.h"
#include "source/source.h"

namespace bonafide {

struct Evidence {
    Timestamp time;
    Locator locator;
    auto operator<=>(const Evidence&) const = default;
};

/// One claim or observation, however often it was made.
struct Fact {
    AttributeId attribute = no_attribute;
    Stance stance = Stance::observed;
    std::string value;                 ///< as first written (earliest evidence)
    std::string key;                   ///< comparable form (comparable_key())
    Timestamp first = Timestamp::none(), last = Timestamp::none();
    std::uint64_t count = 0;
    DaySet days;
    std::vector<Evidence> evidence;    ///< the earliest `max_evidence`, sorted
    static constexpr std::size_t max_evidence = 3;
};

/// The comparable form of a value by its attribute's type: phone in E.164, address folded, IP canonical, account digits only.
[[nodiscard]] std::string comparable_key(AttributeType type, std::string_view value);

/// Where and over whose network somebody was seen.
struct SeenPlace {
    Place place;
    std::string network;   ///< "AS9009 M247 Europe SRL"; may be empty
};

struct IdentifierKey {
    IdentifierKind kind = IdentifierKind::none;
    std::string text;  ///< normalised
    auto operator<=>(const IdentifierKey&) const = default;
};

/// What is known of one identifier.
struct Account {
    IdentifierKey key;
    std::string shown;         ///< as first written
    std::string display_name;  ///< for showing only
    Profile profile;
    std::vector<Fact> facts;   ///< sorted by (attribute, stance, key)
    std::map<AttributeId, std::uint64_t> dropped;  ///< statements of values over the attribute's cap
};

struct Join {
    std::vector<IdentifierKey> identifiers;
    std::string reason;
    bool employed = false;
    Evidence evidence;
};

/// Values that some check looks for: filled by the check set before reading, so that attributes with Keep::matched store
/// only what matters.
class Watch {
public:
    virtual ~Watch() = default;
    /// Does any check know this value of this attribute?
    [[nodiscard]] virtual bool wanted(AttributeId attribute, std::string_view value) const = 0;
};

/// Everything read, added up. Not thread-safe: one for each worker, then merge.
class Ledger {
public:
    Ledger(const Attributes& attributes, const Geo& geo, const Watch& watch);
    ~Ledger();
    Ledger(Ledger&&) noexcept;
    Ledger& operator=(Ledger&&) noexcept;

    void add(const Meaning& meaning);
    void merge(Ledger&& other);
    void finish();  ///< sorts and derives (country_of, network_of, ...): call once after the last merge
    /// Files were renumbered: `new_index[old]`. Must keep their order.
    void renumber_files(const std::vector<std::uint32_t>& new_index);
    /// The unfinished ledger as bytes, for the store; load() refuses bytes of another layout.
    [[nodiscard]] std::string save() const;
    [[nodiscard]] Result<void> load(std::string_view bytes);

    [[nodiscard]] const std::vector<Account>& accounts() const;  ///< after finish(): sorted by key
    [[nodiscard]] const std::vector<Join>& joins() const;        ///< sorted, each once
    [[nodiscard]] const std::vector<SeenPlace>& places() const;  ///< of sightings
    /// Events with no actor, by source id: reported, not lost.
    [[nodiscard]] const std::map<std::string, std::uint64_t>& without_actor() const;

    struct State;

private:
    std::unique_ptr<State> state_;
};

}  // namespace bonafide
