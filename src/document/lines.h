// Turns running text with marks (paragraphs, cells, tabs) into the Lines of a Document. Made by the readers of formats that
// have no places on a page: text, HTML, DOCX, ODT, RTF.
#pragma once

#include <string>
#include <string_view>

#include "document/document.h"

namespace bonafide::document {

/// Runs of white space to one blank, NFC, no white space at the ends. A tab is kept: it parts what stands far apart in one line.
[[nodiscard]] std::string tidy(std::string_view text);

class LineBuilder {
public:
    explicit LineBuilder(Document& document);

    struct Look {
        float size = 0;  ///< points, 0 unknown
        bool bold = false;
        bool hidden = false;
    };
    void text(std::string_view utf8, const Look& look);
    void tab();
    /// What was collected becomes a line: visible and hidden text apart. Nothing where there is none.
    void end_line();
    void end_page();  ///< lines that follow are on the next page
    /// Of the line being collected; forgotten once it had text.
    void heading() { heading_ = true; }
    void bullet() { bullet_ = true; }
    void plain() { heading_ = bullet_ = false; }
    /// The number of the next line, where the format has line numbers of its own.
    void number(std::uint32_t number) { number_ = number; }
    [[nodiscard]] bool empty() const { return visible_.empty() && hidden_.empty(); }
    [[nodiscard]] std::uint32_t page() const { return static_cast<std::uint32_t>(document_.pages.size()); }

private:
    void emit(std::string& text, bool hidden);
    Document& document_;
    std::string visible_, hidden_;
    float size_ = 0, hidden_size_ = 0;
    std::size_t bold_bytes_ = 0, plain_bytes_ = 0;
    bool heading_ = false, bullet_ = false;
    std::uint32_t number_ = 1;
};

/// Does the line begin with a mark of a list ("•", "- ", "* ", "▪")? The mark is taken off.
bool take_bullet(std::string& line);

}  // namespace bonafide::document
