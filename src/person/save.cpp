// A ledger as bytes for the store. Little-endian, lengths before contents; a version word first; load() checks every length.
#include <algorithm>
#include <cstring>
#include <tuple>

#include "person/ledger_state.h"
#include "person/packer.h"
#include "person/place.h"

namespace bonafide {

namespace {

constexpr std::uint32_t layout = 0xB0F1DE04;

/// The classes that have any, with their counts.
template <std::size_t Classes>
void pack(Packer& out, const Histogram<Classes>& histogram) {
    const auto table = histogram.get();
    out.put_small(Classes - static_cast<std::size_t>(std::ranges::count(table, 0)));
    for (std::size_t i = 0; i < Classes; ++i)
        if (table[i]) out.put_small(i), out.put_small(table[i]);
}

template <std::size_t Classes>
void unpack(Unpacker& in, Histogram<Classes>& histogram) {
    for (std::uint32_t n = in.small_count(); n > 0 && in.ok(); --n) {
        const std::uint64_t i = in.get_small(), count = in.get_small();
        if (i < Classes) histogram.add(i, static_cast<std::uint32_t>(std::min<std::uint64_t>(count, UINT16_MAX)));
    }
    histogram.shrink_to_fit();
}

/// `place_of`: where each place stands in the file.
void pack(Packer& out, const Profile& p, const std::vector<std::uint32_t>& place_of) {
    const bool human = p.human_actions > 0;
    out.put(human);
    if (human) {
        pack(out, p.month_hour);
        pack(out, p.hour_of_week);
    }
    out.put(static_cast<std::uint32_t>(p.days.size()));
    for (const auto& day : p.days) out.put(day.day), out.put(day.hours);
    out.put(static_cast<std::uint32_t>(p.sightings.size()));
    std::vector<DayAtPlace> sightings = p.sightings;
    for (DayAtPlace& sighting : sightings) sighting.place = place_of[sighting.place];
    std::ranges::sort(sightings);
    for (const auto& s : sightings) out.put(s.day), out.put(s.place), out.put(s.first_minute), out.put(s.last_minute);
    out.put(p.human_actions), out.put(p.events), out.put(p.first.us), out.put(p.last.us);
}

Profile unpack_profile(Unpacker& in, std::size_t places) {
    Profile p;
    if (in.get<bool>()) {
        unpack(in, p.month_hour);
        unpack(in, p.hour_of_week);
    }
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        const auto day = in.get<std::int32_t>();
        p.days.push_back({day, in.get<std::uint32_t>()});
    }
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        DayAtPlace s;
        s.day = in.get<std::int32_t>();
        s.place = in.get<std::uint32_t>();
        s.first_minute = in.get<std::uint16_t>();
        s.last_minute = in.get<std::uint16_t>();
        if (s.place < places) p.sightings.push_back(s);
    }
    p.human_actions = in.get<std::uint64_t>();
    p.events = in.get<std::uint64_t>();
    p.first.us = in.get<std::int64_t>();
    p.last.us = in.get<std::int64_t>();
    return p;
}

/// The evidence that one account rests on, each once: its facts name it by number.
class EvidenceTable {
public:
    explicit EvidenceTable(const Account& account) {
        for (const Evidence* by : {account.shown_by, account.named_by})
            if (by) all_.push_back(by);
        for (const Fact& fact : account.facts)
            for (const Evidence& by : fact.evidence())
                if (all_.empty() || all_.back() != &by) all_.push_back(&by);
        std::ranges::sort(all_, less);
        all_.erase(std::ranges::unique(all_, [](const Evidence* a, const Evidence* b) { return *a == *b; }).begin(), all_.end());
    }
    void pack(Packer& out) const {
        out.put_small(all_.size());
        for (const Evidence* by : all_) {
            out.put(by->time.us);
            out.put_small(by->locator.file), out.put_small(by->locator.length), out.put_small(by->locator.offset), out.put_small(by->locator.line);
        }
    }
    /// 0: none.
    void put(Packer& out, const Evidence* by) const {
        out.put_small(by ? static_cast<std::size_t>(std::ranges::lower_bound(all_, by, less) - all_.begin()) + 1 : 0);
    }

private:
    static bool less(const Evidence* a, const Evidence* b) { return *a < *b; }
    std::vector<const Evidence*> all_;
};

