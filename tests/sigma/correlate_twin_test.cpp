// A slow twin of the correlator: every window from its definition, every figure from scratch, at every moment at which an event comes or
// leaves. Random timelines of every type, crowded so that equal times, boundaries and gaps are common.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>

#include "tests/sigma/correlate_support.h"

namespace bonafide::sigma {

namespace {

using namespace testing;

constexpr std::int64_t second = 1'000'000;

struct TwinEvent {
    std::int64_t us = 0;
    std::size_t rule = 0;  ///< distinct rule
    std::string group, value;
    std::int64_t tenths = 0;  ///< the value as a number, times ten
};
struct TwinFiring {
    std::int64_t us = 0;
    std::string group;
    double figure = 0;
};
using Shown = std::vector<std::string>;

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

bool has_not(const Expression& e) {
    if (e.kind == Expression::Kind::no) return true;
    return std::ranges::any_of(e.children, has_not);
}

class Twin {
public:
    /// `steps`: the distinct rule of each entry of the correlation's list.
    Twin(const Correlation& correlation, std::vector<std::size_t> steps) : c_(correlation), steps_(std::move(steps)) {}

    std::vector<TwinFiring> run(const std::vector<TwinEvent>& events, std::int64_t end) const {
        std::map<std::string, std::vector<TwinEvent>> groups;
        for (const TwinEvent& event : events) groups[event.group].push_back(event);
        std::vector<TwinFiring> out;
        for (auto& [group, own] : groups) {
            std::ranges::stable_sort(own, {}, &TwinEvent::us);
            const std::vector<TwinFiring> fired = closing() ? anchored(own, end) : sliding(own);
            out.insert(out.end(), fired.begin(), fired.end());
        }
        return out;
    }

private:
    using Events = std::vector<TwinEvent>;

    [[nodiscard]] bool closing() const {
        for (const Bound& bound : c_.bounds)
            if (bound.kind != Bound::Kind::gt && bound.kind != Bound::Kind::gte) return true;
        return c_.extended && has_not(c_.condition);
    }

    [[nodiscard]] std::vector<TwinFiring> sliding(const Events& events) const {
        std::set<std::int64_t> moments, arrivals;
        for (const TwinEvent& event : events) {
            arrivals.insert(event.us);
            moments.insert({event.us, event.us + c_.timespan_us});
        }
        std::vector<TwinFiring> out;
        bool armed = true;
        for (const std::int64_t now : moments) {
            Events window;
            for (const TwinEvent& event : events)
                if (event.us > now - c_.timespan_us && event.us <= now) window.push_back(event);
            const bool is_true = !window.empty() && holds(window);
            if (!is_true) armed = true;
            else if (armed && arrivals.contains(now)) {
                out.push_back({now, events.front().group, figure(window)});
                armed = false;
            }
        }
        return out;
    }

    [[nodiscard]] std::vector<TwinFiring> anchored(const Events& events, std::int64_t end) const {
        std::vector<TwinFiring> out;
        for (std::size_t i = 0; i < events.size();) {
            const std::int64_t close = events[i].us + c_.timespan_us;
            Events window;
            for (; i < events.size() && events[i].us < close; ++i) window.push_back(events[i]);
            if (close <= end && holds(window)) out.push_back({close, events.front().group, figure(window)});
        }
        return out;
    }

    [[nodiscard]] bool holds(const Events& window) const {
        if (c_.extended) return c_.type == CorrelationType::temporal ? boolean(c_.condition, window) : ordered_boolean(window);
        const double n = figure(window);
        if (c_.bounds.empty()) return n >= static_cast<double>(c_.type == CorrelationType::temporal_ordered ? steps_.size() : distinct());
        return std::ranges::all_of(c_.bounds, [&](const Bound& bound) { return meets(bound, n); });
    }

    [[nodiscard]] std::size_t distinct() const { return std::set(steps_.begin(), steps_.end()).size(); }

