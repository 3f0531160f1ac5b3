// HTML's character references, and single characters as UTF-8. Used by html and the other readers.
#pragma once

#include <string>
#include <string_view>

namespace bonafide::document {

void append_utf8(std::string& out, char32_t character);  ///< what is no character becomes U+FFFD
/// "&eacute;", "&#233;", "&#xE9;"; what is not known stays as it is.
[[nodiscard]] std::string decode_entities(std::string_view text);

}  // namespace bonafide::document
