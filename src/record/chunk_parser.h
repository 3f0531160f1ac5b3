// One worker's parsers: a chunk of any kind → Records; their memory is reused from chunk to chunk. Used by reader, and by watch for the files
// that it follows.
#pragma once

#include "record/git.h"
#include "record/json_parser.h"
#include "record/table.h"

namespace bonafide::reading {

class ChunkParser {
public:
    ChunkParser(const FieldNames& names, const ReadLimits& limits, UnreadLog& unread)
        : json_(names, limits, unread), table_(names, limits, unread), commits_(names, unread) {}

    /// Hands the records of `chunk` to `sink`, in order; returns how many.
    std::uint64_t parse(const Chunk& chunk, RecordSink& sink) {
        Delivery delivery{.sink = sink, .records = 0};
        if (chunk.kind == ChunkKind::rows) table_.parse(chunk, delivery);
        else if (chunk.kind == ChunkKind::commits) commits_.parse(chunk, delivery);
        else json_.parse(chunk, delivery);
        return delivery.records;
    }

private:
    JsonParser json_;
    TableParser table_;
    CommitParser commits_;
};

}  // namespace bonafide::reading
