#include "record/json_walk.h"

#include <bit>
#include <cstring>

namespace bonafide::reading {

StructuralIndex::StructuralIndex() {
    // Fails only for want of memory, which build() then answers.
    (void)simdjson::get_active_implementation()->create_dom_parser_implementation(1 << 16, 1, parser_);
}

simdjson::error_code StructuralIndex::build(std::string_view text) {
    if (!parser_) return simdjson::MEMALLOC;
    if (text.size() > parser_->capacity()) {
        const simdjson::error_code error = parser_->allocate(std::bit_ceil(text.size()), 1);
        if (error) return error;
    }
    return parser_->stage1(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), simdjson::stage1_mode::regular);
}

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// The token that begins at `at[0]`: up to the next structural character, without the white space before that.
std::string_view token(const Cursor& cursor) {
    const char* first = cursor.text + cursor.at[0];
    const char* last = cursor.text + cursor.at[1];
    while (last > first && is_blank(last[-1])) --last;
    return {first, static_cast<std::size_t>(last - first)};
}

bool valid_number(std::string_view raw) {
    for (const char c : raw) {
        const bool part = (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
        if (!part) return false;
    }
    return true;
}

}  // namespace

bool JsonWalk::object(Cursor& cursor) {
    shape_ = 0;
    envelope = false;
    fault = "";
    if (!members(cursor, no_field, 1)) return false;
    record.set_shape(shape_);
    return true;
}

bool JsonWalk::members(Cursor& cursor, FieldId node, std::uint32_t depth) {
    if (depth > max_depth_) return wrong("JSON nested deeper than the limit");
    ++cursor.at;
    if (cursor.here() == '}') {
        ++cursor.at;
        return true;
    }
    for (;;) {
        if (cursor.at >= cursor.end || cursor.here() != '"' || cursor.text[cursor.at[1]] != ':')
            return wrong("malformed JSON: expected a key and ':'");
        std::string_view name = token(cursor);
        if (name.size() < 2 || name.back() != '"') return wrong("malformed JSON: expected a key and ':'");
        const KnownKey& key = keys_.find(node, name.substr(1, name.size() - 2));
        if (depth == 1) shape_ = (shape_ ^ key.hash) * 0x9fb21c651e98df25ULL + 1;
        cursor.at += 2;
        if (key.to.envelope) {
            const char first = cursor.here(), second = cursor.text[cursor.at[1]];
            envelope |= (first == '[' && (second == '{' || second == ']')) || first == '{';
        }
        if (!(key.to.child == no_field ? skip(cursor) : known(cursor, key.to, depth))) return false;
        if (cursor.at >= cursor.end) return wrong("malformed JSON: an object does not end");
        const char next = cursor.here();
        ++cursor.at;
        if (next == '}') return true;
        if (next != ',') return wrong("malformed JSON: expected ',' or '}' after a value");
    }
}

bool JsonWalk::skip(Cursor& cursor) {
    const char first = cursor.here();
    if (first != '{' && first != '[') {
        if (cursor.at >= cursor.end || first == '}' || first == ']' || first == ',' || first == ':') return wrong("malformed JSON: expected a value");
        ++cursor.at;
        return true;
    }
    std::uint32_t depth = 0;
    while (cursor.at < cursor.end) {
        const char c = cursor.here() | 0x20;  // '[' and '{' differ in that bit only, and so do ']' and '}'
        ++cursor.at;
        if (c == '{') {
            if (++depth > max_depth_) return wrong("JSON nested deeper than the limit");
        } else if (c == '}' && --depth == 0) {
            return true;
        }
    }
    return wrong("malformed JSON: an object or array does not end");
}

bool JsonWalk::known(Cursor& cursor, KeyTarget key, std::uint32_t depth) {
    const char first = cursor.here();
    if (first == '{') return container(cursor, key, depth);
    if (first == '[') return elements(cursor, key, depth);
    if ((key.wanted || key.also_wanted) && !scalar(cursor, key)) return false;
    return skip(cursor);
}

bool JsonWalk::container(Cursor& cursor, KeyTarget key, std::uint32_t depth) {
    const char* first = cursor.text + *cursor.at;
    const std::size_t slot = record.values().size();
    add(key, ValueKind::object, {first, 1}, false);
    if (!(key.descend ? members(cursor, key.child, depth + 1) : skip(cursor))) return false;
    const std::string_view raw(first, static_cast<std::size_t>(cursor.text + cursor.at[-1] + 1 - first));
    for (std::size_t i = 0; i < std::size_t{key.wanted} + key.also_wanted; ++i) record.set_raw(slot + i, raw);
    return true;
}

bool JsonWalk::elements(Cursor& cursor, KeyTarget key, std::uint32_t depth) {
    if (depth > max_depth_) return wrong("JSON nested deeper than the limit");
    const char* first = cursor.text + *cursor.at;
    ++cursor.at;
    if (cursor.here() == ']') {
        add(key, ValueKind::array, {first, static_cast<std::size_t>(cursor.text + *cursor.at + 1 - first)}, false);
        ++cursor.at;
        return true;
    }
    for (;;) {
        if (cursor.at >= cursor.end) return wrong("malformed JSON: an array does not end");
        const char c = cursor.here();
        const bool ok = c == '{'   ? container(cursor, key, depth + 1)
                        : c == '[' ? elements(cursor, key, depth + 1)
                                   : (!(key.wanted || key.also_wanted) || scalar(cursor, key)) && skip(cursor);
        if (!ok) return false;
        if (cursor.at >= cursor.end) return wrong("malformed JSON: an array does not end");
        const char next = cursor.here();
        ++cursor.at;
        if (next == ']') return true;
        if (next != ',') return wrong("malformed JSON: expected ',' or ']' after an element");
    }
}

bool JsonWalk::scalar(const Cursor& cursor, KeyTarget key) {
    const std::string_view raw = token(cursor);
    if (raw.empty()) return wrong("malformed JSON: expected a value");
    if (raw[0] == '"') {
        if (raw.size() < 2 || raw.back() != '"') return wrong("malformed JSON: text after a string");
        const std::string_view inside = raw.substr(1, raw.size() - 2);
        add(key, ValueKind::string, inside, std::memchr(inside.data(), '\\', inside.size()) != nullptr);
    } else if (raw == "true" || raw == "false") {
        add(key, ValueKind::boolean, raw, false);
    } else if (raw == "null") {
        add(key, ValueKind::null, raw, false);
    } else if (valid_number(raw)) {
        add(key, ValueKind::number, raw, false);
    } else {
        return wrong("malformed JSON: expected a value");
    }
    return true;
}

void JsonWalk::add(KeyTarget key, ValueKind kind, std::string_view raw, bool escaped) {
    if (key.wanted) record.add(key.child, kind, raw, escaped);
    if (key.also_wanted) record.add(key.also, kind, raw, escaped);
}

}  // namespace bonafide::reading
