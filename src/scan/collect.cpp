#include "scan/collect.h"

#include <algorithm>

namespace bonafide {

namespace {

SourceTally& tally_of(std::vector<SourceTally>& tallies, const Source* source, bool generic) {
    for (SourceTally& tally : tallies)
        if (tally.source == source && tally.generic == generic) return tally;
    return tallies.emplace_back(SourceTally{source, generic, 0, {}, {}});
}

class Collector : public RecordSink {
public:
    Collector(const Content& content, const ScanOptions& options)
        : mapper_(content.sources, content.attributes, content.names),
          ledger_(std::make_unique<Ledger>(content.attributes, content.geo, content.checks)), since_(options.since), until_(options.until) {}

    void begin_file(std::uint32_t, const FileName& name) override { file_ = name; }

    void record(const Record& record, const TableHeader* header) override {
        mapper_.map(record, header, file_, meaning_);
        tallies_.count(record.locator().file, meaning_);
        if (!meaning_.problem.empty()) return;
        if (outside(meaning_.event.time)) {
            ++tallies_.outside_time;
            return;
        }
        ledger_->add(meaning_);
    }

    std::unique_ptr<Ledger>& ledger() { return ledger_; }
    const Tallies& tallies() const { return tallies_; }

private:
    [[nodiscard]] bool outside(Timestamp at) const {
        return at.known() && ((since_.known() && at < since_) || (until_.known() && at >= until_));
    }

    Mapper mapper_;
    std::unique_ptr<Ledger> ledger_;
    Tallies tallies_;
    Meaning meaning_;
    FileName file_;
    Timestamp since_, until_;
};

/// read_all owns the sinks; this one passes on, so that what was collected outlives it.
class Forward : public RecordSink {
public:
    explicit Forward(Collector& collector) : collector_(collector) {}
    void begin_file(std::uint32_t index, const FileName& name) override { collector_.begin_file(index, name); }
    void record(const Record& record, const TableHeader* header) override { collector_.record(record, header); }

private:
    Collector& collector_;
};

}  // namespace

void widen(Timestamp& first, Timestamp& last, Timestamp at) {
    if (!at.known()) return;
    if (!first.known() || at < first) first = at;
    last = std::max(last, at);
}

void Tallies::count(std::uint32_t file, const Meaning& meaning) {
    const bool understood = meaning.problem.empty();
    SourceTally& tally = tally_of(by_file[file], understood ? meaning.event.source : nullptr, meaning.generic);
    ++tally.records;
    if (!understood) {
        ++not_understood[file][std::string(meaning.problem)];
        return;
    }
    widen(tally.first, tally.last, meaning.event.time);
    widen(first, last, meaning.event.time);
    ++events;
    statements += meaning.statements.size();
}

void Tallies::merge(const Tallies& other) {
    for (const auto& [file, tallies] : other.by_file)
        for (const SourceTally& theirs : tallies) {
            SourceTally& ours = tally_of(by_file[file], theirs.source, theirs.generic);
            ours.records += theirs.records;
            widen(ours.first, ours.last, theirs.first);
            widen(ours.first, ours.last, theirs.last);
        }
    for (const auto& [file, reasons] : other.not_understood)
        for (const auto& [reason, count] : reasons) not_understood[file][reason] += count;
    events += other.events;
    statements += other.statements;
    outside_time += other.outside_time;
    widen(first, last, other.first);
    widen(first, last, other.last);
}

ReadOptions read_options(const ScanOptions& options) {
    ReadOptions read;
    read.threads = options.threads;
    read.limits = options.limits;
    read.progress = options.progress;
    read.cancel = options.cancel;
    read.standard_input = options.standard_input;
    read.skip = options.skip;
    return read;
}

Result<Collected> collect(const Content& content, const ScanOptions& options, const std::vector<std::string>& inputs) {
    std::vector<std::unique_ptr<Collector>> collectors;
    auto outcome = read_all(inputs, content.names, read_options(options), [&](unsigned) -> std::unique_ptr<RecordSink> {
        collectors.push_back(std::make_unique<Collector>(content, options));
        return std::make_unique<Forward>(*collectors.back());
    });
    if (!outcome) return std::unexpected(outcome.error());
    Collected out{std::move(*outcome), std::make_unique<Ledger>(content.attributes, content.geo, content.checks), {}};
    for (auto& collector : collectors) {
        out.ledger->merge(std::move(*collector->ledger()));
        out.tallies.merge(collector->tallies());
    }
    return out;
}

}  // namespace bonafide
