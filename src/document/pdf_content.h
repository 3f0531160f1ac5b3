// What a PDF page draws, in its order: pieces of text with place, size, colour and font; filled areas; pictures. Made by
// interpreting the content streams (ISO 32000-1, 8 and 9); used by pdf_layout and pdf.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "document/css.h"
#include "document/document.h"
#include "document/pdf_font.h"
#include "document/pdf_qpdf.h"

namespace bonafide::document {

/// Letters that follow one another on one baseline without a wide gap. Coordinates as in Box: from the top left of the page.
struct PdfPiece {
    std::string text;
    float left = 0, right = 0, baseline = 0;
    float size = 0;
    const PdfFont* font = nullptr;  ///< of its first letter
    std::uint8_t turned = 0;        ///< quarter turns; left, right and baseline are along the writing
    std::string hidden;             ///< why a reader does not see it; "" if he does
    std::uint32_t unknown = 0;      ///< letters that the font does not name
    float confidence = 1;           ///< of recognised letters
    [[nodiscard]] float top() const { return baseline - size * 0.8F; }
    [[nodiscard]] float bottom() const { return baseline + size * 0.22F; }
};

struct PdfImage {
    QPDFObjectHandle stream;
    Box box;
};

/// A number whose digits are set in several fonts.
struct PdfMixedNumber {
    std::string text, fonts;
    Box box;
};

struct PdfPageContent {
    float width = 0, height = 0;
    std::vector<PdfPiece> pieces;
    std::vector<PdfImage> images;
    std::vector<PdfMixedNumber> mixed;
    std::vector<Box> text_over_picture;  ///< letters drawn on a picture that covers most of the page
    std::uint32_t strokes = 0;           ///< paths: letters may be drawn as outlines
    std::uint32_t unknown = 0, known = 0;
    bool cut_off = false;  ///< a limit was reached
};

/// Fonts are read once for a document.
class PdfFonts {
public:
    [[nodiscard]] const PdfFont* get(QPDFObjectHandle font);

private:
    std::map<QPDFObjGen, std::unique_ptr<PdfFont>> fonts_;
    std::vector<std::unique_ptr<PdfFont>> direct_;
};

/// `hidden_layers`: optional content groups that are switched off.
[[nodiscard]] PdfPageContent read_page_content(QPDFObjectHandle page, PdfFonts& fonts, const std::vector<QPDFObjGen>& hidden_layers);

}  // namespace bonafide::document
