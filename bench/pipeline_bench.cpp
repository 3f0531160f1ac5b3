// The parts of the pipeline one by one, on one thread: reading; reading and mapping; reading, mapping and keeping books.
//   pipeline_bench [--benchmark_...] FILE...
// Bytes per second are of the files as they stand. The difference between two rows is what the later part costs.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "person/ledger.h"
#include "record/reader.h"
#include "scan/content.h"

namespace bonafide {

namespace {

const Content& content() {
    static const std::unique_ptr<Content> loaded = [] {
        Errors errors;
        auto out = Content::load({BONAFIDE_CONTENT, BONAFIDE_DATA, {}}, errors);
        for (const Error& error : errors) std::cerr << error.text() << '\n';
        return out;
    }();
    return *loaded;
}

class Reading : public RecordSink {
public:
    void record(const Record& record, const TableHeader*) override { benchmark::DoNotOptimize(record.values().size()); }
};

class Mapping : public RecordSink {
public:
    Mapping() : mapper_(content().sources, content().attributes, content().names) {}
    void begin_file(std::uint32_t, const FileName& name) override { file_ = name; }
    void record(const Record& record, const TableHeader* header) override {
        mapper_.map(record, header, file_, meaning_);
        do keep(meaning_);
        while (mapper_.next(meaning_));
    }
    virtual void keep(const Meaning& meaning) { benchmark::DoNotOptimize(meaning.statements.size()); }

private:
    Mapper mapper_;
    Meaning meaning_;
    FileName file_;
};

class Booking : public Mapping {
public:
    Booking() : ledger_(content().attributes, content().geo, content().checks) {}
    void keep(const Meaning& meaning) override {
        if (meaning.problem.empty()) ledger_.add(meaning);
    }

private:
    Ledger ledger_;
};

template <class Sink>
void run(benchmark::State& state, const std::string& file) {
    ReadOptions options;
    options.threads = 1;
    std::int64_t records = 0;
    for (auto unused : state) {
        const auto outcome = read_all({file}, content().names, options, [](unsigned) { return std::make_unique<Sink>(); });
        for (const FileReport& report : outcome->reports) records += static_cast<std::int64_t>(report.records);
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(std::filesystem::file_size(file)));
    state.SetItemsProcessed(records);
}

template <class Sink>
void add(const std::string& words, const std::string& file) {
    const std::string name = words + "/" + std::filesystem::path(file).filename().string();
    benchmark::RegisterBenchmark(name.c_str(), [file](benchmark::State& state) { run<Sink>(state, file); })
        ->Unit(benchmark::kMillisecond)
        ->MinTime(1);
}

}  // namespace

}  // namespace bonafide

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    for (int i = 1; i < argc; ++i) {
        bonafide::add<bonafide::Reading>("read", argv[i]);
        bonafide::add<bonafide::Mapping>("read+map", argv[i]);
        bonafide::add<bonafide::Booking>("read+map+book", argv[i]);
    }
    benchmark::RunSpecifiedBenchmarks();
}
