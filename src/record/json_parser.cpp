#include "record/json_parser.h"

#include <algorithm>

#include "base/text.h"
#include "record/envelope.h"
#include "record/json_scan.h"

namespace bonafide::reading {

namespace {

/// Lines are indexed together up to this size: large enough to make the call cheap, small enough for the second-level cache.
constexpr std::size_t batch_bytes = 128 << 10;

/// The first structural character at or behind a position.
Cursor seek(const Cursor& from, std::size_t position) {
    return {from.text, std::lower_bound(from.at, from.end, static_cast<std::uint32_t>(position)), from.end};
}

std::uint64_t line_of(std::string_view text, std::size_t& counted, std::uint64_t& line, std::size_t position) {
    if (position > counted) {
        line += count_bytes(text.substr(counted, position - counted), '\n');
        counted = position;
    }
    return line;
}

}  // namespace

void JsonParser::parse(const Chunk& chunk, Delivery& delivery) {
    if (chunk.kind == ChunkKind::lines) lines(chunk, delivery);
    if (chunk.kind == ChunkKind::values) values(chunk, delivery);
}

void JsonParser::lines(const Chunk& chunk, Delivery& delivery) {
    const std::string_view all = chunk.bytes.view();
    std::uint64_t line = chunk.line;
    for (std::size_t from = 0; from < all.size();) {
        std::size_t end = all.size();
        if (all.size() - from > batch_bytes) {
            end = all.rfind('\n', from + batch_bytes);
            if (end == std::string_view::npos || end < from) end = all.find('\n', from + batch_bytes);
            end = std::min(end, all.size());
        }
        Span span{.chunk = chunk,
                  .delivery = delivery,
                  .text = all.substr(from, end - from),
                  .offset = chunk.offset + from,
                  .line = line,
                  .one_line = true,
                  .batch = true};
        line_batch(span);
        line = span.line;
        from = end + 1;
    }
}

void JsonParser::line_batch(Span& span) {
    const simdjson::error_code error = index_.build(span.text);
    Cursor cursor{span.text.data(), index_.begin(), index_.end()};
    for (std::size_t from = 0; from <= span.text.size(); ++span.line) {
        const std::size_t end = std::min(span.text.find('\n', from), span.text.size());
        span.limit = end;
        if (end - from > max_record_bytes_) {
            report(span, from, "line longer than the limit for one record");
            if (!error) cursor = seek(cursor, end);
        } else if (error) {
            line_alone(span, from);
        } else {
            sequence(span, cursor, Rules{});
        }
        from = end + 1;
    }
}

/// The line, from a position on, without its neighbours.
void JsonParser::line_alone(const Span& span, std::size_t from) {
    alone({.chunk = span.chunk,
           .delivery = span.delivery,
           .text = span.text.substr(from, span.limit - from),
           .offset = span.offset + from,
           .line = span.line,
           .one_line = true},
          Rules{});
}

void JsonParser::values(const Chunk& chunk, Delivery& delivery) {
    const Rules rules{.expand = chunk.expand, .arrays = false, .unwrap = chunk.unwrap};
    Span span{.chunk = chunk,
              .delivery = delivery,
              .text = chunk.bytes.view(),
              .offset = chunk.offset,
              .line = chunk.line,
              .one_line = false,
              .limit = chunk.bytes.size()};
    if (!index_.build(span.text)) {
        Cursor cursor{span.text.data(), index_.begin(), index_.end()};
        sequence(span, cursor, rules);
        return;
    }
    for (std::size_t at = skip_blank(span.text, 0, true); at < span.text.size(); at = skip_blank(span.text, at, true)) {
        const std::size_t end = std::min(end_of_value(span.text, at), span.text.size());
        alone({.chunk = chunk,
               .delivery = delivery,
               .text = span.text.substr(at, std::max<std::size_t>(end - at, 1)),
               .offset = chunk.offset + at,
               .line = line_of(span.text, span.counted, span.line, at),
               .one_line = false},
              rules);
        at = std::max(end, at + 1);
    }
}

/// One line or value whose neighbours could not be indexed together with it.
void JsonParser::alone(Span span, const Rules& rules) {
    span.limit = span.text.size();
    const simdjson::error_code error = alone_.build(span.text);
    if (error == simdjson::EMPTY) return;
    if (error == simdjson::UTF8_ERROR || error == simdjson::UNESCAPED_CHARS) return mended(span, rules);
    if (error) return report(span, 0, error == simdjson::UNCLOSED_STRING ? "malformed JSON: a string does not end" : "no memory for a record");
    Cursor cursor{span.text.data(), alone_.begin(), alone_.end()};
    sequence(span, cursor, rules);
}

void JsonParser::mended(Span& span, const Rules& rules) {
    std::string copy = repair_utf8(span.text);
    for (char& c : copy) {
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    }
    mended_.assign(copy);
    const simdjson::error_code error = alone_.build(mended_.view());
    if (error == simdjson::EMPTY) return report(span, 0, "a line of control characters");
    if (error) return report(span, 0, "malformed JSON: a string does not end");
    report(span, 0, "bytes that are not UTF-8, or raw control characters, in JSON: repaired (U+FFFD, blank) and read");
    span.mended = true;
    span.limit = mended_.size();
    Cursor cursor{mended_.data(), alone_.begin(), alone_.end()};
    sequence(span, cursor, rules);
}

void JsonParser::sequence(Span& span, Cursor& cursor, const Rules& rules) {
    while (cursor.at < cursor.end && *cursor.at < span.limit) {
        if (cursor.here() == ',') {
            ++cursor.at;
            continue;
        }
        const std::size_t start = *cursor.at;
        const Cursor before = cursor;
        const std::uint64_t records = span.delivery.records;
        // Of an array elements are handed on before its end is seen, so it is read without what stands behind the line.
        const bool array = span.batch && cursor.here() == '[';
        if (!array && value(span, cursor, rules)) continue;
        cursor = before;
        if (span.batch && records == span.delivery.records) {
            // Lines behind may have been taken for a part of this one: what is wrong with it is found out without them.
            line_alone(span, start);
            cursor = seek(cursor, span.limit);
        } else {
            broken(span, cursor, start);
        }
    }
}

/// A broken line is over; a broken value may be followed by good ones.
void JsonParser::broken(Span& span, Cursor& cursor, std::size_t start) {
    report(span, start, walk_.fault);
    std::size_t next = span.limit;
    if (!span.one_line && !span.mended) next = std::min(end_of_value(span.text, start), span.limit);
    cursor = seek({cursor.text, cursor.at + 1, cursor.end}, next);
}

bool JsonParser::value(Span& span, Cursor& cursor, const Rules& rules) {
    const char first = cursor.here();
    if (first == '{') return object(span, cursor, rules);
    if (first == '[' && rules.arrays) return elements(span, cursor, {.expand = rules.expand, .arrays = false, .unwrap = {}});
    walk_.fault = "not a JSON object";
    return false;
}

bool JsonParser::elements(Span& span, Cursor& cursor, const Rules& rules) {
    ++cursor.at;
    if (cursor.at < cursor.end && cursor.here() == ']') {
        ++cursor.at;
        return true;
    }
    while (cursor.at < cursor.end && *cursor.at < span.limit) {
        if (cursor.here() == '{') {
            const Cursor before = cursor;
            if (!object(span, cursor, rules)) {
                report(span, *before.at, walk_.fault);
                const std::size_t end = end_of_value({before.text, span.limit}, *before.at);
                cursor = seek(before, std::min(end, span.limit));
                if (end == not_found) return true;  // said already
            }
        } else {
            report(span, *cursor.at, "not a JSON object");
            if (!walk_.skip(cursor)) return false;
        }
        const char next = cursor.at < cursor.end ? cursor.here() : '\0';
        ++cursor.at;
        if (next == ']') return true;
        if (next != ',') break;
    }
    walk_.fault = "malformed JSON: expected ',' or ']' after an element";
    return false;
}

bool JsonParser::object(Span& span, Cursor& cursor, const Rules& rules) {
    if (rules.unwrap.empty()) return record(span, cursor, rules);
    const std::size_t start = *cursor.at;
    Cursor after = cursor;
    if (!walk_.skip(after)) return false;
    const std::string_view element(cursor.text + start, after.at[-1] + 1 - start);
    const std::size_t member = find_member(element, rules.unwrap);
    Cursor inside = member == not_found ? cursor : seek(cursor, start + member);
    if (inside.here() != '{') inside = cursor;
    cursor = after;
    return record(span, inside, {.expand = false, .arrays = false, .unwrap = {}});
}

bool JsonParser::record(Span& span, Cursor& cursor, const Rules& rules) {
    const Cursor start = cursor;
    walk_.record.begin(RecordFormat::json, {}, {});
    if (!walk_.object(cursor)) return false;
    const std::size_t end = cursor.at[-1] + 1;
    if (end > span.limit) {
        walk_.fault = "malformed JSON: an object does not end on its line";
        return false;
    }
    if (walk_.envelope && rules.expand) {
        const auto envelope = find_envelope({cursor.text + *start.at, end - *start.at}, true);
        if (envelope) {
            Cursor array = seek(start, *start.at + envelope->array);
            return elements(span, array, {.expand = false, .arrays = false, .unwrap = envelope->unwrap});
        }
    }
    deliver(span, *start.at, end);
    return true;
}

void JsonParser::deliver(Span& span, std::size_t first, std::size_t last) {
    if (span.mended) first = 0, last = span.text.size();
    const std::uint64_t line = span.one_line ? span.line : line_of(span.text, span.counted, span.line, first);
    const Locator locator{
        .file = span.chunk.file->number, .length = static_cast<std::uint32_t>(last - first), .offset = span.offset + first, .line = line};
    walk_.record.end(locator, span.text.substr(first, last - first));
    ++span.delivery.records;
    span.delivery.sink.record(walk_.record, nullptr);
}

void JsonParser::report(Span& span, std::size_t position, const char* reason, const char* hint) {
    if (span.mended) position = 0;
    const std::uint64_t line = span.one_line ? span.line : line_of(span.text, span.counted, span.line, position);
    unread_.add({.file = span.chunk.file->name, .offset = span.offset + position, .line = line, .count = 1, .reason = reason, .hint = hint});
}

}  // namespace bonafide::reading
