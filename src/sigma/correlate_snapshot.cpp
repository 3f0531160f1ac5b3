// Snapshots of a Correlator: a heading, the clocks, the hits that wait, and every group with its window. Correlations and rules are named by
// fingerprints of their definitions, so that a snapshot outlives a reload of the rules.
#include <algorithm>
#include <unordered_map>

#include "base/hash.h"
#include "sigma/correlate_state.h"

namespace bonafide::sigma {

namespace {

constexpr std::string_view magic = "BFCORR01";

auto counters_of(auto& c) {
    return std::tie(c.hits, c.duplicates, c.untimed, c.late, c.ahead, c.no_group, c.no_value, c.firings, c.evicted, c.undecided, c.unknown);
}

void save_locator(ByteWriter& out, const Locator& where) {
    out.put(where.file);
    out.put(where.length);
    out.put(where.offset);
    out.put(where.line);
}
Locator load_locator(ByteReader& in) {
    Locator out;
    out.file = in.get<std::uint32_t>();
    out.length = in.get<std::uint32_t>();
    out.offset = in.get<std::uint64_t>();
    out.line = in.get<std::uint64_t>();
    return out;
}

/// A group's own part, apart from the rest so that a reader who does not know the correlation can step over it.
std::string group_bytes(const Group& group) {
    std::string text;
    ByteWriter out(text);
    out.put(group.key);
    out.put(static_cast<std::uint8_t>(group.armed));
    out.put(static_cast<std::uint8_t>(group.touched));
    out.put(group.used);
    out.text(group.values);
    std::visit([&](const auto& window) { window.save(out); }, group.window);
    return text;
}

Result<void> broken() {
    return fail("snapshot of correlations", "the bytes are cut off or of another version", "start without it; the windows fill again");
}

}  // namespace

std::string Correlator::snapshot() const {
    const State& s = *state_;
    std::string bytes(magic);
    ByteWriter out(bytes);
    out.put(s.now);
    out.put(static_cast<std::uint8_t>(s.open));
    out.put(s.floor);
    out.put(s.wall);
    std::apply([&](const auto&... each) { (out.put(each), ...); }, counters_of(s.counters));
    out.put(static_cast<std::uint8_t>(s.last_hit.has_value()));
    if (s.last_hit) {
        out.put(std::get<0>(*s.last_hit));
        save_locator(out, std::get<1>(*s.last_hit));
        out.put(s.plan.rules()[std::get<2>(*s.last_hit)].fingerprint);
    }
    out.put(static_cast<std::uint64_t>(s.waiting.size()));
    for (const WaitingHit& hit : s.waiting) {
        out.put(hit.time);
        save_locator(out, hit.where);
        out.put(s.plan.rules()[hit.rule].fingerprint);
        out.text(hit.values);
    }
    for (std::uint32_t node = 0; node < s.plan.nodes().size(); ++node)
        for (std::uint32_t slot = s.groups.front(node); slot != Groups::none; slot = s.groups.after(slot)) {
            out.put(s.plan.nodes()[node].fingerprint);
            out.text(group_bytes(s.groups[slot]));
        }
    out.put(hash64(bytes));
    return bytes;
}

Result<void> Correlator::restore(std::string_view bytes) {
    State& s = *state_;
    if (!bytes.starts_with(magic) || bytes.size() < magic.size() + 8) return broken();
    const std::string_view body = bytes.substr(0, bytes.size() - 8);
    if (ByteReader(bytes.substr(body.size())).get<std::uint64_t>() != hash64(body)) return broken();
    ByteReader in(body.substr(magic.size()));
    std::unordered_map<std::uint64_t, std::uint32_t> rules, nodes;
    for (std::uint32_t i = 0; i < s.plan.rules().size(); ++i) rules.emplace(s.plan.rules()[i].fingerprint, i);
    for (std::uint32_t i = 0; i < s.plan.nodes().size(); ++i) nodes.emplace(s.plan.nodes()[i].fingerprint, i);

    s.now = in.get<std::int64_t>();
    s.open = in.get<std::uint8_t>() != 0;
    s.floor = in.get<std::int64_t>();
    s.wall = in.get<std::int64_t>();
    std::apply([&](auto&... each) { ((each = in.get<std::uint64_t>()), ...); }, counters_of(s.counters));
    if (in.get<std::uint8_t>() != 0) {
        const auto time = in.get<std::int64_t>();
        const Locator where = load_locator(in);
        if (const auto rule = rules.find(in.get<std::uint64_t>()); rule != rules.end()) s.last_hit.emplace(time, where, rule->second);
    }
    for (std::uint64_t n = in.count(48); n > 0; --n) {
        WaitingHit hit;
        hit.time = in.get<std::int64_t>();
        hit.where = load_locator(in);
        const auto rule = rules.find(in.get<std::uint64_t>());
        hit.values = in.text();
        if (rule == rules.end()) {
            ++s.counters.unknown;
            continue;
        }
        hit.rule = rule->second;
        s.waiting_bytes += sizeof(WaitingHit) + (hit.values.capacity() > 15 ? hit.values.capacity() + 1 : 0);
        s.waiting.push_back(std::move(hit));
        std::push_heap(s.waiting.begin(), s.waiting.end(), std::greater<>());
    }
    while (in.good() && !in.at_end()) {
        const auto node = nodes.find(in.get<std::uint64_t>());
        ByteReader part(in.text());
        if (node == nodes.end()) {
            ++s.counters.unknown;
            continue;
        }
        const auto key = part.get<Key128>();
        const bool armed = part.get<std::uint8_t>() != 0, touched = part.get<std::uint8_t>() != 0;
        const auto used = part.get<std::int64_t>();
        const std::string_view values = part.text();
        Window window = make_window(s.plan.nodes()[node->second]);
        std::visit([&](auto& w) { w.load(part); }, window);
        if (!part.good() || !part.at_end() || s.groups.find(key) != Groups::none) return broken();
        const std::uint32_t slot = s.groups.add(key, node->second, std::move(window));
        Group& group = s.groups[slot];
        group.armed = armed;
        group.used = used;
        group.values = values;
        group.touched = touched;
        if (touched) {
            if (s.touched[node->second].empty()) s.active.push(node->second);
            s.touched[node->second].push_back({slot, group.life});
        }
        s.groups.charge(slot);
    }
    if (!in.good()) return broken();
    s.find_next_close();
    s.keep_to_cap();
    return {};
}

}  // namespace bonafide::sigma
