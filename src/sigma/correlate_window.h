// What a correlation remembers of one group: the entries of its window and the figure they give, kept up to date as entries come and go.
// One class for each way of counting, all with the same functions; correlate.cpp says when entries leave. `keep` is false for windows that
// close as a whole: they need no entries but the first and the last.
#pragma once

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "record/locator.h"
#include "sigma/correlate_bytes.h"
#include "sigma/correlate_plan.h"
#include "sigma/correlate_table.h"
#include "sigma/order_statistics.h"

namespace bonafide::sigma {

__extension__ typedef __int128 Int128;

struct Evidence {
    std::int64_t time = 0;
    Locator where;
};

/// What an event brings, besides when and where.
struct Amount {
    std::uint32_t rule = 0;  ///< which of the correlation's distinct rules
    Key128 value;            ///< value_count
    double number = 0;       ///< value_sum and its like
};

/// event_count: a ring of times.
class CountWindow {
public:
    void add(const Evidence& at, const Amount& amount, bool keep);
    void settle(const CorrelationPlan::Node&, std::int64_t) {}
    [[nodiscard]] bool empty() const { return count_ == 0; }
    [[nodiscard]] std::int64_t oldest() const { return entries_.front().time; }
    void drop_oldest();
    [[nodiscard]] std::uint64_t size() const { return count_; }
    [[nodiscard]] double figure(const CorrelationPlan::Node&) const { return static_cast<double>(count_); }
    [[nodiscard]] Evidence first() const { return entries_.front(); }
    [[nodiscard]] Evidence last() const { return entries_.back(); }
    [[nodiscard]] std::size_t bytes() const { return entries_.bytes(); }
    void save(ByteWriter& out) const;
    void load(ByteReader& in);

private:
    Ring<Evidence> entries_;
    std::uint64_t count_ = 0;
};

/// value_count: each value once, in the order in which they were last seen. It leaves the window when its last event does, so memory
/// follows the distinct values, not the events.
class DistinctWindow {
public:
    void add(const Evidence& at, const Amount& amount, bool keep);
    void settle(const CorrelationPlan::Node&, std::int64_t) {}
    [[nodiscard]] bool empty() const { return table_.size() == 0; }
    [[nodiscard]] std::int64_t oldest() const { return slots_[front_].seen.time; }
    void drop_oldest();
    [[nodiscard]] std::uint64_t size() const { return table_.size(); }
    [[nodiscard]] double figure(const CorrelationPlan::Node&) const { return static_cast<double>(table_.size()); }
    [[nodiscard]] Evidence first() const { return slots_[front_].seen; }
    [[nodiscard]] Evidence last() const { return slots_[back_].seen; }
    [[nodiscard]] std::size_t bytes() const { return slots_.capacity() * sizeof(Slot) + table_.bytes(); }
    void save(ByteWriter& out) const;
    void load(ByteReader& in);

private:
    struct Slot {
        Key128 value;
        Evidence seen;
        std::uint32_t before = KeyTable::none, after = KeyTable::none;
    };
    [[nodiscard]] auto keys() const {
        return [this](std::uint32_t i) -> const Key128& { return slots_[i].value; };
    }
    void unlink(std::uint32_t slot);
    void link_last(std::uint32_t slot);
    void pack();

    std::vector<Slot> slots_;
    KeyTable table_;
    std::uint32_t front_ = KeyTable::none, back_ = KeyTable::none, free_ = KeyTable::none;
};

/// value_sum, value_avg, value_percentile, value_median. Sums are whole numbers of 10^-9: what was added is taken away exactly.
class NumberWindow {
public:
    explicit NumberWindow(bool ordered = false) : order_(ordered ? std::make_unique<OrderStatistics>() : nullptr) {}
    void add(const Evidence& at, const Amount& amount, bool keep);
    void settle(const CorrelationPlan::Node&, std::int64_t) {}
    [[nodiscard]] bool empty() const { return count_ == 0; }
    [[nodiscard]] std::int64_t oldest() const { return entries_.front().at.time; }
    void drop_oldest();
    [[nodiscard]] std::uint64_t size() const { return count_; }
    [[nodiscard]] double figure(const CorrelationPlan::Node& node) const;
    [[nodiscard]] Evidence first() const { return entries_.front().at; }
    [[nodiscard]] Evidence last() const { return entries_.back().at; }
    [[nodiscard]] std::size_t bytes() const { return entries_.bytes() + (order_ ? sizeof(OrderStatistics) + order_->bytes() : 0); }
    void save(ByteWriter& out) const;
    void load(ByteReader& in);

    static constexpr double largest = 1e18;  ///< what is beyond is no number for us: the sum stays exact

private:
    struct Entry {
        Evidence at;
        double number = 0;
    };
    Ring<Entry> entries_;
    Int128 sum_ = 0;
    std::uint64_t count_ = 0;
    std::unique_ptr<OrderStatistics> order_;
};

/// temporal: when each rule was last seen. temporal_ordered: for each step of each sequence, the latest start of a run of events that got
/// so far; a run is in the window while its start is.
class SequenceWindow {
public:
    explicit SequenceWindow(const CorrelationPlan::Node* node = nullptr);
    void add(const Evidence& at, const Amount& amount, bool keep);
    /// All events of this instant are in; events of one instant stand in any order.
    void settle(const CorrelationPlan::Node& node, std::int64_t now);
    [[nodiscard]] bool empty() const;
    [[nodiscard]] std::int64_t oldest() const;
    void drop_oldest();
    [[nodiscard]] std::uint64_t size() const { return slots_.size(); }
    /// Rules present; steps of the longest run.
    [[nodiscard]] double figure(const CorrelationPlan::Node& node) const;
    /// The Boolean condition.
    [[nodiscard]] bool satisfied(const CorrelationPlan::Node& node) const;
    [[nodiscard]] Evidence first() const;
    [[nodiscard]] Evidence last() const { return last_; }
    [[nodiscard]] std::size_t bytes() const { return slots_.capacity() * sizeof(Evidence) + fresh_.capacity() * sizeof(Fresh); }
    void save(ByteWriter& out) const;
    void load(ByteReader& in);

private:
    struct Fresh {
        std::uint64_t count = 0;  ///< events of this rule in the open instant
        Locator where;            ///< the first of them
    };
    void advance(const CorrelationPlan::Sequence& sequence, std::int64_t now);
    [[nodiscard]] bool present(std::uint32_t slot) const { return slots_[slot].time != nothing; }
    [[nodiscard]] bool holds(const Expression& e) const;
    [[nodiscard]] std::uint32_t oldest_slot() const;

    static constexpr std::int64_t nothing = INT64_MIN;
    std::vector<Evidence> slots_;
    std::vector<Fresh> fresh_;  ///< temporal_ordered only
    Evidence last_{nothing, {}};
};

using Window = std::variant<CountWindow, DistinctWindow, NumberWindow, SequenceWindow>;
[[nodiscard]] Window make_window(const CorrelationPlan::Node& node);

}  // namespace bonafide::sigma
