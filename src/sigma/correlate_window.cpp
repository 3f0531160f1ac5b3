#include "sigma/correlate_window.h"

#include <algorithm>
#include <cmath>

namespace bonafide::sigma {

namespace {

void save_evidence(ByteWriter& out, const Evidence& e) {
    out.put(e.time);
    out.put(e.where.file);
    out.put(e.where.length);
    out.put(e.where.offset);
    out.put(e.where.line);
}
Evidence load_evidence(ByteReader& in) {
    Evidence e;
    e.time = in.get<std::int64_t>();
    e.where.file = in.get<std::uint32_t>();
    e.where.length = in.get<std::uint32_t>();
    e.where.offset = in.get<std::uint64_t>();
    e.where.line = in.get<std::uint64_t>();
    return e;
}
constexpr std::size_t evidence_bytes = 32;

/// A window that closes as a whole keeps its first and its last entry.
template <class T>
void push_entry(Ring<T>& entries, const T& entry, bool keep) {
    if (keep || entries.size() < 2) entries.push(entry);
    else entries.back() = entry;
}

/// Units of 10^-9; the whole part is exact, as |x| <= 10^18.
Int128 nano(double x) {
    const double whole = std::trunc(x);
    return static_cast<Int128>(whole) * 1'000'000'000 + static_cast<Int128>(std::llround((x - whole) * 1e9));
}

}  // namespace

// --- CountWindow -----------------------------------------------------------------------------------------------------
void CountWindow::add(const Evidence& at, const Amount&, bool keep) {
    push_entry(entries_, at, keep);
    ++count_;
}

void CountWindow::drop_oldest() {
    entries_.pop();
    --count_;
}

void CountWindow::save(ByteWriter& out) const {
    out.put(count_);
    out.put(static_cast<std::uint64_t>(entries_.size()));
    for (std::size_t i = 0; i < entries_.size(); ++i) save_evidence(out, entries_[i]);
}

void CountWindow::load(ByteReader& in) {
    count_ = in.get<std::uint64_t>();
    for (std::uint64_t n = in.count(evidence_bytes); n > 0; --n) entries_.push(load_evidence(in));
}

// --- DistinctWindow --------------------------------------------------------------------------------------------------
void DistinctWindow::unlink(std::uint32_t slot) {
    const Slot& s = slots_[slot];
    (s.before == KeyTable::none ? front_ : slots_[s.before].after) = s.after;
    (s.after == KeyTable::none ? back_ : slots_[s.after].before) = s.before;
}

void DistinctWindow::link_last(std::uint32_t slot) {
    slots_[slot].before = back_;
    slots_[slot].after = KeyTable::none;
    (back_ == KeyTable::none ? front_ : slots_[back_].after) = slot;
    back_ = slot;
}

void DistinctWindow::add(const Evidence& at, const Amount& amount, bool) {
    std::uint32_t slot = table_.find(amount.value, keys());
    if (slot != KeyTable::none) {
        unlink(slot);
    } else {
        slot = free_;
        if (slot != KeyTable::none) free_ = slots_[slot].after;
        else {
            slot = static_cast<std::uint32_t>(slots_.size());
            slots_.emplace_back();
        }
        slots_[slot].value = amount.value;
        table_.insert(amount.value, slot, keys());
    }
    slots_[slot].seen = at;
    link_last(slot);
}

void DistinctWindow::drop_oldest() {
    const std::uint32_t slot = front_;
    table_.erase(slots_[slot].value, keys());
    unlink(slot);
    slots_[slot].after = free_;
    free_ = slot;
    if (slots_.size() > 64 && table_.size() < slots_.size() / 8) pack();
}

/// After a crowd has left, its memory goes too.
void DistinctWindow::pack() {
    const DistinctWindow old = std::exchange(*this, DistinctWindow());
    for (std::uint32_t i = old.front_; i != KeyTable::none; i = old.slots_[i].after) add(old.slots_[i].seen, {0, old.slots_[i].value, 0}, true);
}

void DistinctWindow::save(ByteWriter& out) const {
    out.put(static_cast<std::uint64_t>(table_.size()));
    for (std::uint32_t i = front_; i != KeyTable::none; i = slots_[i].after) {
        out.put(slots_[i].value);
        save_evidence(out, slots_[i].seen);
    }
}

void DistinctWindow::load(ByteReader& in) {
    for (std::uint64_t n = in.count(evidence_bytes + sizeof(Key128)); n > 0; --n) {
        const auto value = in.get<Key128>();
        add(load_evidence(in), {0, value, 0}, true);
    }
}

// --- NumberWindow ----------------------------------------------------------------------------------------------------
void NumberWindow::add(const Evidence& at, const Amount& amount, bool keep) {
    push_entry(entries_, Entry{at, amount.number}, keep);
    ++count_;
    sum_ += nano(amount.number);
    if (order_) order_->insert(amount.number);
}

void NumberWindow::drop_oldest() {
    const double number = entries_.front().number;
    entries_.pop();
    --count_;
    sum_ -= nano(number);
    if (order_) order_->erase(number);
}

double NumberWindow::figure(const CorrelationPlan::Node& node) const {
    if (order_) return order_->percentile(node.percentile);
    const auto sum = static_cast<long double>(sum_) / 1e9L;
    return static_cast<double>(node.type == CorrelationType::value_avg ? sum / static_cast<long double>(count_) : sum);
}

void NumberWindow::save(ByteWriter& out) const {
    out.put(count_);
    out.put(sum_);
    out.put(static_cast<std::uint64_t>(entries_.size()));
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        save_evidence(out, entries_[i].at);
        out.put(entries_[i].number);
    }
    const std::uint64_t numbers = order_ ? order_->size() : 0;
    out.put(numbers);
    for (std::uint64_t i = 0; i < numbers; ++i) out.put(order_->at(i));
}

