#include <algorithm>
#include <tuple>

#include "person/ledger_state.h"

namespace bonafide {

namespace {

/// The value of the smallest evidence is shown; of one record that writes a value in two ways, the smaller text.
bool shown_before(std::string_view value, const Evidence& by, const Fact& fact) {
    if (fact.evidence.empty()) return true;
    const auto order = by <=> fact.evidence.front();
    return order < 0 || (order == 0 && value < fact.value);
}

void widen_fact(Fact& fact, Timestamp first, Timestamp last) {
    if (first.known() && (!fact.first.known() || first < fact.first)) fact.first = first;
    fact.last = std::max(fact.last, last);
}

}  // namespace

std::uint64_t fact_hash(AttributeId attribute, Stance stance, std::string_view key) {
    return hash64(key, static_cast<std::uint64_t>(attribute) * 2 + static_cast<std::uint64_t>(stance) + 1);
}

std::uint64_t identifier_hash(IdentifierKind kind, std::string_view text) { return hash64(text, static_cast<std::uint64_t>(kind) + 101); }

void FactCell::add(std::string_view value, const Evidence& by) {
    ++fact.count;
    if (by.time.known()) {
        widen_fact(fact, by.time, by.time);
        fact.days.add(by.time.day());
    }
    if (shown_before(value, by, fact)) fact.value = value;
    fact.evidence.add(by);
}

void merge_fact(Fact& fact, const Fact& other) {
    fact.count += other.count;
    widen_fact(fact, other.first, other.last);
    fact.days.merge(other.days);
    if (!other.evidence.empty() && shown_before(other.value, other.evidence.front(), fact)) fact.value = other.value;
    fact.evidence.merge(other.evidence);
}

FactCell* AccountCell::find(std::uint64_t key_hash) {
    const auto found = std::ranges::find(facts, key_hash, &FactCell::key_hash);
    return found == facts.end() ? nullptr : &*found;
}

FactCell& AccountCell::add_fact(FactCell cell) {
    if (facts.size() == facts.capacity()) facts.reserve(facts.size() + std::max<std::size_t>(4, facts.size() / 4));  // doubling would waste a third
    return facts.emplace_back(std::move(cell));
}

void AccountCell::lose(AttributeId attribute, std::uint64_t statements) {
    const auto at = std::ranges::lower_bound(lost, attribute, {}, &std::pair<AttributeId, std::uint64_t>::first);
    if (at != lost.end() && at->first == attribute) at->second += statements;
    else lost.insert(at, {attribute, statements});
}

void AccountCell::keep_within(AttributeId attribute, std::size_t most) {
    std::size_t count = 0, worst = 0;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        if (facts[i].fact.attribute != attribute) continue;
        if (count++ == 0 || facts[i].key_hash > facts[worst].key_hash) worst = i;
    }
    if (count <= most) return;
    lose(attribute, facts[worst].fact.count);
    std::swap(facts[worst], facts.back());
    facts.pop_back();
}

void AccountCell::show(std::string_view written, const Evidence& by) {
    const std::string_view now = shown.empty() ? std::string_view(key.text) : std::string_view(shown);
    if (has_shown && (shown_by < by || (shown_by == by && now <= written))) return;
    if (written == key.text) shown.clear();
    else shown = written;
    shown_by = by;
    has_shown = true;
}

void AccountCell::name(std::string_view written, const Evidence& by) {
    if (!display_name.empty() && (named_by < by || (named_by == by && display_name <= written))) return;
    display_name = written;
    named_by = by;
}

void AccountCell::merge(AccountCell&& other, const Attributes& attributes, const std::vector<std::uint32_t>& place_of) {
    if (other.has_shown) show(other.shown.empty() ? other.key.text : other.shown, other.shown_by);
    if (!other.display_name.empty()) name(other.display_name, other.named_by);
    profile.merge(other.profile, place_of);
    for (FactCell& theirs : other.facts) {
        if (FactCell* ours = find(theirs.key_hash)) {
            merge_fact(ours->fact, theirs.fact);
            continue;
        }
        const AttributeId attribute = theirs.fact.attribute;
        add_fact(std::move(theirs));
        keep_within(attribute, collecting_factor * attributes[attribute].cap);
    }
    for (const auto& [attribute, count] : other.lost) lose(attribute, count);
}

void AccountCell::sort_facts() {
    std::ranges::sort(facts, [](const FactCell& a, const FactCell& b) {
        return std::tie(a.fact.attribute, a.fact.stance, a.fact.key) < std::tie(b.fact.attribute, b.fact.stance, b.fact.key);
    });
}

}  // namespace bonafide
