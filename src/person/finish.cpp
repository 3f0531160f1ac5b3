// A filled ledger becomes accounts: in order of their keys, with what follows from their facts, and only the earliest values of each attribute.
#include <algorithm>
#include <numeric>
#include <tuple>

#include "base/blocks.h"
#include "person/ledger_state.h"
#include "person/place.h"

namespace bonafide {

namespace {

/// The beginning of a key as a number that sorts like it: most comparisons need no look at the text.
std::uint64_t key_prefix(const IdentifierKey& key) {
    const std::string_view text = key.text;
    std::uint64_t out = static_cast<std::uint64_t>(key.kind);
    for (std::size_t i = 0; i < 7; ++i) out = out << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
    return out;
}

/// Everything of one attribute beyond the earliest `cap` values (by first time, then key) is counted as dropped. Sorts the facts; most people's
/// stay where they lie.
void keep_earliest(Account& account, const Attributes& attributes) {
    sort_facts(account);
    auto kept = account.facts.begin();
    const auto keep = [&](auto begin, auto end) { kept = kept == begin ? end : std::move(begin, end, kept); };
    for (auto begin = account.facts.begin(); begin != account.facts.end();) {
        const AttributeId attribute = begin->attribute;
        const auto end = std::find_if(begin, account.facts.end(), [&](const Fact& f) { return f.attribute != attribute; });
        const std::size_t cap = attributes[attribute].cap;
        if (static_cast<std::size_t>(end - begin) > cap) {
            std::sort(begin, end, [](const Fact& a, const Fact& b) {
                return std::tuple(a.first(), std::string_view(a.key), a.stance) < std::tuple(b.first(), std::string_view(b.key), b.stance);
            });
            for (auto gone = begin + static_cast<std::ptrdiff_t>(cap); gone != end; ++gone) lose(account, attribute, gone->count());
            keep(begin, begin + static_cast<std::ptrdiff_t>(cap));
        } else {
            keep(begin, end);
        }
        begin = end;
    }
    if (kept == account.facts.end()) return;
    account.facts.erase(kept, account.facts.end());
    account.facts.shrink_to_fit();
    sort_facts(account);
}

constexpr std::size_t at_once = std::size_t{1} << 14;  ///< accounts

/// Facts of one account that were seen in the same records share what is known of that.
void share_seen(Account& account, FactPool& pool) {
    constexpr std::size_t most = 8;  // looked through for each fact
    std::vector<const Seen*> latest;
    for (Fact& fact : account.facts) {
        if (!fact.seen.owns()) continue;
        const auto same = std::ranges::find_if(latest, [&](const Seen* seen) { return *seen == *fact.seen; });
        if (same != latest.end()) {
            fact.seen.share(*same);
            continue;
        }
        const Seen* shared = pool.add(std::move(fact.seen.own()));
        fact.seen.share(shared);
        if (latest.size() == most) latest.erase(latest.begin());
        latest.push_back(shared);
    }
}

/// Puts items where `to[i]` says, along the cycles of the permutation.
void permute(Accounts& items, std::vector<std::uint32_t> to) {
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
    for (const Account& cell : cells) prefixes.emplace_back(key_prefix(cell.key), static_cast<std::uint32_t>(prefixes.size()));
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

void Ledger::finish(unsigned threads) {
    State& state = *state_;
    state.settle();
    const std::vector<std::uint32_t> places_order = state.places_by_name(), place_of = inverse(places_order);
    std::vector<SeenPlace> sorted;
    for (const std::uint32_t place : places_order) sorted.push_back(std::move(state.places[place]));
    state.places = std::move(sorted);

    const std::vector<std::uint32_t> account_of = inverse(state.cells_by_key());
    state.cell_by_key.clear();
    state.join_by_name.clear();
    const auto finish_cell = [&](Deriver& deriver, std::size_t i) {
        Account& cell = state.cells[i];
        if (cell.own_profile) cell.own_profile->finish(place_of);
        sort_facts(cell);
        deriver.derive(cell);
        keep_earliest(cell, state.attributes);
    };
    for (std::size_t begin = 0; begin < state.cells.size(); begin += at_once) {  // what is derived takes more room until it is shared
        const std::size_t end = std::min(begin + at_once, state.cells.size());
        for_each_in_blocks(threads, begin, end, [&](unsigned) { return Deriver(state.attributes, state.geo); }, finish_cell);
        for (std::size_t i = begin; i < end; ++i) share_seen(state.cells[i], state.pool);
    }
    permute(state.cells, account_of);

    for (Join& join : state.joins) {
        for (std::uint32_t& member : state.members(join)) member = account_of[member];
        std::ranges::sort(state.members(join));
    }
    std::ranges::sort(state.joins, [&](const Join& a, const Join& b) {
        if (*a.evidence != *b.evidence) return *a.evidence < *b.evidence;
        const auto x = state.members(a), y = state.members(b);
        if (!std::ranges::equal(x, y)) return std::ranges::lexicographical_compare(x, y);
        return std::tie(state.reasons[a.reason], a.employed) < std::tie(state.reasons[b.reason], b.employed);
    });
}

}  // namespace bonafide
