// People, signals and assessments → Report: everything in words, nothing left to look up. Used by scan.
#pragma once

#include "check/check.h"
#include "scan/collect.h"

namespace bonafide {

/// What a run found, before it is put into words.
struct Findings {
    People& people;  ///< what the report shows is taken from it, not copied
    const CheckOutcome& checks;
    const std::vector<Cluster>& clusters;
    const std::vector<Assessment>& assessments;
    const std::vector<Decision>& decisions;
    const Files& files;
};

[[nodiscard]] Report build_report(const Content& content, const ScanOptions& options, const Findings& findings);
/// What each file was read as, and what was not read or understood.
void add_inputs(Report& report, const Content& content, const ReadOutcome& read, const Tallies& tallies);

}  // namespace bonafide