    [[nodiscard]] double figure(const Events& window) const {
        std::set<std::string> values;
        std::set<std::size_t> rules;
        std::vector<double> numbers;
        std::int64_t tenths = 0;
        for (const TwinEvent& event : window) {
            values.insert(event.value);
            rules.insert(event.rule);
            numbers.push_back(static_cast<double>(event.tenths) / 10);
            tenths += event.tenths;
        }
        std::ranges::sort(numbers);
        const double position = static_cast<double>(numbers.size() - 1) * (c_.type == CorrelationType::value_median ? 50 : c_.percentile) / 100;
        const auto low = static_cast<std::size_t>(position);
        switch (c_.type) {
            case CorrelationType::event_count: return static_cast<double>(window.size());
            case CorrelationType::value_count: return static_cast<double>(values.size());
            case CorrelationType::value_sum: return static_cast<double>(tenths) / 10;
            case CorrelationType::value_avg:
                return static_cast<double>(static_cast<long double>(tenths) / 10 / static_cast<long double>(window.size()));
            case CorrelationType::value_percentile:
            case CorrelationType::value_median:
                return low + 1 < numbers.size() ? numbers[low] + (numbers[low + 1] - numbers[low]) * (position - static_cast<double>(low))
                                                : numbers[low];
            case CorrelationType::temporal: return static_cast<double>(rules.size());
            case CorrelationType::temporal_ordered: {
                if (c_.extended) return -1;
                std::size_t most = 0;
                for (std::size_t length = 1; length <= steps_.size(); ++length)
                    if (in_order(window, {steps_.begin(), steps_.begin() + static_cast<std::ptrdiff_t>(length)})) most = length;
                return static_cast<double>(most);
            }
        }
        return 0;
    }

    [[nodiscard]] static bool seen(const Events& window, std::size_t rule) {
        return std::ranges::any_of(window, [&](const TwinEvent& event) { return event.rule == rule; });
    }

    [[nodiscard]] bool boolean(const Expression& e, const Events& window) const {
        const auto child = [&](const Expression& part) { return boolean(part, window); };
        switch (e.kind) {
            case Expression::Kind::all: return std::ranges::all_of(e.children, child);
            case Expression::Kind::any: return std::ranges::any_of(e.children, child);
            case Expression::Kind::no: return !boolean(e.children.front(), window);
            case Expression::Kind::item: return seen(window, steps_[e.item]);
            case Expression::Kind::always: return true;
            case Expression::Kind::never: return false;
        }
        return false;
    }

    /// Some set of rules stands in the window in the order of the list and makes the condition true; "not" asks for absence.
    [[nodiscard]] bool ordered_boolean(const Events& window) const {
        for (unsigned set = 0; set < (1U << steps_.size()); ++set) {
            std::vector<std::size_t> chosen;
            for (std::size_t i = 0; i < steps_.size(); ++i)
                if ((set >> i & 1U) != 0) chosen.push_back(steps_[i]);
            if (in_order(window, chosen) && with_set(c_.condition, set, window, false)) return true;
        }
        return false;
    }
    [[nodiscard]] bool with_set(const Expression& e, unsigned set, const Events& window, bool negated) const {
        const auto child = [&](const Expression& part) { return with_set(part, set, window, negated); };
        switch (e.kind) {
            case Expression::Kind::no: return with_set(e.children.front(), set, window, !negated);
            case Expression::Kind::item: return negated ? !seen(window, steps_[e.item]) : (set >> e.item & 1U) != 0;
            case Expression::Kind::all: return negated ? std::ranges::any_of(e.children, child) : std::ranges::all_of(e.children, child);
            case Expression::Kind::any: return negated ? std::ranges::all_of(e.children, child) : std::ranges::any_of(e.children, child);
            case Expression::Kind::always: return !negated;
            case Expression::Kind::never: return negated;
        }
        return false;
    }

    /// By trying everything: distinct events for the steps, times not falling.
    [[nodiscard]] static bool in_order(const Events& window, const std::vector<std::size_t>& steps) {
        std::vector<bool> used(window.size());
        return place(window, steps, 0, INT64_MIN, used);
    }
    [[nodiscard]] static bool place(const Events& window, const std::vector<std::size_t>& steps, std::size_t step, std::int64_t after,
                                    std::vector<bool>& used) {
        if (step == steps.size()) return true;
        for (std::size_t i = 0; i < window.size(); ++i) {
            if (used[i] || window[i].rule != steps[step] || window[i].us < after) continue;
            used[i] = true;
            if (place(window, steps, step + 1, window[i].us, used)) return true;
            used[i] = false;
        }
        return false;
    }

    const Correlation& c_;
    std::vector<std::size_t> steps_;
};

class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}
    std::int64_t below(std::int64_t n) { return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(n)); }
    bool one_in(std::int64_t n) { return below(n) == 0; }
    std::mt19937_64& engine() { return engine_; }

private:
    std::mt19937_64 engine_;
};

Expression random_expression(Random& random, int depth, bool with_not) {
    Expression out;
    const std::int64_t kind = depth == 0 ? 0 : random.below(with_not ? 4 : 3);
    if (kind == 0) {
        out.kind = Expression::Kind::item;
        out.item = static_cast<std::uint32_t>(random.below(3));
        return out;
    }
    out.kind = kind == 1 ? Expression::Kind::all : kind == 2 ? Expression::Kind::any : Expression::Kind::no;
    for (std::int64_t i = kind == 3 ? 1 : 2; i > 0; --i) out.children.push_back(random_expression(random, depth - 1, with_not));
    return out;
}

