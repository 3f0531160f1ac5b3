#include "sigma/raw_search.h"

#include <algorithm>
#include <bit>
#include <cctype>
#include <charconv>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace bonafide::sigma {

namespace {

constexpr std::size_t least = 3, most_stride = 16;
constexpr std::uint32_t bit5 = 0x20202020U;

/// What every writer of JSON may leave as it is, and what a \u escape may hide.
bool is_plain(unsigned char c) { return c < 0x80 && (std::isalnum(c) != 0 || std::string_view(" ._:-,()").contains(static_cast<char>(c))); }

/// The longest part of a literal that every writer of JSON leaves as it is.
std::string plain_part(std::string_view literal) {
    std::string_view best;
    for (std::size_t i = 0; i < literal.size();) {
        std::size_t end = i;
        while (end < literal.size() && is_plain(static_cast<unsigned char>(literal[end]))) ++end;
        if (end - i > best.size()) best = literal.substr(i, end - i);
        i = end + 1;
    }
    return std::string(best);
}

/// Does the folding of a code point beyond ASCII hold an ASCII letter? (CaseFolding.txt, statuses C and F)
bool folds_to_ascii(std::uint32_t point) {
    return point == 0xDF || point == 0x130 || point == 0x149 || point == 0x17F || point == 0x1F0 || (point >= 0x1E96 && point <= 0x1E9E) ||
           point == 0x212A || (point >= 0xFB00 && point <= 0xFB06);
}

/// Anything beyond ASCII, or `\u`? Nearly every record has neither.
bool is_unusual(std::string_view bytes) {
    std::size_t i = 0;
#ifdef __SSE2__
    const __m128i slash = _mm_set1_epi8('\\'), u = _mm_set1_epi8('u');
    __m128i seen = _mm_setzero_si128();
    for (; i + 17 <= bytes.size(); i += 16) {
        const __m128i now = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data() + i));
        const __m128i next = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data() + i + 1));
        seen = _mm_or_si128(seen, _mm_or_si128(now, _mm_and_si128(_mm_cmpeq_epi8(now, slash), _mm_cmpeq_epi8(next, u))));
    }
    if (_mm_movemask_epi8(seen) != 0) return true;
#endif
    for (; i < bytes.size(); ++i)
        if (static_cast<unsigned char>(bytes[i]) >= 0x80 || (bytes[i] == '\\' && i + 1 < bytes.size() && bytes[i + 1] == 'u')) return true;
    return false;
}

/// May a letter of a keyword hide behind an escape, or in a letter that folds to ASCII?
bool hides_letters(std::string_view bytes) {
    if (!is_unusual(bytes)) return false;
    for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
        const auto c = static_cast<unsigned char>(bytes[i]);
        std::uint32_t point = 0;
        if (c == '\\' && bytes[i + 1] == 'u' && i + 6 <= bytes.size()) {
            const auto [end, error] = std::from_chars(bytes.data() + i + 2, bytes.data() + i + 6, point, 16);
            if (error == std::errc{} && end == bytes.data() + i + 6 &&
                (folds_to_ascii(point) || is_plain(static_cast<unsigned char>(std::min(point, 0xFFU)))))
                return true;
        } else if (c >= 0xC2) {
            point = c < 0xE0 ? (c & 0x1FU) << 6 | (bytes[i + 1] & 0x3F)
                             : (c & 0x0FU) << 12 | (bytes[i + 1] & 0x3FU) << 6 | (i + 2 < bytes.size() ? bytes[i + 2] & 0x3F : 0);
            if (c < 0xF0 && folds_to_ascii(point)) return true;
        }
    }
    return false;
}

/// Four bytes, or three where `width` is that, bit 5 set in each.
std::uint32_t window_at(const char* at, std::size_t width) {
    std::uint32_t out = 0;
    std::memcpy(&out, at, width);
    return out | bit5;
}

}  // namespace

void RawSearch::add(std::string_view literal) {
    std::string part = plain_part(literal);
    const bool ascii = std::ranges::none_of(literal, [](char c) { return (c & 0x80) != 0; });
    if (part.size() < least || !ascii) everything_ = true;
    for (char& c : part) c = static_cast<char>(c | 0x20);
    literals_.push_back(std::move(part));
}

void RawSearch::finish() {
    if (everything_ || literals_.empty()) return;
    std::ranges::sort(literals_);
    const auto twice = std::ranges::unique(literals_);
    literals_.erase(twice.begin(), twice.end());
    const std::size_t shortest = std::ranges::min(literals_, {}, &std::string::size).size();
    width_ = std::min<std::size_t>(shortest, 4);
    stride_ = std::min(shortest - width_ + 1, most_stride);
    for (std::uint32_t literal = 0; literal < literals_.size(); ++literal)
        for (std::uint32_t at = 0; at < stride_; ++at) anchors_.push_back({window_at(literals_[literal].data() + at, width_), literal, at});
    std::ranges::sort(anchors_, {}, &Anchor::window);
    const auto bits = std::clamp(static_cast<unsigned>(std::bit_width(anchors_.size() * 32)), 9U, 15U);
    filter_shift_ = 32 - bits;
    filter_.assign(std::size_t{1} << bits, 0);
    for (const Anchor& anchor : anchors_) filter_[slot(anchor.window)] = 1;
}

bool RawSearch::fits(std::string_view bytes, std::size_t at, std::uint32_t window) const {
    for (const Anchor& anchor : std::ranges::equal_range(anchors_, window, {}, &Anchor::window)) {
        const std::string& literal = literals_[anchor.literal];
        if (at < anchor.at || bytes.size() - (at - anchor.at) < literal.size()) continue;
        const auto same = [](char a, char b) { return static_cast<char>(a | 0x20) == b; };
        if (std::ranges::equal(bytes.substr(at - anchor.at, literal.size()), literal, same)) return true;
    }
    return false;
}

bool RawSearch::found_in(std::string_view bytes) const {
    if (everything_) return true;
    if (hides_letters(bytes)) return true;
    if (literals_.empty()) return false;
    const char* const data = bytes.data();
    const std::uint8_t* const filter = filter_.data();
    const std::uint32_t mask = width_ == 4 ? ~0U : 0xFFFFFFU;
    std::size_t i = 0;
    for (; i + 4 <= bytes.size(); i += stride_) {
        const std::uint32_t window = (window_at(data + i, 4) & mask) | bit5;
        if (filter[slot(window)] != 0 && fits(bytes, i, window)) [[unlikely]]
            return true;
    }
    for (; i + width_ <= bytes.size(); i += stride_)
        if (fits(bytes, i, window_at(data + i, width_))) return true;
    return false;
}

}  // namespace bonafide::sigma
