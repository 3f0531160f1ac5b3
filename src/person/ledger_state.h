// What a Ledger keeps while it is being filled. Every operation is a union, a sum, a minimum or a maximum, so partial ledgers merge in
// any order to the same one. Inside person/ only.
#pragma once

#include <deque>
#include <unordered_map>

#include "base/hash.h"
#include "person/ledger.h"
#include "person/tables.h"

namespace bonafide {

/// A fact while it grows, with the hash that finds it: of attribute, stance and comparable key.
struct FactCell {
    std::uint64_t key_hash = 0;
    Fact fact;
    void add(std::string_view value, const Evidence& by);
};

/// Adds up two facts of one attribute, stance and key.
void merge_fact(Fact& fact, const Fact& other);

/// An account while it grows.
struct AccountCell {
    IdentifierKey key;
    std::string shown, display_name;  ///< `shown` is empty where it is the key's text
    Evidence shown_by, named_by;
    bool has_shown = false;
    Profile profile;
    std::vector<FactCell> facts;                              ///< in order of arrival
    std::vector<std::pair<AttributeId, std::uint64_t>> lost;  ///< statements of values that were not kept, sorted

    [[nodiscard]] FactCell* find(std::uint64_t key_hash);
    FactCell& add_fact(FactCell cell);
    void lose(AttributeId attribute, std::uint64_t statements);
    void keep_within(AttributeId attribute, std::size_t most);  ///< bottom-k by key hash: the same k for any order of arrival
    void show(std::string_view written, const Evidence& by);
    void name(std::string_view display_name, const Evidence& by);
    void merge(AccountCell&& other, const Attributes& attributes, const std::vector<std::uint32_t>& place_of);
    void sort_facts();
};

/// While collecting, an account keeps this many times an attribute's cap, and only then forgets by hash; finish() keeps the earliest.
inline constexpr std::size_t collecting_factor = 4;

[[nodiscard]] std::uint64_t fact_hash(AttributeId attribute, Stance stance, std::string_view key);
[[nodiscard]] std::uint64_t identifier_hash(IdentifierKind kind, std::string_view text);

inline constexpr std::uint32_t no_index = UINT32_MAX;

struct Ledger::State {
    State(const Attributes& a, const Geo& g, const Watch& w) : attributes(a), geo(g), watch(w) {}

    const Attributes& attributes;
    const Geo& geo;
    const Watch& watch;

    std::deque<AccountCell> cells;  ///< stable addresses while growing
    IndexTable cell_by_key;
    std::vector<Join> joins;
    std::vector<std::uint32_t> join_members;  ///< of all joins, one after the other
    std::vector<std::string> reasons;         ///< few: they come from content
    IndexTable join_by_name;
    std::vector<SeenPlace> places;
    std::unordered_map<std::string, std::uint32_t, StringHash, std::equal_to<>> place_by_key;
    std::map<std::string, std::uint64_t> without_actor;

    // Direct-mapped caches from hashes of raw text: a miss costs time and nothing else, hostile input cannot make them grow.
    struct RawFact {
        std::uint32_t fact = no_index;
        std::uint64_t key_hash = 0;
    };
    HashCache<std::uint32_t> cell_by_raw{16};
    HashCache<RawFact> fact_by_raw{16};
    HashCache<std::uint32_t> place_by_ip{14};
    HashCache<Evidence> join_by_raw{14};  ///< the smallest so far of a join as written
    HashCache<bool> wanted_by_value{14};
    const Source* last_without_actor = nullptr;
    std::uint64_t* last_without_actor_count = nullptr;

    std::vector<Account> accounts;  ///< after finish()

    std::uint32_t cell(const IdentifierView& view);  ///< no_index for placeholders
    std::uint32_t cell_of_key(IdentifierKey key);    ///< made if it is new
    bool wanted(AttributeId attribute, std::string_view value);
    void state(std::uint32_t cell, const StatementView& statement, const Evidence& by);
    void add_fact(AccountCell& account, const StatementView& statement, const Evidence& by, std::uint64_t raw_hash);
    void join(const JoinView& join, std::string_view display_name, const Evidence& by);
    void make_join(const JoinView& join, std::string_view display_name, const Evidence& by);
    void join_of(std::vector<std::uint32_t> members, std::string_view reason, bool employed, const Evidence& by);
    std::uint16_t reason_number(std::string_view reason);
    std::uint32_t place_of_ip(std::string_view raw);  ///< no_index where nothing is known
    std::uint32_t place_index(const SeenPlace& place);
    void count_without_actor(const Source& source);

    [[nodiscard]] std::vector<std::uint32_t> cells_by_key() const;  ///< cell indexes in the order of their keys
    [[nodiscard]] std::vector<std::uint32_t> places_by_name() const;
    [[nodiscard]] std::span<std::uint32_t> members(const Join& j) { return {join_members.data() + j.begin, j.size}; }
    [[nodiscard]] std::span<const std::uint32_t> members(const Join& j) const { return {join_members.data() + j.begin, j.size}; }
};

/// `order` inverted: where each index went.
[[nodiscard]] std::vector<std::uint32_t> inverse(const std::vector<std::uint32_t>& order);

/// Adds what follows from an account's facts: countries and networks of addresses, places of post codes and cities (derive.cpp).
void derive_facts(AccountCell& account, const Attributes& attributes, const Geo& geo);

}  // namespace bonafide
