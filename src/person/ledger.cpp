#include "person/ledger.h"

#include <algorithm>

#include "person/ledger_state.h"
#include "person/place.h"

namespace bonafide {

namespace {

constexpr std::size_t wanted_slots = 1 << 14;
constexpr std::size_t most_raw_names = 1 << 20;   // caches are bounded: hostile input makes them miss, not grow
constexpr std::size_t most_raw_statements = 512;

std::string map_key(IdentifierKind kind, std::string_view text) { return static_cast<char>('A' + static_cast<int>(kind)) + std::string(text); }

}  // namespace

AccountCell& Ledger::State::account_by_key(const IdentifierKey& key) {
    const auto [at, fresh] = by_key.try_emplace(map_key(key.kind, key.text), static_cast<std::uint32_t>(cells.size()));
    if (fresh) cells.emplace_back().key = key;
    return cells[at->second];
}

AccountCell* Ledger::State::account(IdentifierKind kind, std::string_view raw) {
    if (kind == IdentifierKind::none || raw.empty()) return nullptr;
    const std::uint64_t hash = hash64(raw, static_cast<std::uint64_t>(kind) + 101);
    if (const auto found = by_raw.find(hash); found != by_raw.end()) return found->second == no_place ? nullptr : &cells[found->second];
    const std::string text = normalise_identifier(kind, raw);
    if (by_raw.size() >= most_raw_names) by_raw.clear();
    if (text.empty()) {
        by_raw.emplace(hash, no_place);
        return nullptr;
    }
    AccountCell& cell = account_by_key({kind, text});
    by_raw.emplace(hash, by_key.find(map_key(kind, text))->second);
    return &cell;
}

bool Ledger::State::wanted(AttributeId attribute, std::string_view value) {
    if (wanted_keys.empty()) {
        wanted_keys.assign(wanted_slots, 0);
        wanted_answers.assign(wanted_slots, 0);
    }
    const std::uint64_t hash = hash64(value, attribute) | 1;
    const std::size_t slot = (hash >> 1) % wanted_slots;
    if (wanted_keys[slot] != hash) {
        wanted_answers[slot] = watch.wanted(attribute, value);
        wanted_keys[slot] = hash;
    }
    return wanted_answers[slot] != 0;
}

void Ledger::State::state(AccountCell& account, const StatementView& statement, const Locator& locator) {
    const Attribute& attribute = attributes[statement.attribute];
    if (attribute.keep == Keep::matched && !wanted(statement.attribute, statement.value)) return;
    const Evidence by{statement.time, locator};
    const std::uint64_t raw_hash = fact_hash(statement.attribute, statement.stance, statement.value);
    for (const auto& [hash, index] : account.raw)
        if (hash == raw_hash) {
            ++account.stated[statement.attribute];
            account.facts[index].add(statement.time, locator);
            account.facts[index].show(statement.value, by);
            return;
        }
    std::string key = comparable_key(attribute.type, statement.value);
    if (key.empty()) return;  // a placeholder ("N/A") states nothing
    ++account.stated[statement.attribute];
    const std::uint64_t hash = fact_hash(statement.attribute, statement.stance, key);
    FactCell* cell = account.find(hash);
    if (!cell) {
        cell = &account.facts.emplace_back();
        cell->key_hash = hash;
        cell->fact.attribute = statement.attribute;
        cell->fact.stance = statement.stance;
        cell->fact.key = std::move(key);
    }
    cell->add(statement.time, locator);
    cell->show(statement.value, by);
    if (account.raw.size() < most_raw_statements) account.raw.emplace_back(raw_hash, static_cast<std::uint32_t>(cell - account.facts.data()));
    account.keep_within(statement.attribute, collecting_factor * attribute.cap);
}

void Ledger::State::join(const JoinView& view, const Evidence& by) {
    Join join;
    for (const IdentifierView& identifier : view.identifiers) {
        std::string text = normalise_identifier(identifier.kind, identifier.text);
        if (!text.empty()) join.identifiers.push_back({identifier.kind, std::move(text)});
    }
    std::sort(join.identifiers.begin(), join.identifiers.end());
    join.identifiers.erase(std::unique(join.identifiers.begin(), join.identifiers.end()), join.identifiers.end());
    if (join.identifiers.empty()) return;
    join.reason = view.reason;
    join.employed = view.employed;
    join.evidence = by;
    std::string name = join.reason + (join.employed ? "+" : "-");
    for (const IdentifierKey& key : join.identifiers) name += '\n' + map_key(key.kind, key.text);
    const auto [at, fresh] = joins.try_emplace(std::move(name), std::move(join));
    if (!fresh && by < at->second.evidence) at->second.evidence = by;
}

std::uint32_t Ledger::State::place_index(const SeenPlace& seen) {
    const auto [at, fresh] = place_by_key.try_emplace(place_key(seen.place) + "|" + place_text(seen.place) + "|" + seen.network, static_cast<std::uint32_t>(places.size()));
    if (fresh) places.push_back(seen);
    return at->second;
}

std::uint32_t Ledger::State::place_of_ip(std::string_view raw) {
    const std::uint64_t hash = hash64(raw);
    if (const auto found = place_by_ip.find(hash); found != place_by_ip.end()) return found->second;
    if (place_by_ip.size() >= most_raw_names) place_by_ip.clear();
    std::uint32_t index = no_place;
    if (const auto ip = IpAddress::parse(raw); ip && !ip->is_special()) {
        const IpFacts facts = geo.ip(*ip);
        if (facts.place && !facts.place->city.empty())
            index = place_index({*facts.place, facts.network ? "AS" + std::to_string(facts.network->asn) + " " + facts.network->name : ""});
    }
    place_by_ip.emplace(hash, index);
    return index;
}

Ledger::Ledger(const Attributes& attributes, const Geo& geo, const Watch& watch) : state_(std::make_unique<State>(attributes, geo, watch)) {}
Ledger::~Ledger() = default;
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger& Ledger::operator=(Ledger&&) noexcept = default;

void Ledger::add(const Meaning& meaning) {
    const Event& event = meaning.event;
    const Locator& locator = event.record->locator();
    const Evidence by{event.time, locator};
    AccountCell* actor = state_->account(event.actor.kind, event.actor.text);
    AccountCell* subject = actor ? actor : state_->account(event.device.kind, event.device.text);
    if (subject) {
        ++subject->profile.events;
        if (event.time.known()) {
            if (!subject->profile.first.known() || event.time < subject->profile.first) subject->profile.first = event.time;
            subject->profile.last = std::max(subject->profile.last, event.time);
        }
        name_account(*subject, actor ? event.actor.text : event.device.text, actor ? meaning.display_name : std::string_view{}, by);
        if (event.human && event.time.known()) {
            subject->profile.add_action(event.time);
            if (!event.src_ip.empty())
                if (const std::uint32_t place = state_->place_of_ip(event.src_ip); place != no_place) subject->profile.add_sighting(event.time, place);
        }
    } else if (meaning.statements.empty() && meaning.join.identifiers.empty() && event.source) {
        ++state_->without_actor[event.source->id];
    }
    for (const StatementView& statement : meaning.statements)
        if (AccountCell* about = state_->account(statement.subject.kind, statement.subject.text)) {
            name_account(*about, statement.subject.text, {}, {statement.time, locator});
            state_->state(*about, statement, locator);
        }
    if (meaning.join.identifiers.empty()) return;
    for (const IdentifierView& identifier : meaning.join.identifiers)
        if (AccountCell* about = state_->account(identifier.kind, identifier.text)) name_account(*about, identifier.text, meaning.display_name, by);
    state_->join(meaning.join, by);
}

void Ledger::merge(Ledger&& other) {
    State& theirs = *other.state_;
    std::vector<std::uint32_t> place_of;
    for (const SeenPlace& place : theirs.places) place_of.push_back(state_->place_index(place));
    for (const AccountCell& cell : theirs.cells) state_->account_by_key(cell.key).merge(cell, state_->attributes, place_of);
    for (auto& [name, join] : theirs.joins) {
        const auto [at, fresh] = state_->joins.try_emplace(name, join);
        if (!fresh && join.evidence < at->second.evidence) at->second.evidence = join.evidence;
    }
    for (const auto& [source, count] : theirs.without_actor) state_->without_actor[source] += count;
    other.state_ = std::make_unique<State>(state_->attributes, state_->geo, state_->watch);
}

void Ledger::State::sort_places() {
    std::vector<std::uint32_t> order(places.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto name = [&](std::uint32_t i) { return std::tuple(place_key(places[i].place), place_text(places[i].place), places[i].network); };
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return name(a) < name(b); });
    std::vector<std::uint32_t> new_index(places.size());
    std::vector<SeenPlace> sorted;
    for (const std::uint32_t old : order) {
        new_index[old] = static_cast<std::uint32_t>(sorted.size());
        sorted.push_back(places[old]);
    }
    places = std::move(sorted);
    for (AccountCell& cell : cells) cell.profile.finish(new_index);
}

