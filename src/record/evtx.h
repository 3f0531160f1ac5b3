// Windows event logs (EVTX): a header of 4 KiB, then chunks of 64 KiB that stand alone, so they are shared between all workers.
// Records of damaged chunks are searched for; checksums that do not fit are reported and the records read all the same.
// Format: MS-EVEN6 and libevtx, "Windows XML Event Log (EVTX) format". Used by part, reader and read_bytes.
#pragma once

#include <memory>
#include <string>

#include "record/binary_xml.h"
#include "record/rendered.h"
#include "record/splitter.h"

namespace bonafide::reading {

inline constexpr std::size_t evtx_header_bytes = 4096, evtx_chunk_bytes = 64 << 10;

/// A log, or chunks of one without its header.
[[nodiscard]] bool is_evtx(std::string_view magic);
/// "evtx", and whether the log was not closed.
[[nodiscard]] std::string evtx_words(std::string_view header);
[[nodiscard]] std::unique_ptr<Splitter> split_evtx(const SplitterInput& input, bool header);

/// The record at `offset` of a log, as JSON. `header`: does the log begin with one?
[[nodiscard]] Result<std::string> evtx_record(ByteStream& log, bool header, std::uint64_t offset, const std::string& where);

/// Chunks → Records. One for each worker.
class EvtxParser {
public:
    EvtxParser(const FieldNames& names, const ReadLimits& limits, UnreadLog& unread) : rendered_(names, limits.max_depth), unread_(unread) {}
    void parse(const Chunk& chunk, Delivery& delivery);

private:
    struct Piece {
        const Chunk& chunk;
        Delivery& delivery;
        std::string_view bytes;
        std::uint64_t offset;  ///< of bytes.front() in the file
        std::uint64_t records = 0, damaged = 0, last = 0;
    };

    void piece(Piece& piece);
    [[nodiscard]] std::size_t header(const Piece& piece, std::uint64_t& expected);
    void record(Piece& piece, std::size_t at, std::size_t size);
    void report(const Piece& piece, std::size_t at, std::string reason, std::uint64_t count = 1);

    BinaryXml xml_;
    Rendered rendered_;
    UnreadLog& unread_;
};

}  // namespace bonafide::reading
