// A filled ledger becomes accounts: in order of their keys, with what follows from their facts, and only the earliest values of each attribute.
#include <algorithm>
#include <numeric>
#include <tuple>

#include "person/ledger_state.h"
#include "person/place.h"

namespace bonafide {

namespace {

/// The beginning of a key as a number that sorts like it: most comparisons need no look at the text.
std::uint64_t key_prefix(const IdentifierKey& key) {
    std::uint64_t out = static_cast<std::uint64_t>(key.kind);
    for (std::size_t i = 0; i < 7; ++i) out = out << 8 | (i < key.text.size() ? static_cast<unsigned char>(key.text[i]) : 0U);
    return out;
}

/// Everything of one attribute beyond the earliest `cap` values (by first time, then key) is counted as dropped.
void keep_earliest(AccountCell& cell, const Attributes& attributes) {
    cell.sort_facts();
    std::vector<FactCell> kept;
    kept.reserve(cell.facts.size());
    for (auto begin = cell.facts.begin(); begin != cell.facts.end();) {
        const AttributeId attribute = begin->fact.attribute;
        const auto end = std::find_if(begin, cell.facts.end(), [&](const FactCell& f) { return f.fact.attribute != attribute; });
        const std::size_t cap = attributes[attribute].cap;
        if (static_cast<std::size_t>(end - begin) > cap) {
            std::sort(begin, end, [](const FactCell& a, const FactCell& b) {
                return std::tie(a.fact.first, a.fact.key, a.fact.stance) < std::tie(b.fact.first, b.fact.key, b.fact.stance);
            });
            for (auto gone = begin + static_cast<std::ptrdiff_t>(cap); gone != end; ++gone) cell.lose(attribute, gone->fact.count);
            std::move(begin, begin + static_cast<std::ptrdiff_t>(cap), std::back_inserter(kept));
        } else {
            std::move(begin, end, std::back_inserter(kept));
        }
        begin = end;
    }
    cell.facts = std::move(kept);
    cell.sort_facts();
}

Account finished(AccountCell&& cell) {
    Account account;
    account.shown = cell.shown.empty() ? cell.key.text : std::move(cell.shown);
    account.key = std::move(cell.key);
    account.display_name = std::move(cell.display_name);
    account.profile = std::move(cell.profile);
    account.facts.reserve(cell.facts.size());
    for (FactCell& fact : cell.facts) account.facts.push_back(std::move(fact.fact));
    account.dropped = std::move(cell.lost);
    return account;
}

/// Puts items where `to[i]` says, along the cycles of the permutation.
void permute(std::vector<Account>& items, std::vector<std::uint32_t> to) {
    for (std::uint32_t i = 0; i < items.size(); ++i)
        while (to[i] != i) {
            const std::uint32_t target = to[i];
            std::swap(items[i], items[target]);
            std::swap(to[i], to[target]);
        }
}

}  // namespace

std::vector<std::uint32_t> inverse(const std::vector<std::uint32_t>& order) {
    std::vector<std::uint32_t> out(order.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) out[order[i]] = i;
    return out;
}

std::vector<std::uint32_t> Ledger::State::cells_by_key() const {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> prefixes;
    prefixes.reserve(cells.size());
    for (const AccountCell& cell : cells) prefixes.emplace_back(key_prefix(cell.key), static_cast<std::uint32_t>(prefixes.size()));
    std::ranges::sort(
        prefixes, [&](const auto& a, const auto& b) { return a.first != b.first ? a.first < b.first : cells[a.second].key < cells[b.second].key; });
    std::vector<std::uint32_t> out;
    out.reserve(prefixes.size());
    for (const auto& [prefix, cell] : prefixes) out.push_back(cell);
    return out;
}

std::vector<std::uint32_t> Ledger::State::places_by_name() const {
    std::vector<std::string> names;
    names.reserve(places.size());
    for (const SeenPlace& seen : places) names.push_back(place_name(seen));
    std::vector<std::uint32_t> order(places.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::uint32_t i) -> const std::string& { return names[i]; });
    return order;
}

void Ledger::finish() {
    State& state = *state_;
    const std::vector<std::uint32_t> places_order = state.places_by_name(), place_of = inverse(places_order);
    std::vector<SeenPlace> sorted;
    for (const std::uint32_t place : places_order) sorted.push_back(std::move(state.places[place]));
    state.places = std::move(sorted);

    const std::vector<std::uint32_t> account_of = inverse(state.cells_by_key());
    state.cell_by_key.clear();
    state.accounts.reserve(state.cells.size());
    for (; !state.cells.empty(); state.cells.pop_front()) {  // freed as accounts are made: both at once would double the peak
        AccountCell& cell = state.cells.front();
        cell.profile.finish(place_of);
        cell.sort_facts();
        derive_facts(cell, state.attributes, state.geo);
        keep_earliest(cell, state.attributes);
        state.accounts.push_back(finished(std::move(cell)));
    }
    permute(state.accounts, account_of);

    for (Join& join : state.joins) {
        for (std::uint32_t& member : state.members(join)) member = account_of[member];
        std::ranges::sort(state.members(join));
    }
    std::ranges::sort(state.joins, [&](const Join& a, const Join& b) {
        if (a.evidence != b.evidence) return a.evidence < b.evidence;
        const auto x = state.members(a), y = state.members(b);
        if (!std::ranges::equal(x, y)) return std::ranges::lexicographical_compare(x, y);
        return std::tie(state.reasons[a.reason], a.employed) < std::tie(state.reasons[b.reason], b.employed);
    });
}

}  // namespace bonafide
