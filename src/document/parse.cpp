#include "document/parse.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace bonafide::document {

void add_property(Document& document, std::string name, std::string_view value) {
    value = trim(value);
    if (!value.empty()) document.properties.emplace_back(std::move(name), repair_utf8(value.substr(0, 64 << 10)));
}

void add_oddity(Document& document, std::string kind, std::string detail, std::uint32_t page, Box box) {
    constexpr std::size_t most = 1000;
    const auto same = [&](const Oddity& o) { return o.kind == kind && o.detail == detail; };
    if (document.oddities.size() >= most || std::ranges::any_of(document.oddities, same)) return;
    document.oddities.push_back({std::move(kind), std::move(detail), page, box});
}

namespace {

using Parse = Result<void> (*)(std::string_view, const Limits&, Document&);
constexpr std::array<Parse, 9> parsers{nullptr, parse_pdf, parse_docx, parse_odt, parse_rtf, parse_html, parse_text, parse_email, parse_picture};

}  // namespace

Result<Document> parse_document(std::string_view bytes, std::string_view name, const Limits& limits) {
    Document document;
    document.format = detect(bytes, name);
    const Parse parse = parsers[static_cast<std::size_t>(document.format)];
    if (parse == nullptr) return fail(std::string(name), "is no document that can be read");
    if (const Result<void> done = parse(bytes, limits, document); !done) return fail(std::string(name), done.error().what, done.error().hint);
    for (std::size_t i = 0; i < document.pages.size(); ++i) document.pages[i].number = static_cast<std::uint32_t>(i + 1);
    find_tricks(document);
    return document;
}

}  // namespace bonafide::document
