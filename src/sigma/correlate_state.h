// What a Correlator holds. Apart from correlate.cpp because the snapshot reads it too.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <string>
#include <tuple>
#include <vector>

#include "sigma/correlate.h"
#include "sigma/correlate_groups.h"

namespace bonafide::sigma {

/// Time in which nothing happened yet.
inline constexpr std::int64_t never = INT64_MIN;
inline constexpr std::int64_t no_close = INT64_MAX;

/// A hit that waits for older ones.
struct WaitingHit {
    std::int64_t time = 0;
    Locator where;
    std::uint32_t rule = 0;
    std::string values;                                   ///< each with its length before it
    auto operator<=>(const WaitingHit&) const = default;  ///< by time, then locator, then rule
};

struct Correlator::State {
    State(const CorrelationPlan& p, CorrelatorOptions o)
        : plan(p), options(o), groups(p.nodes().size()), own(p.nodes().size()), touched(p.nodes().size()) {}

    const CorrelationPlan& plan;
    CorrelatorOptions options;
    Groups groups;
    Counters counters;
    std::vector<Own> own;  ///< by node
    std::vector<Firing> firings;

    // Time. An instant is open while more events of its time may come; its groups are decided when it ends.
    std::int64_t now = never;  ///< the last instant
    bool open = false;
    std::int64_t floor = never;  ///< older hits are late
    std::int64_t wall = never;   ///< clock()
    std::int64_t next_close = no_close;
    std::uint64_t instants = 0;
    std::optional<std::tuple<std::int64_t, Locator, std::uint32_t>> last_hit;

    struct Touched {
        std::uint32_t slot = 0, life = 0;
    };
    std::vector<std::vector<Touched>> touched;                                              ///< by correlation: groups of the open instant
    std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> active;  ///< correlations with touched groups, children first

    std::vector<WaitingHit> waiting;  ///< a heap, oldest on top
    std::size_t waiting_bytes = 0;

    // Scratch, reused from hit to hit.
    std::string key_text, value_text, folded;
    std::vector<std::string_view> views;

    void receive(std::int64_t time, const Locator& where, std::uint32_t rule, std::span<const std::string_view> values);
    void wait(const Hit& hit);
    void release(std::int64_t until);
    void open_instant(std::int64_t time);
    void end_instant();
    void settle_until(std::int64_t until, bool inclusive);
    void apply(const CorrelationPlan::Use& use, std::span<const std::string_view> values, const Evidence& at);
    [[nodiscard]] bool amount_of(const CorrelationPlan::Use& use, std::span<const std::string_view> values, Amount& out);
    [[nodiscard]] bool key_of(const CorrelationPlan::Use& use, std::span<const std::string_view> values, Key128& out);
    [[nodiscard]] std::uint32_t create(const CorrelationPlan::Use& use, const Key128& key, std::span<const std::string_view> values);
    void touch(std::uint32_t slot);
    void depart(Group& group);
    void decide(std::uint32_t node);
    void trim(Group& group);
    [[nodiscard]] bool true_for(const Group& group) const;
    [[nodiscard]] Firing firing_of(const Group& group) const;
    void fire(std::uint32_t node, Firing firing);
    void close_windows();
    void find_next_close();
    void sweep(std::uint32_t node);
    void keep_to_cap();
    [[nodiscard]] std::size_t bytes() const { return groups.bytes() + waiting_bytes; }
};

/// Texts joined with their lengths before them, and apart again.
void append_text(std::string& out, std::string_view text);
[[nodiscard]] std::string_view next_text(std::string_view& in);

}  // namespace bonafide::sigma