Bound random_bound(Random& random, CorrelationType type, bool rising) {
    Bound out{static_cast<Bound::Kind>(random.below(rising ? 2 : 6)), static_cast<double>(1 + random.below(4))};
    if (type == CorrelationType::value_sum) out.value = static_cast<double>(random.below(60) - 10) / 10;
    if (type == CorrelationType::value_avg || type == CorrelationType::value_percentile || type == CorrelationType::value_median)
        out.value = static_cast<double>(random.below(20) - 5) / 10;
    return out;
}

Correlation random_correlation(Random& random, CorrelationType type) {
    Correlation out;
    out.heading.title = out.heading.name = "random";
    out.type = type;
    out.rules = {"r0", "r1", "r2"};
    out.group_by = {"G"};
    out.timespan_us = (1 + random.below(8)) * second;
    const bool temporal = type == CorrelationType::temporal || type == CorrelationType::temporal_ordered;
    if (!temporal && type != CorrelationType::event_count) out.values = {"V"};
    out.percentile = static_cast<double>(random.below(5)) * 25;
    if (temporal && random.one_in(2)) {
        out.extended = true;
        out.condition = random_expression(random, 3, random.one_in(2));
    } else if (temporal && random.one_in(2)) {
        if (type == CorrelationType::temporal_ordered && random.one_in(2)) out.rules = {"r0", "r1", "r0"};
        if (type == CorrelationType::temporal_ordered && random.one_in(3)) out.rules = {"r0", "r0", "r1", "r2"};
    } else {
        const bool rising = random.one_in(2);
        for (std::int64_t i = 1 + random.below(2); i > 0; --i) out.bounds.push_back(random_bound(random, type, rising));
    }
    return out;
}

std::vector<TimedEvent> random_events(Random& random) {
    std::vector<TimedEvent> out;
    const std::int64_t count = random.below(40), length = 1 + random.below(40);
    for (std::int64_t i = 0; i < count; ++i) {
        TimedEvent& event = out.emplace_back();
        event.us = random.below(length) * second;
        event.rule = static_cast<std::uint32_t>(random.below(3));
        event.place = static_cast<std::uint64_t>(i);
        event.fields["G"] = random.one_in(2) ? "x" : "y";
        event.fields["V"] = fmt::format("{:.1f}", static_cast<double>(random.below(21) - 7) / 10);
    }
    in_order(out);
    return out;
}

TwinEvent twin_event(const TimedEvent& event) {
    return {event.us, event.rule, event.fields.at("G"), event.fields.at("V"), std::llround(std::stod(event.fields.at("V")) * 10)};
}

std::vector<std::size_t> steps_of(const Correlation& c) {
    std::vector<std::size_t> out;
    for (const std::string& rule : c.rules) out.push_back(static_cast<std::size_t>(rule[1] - '0'));
    return out;
}

Shown shown(const std::vector<TwinFiring>& firings) {
    Shown out;
    for (const TwinFiring& firing : firings) out.push_back(fmt::format("{:06} {} {:.6f}", firing.us / second, firing.group, firing.figure));
    std::ranges::sort(out);
    return out;
}
Shown shown(const std::vector<Firing>& firings, bool with_figure, std::uint32_t correlation) {
    std::vector<TwinFiring> out;
    for (const Firing& firing : firings)
        if (firing.correlation == correlation) out.push_back({firing.time.us, firing.group.front(), with_figure ? firing.figure : -1});
    return shown(out);
}

std::string described(const Correlation& c, const std::vector<TimedEvent>& events) {
    std::string out = fmt::format("type {} span {} extended {} rules [{}] percentile {}", static_cast<int>(c.type), c.timespan_us / second,
                                  c.extended, fmt::join(c.rules, " "), c.percentile);
    for (const Bound& bound : c.bounds) out += fmt::format(" bound {} {}", static_cast<int>(bound.kind), bound.value);
    for (const TimedEvent& e : events) out += fmt::format("\n  t={} r{} {} {}", e.us / second, e.rule, e.fields.at("G"), e.fields.at("V"));
    return out;
}

std::string type_name(CorrelationType type) {
    constexpr std::array names{"event_count", "value_count", "temporal",         "temporal_ordered",
                               "value_sum",   "value_avg",   "value_percentile", "value_median"};
    return names[static_cast<std::size_t>(type)];
}

class TwinTest : public ::testing::TestWithParam<CorrelationType> {};

