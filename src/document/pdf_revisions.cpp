// A PDF that is changed can be saved by writing only what changed behind the old bytes (ISO 32000-1, 7.5.6): each such update ends
// with %%EOF, and the bytes before it are the document as it was. So every revision can be opened, and told from the one before.
#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "document/parse.h"
#include "document/pdf_layout.h"
#include "document/pdf_structure.h"

namespace bonafide::document {

namespace {

constexpr std::size_t most_revisions = 12, most_compared_pages = 20;

/// Where each revision ends. A linearised file (annex F) has two ends from the beginning.
std::vector<std::size_t> ends_of(std::string_view bytes) {
    std::vector<std::size_t> out;
    for (std::size_t at = bytes.find("%%EOF"); at != std::string_view::npos; at = bytes.find("%%EOF", at + 5)) {
        const std::string_view before = bytes.substr(at > 64 ? at - 64 : 0, std::min<std::size_t>(at, 64));
        if (before.find("startxref") == std::string_view::npos) continue;  // inside of a stream
        std::size_t end = at + 5;
        while (end < bytes.size() && (bytes[end] == '\r' || bytes[end] == '\n')) ++end;
        out.push_back(end);
    }
    const bool linearised = bytes.substr(0, 2048).find("/Linearized") != std::string_view::npos;
    if (linearised && out.size() >= 2) out.erase(out.begin());
    return out;
}

using Table = std::map<QPDFObjGen, QPDFXRefEntry>;

bool same(const QPDFXRefEntry& a, const QPDFXRefEntry& b) {
    if (a.getType() != b.getType()) return false;
    if (a.getType() == 1) return a.getOffset() == b.getOffset();
    return a.getType() != 2 || (a.getObjStreamNumber() == b.getObjStreamNumber() && a.getObjStreamIndex() == b.getObjStreamIndex());
}

/// One state of the document.
struct Revision {
    QPDF pdf;
    std::map<QPDFObjGen, std::string> roles;
    std::vector<std::vector<std::string>> pages;  ///< lines, where they were asked for
};

void give_role(Revision& revision, QPDFObjectHandle object, const std::string& role, int depth) {
    if (object.isIndirect() && !revision.roles.try_emplace(object.getObjGen(), role).second) return;
    if (depth > 6) return;
    if (object.isStream()) object = object.getDict();
    if (object.isArray())
        for (QPDFObjectHandle item : object.getArrayAsVector()) give_role(revision, item, role, depth + 1);
    else if (object.isDictionary())
        for (const auto& [key, value] : object.getDictAsMap())
            if (key != "/Parent" && key != "/P") give_role(revision, value, role, depth + 1);
}

void find_roles(Revision& revision) {
    QPDF& pdf = revision.pdf;
    std::size_t number = 0;
    for (const QPDFObjectHandle& page : pdf.getAllPages()) {
        if (++number > most_compared_pages) break;
        const std::string on = " of page " + std::to_string(number);
        give_role(revision, pdf_key(page, "/Contents"), "the content" + on, 5);
        QPDFObjectHandle annotations = pdf_key(page, "/Annots");
        if (annotations.isArray()) {
            for (QPDFObjectHandle annotation : annotations.getArrayAsVector()) {
                const std::string kind = pdf_name(pdf_key(annotation, "/Subtype"));
                const bool signature = pdf_is(annotation, "/FT", "Sig");
                give_role(revision, annotation,
                          (signature          ? "a signature"
                           : kind == "Widget" ? "a form field"
                           : kind == "Link"   ? "a link"
                                              : "a note (" + kind + ")") +
                              on,
                          2);
            }
        }
        give_role(revision, pdf_key(pdf_key(page, "/Resources"), "/XObject"), "a picture" + on, 3);
        give_role(revision, pdf_key(pdf_key(page, "/Resources"), "/Font"), "a font" + on, 3);
        give_role(revision, page, "the set-up" + on, 6);
    }
    give_role(revision, pdf_key(pdf.getTrailer(), "/Info"), "who made it, when and with what", 5);
    give_role(revision, pdf_key(pdf.getRoot(), "/Metadata"), "who made it, when and with what", 5);
    give_role(revision, pdf_key(pdf.getRoot(), "/AcroForm"), "the form", 3);
    give_role(revision, pdf_key(pdf.getRoot(), "/Names"), "actions and attached files", 4);
    give_role(revision, pdf_key(pdf.getRoot(), "/DSS"), "proofs of signatures", 4);
}

void read_lines(Revision& revision, const std::set<std::size_t>& wanted) {
    PdfFonts fonts;
    const std::vector<QPDFObjectHandle> pages = revision.pdf.getAllPages();
    revision.pages.resize(pages.size());
    for (const std::size_t page : wanted) {
        if (page >= pages.size()) continue;
        const PdfPageContent content = read_page_content(pages[page], fonts, {});
        for (const Line& line : lay_out(content.pieces)) revision.pages[page].push_back(line.text);
    }
}

std::string quoted(const std::vector<std::string>& lines) {
    std::string out;
    for (std::size_t i = 0; i < std::min<std::size_t>(lines.size(), 3); ++i) out += (i == 0 ? "\"" : ", \"") + lines[i].substr(0, 160) + "\"";
    return lines.size() > 3 ? out + " and " + std::to_string(lines.size() - 3) + " more" : out;
}

/// Lines of `a` that `b` has not.
std::vector<std::string> without(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    const std::multiset<std::string> have(b.begin(), b.end());
    std::vector<std::string> out;
    for (const std::string& line : a)
        if (!have.contains(line)) out.push_back(line);
    return out;
}

std::string text_changes(Revision& before, Revision& after, const std::set<std::size_t>& pages) {
    read_lines(before, pages);
    read_lines(after, pages);
    std::string out;
    for (const std::size_t page : pages) {
        if (page >= before.pages.size() || page >= after.pages.size()) continue;
        const auto removed = without(before.pages[page], after.pages[page]), added = without(after.pages[page], before.pages[page]);
        const std::string on = "; on page " + std::to_string(page + 1) + " ";
        if (!removed.empty() && !added.empty()) out += on + quoted(removed) + " became " + quoted(added);
        else if (!added.empty()) out += on + quoted(added) + " was added";
        else if (!removed.empty()) out += on + quoted(removed) + " was taken away";
    }
    return out;
}

class Comparison {
public:
    Comparison(std::string_view bytes, const Limits& limits, Document& document) : bytes_(bytes), limits_(limits), document_(document) {}