/// The same, read again.
class ReadEvidence {
public:
    ReadEvidence(Unpacker& in, FactPool& pool) : in_(in) {
        for (std::uint32_t n = in.small_count(); n > 0 && in.ok(); --n) {
            Evidence by;
            by.time.us = in.get<std::int64_t>();
            constexpr std::int64_t most = std::int64_t{1} << 60;  // microseconds: no date is further away; damaged bytes may say anything
            if (by.time.us < -most || by.time.us > most) by.time = Timestamp::none();
            by.locator.file = static_cast<std::uint32_t>(in.get_small());
            by.locator.length = static_cast<std::uint32_t>(in.get_small());
            by.locator.offset = in.get_small();
            by.locator.line = in.get_small();
            all_.push_back(pool.add(by));
        }
    }
    [[nodiscard]] const Evidence* get() {
        const std::uint64_t number = in_.get_small();
        return number == 0 || number > all_.size() ? nullptr : all_[number - 1];
    }

private:
    Unpacker& in_;
    std::vector<const Evidence*> all_;
};

enum FactFlags : std::uint8_t { is_observed = 1, key_is_value = 2, seen_once = 4 };

void pack(Packer& out, const Fact& f, const EvidenceTable& evidence) {
    const bool once = f.seen->is_once(), same = f.key == f.value;
    out.put(static_cast<std::uint8_t>((f.stance == Stance::observed ? is_observed : 0) | (same ? key_is_value : 0) | (once ? seen_once : 0)));
    out.put_small(f.attribute);
    out.put_short(f.value);
    if (!same) out.put_short(f.key);
    if (once) return evidence.put(out, &f.evidence().front());
    out.put(f.first().us), out.put(f.last().us), out.put_small(f.count());
    out.put_small(f.days().runs().size());
    for (const auto& run : f.days().runs()) out.put(run.first), out.put(run.last);
    out.put_small(f.evidence().size());
    for (const Evidence& by : f.evidence()) evidence.put(out, &by);
}

Fact unpack_fact(Unpacker& in, ReadEvidence& evidence, FactPool& pool) {
    Fact f;
    const auto flags = in.get<std::uint8_t>();
    f.stance = flags & is_observed ? Stance::observed : Stance::claimed;
    f.attribute = static_cast<AttributeId>(in.get_small());
    f.value = in.short_view();
    if (flags & key_is_value) f.key = f.value;
    else f.key = in.short_view();
    f.tag = tag_of(fact_hash(f.attribute, f.stance, f.key));
    if (flags & seen_once) {
        if (const Evidence* by = evidence.get()) f.seen.share(pool.once(*by));
        return f;
    }
    Seen seen;
    seen.first.us = in.get<std::int64_t>();
    seen.last.us = in.get<std::int64_t>();
    seen.count = in.get_small();
    for (std::uint32_t n = in.small_count(); n > 0 && in.ok(); --n) {
        const auto first = in.get<std::int32_t>();
        seen.days.add_run(first, in.get<std::int32_t>());
    }
    for (std::uint32_t n = in.small_count(); n > 0 && in.ok(); --n)
        if (const Evidence* by = evidence.get()) seen.evidence.add(by);
    f.seen.set(std::move(seen));
    return f;
}

void pack(Packer& out, const Account& account, const std::vector<std::uint32_t>& place_of) {
    out.put(account.key.kind), out.put_short(account.key.text), out.put_short(account.shown), out.put_short(account.display_name);
    const EvidenceTable evidence(account);
    evidence.pack(out);
    evidence.put(out, account.shown_by), evidence.put(out, account.named_by);
    out.put(account.own_profile != nullptr);
    if (account.own_profile) pack(out, *account.own_profile, place_of);
    std::vector<const Fact*> facts;  // in one order, whatever order they came in
    facts.reserve(account.facts.size());
    for (const Fact& fact : account.facts) facts.push_back(&fact);
    std::ranges::sort(
        facts, [](const Fact* a, const Fact* b) { return std::tie(a->attribute, a->stance, a->key) < std::tie(b->attribute, b->stance, b->key); });
    out.put_small(facts.size());
    for (const Fact* fact : facts) pack(out, *fact, evidence);
    out.put_small(account.dropped ? account.dropped->size() : 0);
    if (account.dropped)
        for (const auto& [attribute, count] : *account.dropped) out.put_small(attribute), out.put_small(count);
}

void pack(Packer& out, const SeenPlace& seen) {
    out.put(seen.place.lat), out.put(seen.place.lon), out.put(seen.place.radius_km);
    for (const std::string* text : {&seen.place.country, &seen.place.region, &seen.place.city, &seen.place.time_zone, &seen.network}) out.put(*text);
}

SeenPlace unpack_place(Unpacker& in) {
    SeenPlace seen;
    seen.place.lat = in.get<double>();
    seen.place.lon = in.get<double>();
    seen.place.radius_km = in.get<double>();
    for (std::string* text : {&seen.place.country, &seen.place.region, &seen.place.city, &seen.place.time_zone, &seen.network}) *text = in.text();
    return seen;
}

