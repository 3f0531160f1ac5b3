#include "person/fact.h"

namespace bonafide {

const Seen& SeenPointer::never() {
    static const Seen seen;
    return seen;
}

Seen Seen::once(const Evidence* by) {
    Seen out;
    out.count = 1;
    out.first = out.last = by->time;
    if (by->time.known()) out.days.add(by->time.day());
    out.evidence.add(by);
    return out;
}

bool Seen::is_once() const { return count == 1 && evidence.size() == 1 && *this == once(&evidence.front()); }

void Seen::widen(Timestamp other_first, Timestamp other_last) {
    if (other_first.known() && (!first.known() || other_first < first)) first = other_first;
    last = std::max(last, other_last);
}

void Seen::add_up(const Seen& other) {
    count += other.count;
    widen(other.first, other.last);
    days.merge(other.days);
}

void Seen::merge(const Seen& other) {
    add_up(other);
    evidence.merge(other.evidence);
}

FactPool::Latest& FactPool::latest(const Evidence& by) {
    for (Latest& known : latest_)
        if (known.evidence && *known.evidence == by) return known;
    Latest& fresh = latest_[next_latest_++ % latest_.size()];
    fresh = {evidence_.add(by), nullptr};
    return fresh;
}

const Evidence* FactPool::add(const Evidence& by) { return latest(by).evidence; }

const Seen* FactPool::once(const Evidence& by) {
    Latest& record = latest(by);
    if (!record.seen) record.seen = seen_.add(Seen::once(record.evidence));
    return record.seen;
}

void FactPool::absorb(FactPool&& other) {
    evidence_.absorb(std::move(other.evidence_));
    seen_.absorb(std::move(other.seen_));
    other.forget_latest();
}

}  // namespace bonafide
