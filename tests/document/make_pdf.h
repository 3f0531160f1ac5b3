// PDF files in memory, object by object, for the tests of this folder: also such as no honest program writes.
#pragma once

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace bonafide::test {

struct PdfObject {
    int number = 0;
    std::string body;  ///< between "obj" and "endobj"
};

inline std::string pdf_stream_object(const std::string& content, const std::string& dictionary = {}) {
    return "<<" + dictionary + "/Length " + std::to_string(content.size()) + ">>stream\n" + content + "\nendstream";
}

/// Objects behind `before` (an earlier revision, or nothing), with their cross-reference table. Object 1 is the catalogue.
inline std::string pdf_file(const std::vector<PdfObject>& objects, const std::string& trailer = {}, const std::string& before = {}) {
    std::string out = before.empty() ? "%PDF-1.7\n" : before;
    std::string table;
    int most = 30;
    std::vector<std::pair<int, std::size_t>> places;
    for (const PdfObject& object : objects) {
        places.emplace_back(object.number, out.size());
        out += std::to_string(object.number) + " 0 obj\n" + object.body + "\nendobj\n";
        most = std::max(most, object.number + 1);
    }
    const std::size_t start = out.size();
    out += "xref\n0 1\n0000000000 65535 f \n";
    for (const auto& [number, place] : places) {
        char line[64];
        std::snprintf(line, sizeof line, "%d 1\n%010zu 00000 n \n", number, place);
        out += line;
    }
    out += "trailer\n<</Size " + std::to_string(most) + "/Root 1 0 R" + trailer;
    if (const std::size_t last = before.rfind("startxref\n"); last != std::string::npos)
        out += "/Prev " + before.substr(last + 10, before.find('\n', last + 10) - last - 10);
    return out + ">>\nstartxref\n" + std::to_string(start) + "\n%%EOF\n";
}

/// One page with fonts F1 (Helvetica), F2 (Times) and F3 (Helvetica-Bold). 1 catalogue, 2 pages, 3 page, 4 content, 5 to 7 fonts.
inline std::vector<PdfObject> pdf_page(const std::string& content, const std::string& page = {}, const std::string& catalogue = {},
                                       const std::string& resources = {}) {
    return {{1, "<</Type/Catalog/Pages 2 0 R" + catalogue + ">>"},
            {2, "<</Type/Pages/Kids[3 0 R]/Count 1>>"},
            {3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 6 0 R/F3 7 0 R>>" + resources + ">>" +
                    page + ">>"},
            {4, pdf_stream_object(content)},
            {5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"},
            {6, "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>"},
            {7, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>"}};
}

/// `text` at a place, in a font.
inline std::string pdf_words(int x, int y, const std::string& text, const std::string& font = "F1", double size = 10) {
    char head[96];
    std::snprintf(head, sizeof head, "BT /%s %g Tf %d %d Td (", font.c_str(), size, x, y);
    return head + text + ") Tj ET\n";
}

}  // namespace bonafide::test
