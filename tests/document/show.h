// A Document as lines of text, as the cases of this folder write what they expect.
#pragma once

#include <string>
#include <vector>

#include "document/document.h"

namespace bonafide::test {

/// "bold heading * text": marks that are set stand before the line; hidden lines begin with "hidden".
inline std::vector<std::string> shown_lines(const document::Document& document) {
    std::vector<std::string> out;
    for (const document::Page& page : document.pages) {
        if (&page != &document.pages.front()) out.emplace_back("--- page");
        for (const document::Line& line : page.lines) {
            std::string text;
            if (line.hidden) text += "hidden ";
            if (line.heading) text += "heading ";
            if (line.bold) text += "bold ";
            if (line.bullet) text += "* ";
            out.push_back(text + "|" + line.text);
        }
    }
    return out;
}

inline std::vector<std::string> shown_properties(const document::Document& document) {
    std::vector<std::string> out;
    for (const auto& [name, value] : document.properties) out.push_back(name + ": " + value);
    return out;
}

inline std::vector<std::string> shown_links(const document::Document& document) {
    std::vector<std::string> out;
    for (const document::Link& link : document.links) out.push_back(link.text + " -> " + link.target);
    return out;
}

inline std::vector<std::string> shown_oddities(const document::Document& document) {
    std::vector<std::string> out;
    for (const document::Oddity& oddity : document.oddities) out.push_back(oddity.kind + ": " + oddity.detail);
    return out;
}

inline bool has_oddity(const document::Document& document, std::string_view kind, std::string_view part = {}) {
    for (const document::Oddity& oddity : document.oddities)
        if (oddity.kind == kind && oddity.detail.find(part) != std::string::npos) return true;
    return false;
}

}  // namespace bonafide::test
