#include "scan/scan.h"

#include <algorithm>
#include <mutex>
#include <set>

#include "scan/build_report.h"
#include "scan/collect.h"
#include "scan/excerpts.h"
#include "scan/listed.h"
#include "scan/rule_report.h"
#include "source/try.h"

namespace bonafide {

namespace {

Result<std::vector<Decision>> all_decisions(const ScanOptions& options) {
    std::vector<Decision> out = options.decisions;
    if (!options.store) return out;
    auto stored = options.store->decisions();
    if (!stored) return std::unexpected(stored.error());
    out.insert(out.end(), stored->begin(), stored->end());
    return out;
}

/// Attributes that the sources that were read state, although no value of anybody's was worth keeping (Keep::matched): checks of them could look.
std::vector<AttributeId> stated_by(const Content& content, const Tallies& tallies) {
    std::set<AttributeId> out;
    for (const auto& [file, by_source] : tallies.by_file)
        for (const SourceTally& tally : by_source) {
            if (!tally.source || tally.records == 0) continue;
            for (const std::string& name : tally.source->provides)
                if (const Attribute* attribute = content.attributes.find(name); attribute && attribute->keep == Keep::matched)
                    out.insert(attribute->id);
        }
    return {out.begin(), out.end()};
}

std::string evidence_lines(const ReportSignal& signal) {
    std::string out;
    for (const ReportEvidence& evidence : signal.evidence) out += evidence.locator + "\n";
    return out;
}

Result<void> save_outcome(Store& store, const Report& report, const People& people, const Attributes& attributes) {
    const auto next_person = [&, at = std::size_t{0}](StoredPerson& out) mutable {
        if (at == report.people.size()) return false;
        const ReportPerson& person = report.people[at++];
        out = {person.id,
               person.name,
               person.kind,
               std::string(band_name(person.band)),
               person.bits,
               person.probability,
               static_cast<std::int64_t>(person.rank)};
        return true;
    };
    const auto next_signal = [&, of = std::size_t{0}, at = std::size_t{0}](StoredSignal& out) mutable {
        for (; of < report.people.size() && at == report.people[of].signals.size(); ++of) at = 0;
        if (of == report.people.size()) return false;
        const ReportSignal& signal = report.people[of].signals[at++];
        out = {report.people[of].id, signal.check, iso_time(signal.time), signal.summary, evidence_lines(signal), signal.bits, signal.counted_bits};
        return true;
    };
    const auto next_statement = [&, of = std::size_t{0}, at = std::size_t{0}](StoredStatement& out) mutable {
        for (; of < people.persons.size() && at == people.persons[of].facts.size(); ++of) at = 0;
        if (of == people.persons.size()) return false;
        const Person& person = people.persons[of];
        const Fact& fact = person.facts[at++];
        out = {person.id,
               attributes[fact.attribute].name,
               fact.stance == Stance::claimed ? "claimed" : "observed",
               fact.value,
               iso_time(fact.first()),
               iso_time(fact.last()),
               static_cast<std::int64_t>(fact.count()),
               fact.days().count()};
        return true;
    };
    return store.save_outcome(next_person, next_statement, next_signal);
}

}  // namespace

Result<ScanOutcome> conclude(const Content& content, const ScanOptions& options, Collected&& collected) {
    collected.ledger->finish(worker_count(options));
    People people = resolve(std::move(*collected.ledger), content.attributes, worker_count(options));
    const Timestamp today = collected.tallies.last.known() ? collected.tallies.last : options.now;
    std::vector<AttributeId> stated = stated_by(content, collected.tallies);
    if (options.lists) {
        std::vector<name::Search> searches(worker_count(options), name::Search(options.lists->index()));
        std::ranges::move(compare_with_lists(people, content.attributes, *options.lists, searches), std::back_inserter(stated));
    }
    CheckOutcome checks = content.checks.run(people, content.attributes, content.geo, today, worker_count(options), stated);
    ScanOutcome out;
    out.interrupted = collected.read.cancelled;
    Correlated correlated;
    if (content.sigma) {
        const Timestamp last = collected.tallies.last;
        correlated = run_correlations(*content.sigma, collected.hit_logs, options.until.known() ? std::min(last, options.until) : last);
        add_rule_signals(*content.sigma, people, correlated.firings, checks.signals);
    }
    const std::vector<Cluster> clusters = find_clusters(people, content.attributes, content.checks, checks.signals);
    std::vector<std::vector<std::size_t>> cluster_members;
    for (const Cluster& cluster : clusters) cluster_members.push_back(cluster.persons);
    const auto decisions = all_decisions(options);
    if (!decisions) return std::unexpected(decisions.error());
    const auto assessments = assess(people, content.attributes, content.checks, checks.signals, cluster_members, content.rules, *decisions);

    out.report = build_report(content, options, {people, checks, clusters, assessments, *decisions, collected.read.files});
    add_inputs(out.report, content, collected.read, collected.tallies);
    if (options.lists) std::ranges::copy(options.lists->notes(), std::back_inserter(out.report.notes));
    if (content.sigma) add_rules(out.report, *content.sigma, collected.rules, correlated);
    out.firings = std::move(correlated.firings);
    if (options.excerpts) fill_excerpts(out.report, worker_count(options));
    Result<void> saved;
    std::vector<std::function<void()>> last;
    if (options.store) last.emplace_back([&] { saved = save_outcome(*options.store, out.report, people, content.attributes); });
    if (options.finished) last.emplace_back([&] { options.finished(out.report); });
    run_tasks(worker_count(options), last);
    if (!saved) return std::unexpected(saved.error());
    return out;
}

Result<ScanOutcome> scan(const Content& content, const ScanOptions& options) {
    std::int64_t run = 0;
    if (options.store) {
        std::string inputs;
        for (const std::string& input : options.inputs) inputs += input + "\n";
        auto begun = options.store->begin_run(options.now, inputs);
        if (!begun) return std::unexpected(begun.error());
        run = *begun;
    }
    auto collected = collect(content, options, options.inputs);
    if (!collected) return std::unexpected(collected.error());
    auto out = conclude(content, options, std::move(*collected));
    if (out && options.store)
        if (auto done = options.store->finish_run(run, options.now, std::to_string(out->report.totals.records) + " records"); !done)
            return std::unexpected(done.error());
    return out;
}

namespace {

/// Prints each record's meaning; lines of one worker stay in file order.
class EventLister : public RecordSink {
public:
    EventLister(const Content& content, std::mutex& mutex, EventsOutcome& outcome, const std::function<void(std::string_view)>& line)
        : content_(content), mapper_(content.sources, content.attributes, content.names), mutex_(mutex), outcome_(outcome), line_(line) {}

