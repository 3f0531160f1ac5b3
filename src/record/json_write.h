// JSON as text, written fast: what the readers of event logs, XML and log lines make of their records, so that one walk (JsonWalk)
// reads all formats. Text is escaped and made UTF-8 on the way.
#pragma once

#include <cstdint>
#include <string_view>

#include "record/bytes.h"

namespace bonafide::reading {

class JsonOut {
public:
    void clear() { size_ = 0; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::string_view view() const { return {bytes_.data(), size_}; }
    void cut(std::size_t size) { size_ = size; }
    /// The text with the padding that StructuralIndex needs behind it.
    [[nodiscard]] std::string_view finish() {
        bytes_.reserve(size_ + 1);
        bytes_.resize(size_);
        return bytes_.view();
    }

    void raw(std::string_view json) {
        char* to = room(json.size());
        if (!json.empty()) __builtin_memcpy(to, json.data(), json.size());
        size_ += json.size();
    }
    void raw(char c) {
        *room(1) = c;
        ++size_;
    }
    /// Inside of quotes that the caller writes: UTF-8 (what is none becomes U+FFFD), UTF-16LE (half a pair becomes U+FFFD).
    void text(std::string_view utf8);
    void utf16(std::string_view bytes);
    void number(std::uint64_t value);
    void number(std::int64_t value);
    void real(double value);  ///< in quotes of the caller's where it is not finite
    void hex(std::uint64_t value);
    void hex_bytes(std::string_view bytes);  ///< capital letters
    void string(std::string_view utf8) { raw('"'), text(utf8), raw('"'); }
    /// `"key":"value"`, with a comma where something stands before it in the object.
    void member(std::string_view key, std::string_view value) { this->key(key), string(value); }
    void key(std::string_view name) {
        if (size_ != 0 && bytes_.data()[size_ - 1] != '{') raw(',');
        string(name);
        raw(':');
    }

private:
    /// Room for `count` bytes more; the buffer may move.
    [[nodiscard]] char* room(std::size_t count) {
        if (count > capacity_ - size_) grow(count);
        return bytes_.data() + size_;
    }
    void grow(std::size_t count);
    void escaped(unsigned code);
    void code_point(std::uint32_t code);

    Buffer bytes_;
    std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace bonafide::reading
