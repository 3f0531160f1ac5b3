// Reads bytes as the reader's workers do, without files and threads. For the fuzz targets of src/record.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "record/chunk_parser.h"
#include "record/format.h"
#include "record/part.h"
#include "record/unpack.h"

namespace bonafide::fuzz {

inline const FieldNames& names() {
    static const FieldNames made = [] {
        FieldNames out;
        for (const char* path : {"a", "b", "c.d", "b.c", "Records", "a.b.c.d", "message", "syslog.host", "syslog.program", "cef.name", "src", "type",
                                 "a0", "cmdline", "c-ip", "cs-uri", "Event.System.EventID", "Event.EventData.A", "Event.EventData.Data.#text"})
            out.intern(path);
        for (const char* column : {"id", "email", "name", "hire date"}) out.intern_column(column);
        out.freeze();
        return out;
    }();
    return made;
}

/// A broken promise is a crash, which the fuzzer keeps.
inline void demand(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

/// What was read, as text, to be compared.
class Keep final : public RecordSink {
public:
    explicit Keep(std::string_view whole) : whole_(whole) {}
    void record(const Record& record, const TableHeader* header) override {
        const Locator& at = record.locator();
        std::string line = std::to_string(at.line) + "@" + std::to_string(at.offset) + "+" + std::to_string(at.length);
        for (const Value& value : record.values()) {
            line += " " + std::to_string(value.field) + "=";
            line += Record::text(value, scratch_);
        }
        const bool event = record.format() == RecordFormat::event;  // bytes() are a rendering
        demand(event || record.bytes().size() == at.length, "the length of a record is that of its bytes");
        demand(whole_.empty() || at.offset + at.length <= whole_.size(), "a locator leads into the text");
        if (!whole_.empty() && !event)
            demand(whole_.substr(std::min<std::size_t>(at.offset, whole_.size()), at.length) == record.bytes(),
                   "a locator leads to the record's bytes");
        (void)all_fields(record, header);
        lines.push_back(std::move(line));
    }
    std::vector<std::string> lines;

private:
    std::string_view whole_;
    std::string scratch_;
};

struct Outcome {
    std::vector<std::string> records;
    std::vector<std::string> unread;
    auto operator<=>(const Outcome&) const = default;
};

/// `whole`: the text as the locators count it, where it is known.
inline void read_part(std::unique_ptr<reading::PeekStream> stream, const std::string& name, const std::string& format, const ReadLimits& limits,
                      reading::UnreadLog& unread, std::string_view whole, std::vector<std::string>& records) {
    reading::FileState file;
    file.name = {name, {}};
    file.report.format = format;
    const auto part = reading::Part::open(std::move(stream), file, names(), limits, unread);
    if (!part) return;
    Keep sink(whole);
    reading::ChunkParser parser(names(), limits, unread);
    reading::Chunk chunk;
    while (part->next(chunk)) (void)parser.parse(chunk, sink);
    records.insert(records.end(), sink.lines.begin(), sink.lines.end());
}

inline std::vector<std::string> lines_of(reading::UnreadLog& unread) {
    std::vector<std::string> out;
    for (const Unread& u : unread.take()) {
        demand(!u.reason.empty(), "what is not read has a reason");
        out.push_back(u.file.member + "@" + std::to_string(u.offset) + ":" + std::to_string(u.line) + " x" + std::to_string(u.count) + " " +
                      u.reason);
    }
    return out;
}

/// A text of its own; `whole` as in read_part().
inline Outcome read_text(std::string_view bytes, const std::string& name, std::uint32_t chunk_bytes, bool utf8) {
    ReadLimits limits;
    limits.chunk_bytes = chunk_bytes;
    limits.max_depth = 64;
    reading::UnreadLog unread;
    Outcome out;
    read_part(std::make_unique<reading::PeekStream>(std::make_unique<reading::TextStream>(std::string(bytes))), name, "", limits, unread,
              utf8 ? bytes : std::string_view{}, out.records);
    out.unread = lines_of(unread);
    return out;
}

/// The same, cut in two ways: what is read may not depend on where the text was cut, nor whether something is wrong with it. What
/// exactly is said of text that is no JSON between the elements of an array may: a stray quote pairs with another one, or with none.
inline void read_alike(std::string_view bytes, const std::string& name) {
    const reading::Encoding encoding = reading::find_encoding(bytes.substr(0, reading::sample_bytes));
    const bool utf8 = encoding == reading::Encoding::utf8 || encoding == reading::Encoding::utf8_bom;
    const Outcome whole = read_text(bytes, name, 2U << 20, utf8),
                  cut = read_text(bytes, name, 16 + static_cast<std::uint32_t>(bytes.size() % 61), utf8);
    demand(whole.records == cut.records, "the records do not depend on where the text is cut");
    demand(whole.unread.empty() == cut.unread.empty(), "whether something is not read does not depend on where the text is cut");
}

/// Everything in an archive.
inline Outcome read_packed(std::string_view bytes, const std::string& name, bool list_only) {
    ReadLimits limits;
    limits.max_archive_ratio = 50;
    limits.max_unpacked_bytes = 8 << 20;
    limits.max_members = 100;
    std::atomic<std::uint64_t> unpacked{0};
    reading::UnreadLog unread;
    Outcome out;
    reading::MemberWalk walk(
        name, "", std::make_unique<reading::TextStream>(std::string(bytes)),
        {.limits = limits, .unpacked = unpacked, .cancel = nullptr, .unread = list_only ? nullptr : &unread, .list_only = list_only});
    while (auto member = walk.next()) {
        if (list_only) out.records.push_back(member->name);
        else if (member->stream) read_part(std::move(member->stream), name, member->format, limits, unread, {}, out.records);
        else demand(member->refused.has_value(), "a member that is not read was refused");
    }
    out.unread = lines_of(unread);
    return out;
}

}  // namespace bonafide::fuzz
