#include "record/part.h"

#include <array>
#include <filesystem>

#include "base/text.h"
#include "record/evtx.h"
#include "record/format.h"
#include "record/table.h"
#include "record/text_parser.h"
#include "record/transcode.h"
#include "record/xml_events.h"

namespace bonafide::reading {

OpenText open_text(std::unique_ptr<PeekStream> raw) {
    OpenText out;
    out.raw = std::move(raw);
    const Encoding encoding = find_encoding(out.raw->peek(sample_bytes));
    if (encoding == Encoding::utf8_bom) out.raw->drop(3), out.start = 3;
    if (encoding == Encoding::utf8 || encoding == Encoding::utf8_bom) return out;
    out.encoding = encoding_name(encoding);
    out.utf8 = std::make_unique<PeekStream>(to_utf8(*out.raw, encoding));
    return out;
}

namespace {

/// Does the name say that this is a table? Content decides; the name only where content leaves room.
bool named_as_table(const FileState& file) {
    std::string path = ascii_lower(!file.called.empty() ? file.called : file.name.member.empty() ? file.name.path : file.name.member);
    for (const std::string_view packed : {".gz", ".xz", ".zst", ".bz2"}) {
        if (path.ends_with(packed)) path.resize(path.size() - packed.size());
    }
    constexpr std::array<std::string_view, 6> suffixes{".csv", ".tsv", ".tab", ".psv", ".xlsx", ".ssv"};
    for (const std::string_view suffix : suffixes) {
        if (path.ends_with(suffix)) return true;
    }
    return false;
}

Refusal refusal(std::string_view sample) {
    if (sample.empty()) return {"empty", "empty file", ""};
    if (const Kind kind = known_kind(sample); !kind.words.empty()) return {std::string(kind.words), std::string(kind.words), std::string(kind.hint)};
    if (looks_binary(sample)) return {"binary", "binary data of no known kind: expected JSON lines, JSON, CSV or an archive of them", ""};
    return {"text",
            "text that is neither JSON nor a table: expected JSON lines, JSON, CSV or an archive of them, or a log (syslog, CEF, LEEF, auditd, "
            "key=value, access log, Windows XML)",
            "if it is a table, its rows must have the same number of columns"};
}

}  // namespace

std::unique_ptr<Part> Part::open(std::unique_ptr<PeekStream> raw, FileState& file, const FieldNames& names, const ReadLimits& limits,
                                 UnreadLog& unread) {
    auto part = std::make_unique<Part>();
    const std::string magic(raw->peek(magic_bytes));
    if (is_evtx(magic)) {
        part->text_.raw = std::move(raw);
        file.report.format = evtx_words(magic);
        part->splitter_ = split_evtx({.stream = *part->text_.raw, .file = file, .unread = unread, .limits = limits}, magic.starts_with("ElfFile"));
        return part;
    }
    part->text_ = open_text(std::move(raw));
    PeekStream& stream = part->text_.text();
    const std::string_view sample = stream.peek(sample_bytes);
    const bool whole = sample.size() < sample_bytes;
    const SplitterInput input{.stream = stream, .file = file, .unread = unread, .limits = limits, .start = part->text_.start};
    const bool events = holds_event_xml(sample);
    const bool known = !events && !known_kind(magic).words.empty();
    const bool workbook = file.report.format == "xlsx";
    const JsonLayout json = known || workbook || events ? JsonLayout::none : find_json(sample, whole);
    std::string words;
    TextLayout text;
    if (!known && !workbook && !events && json == JsonLayout::none && !looks_binary(sample)) text = find_text(sample, whole, named_as_table(file));
    if (events) {
        words = "Windows events (XML)";
        part->splitter_ = split_event_xml(input);
    } else if (text.kind != LineKind::none) {
        words = text.words;
        file.text_kind = text.kind;
        file.text_frames = text.frames;
        file.text_w3c = text.w3c;
        part->splitter_ = split_text(input, text);
    } else if (json == JsonLayout::lines) {
        words = "ndjson";
        part->splitter_ = split_lines(input);
    } else if (json == JsonLayout::values) {
        words = "json";
        part->splitter_ = split_json(input);
    } else if (!known && !looks_binary(sample) && find_layout(sample, whole, workbook || named_as_table(file), file.table, words)) {
        file.table.header_end += part->text_.start;
        file.table.ragged = workbook;
        bind_columns(file.table, names);
        if (const std::string doubled = doubled_columns(file.table); !doubled.empty())
            unread.add({.file = file.name,
                        .reason = "several columns of one name: " + doubled + "; of a row the first that is not empty counts",
                        .hint = "rename them if they differ"});
        file.report.columns = file.table.header.names;
        part->splitter_ = split_rows(input);
    } else {
        Refusal why = refusal(known ? magic : sample);
        if (const Error* failure = stream.failure()) why = {"damaged", "cannot be read: " + failure->what, failure->hint};
        file.report.format = why.format;
        unread.add({.file = file.name, .reason = std::move(why.reason), .hint = std::move(why.hint)});
        return nullptr;
    }
    if (!part->text_.encoding.empty()) {
        if (words.ends_with(')')) words.insert(words.size() - 1, ", " + part->text_.encoding);
        else words += " (" + part->text_.encoding + ")";
    }
    if (!file.report.format.empty()) words = file.report.format;  // a workbook is read as CSV, and stays a workbook
    file.report.format = std::move(words);
    return part;
}

}  // namespace bonafide::reading
