// A ledger as bytes for the store. Little-endian, lengths before contents; a version word first; load() checks every length.
#include <algorithm>
#include <cstring>
#include <tuple>

#include "person/ledger_state.h"
#include "person/packer.h"
#include "person/place.h"

namespace bonafide {

namespace {

constexpr std::uint32_t layout = 0xB0F1DE03;

template <std::size_t Classes>
void pack(Packer& out, const Histogram<Classes>& histogram) {
    const auto table = histogram.get();
    out.put_bytes(table.data(), sizeof table);
}

template <std::size_t Classes>
void unpack(Unpacker& in, Histogram<Classes>& histogram) {
    typename Histogram<Classes>::Table table{};
    in.bytes(table.data(), sizeof table);
    histogram.assign(table);
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

void pack(Packer& out, const Fact& f) {
    out.put(f.attribute), out.put(f.stance), out.put(f.value.view()), out.put(f.key.view()), out.put(f.first().us), out.put(f.last().us),
        out.put(f.count());
    out.put(static_cast<std::uint32_t>(f.days().runs().size()));
    for (const auto& run : f.days().runs()) out.put(run.first), out.put(run.last);
    out.put(static_cast<std::uint32_t>(f.evidence().size()));
    for (const Evidence& e : f.evidence()) out.put(e);
}

Fact unpack_fact(Unpacker& in, FactPool& pool) {
    Fact f;
    f.attribute = in.get<AttributeId>();
    f.stance = in.get<Stance>();
    f.value = in.view();
    f.key = in.view();
    f.tag = tag_of(fact_hash(f.attribute, f.stance, f.key));
    Seen seen;
    seen.first.us = in.get<std::int64_t>();
    seen.last.us = in.get<std::int64_t>();
    seen.count = in.get<std::uint64_t>();
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        const auto first = in.get<std::int32_t>();
        seen.days.add_run(first, in.get<std::int32_t>());
    }
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) seen.evidence.add(pool.add(in.evidence()));
    if (seen.count == 1 && seen.evidence.size() == 1) {
        const Seen* once = pool.once(seen.evidence.front());
        if (*once == seen) {
            f.seen.share(once);
            return f;
        }
    }
    f.seen.set(std::move(seen));
    return f;
}

void pack(Packer& out, const Evidence* evidence) {
    out.put(evidence != nullptr);
    if (evidence) out.put(*evidence);
}

const Evidence* unpack_evidence(Unpacker& in, FactPool& pool) { return in.get<bool>() ? pool.add(in.evidence()) : nullptr; }

void pack(Packer& out, const Account& account, const std::vector<std::uint32_t>& place_of) {
    out.put(account.key.kind), out.put(account.key.text.view()), out.put(account.shown.view()), out.put(account.display_name.view());
    pack(out, account.shown_by), pack(out, account.named_by);
    out.put(account.own_profile != nullptr);
    if (account.own_profile) pack(out, *account.own_profile, place_of);
    std::vector<const Fact*> facts;  // in one order, whatever order they came in
    facts.reserve(account.facts.size());
    for (const Fact& fact : account.facts) facts.push_back(&fact);
    std::ranges::sort(
        facts, [](const Fact* a, const Fact* b) { return std::tie(a->attribute, a->stance, a->key) < std::tie(b->attribute, b->stance, b->key); });
    out.put(static_cast<std::uint32_t>(facts.size()));
    for (const Fact* fact : facts) pack(out, *fact);
    out.put(static_cast<std::uint32_t>(account.dropped ? account.dropped->size() : 0));
    if (account.dropped)
        for (const auto& [attribute, count] : *account.dropped) out.put(attribute), out.put(count);
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
    account.shown = in.view();
    account.display_name = in.view();
    account.shown_by = unpack_evidence(in, pool);
    account.named_by = unpack_evidence(in, pool);
    if (!account.named_by) account.display_name = {};
    if (in.get<bool>()) account.made_profile() = unpack_profile(in, places);
    for (std::uint32_t m = in.count(); m > 0 && in.ok(); --m) {
        Fact fact = unpack_fact(in, pool);
        if (fact.attribute < attributes) account.facts.push_back(std::move(fact));
    }
    for (std::uint32_t m = in.count(); m > 0 && in.ok(); --m) {
        const auto attribute = in.get<AttributeId>();
        if (!account.dropped) account.dropped = std::make_unique<Account::Dropped>();
        account.dropped->emplace_back(attribute, in.get<std::uint64_t>());
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
    const State& state = *state_;
    Packer out;
    out.put(layout);
    const std::vector<std::uint32_t> places = state.places_by_name(), place_of = inverse(places);
    out.put(static_cast<std::uint32_t>(places.size()));
    for (const std::uint32_t place : places) pack(out, state.places[place]);
    const std::vector<std::uint32_t> cells = state.cells_by_key(), cell_of = inverse(cells);
    out.put(static_cast<std::uint32_t>(cells.size()));
    for (const std::uint32_t cell : cells) pack(out, state.cells[cell], place_of);
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
    for (const PackedJoin& join : joins) pack(out, join);
    out.put(static_cast<std::uint32_t>(state.without_actor.size()));
    for (const auto& [source, count] : state.without_actor) out.put(source), out.put(count);
    return std::move(out.out);
}

Result<void> Ledger::load(std::string_view bytes) {
    Unpacker in(bytes);
    if (in.get<std::uint32_t>() != layout) return fail("store", "a segment of another layout", "it is read again from its files");
    State& state = *state_;
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) state.place_index(unpack_place(in));
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        const auto kind = in.get<IdentifierKind>();
        unpack(in, state.cells[state.cell_of_key({kind, CompactText(in.view())})], state.places.size(), state.attributes.all().size(), state.pool);
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
    if (!in.done()) return fail("store", "a damaged segment", "it is read again from its files");
    return {};
}

void Ledger::renumber_files(const std::vector<std::uint32_t>& new_index) {
    state_->pool.each_evidence([&](Evidence& e) {
        if (e.locator.file < new_index.size()) e.locator.file = new_index[e.locator.file];
    });
}

}  // namespace bonafide
