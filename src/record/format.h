// What bytes are, by their content: archives, tables, JSON, and the many things that are no records, by name.
// Used by discover, archive and part.
#pragma once

#include <string>
#include <string_view>

namespace bonafide::reading {

/// How much of a file is looked at to tell its format. The same for every chunk size, so the answer is too.
inline constexpr std::size_t sample_bytes = 64 << 10;
/// Enough to tell an archive ("ustar" stands at 257).
inline constexpr std::size_t magic_bytes = 512;

/// To be opened with libarchive? By magic number.
[[nodiscard]] bool is_packed(std::string_view magic);
[[nodiscard]] bool is_zip(std::string_view magic);
/// A zip or a 7z: formats with a directory at their end.
[[nodiscard]] bool needs_directory(std::string_view magic);

enum class Encoding { utf8, utf8_bom, utf16_le, utf16_be, windows1252 };
[[nodiscard]] std::string_view encoding_name(Encoding encoding);

/// `sample` as in the file.
[[nodiscard]] Encoding find_encoding(std::string_view sample);

/// "PDF document" and the like; empty if the bytes are of no kind known to be something else than records.
struct Kind {
    std::string_view words, hint;
};
[[nodiscard]] Kind known_kind(std::string_view magic);
/// Is it no text at all? (NUL and control bytes.)
[[nodiscard]] bool looks_binary(std::string_view utf8);

enum class JsonLayout { none, lines, values };
/// `sample` in UTF-8; `whole` if it is all there is.
[[nodiscard]] JsonLayout find_json(std::string_view sample, bool whole);

}  // namespace bonafide::reading