void unpack(Unpacker& in, Account& account, std::size_t places, std::size_t attributes, FactPool& pool) {
    account.shown = in.short_view();
    account.display_name = in.short_view();
    ReadEvidence evidence(in, pool);
    account.shown_by = evidence.get();
    account.named_by = evidence.get();
    if (!account.named_by) account.display_name = {};
    if (in.get<bool>()) account.made_profile() = unpack_profile(in, places);
    for (std::uint32_t m = in.small_count(); m > 0 && in.ok(); --m) {
        Fact fact = unpack_fact(in, evidence, pool);
        if (fact.attribute < attributes && fact.count() > 0) account.facts.push_back(std::move(fact));
    }
    for (std::uint32_t m = in.small_count(); m > 0 && in.ok(); --m) {
        const std::uint64_t attribute = in.get_small(), count = in.get_small();
        if (attribute < attributes) lose(account, static_cast<AttributeId>(attribute), count);
    }
    account.facts.shrink_to_fit();
}

/// A join as the file has it: its members are cells in the order of the file.
struct PackedJoin {
    std::vector<std::uint32_t> members;
    std::string_view reason;
    bool employed = false;
    Evidence evidence;
    auto operator<=>(const PackedJoin&) const = default;
};

void pack(Packer& out, const PackedJoin& join) {
    out.put(join.reason), out.put(join.employed), out.put(join.evidence), out.put(static_cast<std::uint32_t>(join.members.size()));
    for (const std::uint32_t member : join.members) out.put(member);
}

}  // namespace

std::string Ledger::save() const {
    Packer out;
    save(out);
    return std::move(out.out);
}

void Ledger::save(Packer& out) const {
    state_->settle();
    const State& state = *state_;
    out.put(layout);
    const std::vector<std::uint32_t> places = state.places_by_name(), place_of = inverse(places);
    out.put(static_cast<std::uint32_t>(places.size()));
    for (const std::uint32_t place : places) pack(out, state.places[place]);
    const std::vector<std::uint32_t> cells = state.cells_by_key(), cell_of = inverse(cells);
    out.put(static_cast<std::uint32_t>(cells.size()));
    for (const std::uint32_t cell : cells) {
        pack(out, state.cells[cell], place_of);
        out.pause();
    }
    std::vector<PackedJoin> joins;
    joins.reserve(state.joins.size());
    for (const Join& join : state.joins) {
        PackedJoin packed{{}, state.reasons[join.reason], join.employed, *join.evidence};
        for (const std::uint32_t member : state.members(join)) packed.members.push_back(cell_of[member]);
        std::ranges::sort(packed.members);
        joins.push_back(std::move(packed));
    }
    std::ranges::sort(joins);
    out.put(static_cast<std::uint32_t>(joins.size()));
    for (const PackedJoin& join : joins) {
        pack(out, join);
        out.pause();
    }
    out.put(static_cast<std::uint32_t>(state.without_actor.size()));
    for (const auto& [source, count] : state.without_actor) out.put(source), out.put(count);
}

Result<void> Ledger::load(std::string_view bytes) {
    Unpacker in(bytes);
    auto loaded = load(in);
    if (loaded && !in.done()) return fail("store", "a damaged segment", "it is read again from its files");
    return loaded;
}

Result<void> Ledger::load(Unpacker& in) {
    if (in.get<std::uint32_t>() != layout) return fail("store", "a segment of another layout", "it is read again from its files");
    State& state = *state_;
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) state.place_index(unpack_place(in));
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        const auto kind = in.get<IdentifierKind>();
        unpack(in, state.cells[state.cell_of_key({kind, CompactText(in.short_view())})], state.places.size(), state.attributes.all().size(),
               state.pool);
    }
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        const std::string reason = in.text();
        const auto employed = in.get<bool>();
        const Evidence evidence = in.evidence();
        std::vector<std::uint32_t> members;
        for (std::uint32_t m = in.count(); m > 0 && in.ok(); --m)
            if (const auto member = in.get<std::uint32_t>(); member < state.cells.size()) members.push_back(member);
        if (!members.empty()) state.join_of(std::move(members), reason, employed, state.pool.add(evidence));
    }
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        const std::string source = in.text();
        state.without_actor[source] = in.get<std::uint64_t>();
    }
    if (!in.ok()) return fail("store", "a damaged segment", "it is read again from its files");
    return {};
}

void Ledger::renumber_files(const std::vector<std::uint32_t>& new_index) {
    state_->pool.each_evidence([&](Evidence& e) {
        if (e.locator.file < new_index.size()) e.locator.file = new_index[e.locator.file];
    });
}

}  // namespace bonafide
