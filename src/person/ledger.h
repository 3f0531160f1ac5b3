// The books: for every identifier seen, its facts (statements added up) and its profile. Each worker fills its own; merge()
// gives the same ledger for any number of workers, any order and any cutting of the input.
// Filled by scan from Meanings, resolved to Persons by person/resolve.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/geo.h"
#include "person/fact.h"
#include "source/event.h"
#include "source/source.h"

namespace bonafide {

/// The comparable form of a value by its attribute's type: phone in E.164, address folded, IP canonical, account digits only.
[[nodiscard]] std::string comparable_key(AttributeType type, std::string_view value);

class Packer;
class Unpacker;

/// Where and over whose network somebody was seen.
struct SeenPlace {
    Place place;
    std::string network;  ///< "AS9009 M247 Europe SRL"; may be empty
};

struct IdentifierKey {
    IdentifierKind kind = IdentifierKind::none;
    CompactText text;  ///< normalised
    auto operator<=>(const IdentifierKey&) const = default;
};

/// What is known of one identifier. Most have few of these things, and a person has several: small where empty.
struct Account {
    IdentifierKey key;
    CompactText shown;                     ///< as first written; empty where that is the key's text
    CompactText display_name;              ///< for showing only
    const Evidence* shown_by = nullptr;    ///< of `shown`, in the ledger's pool
    const Evidence* named_by = nullptr;    ///< of `display_name`
    std::vector<Fact> facts;               ///< after finish(): sorted by (attribute, stance, key)
    std::unique_ptr<Profile> own_profile;  ///< none: never active
    using Dropped = std::vector<std::pair<AttributeId, std::uint64_t>>;
    std::unique_ptr<Dropped> dropped;  ///< statements of values over the attribute's cap, sorted; may be none

    [[nodiscard]] std::string_view written() const { return shown.empty() ? key.text.view() : shown.view(); }
    [[nodiscard]] const Profile& profile() const;
    Profile& made_profile();
};
using Accounts = std::deque<Account>;

/// Identifiers that records said belong together, with the words for it. Rows that say the same are one join.
struct Join {
    std::uint32_t begin = 0, size = 0;  ///< its members, see Ledger::members()
    std::uint16_t reason = 0;           ///< see Ledger::reason()
    bool employed = false;
    const Evidence* evidence = nullptr;  ///< the smallest, in the ledger's pool
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
    /// The unfinished ledger once more, in as little room as its content needs. Half the work of save() and load().
    [[nodiscard]] Ledger clone() const;
    /// Sorts and derives (country_of, network_of, ...) on so many threads: call once after the last merge.
    void finish(unsigned threads = 1);
    /// Files were renumbered: `new_index[old]`. Must keep their order.
    void renumber_files(const std::vector<std::uint32_t>& new_index);
    /// The unfinished ledger as bytes, for the store: the same bytes for the same content, in whatever order it came.
    [[nodiscard]] std::string save() const;
    void save(Packer& out) const;  ///< in parts, where `out` has a sink
    /// Into an empty ledger. Refuses bytes of another layout and damaged ones.
    [[nodiscard]] Result<void> load(std::string_view bytes);
    [[nodiscard]] Result<void> load(Unpacker& in);  ///< what follows is left

    [[nodiscard]] const Accounts& accounts() const;  ///< after finish(): sorted by key
    [[nodiscard]] Accounts take_accounts();
    [[nodiscard]] FactPool take_pool();                                            ///< of what the accounts' facts share
    [[nodiscard]] const std::vector<Join>& joins() const;                          ///< after finish(): sorted by evidence, each once
    [[nodiscard]] std::span<const std::uint32_t> members(const Join& join) const;  ///< indexes into accounts(), sorted
    [[nodiscard]] const std::string& reason(const Join& join) const;
    [[nodiscard]] const std::vector<SeenPlace>& places() const;  ///< of sightings
    /// Records that there is room for in what facts share: what evidence costs in memory.
    [[nodiscard]] std::size_t evidence_room() const;
    /// Events with no actor, by source id: reported, not lost.
    [[nodiscard]] const std::map<std::string, std::uint64_t>& without_actor() const;

    struct State;

private:
    std::unique_ptr<State> state_;
};

}  // namespace bonafide
