// What an account does while the ledger fills.
#include <algorithm>
#include <tuple>

#include "person/ledger_state.h"

namespace bonafide {

namespace {

/// The value of the smallest evidence is shown; of one record that writes a value in two ways, the smaller text.
bool shown_before(std::string_view value, const Evidence& by, const Fact& fact) {
    if (fact.evidence().empty()) return true;
    const auto order = by <=> fact.evidence().front();
    return order < 0 || (order == 0 && value < fact.value);
}

}  // namespace

std::uint64_t fact_hash(AttributeId attribute, Stance stance, std::string_view key) {
    return hash64(key, static_cast<std::uint64_t>(attribute) * 2 + static_cast<std::uint64_t>(stance) + 1);
}

std::uint64_t identifier_hash(IdentifierKind kind, std::string_view text) { return hash64(text, static_cast<std::uint64_t>(kind) + 101); }

void add_statement(Fact& fact, std::string_view value, const Evidence& by, FactPool& pool) {
    if (shown_before(value, by, fact)) fact.value = value;
    if (fact.count() == 0) return fact.seen.share(pool.once(by));
    Seen& seen = fact.seen.own();
    ++seen.count;
    if (by.time.known()) {
        seen.widen(by.time, by.time);
        seen.days.add(by.time.day());
    }
    if (seen.evidence.wants(by)) seen.evidence.add(pool.add(by));
}

namespace {

/// All but the evidence.
void merge_shown(Fact& fact, const Fact& other) {
    if (!other.evidence().empty() && shown_before(other.value, other.evidence().front(), fact)) fact.value = other.value;
}

}  // namespace

void merge_fact(Fact& fact, const Fact& other) {
    merge_shown(fact, other);
    fact.seen.own().merge(*other.seen);
}

void merge_fact(Fact& fact, const Fact& other, FactPool& pool) {
    merge_shown(fact, other);
    fact.seen.own().merge(*other.seen, [&](const Evidence& by) { return pool.add(by); });
}

void move_to(FactPool& pool, Fact& fact) {
    if (!fact.seen.owns() && fact.seen->is_once()) return fact.seen.share(pool.once(fact.evidence().front()));
    fact.seen.own().evidence.point([&](const Evidence& by) { return pool.add(by); });
}

const Profile& Account::profile() const {
    static const Profile none;
    return own_profile ? *own_profile : none;
}

Profile& Account::made_profile() {
    if (!own_profile) own_profile = std::make_unique<Profile>();
    return *own_profile;
}

Fact* find_fact(Account& account, AttributeId attribute, Stance stance, std::string_view key, std::uint32_t tag) {
    for (Fact& fact : account.facts)
        if (fact.tag == tag && fact.attribute == attribute && fact.stance == stance && fact.key == key) return &fact;
    return nullptr;
}

Fact& add_fact(Account& account, Fact fact) {
    auto& facts = account.facts;
    constexpr std::size_t few = 4;  // many accounts have one fact; doubling what has more would waste a third
    if (facts.size() == facts.capacity()) facts.reserve(facts.size() < few ? 2 * facts.size() + 1 : facts.size() + std::max(few, facts.size() / 8));
    return facts.emplace_back(std::move(fact));
}

void lose(Account& account, AttributeId attribute, std::uint64_t statements) {
    if (!account.dropped) account.dropped = std::make_unique<Account::Dropped>();
    const auto at = std::ranges::lower_bound(*account.dropped, attribute, {}, &Account::Dropped::value_type::first);
    if (at != account.dropped->end() && at->first == attribute) at->second += statements;
    else account.dropped->insert(at, {attribute, statements});
}

void keep_within(Account& account, AttributeId attribute, std::size_t most) {
    auto& facts = account.facts;
    if (static_cast<std::size_t>(std::ranges::count(facts, attribute, &Fact::attribute)) <= most) return;
    std::size_t worst = facts.size();
    std::uint64_t largest = 0;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        if (facts[i].attribute != attribute) continue;
        const std::uint64_t hash = fact_hash(attribute, facts[i].stance, facts[i].key);
        if (worst < facts.size() && hash <= largest) continue;
        worst = i;
        largest = hash;
    }
    lose(account, attribute, facts[worst].count());
    std::swap(facts[worst], facts.back());
    facts.pop_back();
}

void show(Account& account, std::string_view written, const Evidence& by, FactPool& pool) {
    if (account.shown_by && (*account.shown_by < by || (*account.shown_by == by && account.written() <= written))) return;
    if (written == account.key.text) account.shown = {};
    else account.shown = written;
    account.shown_by = pool.add(by);
}

void name(Account& account, std::string_view written, const Evidence& by, FactPool& pool) {
    if (!account.display_name.empty() && (*account.named_by < by || (*account.named_by == by && account.display_name <= written))) return;
    account.display_name = written;
    account.named_by = pool.add(by);
}

void merge_account(Account& account, Account&& other, const Attributes& attributes, const std::vector<std::uint32_t>& place_of, FactPool& pool,
                   bool apart) {
    if (other.shown_by) show(account, other.written(), *other.shown_by, pool);
    if (!other.display_name.empty()) name(account, other.display_name, *other.named_by, pool);
    if (other.own_profile) account.made_profile().merge(*other.own_profile, place_of);
    for (Fact& theirs : other.facts) {
        if (Fact* ours = find_fact(account, theirs.attribute, theirs.stance, theirs.key, theirs.tag)) {
            if (apart) merge_fact(*ours, theirs, pool);
            else merge_fact(*ours, theirs);
            continue;
        }
        if (apart) move_to(pool, theirs);
        const AttributeId attribute = theirs.attribute;
        add_fact(account, std::move(theirs));
        keep_within(account, attribute, collecting_factor * attributes[attribute].cap);
    }
    if (other.dropped)
        for (const auto& [attribute, count] : *other.dropped) lose(account, attribute, count);
}

void sort_facts(Account& account) {
    std::ranges::sort(account.facts,
                      [](const Fact& a, const Fact& b) { return std::tie(a.attribute, a.stance, a.key) < std::tie(b.attribute, b.stance, b.key); });
}

}  // namespace bonafide
