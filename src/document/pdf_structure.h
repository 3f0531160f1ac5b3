// What a PDF file is made of, beside what its pages show: who made it when, revisions and what each changed, actions, attached
// files, signatures, pictures. Used by pdf.
#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"
#include "document/document.h"
#include "document/pdf_content.h"
#include "document/pdf_qpdf.h"
#include "document/read.h"

namespace bonafide::document {

/// Opens it without a password; an Error says why it does not open.
[[nodiscard]] Result<void> open_pdf(QPDF& pdf, std::string_view bytes, const Limits& limits);
[[nodiscard]] std::vector<QPDFObjGen> layers_that_are_off(QPDF& pdf);
/// Properties, oddities and attachments; the pages are in the document already.
void describe_pdf(QPDF& pdf, std::string_view bytes, const Limits& limits, Document& document);
/// The page's pictures as JPEG, or PNG for what PDF packs in its own ways.
void take_pictures(const PdfPageContent& content, std::uint32_t page, const Limits& limits, Document& document);

void describe_revisions(std::string_view bytes, const Limits& limits, Document& document);
void verify_signatures(QPDF& pdf, std::string_view bytes, Document& document);

/// "D:20260301090000+01'00'" → "2026-03-01T09:00:00+01:00"; what is no such date stays as it is.
[[nodiscard]] std::string pdf_date(std::string_view text);

}  // namespace bonafide::document
