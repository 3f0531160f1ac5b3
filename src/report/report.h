// One run's outcome, ready to be shown: everything that HTML, JSON, CSV, OCSF and the terminal print comes from here.
// Made by scan; read by report's writers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "assess/assessment.h"
#include "base/error.h"
#include "link/cluster.h"
#include "record/reader.h"

namespace bonafide {

struct ReportEvidence {
    FileName file;
    std::uint64_t offset = 0, length = 0, line = 0;
    Timestamp time;
    std::string excerpt;  ///< at most 400 bytes of the original, valid UTF-8
    std::string locator;  ///< for `bonafide show`
};

struct ReportSignal {
    std::string check, title, kind, family, group;
    std::vector<std::string> tactics, attack;
    double bits = 0, counted_bits = 0;
    Timestamp time;
    std::string summary, note, reason, next_step;
    std::vector<std::string> innocent;
    std::vector<Reference> references;
    std::vector<ReportEvidence> evidence;
    std::vector<std::string> with;  ///< ids of the others (kind shared)
};

struct ReportPerson {
    std::string id, name, kind;
    std::vector<PersonIdentifier> identifiers;
    Band band = Band::clear;
    std::string band_note;
    double bits = 0, probability = 0;
    std::size_t rank = 0;
    std::string cluster;  ///< id, or empty
    std::vector<ReportSignal> signals;
    Histogram<168> hour_of_week;         ///< UTC
    std::string home_time_zone;          ///< of the claimed home, where known
    std::vector<std::string> decisions;  ///< in words
    std::vector<CompactText> personal;   ///< values that --pseudonyms must hide (addresses, phones, accounts); not printed
};

struct ReportCluster {
    std::string id, summary;
    std::vector<std::string> persons;
    struct Link {
        std::string check, title, value;
        double bits = 0;
        std::vector<std::string> persons;
    };
    std::vector<Link> links;
};

/// What files were read as.
struct ReportSource {
    std::string file, member, format, source, title;  ///< source: id, or "generic", or "" (nothing understood)
    double confidence = 0;
    std::uint64_t bytes = 0, records = 0, understood = 0;
    Timestamp first, last;
    std::string note;  ///< "12 columns not used: ..." and such
};

struct ReportRule {
    std::string id, title, file, status, reason;
    std::uint64_t matches = 0;
    double ns_per_event = 0;
    /// Of a correlation (docs/sigma-correlations.md): hits it was given, those without the fields it needs, windows that the data ends in,
    /// groups forgotten for want of memory.
    struct Counts {
        std::uint64_t hits = 0, no_group = 0, no_value = 0, undecided = 0, evicted = 0;
    };
    std::optional<Counts> correlation = {};
};

struct ReportCoverage {
    struct Tactic {
        std::string id, title;
        std::vector<std::string> seen_by;  ///< checks that could run
        std::vector<std::string> blind;    ///< checks that could not, with what would enable them
    };
    std::vector<Tactic> tactics;
    struct Check {
        std::string id, title, missing, enable;
    };
    std::vector<Check> cannot_run;
};

struct Report {
    std::string version = "bonafide.report/1";
    std::string program_version;
    Timestamp made, data_first, data_last;
    std::vector<ReportPerson> people;  ///< by rank
    std::vector<std::string> reasons;  ///< why identifiers belong together (PersonIdentifier::why), each once
    std::vector<ReportCluster> clusters;
    std::vector<ReportSource> sources;
    std::vector<Unread> unread;
    std::vector<ReportRule> rules;
    ReportCoverage coverage;
    std::vector<std::string> notes;    ///< missing data files, refused joins, orphans, events without actor
    std::vector<std::string> orphans;  ///< identifiers that belong to nobody, in words
    struct Totals {
        std::uint64_t files = 0, bytes = 0, records = 0, events = 0, statements = 0, people = 0, signals = 0, unread = 0;
        std::map<std::string, std::uint64_t> bands;
        double seconds = 0;  ///< of the run; left out of comparisons
    } totals;
};

}  // namespace bonafide
