// The main job: read everything, understand it, resolve people, run the checks, assess, and fill a Report.
// Made of the folders above; called by cli (and by a server). Prints nothing and reads no clock.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/parallel.h"
#include "record/reader.h"
#include "report/report.h"
#include "scan/content.h"
#include "sigma/correlate.h"
#include "store/store.h"

namespace bonafide::name {
class KeptLists;
}

namespace bonafide {

struct ScanOptions {
    std::vector<std::string> inputs;
    unsigned threads = 0;    ///< 0: all usable cores
    Timestamp since, until;  ///< events outside are counted, not used; none: unbounded
    Timestamp now;           ///< when the run is made
    std::string program_version;
    ReadLimits limits;
    std::function<void(const Progress&)> progress;
    Cancel* cancel = nullptr;
    std::istream* standard_input = nullptr;
    std::function<bool(const std::filesystem::path&)> skip;
    Store* store = nullptr;  ///< none: nothing is kept and nothing is reused
    /// What is read together and kept as one: worth a transaction, and little enough that a killed run loses seconds.
    std::uint64_t segment_bytes = 256ULL << 20;
    std::vector<Decision> decisions;         ///< beside the store's own
    std::filesystem::path hits;              ///< NDJSON of every hit of a Sigma rule; empty: none is written
    const name::KeptLists* lists = nullptr;  ///< people are compared with them; none: nobody is, and nothing is said of it
    /// Given the finished report while it goes into the store: the time to write it out.
    std::function<void(const Report&)> finished;
    bool excerpts = true;  ///< are the bytes behind evidence read again for the report?
};

struct ScanOutcome {
    Report report;
    bool interrupted = false;
    std::vector<sigma::Firing> firings;  ///< of Sigma correlations, in order of time
};

[[nodiscard]] Result<ScanOutcome> scan(const Content& content, const ScanOptions& options);

struct Collected;
/// Everything after reading: people, checks, correlations, assessments, the report. Of the options what speaks of files is not used.
[[nodiscard]] Result<ScanOutcome> conclude(const Content& content, const ScanOptions& options, Collected&& collected);

/// What was understood, record by record: `line(worker, text)` gets the NDJSON of each. For `bonafide events`.
struct EventsOutcome {
    ReadOutcome read;
    std::uint64_t understood = 0, generic = 0;
    std::map<std::string, std::uint64_t> not_understood;  ///< by reason
};
[[nodiscard]] Result<EventsOutcome> list_events(const Content& content, const ScanOptions& options,
                                                const std::function<void(std::string_view line)>& line);

}  // namespace bonafide
