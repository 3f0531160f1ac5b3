// Text logs into chunks: at line ends, between audit events, between frames.
#include <algorithm>
#include <unordered_set>

#include "base/text.h"
#include "record/text_parser.h"

namespace bonafide::reading {

namespace {

/// W3C: each chunk knows the names that held where it begins.
class W3cSplitter final : public Splitter {
public:
    explicit W3cSplitter(const SplitterInput& input) : lines_(split_lines(input)) {}
    bool next(Chunk& chunk) override {
        if (!lines_->next(chunk)) return false;
        chunk.kind = ChunkKind::text;
        chunk.unwrap = fields_;
        const std::string_view all = chunk.bytes.view();
        constexpr std::string_view mark = "#Fields:";
        for (std::size_t at = all.rfind(mark); at != std::string_view::npos; at = at == 0 ? at : all.rfind(mark, at - 1)) {
            if (at == 0 || all[at - 1] == '\n') {
                fields_ = trim(all.substr(at + mark.size(), std::min(all.find('\n', at), all.size()) - at - mark.size()));
                break;
            }
        }
        return true;
    }

private:
    std::unique_ptr<Splitter> lines_;
    std::string fields_;
};

/// A cut between two lines parts no event if no event of the `audit_window` lines before has a record in those behind.
class AuditSplitter final : public Splitter {
public:
    explicit AuditSplitter(const SplitterInput& input)
        : intake_(input), chunk_bytes_(input.limits.chunk_bytes), longest_(input.limits.max_record_bytes) {}

    bool next(Chunk& chunk) override {
        chunk.kind = ChunkKind::text;
        chunk.unwrap.clear();
        intake_.begin(chunk);
        for (;;) {
            intake_.more(chunk, std::max<std::size_t>(chunk_bytes_, chunk.bytes.size() / 2));
            if (intake_.ended()) {
                intake_.finish(chunk, chunk.bytes.size());
                return chunk.bytes.size() != 0;
            }
            std::size_t cut = find_cut(chunk.bytes.view());
            if (cut == 0 && chunk.bytes.size() > longest_) {
                cut = chunk.bytes.view().rfind('\n') + 1;
                intake_.report(chunk.offset, chunk.line, "audit events that go on without end: parted", "");
                if (cut == 0) cut = chunk.bytes.size();
            }
            if (cut == 0) continue;
            intake_.finish(chunk, cut);
            return true;
        }
    }

private:
    static std::size_t find_cut(std::string_view text) {
        // The last lines, the latest first; the one that is cut off does not count.
        std::vector<std::size_t> begins;
        std::size_t end = text.rfind('\n');
        if (end == std::string_view::npos) return 0;
        std::vector<std::string> marks;
        for (std::size_t line_end = end; begins.size() < 6 * audit_window;) {
            const std::size_t before = line_end == 0 ? std::string_view::npos : text.rfind('\n', line_end - 1);
            const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
            begins.push_back(begin);
            AuditMark mark;
            const bool audit = take_audit(trim(text.substr(begin, line_end - begin)), mark);
            marks.push_back(audit ? std::string(mark.node) + ' ' + std::string(mark.time) + ':' + std::string(mark.serial) : "");
            if (begin == 0) break;
            line_end = before;
        }
        for (std::size_t i = audit_window - 1; i < begins.size() && begins[i] != 0; ++i) {
            std::unordered_set<std::string_view> behind;
            for (std::size_t k = i + 1 - audit_window; k <= i; ++k)
                if (!marks[k].empty()) behind.insert(marks[k]);
            bool parted = false;
            for (std::size_t k = i + 1; k < std::min(marks.size(), i + 1 + audit_window); ++k) parted = parted || behind.contains(marks[k]);
            const bool known = marks.size() >= i + 1 + audit_window || begins.back() == 0;
            if (!parted && known) return begins[i];
        }
        return 0;
    }

    Intake intake_;
    std::size_t chunk_bytes_;
    std::uint64_t longest_;
};

/// RFC 6587, 3.4.1.
class FrameSplitter final : public Splitter {
public:
    explicit FrameSplitter(const SplitterInput& input)
        : intake_(input), chunk_bytes_(input.limits.chunk_bytes), longest_(input.limits.max_record_bytes) {}

    bool next(Chunk& chunk) override {
        chunk.kind = ChunkKind::text;
        chunk.unwrap.clear();
        intake_.begin(chunk);
        for (;;) {
            intake_.more(chunk, chunk_bytes_);
            const std::size_t cut = intake_.ended() || chunk.bytes.size() > longest_ ? chunk.bytes.size() : last_end(chunk.bytes.view());
            if (cut == 0 && !intake_.ended()) continue;
            intake_.finish(chunk, cut);
            return chunk.bytes.size() != 0;
        }
    }

private:
    /// Behind the last whole frame; 0 where there is none, or where the frames are damaged (more is read then).
    static std::size_t last_end(std::string_view text) {
        std::size_t end = 0;
        for (std::size_t at = 0;;) {
            while (at < text.size() && (text[at] == '\n' || text[at] == '\r')) ++at;
            std::size_t size = 0, i = at;
            for (; i < text.size() && i < at + 9 && text[i] >= '0' && text[i] <= '9'; ++i) size = size * 10 + static_cast<std::size_t>(text[i] - '0');
            if (i == at || i >= text.size() || text[i] != ' ' || size == 0 || size >= text.size() - i - 1) return end;
            end = at = i + 1 + size;
        }
    }

    Intake intake_;
    std::size_t chunk_bytes_;
    std::uint64_t longest_;
};

}  // namespace

std::unique_ptr<Splitter> split_text(const SplitterInput& input, const TextLayout& layout) {
    if (layout.w3c) return std::make_unique<W3cSplitter>(input);
    if (layout.frames) return std::make_unique<FrameSplitter>(input);
    return std::make_unique<AuditSplitter>(input);  // audit records may stand among lines of any kind
}

}  // namespace bonafide::reading
