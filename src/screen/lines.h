// The visible lines of a résumé with what each is: heading, list item, its section. Inside of resume only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"
#include "screen/dates.h"
#include "screen/words.h"

namespace bonafide::screen {

struct TextLine {
    std::string text;  ///< without bullet marks and decoration
    const document::Line* source = nullptr;
    const document::Line* wrapped = nullptr;  ///< the last line that was joined to it
    std::uint32_t page = 1;
    Section section = Section::none;
    bool heading = false;  ///< of a section
    bool bullet = false, bold = false;
    bool gap = false;  ///< a blank line, or more than usual room, before it
    float size = 0;
    std::size_t from_top = 0;  ///< lines before it since the page's top, a column's top or the name
};

[[nodiscard]] std::vector<TextLine> read_lines(const document::Document& document, const Words& words);
/// "Company: Acme" → label "company", rest "Acme"; both empty where it is none.
struct Labelled {
    std::string_view label;  ///< as the text has it
    std::string_view rest;
};
[[nodiscard]] Labelled split_label(std::string_view text);
[[nodiscard]] bool is_label(const Words& words, std::string_view kind, std::string_view label);

}  // namespace bonafide::screen
