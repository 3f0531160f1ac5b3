// Tables as text: RFC 4180 and what people make of it. A quote opens a quoted field only where a field begins, and only if it
// is closed within a megabyte; any other quote is a character like others.
// table_sniff finds the layout once; the row splitter and the table parser follow it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/chunk.h"
#include "record/json_scan.h"
#include "record/unread_log.h"

namespace bonafide::reading {

inline constexpr std::size_t longest_quoted = 1 << 20;

/// Where the quoted field that opens at `open` closes (its last quote); not_found if it does not within `longest_quoted`.
/// `undecided` is set where more text could change the answer.
[[nodiscard]] std::size_t closing_quote(std::string_view text, std::size_t open, bool ended, bool& undecided);

/// One row of a sample, for finding the layout: slow and complete.
struct SampleRow {
    std::uint64_t begin = 0, end = 0;  ///< bytes in the sample; end is behind the line feed
    std::vector<std::string> cells;
};
[[nodiscard]] std::vector<SampleRow> sample_rows(std::string_view text, char delimiter, bool quotes, bool whole, std::size_t most);

/// Is the sample (the first bytes of a text; `whole` if it is all of it) a table? Fills delimiter, header, columns and header_end
/// (counted in the sample). `suggested`: the file's name says it is one, which lowers what is asked of it.
[[nodiscard]] bool find_layout(std::string_view sample, bool whole, bool suggested, TableLayout& layout, std::string& words);
/// The names that more than one column has, quoted; "" if there are none.
[[nodiscard]] std::string doubled_columns(const TableLayout& layout);
/// Looks the header's names up in what content reads.
void bind_columns(TableLayout& layout, const FieldNames& names);

/// Chunks of rows → Records. One for each worker.
class TableParser {
public:
    TableParser(const FieldNames& names, const ReadLimits& limits, UnreadLog& unread)
        : record_(names.size()), max_record_bytes_(limits.max_record_bytes), unread_(unread) {}
    void parse(const Chunk& chunk, Delivery& delivery);

private:
    /// Delimiters and line feeds, 64 bytes at a time.
    struct Marks {
        std::string_view text;
        char delimiter;
        std::size_t block = not_found;
        std::uint64_t mask = 0;
        [[nodiscard]] std::size_t next(std::size_t from);
    };
    struct Row {
        std::size_t begin = 0, end = 0, next = 0;  ///< without line end; where the next row begins
        std::size_t cells = 0, filled = 0, filled_extra = 0;
        std::uint64_t line = 0;
        bool like_header = true;
        bool damaged = false;  ///< text behind a closing quote
    };

    void begin_record();
    void read_row(Marks& marks, const TableLayout& layout, Row& row);
    void cell(const TableLayout& layout, Row& row, std::string_view raw, bool doubled);
    [[nodiscard]] std::string_view undouble(std::string_view raw);
    void finish(const Chunk& chunk, const Row& row, std::string_view bytes, Delivery& delivery);
    void mended(const Chunk& chunk, const Row& row, std::string_view bytes, Delivery& delivery);
    void report(const Chunk& chunk, const Row& row, const char* reason, const char* hint = "");

    Record record_;
    std::uint64_t max_record_bytes_;
    UnreadLog& unread_;
    std::string undoubled_;
    std::vector<std::string> kept_;
    Buffer mended_;
};

}  // namespace bonafide::reading
