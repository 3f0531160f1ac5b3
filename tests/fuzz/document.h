// For the fuzz targets of src/document: a document read in this process, and what must hold of any.
#pragma once

#include "base/text.h"
#include "document/parse.h"
#include "document/wire.h"
#include "tests/fuzz/read.h"

namespace bonafide::fuzz {

inline document::Limits small_limits() {
    document::Limits limits;
    limits.max_memory = 256 << 20;
    limits.max_pages = 5;
    limits.max_pixels = 1'000'000;
    limits.max_objects = 2000;
    return limits;
}

inline void keep_promises(const Result<void>& done, document::Document& read) {
    demand(done.has_value() || !done.error().what.empty(), "what is not read has a reason");
    document::find_tricks(read);
    for (const document::Page& page : read.pages)
        for (const document::Line& line : page.lines) demand(valid_utf8(line.text) && !line.text.empty(), "lines are text");
    if (!done) return;
    const Result<document::Document> back = document::decode(document::encode(read), "x");
    demand(back.has_value() && back->text() == read.text(), "what goes to the parent comes out as it was");
}

}  // namespace bonafide::fuzz
