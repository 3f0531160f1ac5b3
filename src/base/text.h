// Text as it comes in exports: folding for comparison, globs, UTF-8, edit distance. Nothing here knows the domain.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bonafide {

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }  ///< ASCII
[[nodiscard]] std::string_view trim(std::string_view s);
[[nodiscard]] std::string ascii_lower(std::string_view s);
[[nodiscard]] bool equals_ignore_case(std::string_view a, std::string_view b);  ///< ASCII
[[nodiscard]] std::vector<std::string_view> split(std::string_view s, char separator);
/// Lower case, letters and digits only: "Employee ID" and "employee_id" both become "employeeid".
[[nodiscard]] std::string column_key(std::string_view header);
/// Unicode case fold, accents removed, NFKC, runs of white space to one blank (ICU).
[[nodiscard]] std::string fold(std::string_view s);
/// `*` and `?`, ASCII case ignored.
[[nodiscard]] bool glob_match(std::string_view pattern, std::string_view text);
[[nodiscard]] bool valid_utf8(std::string_view s);
[[nodiscard]] std::string repair_utf8(std::string_view s);  ///< invalid bytes become U+FFFD
[[nodiscard]] std::string utf16_to_utf8(std::string_view bytes, bool big_endian);
[[nodiscard]] std::string windows1252_to_utf8(std::string_view bytes);
/// Jaro-Winkler similarity of folded texts, 0..1 (Winkler 1990).
[[nodiscard]] double jaro_winkler(std::string_view a, std::string_view b);
/// How alike two names of one person are, 0..1: token by token, order, initials and middle names forgiven.
[[nodiscard]] double name_similarity(std::string_view a, std::string_view b);
[[nodiscard]] std::string json_escape(std::string_view s);  ///< contents of a JSON string, no quotes
[[nodiscard]] std::string html_escape(std::string_view s);  ///< safe as text and inside a quoted attribute
/// One CSV field, quoted where RFC 4180 needs it; a leading = + - @ cannot become a spreadsheet formula.
[[nodiscard]] std::string csv_field(std::string_view s);

}  // namespace bonafide
