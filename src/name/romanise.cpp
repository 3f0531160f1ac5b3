#include "name/romanise.h"

#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "base/text.h"
#include "name/words.h"

namespace bonafide::name {

namespace {

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

Script script_of(UChar32 c) {
    UErrorCode error = U_ZERO_ERROR;
    switch (uscript_getScript(c, &error)) {
        case USCRIPT_LATIN: return Script::latin;
        case USCRIPT_CYRILLIC: return Script::cyrillic;
        case USCRIPT_GREEK: return Script::greek;
        case USCRIPT_ARABIC: return Script::arabic;
        case USCRIPT_HEBREW: return Script::hebrew;
        case USCRIPT_HAN: return Script::han;
        case USCRIPT_HIRAGANA:
        case USCRIPT_KATAKANA: return Script::kana;
        case USCRIPT_HANGUL: return Script::hangul;
        default: return Script::other;
    }
}

template <class Each>
void each_character(std::string_view text, Each each) {
    const auto length = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < length;) {
        const std::int32_t start = i;
        UChar32 c = 0;
        U8_NEXT(reinterpret_cast<const std::uint8_t*>(text.data()), i, length, c);
        each(c < 0 ? UChar32{0xFFFD} : c, text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start)));
    }
}

/// A transliterator of ICU is not shared: it locks.
std::string by_icu(std::string_view text) {
    thread_local const std::unique_ptr<icu::Transliterator> to_ascii = [] {
        UErrorCode error = U_ZERO_ERROR;
        std::unique_ptr<icu::Transliterator> made(
            icu::Transliterator::createInstance("Any-Latin; NFD; [:Nonspacing Mark:] Remove; Latin-ASCII", UTRANS_FORWARD, error));
        if (U_FAILURE(error)) made.reset();
        return made;
    }();
    auto unicode = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    if (to_ascii) to_ascii->transliterate(unicode);
    std::string out;
    unicode.toUTF8String(out);
    return out;
}

/// What ICU makes of each Latin letter with marks, asked once. Its rules for them look at no neighbours.
class LatinLetters {
public:
    LatinLetters() {
        for (std::size_t i = 0; i < letters_.size(); ++i) {
            std::string letter;
            icu::UnicodeString(i < extended ? first + static_cast<UChar32>(i) : additional + static_cast<UChar32>(i - extended)).toUTF8String(letter);
            letters_[i] = by_icu(letter);
        }
    }
    /// nullptr where `c` is no such letter.
    [[nodiscard]] const std::string* find(UChar32 c) const {
        if (c >= first && c < first + static_cast<UChar32>(extended)) return &letters_[static_cast<std::size_t>(c - first)];
        if (c >= additional && c < additional + 0x100) return &letters_[extended + static_cast<std::size_t>(c - additional)];
        return nullptr;
    }

private:
    static constexpr UChar32 first = 0xC0, additional = 0x1E00;  // Latin-1 to Latin Extended-B, Latin Extended Additional
    static constexpr std::size_t extended = 0x250 - 0xC0;
    std::array<std::string, extended + 0x100> letters_;
};

/// The same as by_icu(), which takes microseconds a word. False where another character is among them.
bool by_letter(std::string_view text, std::string& out) {
    static const LatinLetters letters;
    out.clear();
    bool all = true;
    each_character(text, [&](UChar32 c, std::string_view bytes) {
        const std::string* letter = letters.find(c);
        if (c < 0x80) out += bytes;
        else if (letter) out += *letter;
        else all = false;
    });
    return all;
}

constexpr std::array<std::string_view, 19> jamo_initials{"g",  "kk", "n", "d",  "tt", "r", "m", "b", "pp", "s",
                                                         "ss", "",   "j", "jj", "ch", "k", "t", "p", "h"};
constexpr std::array<std::string_view, 21> vowels{"a",  "ae", "ya", "yae", "eo", "e",  "yeo", "ye", "o",  "wa", "wae",
                                                  "oe", "yo", "u",  "wo",  "we", "wi", "yu",  "eu", "ui", "i"};
