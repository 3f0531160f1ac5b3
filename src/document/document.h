// A document as a reader sees it: pages of lines with their boxes, what it says about itself, links, pictures, and what is
// odd about it. Made by document/read.h from PDF, DOCX, ODT, RTF, HTML, text, e-mail and pictures; used by screen (résumés,
// letters) and paper (identity papers).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bonafide::document {

enum class Format : std::uint8_t { unknown, pdf, docx, odt, rtf, html, text, email, picture };
[[nodiscard]] std::string_view format_name(Format format);

/// In points (1/72 inch) from the top left of the page; for pictures in pixels. All zero where a format has no places.
struct Box {
    float left = 0, top = 0, right = 0, bottom = 0;
};

/// One visual line of one column or table cell (never across a gutter), in reading order.
struct Line {
    std::string
        text;  ///< UTF-8, NFC, runs of white space as one blank; a tab parts what stands far apart in one line ("Engineer\tMar 2019 - May 2021")
    Box box;
    std::uint32_t number = 0;  ///< 1-based, through the whole document; for text formats the line of the file
    float size = 0;            ///< of its letters in points; 0 unknown
    bool bold = false;
    bool heading = false;  ///< marked so by the format itself (Heading style, <h2>)
    bool bullet = false;   ///< an item of a list; the mark is not part of the text
    bool hidden = false;   ///< white on white, tiny, invisible rendering mode, off the page, display:none
    float confidence = 1;  ///< of the characters, 0 to 1; below 1 only where they were recognised (OCR)
};

struct Page {
    std::uint32_t number = 1;  ///< 1-based
    float width = 0, height = 0;
    bool scanned = false;  ///< a picture without text of its own; the lines come from OCR
    std::vector<Line> lines;
};

struct Link {
    std::string text, target;
    std::uint32_t page = 1;
};

/// A picture inside a document (or the file itself), as its own encoded bytes.
struct Picture {
    std::string bytes;
    std::uint32_t page = 1;
    Box box;
};

/// Something odd or hostile about the file itself: JavaScript, a macro, text under a picture, several revisions.
struct Oddity {
    std::string kind;    ///< "hidden_text", "javascript", "macro", "revision", "text_over_picture", "mixed_fonts", "dates_disagree", "encrypted", ...
    std::string detail;  ///< in plain words
    std::uint32_t page = 0;
    Box box;
};

struct Attachment {
    std::string name, bytes;
};

struct Document {
    Format format = Format::unknown;
    std::vector<Page> pages;
    /// What it says of itself: "title", "author", "creator", "producer", "created", "modified" (ISO 8601, with offset where given),
    /// "language"; for e-mails the headers as written in order ("from", "to", "date", "received", ...); EXIF names for pictures.
    std::vector<std::pair<std::string, std::string>> properties;
    std::vector<Link> links;
    std::vector<Picture> pictures;
    std::vector<Oddity> oddities;
    std::vector<Attachment> attachments;
    /// All visible lines joined by line ends; pages by a form feed.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::string_view property(std::string_view name) const;  ///< the first; "" if absent
};

}  // namespace bonafide::document
