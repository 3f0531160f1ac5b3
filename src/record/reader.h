// Bytes → Records. Takes files, folders, globs, archives and standard input; cuts the bytes into chunks; hands each worker
// one Record at a time. What cannot be read is reported, never dropped in silence.
// Used by scan, events and sources try.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <istream>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/parallel.h"
#include "record/record.h"

namespace bonafide {

/// Limits on untrusted input. Hitting one is reported in Unread.
struct ReadLimits {
    std::uint64_t max_record_bytes = 256ULL << 20;  ///< a longer line is reported and skipped
    std::uint32_t max_depth = 1024;                 ///< JSON nesting (simdjson's own default)
    std::uint32_t max_archive_depth = 4;
    double max_archive_ratio = 1000;                ///< unpacked / packed, per member, above 16 MiB
    std::uint64_t max_unpacked_bytes = 1ULL << 40;  ///< over all archives of a run
    std::uint64_t max_members = 1'000'000;
    std::uint32_t chunk_bytes = 2U << 20;
};

/// Something that was not read, or not all of it.
struct Unread {
    FileName file;
    std::uint64_t offset = 0;
    std::uint64_t line = 0;   ///< 0: the whole file
    std::uint64_t count = 1;  ///< how many alike (same file and reason); offset and line are the first
    std::string reason;       ///< what was found, what was expected
    std::string hint;
};

/// How one file (or archive member) was read. Totals for report.sources[].
struct FileReport {
    FileName file;
    std::string format;       ///< "ndjson", "json", "csv (semicolon, Windows-1252)", "xlsx", "git", "text"
    std::uint64_t bytes = 0;  ///< unpacked
    std::uint64_t records = 0;
    std::vector<std::string> columns;  ///< tables: the header as written
};

/// The table header of the file a record came from; nullptr for JSON. Stable address for the run.
struct TableHeader {
    std::vector<std::string> names;    ///< as written
    std::vector<FieldId> fields;       ///< by column; no_field where nobody reads it
    std::vector<std::string> read_as;  ///< by column: the known column that says the same in other words; empty where it is known itself
    char delimiter = ',';
    bool quotes = true;  ///< RFC 4180 quotes; Zeek's logs have none
};

/// One worker's end: called for every record, in file order within a chunk. `file` is the file's number (Locator::file).
class RecordSink {
public:
    virtual ~RecordSink() = default;
    /// Called on this worker before its first record of a file, and again whenever it comes back to one.
    virtual void begin_file(std::uint32_t /*index*/, const FileName& /*name*/) {}
    virtual void record(const Record& record, const TableHeader* header) = 0;
};

/// Passes everything on to a sink that outlives the reading: read_all owns those it is given.
class PassOn : public RecordSink {
public:
    explicit PassOn(RecordSink& to) : to_(to) {}
    void begin_file(std::uint32_t index, const FileName& name) override { to_.begin_file(index, name); }
    void record(const Record& record, const TableHeader* header) override { to_.record(record, header); }

private:
    RecordSink& to_;
};

struct Progress {
    std::uint64_t bytes_done = 0, bytes_total = 0, records = 0;
};

struct ReadOptions {
    unsigned threads = 0;  ///< 0: all usable cores
    ReadLimits limits;
    std::function<void(const Progress&)> progress;  ///< called about ten times a second from one thread
    Cancel* cancel = nullptr;
    std::istream* standard_input = nullptr;  ///< read for the path "-"
    std::string standard_input_name = {};    ///< what it is called, where that is known: ".csv" says that it is a table
    /// Files to leave out (scan's own output, a truth file the user names); matched on the path as found.
    std::function<bool(const std::filesystem::path&)> skip;
};

struct ReadOutcome {
    Files files;                      ///< sorted by name before the first record, so numbers do not depend on threads
    std::vector<FileReport> reports;  ///< by file number
    std::vector<Unread> unread;       ///< sorted by file, offset
    bool cancelled = false;
};

/// Reads everything below `paths` ("-" is standard input; globs are expanded). `make_sink(worker)` is called once for each worker
/// before reading. The set of records and their Locators does not depend on the number of threads.
/// Archive members are listed (first pass) before reading so that their numbers are fixed; standard input comes last.
[[nodiscard]] Result<ReadOutcome> read_all(const std::vector<std::string>& paths, const FieldNames& names, const ReadOptions& options,
                                           const std::function<std::unique_ptr<RecordSink>(unsigned worker)>& make_sink);

/// The original bytes of a locator (unpacking again where needed); for `show` and for excerpts in the report.
/// A git commit comes back as its header and message.
[[nodiscard]] Result<std::string> read_bytes(const OpenLocator& locator, const std::filesystem::path& base = {});

/// The same for many locators: a file stays open, and a member is unpacked once as long as its locators come in order of offset.
class ByteReader {
public:
    explicit ByteReader(std::filesystem::path base = {});
    ~ByteReader();
    [[nodiscard]] Result<std::string> read(const OpenLocator& locator);

private:
    struct Open;
    std::filesystem::path base_;
    FileName name_;
    std::unique_ptr<Open> open_;
};

/// Every field of one JSON or table record by full path and text, in file order: the slow, complete view for `sources try`.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> all_fields(const Record& record, const TableHeader* header);

}  // namespace bonafide
