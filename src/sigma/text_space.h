// Room for the texts of one event: the unescaped and the case-folded values that predicates look at. The same memory serves event after
// event, whatever their kind, so it stays in the cache and nothing is allocated once it is large enough. Used by engine.cpp.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace bonafide::sigma {

class TextSpace {
public:
    /// Texts given out before are gone.
    void clear() {
        if (!outgrown_.empty()) outgrown_.clear();
        used_ = 0;
    }
    /// Memory for `size` bytes, valid until clear(). Give back with keep() what was not needed.
    [[nodiscard]] char* take(std::size_t size) {
        if (size_ - used_ < size) grow(size);
        return bytes_.get() + used_;
    }
    /// The first `size` bytes of what take() gave are a text now.
    std::string_view keep(std::size_t size) {
        const std::string_view out(bytes_.get() + used_, size);
        used_ += size;
        return out;
    }
    [[nodiscard]] std::string_view copy(std::string_view text) {
        std::memcpy(take(text.size() + 1), text.data(), text.size());
        return keep(text.size());
    }

private:
    static constexpr std::size_t least = 16 << 10;

    void grow(std::size_t size) {
        if (bytes_) outgrown_.push_back(std::move(bytes_));  // texts in it live on until clear()
        size_ = std::max({size_ * 2, size, least});
        bytes_ = std::make_unique_for_overwrite<char[]>(size_);
        used_ = 0;
    }

    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0, used_ = 0;
    std::vector<std::unique_ptr<char[]>> outgrown_;
};

}  // namespace bonafide::sigma
