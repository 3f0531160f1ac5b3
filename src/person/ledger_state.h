// What a Ledger keeps while it is being filled. Every operation is a union, a sum, a minimum or a maximum, so partial ledgers merge in
// any order to the same one. Inside person/ only.
#pragma once

#include <optional>
#include <unordered_map>

#include "base/hash.h"
#include "person/ledger.h"
#include "person/memo.h"
#include "person/tables.h"

namespace bonafide {

/// Adds one statement to a fact. The value of the smallest evidence is shown.
void add_statement(Fact& fact, std::string_view value, const Evidence& by, FactPool& pool);
/// Adds up two facts of one attribute, stance and key.
void merge_fact(Fact& fact, const Fact& other);
/// The same where the other's evidence lies elsewhere: what is kept of it is copied to the pool.
void merge_fact(Fact& fact, const Fact& other, FactPool& pool);
/// From now on the fact points to the pool, and no longer to where its evidence lay.
void move_to(FactPool& pool, Fact& fact);

[[nodiscard]] std::uint64_t fact_hash(AttributeId attribute, Stance stance, std::string_view key);
[[nodiscard]] std::uint64_t identifier_hash(IdentifierKind kind, std::string_view text);
[[nodiscard]] inline std::uint32_t tag_of(std::uint64_t fact_hash) { return static_cast<std::uint32_t>(fact_hash >> 32); }

/// An account while it grows: its facts in order of arrival.
[[nodiscard]] Fact* find_fact(Account& account, AttributeId attribute, Stance stance, std::string_view key, std::uint32_t tag);
Fact& add_fact(Account& account, Fact fact);
void lose(Account& account, AttributeId attribute, std::uint64_t statements);
void keep_within(Account& account, AttributeId attribute, std::size_t most);  ///< bottom-k by fact_hash: the same k for any order of arrival
void show(Account& account, std::string_view written, const Evidence& by, FactPool& pool);
void name(Account& account, std::string_view display_name, const Evidence& by, FactPool& pool);
/// `other` is of the same key; its facts point to what `pool` holds, or with `apart` to what it must copy.
void merge_account(Account& account, Account&& other, const Attributes& attributes, const std::vector<std::uint32_t>& place_of, FactPool& pool,
                   bool apart);
void sort_facts(Account& account);

/// While collecting, an account keeps this many times an attribute's cap, and only then forgets by hash; finish() keeps the earliest.
inline constexpr std::size_t collecting_factor = 4;

inline constexpr std::uint32_t no_index = UINT32_MAX;

struct Ledger::State {
    State(const Attributes& a, const Geo& g, const Watch& w) : attributes(a), geo(g), watch(w) {}

    const Attributes& attributes;
    const Geo& geo;
    const Watch& watch;

    Accounts cells;  ///< stable addresses while growing; sorted by finish()
    FactPool pool;
    IndexTable cell_by_key;
    std::vector<Join> joins;
    std::vector<std::uint32_t> join_members;  ///< of all joins, one after the other
    std::vector<std::string> reasons;         ///< few: they come from content
    IndexTable join_by_name;
    std::vector<SeenPlace> places;
    std::unordered_map<std::string, std::uint32_t, StringHash, std::equal_to<>> place_by_key;
    std::map<std::string, std::uint64_t> without_actor;

    // Direct-mapped caches from hashes of raw text: a miss costs time and nothing else, hostile input cannot make them grow.
    HashCache<std::uint32_t> cell_by_raw{16};
    HashCache<std::uint32_t> place_by_ip{17};
    HashCache<Evidence> join_by_raw{14};  ///< the smallest so far of a join as written
    HashCache<bool> wanted_by_value{14};
    MemoTable<FactMemo, 2> fact_memos{std::size_t{1} << 18};
    MemoTable<CellMemo, 1> cell_memos{std::size_t{1} << 13};
    const Source* last_without_actor = nullptr;
    std::uint64_t* last_without_actor_count = nullptr;

    [[nodiscard]] bool empty() const { return cells.empty() && joins.empty() && places.empty() && without_actor.empty(); }
    std::uint32_t cell(const IdentifierView& view);  ///< no_index for placeholders
    std::uint32_t cell_of_key(IdentifierKey key);    ///< made if it is new
    bool wanted(AttributeId attribute, std::string_view value);
    /// A statement and where it belongs.
    struct Stated {
        const StatementView* statement = nullptr;
        std::uint64_t key = 0;
        std::uint32_t cell = no_index;
        bool kept = true;  ///< false: no check looks for the value
    };
    std::vector<Stated> stated;  ///< of the latest record
    std::span<const Stated> look_up(const std::vector<StatementView>& statements, const IdentifierView& who, std::uint32_t subject);
    static std::uint64_t memo_key(std::uint32_t cell) { return std::uint64_t{cell} + 1; }
    CellMemo& memo_of(std::uint32_t cell);
    void met(CellMemo& memo, std::string_view written, std::string_view display_name, const Evidence& by);
    void state(std::uint32_t cell, std::uint64_t key, const StatementView& statement, const Evidence& by);
    void state_new(FactMemo& memo, const StatementView& statement, const Evidence& by);
    Fact* fact_of(const FactMemo& memo);
    void fold(FactMemo& memo);
    void fold(CellMemo& memo);
    void settle();  ///< everything that memos hold is added: before anybody looks at the accounts
    void join(const JoinView& join, std::string_view display_name, const Evidence& by);
    void make_join(const JoinView& join, std::string_view display_name, const Evidence& by);
    void join_of(std::vector<std::uint32_t> members, std::string_view reason, bool employed, const Evidence* by);
    void sweep();  ///< of the pool, when it has grown
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

/// Adds what follows from accounts' facts: countries and networks of addresses, places of post codes and cities (derive.cpp).
class Deriver {
public:
    Deriver(const Attributes& attributes, const Geo& geo);
    void derive(Account& account);

private:
    struct Following {
        AttributeId attribute, from;
        std::string_view by;
    };
    /// `home` and `shipment`: the attributes of one address.
    struct AddressIds {
        AttributeId address, city, region, post_code, country, place, time_zone;
    };
    void canonical_values(Account& account) const;
    void derive_from_others(Account& account);
    [[nodiscard]] const IpFacts* address(std::string_view key);
    void derive_place(Account& account, const AddressIds& ids) const;

    const Attributes& attributes_;
    const Geo& geo_;
    std::vector<Following> following_;
    std::vector<AddressIds> addresses_;
    std::unordered_map<std::string, std::optional<IpFacts>, StringHash, std::equal_to<>> addresses_seen_;
};

}  // namespace bonafide
