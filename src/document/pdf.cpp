// PDF: opened by qpdf, its pages interpreted here; everything else about the file is pdf_structure's.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "document/parse.h"
#include "document/pdf_content.h"
#include "document/pdf_layout.h"
#include "document/pdf_structure.h"

namespace bonafide::document {

namespace {

class PdfReader {
public:
    PdfReader(std::string_view bytes, const Limits& limits, Document& document) : bytes_(bytes), limits_(limits), document_(document) {}

    Result<void> run() {
        QPDF pdf;
        if (Result<void> opened = open_pdf(pdf, bytes_, limits_); !opened) return opened;
        if (pdf.isEncrypted())
            add_oddity(document_, "encrypted", "is encrypted, but opens without a password: what may be done with it is restricted");
        read_pages(pdf);
        describe_pdf(pdf, bytes_, limits_, document_);
        return {};
    }

private:
    void read_pages(QPDF& pdf) {
        const std::vector<QPDFObjectHandle> pages = pdf.getAllPages();
        if (pages.size() > limits_.max_pages)
            add_oddity(document_, "too_many_pages",
                       "has " + std::to_string(pages.size()) + " pages; the first " + std::to_string(limits_.max_pages) + " were read");
        const std::vector<QPDFObjGen> hidden_layers = layers_that_are_off(pdf);
        for (std::size_t i = 0; i < std::min<std::size_t>(pages.size(), limits_.max_pages); ++i) {
            read_page(read_page_content(pages[i], fonts_, hidden_layers));
            links(pages[i]);
        }
        std::uint32_t number = 0;
        for (Page& page : document_.pages)
            for (Line& line : page.lines) line.number = ++number;
    }

    void read_page(const PdfPageContent& content) {
        const auto number = static_cast<std::uint32_t>(document_.pages.size() + 1);
        Page page;
        page.number = number;
        page.width = content.width, page.height = content.height;
        page.lines = lay_out(content.pieces);
        page.scanned = is_scanned(content, page);
        if (page.scanned) std::erase_if(page.lines, [](const Line& line) { return !line.hidden; });
        oddities(content, page);
        take_pictures(content, number, limits_, document_);
        document_.pages.push_back(std::move(page));
    }

    /// Nothing to read, though something is shown: the letters are in pictures or drawn as outlines, or the fonts do not name them.
    static bool is_scanned(const PdfPageContent& content, const Page& page) {
        std::size_t letters = 0;
        for (const Line& line : page.lines) letters += line.hidden ? 0 : line.text.size();
        if (content.unknown > 30 && content.unknown > content.known / 4) return true;
        float covered = 0;
        for (const PdfImage& image : content.images)
            covered = std::max(covered, (image.box.right - image.box.left) * (image.box.bottom - image.box.top));
        const bool pictured = covered > 0.4F * content.width * content.height;
        if (pictured && letters < 40) return true;
        return letters == 0 && content.strokes > 200;
    }

    void oddities(const PdfPageContent& content, const Page& page) {
        if (content.cut_off) add_oddity(document_, "too_much_drawn", "draws more than a page can need; the rest of it was not read", page.number);
        std::map<std::string, Box> reasons;
        for (const PdfPiece& piece : content.pieces)
            if (!piece.hidden.empty()) reasons.try_emplace(piece.hidden, Box{piece.left, piece.top(), piece.right, piece.bottom()});
        for (const auto& [reason, box] : reasons) {
            const auto piece = std::ranges::find(content.pieces, reason, &PdfPiece::hidden);
            const bool layer = page.scanned && reason == "it is drawn in the invisible mode";
            if (layer)
                add_oddity(document_, "text_layer", "the scanned page has a layer of invisible text, as programs for scanning make it", page.number);
            else
                add_oddity(document_, "hidden_text",
                           "text that a reader does not see, since " + reason + ", beginning \"" + piece->text.substr(0, 200) + "\"", page.number,
                           box);
        }
        if (!content.text_over_picture.empty()) {
            const std::string count = std::to_string(content.text_over_picture.size());
            add_oddity(document_, "text_over_picture", count + " pieces of text are written over a picture that fills the page", page.number,
                       content.text_over_picture[0]);
        }
        for (const PdfMixedNumber& number : content.mixed)
            add_oddity(document_, "mixed_fonts", "the number " + number.text + " is set in several fonts (" + number.fonts + ")", page.number,
                       number.box);
    }

    void links(QPDFObjectHandle page) {
        const auto number = static_cast<std::uint32_t>(document_.pages.size());
        QPDFObjectHandle list = pdf_key(page, "/Annots");
        if (!list.isArray()) return;
        for (QPDFObjectHandle annotation : list.getArrayAsVector()) {
            const std::string target = pdf_text(pdf_key(pdf_key(annotation, "/A"), "/URI"));
            if (!target.empty() && document_.links.size() < 10'000) document_.links.push_back({text_at(annotation), target, number});
        }
    }

    /// The line that a link lies on.
    std::string text_at(QPDFObjectHandle annotation) const {
        QPDFObjectHandle rectangle = pdf_key(annotation, "/Rect");
        if (!rectangle.isArray() || rectangle.getArrayNItems() != 4) return {};
        const Page& page = document_.pages.back();
        const float x = (pdf_number(rectangle.getArrayItem(0)) + pdf_number(rectangle.getArrayItem(2))) / 2;
        const float y = page.height - (pdf_number(rectangle.getArrayItem(1)) + pdf_number(rectangle.getArrayItem(3))) / 2;
        const auto line = std::ranges::find_if(
            page.lines, [&](const Line& l) { return x >= l.box.left && x <= l.box.right && y >= l.box.top && y <= l.box.bottom; });
        return line == page.lines.end() ? std::string() : line->text;
    }

    std::string_view bytes_;
    const Limits& limits_;
    Document& document_;
    PdfFonts fonts_;
};

}  // namespace

Result<void> parse_pdf(std::string_view bytes, const Limits& limits, Document& document) {
    try {
        return PdfReader(bytes, limits, document).run();
    } catch (const QPDFExc& error) {
        return fail("", "is a damaged PDF: " + repair_utf8(error.getMessageDetail()));
    } catch (const std::exception& error) {
        return fail("", "is a damaged PDF: " + repair_utf8(error.what()));
    }
}

}  // namespace bonafide::document
