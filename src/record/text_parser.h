// Text logs: what their lines are, cut into chunks, read into Records (record/line.h says of which kinds). One parser for each worker.
#pragma once

#include <memory>
#include <string>

#include "record/line.h"
#include "record/line_parts.h"
#include "record/rendered.h"
#include "record/splitter.h"

namespace bonafide::reading {

/// What the sample (the first bytes of a text) is a log of: most of its lines are of one of the kinds. `named_as_table`: its name says
/// that it is something else, so that only the unmistakable counts.
struct TextLayout {
    LineKind kind = LineKind::none;
    bool frames = false;  ///< RFC 6587: each message has its length in front, and no line end behind
    bool w3c = false;     ///< lines of values under `#Fields:`
    std::string words;    ///< "syslog (RFC 5424)"
};
[[nodiscard]] TextLayout find_text(std::string_view sample, bool whole, bool named_as_table);
[[nodiscard]] std::unique_ptr<Splitter> split_text(const SplitterInput& input, const TextLayout& layout);

/// The object of one line of a kind. `content`: what stands inside of syslog is read as well. False: it is damaged.
[[nodiscard]] bool write_line(LineKind kind, std::string_view line, Timestamp near, bool content, JsonOut& out);

/// Records of one audit event may be parted by so many lines of others.
inline constexpr std::size_t audit_window = 32;

class TextParser {
public:
    TextParser(const FieldNames& names, const ReadLimits& limits, UnreadLog& unread)
        : rendered_(names, limits.max_depth), max_record_bytes_(limits.max_record_bytes), unread_(unread) {}
    void parse(const Chunk& chunk, Delivery& delivery);

private:
    struct Line {
        std::string_view text;
        std::uint64_t offset = 0, line = 0;
    };
    /// An audit event whose records may go on.
    struct AuditEvent {
        std::vector<AuditMark> records;
        std::uint64_t begin = 0, end = 0, line = 0, last = 0;
    };

    void lines(const Chunk& chunk, Delivery& delivery);
    void frames(const Chunk& chunk, Delivery& delivery);
    void events(const Chunk& chunk, Delivery& delivery);
    void one(const Chunk& chunk, const Line& line, Delivery& delivery);
    void w3c(const Chunk& chunk, const Line& line, Delivery& delivery);
    void audit(const Line& line, const AuditMark& mark);
    void close_audit(const Chunk& chunk, std::uint64_t line, Delivery& delivery);
    [[nodiscard]] bool deliver(const Chunk& chunk, const Line& line, Delivery& delivery);
    void report(const Chunk& chunk, const Line& line, std::string reason);

    Rendered rendered_;
    std::uint64_t max_record_bytes_;
    UnreadLog& unread_;
    std::string fields_;  // W3C: the names that hold now
    static constexpr std::uint64_t all_lines = ~std::uint64_t{0};
    std::vector<AuditEvent> events_;  // of audit, as they began; those before closed_ were handed on
    std::vector<std::size_t> live_;   // of these, those that may go on: never more than the window has lines
    std::size_t closed_ = 0;
};

}  // namespace bonafide::reading
