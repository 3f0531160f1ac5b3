#include <algorithm>

#include "person/ledger_state.h"

namespace bonafide {

std::uint64_t fact_hash(AttributeId attribute, Stance stance, std::string_view key) {
    return hash64(key, static_cast<std::uint64_t>(attribute) * 2 + static_cast<std::uint64_t>(stance) + 1);
}

void add_evidence(std::vector<Evidence>& evidence, const Evidence& item) {
    if (evidence.size() == Fact::max_evidence && !(item < evidence.back())) return;
    const auto at = std::lower_bound(evidence.begin(), evidence.end(), item);
    if (at != evidence.end() && *at == item) return;
    evidence.insert(at, item);
    if (evidence.size() > Fact::max_evidence) evidence.pop_back();
}

void FactCell::add(Timestamp at, const Locator& locator, std::uint64_t times) {
    fact.count += times;
    if (at.known()) {
        if (!fact.first.known() || at < fact.first) fact.first = at;
        if (fact.last < at) fact.last = at;
        fact.days.add(at.day());
    }
    add_evidence(fact.evidence, {at, locator});
}

void FactCell::show(std::string_view value, const Evidence& evidence) {
    if (!fact.value.empty() && !(evidence < shown_by)) return;
    fact.value = value;
    shown_by = evidence;
}

void FactCell::merge(const FactCell& other) {
    fact.count += other.fact.count;
    if (other.fact.first.known() && (!fact.first.known() || other.fact.first < fact.first)) fact.first = other.fact.first;
    fact.last = std::max(fact.last, other.fact.last);
    fact.days.merge(other.fact.days);
    for (const Evidence& evidence : other.fact.evidence) add_evidence(fact.evidence, evidence);
    show(other.fact.value, other.shown_by);
}

FactCell* AccountCell::find(std::uint64_t key_hash) {
    for (FactCell& cell : facts)
        if (cell.key_hash == key_hash) return &cell;
    return nullptr;
}

void AccountCell::keep_within(AttributeId attribute, std::size_t most) {
    std::size_t count = 0;
    std::size_t worst = 0;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        if (facts[i].fact.attribute != attribute) continue;
        if (count++ == 0 || facts[i].key_hash > facts[worst].key_hash) worst = i;
    }
    if (count <= most) return;
    facts.erase(facts.begin() + static_cast<std::ptrdiff_t>(worst));
    raw.clear();  // its indexes moved
}

void name_account(AccountCell& account, std::string_view shown, std::string_view display_name, const Evidence& by) {
    if (!shown.empty() && (account.shown.empty() || by < account.shown_by)) {
        account.shown = shown;
        account.shown_by = by;
    }
    if (!display_name.empty() && (account.display_name.empty() || by < account.named_by)) {
        account.display_name = display_name;
        account.named_by = by;
    }
}

void AccountCell::merge(const AccountCell& other, const Attributes& attributes, const std::vector<std::uint32_t>& place_of) {
    name_account(*this, other.shown, {}, other.shown_by);
    name_account(*this, {}, other.display_name, other.named_by);
    profile.merge(other.profile, place_of);
    for (const FactCell& theirs : other.facts) {
        if (FactCell* ours = find(theirs.key_hash)) {
            ours->merge(theirs);
            continue;
        }
        facts.push_back(theirs);
        keep_within(theirs.fact.attribute, collecting_factor * attributes[theirs.fact.attribute].cap);
    }
    for (const auto& [attribute, count] : other.stated) stated[attribute] += count;
}

}  // namespace bonafide
