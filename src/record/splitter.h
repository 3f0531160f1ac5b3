// Cut a stream into chunks that begin and end between records. A splitter is called by one thread at a time, in the order of
// the file, so it does as little as it can; what a chunk's records are, the parsers find out in parallel.
#pragma once

#include <memory>
#include <string>

#include "record/chunk.h"
#include "record/json_scan.h"
#include "record/stream.h"
#include "record/unread_log.h"

namespace bonafide::reading {

struct SplitterInput {
    ByteStream& stream;
    FileState& file;
    UnreadLog& unread;
    const ReadLimits& limits;
    std::uint64_t start = 0;  ///< offset of the first byte of the stream in the file (behind a byte order mark)
};

/// The bytes of a stream, chunk by chunk, with what was left over from the chunk before. Knows offset and line.
class Intake {
public:
    explicit Intake(const SplitterInput& input) : stream_(input.stream), file_(input.file), unread_(input.unread), offset_(input.start) {}
    void begin(Chunk& chunk);                    ///< what was left over, and where it lies
    void more(Chunk& chunk, std::size_t size);   ///< up to `size` bytes more; sets ended() where there are none
    void finish(Chunk& chunk, std::size_t cut);  ///< keeps what is behind `cut` for the next chunk
    void drop(Chunk& chunk, std::size_t count);  ///< forgets the first bytes of the chunk
    [[nodiscard]] bool ended() const { return ended_; }
    void report(std::uint64_t offset, std::uint64_t line, std::string reason, std::string hint = {});

private:
    ByteStream& stream_;
    FileState& file_;
    UnreadLog& unread_;
    std::string left_;
    std::uint64_t offset_, line_ = 1;
    bool ended_ = false;
};

class Splitter {
public:
    virtual ~Splitter() = default;
    /// The next chunk; false at the end (or where the rest cannot be read, which is reported).
    [[nodiscard]] virtual bool next(Chunk& chunk) = 0;
};

/// NDJSON: chunks end behind a line feed.
[[nodiscard]] std::unique_ptr<Splitter> split_lines(const SplitterInput& input);
/// JSON documents one behind the other, arrays, envelopes: chunks end behind a value, or an element of the array.
[[nodiscard]] std::unique_ptr<Splitter> split_json(const SplitterInput& input);
/// Tables: chunks end behind a row, whatever stands in quotes. The layout is in the FileState.
[[nodiscard]] std::unique_ptr<Splitter> split_rows(const SplitterInput& input);

}  // namespace bonafide::reading
