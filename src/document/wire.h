// A Document, or the Error instead of one, as bytes between the reader process and its parent. The child that writes them may
// have been taken over by what it read: decode() believes no length.
// Written by the reader program, read by read_document().
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "document/document.h"

namespace bonafide::document {

[[nodiscard]] std::string encode(const Result<Document>& outcome);
/// `name` is for the message where the bytes are no outcome.
[[nodiscard]] Result<Document> decode(std::string_view bytes, std::string_view name);

}  // namespace bonafide::document
