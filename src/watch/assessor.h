// Who stands where, again and again in the background: adds up the pieces that the pipeline commits, and every so often resolves people, runs
// the checks and assesses, exactly as a scan of the same data would. A thread of its own; it never holds up the reading.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "watch/fold.h"

namespace bonafide::name {
class KeptLists;
}

namespace bonafide::watch {

struct AssessorOptions {
    std::int64_t every_us = 2'000'000;     ///< at least so long between two assessments; also at least four times as long as one takes
    std::int64_t report_us = 300'000'000;  ///< the same for the report
    std::filesystem::path report;          ///< folder of report.json and report.html; empty: none is written
    std::filesystem::path store;           ///< whose decisions hold, and which gets the outcome; empty: none
    std::filesystem::path base;            ///< folder of what all pieces add up to
    std::size_t most_pieces = 1024;        ///< then they become one; also when they are as large as what they add up to
    std::string program_version;
    unsigned threads = 1;
    /// Loads the kept lists of names that people are compared with, on the assessor's thread: at the start, and again with other content.
    /// Without a result the lists from before stay; empty: nobody is compared.
    std::function<std::shared_ptr<const name::KeptLists>()> lists;
};

/// Where somebody stands.
struct Standing {
    std::string id, name, band;
    double bits = 0;
    std::string reasons;  ///< the strongest signals, in words
};
struct FoundFiring {
    sigma::Firing firing;
    std::string locator;
};

/// What the assessor has to say since it was last asked.
struct Assessed {
    std::vector<Standing> people;  ///< whose band changed, in order of the assessments; with `assessed`
    std::vector<ReportCluster> clusters;
    std::vector<FoundFiring> firings;  ///< of correlations counted over everything; where it was asked to
    bool assessed = false;
    std::optional<std::string> base;  ///< file that has all pieces up to `base_until` as one
    std::int64_t base_until = 0;
    const Content* content = nullptr;  ///< what it changed to, if it did
    Errors errors;
};

class Assessor {
public:
    using Clock = std::function<Timestamp()>;
    using Wake = std::function<void()>;  ///< called from the assessor's thread when there is something to take

    Assessor(const Content& content, AssessorOptions options, Clock clock, Wake wake);
    ~Assessor();

    /// A committed piece, made under `content`; `bytes`: its size as packed.
    void add(std::int64_t id, Piece&& piece, const Content& content, std::size_t bytes);
    /// A document as packed by keeping.h; empty bytes: it is gone.
    void set_document(const std::string& path, std::string bytes);
    /// What followed files are called now.
    void set_names(std::map<std::string, std::string> path_of_name);
    /// Correlations are to be counted again over all hits.
    void recount();
    /// Goes on under other content of the same vocabulary, soon; until Assessed::content says so the old one is still needed.
    void set_content(const Content& content);
    /// Assesses what is there now, writes the report, and waits for it.
    void finish();

    [[nodiscard]] Assessed take();
    struct Counters {
        std::uint64_t assessments = 0, pieces = 0, people = 0, lost_hits = 0;
        double last_seconds = 0;
    };
    [[nodiscard]] Counters counters() const;

private:
    struct Added {
        std::int64_t id = 0;
        Piece piece;
        const Content* content = nullptr;
        std::size_t bytes = 0;
    };
    struct Inbox {
        std::vector<Added> pieces;
        std::map<std::string, std::string> documents;
        std::optional<std::map<std::string, std::string>> names;
        const Content* content = nullptr;
        bool recount = false, finish = false, stop = false;
        [[nodiscard]] bool empty() const { return pieces.empty() && documents.empty() && !names && !content && !recount && !finish; }
    };
    void run();
    void take_in(Inbox& inbox);
    [[nodiscard]] Result<Piece> under(const Content& content, Piece&& piece, const Content& made_under);
    void change_content(const Content& content);
    void load_lists();
    void assess(bool last);
    void compact();
    [[nodiscard]] Result<const Fold*> documents();
    [[nodiscard]] Result<Collected> everything();
    [[nodiscard]] std::vector<Standing> changed(const std::vector<ReportPerson>& people);
    void write_report(const Report& report);
    void complain(const Error& error);

    const Content* content_;
    AssessorOptions options_;
    Clock clock_;
    Wake wake_;

    mutable std::mutex mutex_;  ///< guards what stands up to `finished_`
    std::condition_variable changed_;
    Inbox inbox_;
    Assessed outcome_;
    Counters counters_;
    std::uint64_t finished_ = 0;

    std::unique_ptr<Fold> fold_;          ///< this and what follows belongs to the thread
    std::optional<Fold> documents_fold_;  ///< of `documents_`; none: they changed
    std::shared_ptr<const name::KeptLists> lists_;
    std::unordered_map<std::string, Band> told_bands_;
    std::map<std::string, std::string> documents_, path_of_name_;
    bool dirty_ = false, recount_ = false;
    std::int64_t last_piece_ = 0;
    std::size_t base_bytes_ = 0, since_base_ = 0, pieces_since_base_ = 0;
    Timestamp next_, next_report_;
    std::thread thread_;
};

}  // namespace bonafide::watch
