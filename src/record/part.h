// One text of records being read: a file, or a member of an archive. Finds out what it is and cuts it into chunks.
// Made by open_input; used by reader and read_bytes.
#pragma once

#include <memory>

#include "record/splitter.h"

namespace bonafide::reading {

/// A text as UTF-8, whatever it was in the file.
struct OpenText {
    std::unique_ptr<PeekStream> raw, utf8;  ///< `utf8` is empty where the raw bytes are UTF-8 already
    std::uint64_t start = 0;                ///< offset of the first byte after a byte order mark
    std::string encoding;                   ///< in words, where it is not UTF-8
    [[nodiscard]] PeekStream& text() { return utf8 ? *utf8 : *raw; }
};
[[nodiscard]] OpenText open_text(std::unique_ptr<PeekStream> raw);

/// Why a file or member is not read.
struct Refusal {
    std::string format, reason, hint;
};

class Part {
public:
    /// nullptr where there is nothing to read; what and why is in `unread` and in the file's report.
    [[nodiscard]] static std::unique_ptr<Part> open(std::unique_ptr<PeekStream> raw, FileState& file, const FieldNames& names,
                                                    const ReadLimits& limits, UnreadLog& unread);
    [[nodiscard]] bool next(Chunk& chunk) { return splitter_->next(chunk); }

private:
    OpenText text_;
    std::unique_ptr<Splitter> splitter_;
};

}  // namespace bonafide::reading
