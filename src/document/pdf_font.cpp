#include "document/pdf_font.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "base/utf8.h"
#include "document/entities.h"
#include "document/pdf_tables.h"
#include "document/pdf_tokens.h"

namespace bonafide::document {

namespace {

constexpr std::size_t most_codes = 200'000;

std::uint32_t code_of(std::string_view bytes) {
    std::uint32_t code = 0;
    for (const char c : bytes.substr(0, 4)) code = code << 8 | static_cast<unsigned char>(c);
    return code;
}

/// Ligatures as their letters: "efficient" is to be found however it was set.
void append_character(std::string& out, char32_t c) {
    constexpr std::array<std::string_view, 7> ligatures{"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
    if (c >= 0xFB00 && c <= 0xFB06) out += ligatures[c - 0xFB00];
    else if (c >= 0x20) append_utf8(out, c);
}

std::string utf16_text(std::string_view bytes) {
    std::string out;
    char32_t high = 0;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        const char32_t unit = code_of(bytes.substr(i, 2));
        if (unit >= 0xD800 && unit < 0xDC00) {
            high = unit;
            continue;
        }
        append_character(out, high != 0 && unit >= 0xDC00 && unit < 0xE000 ? 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00) : unit);
        high = 0;
    }
    if (bytes.size() == 1) append_character(out, static_cast<unsigned char>(bytes[0]));
    return out;
}

/// "uni20AC", "u1F600", "eacute", "f_i", "g123"; suffixes (".sc") are of no meaning here.
std::string glyph_text(std::string_view name) {
    name = name.substr(0, name.find('.') == 0 ? std::string_view::npos : name.find('.'));
    std::string out;
    if (const char32_t c = glyph_character(name); c != 0) {
        append_character(out, c);
        return out;
    }
    const auto hex = [&](std::string_view digits) {
        std::uint32_t value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
        return error == std::errc{} && end == digits.data() + digits.size() ? value : 0;
    };
    if (name.starts_with("uni") && name.size() >= 7) {
        for (std::size_t i = 3; i + 4 <= name.size(); i += 4) append_character(out, hex(name.substr(i, 4)));
        return out;
    }
    if (name.starts_with("u") && name.size() >= 5 && name.size() <= 7) append_character(out, hex(name.substr(1)));
    if (out.empty() && name.find('_') != std::string_view::npos && name.size() < 40)
        for (const std::string_view part : split(name, '_'))
            if (const char32_t c = glyph_character(part); c != 0) append_character(out, c);
    return out;
}

QPDFObjectHandle first_of(QPDFObjectHandle array) {
    return array.isArray() && array.getArrayNItems() > 0 ? array.getArrayItem(0) : QPDFObjectHandle::newNull();
}

/// The encoding inside of a Type 1 font program: `dup 65 /A put`.
void built_in_encoding(QPDFObjectHandle descriptor, std::array<std::string, 256>& texts) {
    const std::string program = pdf_stream(pdf_key(descriptor, "/FontFile"));
    std::string_view left = program;
    const std::size_t begin = left.find("/Encoding");
    if (begin == std::string_view::npos) return;
    left = left.substr(begin, 20'000);
    for (std::size_t at = left.find("dup "); at != std::string_view::npos; at = left.find("dup ", at + 4)) {
        unsigned code = 0;
        const auto [end, error] = std::from_chars(left.data() + at + 4, left.data() + left.size(), code);
        if (error != std::errc{} || code > 255) continue;
        std::string_view name(end, static_cast<std::size_t>(left.data() + left.size() - end));
        const std::size_t slash = name.find('/');
        if (slash > 3) continue;
        name.remove_prefix(slash + 1);
        texts[code] = glyph_text(name.substr(0, name.find_first_of(" \r\n\t")));
    }
}

}  // namespace

void CodeMap::parse(std::string_view cmap) {
    PdfTokens tokens(cmap);
    PdfToken token;
    enum class In : std::uint8_t { nothing, characters, ranges } in = In::nothing;
    std::vector<std::string> row;
    bool array = false;
    std::uint32_t array_code = 0;
    for (tokens.next(token); token.kind != PdfToken::Kind::end; tokens.next(token)) {
        if (texts_.size() + ranges_.size() > most_codes) return;
        if (token.kind == PdfToken::Kind::word) {
            if (token.text == "beginbfchar") in = In::characters;
            else if (token.text == "beginbfrange") in = In::ranges;
            else if (token.text.starts_with("endbf")) in = In::nothing;
            row.clear();
            array = false;
        } else if (token.kind == PdfToken::Kind::array_open && row.size() == 2) {
            array = true;
            array_code = code_of(row[0]);
        } else if (token.kind == PdfToken::Kind::array_close) {
            array = false;
            row.clear();
        } else if (token.kind == PdfToken::Kind::string && in != In::nothing) {
            if (array) {
                texts_[array_code++] = utf16_text(token.text);
                continue;
            }
            row.push_back(token.text);
            if (in == In::characters && row.size() == 2) {
                texts_[code_of(row[0])] = utf16_text(row[1]);
                row.clear();
            } else if (in == In::ranges && row.size() == 3) {
                const std::uint32_t first = code_of(row[0]), last = code_of(row[1]);
                if (row[2].size() == 2) ranges_[first] = {last, code_of(row[2])};
                else if (last >= first && last - first < 65536) {
                    for (std::uint32_t code = first; code <= last; ++code) {
                        texts_[code] = utf16_text(row[2]);
                        row[2].back() = static_cast<char>(row[2].back() + 1);
                        if (texts_.size() > most_codes) return;
                    }
                }
                row.clear();
            }
        }
    }
}

const std::string* CodeMap::text(std::uint32_t code) const {
    const auto found = texts_.find(code);
    if (found != texts_.end()) return &found->second;
    auto range = ranges_.upper_bound(code);
    if (range == ranges_.begin()) return nullptr;
    --range;
    if (code > range->second.last) return nullptr;
    made_.clear();
    append_character(made_, range->second.first_character + (code - range->first));
    return &made_;
}

PdfFont::PdfFont(QPDFObjectHandle dictionary) {
    QPDFObjectHandle type = pdf_key(dictionary, "/Subtype");
    composite_ = type.isName() && type.getName() == "/Type0";
    QPDFObjectHandle descendant = composite_ ? first_of(pdf_key(dictionary, "/DescendantFonts")) : dictionary;
    QPDFObjectHandle descriptor = pdf_key(descendant, "/FontDescriptor");
    read_name(dictionary, descriptor);
    if (const std::string cmap = pdf_stream(pdf_key(dictionary, "/ToUnicode")); !cmap.empty()) to_unicode_.parse(cmap);
    if (composite_) composite(dictionary, descendant);
    else simple(dictionary, descriptor);
    if (type.isName() && type.getName() == "/Type3") {  // widths in the font's own space
        QPDFObjectHandle matrix = pdf_key(dictionary, "/FontMatrix");
        const float scale = matrix.isArray() && matrix.getArrayNItems() >= 1 ? std::abs(pdf_number(matrix.getArrayItem(0), 0.001F)) * 1000 : 1;
        for (float& width : widths_) width *= scale;
    }
}

void PdfFont::read_name(QPDFObjectHandle& dictionary, QPDFObjectHandle& descriptor) {
    QPDFObjectHandle base = pdf_key(dictionary, "/BaseFont");
    if (base.isName()) name_ = repair_utf8(base.getName().substr(1));
    const bool subset =
        name_.size() > 7 && name_[6] == '+' && std::all_of(name_.begin(), name_.begin() + 6, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (subset) {
        prefix_ = name_.substr(0, 6);
        name_.erase(0, 7);
    }
    constexpr std::array<std::string_view, 7> heavy{"bold", "black", "heavy", "demi", "-medi", "semib", "extrab"};
    const std::string lower = ascii_lower(name_);
    bold_ = std::ranges::any_of(heavy, [&](std::string_view h) { return lower.find(h) != std::string::npos; });
    QPDFObjectHandle flags = pdf_key(descriptor, "/Flags");
    if (pdf_number(pdf_key(descriptor, "/FontWeight")) >= 600 || (flags.isInteger() && (flags.getIntValue() & 1 << 18) != 0)) bold_ = true;
}

void PdfFont::simple(QPDFObjectHandle& dictionary, QPDFObjectHandle& descriptor) {
    QPDFObjectHandle flags = pdf_key(descriptor, "/Flags");
    simple_encoding(dictionary, flags.isInteger() && (flags.getIntValue() & 4) != 0);
    simple_widths(dictionary, descriptor);
    for (unsigned code = 0; code < 256; ++code)
        if (const std::string* text = to_unicode_.text(code); text != nullptr && !text->empty()) texts_[code] = *text;
}

void PdfFont::simple_encoding(QPDFObjectHandle& dictionary, bool symbolic) {
    QPDFObjectHandle encoding = pdf_key(dictionary, "/Encoding");
    QPDFObjectHandle base = encoding.isDictionary() ? pdf_key(encoding, "/BaseEncoding") : encoding;
    const bool embedded_type1 = pdf_key(pdf_key(dictionary, "/FontDescriptor"), "/FontFile").isStream();
    QPDFObjectHandle type = pdf_key(dictionary, "/Subtype");
    const bool type3 = type.isName() && type.getName() == "/Type3";
    PdfEncodingName name = PdfEncodingName::standard;
    bool known = false;
    if (base.isName()) {
        known = true;
        if (base.getName() == "/WinAnsiEncoding") name = PdfEncodingName::win_ansi;
        else if (base.getName() == "/MacRomanEncoding") name = PdfEncodingName::mac_roman;
        else known = base.getName() == "/StandardEncoding";
    }
    if (!known && name_.find("Symbol") != std::string::npos) name = PdfEncodingName::symbol, known = true;
    else if (!known && name_.find("Dingbats") != std::string::npos) name = PdfEncodingName::dingbats, known = true;
    else if (!known && type.isName() && type.getName() == "/TrueType") name = PdfEncodingName::win_ansi;
    // Of a font that brings its own codes nothing is known unless it says so.
    const bool own_codes = type3 || (symbolic && !known && !encoding.isDictionary() && !embedded_type1 && !to_unicode_.empty());
    if (!own_codes) {
        const PdfEncoding& table = pdf_encoding(name);
        for (unsigned code = 0; code < 256; ++code)
            if (table[code] != 0) append_character(texts_[code], table[code]);
    }
    if (embedded_type1 && !base.isName()) built_in_encoding(pdf_key(dictionary, "/FontDescriptor"), texts_);
    QPDFObjectHandle differences = encoding.isDictionary() ? pdf_key(encoding, "/Differences") : QPDFObjectHandle::newNull();
    if (!differences.isArray()) return;
    std::size_t code = 0;
    for (QPDFObjectHandle item : differences.getArrayAsVector()) {
        if (item.isInteger()) code = static_cast<std::size_t>(std::clamp<long long>(item.getIntValue(), 0, 256));
        else if (item.isName() && code < 256) texts_[code++] = glyph_text(std::string_view(item.getName()).substr(1));
    }
}

void PdfFont::simple_widths(QPDFObjectHandle& dictionary, QPDFObjectHandle& descriptor) {
    QPDFObjectHandle widths = pdf_key(dictionary, "/Widths");
    QPDFObjectHandle first = pdf_key(dictionary, "/FirstChar");
    const float missing = pdf_number(pdf_key(descriptor, "/MissingWidth")) / 1000;
    widths_.fill(missing);
    if (widths.isArray()) {
        auto code = static_cast<std::size_t>(std::clamp<long long>(first.isInteger() ? first.getIntValue() : 0, 0, 256));
        for (QPDFObjectHandle width : widths.getArrayAsVector()) {
            if (code >= 256) break;
            widths_[code++] = pdf_number(width) / 1000;
        }
        return;
    }
    for (std::size_t code = 0; code < 256; ++code) {
        char32_t c = 0;
        const std::string& text = texts_[code];
        if (!text.empty()) {
            const auto lead = static_cast<unsigned char>(text[0]);
            c = lead;
            if (lead >= 0xE0 && text.size() >= 3) c = static_cast<char32_t>((lead & 0x0F) << 12 | (text[1] & 0x3F) << 6 | (text[2] & 0x3F));
            else if (lead >= 0xC0 && text.size() >= 2) c = static_cast<char32_t>((lead & 0x1F) << 6 | (text[1] & 0x3F));
        }
        widths_[code] = standard_width(name_, c) / 1000;
    }
}

void PdfFont::composite(QPDFObjectHandle& dictionary, QPDFObjectHandle& descendant) {
    QPDFObjectHandle encoding = pdf_key(dictionary, "/Encoding");
    const std::string name = encoding.isName() ? encoding.getName() : "";
    unicode_codes_ = name.find("UCS2") != std::string::npos || name.find("UTF16") != std::string::npos;
    composite_widths(descendant);
}

void PdfFont::composite_widths(QPDFObjectHandle& descendant) {
    default_width_ = pdf_number(pdf_key(descendant, "/DW"), 1000) / 1000;
    QPDFObjectHandle list = pdf_key(descendant, "/W");
    if (!list.isArray()) return;
    std::vector<QPDFObjectHandle> items = list.getArrayAsVector();
    for (std::size_t i = 0; i + 1 < items.size() && wide_.size() < most_codes;) {
        if (!items[i].isNumber()) return;
        auto code = static_cast<std::uint32_t>(std::clamp(items[i].getNumericValue(), 0.0, 65535.0));
        QPDFObjectHandle second = items[i + 1];
        if (second.isArray()) {
            for (QPDFObjectHandle width : second.getArrayAsVector()) wide_[code++] = pdf_number(width) / 1000;
            i += 2;
        } else if (i + 2 < items.size() && second.isNumber()) {
            const auto last = static_cast<std::uint32_t>(std::clamp(second.getNumericValue(), 0.0, 65535.0));
            const float width = pdf_number(items[i + 2]) / 1000;
            for (; code <= last; ++code) wide_[code] = width;
            i += 3;
        } else return;
    }
}

PdfFont::Glyph PdfFont::next(std::string_view& bytes) {
    Glyph out;
    if (!composite_) {
        const auto code = static_cast<unsigned char>(bytes[0]);
        bytes.remove_prefix(1);
        out.text = texts_[code];
        out.width = widths_[code];
        out.single = true;
        out.blank = code == 32 || out.text == " " || out.text == "\xC2\xA0";
        return out;
    }
    const std::uint32_t code = code_of(bytes.substr(0, 2));
    bytes.remove_prefix(std::min<std::size_t>(2, bytes.size()));
    const auto width = wide_.find(code);
    out.width = width != wide_.end() ? width->second : default_width_;
    if (const std::string* text = to_unicode_.text(code)) out.text = *text;
    else if (unicode_codes_) {
        std::string& made = texts_[0];
        made.clear();
        append_character(made, code);
        out.text = made;
    }
    out.blank = out.text == " " || out.text == "\xC2\xA0";
    return out;
}

}  // namespace bonafide::document
