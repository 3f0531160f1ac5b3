// Records whose bytes in the file are no JSON: their reader writes them as a JSON object, which is walked like any other. One for
// each worker.
#pragma once

#include "record/chunk.h"
#include "record/json_walk.h"
#include "record/json_write.h"

namespace bonafide::reading {

class Rendered {
public:
    Rendered(const FieldNames& names, std::uint32_t max_depth) : walk_(names, max_depth) {}
    JsonOut json;
    /// Hands on what was written to `json`. False: it is no JSON object; fault() says why.
    [[nodiscard]] bool deliver(const Locator& locator, Delivery& delivery);
    /// The same, without handing it on; valid until the next record.
    [[nodiscard]] const Record* read(const Locator& locator);
    [[nodiscard]] const char* fault() const { return walk_.fault; }

private:
    StructuralIndex index_;
    JsonWalk walk_;
};

}  // namespace bonafide::reading
