// How many hits a second a Correlator takes on one thread: counting over many groups, distinct values, sums, percentiles, sequences.
//   correlate_bench [--benchmark_...]
// Hits are made beforehand; what is measured is feed() alone. Figures: docs/sigma-correlations.md.
#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

#include "sigma/correlate.h"
#include "sigma/parse.h"

namespace bonafide::sigma {

namespace {

struct Stream {
    CorrelationPlan plan;
    std::vector<std::string> groups, values;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> hits;  ///< group, value
};

Stream stream(const std::string& correlation, std::size_t group_count, std::size_t value_count) {
    std::vector<Rule> rules(1);
    rules.front().heading.name = "a";
    std::vector<Correlation> correlations;
    for (Document& document :
         parse_text("title: bench\ncorrelation: " + correlation, "bench", [](std::string_view) { return std::vector<std::string>(); }))
        correlations.push_back(std::get<Correlation>(std::move(document)));
    Errors errors;
    Stream out;
    out.plan = CorrelationPlan::make(rules, correlations, errors);
    std::mt19937_64 random(1);
    for (std::size_t i = 0; i < group_count; ++i) out.groups.push_back("user" + std::to_string(random() % 10'000'000) + "@example.com");
    for (std::size_t i = 0; i < value_count; ++i) out.values.push_back(std::to_string(random() % 100'000));
    for (std::size_t i = 0; i < 1'000'000; ++i) out.hits.emplace_back(random() % group_count, random() % value_count);
    return out;
}

/// `gap_us` between hits: with the timespan it says how much a window holds.
void feed_all(benchmark::State& state, const Stream& input, std::int64_t gap_us) {
    CorrelatorOptions options;
    options.max_bytes = std::size_t{1} << 30;
    Correlator correlator(input.plan, options);
    std::int64_t time = 0;
    std::uint64_t fed = 0;
    for (auto _ : state)
        for (const auto& [group, value] : input.hits) {
            const std::string_view values[] = {input.groups[group], input.values[value]};
            correlator.feed({0, {time}, {0, 1, fed++, 0}, values});
            time += gap_us;
        }
    state.SetItemsProcessed(static_cast<std::int64_t>(fed));
    const Correlator::Counters counters = correlator.counters();
    state.counters["groups"] = static_cast<double>(counters.groups);
    state.counters["MiB"] = static_cast<double>(counters.bytes) / (1 << 20);
    state.counters["evicted"] = static_cast<double>(counters.evicted);
}

/// About 20 events in each group's window.
void event_count(benchmark::State& state) {
    feed_all(state, stream("{type: event_count, rules: a, group-by: [G], timespan: 2000s, condition: {gte: 50}}", 100'000, 1), 1000);
}
/// A threshold that is crossed all the time: firing, re-arming, trimming.
void event_count_firing(benchmark::State& state) {
    feed_all(state, stream("{type: event_count, rules: a, group-by: [G], timespan: 2000s, condition: {gte: 20}}", 100'000, 1), 1000);
}
/// 2,000 distinct values in each window of ten groups.
void value_count(benchmark::State& state) {
    std::string correlation = "{type: value_count, rules: a, group-by: [G], timespan: 100s, condition: {field: V, gte: 100000}}";
    feed_all(state, stream(correlation, 10, 2'200), 1000);
}
void value_sum(benchmark::State& state) {
    feed_all(state, stream("{type: value_sum, rules: a, group-by: [G], timespan: 100s, condition: {field: V, gte: 1000000000000}}", 100, 100'000),
             1000);
}
/// 1,000 numbers in each window.
void value_percentile(benchmark::State& state) {
    feed_all(state,
             stream("{type: value_percentile, rules: a, group-by: [G], timespan: 100s, condition: {field: V, percentile: 95, gte: 1000000}}", 100,
                    100'000),
             1000);
}
void closing(benchmark::State& state) {
    feed_all(state, stream("{type: event_count, rules: a, group-by: [G], timespan: 200s, condition: {lt: 1}}", 100'000, 1), 1000);
}

BENCHMARK(event_count)->Unit(benchmark::kMillisecond);
BENCHMARK(event_count_firing)->Unit(benchmark::kMillisecond);
BENCHMARK(value_count)->Unit(benchmark::kMillisecond);
BENCHMARK(value_sum)->Unit(benchmark::kMillisecond);
BENCHMARK(value_percentile)->Unit(benchmark::kMillisecond);
BENCHMARK(closing)->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace bonafide::sigma

BENCHMARK_MAIN();
