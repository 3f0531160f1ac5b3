// Sigma's correlations over the hits of base rules: hits in, firings out. State for each group is kept up to date hit by hit, whatever the
// window holds, under a cap of bytes. One for a run (scan, fed by correlate_hits.h) or for a stream (watch). What is decided where the
// specification is silent: docs/sigma-correlations.md.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "record/locator.h"
#include "sigma/correlate_plan.h"

namespace bonafide::sigma {

/// A base rule matched a record.
struct Hit {
    std::uint32_t rule = 0;
    Timestamp time;
    Locator where;
    std::span<const std::string_view> values;  ///< by CorrelationPlan::needed_fields(rule); an empty text is no value
};

/// A correlation came true for a group.
struct Firing {
    std::uint32_t correlation = 0;
    Timestamp time;                  ///< of the event that made it true, or when the window closed
    std::vector<std::string> group;  ///< values of group-by, as first seen
    Timestamp first_time, last_time;
    Locator first, last;  ///< evidence: the oldest and the newest event that count
    double figure = 0;    ///< the count, sum, ...; temporal: rules seen, ordered: steps done
    bool operator==(const Firing&) const = default;
};

struct CorrelatorOptions {
    /// How late a hit may come after a newer one. 0: hits come in order of (time, locator, rule), which the feeder vouches for.
    std::int64_t lateness_us = 0;
    /// A hit so much newer than clock() has a broken clock and is not used.
    std::int64_t max_ahead_us = std::int64_t{3600} * 1'000'000;
    std::size_t max_bytes = std::size_t{256} << 20;
    /// finish(): windows that have not run their time are decided with what they hold. Else they are not decided and counted.
    bool decide_open = false;
};

class Correlator {
public:
    /// `plan` must outlive the correlator.
    explicit Correlator(const CorrelationPlan& plan, CorrelatorOptions options = {});
    ~Correlator();
    Correlator(Correlator&&) noexcept;

    void feed(const Hit& hit);
    /// No hit older than this will come: decides what can be decided. Live use goes through clock() instead.
    void advance(Timestamp until);
    /// The wall clock, told now and then; also advances to `now` less the lateness.
    void clock(Timestamp now);
    /// No hit will come at all.
    void finish();

    /// The firings since the last call, in order of time. Those of silent correlations are left out.
    [[nodiscard]] std::vector<Firing> take();

    struct Counters {
        std::uint64_t hits = 0, duplicates = 0;
        std::uint64_t untimed = 0, late = 0, ahead = 0;    ///< hits not used, for their time
        std::uint64_t no_group = 0, no_value = 0;          ///< hits that a correlation could not use: an absent field, no number
        std::uint64_t firings = 0;                         ///< silent ones too
        std::uint64_t evicted = 0;                         ///< groups forgotten for the cap
        std::uint64_t undecided = 0;                       ///< windows open at the end
        std::uint64_t unknown = 0;                         ///< groups and waiting hits of a snapshot whose correlation is gone or changed
        std::uint64_t groups = 0, waiting = 0, bytes = 0;  ///< now
        bool operator==(const Counters&) const = default;
    };
    [[nodiscard]] Counters counters() const;
    /// Of one correlation, since the correlator was made.
    struct Own {
        std::uint64_t hits = 0;  ///< handed to it, a child's firings too
        std::uint64_t no_group = 0, no_value = 0, firings = 0, evicted = 0, undecided = 0;
        bool operator==(const Own&) const = default;
    };
    /// By correlation, as Firing counts them; zeros for those that cannot run.
    [[nodiscard]] std::vector<Own> by_correlation() const;

    /// Everything but the firings not yet taken. restore() needs a fresh correlator; the plan may have changed: what is known by the same
    /// definition goes on, the rest is counted as unknown.
    [[nodiscard]] std::string snapshot() const;
    [[nodiscard]] Result<void> restore(std::string_view bytes);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace bonafide::sigma
