#include "sigma/fold.h"

#include <unicode/ucasemap.h>

namespace bonafide::sigma {

namespace {

/// Folds ASCII; false at the first byte that is none.
bool fold_ascii(std::string_view text, char* out) {
    unsigned char seen = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        seen |= c;
        out[i] = static_cast<char>(c | (static_cast<unsigned char>(c - 'A') < 26 ? 0x20 : 0));
    }
    return seen < 0x80;
}

void fold_unicode(std::string_view text, std::string& out) {
    UErrorCode error = U_ZERO_ERROR;
    UCaseMap* map = ucasemap_open("", U_FOLD_CASE_DEFAULT, &error);
    out.resize(text.size() * 3 + 16);  // the longest folding of a UTF-8 text
    const std::int32_t size = ucasemap_utf8FoldCase(map, out.data(), static_cast<std::int32_t>(out.size()), text.data(), static_cast<std::int32_t>(text.size()), &error);
    ucasemap_close(map);
    out.resize(U_SUCCESS(error) ? static_cast<std::size_t>(size) : 0);
    if (U_FAILURE(error)) out.assign(text);
}

}  // namespace

void fold_case(std::string_view text, std::string& out) {
    out.resize(text.size());
    if (!fold_ascii(text, out.data())) fold_unicode(text, out);
}

std::string folded(std::string_view text) {
    std::string out;
    fold_case(text, out);
    return out;
}

}  // namespace bonafide::sigma
