#include "record/evtx.h"

#include <zlib.h>
#include <algorithm>
#include <cstring>

namespace bonafide::reading {

using namespace std::string_view_literals;

namespace {

constexpr std::string_view log_mark = "ElfFile\0"sv, chunk_mark = "ElfChnk\0"sv, record_mark = "\x2A\x2A\0\0"sv;
constexpr std::size_t chunk_header = 512, record_header = 24, smallest_record = record_header + 4 + 4;

template <class T>
T load(std::string_view bytes, std::size_t at) {
    T out{};
    if (at + sizeof out <= bytes.size()) std::memcpy(&out, bytes.data() + at, sizeof out);
    return out;
}

std::uint32_t checksum(std::string_view bytes, std::uint32_t before = 0) {
    return static_cast<std::uint32_t>(::crc32_z(before, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

bool all_zero(std::string_view bytes) {
    return bytes.empty() || (bytes[0] == 0 && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

/// The size of the record at `at`; 0 if there is none. Its size stands at both of its ends.
std::size_t record_size(std::string_view chunk, std::size_t at) {
    if (at + smallest_record > chunk.size() || chunk.substr(at, 4) != record_mark) return 0;
    const std::size_t size = load<std::uint32_t>(chunk, at + 4);
    if (size < smallest_record || size > chunk.size() - at) return 0;
    return load<std::uint32_t>(chunk, at + size - 4) == size ? size : 0;
}

std::size_t find_record(std::string_view chunk, std::size_t from) {
    for (std::size_t at = chunk.find(record_mark, from); at != std::string_view::npos; at = chunk.find(record_mark, at + 1))
        if (record_size(chunk, at) != 0) return at;
    return chunk.size();
}

class EvtxSplitter final : public Splitter {
public:
    EvtxSplitter(const SplitterInput& input, bool header)
        : intake_(input), pieces_(std::max<std::size_t>(input.limits.chunk_bytes / evtx_chunk_bytes, 1)), header_(header) {}

    bool next(Chunk& chunk) override {
        chunk.kind = ChunkKind::evtx;
        intake_.begin(chunk);
        if (header_) {
            intake_.more(chunk, evtx_header_bytes);
            intake_.drop(chunk, chunk.bytes.size());
            header_ = false;
        }
        intake_.more(chunk, pieces_ * evtx_chunk_bytes);
        intake_.finish(chunk, chunk.bytes.size());
        return chunk.bytes.size() != 0;
    }

private:
    Intake intake_;
    std::size_t pieces_;
    bool header_;
};

}  // namespace

bool is_evtx(std::string_view magic) { return magic.starts_with(log_mark) || magic.starts_with(chunk_mark); }

std::string evtx_words(std::string_view header) {
    if (!header.starts_with(log_mark)) return "evtx (chunks without a header)";
    if (header.size() >= 128 && checksum(header.substr(0, 120)) != load<std::uint32_t>(header, 124))
        return "evtx (checksum of its header does not fit)";
    return load<std::uint32_t>(header, 120) & 1 ? "evtx (was not closed)" : "evtx";
}

std::unique_ptr<Splitter> split_evtx(const SplitterInput& input, bool header) { return std::make_unique<EvtxSplitter>(input, header); }

void EvtxParser::parse(const Chunk& chunk, Delivery& delivery) {
    const std::string_view all = chunk.bytes.view();
    for (std::size_t at = 0; at < all.size(); at += evtx_chunk_bytes) {
        Piece here{.chunk = chunk, .delivery = delivery, .bytes = all.substr(at, evtx_chunk_bytes), .offset = chunk.offset + at};
        piece(here);
    }
}

/// Where the records end; 0 where the chunk does not say (`expected`: how many they are).
std::size_t EvtxParser::header(const Piece& piece, std::uint64_t& expected) {
    const std::string_view bytes = piece.bytes;
    if (!bytes.starts_with(chunk_mark) || bytes.size() < chunk_header) {
        report(piece, 0, "damaged chunk of an event log, its mark is missing: the records that can be found in it are read");
        return 0;
    }
    const std::size_t end = load<std::uint32_t>(bytes, 48);
    const bool sound = checksum(bytes.substr(128, 384), checksum(bytes.substr(0, 120))) == load<std::uint32_t>(bytes, 124);
    if (!sound || end < chunk_header || end > evtx_chunk_bytes) {
        report(piece, 0, "checksum of a chunk's header does not fit: the records that can be found in the chunk are read");
        return 0;
    }
    const bool whole = end <= bytes.size();
    if (!whole) report(piece, bytes.size(), "the event log ends inside of a chunk: the records before are read");
    else if (checksum(bytes.substr(chunk_header, end - chunk_header)) != load<std::uint32_t>(bytes, 52))
        report(piece, 0, "checksum of a chunk's records does not fit: damaged, or changed; they are read as far as they can be");
    const auto first = load<std::uint64_t>(bytes, 8), last = load<std::uint64_t>(bytes, 16);
    expected = last >= first && last - first < evtx_chunk_bytes / smallest_record ? last - first + 1 : 0;
    return std::min(end, bytes.size());
}

void EvtxParser::piece(Piece& piece) {
    if (all_zero(piece.bytes.substr(0, chunk_header)) && all_zero(piece.bytes)) return;  // set aside and not used yet
    std::uint64_t expected = 0;
    const std::size_t end = header(piece, expected);
    xml_.begin(piece.bytes);
    for (std::size_t at = chunk_header; at < piece.bytes.size();) {
        std::size_t size = record_size(piece.bytes, at);
        // What stands behind the end may be left over from the chunk's earlier life, unless it goes on counting.
        if (end != 0 && at >= end && (size == 0 || load<std::uint64_t>(piece.bytes, at + 8) != piece.last + 1)) break;
        if (size == 0) {
            const std::size_t next = std::min(find_record(piece.bytes, at), end == 0 ? piece.bytes.size() : end);
            if (!all_zero(piece.bytes.substr(at, next - at))) {
                ++piece.damaged;
                report(piece, at, "damaged records of an event log: not read, the chunk goes on behind them");
            }
            at = next;
            continue;
        }
        record(piece, at, size);
        at += size;
    }
    if (piece.damaged == 0 && expected > piece.records)
        report(piece, 0, "records missing that the chunk of an event log should have", expected - piece.records);
}

void EvtxParser::record(Piece& piece, std::size_t at, std::size_t size) {
    piece.last = load<std::uint64_t>(piece.bytes, at + 8);
    rendered_.json.clear();
    const Locator locator{.file = piece.chunk.file->number, .length = static_cast<std::uint32_t>(size), .offset = piece.offset + at, .line = 0};
    const char* fault = nullptr;
    if (!xml_.write(at + record_header, at + size - 4, rendered_.json)) fault = xml_.fault();
    else if (!rendered_.deliver(locator, piece.delivery)) fault = rendered_.fault();
    ++(fault ? piece.damaged : piece.records);
    if (fault) report(piece, at, std::string("damaged record of an event log: ") + fault);
}

void EvtxParser::report(const Piece& piece, std::size_t at, std::string reason, std::uint64_t count) {
    unread_.add({.file = piece.chunk.file->name, .offset = piece.offset + at, .line = 0, .count = count, .reason = std::move(reason), .hint = {}});
}

Result<std::string> evtx_record(ByteStream& log, bool header, std::uint64_t offset, const std::string& where) {
    const std::size_t before = header ? evtx_header_bytes : 0;
    if (offset < before) return fail(where, "no record at this offset", "is it the file that was read?");
    const std::uint64_t begin = before + (offset - before) / evtx_chunk_bytes * evtx_chunk_bytes;
    std::string chunk(evtx_chunk_bytes, '\0');
    for (std::uint64_t skipped = 0; skipped < begin;) {
        const Filled got = read_fully(log, chunk.data(), static_cast<std::size_t>(std::min<std::uint64_t>(chunk.size(), begin - skipped)));
        if (got.size == 0) return fail(where, "ends before offset " + std::to_string(offset), "is it the file that was read?");
        skipped += got.size;
    }
    chunk.resize(read_fully(log, chunk.data(), chunk.size()).size);
    const auto at = static_cast<std::size_t>(offset - begin);
    const std::size_t size = record_size(chunk, at);
    if (size == 0) return fail(where, "no record at this offset", "is it the file that was read?");
    BinaryXml xml;
    JsonOut out;
    xml.begin(chunk);
    if (!xml.write(at + record_header, at + size - 4, out)) return fail(where, std::string("damaged record of an event log: ") + xml.fault());
    return std::string(out.view());
}

}  // namespace bonafide::reading
