// The readers themselves, one a format: bytes → Document, in this process. They trust nothing they read, but still they are
// called only by the reader program (under limits) and by the fuzzers; everybody else calls read_document().
#pragma once

#include <string_view>

#include "base/error.h"
#include "document/document.h"
#include "document/read.h"

namespace bonafide::document {

/// By detect(); then looks for tricks in what was read. May throw std::bad_alloc.
[[nodiscard]] Result<Document> parse_document(std::string_view bytes, std::string_view name, const Limits& limits);

// Each fills `document`, whose format is set; an Error without `where`.
[[nodiscard]] Result<void> parse_text(std::string_view bytes, const Limits& limits, Document& document);
[[nodiscard]] Result<void> parse_html(std::string_view bytes, const Limits& limits, Document& document);
[[nodiscard]] Result<void> parse_docx(std::string_view bytes, const Limits& limits, Document& document);
[[nodiscard]] Result<void> parse_odt(std::string_view bytes, const Limits& limits, Document& document);
[[nodiscard]] Result<void> parse_rtf(std::string_view bytes, const Limits& limits, Document& document);
[[nodiscard]] Result<void> parse_email(std::string_view bytes, const Limits& limits, Document& document);
[[nodiscard]] Result<void> parse_picture(std::string_view bytes, const Limits& limits, Document& document);
[[nodiscard]] Result<void> parse_pdf(std::string_view bytes, const Limits& limits, Document& document);

/// Whatever encoding, as valid UTF-8 without a byte order mark: UTF-16 and Windows-1252 by the rules of record/format.
[[nodiscard]] std::string to_utf8(std::string_view bytes);
/// From a named character set ("iso-8859-2", "koi8-r"); guessed like to_utf8() where the name is unknown.
[[nodiscard]] std::string to_utf8(std::string_view bytes, std::string_view charset);

/// Zero-width characters, direction overrides, letters of other alphabets inside a word: named as Oddities, and what cannot be
/// seen is taken out of the lines.
void find_tricks(Document& document);

void add_property(Document& document, std::string name, std::string_view value);  ///< trimmed; empty ones are left out
void add_oddity(Document& document, std::string kind, std::string detail, std::uint32_t page = 0, Box box = {});  ///< once for each kind and detail

}  // namespace bonafide::document
