// What a Ledger keeps while it is being filled. Every operation is a union, a sum, a minimum or a maximum, so partial ledgers merge in
// any order to the same one. Inside person/ only.
#pragma once

#include <deque>
#include <unordered_map>

#include "base/hash.h"
#include "person/ledger.h"

namespace bonafide {

/// A fact while it grows, with the hashes that find it.
struct FactCell {
    std::uint64_t key_hash = 0;   ///< of attribute, stance and comparable key
    Fact fact;
    Evidence shown_by;            ///< the evidence whose value is shown: the smallest
    void add(Timestamp at, const Locator& locator, std::uint64_t times = 1);
    void show(std::string_view value, const Evidence& evidence);
    void merge(const FactCell& other);
};

/// An account while it grows.
struct AccountCell {
    IdentifierKey key;
    std::string shown, display_name;
    Evidence shown_by, named_by;
    Profile profile;
    std::vector<FactCell> facts;                                  ///< in order of arrival
    std::vector<std::pair<std::uint64_t, std::uint32_t>> raw;     ///< hash of a raw statement → index into facts (a cache)
    std::map<AttributeId, std::uint64_t> stated;                  ///< statements of each attribute, kept or not

    [[nodiscard]] FactCell* find(std::uint64_t key_hash);
    void keep_within(AttributeId attribute, std::size_t most);    ///< bottom-k by key hash: the same k for any order of arrival
    void merge(const AccountCell& other, const Attributes& attributes, const std::vector<std::uint32_t>& place_of);
};

/// While collecting, an account keeps this many times an attribute's cap, and only then forgets by hash; finish() keeps the earliest.
inline constexpr std::size_t collecting_factor = 4;

[[nodiscard]] std::uint64_t fact_hash(AttributeId attribute, Stance stance, std::string_view key);
void add_evidence(std::vector<Evidence>& evidence, const Evidence& item);
void name_account(AccountCell& account, std::string_view shown, std::string_view display_name, const Evidence& by);

struct JoinHash {
    std::size_t operator()(const std::string& s) const { return hash64(s); }
};

struct Ledger::State {
    State(const Attributes& a, const Geo& g, const Watch& w) : attributes(a), geo(g), watch(w) {}

    const Attributes& attributes;
    const Geo& geo;
    const Watch& watch;

    std::deque<AccountCell> cells;                                               ///< stable addresses while growing
    std::unordered_map<std::string, std::uint32_t, StringHash, std::equal_to<>> by_key;   ///< kind and normalised text → cell
    std::unordered_map<std::uint64_t, std::uint32_t> by_raw;                     ///< hash of kind and raw text → cell (a cache)
    std::unordered_map<std::string, Join, StringHash, std::equal_to<>> joins;    ///< by identifiers and reason
    std::vector<SeenPlace> places;
    std::unordered_map<std::string, std::uint32_t, StringHash, std::equal_to<>> place_by_key;
    std::unordered_map<std::uint64_t, std::uint32_t> place_by_ip;                ///< hash of the raw address → place (a cache)
    std::map<std::string, std::uint64_t> without_actor;
    std::vector<std::uint64_t> wanted_keys;                                      ///< direct-mapped cache of Watch::wanted
    std::vector<std::uint8_t> wanted_answers;

    // after finish()
    std::vector<Account> accounts;
    std::vector<Join> sorted_joins;

    AccountCell* account(IdentifierKind kind, std::string_view raw);             ///< nullptr for placeholders
    AccountCell& account_by_key(const IdentifierKey& key);
    bool wanted(AttributeId attribute, std::string_view value);
    void state(AccountCell& account, const StatementView& statement, const Locator& locator);
    void join(const JoinView& join, const Evidence& by);
    std::uint32_t place_of_ip(std::string_view raw);                             ///< no_place where nothing is known
    std::uint32_t place_index(const SeenPlace& place);
    void derive();
    void sort_places();
};

inline constexpr std::uint32_t no_place = UINT32_MAX;

/// Adds what follows from an account's facts: countries and networks of addresses, places of post codes and cities (derive.cpp).
void derive_facts(AccountCell& account, const Attributes& attributes, const Geo& geo);

}  // namespace bonafide
