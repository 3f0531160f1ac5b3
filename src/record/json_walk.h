// Walks one JSON object along the positions of its structural characters, which simdjson finds at several GB/s, and adds the
// fields somebody reads to a Record. What nobody reads is stepped over without looking at its bytes.
// simdjson's on-demand front end stands on the same first stage; it was not used because it looks at every value once more,
// cannot share one first-stage run between many lines, and has no way to give a value's raw bytes and to walk it too.
#pragma once

#include <simdjson.h>
#include <cstdint>
#include <memory>
#include <string_view>

#include "record/key_cache.h"
#include "record/record.h"

namespace bonafide::reading {

/// The positions of `{}[]:,` and of the first character of every scalar, outside of strings.
class StructuralIndex {
public:
    StructuralIndex();
    /// `text` may be read 64 bytes past its end. Checks UTF-8, that strings end and hold no control characters.
    [[nodiscard]] simdjson::error_code build(std::string_view text);
    [[nodiscard]] const std::uint32_t* begin() const { return parser_->structural_indexes.get(); }
    [[nodiscard]] const std::uint32_t* end() const { return begin() + parser_->n_structural_indexes; }

private:
    std::unique_ptr<simdjson::internal::dom_parser_implementation> parser_;
};

struct Cursor {
    const char* text = nullptr;  ///< positions count from here
    const std::uint32_t* at = nullptr;
    const std::uint32_t* end = nullptr;  ///< behind it stand sentinels that point to the end of the text
    [[nodiscard]] char here() const { return text[*at]; }
};

class JsonWalk {
public:
    JsonWalk(const FieldNames& names, std::uint32_t max_depth) : record(names.size()), keys_(names), max_depth_(max_depth) {}

    /// From '{' to behind its '}', adding fields to `record`. False: `fault` says what is wrong with it.
    [[nodiscard]] bool object(Cursor& cursor);
    [[nodiscard]] bool skip(Cursor& cursor);

    Record record;
    const char* fault = "";
    bool envelope = false;  ///< a top-level key that envelopes have holds an array or object of objects

private:
    [[nodiscard]] bool members(Cursor& cursor, FieldId node, std::uint32_t depth);
    [[nodiscard]] bool known(Cursor& cursor, KeyTarget key, std::uint32_t depth);
    [[nodiscard]] bool container(Cursor& cursor, KeyTarget key, std::uint32_t depth);
    [[nodiscard]] bool elements(Cursor& cursor, KeyTarget key, std::uint32_t depth);
    [[nodiscard]] bool scalar(const Cursor& cursor, KeyTarget key);
    void add(KeyTarget key, ValueKind kind, std::string_view raw, bool escaped);
    [[nodiscard]] bool wrong(const char* what) {
        fault = what;
        return false;
    }

    KeyCache keys_;
    std::uint32_t max_depth_;
    std::uint64_t shape_ = 0;
};

}  // namespace bonafide::reading
