// Reading and understanding, one Collector a worker: Records in, a Ledger and tallies out. Merged in any order to the same.
// Used by scan.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "person/ledger.h"
#include "scan/content.h"
#include "scan/rule_runner.h"
#include "scan/scan.h"

namespace bonafide {

/// How many records of one file one source understood.
struct SourceTally {
    const Source* source = nullptr;  ///< nullptr: nothing was understood
    bool generic = false;
    std::uint64_t records = 0;
    Timestamp first, last;
};

/// Counts beside the ledger. Sums, unions, minima and maxima only.
struct Tallies {
    std::map<std::uint32_t, std::vector<SourceTally>> by_file;
    std::map<std::uint32_t, std::map<std::string, std::uint64_t>> not_understood;  ///< file → reason → records
    std::uint64_t events = 0, statements = 0, outside_time = 0;
    Timestamp first, last;

    void count(std::uint32_t file, const Meaning& meaning);
    void merge(const Tallies& other);
};

struct Collected {
    ReadOutcome read;
    std::unique_ptr<Ledger> ledger;  ///< not finished: may still be merged
    Tallies tallies;
    RuleTally rules;                      ///< where rules run, ...
    std::vector<sigma::HitLog> hit_logs;  ///< ... with the hits that correlations wait for
};

/// Widens [first, last] by a time, if it is known.
void widen(Timestamp& first, Timestamp& last, Timestamp at);

[[nodiscard]] Result<Collected> collect(const Content& content, const ScanOptions& options, const std::vector<std::string>& inputs);
[[nodiscard]] ReadOptions read_options(const ScanOptions& options);
[[nodiscard]] unsigned worker_count(const ScanOptions& options);

}  // namespace bonafide