TEST_P(TwinTest, FiresTheSame) {
    std::size_t firings = 0, closing = 0;
    for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
        Random random(seed * 100 + static_cast<std::uint64_t>(GetParam()));
        RuleBook setup;
        for (const char* name : {"r0", "r1", "r2"}) setup.add_rule(name);
        setup.correlations.push_back(random_correlation(random, GetParam()));
        setup.make();
        ASSERT_TRUE(setup.errors.empty()) << setup.errors.front().text();
        const Correlation& c = setup.correlations.front();
        std::vector<TimedEvent> events = random_events(random);
        const bool decide_open = random.one_in(2);
        const std::vector<std::size_t> steps = steps_of(c);
        std::erase_if(events, [&](const TimedEvent& event) { return std::ranges::find(steps, event.rule) == steps.end(); });
        std::vector<TwinEvent> own;
        for (const TimedEvent& event : events) own.push_back(twin_event(event));
        const std::int64_t end = decide_open ? INT64_MAX : events.empty() ? 0 : events.back().us;
        const bool figures = !(c.extended && c.type == CorrelationType::temporal_ordered);
        const Shown wanted = shown(Twin(c, steps).run(own, end));
        firings += wanted.size();
        closing += setup.plan.nodes().front().closing ? wanted.size() : 0;
        CorrelatorOptions options;
        options.decide_open = decide_open;
        ASSERT_EQ(shown(run(setup, events, options).firings, figures, 0), wanted) << "seed " << seed << ": " << described(c, events);
        ASSERT_EQ(shown(run_as_scan(setup, events, options, seed).firings, figures, 0), wanted)
            << "as a scan, seed " << seed << ": " << described(c, events);

        // Live: out of order by less than the lateness, and cut by snapshots.
        const std::int64_t lateness = 5 * second;
        std::vector<std::pair<std::int64_t, TimedEvent>> arriving;
        for (const TimedEvent& event : events) arriving.emplace_back(event.us + random.below(lateness), event);
        std::ranges::stable_sort(arriving, {}, [](const auto& entry) { return entry.first; });
        std::vector<TimedEvent> live;
        for (auto& [at, event] : arriving) live.push_back(std::move(event));
        options.lateness_us = lateness;
        const Ran ran = run_with_snapshots(setup, live, options);
        ASSERT_EQ(ran.counters.late, 0U);
        ASSERT_EQ(shown(ran.firings, figures, 0), wanted) << "live, seed " << seed << ": " << described(c, events);
    }
    EXPECT_GT(firings, 300U);
    EXPECT_GT(closing, 100U);
}

INSTANTIATE_TEST_SUITE_P(Types, TwinTest,
                         ::testing::Values(CorrelationType::event_count, CorrelationType::value_count, CorrelationType::temporal,
                                           CorrelationType::temporal_ordered, CorrelationType::value_sum, CorrelationType::value_avg,
                                           CorrelationType::value_percentile, CorrelationType::value_median),
                         [](const auto& type) { return type_name(type.param); });

TEST(TwinOfChains, FiresTheSame) {
    std::size_t firings = 0;
    for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
        Random random(seed + 1'000'000);
        RuleBook setup;
        for (const char* name : {"r0", "r1", "r2"}) setup.add_rule(name);
        Correlation parent = random_correlation(random, static_cast<CorrelationType>(random.one_in(3) ? 0 : 2 + random.below(2)));
        parent.heading.name = parent.heading.title = "parent";
        parent.rules = {"r0", "child", "r2"};
        Correlation child = random_correlation(random, random.one_in(2) ? CorrelationType::event_count : CorrelationType::value_count);
        child.heading.name = child.heading.title = "child";
        child.rules = {"r0", "r1"};
        setup.correlations = {parent, child};
        setup.make();
        ASSERT_TRUE(setup.errors.empty()) << setup.errors.front().text();
        const std::vector<TimedEvent> events = random_events(random);
        const std::int64_t end = events.empty() ? 0 : events.back().us;

        std::vector<TwinEvent> below, above;
        for (const TimedEvent& event : events) {
            if (event.rule != 2) below.push_back(twin_event(event));
            if (event.rule != 1) above.push_back(twin_event(event));
        }
        for (const TwinFiring& firing : Twin(child, {0, 1}).run(below, end)) above.push_back({firing.us, 1, firing.group, "", 0});
        const bool figures = !(parent.extended && parent.type == CorrelationType::temporal_ordered);
        const Shown wanted = shown(Twin(parent, {0, 1, 2}).run(above, end));
        firings += wanted.size();
        ASSERT_EQ(shown(run(setup, events, {}).firings, figures, 0), wanted)
            << "seed " << seed << ": parent " << described(parent, {}) << "\nchild " << described(child, events);
        ASSERT_EQ(shown(run_as_scan(setup, events, {}, seed).firings, figures, 0), wanted) << "seed " << seed;
    }
    EXPECT_GT(firings, 500U);
}

}  // namespace

}  // namespace bonafide::sigma
