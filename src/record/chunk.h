// What passes from the splitters (one thread at a time for each input) to the parsers (every worker): a piece of a file that
// begins and ends between records, and what is known of the file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "record/bytes.h"
#include "record/line.h"
#include "record/reader.h"

namespace bonafide::reading {

enum class ChunkKind : std::uint8_t { lines, values, rows, commits, evtx, events, text };

/// How a table is written, found out once from its first bytes.
struct TableLayout {
    char comment = 0;  ///< lines that begin with it are no rows (Zeek's '#'); 0: there are none
    bool has_header = true;
    bool ragged = false;           ///< rows may end early (a workbook's do) without being reported
    std::uint64_t header_end = 0;  ///< offset of the first row after the header
    std::uint64_t shape = 0;
    TableHeader header;
    std::vector<FieldId> also;    ///< by column: a second field the column fills
    std::size_t last_wanted = 0;  ///< columns from here on nobody reads
};

/// One file or archive member; lives for the whole run, at a fixed address.
struct FileState {
    std::uint32_t number = 0;
    FileName name;
    FileReport report;
    TableLayout table;
    LineKind text_kind = LineKind::none;  ///< text: what most of its lines are
    bool text_frames = false, text_w3c = false;
    std::string called;                      ///< standard input: the name its bytes had
    Timestamp modified = Timestamp::none();  ///< when the file was last written: the year of times without one
};

/// Where one commit lies in the chunk's bytes.
struct CommitPlace {
    std::string id;  ///< hexadecimal
    std::size_t begin = 0, size = 0;
};

struct Chunk {
    FileState* file = nullptr;
    ChunkKind kind = ChunkKind::lines;
    std::uint64_t offset = 0;          ///< of the first byte in the file
    std::uint64_t line = 1;            ///< of the first byte
    std::string unwrap;                ///< values: the record is this member of each value (`_source`), where it is there; text: W3C's #Fields
    bool expand = true;                ///< values: may themselves be envelopes
    std::vector<CommitPlace> commits;  ///< commits: `bytes` holds their objects one behind the other
    Buffer bytes;
};

/// Where a parser hands its records.
struct Delivery {
    RecordSink& sink;
    std::uint64_t records = 0;
};

}  // namespace bonafide::reading
