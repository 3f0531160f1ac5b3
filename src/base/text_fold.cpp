// fold(): what makes two spellings of one text equal.
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "base/text.h"

namespace bonafide {
namespace {

constexpr bool is_ascii_space(unsigned char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool is_ascii(std::string_view s) {
    return std::ranges::all_of(s, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string fold_ascii(std::string_view s) {
    std::string out;
    out.reserve(s.size());
    bool gap = false;
    for (const char c : s) {
        if (is_ascii_space(static_cast<unsigned char>(c))) {
            gap = !out.empty();
            continue;
        }
        if (gap) out += ' ';
        gap = false;
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    }
    return out;
}

/// Letters whose stroke or ligature Unicode does not decompose, as people write them without it.
struct Letter {
    UChar32 from;
    const char16_t* to;
};
constexpr Letter plain_letters[] = {{0x00E6, u"ae"}, {0x0153, u"oe"}, {0x00F8, u"o"}, {0x0111, u"d"}, {0x00F0, u"d"}, {0x00FE, u"th"},
                                    {0x0142, u"l"},  {0x0127, u"h"},  {0x0131, u"i"}, {0x0167, u"t"}, {0x2018, u"'"}, {0x2019, u"'"},
                                    {0x02BC, u"'"},  {0x2010, u"-"},  {0x2011, u"-"}, {0x2013, u"-"}, {0x2014, u"-"}};

void append_plain(icu::UnicodeString& out, UChar32 c) {
    const auto* letter = std::ranges::find(plain_letters, c, &Letter::from);
    if (letter != std::end(plain_letters)) out.append(letter->to, -1);
    else out.append(c);
}

icu::UnicodeString without_marks(const icu::UnicodeString& decomposed) {
    icu::UnicodeString out;
    bool gap = false;
    for (int32_t i = 0; i < decomposed.length();) {
        const UChar32 c = decomposed.char32At(i);
        i += U16_LENGTH(c);
        if (u_charType(c) == U_NON_SPACING_MARK) continue;
        if (u_isUWhiteSpace(c)) {
            gap = !out.isEmpty();
            continue;
        }
        if (gap) out.append(static_cast<UChar32>(' '));
        gap = false;
        append_plain(out, c);
    }
    return out;
}

}  // namespace

std::string fold(std::string_view s) {
    if (is_ascii(s)) return fold_ascii(s);
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* casefold = icu::Normalizer2::getNFKCCasefoldInstance(status);
    const icu::Normalizer2* decompose = icu::Normalizer2::getNFDInstance(status);
    const icu::Normalizer2* compose = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status) != 0) return fold_ascii(repair_utf8(s));  // ICU without its data: still an answer
    const icu::StringPiece piece(s.data(), static_cast<int32_t>(s.size()));
    const icu::UnicodeString folded = casefold->normalize(icu::UnicodeString::fromUTF8(piece), status);
    const icu::UnicodeString plain = without_marks(decompose->normalize(folded, status));
    std::string out;
    compose->normalize(plain, status).toUTF8String(out);
    return out;
}

}  // namespace bonafide
