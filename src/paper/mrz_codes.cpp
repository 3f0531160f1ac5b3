// Issuing codes (Doc 9303-3, section 5) and transliteration (section 6).
#include <algorithm>
#include <array>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "base/country.h"
#include "paper/mrz.h"

namespace bonafide::paper {
namespace {

struct Code {
    std::string_view code;
    IssuerCode kind;
    std::string_view name;
};

// clang-format off
constexpr Code codes[] = {
    {"D", IssuerCode::state, "Germany"},
    {"EUE", IssuerCode::other, "the European Union (laissez-passer)"},
    {"GBD", IssuerCode::state, "British Overseas Territories Citizen"}, {"GBN", IssuerCode::state, "British National (Overseas)"},
    {"GBO", IssuerCode::state, "British Overseas Citizen"}, {"GBP", IssuerCode::state, "British Protected Person"},
    {"GBS", IssuerCode::state, "British Subject"},
    {"RKS", IssuerCode::state, "Kosovo"}, {"XKX", IssuerCode::state, "Kosovo"}, {"XKK", IssuerCode::state, "Kosovo"}, {"TWN", IssuerCode::state, "Taiwan"},
    {"UNO", IssuerCode::other, "the United Nations"}, {"UNA", IssuerCode::other, "a specialised agency of the United Nations"},
    {"UNK", IssuerCode::other, "the United Nations mission in Kosovo"},
    {"XAA", IssuerCode::other, "a stateless person"}, {"XXA", IssuerCode::other, "a stateless person"}, {"XXB", IssuerCode::other, "a refugee (1951 Convention)"},
    {"XXC", IssuerCode::other, "a refugee (other)"}, {"XXX", IssuerCode::other, "a person of unspecified nationality"},
    {"XBA", IssuerCode::other, "the African Development Bank"}, {"XIM", IssuerCode::other, "the African Export-Import Bank"},
    {"XCC", IssuerCode::other, "the Caribbean Community"}, {"XCE", IssuerCode::other, "the Council of Europe"},
    {"XCO", IssuerCode::other, "the Common Market for Eastern and Southern Africa"}, {"XEC", IssuerCode::other, "the Economic Community of West African States"},
    {"XPO", IssuerCode::other, "Interpol"}, {"XES", IssuerCode::other, "the Organization of Eastern Caribbean States"},
    {"XMP", IssuerCode::other, "the Parliamentary Assembly of the Mediterranean"}, {"XOM", IssuerCode::other, "the Sovereign Military Order of Malta"},
    {"XDC", IssuerCode::other, "the Southern African Development Community"}, {"XCT", IssuerCode::other, "the Turkish Republic of Northern Cyprus"},
    {"IAO", IssuerCode::other, "ICAO (public key directory)"},
    // Codes that older papers still bear.
    {"ANT", IssuerCode::state, "the Netherlands Antilles"}, {"NTZ", IssuerCode::state, "the Neutral Zone"}, {"ROM", IssuerCode::state, "Romania"},
    {"ZAR", IssuerCode::state, "Zaire"}, {"TMP", IssuerCode::state, "East Timor"}, {"YUG", IssuerCode::state, "Yugoslavia"}, {"SCG", IssuerCode::state, "Serbia and Montenegro"},
    {"UTO", IssuerCode::specimen, "Utopia"},
    {"WSA", IssuerCode::not_a_state, "the World Service Authority, whose \"world passports\" no state issues"},
};

struct Spelling { char16_t letter; std::string_view first, second, third; };
// Doc 9303-3, section 6, A: those whose Latin letter is more than the letter without its mark.
constexpr Spelling spellings[] = {
    {u'Ä', "AE", "A", ""}, {u'Ö', "OE", "O", ""}, {u'Ü', "UE", "UXX", "U"}, {u'ẞ', "SS", "", ""}, {u'ß', "SS", "", ""}, {u'Å', "AA", "A", ""}, {u'Æ', "AE", "", ""}, {u'Ø', "OE", "O", ""},
    {u'Œ', "OE", "", ""}, {u'Ñ', "N", "NXX", ""}, {u'Þ', "TH", "", ""}, {u'Ð', "D", "", ""}, {u'Đ', "D", "", ""}, {u'Ł', "L", "", ""}, {u'Ħ', "H", "", ""},
    {u'Ŧ', "T", "", ""}, {u'Ĳ', "IJ", "", ""}, {u'ı', "I", "", ""}, {u'Ŋ', "N", "", ""}, {u'ĸ', "Q", "", ""},
};
// Section 6, B: Cyrillic (the columns for Russian first, then the others' choices).
constexpr Spelling cyrillic[] = {
    {u'А', "A", "", ""}, {u'Б', "B", "", ""}, {u'В', "V", "", ""}, {u'Г', "G", "H", ""}, {u'Ґ', "G", "", ""}, {u'Д', "D", "", ""}, {u'Е', "E", "", ""}, {u'Ё', "E", "IO", ""},
    {u'Ж', "ZH", "Z", ""}, {u'З', "Z", "", ""}, {u'И', "I", "Y", ""}, {u'І', "I", "", ""}, {u'Ї', "I", "", ""}, {u'Й', "I", "", ""}, {u'К', "K", "", ""}, {u'Л', "L", "", ""},
    {u'М', "M", "", ""}, {u'Н', "N", "", ""}, {u'О', "O", "", ""}, {u'П', "P", "", ""}, {u'Р', "R", "", ""}, {u'С', "S", "", ""}, {u'Т', "T", "", ""}, {u'У', "U", "", ""},
    {u'Ў', "U", "", ""}, {u'Ф', "F", "", ""}, {u'Х', "KH", "H", ""}, {u'Ц', "TS", "C", ""}, {u'Ч', "CH", "C", ""}, {u'Ш', "SH", "S", ""}, {u'Щ', "SHCH", "SHT", ""},
    {u'Ъ', "IE", "", ""}, {u'Ы', "Y", "", ""}, {u'Ь', "", "", ""}, {u'Э', "E", "", ""}, {u'Ю', "IU", "", ""}, {u'Я', "IA", "", ""}, {u'Є', "IE", "", ""}, {u'Ђ', "D", "", ""},
    {u'Ј', "J", "", ""}, {u'Љ', "LJ", "", ""}, {u'Њ', "NJ", "", ""}, {u'Ћ', "C", "", ""}, {u'Џ', "DZ", "DJ", ""},
};
// clang-format on

const Spelling* spelling_of(UChar32 c) {
    for (const Spelling& one : spellings)
        if (one.letter == static_cast<char16_t>(c)) return &one;
    for (const Spelling& one : cyrillic)
        if (one.letter == static_cast<char16_t>(c)) return &one;
    return nullptr;
}

/// The letter without its marks, "<" for what separates names, "" for apostrophes and the like.
std::string plain_letter(UChar32 c, const icu::Normalizer2& decompose) {
    if (c == '\'' || c == 0x2019 || c == 0x02BC || c == '.' || c == ',') return {};
    if (u_isUWhiteSpace(c) || c == '-' || c == 0x2010 || c == 0x2011 || c == 0x2013 || c == '<') return "<";
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString parts = decompose.normalize(icu::UnicodeString(c), status);
    const UChar32 base = u_toupper(parts.char32At(0));
    if (base >= 'A' && base <= 'Z') return std::string(1, static_cast<char>(base));
    if (const Spelling* known = spelling_of(base)) return std::string(known->first);
    return {};
}

void append_filler_once(std::string& out) {
    if (!out.empty() && out.back() != '<') out += '<';
}

}  // namespace

Issuer mrz_issuer(std::string_view code) {
    for (const Code& one : codes)
        if (one.code == code) return {one.kind, one.name};
    if (code.size() != 3 || !std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; })) return {};
    const std::string_view alpha2 = country_code(code);
    if (alpha2.empty()) return {};
    return {IssuerCode::state, country_name(alpha2)};
}

