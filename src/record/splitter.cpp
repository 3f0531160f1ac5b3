#include "record/splitter.h"

#include <algorithm>
#include <cstring>

namespace bonafide::reading {

void Intake::begin(Chunk& chunk) {
    chunk.file = &file_;
    chunk.offset = offset_;
    chunk.line = line_;
    chunk.bytes.assign(left_);
    left_.clear();
}

void Intake::more(Chunk& chunk, std::size_t size) {
    const std::size_t have = chunk.bytes.size();
    chunk.bytes.reserve(std::max(have + size, have + have / 2));
    const Filled got = ended_ ? Filled{} : read_fully(stream_, chunk.bytes.data() + have, size);
    chunk.bytes.resize(have + got.size);
    file_.report.bytes += got.size;
    ended_ = ended_ || got.size < size;
    if (got.error) report(offset_ + chunk.bytes.size(), 0, "cannot be read further: " + got.error->what, got.error->hint);
}

void Intake::finish(Chunk& chunk, std::size_t cut) {
    left_.assign(chunk.bytes.data() + cut, chunk.bytes.size() - cut);
    offset_ += cut;
    line_ += count_bytes(chunk.bytes.view().substr(0, cut), '\n');
    chunk.bytes.resize(cut);
}

void Intake::drop(Chunk& chunk, std::size_t count) {
    if (count == 0) return;
    offset_ += count;
    line_ += count_bytes(chunk.bytes.view().substr(0, count), '\n');
    chunk.offset = offset_;
    chunk.line = line_;
    std::memmove(chunk.bytes.data(), chunk.bytes.data() + count, chunk.bytes.size() - count);
    chunk.bytes.resize(chunk.bytes.size() - count);
}

void Intake::report(std::uint64_t offset, std::uint64_t line, std::string reason, std::string hint) {
    unread_.add({.file = file_.name, .offset = offset, .line = line, .count = 1, .reason = std::move(reason), .hint = std::move(hint)});
}

namespace {

class LineSplitter final : public Splitter {
public:
    explicit LineSplitter(const SplitterInput& input)
        : intake_(input), chunk_bytes_(input.limits.chunk_bytes), longest_(input.limits.max_record_bytes) {}

    bool next(Chunk& chunk) override {
        chunk.kind = ChunkKind::lines;
        intake_.begin(chunk);
        for (std::size_t searched = 0;;) {
            intake_.more(chunk, chunk_bytes_);
            if (intake_.ended()) {
                intake_.finish(chunk, chunk.bytes.size());
                return chunk.bytes.size() != 0;
            }
            const std::string_view fresh = chunk.bytes.view().substr(searched);
            const std::size_t newline = fresh.rfind('\n');
            if (newline != std::string_view::npos) {
                intake_.finish(chunk, searched + newline + 1);
                return true;
            }
            searched = chunk.bytes.size();
            if (searched > longest_) skip_line(chunk), searched = 0;
        }
    }

private:
    void skip_line(Chunk& chunk) {
        intake_.report(chunk.offset, chunk.line, "line longer than the limit for one record");
        for (;;) {
            const std::size_t newline = chunk.bytes.view().find('\n');
            if (newline != std::string_view::npos) return intake_.drop(chunk, newline + 1);
            intake_.drop(chunk, chunk.bytes.size());
            if (intake_.ended()) return;
            intake_.more(chunk, chunk_bytes_);
        }
    }

    Intake intake_;
    std::size_t chunk_bytes_;
    std::uint64_t longest_;
};

}  // namespace

std::unique_ptr<Splitter> split_lines(const SplitterInput& input) { return std::make_unique<LineSplitter>(input); }

}  // namespace bonafide::reading
