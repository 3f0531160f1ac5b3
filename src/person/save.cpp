// A ledger as bytes for the store. Little-endian, lengths before contents; a version word first; load() checks every length.
#include <cstring>

#include "person/ledger_state.h"
#include "person/place.h"

namespace bonafide {

namespace {

constexpr std::uint32_t layout = 0xB0F1DE01;

class Packer {
public:
    template <class Number>
        requires std::is_arithmetic_v<Number> || std::is_enum_v<Number>
    void put(Number number) {
        char bytes[sizeof number];
        std::memcpy(bytes, &number, sizeof number);
        out.append(bytes, sizeof number);
    }
    void put(std::string_view text) {
        put(static_cast<std::uint32_t>(text.size()));
        out.append(text);
    }
    void put(const Evidence& e) {
        put(e.time.us);
        put(e.locator.file);
        put(e.locator.length);
        put(e.locator.offset);
        put(e.locator.line);
    }
    std::string out;
};

/// Reads what Packer wrote; after the first shortage everything reads as zero and ok() is false.
class Unpacker {
public:
    explicit Unpacker(std::string_view bytes) : rest_(bytes) {}
    template <class Number>
    Number get() {
        Number number{};
        if (rest_.size() < sizeof number) {
            ok_ = false;
            rest_ = {};
            return number;
        }
        std::memcpy(&number, rest_.data(), sizeof number);
        rest_.remove_prefix(sizeof number);
        return number;
    }
    std::string text() {
        const auto size = get<std::uint32_t>();
        if (rest_.size() < size) {
            ok_ = false;
            rest_ = {};
            return {};
        }
        std::string out(rest_.substr(0, size));
        rest_.remove_prefix(size);
        return out;
    }
    Evidence evidence() {
        Evidence e;
        e.time.us = get<std::int64_t>();
        e.locator.file = get<std::uint32_t>();
        e.locator.length = get<std::uint32_t>();
        e.locator.offset = get<std::uint64_t>();
        e.locator.line = get<std::uint64_t>();
        return e;
    }
    /// A count of things of at least one byte each.
    std::uint32_t count() {
        const auto n = get<std::uint32_t>();
        if (n > rest_.size()) ok_ = false;
        return ok_ ? n : 0;
    }
    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] bool done() const { return ok_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool ok_ = true;
};

void pack(Packer& out, const Profile& p) {
    const bool human = p.human_actions > 0;
    out.put(human);
    if (human) {
        for (const auto& month : p.month_hour)
            for (const std::uint16_t n : month) out.put(n);
        for (const std::uint16_t n : p.hour_of_week) out.put(n);
    }
    out.put(static_cast<std::uint32_t>(p.days.size()));
    for (const auto& day : p.days) out.put(day.day), out.put(day.hours);
    out.put(static_cast<std::uint32_t>(p.sightings.size()));
    for (const auto& s : p.sightings) out.put(s.day), out.put(s.place), out.put(s.first_minute), out.put(s.last_minute);
    out.put(p.human_actions), out.put(p.events), out.put(p.first.us), out.put(p.last.us);
}

Profile unpack_profile(Unpacker& in, std::size_t places) {
    Profile p;
    if (in.get<bool>()) {
        for (auto& month : p.month_hour)
            for (std::uint16_t& n : month) n = in.get<std::uint16_t>();
        for (std::uint16_t& n : p.hour_of_week) n = in.get<std::uint16_t>();
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

void pack(Packer& out, const FactCell& cell) {
    const Fact& f = cell.fact;
    out.put(cell.key_hash), out.put(f.attribute), out.put(f.stance), out.put(f.value), out.put(f.key), out.put(f.first.us), out.put(f.last.us), out.put(f.count);
    out.put(static_cast<std::uint32_t>(f.days.runs().size()));
    for (const auto& run : f.days.runs()) out.put(run.first), out.put(run.last);
    out.put(static_cast<std::uint32_t>(f.evidence.size()));
    for (const Evidence& e : f.evidence) out.put(e);
    out.put(cell.shown_by);
}

FactCell unpack_fact(Unpacker& in) {
    FactCell cell;
    Fact& f = cell.fact;
    cell.key_hash = in.get<std::uint64_t>();
    f.attribute = in.get<AttributeId>();
    f.stance = in.get<Stance>();
    f.value = in.text();
    f.key = in.text();
    f.first.us = in.get<std::int64_t>();
    f.last.us = in.get<std::int64_t>();
    f.count = in.get<std::uint64_t>();
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        const auto first = in.get<std::int32_t>();
        f.days.add_run(first, in.get<std::int32_t>());
    }
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) f.evidence.push_back(in.evidence());
    cell.shown_by = in.evidence();
    return cell;
}

void pack(Packer& out, const AccountCell& cell) {
    out.put(cell.key.kind), out.put(cell.key.text), out.put(cell.shown), out.put(cell.display_name), out.put(cell.shown_by), out.put(cell.named_by);
    pack(out, cell.profile);
    out.put(static_cast<std::uint32_t>(cell.facts.size()));
    for (const FactCell& fact : cell.facts) pack(out, fact);
    out.put(static_cast<std::uint32_t>(cell.stated.size()));
    for (const auto& [attribute, count] : cell.stated) out.put(attribute), out.put(count);
}

void pack(Packer& out, const Join& join) {
    out.put(join.reason), out.put(join.employed), out.put(join.evidence), out.put(static_cast<std::uint32_t>(join.identifiers.size()));
    for (const IdentifierKey& key : join.identifiers) out.put(key.kind), out.put(key.text);
}

}  // namespace

std::string Ledger::save() const {
    Packer out;
    out.put(layout);
    out.put(static_cast<std::uint32_t>(state_->places.size()));
    for (const SeenPlace& seen : state_->places) {
        out.put(seen.place.lat), out.put(seen.place.lon), out.put(seen.place.radius_km);
        for (const std::string* text : {&seen.place.country, &seen.place.region, &seen.place.city, &seen.place.time_zone, &seen.network}) out.put(*text);
    }
    out.put(static_cast<std::uint32_t>(state_->cells.size()));
    for (const AccountCell& cell : state_->cells) pack(out, cell);
    out.put(static_cast<std::uint32_t>(state_->joins.size()));
    for (const auto& [name, join] : state_->joins) out.put(name), pack(out, join);
    out.put(static_cast<std::uint32_t>(state_->without_actor.size()));
    for (const auto& [source, count] : state_->without_actor) out.put(source), out.put(count);
    return std::move(out.out);
}

Result<void> Ledger::load(std::string_view bytes) {
    Unpacker in(bytes);
    if (in.get<std::uint32_t>() != layout) return fail("store", "a segment of another layout", "it is read again from its files");
    State& state = *state_;
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        SeenPlace seen;
        seen.place.lat = in.get<double>();
        seen.place.lon = in.get<double>();
        seen.place.radius_km = in.get<double>();
        for (std::string* text : {&seen.place.country, &seen.place.region, &seen.place.city, &seen.place.time_zone, &seen.network}) *text = in.text();
        state.place_index(seen);
    }
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        IdentifierKey key;
        key.kind = in.get<IdentifierKind>();
        key.text = in.text();
        AccountCell& cell = state.account_by_key(key);
        cell.shown = in.text();
        cell.display_name = in.text();
        cell.shown_by = in.evidence();
        cell.named_by = in.evidence();
        cell.profile = unpack_profile(in, state.places.size());
        for (std::uint32_t m = in.count(); m > 0 && in.ok(); --m) {
            FactCell fact = unpack_fact(in);
            if (fact.fact.attribute < state.attributes.all().size()) cell.facts.push_back(std::move(fact));
        }
        for (std::uint32_t m = in.count(); m > 0 && in.ok(); --m) {
            const auto attribute = in.get<AttributeId>();
            cell.stated[attribute] = in.get<std::uint64_t>();
        }
    }
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        std::string name = in.text();
        Join join;
        join.reason = in.text();
        join.employed = in.get<bool>();
        join.evidence = in.evidence();
        for (std::uint32_t m = in.count(); m > 0 && in.ok(); --m) {
            const auto kind = in.get<IdentifierKind>();
            join.identifiers.push_back({kind, in.text()});
        }
        state.joins.emplace(std::move(name), std::move(join));
    }
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        std::string source = in.text();
        state.without_actor[std::move(source)] = in.get<std::uint64_t>();
    }
    if (!in.done()) return fail("store", "a damaged segment", "it is read again from its files");
    return {};
}

void Ledger::renumber_files(const std::vector<std::uint32_t>& new_index) {
    const auto change = [&](Evidence& e) {
        if (e.locator.file < new_index.size()) e.locator.file = new_index[e.locator.file];
    };
    for (AccountCell& cell : state_->cells) {
        change(cell.shown_by);
        change(cell.named_by);
        for (FactCell& fact : cell.facts) {
            change(fact.shown_by);
            for (Evidence& evidence : fact.fact.evidence) change(evidence);
        }
    }
    for (auto& [name, join] : state_->joins) change(join.evidence);
}

}  // namespace bonafide
