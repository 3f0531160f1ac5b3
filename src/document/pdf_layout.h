// From pieces of text anywhere on a page to lines in reading order: column by column, table cell by table cell. Used by pdf and, for
// what Tesseract recognised, by recognise.
#pragma once

#include <vector>

#include "document/document.h"
#include "document/pdf_content.h"

namespace bonafide::document {

[[nodiscard]] std::vector<Line> lay_out(const std::vector<PdfPiece>& pieces);

}  // namespace bonafide::document
