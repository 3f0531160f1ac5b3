// The store: one SQLite file that keeps runs, what was read (so that the same files are not read again), people, statements,
// signals and the decisions of people. Made by scan, changed by mark and unmark, open to any SQL tool.
// Every write is a transaction: a run that is killed leaves the last finished piece, and the next run goes on from it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "assess/assessment.h"
#include "base/error.h"

struct sqlite3;

namespace bonafide {

namespace sqlite {
class Query;
}

/// A file as it was when it was read; equal stamps mean equal bytes.
struct FileStamp {
    std::string path;  ///< absolute
    std::uint64_t size = 0;
    std::int64_t modified_ns = 0;
    auto operator<=>(const FileStamp&) const = default;
};

/// What a group of files said, in the form that scan packs: read once, merged into every later run.
struct Segment {
    std::int64_t id = 0;
    std::vector<FileStamp> files;
};

/// What scan packed of a segment, read part by part.
class SegmentState {
public:
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    /// The next part; empty at the end, and where it cannot be read.
    [[nodiscard]] std::string next();

    SegmentState(SegmentState&&) noexcept;
    ~SegmentState();

private:
    friend class Store;
    SegmentState(sqlite3* database, std::int64_t segment, std::uint64_t bytes);
    std::unique_ptr<sqlite::Query> parts_;
    std::uint64_t bytes_;
};

/// One person of a run's outcome, for SQL users and `people()`.
struct StoredPerson {
    std::string id, name, kind, band;
    double bits = 0, probability = 0;
    std::int64_t rank = 0;
};
struct StoredStatement {
    std::string person, attribute, stance, value, first, last;  ///< times ISO 8601
    std::int64_t count = 0, days = 0;
};
struct StoredSignal {
    std::string person, check, time, summary, evidence;  ///< evidence: locators, one a line
    double bits = 0, counted = 0;
};

class Store {
public:
    /// Opens or makes the file; an older schema is migrated, a newer one refused.
    [[nodiscard]] static Result<Store> open(const std::filesystem::path& file);
    ~Store();
    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;

    [[nodiscard]] Result<std::int64_t> begin_run(Timestamp at, const std::string& inputs);
    [[nodiscard]] Result<void> finish_run(std::int64_t run, Timestamp at, const std::string& totals);

    /// Segments packed under the same content (sources, checks, lists, rules).
    [[nodiscard]] Result<std::vector<Segment>> segments(const std::string& content) const;
    /// Valid as long as the store.
    [[nodiscard]] Result<SegmentState> segment_state(std::int64_t id) const;
    /// Takes a part of a segment's state.
    using TakePart = std::function<void(std::string_view)>;
    /// Adds a segment, and drops `replaces` in the same transaction. `write` hands over the state in parts of at most a gigabyte; where
    /// it fails nothing is added and its error is given back.
    [[nodiscard]] Result<std::int64_t> put_segment(const std::string& content, const Segment& segment, const std::vector<std::int64_t>& replaces,
                                                   const std::function<Result<void>(const TakePart&)>& write);
    [[nodiscard]] Result<void> drop_segments(const std::vector<std::int64_t>& ids);
    /// Drops the segments of all content but the `most` that segments were added under last.
    [[nodiscard]] Result<void> drop_old_content(std::int64_t most);

    /// Gives rows one by one until it says false.
    template <class Row>
    using Next = std::function<bool(Row&)>;
    /// Replaces people, statements and signals by those of the newest run. A large organisation has tens of millions of them.
    [[nodiscard]] Result<void> save_outcome(const Next<StoredPerson>& people, const Next<StoredStatement>& statements,
                                            const Next<StoredSignal>& signals);

    [[nodiscard]] Result<std::vector<StoredStatement>> statements() const;

    [[nodiscard]] Result<std::int64_t> add_decision(const Decision& decision);
    /// Undoes a decision; it stays in the file with the time and the reason.
    [[nodiscard]] Result<void> undo_decision(std::int64_t id, Timestamp at, const std::string& because);
    [[nodiscard]] Result<std::vector<Decision>> decisions() const;  ///< in force, oldest first

private:
    struct Database;
    explicit Store(std::unique_ptr<Database> database);
    std::unique_ptr<Database> database_;
};

}  // namespace bonafide
