// One growing file being followed: which file it is, how far it was read, and how its next whole records are cut. A file that is rotated keeps
// its number under its new name; one that is cut short or replaced begins anew under a fresh one.
#pragma once

#include <memory>
#include <optional>

#include "record/chunk_parser.h"
#include "record/part.h"
#include "watch/state.h"

namespace bonafide::watch {

/// Closes on destruction.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    ~Descriptor();
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    [[nodiscard]] int get() const { return number_; }

private:
    int number_;
};

/// What a file looks like from outside.
struct FileLook {
    std::uint64_t device = 0, inode = 0, size = 0;
    std::int64_t modified_ns = 0;
};
[[nodiscard]] std::optional<FileLook> look_at(const std::string& path);

struct TailLimits {
    ReadLimits read;
    std::size_t step_bytes = 256 << 10;  ///< read at once, so that many files take turns
};

class Tail {
public:
    /// How a file is to be read: followed, or as a whole. Needs `reading::sample_bytes` of it to know.
    [[nodiscard]] static bool can_follow(const std::string& path, const FieldNames& names, const ReadLimits& limits);

    /// Opens the file of `row` (its path, or elsewhere under its inode) and finds out again how it is written. An Error if it is not the file
    /// that was read up to row.offset.
    [[nodiscard]] static Result<std::unique_ptr<Tail>> open(FileRow row, const FieldNames& names, const TailLimits& limits);

    /// Reads the next whole records, at most one step, into `parser`. `ended`: the last line counts although nothing ends it.
    /// False: there was nothing.
    [[nodiscard]] bool read(reading::ChunkParser& parser, RecordSink& sink, bool ended, std::uint64_t& records);

    /// Was the file cut short, or its beginning overwritten?
    [[nodiscard]] bool was_replaced() const;
    [[nodiscard]] std::uint64_t size() const;
    [[nodiscard]] std::uint64_t behind() const {
        const std::uint64_t all = size();
        return all > row.offset ? all - row.offset : 0;
    }

    FileRow row;
    FileReport report;           ///< since the last commit
    std::vector<Unread> unread;  ///< since the last commit
    std::uint32_t number = 0;    ///< Locator::file, in the present piece
    bool dirty = true;           ///< may have more
    bool changed = true;         ///< row differs from what is committed
    bool gone = false;           ///< no path leads to it any more

private:
    Tail(FileRow r, const TailLimits& limits) : row(std::move(r)), limits_(limits) {}
    [[nodiscard]] std::size_t cut(bool ended) const;
    [[nodiscard]] bool skip_long(bool at_end);
    void remember_head();

    TailLimits limits_;
    Descriptor file_;
    reading::FileState state_;
    reading::ChunkKind kind_ = reading::ChunkKind::lines;
    reading::Chunk chunk_;
    std::size_t want_ = 0;   ///< bytes to read next: more than a step while one record is longer
    bool skipping_ = false;  ///< inside a line over the limit
};

}  // namespace bonafide::watch
