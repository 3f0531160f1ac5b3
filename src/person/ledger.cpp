// Filling a ledger, record by record, and adding two together.
#include "person/ledger.h"

#include <algorithm>

#include "person/ledger_state.h"
#include "person/place.h"

namespace bonafide {

namespace {

bool same_text(const IdentifierView& a, const IdentifierView& b) {
    return a.kind == b.kind && a.text.data() == b.text.data() && a.text.size() == b.text.size();
}

bool is_device(IdentifierKind kind) { return kind == IdentifierKind::device_serial || kind == IdentifierKind::hostname; }

}  // namespace

std::uint32_t Ledger::State::cell_of_key(IdentifierKey key) {
    const std::uint64_t hash = identifier_hash(key.kind, key.text);
    const std::uint32_t found = cell_by_key.find(hash, [&](std::uint32_t i) { return cells[i].key == key; });
    if (found != no_index) return found;
    const auto made = static_cast<std::uint32_t>(cells.size());
    cells.emplace_back().key = std::move(key);
    cell_by_key.insert(hash, made, [&](std::uint32_t i) { return identifier_hash(cells[i].key.kind, cells[i].key.text); });
    return made;
}

std::uint32_t Ledger::State::cell(const IdentifierView& view) {
    if (view.kind == IdentifierKind::none || view.text.empty()) return no_index;
    const std::uint64_t hash = identifier_hash(view.kind, view.text);
    if (const std::uint32_t* known = cell_by_raw.find(hash)) return *known;
    const std::string text = normalise_identifier(view.kind, view.text);
    const std::uint32_t found = text.empty() ? no_index : cell_of_key({view.kind, CompactText(text)});
    cell_by_raw.put(hash, found);
    return found;
}

bool Ledger::State::wanted(AttributeId attribute, std::string_view value) {
    const std::uint64_t hash = hash64(value, attribute);
    if (const bool* known = wanted_by_value.find(hash)) return *known;
    const bool answer = watch.wanted(attribute, value);
    wanted_by_value.put(hash, answer);
    return answer;
}

void Ledger::State::state(std::uint32_t cell, const StatementView& statement, const Evidence& by) {
    if (attributes[statement.attribute].keep == Keep::matched && !wanted(statement.attribute, statement.value)) return;
    Account& account = cells[cell];
    const std::uint64_t raw_hash = mix64(fact_hash(statement.attribute, statement.stance, statement.value), cell);
    if (const RawFact* known = fact_by_raw.find(raw_hash)) {
        if (known->fact == no_index) return;
        if (known->fact < account.facts.size()) {  // else it moved, or was dropped
            Fact& fact = account.facts[known->fact];
            if (fact.tag == known->tag && fact.attribute == statement.attribute && fact.stance == statement.stance)
                return add_statement(fact, statement.value, by, pool);
        }
    }
    state_new(account, statement, by, raw_hash);
}

void Ledger::State::state_new(Account& account, const StatementView& statement, const Evidence& by, std::uint64_t raw_hash) {
    const Attribute& attribute = attributes[statement.attribute];
    const std::string key = comparable_key(attribute.type, statement.value);
    if (key.empty()) return fact_by_raw.put(raw_hash, {});  // a placeholder ("N/A") states nothing
    const std::uint32_t tag = tag_of(fact_hash(statement.attribute, statement.stance, key));
    Fact* there = find_fact(account, statement.attribute, statement.stance, key, tag);
    if (!there) {
        Fact fresh;
        fresh.attribute = statement.attribute;
        fresh.stance = statement.stance;
        fresh.key = key;
        fresh.tag = tag;
        add_statement(fresh, statement.value, by, pool);
        add_fact(account, std::move(fresh));
        keep_within(account, statement.attribute, collecting_factor * attribute.cap);
        there = find_fact(account, statement.attribute, statement.stance, key, tag);
        if (!there) return;
    } else {
        add_statement(*there, statement.value, by, pool);
    }
    fact_by_raw.put(raw_hash, {static_cast<std::uint32_t>(there - account.facts.data()), tag});
}

void Ledger::State::join(const JoinView& view, std::string_view display_name, const Evidence& by) {
    std::uint64_t hash = hash64(view.reason, view.employed);
    for (const IdentifierView& identifier : view.identifiers) hash = mix64(hash, identifier_hash(identifier.kind, identifier.text));
    hash = mix64(hash, hash64(display_name));
    const Evidence* known = join_by_raw.find(hash);
    if (known && !(by < *known)) return;  // later than the first time: no evidence, spelling or name changes
    join_by_raw.put(hash, by);
    make_join(view, display_name, by);
}

void Ledger::State::make_join(const JoinView& view, std::string_view display_name, const Evidence& by) {
    std::vector<std::uint32_t> members;
    for (const IdentifierView& identifier : view.identifiers) {
        const std::uint32_t found = cell(identifier);
        if (found == no_index) continue;
        show(cells[found], identifier.text, by, pool);
        if (!display_name.empty() && !is_device(identifier.kind)) name(cells[found], display_name, by, pool);
        members.push_back(found);
    }
    if (!members.empty()) join_of(std::move(members), view.reason, view.employed, pool.add(by));
}

std::uint16_t Ledger::State::reason_number(std::string_view reason) {
    const auto found = std::ranges::find(reasons, reason);
    if (found != reasons.end()) return static_cast<std::uint16_t>(found - reasons.begin());
    reasons.emplace_back(reason);
    return static_cast<std::uint16_t>(reasons.size() - 1);
}

void Ledger::State::join_of(std::vector<std::uint32_t> wanted_members, std::string_view reason, bool employed, const Evidence* by) {
    std::ranges::sort(wanted_members);
    const auto twice = std::ranges::unique(wanted_members);
    wanted_members.erase(twice.begin(), twice.end());
    const std::uint16_t number = reason_number(reason);
    const auto name_hash = [](std::span<const std::uint32_t> list, std::uint16_t why, bool is_employed) {
        std::uint64_t hash = mix64(why, is_employed);
        for (const std::uint32_t member : list) hash = mix64(hash, member);
        return hash;
    };
    const std::uint64_t hash = name_hash(wanted_members, number, employed);
    const std::uint32_t found = join_by_name.find(hash, [&](std::uint32_t i) {
        return joins[i].reason == number && joins[i].employed == employed && std::ranges::equal(members(joins[i]), wanted_members);
    });
    if (found != no_index) {
        if (*by < *joins[found].evidence) joins[found].evidence = by;
        return;
    }
    const auto made = static_cast<std::uint32_t>(joins.size());
    joins.push_back({static_cast<std::uint32_t>(join_members.size()), static_cast<std::uint32_t>(wanted_members.size()), number, employed, by});
    join_members.insert(join_members.end(), wanted_members.begin(), wanted_members.end());
    join_by_name.insert(hash, made, [&](std::uint32_t i) { return name_hash(members(joins[i]), joins[i].reason, joins[i].employed); });
}

std::uint32_t Ledger::State::place_index(const SeenPlace& seen) {
    const auto [at, fresh] = place_by_key.try_emplace(place_name(seen), static_cast<std::uint32_t>(places.size()));
    if (fresh) places.push_back(seen);
    return at->second;
}

std::uint32_t Ledger::State::place_of_ip(std::string_view raw) {
    const std::uint64_t hash = hash64(raw);
    if (const std::uint32_t* known = place_by_ip.find(hash)) return *known;
    std::uint32_t index = no_index;
    if (const auto ip = IpAddress::parse(raw); ip && !ip->is_special()) {
        const IpFacts facts = geo.ip(*ip);
        if (facts.place && !facts.place->city.empty())
            index = place_index({*facts.place, facts.network ? "AS" + std::to_string(facts.network->asn) + " " + facts.network->name : ""});
    }
    place_by_ip.put(hash, index);
    return index;
}

void Ledger::State::count_without_actor(const Source& source) {
    if (last_without_actor != &source) {
        last_without_actor = &source;
        last_without_actor_count = &without_actor[source.id];
    }
    ++*last_without_actor_count;
}

Ledger::Ledger(const Attributes& attributes, const Geo& geo, const Watch& watch) : state_(std::make_unique<State>(attributes, geo, watch)) {}
Ledger::~Ledger() = default;
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger& Ledger::operator=(Ledger&&) noexcept = default;

void Ledger::add(const Meaning& meaning) {
    State& state = *state_;
    if (state.pool.wants_sweep()) state.sweep();
    const Event& event = meaning.event;
    const Evidence by{event.time, event.record->locator()};
    const std::uint32_t actor = state.cell(event.actor);
    const IdentifierView& who = actor != no_index ? event.actor : event.device;
    const std::uint32_t subject = actor != no_index ? actor : state.cell(event.device);
    if (subject != no_index) {
        Account& account = state.cells[subject];
        Profile& profile = account.made_profile();
        profile.add_event(event.time);
        show(account, who.text, by, state.pool);
        if (actor != no_index && !meaning.display_name.empty()) name(account, meaning.display_name, by, state.pool);
        if (event.human && event.time.known()) {
            profile.add_action(event.time);
            if (!event.src_ip.empty())
                if (const std::uint32_t place = state.place_of_ip(event.src_ip); place != no_index) profile.add_sighting(event.time, place);
        }
    } else if (meaning.statements.empty() && meaning.join.identifiers.empty() && event.source) {
        state.count_without_actor(*event.source);
    }
    for (const StatementView& statement : meaning.statements) {
        const bool of_subject = subject != no_index && same_text(statement.subject, who);
        const std::uint32_t about = of_subject ? subject : state.cell(statement.subject);
        if (about == no_index) continue;
        const Evidence stated{statement.time, by.locator};
        if (!of_subject) show(state.cells[about], statement.subject.text, stated, state.pool);
        state.state(about, statement, stated);
    }
    if (!meaning.join.identifiers.empty()) state.join(meaning.join, meaning.display_name, by);
}

/// Evidence that later records made superfluous is used again.
void Ledger::State::sweep() {
    FactPool::Sweep sweep(pool);
    for (const Account& cell : cells) {
        sweep.mark(cell.shown_by);
        sweep.mark(cell.named_by);
        for (const Fact& fact : cell.facts) sweep.mark(fact);
    }
    for (const Join& join : joins) sweep.mark(join.evidence);
    sweep.finish();
}

void Ledger::merge(Ledger&& other) {
    if (state_->empty()) {
        std::swap(state_, other.state_);
        return;
    }
    State &ours = *state_, &theirs = *other.state_;
    std::vector<std::uint32_t> place_of, cell_of;
    for (const SeenPlace& place : theirs.places) place_of.push_back(ours.place_index(place));
    theirs.cell_by_key.clear();
    ours.pool.absorb(std::move(theirs.pool));
    cell_of.reserve(theirs.cells.size());
    for (; !theirs.cells.empty(); theirs.cells.pop_front()) {  // freed as they go: both ledgers at once would double the peak
        Account& cell = theirs.cells.front();
        cell_of.push_back(ours.cell_of_key(cell.key));
        merge_account(ours.cells[cell_of.back()], std::move(cell), ours.attributes, place_of, ours.pool);
    }
    for (const Join& join : theirs.joins) {
        std::vector<std::uint32_t> members;
        for (const std::uint32_t member : theirs.members(join)) members.push_back(cell_of[member]);
        ours.join_of(std::move(members), theirs.reasons[join.reason], join.employed, join.evidence);
    }
    for (const auto& [source, count] : theirs.without_actor) ours.without_actor[source] += count;
    other.state_ = std::make_unique<State>(ours.attributes, ours.geo, ours.watch);
}

const Accounts& Ledger::accounts() const { return state_->cells; }
Accounts Ledger::take_accounts() { return std::move(state_->cells); }
FactPool Ledger::take_pool() { return std::move(state_->pool); }
const std::vector<Join>& Ledger::joins() const { return state_->joins; }
std::span<const std::uint32_t> Ledger::members(const Join& join) const { return std::as_const(*state_).members(join); }
const std::string& Ledger::reason(const Join& join) const { return state_->reasons[join.reason]; }
const std::vector<SeenPlace>& Ledger::places() const { return state_->places; }
const std::map<std::string, std::uint64_t>& Ledger::without_actor() const { return state_->without_actor; }

}  // namespace bonafide
