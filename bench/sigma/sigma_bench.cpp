// Rules against recorded events, nothing else: load time, events a second of processor time, matches, peak memory.
//   sigma_bench RULES EVENTS [--threads N] [--runs N] [--plain] [--matches FILE] [--hits FILE]
// The sources are those of content/; each record goes to the source that the recogniser names for its shape and channel. `--plain` leaves
// out every optimisation: the matches must be the same. Times are of the best run; reading alone is measured beside.
// FILE of --matches: rule, matches; of --hits: byte offset of the event, rule.
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/hash.h"
#include "record/reader.h"
#include "sigma/engine.h"
#include "sigma/rule_set.h"
#include "source/sigma_words.h"
#include "source/source.h"

using namespace bonafide;

namespace {

double seconds(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

struct Timer {
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    [[nodiscard]] double wall_taken() const { return seconds(CLOCK_MONOTONIC) - wall; }
    [[nodiscard]] double cpu_taken() const { return seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu; }
};

struct Bench {
    Attributes attributes;
    FieldNames names;
    Sources sources;
    std::vector<const Source*> compiled;
    std::vector<sigma::Dialect> dialects;
    std::map<const Source*, std::size_t> dialect_of;
    FieldId channel = no_field;
};

class Ignore : public RecordSink {
public:
    void record(const Record&, const TableHeader*) override {}
};

using Hits = std::vector<std::pair<std::uint64_t, std::uint32_t>>;  // byte offset of the event, rule

class Match : public RecordSink {
public:
    Match(const Bench& bench, const sigma::Engine& engine, std::vector<std::uint64_t>& counts, std::uint64_t& events,
          sigma::Matcher::Counters& counters, Hits* hits)
        : bench_(bench),
          mapper_(bench.sources, bench.attributes, bench.names),
          matcher_(engine),
          counts_(counts),
          events_(events),
          counters_(counters),
          hits_(hits) {}
    ~Match() override {
        counters_ = matcher_.counters();
        events_ = seen_;
    }
    void begin_file(std::uint32_t, const FileName& name) override { file_ = name; }
    void record(const Record& record, const TableHeader* header) override {
        ++seen_;  // not events_: workers' sums lie side by side, and would drive each other's out of the cache
        for (const std::uint32_t rule : matcher_.match(record, header, dialect(record, header))) {
            ++counts_[rule];
            if (hits_) hits_->emplace_back(record.locator().offset, rule);
        }
    }

private:
    std::size_t dialect(const Record& record, const TableHeader* header) {
        const std::string_view channel = record.text(bench_.channel, scratch_);
        const std::uint64_t key = channel.empty() ? record.shape() : hash64(channel);
        if (const auto known = known_.find(key); known != known_.end()) return known->second;
        const Recognition found = mapper_.recognise(record, header, file_);
        const auto at = bench_.dialect_of.find(found.source);
        return known_[key] = at == bench_.dialect_of.end() ? bench_.dialects.size() - 1 : at->second;
    }

    const Bench& bench_;
    Mapper mapper_;
    sigma::Matcher matcher_;
    std::vector<std::uint64_t>& counts_;
    std::uint64_t& events_;
    std::uint64_t seen_ = 0;
    sigma::Matcher::Counters& counters_;
    Hits* hits_;  ///< null: not asked for
    std::unordered_map<std::uint64_t, std::size_t> known_;
    std::string scratch_;
    FileName file_;
};

int complain(const Errors& errors) {
    for (const Error& error : errors) std::fprintf(stderr, "%s\n", error.text().c_str());
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::string> paths;
    unsigned threads = 1;
    int runs = 3;
    bool plain = false;
    std::string matches_file, hits_file;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--threads" && i + 1 < argc) threads = static_cast<unsigned>(std::atoi(argv[++i]));
        else if (word == "--runs" && i + 1 < argc) runs = std::atoi(argv[++i]);
        else if (word == "--matches" && i + 1 < argc) matches_file = argv[++i];
        else if (word == "--hits" && i + 1 < argc) hits_file = argv[++i];
        else if (word == "--plain") plain = true;
        else paths.push_back(word);
    }
    if (paths.size() < 2)
        return std::fprintf(stderr, "usage: sigma_bench RULES EVENTS... [--threads N] [--runs N] [--plain] [--matches FILE] [--hits FILE]\n"), 2;

    const std::filesystem::path content = BONAFIDE_CONTENT;
    Errors errors;
    Bench bench;
    bench.attributes = Attributes::load(content / "attributes.yml", errors);
    bench.sources = Sources::load(content / "sources", bench.attributes, bench.names, errors);
    if (!errors.empty()) return complain(errors);
    bench.compiled = all_compiled(bench.sources);
    bench.dialects = sigma::dialects_of(bench.compiled);
    for (std::size_t i = 0; i < bench.compiled.size(); ++i) bench.dialect_of[bench.compiled[i]] = i;

    const Timer loading;
    const sigma::RuleSet set = sigma::RuleSet::load({paths.front()}, {{}, nullptr, threads}, errors);
    if (!errors.empty()) return complain(errors);
    sigma::EngineOptions options;
    options.optimise = !plain;
    sigma::Engine engine(set.rules(), bench.dialects, options);
    engine.intern(bench.names);
    bench.channel = bench.names.intern("Channel");
    bench.names.freeze();
    engine.bind(bench.names);
    fmt::print("rules {} rejected {} load {:.3f} s wall {:.3f} s cpu\n", set.rules().size(), set.rejected().size(), loading.wall_taken(),
               loading.cpu_taken());

    const std::vector<std::string> events(paths.begin() + 1, paths.end());
    ReadOptions read;
    read.threads = threads;
    double reading = 1e9, best_cpu = 1e9, best_wall = 1e9;
    std::uint64_t total = 0;
    std::vector<std::uint64_t> counts;
    sigma::Matcher::Counters counters;
    std::vector<Hits> hits;  // by worker, of the last run
    for (int run = 0; run < runs; ++run) {
        const Timer alone;
        if (const auto done = read_all(events, bench.names, read, [](unsigned) { return std::make_unique<Ignore>(); }); !done)
            return complain({done.error()});
        reading = std::min(reading, alone.cpu_taken());
        std::vector<std::vector<std::uint64_t>> by_worker(threads, std::vector<std::uint64_t>(set.rules().size()));
        std::vector<std::uint64_t> seen(threads);
        std::vector<sigma::Matcher::Counters> counted(threads);
        hits.assign(threads, {});
        const Timer timer;
        if (const auto done = read_all(events, bench.names, read,
                                       [&](unsigned worker) {
                                           return std::make_unique<Match>(bench, engine, by_worker[worker], seen[worker], counted[worker],
                                                                          hits_file.empty() ? nullptr : &hits[worker]);
                                       });
            !done)
            return complain({done.error()});
        best_cpu = std::min(best_cpu, timer.cpu_taken());
        best_wall = std::min(best_wall, timer.wall_taken());
        total = 0;
        counts.assign(set.rules().size(), 0);
        counters = {};
        for (unsigned worker = 0; worker < threads; ++worker) {
            total += seen[worker];
            counters.evaluated += counted[worker].evaluated;
            counters.matched += counted[worker].matched;
            for (std::size_t rule = 0; rule < counts.size(); ++rule) counts[rule] += by_worker[worker][rule];
        }
    }
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto rate = [&](double time) { return static_cast<double>(total) / time; };
    fmt::print("events {} matches {} rules_matched {} evaluated {}\n", total, counters.matched,
               std::ranges::count_if(counts, [](std::uint64_t n) { return n > 0; }), counters.evaluated);
    fmt::print(
        "threads {} wall {:.3f} s = {:.0f} events/s; cpu {:.3f} s = {:.0f} events/s of one core; reading alone {:.3f} s cpu = {:.0f} events/s\n",
        threads, best_wall, rate(best_wall), best_cpu, rate(best_cpu), reading, rate(reading));
    fmt::print("peak memory {} MB\n", usage.ru_maxrss / 1024);
    if (!matches_file.empty()) {
        std::ofstream out(matches_file);
        for (std::size_t rule = 0; rule < counts.size(); ++rule)
            if (counts[rule] > 0) out << set.rules()[rule].heading.id << '\t' << counts[rule] << '\n';
    }
    if (!hits_file.empty()) {
        std::ofstream out(hits_file);
        for (const Hits& of_worker : hits)
            for (const auto& [offset, rule] : of_worker) out << offset << '\t' << set.rules()[rule].heading.id << '\n';
    }
    return 0;
}
