// The books: for every identifier seen, its facts (statements added up) and its profile. Each worker fills its own; merge()
// gives the same ledger for any number of workers, any order and any cutting of the input.
// Filled by scan from Meanings, resolved to Persons by person/resolve.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/geo.h"
#include "person/compact_text.h"
#include "person/evidence.h"
#include "person/profile.h"
#include "source/event.h"
#include "source/source.h"

namespace bonafide {

/// One claim or observation, however often it was made.
struct Fact {
    AttributeId attribute = no_attribute;
    Stance stance = Stance::observed;
    CompactText value;  ///< as first written (earliest evidence)
    CompactText key;    ///< comparable form (comparable_key())
    Timestamp first = Timestamp::none(), last = Timestamp::none();
    std::uint64_t count = 0;
    DaySet days;
    EvidenceList evidence;  ///< the earliest `max_evidence`, sorted
    static constexpr std::size_t max_evidence = EvidenceList::most;
};

/// The comparable form of a value by its attribute's type: phone in E.164, address folded, IP canonical, account digits only.
[[nodiscard]] std::string comparable_key(AttributeType type, std::string_view value);

/// Where and over whose network somebody was seen.
struct SeenPlace {
    Place place;
    std::string network;  ///< "AS9009 M247 Europe SRL"; may be empty
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
    std::vector<Fact> facts;                                     ///< sorted by (attribute, stance, key)
    std::vector<std::pair<AttributeId, std::uint64_t>> dropped;  ///< statements of values over the attribute's cap
};

/// Identifiers that records said belong together, with the words for it. Rows that say the same are one join.
struct Join {
    std::uint32_t begin = 0, size = 0;  ///< its members, see Ledger::members()
    std::uint16_t reason = 0;           ///< see Ledger::reason()
    bool employed = false;
    Evidence evidence;  ///< the smallest
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

    /// The hot path: allocates nothing for what was seen before.
    void add(const Meaning& meaning);
    void merge(Ledger&& other);
    void finish();  ///< sorts and derives (country_of, network_of, ...): call once after the last merge
    /// Files were renumbered: `new_index[old]`. Must keep their order.
    void renumber_files(const std::vector<std::uint32_t>& new_index);
    /// The unfinished ledger as bytes, for the store: the same bytes for the same content, in whatever order it came.
    [[nodiscard]] std::string save() const;
    /// Into an empty ledger. Refuses bytes of another layout and damaged ones.
    [[nodiscard]] Result<void> load(std::string_view bytes);

    [[nodiscard]] const std::vector<Account>& accounts() const;  ///< after finish(): sorted by key
    [[nodiscard]] std::vector<Account> take_accounts();
    [[nodiscard]] const std::vector<Join>& joins() const;                          ///< after finish(): sorted by evidence, each once
    [[nodiscard]] std::span<const std::uint32_t> members(const Join& join) const;  ///< indexes into accounts(), sorted
    [[nodiscard]] const std::string& reason(const Join& join) const;
    [[nodiscard]] const std::vector<SeenPlace>& places() const;  ///< of sightings
    /// Events with no actor, by source id: reported, not lost.
    [[nodiscard]] const std::map<std::string, std::uint64_t>& without_actor() const;

    struct State;

private:
    std::unique_ptr<State> state_;
};

}  // namespace bonafide
