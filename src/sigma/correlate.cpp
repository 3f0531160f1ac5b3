#include "sigma/correlate.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "sigma/correlate_state.h"
#include "sigma/fold.h"

namespace bonafide::sigma {

namespace {

std::int64_t minus(std::int64_t a, std::int64_t b) {
    std::int64_t out = 0;
    return __builtin_sub_overflow(a, b, &out) ? (b > 0 ? INT64_MIN : INT64_MAX) : out;
}
std::int64_t plus(std::int64_t a, std::int64_t b) {
    std::int64_t out = 0;
    return __builtin_add_overflow(a, b, &out) ? (b > 0 ? INT64_MAX : INT64_MIN) : out;
}

bool meets(const Bound& bound, double figure) {
    switch (bound.kind) {
        case Bound::Kind::gt: return figure > bound.value;
        case Bound::Kind::gte: return figure >= bound.value;
        case Bound::Kind::lt: return figure < bound.value;
        case Bound::Kind::lte: return figure <= bound.value;
        case Bound::Kind::eq: return figure == bound.value;
        case Bound::Kind::neq: return figure != bound.value;
    }
    return false;
}

bool summand_of(std::string_view text, double& out) {
    text = trim(text);
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size() && std::abs(out) <= NumberWindow::largest;
}

std::size_t size_of(const WaitingHit& hit) { return sizeof(WaitingHit) + (hit.values.capacity() > 15 ? hit.values.capacity() + 1 : 0); }

}  // namespace

void append_text(std::string& out, std::string_view text) {
    const auto size = static_cast<std::uint32_t>(text.size());
    for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>(size >> shift);
    out += text;
}

std::string_view next_text(std::string_view& in) {
    std::uint32_t size = 0;
    if (in.size() < 4) return in = {};
    for (unsigned i = 0; i < 4; ++i) size |= static_cast<std::uint32_t>(static_cast<unsigned char>(in[i])) << (8 * i);
    const std::string_view out = in.substr(4, size);
    in.remove_prefix(4 + out.size());
    return out;
}

// --- hits ------------------------------------------------------------------------------------------------------------
/// A hit whose turn it is.
void Correlator::State::receive(std::int64_t time, const Locator& where, std::uint32_t rule, std::span<const std::string_view> values) {
    std::tuple key(time, where, rule);
    if (last_hit == key) {
        ++counters.duplicates;
        return;
    }
    last_hit = key;
    open_instant(time);
    for (const CorrelationPlan::Use& use : plan.rules()[rule].uses) apply(use, values, {time, where});
}

void Correlator::State::wait(const Hit& hit) {
    WaitingHit& waits = waiting.emplace_back(hit.time.us, hit.where, hit.rule, std::string());
    for (const std::string_view value : hit.values) append_text(waits.values, value);
    waiting_bytes += size_of(waits);
    std::push_heap(waiting.begin(), waiting.end(), std::greater<>());
}

/// Takes the hits that are older than `until` out of the heap, oldest first.
void Correlator::State::release(std::int64_t until) {
    while (!waiting.empty() && waiting.front().time < until) {
        std::pop_heap(waiting.begin(), waiting.end(), std::greater<>());
        const WaitingHit hit = std::move(waiting.back());
        waiting.pop_back();
        waiting_bytes -= size_of(hit);
        std::vector<std::string_view> values;
        for (std::string_view rest = hit.values; !rest.empty();) values.push_back(next_text(rest));
        receive(hit.time, hit.where, hit.rule, values);
    }
}

void Correlator::State::apply(const CorrelationPlan::Use& use, std::span<const std::string_view> values, const Evidence& at) {
    Key128 key;
    Amount amount{use.rule, {}, 0};
    Own& mine = own[use.node];
    ++mine.hits;
    if (!key_of(use, values, key)) {
        ++counters.no_group, ++mine.no_group;
        return;
    }
    if (!amount_of(use, values, amount)) {
        ++counters.no_value, ++mine.no_value;
        return;
    }
    std::uint32_t slot = groups.find(key);
    if (slot == Groups::none) slot = create(use, key, values);
    touch(slot);
    Group& group = groups[slot];
    const bool keep = !plan.nodes()[use.node].closing;
    std::visit([&](auto& window) { window.add(at, amount, keep); }, group.window);
    groups.charge(slot);
    keep_to_cap();
}

bool Correlator::State::key_of(const CorrelationPlan::Use& use, std::span<const std::string_view> values, Key128& out) {
    key_text.clear();
    for (const std::uint32_t field : use.group) {
        if (values[field].empty()) return false;
        fold_case(values[field], folded);
        append_text(key_text, folded);
    }
    out = Key128::of(key_text, plan.nodes()[use.node].fingerprint);
    return true;
}

bool Correlator::State::amount_of(const CorrelationPlan::Use& use, std::span<const std::string_view> values, Amount& out) {
    const CorrelationType type = plan.nodes()[use.node].type;
    if (type == CorrelationType::event_count || type == CorrelationType::temporal || type == CorrelationType::temporal_ordered) return true;
    if (type != CorrelationType::value_count) return summand_of(values[use.values.front()], out.number);
    value_text.clear();
    for (const std::uint32_t field : use.values) {
        if (values[field].empty()) return false;
        fold_case(values[field], folded);
        append_text(value_text, folded);
    }
    out.value = Key128::of(value_text, 0);
    return true;
}

std::uint32_t Correlator::State::create(const CorrelationPlan::Use& use, const Key128& key, std::span<const std::string_view> values) {
    const CorrelationPlan::Node& node = plan.nodes()[use.node];
    const std::uint32_t slot = groups.add(key, use.node, make_window(node));
    Group& group = groups[slot];
    for (const std::uint32_t field : use.group) append_text(group.values, values[field]);
    group.used = now;
    if (node.closing) next_close = std::min(next_close, plus(now, node.span));
    return slot;
}

/// The first event of an instant for a group lets go what has left the window by then.
void Correlator::State::touch(std::uint32_t slot) {
    Group& group = groups[slot];
    if (group.touched) return;
    group.touched = true;
    if (touched[group.node].empty()) {
        active.push(group.node);
        sweep(group.node);
    }
    touched[group.node].push_back({slot, group.life});
    if (plan.nodes()[group.node].closing) return;
    groups.use(slot);
    group.used = now;
    depart(group);
}

/// Lets go the events at or before now - span. Between two instants the condition may have become false when events left: then the group
/// may fire again. What leaves just now does not count for that, because other events come in its place.
void Correlator::State::depart(Group& group) {
    const std::int64_t limit = minus(now, plan.nodes()[group.node].span);
    std::visit(
        [&](auto& window) {
            while (!window.empty() && window.oldest() <= limit) {
                const std::int64_t left = window.oldest();
                while (!window.empty() && window.oldest() == left) window.drop_oldest();
                if (left < limit && !group.armed && !true_for(group)) group.armed = true;
            }
        },
        group.window);
}

/// Groups of which nothing is left in the window. One whose last event leaves just now may still get another: it stays.
void Correlator::State::sweep(std::uint32_t node) {
    if (plan.nodes()[node].closing) return;
    const std::int64_t limit = minus(now, plan.nodes()[node].span);
    for (std::uint32_t slot = groups.front(node); slot != Groups::none && groups[slot].used < limit && !groups[slot].touched;
         slot = groups.front(node))
        groups.remove(slot);
}

void Correlator::State::keep_to_cap() {
    while (bytes() > options.max_bytes && groups.size() > 0) {
        const std::uint32_t oldest = groups.oldest();
        ++counters.evicted, ++own[groups[oldest].node].evicted;
        groups.remove(oldest);
    }
}

// --- time ------------------------------------------------------------------------------------------------------------
void Correlator::State::open_instant(std::int64_t time) {
    if (open && time == now) return;
    settle_until(time, false);
    now = time;
    open = true;
    if (next_close <= time) close_windows();
    if ((++instants & 4095) == 0)
        for (std::uint32_t node = 0; node < plan.nodes().size(); ++node) sweep(node);
}

/// Ends the open instant, and closes windows on the way to `until`.
void Correlator::State::settle_until(std::int64_t until, bool inclusive) {
    if (open && (now < until || inclusive)) end_instant();
    while (next_close < until || (inclusive && next_close <= until && next_close != no_close)) {
        now = next_close;
        open = true;
        close_windows();
        end_instant();
    }
}

/// Decides the groups that had events, children before parents: a child's firing is an event of the same instant for its parents.
void Correlator::State::end_instant() {
    while (!active.empty()) {
        const std::uint32_t node = active.top();
        active.pop();
        decide(node);
    }
    open = false;
}

void Correlator::State::decide(std::uint32_t node) {
    std::vector<Touched> mine = std::exchange(touched[node], {});
    for (const Touched& entry : mine) {
        Group& group = groups[entry.slot];
        if (group.life != entry.life) continue;
        group.touched = false;
        std::visit([&](auto& window) { window.settle(plan.nodes()[node], now); }, group.window);
        if (plan.nodes()[node].closing) continue;
        const bool is_true = true_for(group);
        const bool fires = is_true && group.armed;
        group.armed = !is_true;
        std::optional<Firing> firing;
        if (fires) firing = firing_of(group);
        trim(group);
        groups.charge(entry.slot);
        if (firing) fire(node, std::move(*firing));
    }
    if (mine.capacity() > 4096) return;  // the next instant is hardly as crowded
    mine.clear();
    touched[node] = std::move(mine);
}

/// A count that only has to reach N is decided by the newest N.
void Correlator::State::trim(Group& group) {
    const std::uint32_t enough = plan.nodes()[group.node].enough;
    if (enough == 0) return;
    std::visit(
        [&](auto& window) {
            while (window.size() > enough) window.drop_oldest();
        },
        group.window);
}

bool Correlator::State::true_for(const Group& group) const {
    const CorrelationPlan::Node& node = plan.nodes()[group.node];
    if (!node.closing && std::visit([](const auto& window) { return window.empty(); }, group.window)) return false;
    if (node.extended && !std::get<SequenceWindow>(group.window).satisfied(node)) return false;
    const double figure = std::visit([&](const auto& window) { return window.figure(node); }, group.window);
    return std::ranges::all_of(node.bounds, [&](const Bound& bound) { return meets(bound, figure); });
}

Firing Correlator::State::firing_of(const Group& group) const {
    const CorrelationPlan::Node& node = plan.nodes()[group.node];
    Firing out;
    out.correlation = node.correlation;
    out.time = {now};
    for (std::string_view rest = group.values; !rest.empty();) out.group.emplace_back(next_text(rest));
    std::visit(
        [&](const auto& window) {
            const Evidence first = window.first(), last = window.last();
            out.first_time = {first.time};
            out.last_time = {last.time};
            out.first = first.where;
            out.last = last.where;
            out.figure = window.figure(node);
        },
        group.window);
    return out;
}

void Correlator::State::fire(std::uint32_t node, Firing firing) {
    ++counters.firings, ++own[node].firings;
    const CorrelationPlan::Node& from = plan.nodes()[node];
    const std::vector<std::string_view> values(firing.group.begin(), firing.group.end());
    for (const CorrelationPlan::Use& parent : from.parents) apply(parent, values, {now, firing.last});
    if (!from.silent) firings.push_back(std::move(firing));
}

/// Windows that end now, all of them before any of their firings goes to a parent: what comes now belongs to the next window.
void Correlator::State::close_windows() {
    std::vector<std::pair<std::uint32_t, Firing>> fired;
    for (std::uint32_t node = 0; node < plan.nodes().size(); ++node) {
        if (!plan.nodes()[node].closing) continue;
        for (std::uint32_t slot = groups.front(node); slot != Groups::none; slot = groups.front(node)) {
            if (plus(groups[slot].used, plan.nodes()[node].span) > now) break;
            if (true_for(groups[slot])) fired.emplace_back(node, firing_of(groups[slot]));
            groups.remove(slot);
        }
    }
    find_next_close();
    for (auto& [node, firing] : fired) fire(node, std::move(firing));
}

void Correlator::State::find_next_close() {
    next_close = no_close;
    for (std::uint32_t node = 0; node < plan.nodes().size(); ++node)
        if (const std::uint32_t slot = groups.front(node); plan.nodes()[node].closing && slot != Groups::none)
            next_close = std::min(next_close, plus(groups[slot].used, plan.nodes()[node].span));
}

// --- the public side -------------------------------------------------------------------------------------------------
Correlator::Correlator(const CorrelationPlan& plan, CorrelatorOptions options) : state_(std::make_unique<State>(plan, options)) {}
Correlator::~Correlator() = default;
Correlator::Correlator(Correlator&&) noexcept = default;

void Correlator::feed(const Hit& hit) {
    State& s = *state_;
    ++s.counters.hits;
    if (!hit.time.known()) {
        ++s.counters.untimed;
    } else if (s.wall != never && hit.time.us > plus(s.wall, s.options.max_ahead_us)) {
        ++s.counters.ahead;
    } else if (hit.time.us < s.floor) {
        ++s.counters.late;
    } else if (s.options.lateness_us <= 0) {
        s.floor = hit.time.us;
        s.receive(hit.time.us, hit.where, hit.rule, hit.values);
    } else {
        s.wait(hit);
        s.keep_to_cap();
        advance({minus(hit.time.us, s.options.lateness_us)});
    }
}

void Correlator::advance(Timestamp until) {
    State& s = *state_;
    if (!until.known() || until.us <= s.floor) return;
    s.floor = until.us;
    s.release(until.us);
    s.settle_until(until.us, false);
}

void Correlator::clock(Timestamp now) {
    if (!now.known()) return;
    state_->wall = std::max(state_->wall, now.us);
    advance({minus(now.us, state_->options.lateness_us)});
}

void Correlator::finish() {
    State& s = *state_;
    s.release(INT64_MAX);
    s.settle_until(s.options.decide_open ? no_close : std::max(s.floor, s.now), true);
    for (std::uint32_t node = 0; node < s.plan.nodes().size(); ++node)
        while (s.plan.nodes()[node].closing && s.groups.front(node) != Groups::none) {
            ++s.counters.undecided, ++s.own[node].undecided;
            s.groups.remove(s.groups.front(node));
        }
    s.next_close = no_close;
}

std::vector<Firing> Correlator::take() { return std::exchange(state_->firings, {}); }

std::vector<Correlator::Own> Correlator::by_correlation() const {
    std::vector<Own> out;
    for (std::uint32_t node = 0; node < state_->own.size(); ++node) {
        const std::uint32_t correlation = state_->plan.nodes()[node].correlation;
        if (out.size() <= correlation) out.resize(correlation + 1);
        out[correlation] = state_->own[node];
    }
    return out;
}

Correlator::Counters Correlator::counters() const {
    Counters out = state_->counters;
    out.groups = state_->groups.size();
    out.waiting = state_->waiting.size();
    out.bytes = state_->bytes();
    return out;
}

}  // namespace bonafide::sigma
