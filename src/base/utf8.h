// Single characters as UTF-8. Made by text_encoding; used by what builds texts a character at a time.
#pragma once

#include <string>

namespace bonafide {

/// What is no character (a surrogate, beyond U+10FFFF) becomes U+FFFD.
void append_utf8(std::string& out, char32_t c);

}  // namespace bonafide
