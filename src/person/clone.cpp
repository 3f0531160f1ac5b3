// A ledger once more: watch assesses a copy while the ledger itself grows on.
#include "person/ledger_state.h"

namespace bonafide {

namespace {

const Evidence* copied(const Evidence* by, FactPool& pool) { return by ? pool.add(*by) : nullptr; }

/// Its facts point to `pool`.
void copy(const Account& from, Account& to, FactPool& pool) {
    to.key = from.key;
    to.shown = from.shown;
    to.display_name = from.display_name;
    to.shown_by = copied(from.shown_by, pool);
    to.named_by = copied(from.named_by, pool);
    to.facts = from.facts;
    for (Fact& fact : to.facts) move_to(pool, fact);
    if (from.own_profile) to.own_profile = std::make_unique<Profile>(*from.own_profile);
    if (from.dropped) to.dropped = std::make_unique<Account::Dropped>(*from.dropped);
}

}  // namespace

Ledger Ledger::clone() const {
    state_->settle();
    const State& from = *state_;
    Ledger out(from.attributes, from.geo, from.watch);
    State& to = *out.state_;
    for (const Account& cell : from.cells) copy(cell, to.cells.emplace_back(), to.pool);
    to.cell_by_key = from.cell_by_key;
    to.joins = from.joins;
    for (Join& join : to.joins) join.evidence = to.pool.add(*join.evidence);
    to.join_members = from.join_members;
    to.join_by_name = from.join_by_name;
    to.reasons = from.reasons;
    to.places = from.places;
    to.place_by_key = from.place_by_key;
    to.without_actor = from.without_actor;
    return out;
}

}  // namespace bonafide
