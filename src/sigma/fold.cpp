#include "sigma/fold.h"

#include <unicode/ucasemap.h>

#include <cstdint>
#include <cstring>

namespace bonafide::sigma {

namespace {

/// Folds eight ASCII letters at once: bit 7 of each byte of `big` says that it lies between 'A' and 'Z'.
std::uint64_t fold_word(std::uint64_t word) {
    constexpr std::uint64_t ones = 0x0101010101010101ULL, high = ones * 0x80;
    const std::uint64_t low = word & ~high;
    const std::uint64_t big = (low + ones * (0x80 - 'A')) & ~(low + ones * (0x80 - 'Z' - 1)) & ~word & high;
    return word | big >> 2;
}

/// Folds ASCII; false where there is anything else.
bool fold_ascii(std::string_view text, char* out) {
    std::uint64_t seen = 0, word = 0;
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::memcpy(&word, text.data() + i, 8);
        seen |= word;
        word = fold_word(word);
        std::memcpy(out + i, &word, 8);
    }
    for (; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        seen |= c;
        out[i] = static_cast<char>(c | (static_cast<unsigned char>(c - 'A') < 26 ? 0x20 : 0));
    }
    return (seen & 0x8080808080808080ULL) == 0;
}

void fold_unicode(std::string_view text, std::string& out) {
    UErrorCode error = U_ZERO_ERROR;
    UCaseMap* map = ucasemap_open("", U_FOLD_CASE_DEFAULT, &error);
    out.resize(text.size() * 3 + 16);  // the longest folding of a UTF-8 text
    const std::int32_t size =
        ucasemap_utf8FoldCase(map, out.data(), static_cast<std::int32_t>(out.size()), text.data(), static_cast<std::int32_t>(text.size()), &error);
    ucasemap_close(map);
    out.resize(U_SUCCESS(error) ? static_cast<std::size_t>(size) : 0);
    if (U_FAILURE(error)) out.assign(text);
}

}  // namespace

void fold_case(std::string_view text, std::string& out) {
    out.resize(text.size());
    if (!fold_ascii(text, out.data())) fold_unicode(text, out);
}

std::string_view fold_case(std::string_view text, TextSpace& space) {
    if (fold_ascii(text, space.take(text.size() + 1))) return space.keep(text.size());
    std::string out;
    fold_unicode(text, out);
    return space.copy(out);
}

bool is_ascii(std::string_view text) {
    std::uint64_t seen = 0, word = 0;
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::memcpy(&word, text.data() + i, 8);
        seen |= word;
    }
    for (; i < text.size(); ++i) seen |= static_cast<unsigned char>(text[i]);
    return (seen & 0x8080808080808080ULL) == 0;
}

std::string folded(std::string_view text) {
    std::string out;
    fold_case(text, out);
    return out;
}

}  // namespace bonafide::sigma
