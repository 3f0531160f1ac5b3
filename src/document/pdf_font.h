// A font of a PDF page: from the bytes of a string to characters and widths (ISO 32000-1, 9.5 to 9.10). Used by pdf_content.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "document/pdf_qpdf.h"

namespace bonafide::document {

/// Codes → Unicode, from a ToUnicode stream or an embedded CMap.
class CodeMap {
public:
    void parse(std::string_view cmap);
    [[nodiscard]] const std::string* text(std::uint32_t code) const;  ///< UTF-8; nullptr where it says nothing
    [[nodiscard]] bool empty() const { return texts_.empty() && ranges_.empty(); }

private:
    struct Range {
        std::uint32_t last = 0;
        char32_t first_character = 0;
    };
    std::unordered_map<std::uint32_t, std::string> texts_;
    std::map<std::uint32_t, Range> ranges_;  // by first code
    mutable std::string made_;
};

class PdfFont {
public:
    explicit PdfFont(QPDFObjectHandle dictionary);

    struct Glyph {
        std::string_view text;  ///< UTF-8; empty where the font does not say which character it is
        float width = 0;        ///< of the size
        bool blank = false;     ///< a blank, to which word spacing applies where `single`
        bool single = false;    ///< a code of one byte
    };
    /// Takes the next code off the bytes. The text is valid until the next call.
    [[nodiscard]] Glyph next(std::string_view& bytes);

    [[nodiscard]] const std::string& name() const { return name_; }      ///< without the subset's prefix
    [[nodiscard]] const std::string& prefix() const { return prefix_; }  ///< "ABCDEF", of a subset
    [[nodiscard]] bool bold() const { return bold_; }

private:
    void read_name(QPDFObjectHandle& dictionary, QPDFObjectHandle& descriptor);
    void simple(QPDFObjectHandle& dictionary, QPDFObjectHandle& descriptor);
    void composite(QPDFObjectHandle& dictionary, QPDFObjectHandle& descendant);
    void simple_encoding(QPDFObjectHandle& dictionary, bool symbolic);
    void simple_widths(QPDFObjectHandle& dictionary, QPDFObjectHandle& descriptor);
    void composite_widths(QPDFObjectHandle& descendant);

    std::string name_, prefix_;
    bool bold_ = false, composite_ = false, unicode_codes_ = false;
    CodeMap to_unicode_;
    std::array<std::string, 256> texts_;
    std::array<float, 256> widths_{};
    std::unordered_map<std::uint32_t, float> wide_;
    float default_width_ = 1;
};

}  // namespace bonafide::document
