#include "record/splitter.h"

#include <algorithm>
#include <cstring>

#include "record/row_ends.h"

namespace bonafide::reading {

void RowEnds::scan(std::string_view text, bool ended) {
    if (!layout_->header.quotes) return plain(text, text.size());
    while (at_ < text.size()) {
        const std::size_t quote = text.find('"', at_);
        plain(text, std::min(quote, text.size()));
        if (quote == std::string_view::npos) return;
        if (!begins_field(text, quote)) {
            at_ = quote + 1;
            continue;
        }
        bool undecided = false;
        const std::size_t close = closing_quote(text, quote, ended, undecided);
        if (undecided) return;
        at_ = (close == not_found ? quote : close) + 1;
    }
}

void RowEnds::plain(std::string_view text, std::size_t end) {
    if (end > at_)
        if (const void* newline = memrchr(text.data() + at_, '\n', end - at_))
            last_ = static_cast<std::size_t>(static_cast<const char*>(newline) - text.data()) + 1;
    at_ = end;
}

namespace {

class RowSplitter final : public Splitter {
public:
    explicit RowSplitter(const SplitterInput& input)
        : intake_(input),
          layout_(input.file.table),
          chunk_bytes_(input.limits.chunk_bytes),
          longest_(std::max<std::uint64_t>(input.limits.max_record_bytes, longest_quoted)) {}

    bool next(Chunk& chunk) override {
        chunk.kind = ChunkKind::rows;
        intake_.begin(chunk);
        if (!begun_) skip_header(chunk);
        for (RowEnds rows(layout_);;) {
            intake_.more(chunk, chunk_bytes_);
            rows.scan(chunk.bytes.view(), intake_.ended());
            if (intake_.ended()) {
                intake_.finish(chunk, chunk.bytes.size());
                return chunk.bytes.size() != 0;
            }
            if (rows.last() != 0) {
                intake_.finish(chunk, rows.last());
                return true;
            }
            if (chunk.bytes.size() > longest_) {
                skip_row(chunk);
                rows = RowEnds(layout_);
            }
        }
    }

private:
    void skip_header(Chunk& chunk) {
        begun_ = true;
        while (chunk.offset + chunk.bytes.size() < layout_.header_end && !intake_.ended()) intake_.more(chunk, chunk_bytes_);
        intake_.drop(chunk, std::min<std::size_t>(layout_.header_end - chunk.offset, chunk.bytes.size()));
    }
    /// A row larger than the limit ends, for want of better knowledge, at the next line feed.
    void skip_row(Chunk& chunk) {
        intake_.report(chunk.offset, chunk.line, "row longer than the limit for one record");
        for (;;) {
            intake_.drop(chunk, chunk.bytes.size());
            if (intake_.ended()) return;
            intake_.more(chunk, chunk_bytes_);
            const std::size_t newline = chunk.bytes.view().find('\n');
            if (newline != std::string_view::npos) return intake_.drop(chunk, newline + 1);
        }
    }

    Intake intake_;
    const TableLayout& layout_;
    std::size_t chunk_bytes_;
    std::uint64_t longest_;
    bool begun_ = false;
};

}  // namespace

std::unique_ptr<Splitter> split_rows(const SplitterInput& input) { return std::make_unique<RowSplitter>(input); }

}  // namespace bonafide::reading
