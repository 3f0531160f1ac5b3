// One worker's parsers: a chunk of any kind → Records; their memory is reused from chunk to chunk. Used by reader, and by watch for the files
// that it follows.
#pragma once

#include "record/evtx.h"
#include "record/git.h"
#include "record/json_parser.h"
#include "record/table.h"
#include "record/text_parser.h"

namespace bonafide::reading {

class ChunkParser {
public:
    ChunkParser(const FieldNames& names, const ReadLimits& limits, UnreadLog& unread)
        : json_(names, limits, unread),
          table_(names, limits, unread),
          commits_(names, unread),
          evtx_(names, limits, unread),
          text_(names, limits, unread) {}

    /// Hands the records of `chunk` to `sink`, in order; returns how many.
    std::uint64_t parse(const Chunk& chunk, RecordSink& sink) {
        Delivery delivery{.sink = sink, .records = 0};
        switch (chunk.kind) {
            case ChunkKind::lines:
            case ChunkKind::values: json_.parse(chunk, delivery); break;
            case ChunkKind::rows: table_.parse(chunk, delivery); break;
            case ChunkKind::commits: commits_.parse(chunk, delivery); break;
            case ChunkKind::evtx: evtx_.parse(chunk, delivery); break;
            case ChunkKind::events:
            case ChunkKind::text: text_.parse(chunk, delivery); break;
        }
        return delivery.records;
    }

private:
    JsonParser json_;
    TableParser table_;
    CommitParser commits_;
    EvtxParser evtx_;
    TextParser text_;
};

}  // namespace bonafide::reading
