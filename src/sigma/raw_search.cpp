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

/// Does a `\u` escape of a letter begin here, or a letter that folds to ASCII?
bool hides_letter(std::string_view bytes, std::size_t at) {
    const auto c = static_cast<unsigned char>(bytes[at]);
    std::uint32_t point = 0;
    if (c == '\\') {
        if (at + 6 > bytes.size()) return false;
        const char *const begin = bytes.data() + at + 2, *const end = begin + 4;
        if (const auto [stop, error] = std::from_chars(begin, end, point, 16); error != std::errc{} || stop != end) return false;
        return folds_to_ascii(point) || (point < 0x80 && is_plain(static_cast<unsigned char>(point)));
    }
    const std::size_t more = c < 0xE0 ? 1 : 2;
    if (c < 0xC2 || c >= 0xF0 || at + more >= bytes.size()) return false;
    const auto rest = [&](std::size_t i) { return static_cast<unsigned char>(bytes[at + i]) & 0x3FU; };
    return folds_to_ascii(more == 1 ? (c & 0x1FU) << 6 | rest(1) : (c & 0x0FU) << 12 | rest(1) << 6 | rest(2));
}

/// May a letter of a keyword hide behind an escape, or in a letter that folds to ASCII?
bool hides_letters(std::string_view bytes) {
    std::size_t i = 0;
#ifdef __SSE2__
    const __m128i slash = _mm_set1_epi8('\\'), u = _mm_set1_epi8('u');
    for (; i + 17 <= bytes.size(); i += 16) {
        const __m128i now = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data() + i));
        const __m128i next = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data() + i + 1));
        const __m128i escape = _mm_and_si128(_mm_cmpeq_epi8(now, slash), _mm_cmpeq_epi8(next, u));
        auto unusual = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(now, escape)));
        for (; unusual != 0; unusual &= unusual - 1)
            if (hides_letter(bytes, i + static_cast<std::size_t>(std::countr_zero(unusual)))) return true;
    }
#endif
    for (; i < bytes.size(); ++i) {
        const bool escape = bytes[i] == '\\' && i + 1 < bytes.size() && bytes[i + 1] == 'u';
        if ((escape || static_cast<unsigned char>(bytes[i]) >= 0x80) && hides_letter(bytes, i)) return true;
    }
    return false;
}

/// The first bytes of what stands there, bit 5 set in each.
std::uint32_t window_at(const char* at, std::size_t width) {
    std::uint32_t out = 0;
    std::memcpy(&out, at, width);
    return out | bit5;
}

/// Where in a literal `count` windows in a row begin that are the least likely to be met elsewhere: words and file endings are common, what
/// joins words is not.
std::size_t rarest_windows(std::string_view literal, std::size_t count, std::size_t width) {
    std::size_t best = 0, least_common = SIZE_MAX;
    for (std::size_t from = 0; from + count + width - 1 <= literal.size(); ++from) {
        std::size_t common = 0;
        for (std::size_t at = from; at < from + count; ++at)
            common += std::ranges::all_of(literal.substr(at + 1, width - 1), [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; })
                          ? 1
                          : 0;
        if (common < least_common) least_common = common, best = from;
    }
    return best;
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
    for (std::uint32_t literal = 0; literal < literals_.size(); ++literal) {
        const auto from = static_cast<std::uint32_t>(rarest_windows(literals_[literal], stride_, width_));
        for (std::uint32_t at = from; at < from + stride_; ++at) anchors_.push_back({window_at(literals_[literal].data() + at, width_), literal, at});
    }
    everything_ = anchors_.size() >= UINT16_MAX;
    std::ranges::sort(anchors_, {}, [](const Anchor& anchor) { return slot(anchor.window); });
    filter_.assign(std::size_t{1} << filter_bits, 0);
    for (std::size_t i = anchors_.size(); i-- > 0;) filter_[slot(anchors_[i].window)] = static_cast<std::uint16_t>(i + 1);
}

bool RawSearch::fits(std::string_view bytes, std::size_t at, std::uint32_t window) const {
    const std::size_t first = filter_[slot(window)];
    if (first == 0) return false;
    for (std::size_t i = first - 1; i < anchors_.size() && slot(anchors_[i].window) == slot(window); ++i) {
        const Anchor& anchor = anchors_[i];
        const std::string& literal = literals_[anchor.literal];
        if (anchor.window != window || at < anchor.at || bytes.size() - (at - anchor.at) < literal.size()) continue;
        const auto same = [](char a, char b) { return static_cast<char>(a | 0x20) == b; };
        if (std::ranges::equal(bytes.substr(at - anchor.at, literal.size()), literal, same)) return true;
    }
    return false;
}

template <std::size_t width>
bool RawSearch::any_window(std::string_view bytes) const {
    const std::uint16_t* const filter = filter_.data();
    const std::size_t stride = stride_;
    const auto window = [&](std::size_t at) { return window_at(bytes.data() + at, width); };
    std::size_t i = 0;
    for (; i + 3 * stride + width <= bytes.size(); i += 4 * stride) {
        const std::uint32_t a = window(i), b = window(i + stride), c = window(i + 2 * stride), d = window(i + 3 * stride);
        if ((filter[slot(a)] | filter[slot(b)] | filter[slot(c)] | filter[slot(d)]) == 0) [[likely]]
            continue;
        if (fits(bytes, i, a) || fits(bytes, i + stride, b) || fits(bytes, i + 2 * stride, c) || fits(bytes, i + 3 * stride, d)) return true;
    }
    for (; i + width <= bytes.size(); i += stride)
        if (fits(bytes, i, window(i))) return true;
    return false;
}

bool RawSearch::found_in(std::string_view bytes) const {
    if (everything_ || hides_letters(bytes)) return true;
    if (literals_.empty()) return false;
    return width_ == 4 ? any_window<4>(bytes) : any_window<3>(bytes);
}

}  // namespace bonafide::sigma
