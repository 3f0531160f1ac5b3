// A demonstration organisation in the vendors' real export formats: ordinary people, hard innocent cases, and planted workers
// after published cases. Called by `bonafide simulate`, tests and benchmarks; it knows nothing of the checks. The truth is
// written beside the exports, never among them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/error.h"
#include "base/time.h"

namespace bonafide {

struct SimulateOptions {
    std::uint64_t people = 300;
    int days = 90;
    std::uint64_t seed = 1;       ///< the same seed gives the same bytes
    Date start{2026, 8, 24};      ///< first day of the logs; the default spans the end of daylight saving
    std::filesystem::path out;    ///< must not hold anything yet
    std::filesystem::path truth;  ///< empty: OUT.truth.json
    std::filesystem::path data;   ///< data packages (base/geo.h); without them a small built-in list of addresses is used
    bool names_swapped = false;   ///< the same organisation, every person under a name of another origin
};

struct SimulateSummary {
    std::uint64_t people = 0, planted = 0, hard_innocent = 0, applicants = 0;
    std::uint64_t events = 0, files = 0, bytes = 0;  ///< bytes before compression
    std::filesystem::path out, truth;
    [[nodiscard]] std::string text() const;  ///< two lines for the terminal
};

/// Fails where a file cannot be written or OUT is not empty. The logs are written day by day; kept in memory are a byte or so a
/// person, up to 5,000 people the commits, and up to 20,000 Slack's access log.
[[nodiscard]] Result<SimulateSummary> simulate(const SimulateOptions& options);

/// About `bytes` bytes of mixed NDJSON (sign-ins, cloud audit, endpoint) in one file, for benchmarks.
[[nodiscard]] Result<SimulateSummary> simulate_bulk_events(std::uint64_t bytes, std::uint64_t seed, const std::filesystem::path& out);

}  // namespace bonafide
