// Letters in pictures: pdftoppm draws the page, Tesseract reads it, both as confined processes. Used by read_document().
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "document/document.h"
#include "document/read.h"

namespace bonafide::document {

/// Tesseract's table of words (TSV) as lines; boxes are divided by `pixels_per_unit`. It comes from a process that may have been
/// taken over: nothing in it is believed.
[[nodiscard]] std::vector<Line> lines_of_tsv(std::string_view tsv, float pixels_per_unit);

class Recogniser {
public:
    Recogniser(std::string reader, const Limits& limits) : reader_(std::move(reader)), limits_(limits) {}
    /// Fills the lines of a page that has none. `bytes`: the PDF, or the picture.
    [[nodiscard]] Result<void> page(std::string_view bytes, Format format, Page& page);

private:
    [[nodiscard]] Result<std::string> run(std::vector<std::string> program, std::string_view input, std::uint64_t max_output) const;
    [[nodiscard]] Result<std::vector<Line>> words(std::string_view picture, const std::string& languages, float pixels_per_unit) const;
    std::string reader_;
    const Limits& limits_;
    std::string language_;  ///< found on an earlier page of the document
};

}  // namespace bonafide::document
