// Loops over bytes that the readers spend their time in, written for SSE2 (which every x86-64 has) with a plain fallback.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace bonafide::reading {

/// A bit for each of 64 bytes that equals `c`; bit 0 is the first byte.
[[nodiscard]] inline std::uint64_t equal_mask(const char* block, char c) {
#ifdef __SSE2__
    const __m128i wanted = _mm_set1_epi8(c);
    std::uint64_t mask = 0;
    for (int i = 0; i < 4; ++i) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + 16 * i));
        mask |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted)))) << (16 * i);
    }
    return mask;
#else
    std::uint64_t mask = 0;
    for (int i = 0; i < 64; ++i) mask |= static_cast<std::uint64_t>(block[i] == c) << i;
    return mask;
#endif
}

/// As above, of bytes that equal `c` once bit 5 is set: one comparison for '[' and '{', or for ']' and '}'.
[[nodiscard]] inline std::uint64_t equal_mask_bit5(const char* block, char c) {
#ifdef __SSE2__
    const __m128i wanted = _mm_set1_epi8(c), bit5 = _mm_set1_epi8(0x20);
    std::uint64_t mask = 0;
    for (int i = 0; i < 4; ++i) {
        const __m128i bytes = _mm_or_si128(_mm_loadu_si128(reinterpret_cast<const __m128i*>(block + 16 * i)), bit5);
        mask |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted)))) << (16 * i);
    }
    return mask;
#else
    std::uint64_t mask = 0;
    for (int i = 0; i < 64; ++i) mask |= static_cast<std::uint64_t>((block[i] | 0x20) == c) << i;
    return mask;
#endif
}

/// Bit i of the result is the exclusive or of bits 0..i: from quotes to what lies between them.
[[nodiscard]] inline std::uint64_t prefix_xor(std::uint64_t bits) {
    for (int shift = 1; shift < 64; shift <<= 1) bits ^= bits << shift;
    return bits;
}

[[nodiscard]] inline std::uint64_t count_bytes(std::string_view text, char c) {
    std::uint64_t count = 0;
    std::size_t i = 0;
    for (; i + 64 <= text.size(); i += 64) count += static_cast<std::uint64_t>(std::popcount(equal_mask(text.data() + i, c)));
    for (; i < text.size(); ++i) count += text[i] == c;
    return count;
}

/// A growing block of bytes that is reused from chunk to chunk and may be read up to `padding` bytes past its end.
class Buffer {
public:
    static constexpr std::size_t padding = 128;

    [[nodiscard]] char* data() { return bytes_.get(); }
    [[nodiscard]] const char* data() const { return bytes_.get(); }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

    void reserve(std::size_t capacity) {
        if (capacity <= capacity_) return;
        auto larger = std::make_unique_for_overwrite<char[]>(capacity + padding);
        if (size_ != 0) __builtin_memcpy(larger.get(), bytes_.get(), size_);
        bytes_ = std::move(larger);
        capacity_ = capacity;
    }
    /// Sets the size (reserve first) and blanks the padding.
    void resize(std::size_t size) {
        size_ = size;
        if (bytes_) __builtin_memset(bytes_.get() + size, 0, padding);
    }
    void assign(std::string_view text) {
        size_ = 0;
        reserve(text.size());
        if (!text.empty()) __builtin_memcpy(bytes_.get(), text.data(), text.size());
        resize(text.size());
    }
    /// Gives back memory that one huge record needed.
    void shrink(std::size_t capacity) {
        if (capacity_ > capacity) *this = Buffer{};
    }

private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace bonafide::reading
