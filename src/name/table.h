// A CSV table of any width: comma, semicolon, tab or bar, RFC 4180 quotes, UTF-8, UTF-16 or Windows-1252. Rows are views or own their text;
// a million rows are read one by one. Used by the list readers and by `lists match` and `lists compare`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bonafide::name {

class Table {
public:
    /// `bytes` are kept alive by the caller unless they were not UTF-8.
    explicit Table(std::string_view bytes);
    /// The next row that is not empty; false at the end. Cells are unquoted and trimmed; "-0-" (OFAC's nothing) is empty.
    bool next(std::vector<std::string>& cells);
    [[nodiscard]] std::uint64_t line() const { return line_; }  ///< of the row that was read last
    [[nodiscard]] char delimiter() const { return delimiter_; }

private:
    void quoted(std::string& cell);

    std::string owned_;
    std::string_view text_;
    std::size_t at_ = 0;
    std::uint64_t line_ = 0, lines_passed_ = 0;
    char delimiter_ = ',';
};

/// Text of a list or table as UTF-8, whatever it was; `owned` holds it where it had to be changed.
[[nodiscard]] std::string_view as_utf8(std::string_view bytes, std::string& owned);

}  // namespace bonafide::name