    void run(const std::vector<std::size_t>& ends) {
        std::unique_ptr<Revision> before = open(ends[0]);
        for (std::size_t i = 1; i < std::min(ends.size(), most_revisions); ++i) {
            std::unique_ptr<Revision> after = open(ends[i]);
            if (before && after) compare(*before, *after, i + 1);
            else
                add_oddity(document_, "revision",
                           "was saved again after it was made (revision " + std::to_string(i + 1) + "); what changed could not be told");
            if (after) before = std::move(after);
        }
    }

private:
    std::unique_ptr<Revision> open(std::size_t end) const {
        auto out = std::make_unique<Revision>();
        try {
            if (!open_pdf(out->pdf, bytes_.substr(0, end), limits_)) return nullptr;
            find_roles(*out);
        } catch (const std::exception&) {
            return nullptr;
        }
        return out;
    }

    void compare(Revision& before, Revision& after, std::size_t number) {
        const Table old = before.pdf.getXRefTable(), now = after.pdf.getXRefTable();
        std::set<std::string> changed;
        std::set<std::size_t> pages;
        std::size_t others = 0;
        for (const auto& [object, entry] : now) {
            const auto known = old.find(object);
            if (entry.getType() == 0 || (known != old.end() && same(known->second, entry))) continue;
            const auto role = after.roles.find(object);
            if (role == after.roles.end()) {
                ++others;
                continue;
            }
            changed.insert(role->second);
            if (const std::size_t at = role->second.rfind(" of page "); at != std::string::npos)
                pages.insert(std::stoul(role->second.substr(at + 9)) - 1);
        }
        std::string what;
        for (const std::string& role : changed) what += (what.empty() ? "" : ", ") + role;
        if (what.empty()) what = std::to_string(others) + " objects that no page shows";
        add_oddity(
            document_, "revision",
            "was saved again after it was made (revision " + std::to_string(number) + "), which changed " + what + text_changes(before, after, pages),
            pages.empty() ? 0 : static_cast<std::uint32_t>(*pages.begin() + 1));
    }

    std::string_view bytes_;
    const Limits& limits_;
    Document& document_;
};

}  // namespace

void describe_revisions(std::string_view bytes, const Limits& limits, Document& document) {
    const std::vector<std::size_t> ends = ends_of(bytes);
    if (!ends.empty() && bytes.size() - ends.back() > 1024)
        add_oddity(document, "trailing_bytes", std::to_string(bytes.size() - ends.back()) + " bytes follow its end");
    if (ends.size() < 2) return;
    add_property(document, "revisions", std::to_string(ends.size()));
    Comparison(bytes, limits, document).run(ends);
}

}  // namespace bonafide::document
