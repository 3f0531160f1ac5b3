// What every PDF reader has to know by heart: glyph names, the predefined encodings, the widths of the standard fonts. Used by
// pdf_font.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace bonafide::document {

enum class PdfEncodingName : std::uint8_t { standard, win_ansi, mac_roman, symbol, dingbats };
using PdfEncoding = std::array<char16_t, 256>;  ///< 0: no character
[[nodiscard]] const PdfEncoding& pdf_encoding(PdfEncodingName name);

[[nodiscard]] char32_t glyph_character(std::string_view name);  ///< "eacute" → U+00E9; 0 where the name is not in Adobe's list
/// In thousandths of the size, of a font that is not embedded; Helvetica's where the font is not known.
[[nodiscard]] float standard_width(std::string_view font, char32_t character);

}  // namespace bonafide::document
