// HTML's character references. Used by html and the other readers.
#pragma once

#include <string>
#include <string_view>

namespace bonafide::document {

/// "&eacute;", "&#233;", "&#xE9;"; what is not known stays as it is.
[[nodiscard]] std::string decode_entities(std::string_view text);

}  // namespace bonafide::document
