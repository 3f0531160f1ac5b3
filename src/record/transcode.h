// UTF-16 and Windows-1252 as UTF-8, while reading.
#pragma once

#include <memory>

#include "record/format.h"
#include "record/stream.h"

namespace bonafide::reading {

/// The stream as UTF-8; a byte order mark is not part of it.
[[nodiscard]] std::unique_ptr<ByteStream> to_utf8(ByteStream& raw, Encoding encoding);

}  // namespace bonafide::reading