std::vector<std::string> mrz_spellings(std::string_view name) {
    constexpr std::size_t most = 64;
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* compose = icu::Normalizer2::getNFCInstance(status);
    const icu::Normalizer2* decompose = icu::Normalizer2::getNFDInstance(status);
    if (U_FAILURE(status)) return {};
    const icu::UnicodeString text = compose->normalize(icu::UnicodeString::fromUTF8({name.data(), static_cast<int32_t>(name.size())}), status);
    std::vector<std::string> out{""};
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i), upper = u_toupper(c);
        std::vector<std::string> ways;
        if (const Spelling* known = spelling_of(upper)) {
            ways.emplace_back(known->first);
            for (const std::string_view more : {known->second, known->third})
                if (!more.empty()) ways.emplace_back(more);
        } else {
            ways.push_back(plain_letter(c, *decompose));
        }
        const std::size_t before = out.size();
        for (std::size_t w = ways.size(); w-- > 1;)
            for (std::size_t k = 0; k < before && out.size() < most; ++k) out.push_back(out[k] + ways[w]);
        for (std::size_t k = 0; k < before; ++k) {
            if (ways[0] == "<") append_filler_once(out[k]);
            else out[k] += ways[0];
        }
    }
    for (std::string& one : out)
        while (one.ends_with('<')) one.pop_back();
    return out;
}

std::string mrz_name(std::string_view name) {
    const std::vector<std::string> all = mrz_spellings(name);
    return all.empty() ? std::string() : all.front();
}

}  // namespace bonafide::paper
