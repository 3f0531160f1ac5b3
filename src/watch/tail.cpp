#include "watch/tail.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/hash.h"
#include "record/format.h"
#include "record/row_ends.h"

namespace bonafide::watch {

using reading::ChunkKind;

namespace {

constexpr std::uint32_t head_bytes = 256;

std::size_t read_at(int file, char* into, std::size_t size, std::uint64_t offset) {
    std::size_t got = 0;
    while (got < size) {
        const ssize_t n = ::pread(file, into + got, size - got, static_cast<off_t>(offset + got));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        got += static_cast<std::size_t>(n);
    }
    return got;
}

std::uint64_t hash_of_head(int file, std::uint32_t size) {
    char bytes[head_bytes];
    return hash64({bytes, read_at(file, bytes, std::min(size, head_bytes), 0)});
}

struct Written {
    ChunkKind kind = ChunkKind::lines;
    std::uint64_t first = 0, line = 1;  ///< where the first record begins
};

/// How the file is written, by the same look at it that scan takes; none where it has to be read as a whole.
std::optional<Written> way_of(const std::string& path, const FieldNames& names, const ReadLimits& limits, reading::FileState& state) {
    auto stream = reading::FileStream::open(path);
    if (!stream) return std::nullopt;
    auto raw = std::make_unique<reading::PeekStream>(std::move(*stream));
    const std::string sample(raw->peek(reading::sample_bytes));
    const reading::Encoding encoding = reading::find_encoding(sample);
    const bool plain = encoding == reading::Encoding::utf8 || encoding == reading::Encoding::utf8_bom;
    if (sample.size() < reading::sample_bytes || !plain || reading::is_packed(sample)) return std::nullopt;
    reading::UnreadLog unread;
    ReadLimits small = limits;
    small.chunk_bytes = reading::sample_bytes;
    auto part = reading::Part::open(std::move(raw), state, names, small, unread);
    reading::Chunk chunk;
    if (!part || !part->next(chunk)) return std::nullopt;
    state.report.bytes = 0;
    if (chunk.kind != ChunkKind::lines && chunk.kind != ChunkKind::rows && chunk.kind != ChunkKind::text) return std::nullopt;
    return Written{chunk.kind, chunk.offset, chunk.line};
}

}  // namespace

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

std::optional<FileLook> look_at(const std::string& path) {
    struct stat at{};
    if (::stat(path.c_str(), &at) != 0) return std::nullopt;
    return FileLook{at.st_dev, at.st_ino, static_cast<std::uint64_t>(at.st_size),
                    static_cast<std::int64_t>(at.st_mtim.tv_sec) * 1'000'000'000 + at.st_mtim.tv_nsec};
}

bool Tail::can_follow(const std::string& path, const FieldNames& names, const ReadLimits& limits) {
    reading::FileState state;
    state.name = {path, {}};
    return way_of(path, names, limits, state).has_value();
}

Result<std::unique_ptr<Tail>> Tail::open(FileRow row, const FieldNames& names, const TailLimits& limits) {
    std::unique_ptr<Tail> tail(new Tail(std::move(row), limits));
    FileRow& known = tail->row;
    tail->file_ = Descriptor(::open(known.path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat at{};
    if (tail->file_.get() < 0 || ::fstat(tail->file_.get(), &at) != 0)
        return fail(known.path, std::string("cannot be opened: ") + std::strerror(errno));
    if (known.inode == 0) known.device = at.st_dev, known.inode = at.st_ino;
    if (known.inode != at.st_ino || tail->was_replaced()) return fail(known.path, "is another file now");
    tail->state_.name = {known.name, {}};
    const auto written = way_of(known.path, names, limits.read, tail->state_);
    if (!written) return fail(known.path, "cannot be followed");
    tail->kind_ = written->kind;
    tail->want_ = limits.step_bytes;
    tail->report = std::exchange(tail->state_.report, {});
    if (known.offset < written->first) {
        known.offset = written->first;
        known.line = written->line;
        tail->report.bytes = written->first;
    }
    tail->remember_head();
    return tail;
}

void Tail::remember_head() {
    if (row.head_size == head_bytes) return;
    row.head_size = static_cast<std::uint32_t>(std::min<std::uint64_t>(size(), head_bytes));
    row.head_hash = hash_of_head(file_.get(), row.head_size);
    changed = true;
}

std::uint64_t Tail::size() const {
    struct stat at{};
    return ::fstat(file_.get(), &at) == 0 ? static_cast<std::uint64_t>(at.st_size) : 0;
}

bool Tail::was_replaced() const { return size() < row.offset || (row.head_size > 0 && hash_of_head(file_.get(), row.head_size) != row.head_hash); }

/// Behind the last whole record of the chunk.
std::size_t Tail::cut(bool ended) const {
    const std::string_view text = chunk_.bytes.view();
    if (ended) return text.size();
    if (kind_ == ChunkKind::rows) {
        reading::RowEnds rows(state_.table);
        rows.scan(text, false);
        return rows.last();
    }
    const std::size_t newline = text.rfind('\n');
    return newline == std::string_view::npos ? 0 : newline + 1;
}

/// A record over the limit is left out up to the next line feed, and reported. True if there is something behind it.
bool Tail::skip_long(bool at_end) {
    if (!skipping_) unread.push_back({state_.name, row.offset, row.line, 1, "record longer than the limit", ""});
    const std::size_t newline = chunk_.bytes.view().find('\n');
    const bool found = newline != std::string_view::npos;
    row.offset += found ? newline + 1 : chunk_.bytes.size();
    row.line += found;
    skipping_ = !found && !at_end;
    changed = true;
    want_ = limits_.step_bytes;
    return true;
}

bool Tail::read(reading::ChunkParser& parser, RecordSink& sink, bool ended, std::uint64_t& records) {
    const std::uint64_t all = size();
    if (all <= row.offset) return dirty = false;
    const std::size_t wanted = std::min<std::uint64_t>(want_, all - row.offset);
    chunk_.bytes.reserve(wanted);
    chunk_.bytes.resize(read_at(file_.get(), chunk_.bytes.data(), wanted, row.offset));
    const bool at_end = row.offset + chunk_.bytes.size() >= all;
    if (skipping_ || chunk_.bytes.size() > limits_.read.max_record_bytes) return skip_long(at_end);
    const std::size_t end = cut(ended && at_end);
    if (end == 0) {
        if (at_end) return dirty = false;
        want_ = 2 * want_;
        return true;
    }
    chunk_.file = &state_;
    chunk_.kind = kind_;
    chunk_.offset = row.offset;
    chunk_.line = row.line;
    const auto lines = reading::count_bytes(chunk_.bytes.view().substr(0, end), '\n');
    chunk_.bytes.resize(end);
    state_.number = number;
    sink.begin_file(number, {row.path.empty() ? row.name : row.path, {}});
    const std::uint64_t parsed = parser.parse(chunk_, sink);
    records += parsed;
    report.records += parsed;
    report.bytes += end;
    row.offset += end;
    row.line += lines;
    changed = true;
    want_ = limits_.step_bytes;
    chunk_.bytes.shrink(4 * limits_.step_bytes);
    remember_head();
    dirty = row.offset < all;
    return true;
}

}  // namespace bonafide::watch
