// What watch must not forget, in one SQLite file: how far each input was read, what was understood (pieces of ledger), what correlations
// hold, which alerts were made (the outbox) and how far each output sent them. Written in transactions by the pipeline alone, so a process
// killed at any moment goes on from the last one. Read by the outputs over connections of their own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "watch/alert.h"

namespace bonafide::watch {

/// How far a file was read. `name` orders and identifies it for good: its path when it was first seen, and a number where that path was
/// taken by others before (rotation, truncation).
struct FileRow {
    std::uint32_t id = 0;
    std::string name, path;  ///< `path`: where it is now; empty: nowhere any more
    std::uint64_t device = 0, inode = 0;
    std::uint64_t offset = 0, line = 1;
    std::uint64_t head_hash = 0;  ///< of its first `head_size` bytes: another file under the same name has others
    std::uint32_t head_size = 0;
    bool ended = false;       ///< rotated away and read to its end
    std::uint64_t quiet = 0;  ///< hits before this offset were told when it was read as a document
    bool operator==(const FileRow&) const = default;
};

/// A file that is read as a whole, again whenever it changes.
struct DocumentRow {
    std::string path, name;  ///< `name`: as of a FileRow
    std::uint64_t device = 0, inode = 0, size = 0;
    std::int64_t modified_ns = 0;
    std::uint64_t hash = 0, head_hash = 0;  ///< of its bytes and of its first ones, where it is small; 0: not known
    std::uint64_t told = 0;                 ///< hits before this offset were told
    std::string piece = {};
};

struct OutputRow {
    std::int64_t sequence = 0;  ///< of the last alert that was sent
    std::uint64_t length = 0;   ///< of the file, where it is one
    bool operator==(const OutputRow&) const = default;
};

struct PersonRow {
    std::string band;
    std::int64_t rises = 0;
};

/// Everything that changes together.
struct Commit {
    std::vector<FileRow> files;
    std::vector<std::uint32_t> forgotten_files;
    std::vector<std::string> pieces;  ///< new ones
    std::optional<std::string> base;  ///< a file beside the state's that takes the place of all pieces up to `base_until`; base_name()
    std::int64_t base_until = 0;
    std::vector<std::pair<std::string, std::string>> moved_documents;  ///< from one path to another, before the following
    std::vector<DocumentRow> documents;                                ///< added or replaced; an empty piece removes
    std::vector<Alert> alerts;                                         ///< whose keys are known are left out
    std::map<std::string, OutputRow> outputs;
    std::map<std::string, PersonRow> people;
    std::map<std::string, std::int64_t> clusters;  ///< id → people
    std::map<std::string, std::string> meta;
    std::map<std::string, std::string> counted;  ///< counted alerts by key; empty bytes remove
};

/// What all pieces up to one add up to may be large: it is written by others, before the commit that makes it count.
[[nodiscard]] std::string base_name(std::int64_t until);

struct Committed {
    std::int64_t last_piece = 0;  ///< id of the newest piece
    std::int64_t sequence = 0;    ///< of the newest alert
    std::uint64_t fresh = 0;      ///< alerts that were new
};

struct SentAlert {
    std::int64_t sequence = 0;
    Alert alert;
};

class State {
public:
    [[nodiscard]] static Result<State> open(const std::filesystem::path& file);
    ~State();
    State(State&&) noexcept;
    State& operator=(State&&) = delete;

    /// For who commits often: a thread moves SQLite's log into the database, so that commits do not wait for the disk.
    [[nodiscard]] Result<void> checkpoint_aside();
    [[nodiscard]] Result<Committed> commit(const Commit& commit);

    [[nodiscard]] Result<std::vector<FileRow>> files();
    [[nodiscard]] Result<std::vector<std::pair<std::int64_t, std::string>>> pieces();
    [[nodiscard]] Result<std::vector<DocumentRow>> documents();
    [[nodiscard]] Result<std::map<std::string, OutputRow>> outputs();
    [[nodiscard]] Result<std::map<std::string, PersonRow>> people();
    [[nodiscard]] Result<std::map<std::string, std::int64_t>> clusters();
    [[nodiscard]] Result<std::map<std::string, std::string>> meta();
    [[nodiscard]] Result<std::map<std::string, std::string>> counted();

    [[nodiscard]] Result<std::optional<Alert>> alert_of(const std::string& key);
    [[nodiscard]] Result<std::vector<SentAlert>> alerts_after(std::int64_t sequence, std::size_t most);
    [[nodiscard]] Result<std::int64_t> last_sequence();
    /// Forgets alerts that are older than `before` and were sent by every output.
    [[nodiscard]] Result<void> prune(Timestamp before, std::int64_t sent);

private:
    struct Database;
    explicit State(std::unique_ptr<Database> database);
    std::unique_ptr<Database> database_;
};

}  // namespace bonafide::watch