    void begin_file(std::uint32_t, const FileName& name) override { file_ = name; }

    void record(const Record& record, const TableHeader* header) override {
        mapper_.map(record, header, file_, meaning_);
        const std::lock_guard lock(mutex_);
        do show();
        while (mapper_.next(meaning_));
    }

private:
    void show() {
        if (!meaning_.problem.empty()) {
            if (!content_.sources.passes_over(file_)) ++outcome_.not_understood[std::string(meaning_.problem)];
            return;
        }
        ++(meaning_.generic ? outcome_.generic : outcome_.understood);
        line_(event_json(meaning_, content_.attributes, file_));
    }

    const Content& content_;
    Mapper mapper_;
    Meaning meaning_;
    FileName file_;
    std::mutex& mutex_;
    EventsOutcome& outcome_;
    const std::function<void(std::string_view)>& line_;
};

}  // namespace

Result<EventsOutcome> list_events(const Content& content, const ScanOptions& options, const std::function<void(std::string_view)>& line) {
    EventsOutcome out;
    std::mutex mutex;
    auto read = read_all(options.inputs, content.names, read_options(options),
                         [&](unsigned) -> std::unique_ptr<RecordSink> { return std::make_unique<EventLister>(content, mutex, out, line); });
    if (!read) return std::unexpected(read.error());
    out.read = std::move(*read);
    std::erase_if(out.read.unread, [&](const Unread& unread) { return content.sources.passes_over(unread.file); });
    return out;
}

}  // namespace bonafide