void NumberWindow::load(ByteReader& in) {
    count_ = in.get<std::uint64_t>();
    sum_ = in.get<Int128>();
    for (std::uint64_t n = in.count(evidence_bytes + 8); n > 0; --n) {
        const Evidence at = load_evidence(in);
        entries_.push({at, in.get<double>()});
    }
    for (std::uint64_t n = in.count(8); n > 0; --n)
        if (const auto number = in.get<double>(); order_) order_->insert(number);
}

// --- SequenceWindow --------------------------------------------------------------------------------------------------
SequenceWindow::SequenceWindow(const CorrelationPlan::Node* node) {
    if (node == nullptr) return;
    slots_.assign(node->slots + (node->seen_slots ? node->rules : 0), {nothing, {}});
    if (node->type == CorrelationType::temporal_ordered) fresh_.resize(node->rules);
}

void SequenceWindow::add(const Evidence& at, const Amount& amount, bool) {
    last_ = at;
    if (fresh_.empty()) {
        slots_[amount.rule] = at;
        return;
    }
    Fresh& fresh = fresh_[amount.rule];
    if (fresh.count++ == 0) fresh.where = at.where;
}

void SequenceWindow::settle(const CorrelationPlan::Node& node, std::int64_t now) {
    if (fresh_.empty()) return;
    for (const CorrelationPlan::Sequence& sequence : node.sequences) advance(sequence, now);
    for (std::uint32_t rule = 0; rule < fresh_.size(); ++rule) {
        if (node.seen_slots && fresh_[rule].count > 0) slots_[node.slots + rule] = {now, fresh_[rule].where};
        fresh_[rule].count = 0;
    }
}

/// Each step takes over the start of the earliest step from which this instant's events lead to it. Starts never rise along the steps,
/// so the earliest such step has the latest start. From the last step down, for each reads only steps below it.
void SequenceWindow::advance(const CorrelationPlan::Sequence& sequence, std::int64_t now) {
    const auto& steps = sequence.steps;
    for (std::size_t i = steps.size(); i-- > 0;) {
        std::size_t from = i + 1;  // steps from..i can be taken now
        for (; from > 0; --from) {
            Fresh& fresh = fresh_[steps[from - 1]];
            if (fresh.count == 0) break;
            --fresh.count;
        }
        for (std::size_t k = from; k <= i; ++k) ++fresh_[steps[k]].count;
        if (from > i) continue;
        Evidence& slot = slots_[sequence.first_slot + i];
        if (from == 0) slot = {now, fresh_[steps.front()].where};
        else if (const Evidence& start = slots_[sequence.first_slot + from - 1]; start.time > slot.time) slot = start;
    }
}