constexpr std::array<std::string_view, 28> finals{"",  "k", "k", "k", "n", "n", "n", "t",  "l", "k", "m", "p", "l", "l",
                                                  "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"};

bool is_syllable(UChar32 c) { return script_of(c) == Script::han || script_of(c) == Script::hangul; }

/// Chinese and Korean: the syllables of a word belong together. A name without blanks begins with its surname: one syllable.
std::string syllables(std::string_view text) {
    std::vector<std::string> words(1);
    std::vector<std::size_t> lengths(1, 0);
    std::string first;
    each_character(text, [&](UChar32 c, std::string_view bytes) {
        if (!is_syllable(c)) {
            if (bytes == " ") {
                if (!words.back().empty()) words.emplace_back(), lengths.push_back(0);
            } else words.back() += bytes;
            return;
        }
        std::string one;
        if (script_of(c) == Script::hangul) one = romanise_hangul(bytes);
        else one = by_icu(bytes);
        std::erase(one, ' ');
        if (words.size() == 1 && lengths[0] == 0) first = one;
        words.back() += one;
        ++lengths.back();
    });
    if (words.back().empty()) words.pop_back(), lengths.pop_back();
    std::string out;
    if (words.size() == 1 && lengths[0] >= 2 && lengths[0] <= 4) return first + ' ' + words[0].substr(first.size());
    for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
    return out;
}

/// Full-width letters, ligatures and marks of direction to plain ones; case kept.
void simple(UChar32 c, std::string_view bytes, std::string& out) {
    if (c >= 0xFF01 && c <= 0xFF5E) out += static_cast<char>(c - 0xFEE0);
    else if (u_charType(c) == U_NON_SPACING_MARK && script_of(c) != Script::arabic && c < 0x900) return;
    else if (c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0x02BB || c == 0x02BE || c == 0x02BF || c == 0x60 || c == 0xB4 || c == 0x2032)
        out += '\'';
    else if (c == 0x2010 || c == 0x2011 || c == 0x2012 || c == 0x2013 || c == 0x2014 || c == 0x2212) out += '-';
    else if (c == 0x30FB || c == 0xB7 || c == 0x2022 || c == 0xFF65) out += "  ";  // between the words of a foreign name
    else if (u_isUWhiteSpace(c)) out += ' ';
    else if (u_charType(c) == U_FORMAT_CHAR) return;  // joiners and directions say nothing
    else out += bytes;
}

}  // namespace

std::string lower_case(std::string_view text) {
    auto unicode = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    unicode.toLower();
    std::string out;
    unicode.toUTF8String(out);
    return out;
}

Script script_of(std::string_view text) {
    if (is_ascii(text)) return Script::latin;
    std::array<unsigned, 9> count{};
    each_character(text, [&](UChar32 c, std::string_view) {
        if (u_isalpha(c)) ++count[static_cast<std::size_t>(script_of(c))];
    });
    return static_cast<Script>(std::ranges::max_element(count) - count.begin());
}

std::string romanise_hangul(std::string_view text) {
    std::string out;
    each_character(text, [&](UChar32 c, std::string_view bytes) {
        if (c < 0xAC00 || c > 0xD7A3) {
            out += bytes;
            return;
        }
        const auto index = static_cast<std::size_t>(c - 0xAC00);
        if (!out.empty() && out.back() != ' ') out += ' ';
        out += jamo_initials[index / 588];
        out += vowels[index % 588 / 28];
        out += finals[index % 28];
        out += ' ';
    });
    return out;
}

std::string romanise(std::string_view text, const Rewrites& tables) {
    if (is_ascii(text)) return std::string(text);
    std::string plain;
    each_character(text, [&](UChar32 c, std::string_view bytes) { simple(c, bytes, plain); });
    const Script script = script_of(plain);
    if (script == Script::hangul || script == Script::han) plain = syllables(plain);
    if (script != Script::latin && !tables.empty()) plain = tables.apply(lower_case(plain));
    if (is_ascii(plain)) return plain;
    std::string out;
    return script == Script::latin && by_letter(plain, out) ? out : by_icu(plain);
}

}  // namespace bonafide::name