namespace {

/// The earliest `cap` values of an attribute by first time, then key; the others are counted as dropped.
void keep_earliest(Account& account, AttributeId attribute, std::size_t cap) {
    std::vector<std::size_t> mine;
    for (std::size_t i = 0; i < account.facts.size(); ++i)
        if (account.facts[i].attribute == attribute) mine.push_back(i);
    if (mine.size() <= cap) return;
    std::sort(mine.begin(), mine.end(), [&](std::size_t a, std::size_t b) {
        const Fact &x = account.facts[a], &y = account.facts[b];
        return std::tie(x.first, x.key) < std::tie(y.first, y.key);
    });
    std::vector<std::size_t> gone(mine.begin() + static_cast<std::ptrdiff_t>(cap), mine.end());
    std::sort(gone.rbegin(), gone.rend());
    for (const std::size_t i : gone) account.facts.erase(account.facts.begin() + static_cast<std::ptrdiff_t>(i));
}

Account finished(AccountCell&& cell, const Attributes& attributes) {
    Account account{std::move(cell.key), std::move(cell.shown), std::move(cell.display_name), std::move(cell.profile), {}, {}};
    account.facts.reserve(cell.facts.size());
    for (FactCell& fact : cell.facts) account.facts.push_back(std::move(fact.fact));
    for (const auto& [attribute, stated] : cell.stated) {
        keep_earliest(account, attribute, attributes[attribute].cap);
        std::uint64_t kept = 0;
        for (const Fact& fact : account.facts)
            if (fact.attribute == attribute) kept += fact.count;
        if (kept < stated) account.dropped[attribute] = stated - kept;
    }
    std::sort(account.facts.begin(), account.facts.end(), [](const Fact& a, const Fact& b) { return std::tie(a.attribute, a.stance, a.key) < std::tie(b.attribute, b.stance, b.key); });
    return account;
}

}  // namespace

