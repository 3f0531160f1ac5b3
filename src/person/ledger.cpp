// Filling a ledger, record by record, and adding two together.
#include "person/ledger.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <span>

#include "person/groups.h"
#include "person/ledger_state.h"
#include "person/place.h"

namespace bonafide {

namespace {

constexpr std::size_t little = 8;  ///< a ledger of so much less evidence is merged by copying that

bool same_text(const IdentifierView& a, const IdentifierView& b) {
    return a.kind == b.kind && a.text.data() == b.text.data() && a.text.size() == b.text.size();
}

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

/// Once a fact has all the evidence it keeps, records that are later, and not the first of a known time, change only counts and days.
static void expect_later(FactMemo& memo, const Fact& fact) {
    const EvidenceList& evidence = fact.evidence();
    if (evidence.size() < EvidenceList::most) return;
    const Timestamp latest = std::max(evidence[EvidenceList::most - 1].time, fact.first());
    if (!latest.known()) return;
    memo.after = latest.us;
    if (memo.count == 0) memo.first_day = latest.day();
}

/// `key`: hash of the statement and its cell.
void Ledger::State::state(std::uint32_t cell, std::uint64_t key, const StatementView& statement, const Evidence& by) {
    FactMemo* memo = fact_memos.find(key);
    if (!memo) {
        memo = &fact_memos.make(key, [&](FactMemo& old) { fold(old); });
        memo->cell = cell;
        return state_new(*memo, statement, by);
    }
    if (memo->fact == FactMemo::nothing) return;
    if (by.time.us > memo->after) {
        const std::int32_t day = by.time.day();
        if (memo->add(by.time.us, day)) return;
        fold(*memo);
        memo->first_day = day - FactMemo::window / 2;
        memo->add(by.time.us, day);
        return;
    }
    if (Fact* fact = fact_of(*memo)) {
        add_statement(*fact, statement.value, by, pool);
        return expect_later(*memo, *fact);
    }
    fold(*memo);
    state_new(*memo, statement, by);
}

void Ledger::State::state_new(FactMemo& memo, const StatementView& statement, const Evidence& by) {
    const Attribute& attribute = attributes[statement.attribute];
    const std::string key = comparable_key(attribute.type, statement.value);
    if (key.empty()) return;  // a placeholder ("N/A") states nothing
    Account& account = cells[memo.cell];
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
    } else {
        add_statement(*there, statement.value, by, pool);
    }
    memo.attribute = statement.attribute;
    memo.stance = statement.stance;
    memo.tag = tag;
    memo.fact = there ? static_cast<std::uint32_t>(there - account.facts.data()) : 0;  // 0: dropped, and looked for when it comes again
    if (there) expect_later(memo, *there);
}

/// The fact of a memo, wherever it went; nullptr: it was dropped.
Fact* Ledger::State::fact_of(const FactMemo& memo) {
    std::vector<Fact>& facts = cells[memo.cell].facts;
    const auto same = [&](const Fact& fact) { return fact.tag == memo.tag && fact.attribute == memo.attribute && fact.stance == memo.stance; };
    if (memo.fact < facts.size() && same(facts[memo.fact])) return &facts[memo.fact];
    const auto found = std::ranges::find_if(facts, same);
    return found == facts.end() ? nullptr : &*found;
}

/// Bit i: the day `first` + i.
static void add_days(DaySet& days, std::int32_t first, const std::array<std::uint64_t, 2>& bits) {
    constexpr int few = 6;  // to be added one by one
    DaySet others;
    DaySet& to = std::popcount(bits[0]) + std::popcount(bits[1]) <= few ? days : others;
    for (std::int32_t word = 0; word < 2; ++word)
        for (std::uint64_t rest = bits[static_cast<std::size_t>(word)]; rest != 0; rest &= rest - 1)
            to.add(first + 64 * word + std::countr_zero(rest));
    days.merge(others);
}

/// A fact that was dropped meanwhile would have been dropped with these as well.
void Ledger::State::fold(FactMemo& memo) {
    if (memo.count == 0) return;
    if (Fact* fact = fact_of(memo)) {
        Seen& seen = fact->seen.own();
        seen.count += memo.count;
        seen.last = std::max(seen.last, Timestamp{memo.last});
        add_days(seen.days, memo.first_day, memo.days);
    } else {
        lose(cells[memo.cell], memo.attribute, memo.count);
    }
    memo.clear();
}

void Ledger::State::fold(CellMemo& memo) {
    if (memo.count == 0) return;
    Profile& profile = cells[memo.cell()].made_profile();
    for (const CellMemo::Seen& seen : std::span(memo.events).first(memo.count)) {
        const Timestamp at{seen.at};
        profile.add_event(at);
        if (!seen.human) continue;
        profile.add_action(at);
        if (seen.place != no_index) profile.add_sighting(at, seen.place);
    }
    memo.count = 0;
}

CellMemo& Ledger::State::memo_of(std::uint32_t cell) {
    const std::uint64_t key = memo_key(cell);
    if (CellMemo* known = cell_memos.find(key)) return *known;
    return cell_memos.make(key, [&](CellMemo& old) { fold(old); });
}

/// An account under a spelling and, unless it is empty, a name.
void Ledger::State::met(CellMemo& memo, std::string_view written, std::string_view display_name, const Evidence& by) {
    if (by.time.us <= memo.shown_after) {
        Account& account = cells[memo.cell()];
        show(account, written, by, pool);
        memo.shown_after = account.shown_by->time.us;
    }
    if (!display_name.empty() && by.time.us <= memo.named_after) {
        Account& account = cells[memo.cell()];
        name(account, display_name, by, pool);
        memo.named_after = account.named_by->time.us;
    }
}

void Ledger::State::settle() {
    fact_memos.settle([&](FactMemo& memo) { fold(memo); });
    cell_memos.settle([&](CellMemo& memo) { fold(memo); });
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
    if (subject != no_index) state.cell_memos.prefetch(State::memo_key(subject));
    const std::span<const State::Stated> stated = state.look_up(meaning.statements, who, subject);
    if (subject != no_index) {
        CellMemo& memo = state.memo_of(subject);
        state.met(memo, who.text, actor != no_index ? meaning.display_name : std::string_view(), by);
        const bool acted = event.human && event.time.known();
        if (memo.count == CellMemo::most) state.fold(memo);
        memo.events[memo.count++] = {event.time.us, acted && !event.src_ip.empty() ? state.place_of_ip(event.src_ip) : no_index, acted};
    } else if (stated.empty() && meaning.join.identifiers.empty() && event.source) {
        state.count_without_actor(*event.source);
    }
    for (const State::Stated& one : stated) {
        const Evidence by_this{one.statement->time, by.locator};
        if (one.cell != subject || !same_text(one.statement->subject, who))
            state.met(state.memo_of(one.cell), one.statement->subject.text, {}, by_this);
        if (one.kept) state.state(one.cell, one.key, *one.statement, by_this);
    }
    if (!meaning.join.identifiers.empty()) state.join(meaning.join, meaning.display_name, by);
}

/// The accounts that statements are about; where they are remembered is fetched from memory meanwhile. `subject`: that of `who`.
std::span<const Ledger::State::Stated> Ledger::State::look_up(const std::vector<StatementView>& statements, const IdentifierView& who,
                                                              std::uint32_t subject) {
    stated.clear();
    for (const StatementView& statement : statements) {
        const std::uint32_t about = subject != no_index && same_text(statement.subject, who) ? subject : cell(statement.subject);
        if (about == no_index) continue;
        const bool kept = attributes[statement.attribute].keep != Keep::matched || wanted(statement.attribute, statement.value);
        const std::uint64_t key = std::max<std::uint64_t>(1, mix64(fact_hash(statement.attribute, statement.stance, statement.value), about));
        if (kept) fact_memos.prefetch(key);
        stated.push_back({&statement, key, about, kept});
    }
    return stated;
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
    ours.settle();
    theirs.settle();
    std::vector<std::uint32_t> place_of, cell_of;
    for (const SeenPlace& place : theirs.places) place_of.push_back(ours.place_index(place));
    theirs.cell_by_key.clear();
    // Blocks of a small pool, and mostly unused: many such taken over would be most of the memory.
    const bool apart = little * theirs.pool.room() <= ours.pool.room();
    if (!apart) ours.pool.absorb(std::move(theirs.pool));
    cell_of.reserve(theirs.cells.size());
    for (; !theirs.cells.empty(); theirs.cells.pop_front()) {  // freed as they go: both ledgers at once would double the peak
        Account& cell = theirs.cells.front();
        cell_of.push_back(ours.cell_of_key(cell.key));
        merge_account(ours.cells[cell_of.back()], std::move(cell), ours.attributes, place_of, ours.pool, apart);
    }
    for (const Join& join : theirs.joins) {
        std::vector<std::uint32_t> members;
        for (const std::uint32_t member : theirs.members(join)) members.push_back(cell_of[member]);
        ours.join_of(std::move(members), theirs.reasons[join.reason], join.employed, apart ? ours.pool.add(*join.evidence) : join.evidence);
    }
    for (const auto& [source, count] : theirs.without_actor) ours.without_actor[source] += count;
    other.state_ = std::make_unique<State>(ours.attributes, ours.geo, ours.watch);
    if (apart && ours.pool.wants_sweep()) ours.sweep();
}

const Accounts& Ledger::accounts() const { return state_->cells; }
Accounts Ledger::take_accounts() { return std::move(state_->cells); }
FactPool Ledger::take_pool() { return std::move(state_->pool); }
const std::vector<Join>& Ledger::joins() const { return state_->joins; }
std::span<const std::uint32_t> Ledger::members(const Join& join) const { return std::as_const(*state_).members(join); }
const std::string& Ledger::reason(const Join& join) const { return state_->reasons[join.reason]; }
const std::vector<SeenPlace>& Ledger::places() const { return state_->places; }
std::size_t Ledger::evidence_room() const { return state_->pool.room(); }
const std::map<std::string, std::uint64_t>& Ledger::without_actor() const { return state_->without_actor; }

}  // namespace bonafide
