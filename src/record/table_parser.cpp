#include <simdjson.h>
#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "record/table.h"

namespace bonafide::reading {

std::size_t closing_quote(std::string_view text, std::size_t open, bool ended, bool& undecided) {
    undecided = false;
    for (std::size_t at = open + 1;;) {
        const std::size_t quote = text.find('"', at);
        const bool beyond = std::min(quote, text.size()) - open > longest_quoted;
        if (beyond) return not_found;
        if (quote == std::string_view::npos || (quote + 1 == text.size() && !ended)) {
            undecided = !ended;
            return not_found;
        }
        if (quote + 1 == text.size() || text[quote + 1] != '"') return quote;
        at = quote + 2;
    }
}

std::size_t TableParser::Marks::next(std::size_t from) {
    std::size_t wanted = from / 64 * 64;
    if (wanted == block) {
        const std::uint64_t rest = mask & (~0ULL << (from - block));
        if (rest != 0) return std::min(block + static_cast<std::size_t>(std::countr_zero(rest)), text.size());
        wanted += 64;
        from = wanted;
    }
    for (; wanted < text.size(); wanted += 64, from = wanted) {
        block = wanted;
        mask = equal_mask(text.data() + block, delimiter) | equal_mask(text.data() + block, '\n');
        const std::uint64_t rest = mask & (~0ULL << (from - block));
        if (rest != 0) return std::min(block + static_cast<std::size_t>(std::countr_zero(rest)), text.size());
    }
    return text.size();
}

void TableParser::parse(const Chunk& chunk, Delivery& delivery) {
    const std::string_view text = chunk.bytes.view();
    const TableLayout& layout = chunk.file->table;
    const bool sound = simdjson::validate_utf8(text.data(), text.size());
    Marks marks{.text = text, .delimiter = layout.header.delimiter};
    std::uint64_t line = chunk.line;
    for (Row row; row.next < text.size();) {
        row = Row{.begin = row.next, .line = line};
        if (layout.comment != 0 && text[row.begin] == layout.comment) {
            row.next = std::min(text.find('\n', row.begin), text.size() - 1) + 1;
            ++line;
            continue;
        }
        begin_record();
        read_row(marks, layout, row);
        const std::string_view bytes = text.substr(row.begin, row.end - row.begin);
        line += layout.header.quotes ? count_bytes(bytes, '\n') + 1 : 1;
        if (!sound && !simdjson::validate_utf8(bytes.data(), bytes.size())) mended(chunk, row, bytes, delivery);
        else finish(chunk, row, bytes, delivery);
    }
}

void TableParser::begin_record() {
    record_.begin(RecordFormat::table, {}, {});
    undoubled_.clear();
    kept_.clear();
}

void TableParser::read_row(Marks& marks, const TableLayout& layout, Row& row) {
    const std::string_view text = marks.text;
    for (std::size_t at = row.begin;;) {
        std::size_t first = at, last = 0, stop = 0;
        bool doubled = false;
        std::size_t close = not_found;
        if (layout.header.quotes && at < text.size() && text[at] == '"') {
            bool undecided = false;
            close = closing_quote(text, at, true, undecided);
        }
        if (close != not_found) {
            first = at + 1, last = close;
            doubled = std::memchr(text.data() + first, '"', last - first) != nullptr;
            stop = marks.next(close + 1);
            row.damaged |= !trim(text.substr(close + 1, stop - close - 1)).empty();
        } else {
            last = stop = marks.next(at);
        }
        const bool line_end = stop >= text.size() || text[stop] == '\n';
        if (line_end && close == not_found && last > first && text[last - 1] == '\r') --last;
        cell(layout, row, text.substr(first, last - first), doubled);
        if (line_end) {
            row.end = stop;
            if (row.end > row.begin && text[row.end - 1] == '\r') --row.end;
            row.next = std::min(stop + 1, text.size());
            return;
        }
        at = stop + 1;
    }
}

void TableParser::cell(const TableLayout& layout, Row& row, std::string_view raw, bool doubled) {
    const std::size_t column = row.cells++;
    const std::vector<FieldId>& fields = layout.header.fields;
    if (column >= fields.size()) {
        row.filled_extra += !raw.empty();
        row.like_header = false;
        return;
    }
    if (row.like_header) row.like_header = raw == layout.header.names[column];
    if (raw.empty()) return;
    ++row.filled;
    if (column >= layout.last_wanted || (layout.comment != 0 && (raw == "-" || raw == "(empty)"))) return;
    if (fields[column] == no_field && layout.also[column] == no_field) return;
    const std::string_view value = doubled ? undouble(raw) : raw;
    if (fields[column] != no_field) record_.add(fields[column], ValueKind::string, value, false);
    if (layout.also[column] != no_field) record_.add(layout.also[column], ValueKind::string, value, false);
}

/// `""` is a quote. The text stays where it is until the end of the record: the store never grows past what it reserved.
std::string_view TableParser::undouble(std::string_view raw) {
    if (undoubled_.capacity() - undoubled_.size() < raw.size() || undoubled_.capacity() < 64) {
        // Earlier values of this record point into the store, so it must not move: begin a larger one and keep the old.
        if (!undoubled_.empty()) kept_.push_back(std::move(undoubled_));
        undoubled_ = std::string();
        undoubled_.reserve(std::max<std::size_t>(raw.size() * 2, 64 << 10));
    }
    const std::size_t begin = undoubled_.size();
    for (std::size_t i = 0; i < raw.size(); ++i) {
        undoubled_.push_back(raw[i]);
        if (raw[i] == '"') ++i;
    }
    return std::string_view(undoubled_).substr(begin);
}

void TableParser::finish(const Chunk& chunk, const Row& row, std::string_view bytes, Delivery& delivery) {
    const TableLayout& layout = chunk.file->table;
    if (row.filled == 0 && row.filled_extra == 0) return;  // an empty line, or one of delimiters only
    if (bytes.size() > max_record_bytes_) return report(chunk, row, "row longer than the limit for one record");
    const std::size_t columns = layout.header.fields.size();
    if (layout.has_header && row.like_header && row.cells == columns)
        return report(chunk, row, "the header again, in the middle of the table: not read as a row");
    if (row.cells < columns && !layout.ragged) report(chunk, row, "row with fewer columns than the header: read, the missing ones as empty");
    if (row.filled_extra != 0)
        report(chunk, row, "row with more columns than the header: read without the extra ones", "is a delimiter inside a value not quoted?");
    if (row.damaged) report(chunk, row, "text behind a closing quote: left out of the value");
    const Locator locator{
        .file = chunk.file->number, .length = static_cast<std::uint32_t>(bytes.size()), .offset = chunk.offset + row.begin, .line = row.line};
    record_.end(locator, bytes);
    record_.set_shape(layout.shape);
    ++delivery.records;
    delivery.sink.record(record_, &layout.header);
}

void TableParser::mended(const Chunk& chunk, const Row& row, std::string_view bytes, Delivery& delivery) {
    report(chunk, row, "bytes that are not UTF-8 in a row: repaired (U+FFFD) and read");
    mended_.assign(repair_utf8(bytes));
    begin_record();
    Marks marks{.text = mended_.view(), .delimiter = chunk.file->table.header.delimiter};
    Row copy;
    read_row(marks, chunk.file->table, copy);
    copy.begin = row.begin;
    copy.line = row.line;
    finish(chunk, copy, bytes, delivery);
}

void TableParser::report(const Chunk& chunk, const Row& row, const char* reason, const char* hint) {
    unread_.add({.file = chunk.file->name, .offset = chunk.offset + row.begin, .line = row.line, .count = 1, .reason = reason, .hint = hint});
}

}  // namespace bonafide::reading