std::uint32_t SequenceWindow::oldest_slot() const {
    std::uint32_t out = KeyTable::none;
    for (std::uint32_t i = 0; i < slots_.size(); ++i)
        if (present(i) && (out == KeyTable::none || slots_[i].time < slots_[out].time)) out = i;
    return out;
}

bool SequenceWindow::empty() const { return oldest_slot() == KeyTable::none; }
std::int64_t SequenceWindow::oldest() const { return slots_[oldest_slot()].time; }
void SequenceWindow::drop_oldest() { slots_[oldest_slot()].time = nothing; }

double SequenceWindow::figure(const CorrelationPlan::Node& node) const {
    std::uint32_t most = 0;
    if (node.type == CorrelationType::temporal) {
        for (std::uint32_t i = 0; i < node.slots; ++i) most += present(i) ? 1 : 0;
        return most;
    }
    for (const CorrelationPlan::Sequence& sequence : node.sequences)
        for (std::uint32_t i = 0; i < sequence.steps.size(); ++i)
            if (present(sequence.first_slot + i)) most = std::max(most, i + 1);
    return most;
}

bool SequenceWindow::satisfied(const CorrelationPlan::Node& node) const {
    if (node.type == CorrelationType::temporal) return holds(node.condition);
    return std::ranges::any_of(node.sequences, [&](const CorrelationPlan::Sequence& sequence) {
        const bool complete = sequence.steps.empty() || present(sequence.first_slot + static_cast<std::uint32_t>(sequence.steps.size()) - 1);
        return complete && std::ranges::none_of(sequence.forbidden, [&](std::uint32_t rule) { return present(node.slots + rule); });
    });
}

bool SequenceWindow::holds(const Expression& e) const {
    const auto child = [this](const Expression& c) { return holds(c); };
    switch (e.kind) {
        case Expression::Kind::all: return std::ranges::all_of(e.children, child);
        case Expression::Kind::any: return std::ranges::any_of(e.children, child);
        case Expression::Kind::no: return !holds(e.children.front());
        case Expression::Kind::item: return present(e.item);
        case Expression::Kind::always: return true;
        case Expression::Kind::never: return false;
    }
    return false;
}

Evidence SequenceWindow::first() const {
    const std::uint32_t slot = oldest_slot();
    return slot == KeyTable::none ? last_ : slots_[slot];
}

void SequenceWindow::save(ByteWriter& out) const {
    for (const Evidence& slot : slots_) save_evidence(out, slot);
    for (const Fresh& fresh : fresh_) {
        out.put(fresh.count);
        save_evidence(out, {0, fresh.where});
    }
    save_evidence(out, last_);
}

void SequenceWindow::load(ByteReader& in) {
    for (Evidence& slot : slots_) slot = load_evidence(in);
    for (Fresh& fresh : fresh_) {
        fresh.count = in.get<std::uint64_t>();
        fresh.where = load_evidence(in).where;
    }
    last_ = load_evidence(in);
}

Window make_window(const CorrelationPlan::Node& node) {
    switch (node.type) {
        case CorrelationType::event_count: return CountWindow();
        case CorrelationType::value_count: return DistinctWindow();
        case CorrelationType::value_sum:
        case CorrelationType::value_avg: return NumberWindow(false);
        case CorrelationType::value_percentile:
        case CorrelationType::value_median: return NumberWindow(true);
        case CorrelationType::temporal:
        case CorrelationType::temporal_ordered: return SequenceWindow(&node);
    }
    return CountWindow();
}

}  // namespace bonafide::sigma