void Ledger::finish() {
    state_->sort_places();
    state_->accounts.reserve(state_->cells.size());
    while (!state_->cells.empty()) {  // cells are freed as accounts are made: both at once would double the peak
        derive_facts(state_->cells.front(), state_->attributes, state_->geo);
        state_->accounts.push_back(finished(std::move(state_->cells.front()), state_->attributes));
        state_->cells.pop_front();
    }
    std::sort(state_->accounts.begin(), state_->accounts.end(), [](const Account& a, const Account& b) { return a.key < b.key; });
    for (auto& [name, join] : state_->joins) state_->sorted_joins.push_back(std::move(join));
    state_->joins.clear();
    std::sort(state_->sorted_joins.begin(), state_->sorted_joins.end(), [](const Join& a, const Join& b) {
        return std::tie(a.evidence, a.identifiers, a.reason, a.employed) < std::tie(b.evidence, b.identifiers, b.reason, b.employed);
    });
}

const std::vector<Account>& Ledger::accounts() const { return state_->accounts; }
const std::vector<Join>& Ledger::joins() const { return state_->sorted_joins; }
const std::vector<SeenPlace>& Ledger::places() const { return state_->places; }
const std::map<std::string, std::uint64_t>& Ledger::without_actor() const { return state_->without_actor; }

}  // namespace bonafide
