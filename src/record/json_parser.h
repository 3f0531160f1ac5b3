// Chunks of JSON → Records. One for each worker.
#pragma once

#include <cstdint>
#include <string_view>

#include "record/chunk.h"
#include "record/json_walk.h"
#include "record/unread_log.h"

namespace bonafide::reading {

class JsonParser {
public:
    JsonParser(const FieldNames& names, const ReadLimits& limits, UnreadLog& unread)
        : walk_(names, limits.max_depth), max_record_bytes_(limits.max_record_bytes), unread_(unread) {}
    /// Every record of a chunk of lines or values, in order. A line or value that is no JSON is reported and the rest read.
    void parse(const Chunk& chunk, Delivery& delivery);

private:
    struct Rules {
        bool expand = true;  ///< objects may be envelopes
        bool arrays = true;  ///< an array's elements are records
        std::string_view unwrap;
    };
    /// A stretch of text being read, and what it takes to say where a record lies.
    struct Span {
        const Chunk& chunk;
        Delivery& delivery;
        std::string_view text;  ///< as in the file
        std::uint64_t offset;   ///< of text.front() in the file
        std::uint64_t line;     ///< of text[counted]
        bool one_line;          ///< all of it, up to `limit`, is on that line
        bool batch = false;     ///< other lines stand before and behind
        bool mended = false;    ///< positions are of a mended copy: records point to the whole of `text`
        std::size_t limit = 0;  ///< values end before this position
        std::size_t counted = 0;
    };

    void lines(const Chunk& chunk, Delivery& delivery);
    void line_batch(Span& span);
    void values(const Chunk& chunk, Delivery& delivery);
    void alone(Span span, const Rules& rules);
    void line_alone(const Span& span, std::size_t from);
    void broken(Span& span, Cursor& cursor, std::size_t start);
    void mended(Span& span, const Rules& rules);

    void sequence(Span& span, Cursor& cursor, const Rules& rules);
    [[nodiscard]] bool value(Span& span, Cursor& cursor, const Rules& rules);
    [[nodiscard]] bool elements(Span& span, Cursor& cursor, const Rules& rules);
    [[nodiscard]] bool object(Span& span, Cursor& cursor, const Rules& rules);
    [[nodiscard]] bool record(Span& span, Cursor& cursor, const Rules& rules);
    void deliver(Span& span, std::size_t first, std::size_t last);
    void report(Span& span, std::size_t position, const char* reason, const char* hint = "");

    StructuralIndex index_, alone_;
    JsonWalk walk_;
    std::uint64_t max_record_bytes_;
    UnreadLog& unread_;
    Buffer mended_;
};

}  // namespace bonafide::reading
