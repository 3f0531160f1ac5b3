// DOCX (ECMA-376, part 1): paragraphs, tables cell by cell, text boxes, headers and footers; what is hidden, tracked, commented.
#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "document/css.h"
#include "document/lines.h"
#include "document/office.h"
#include "document/parse.h"
#include "record/workbook_cells.h"

namespace bonafide::document {

namespace {

using reading::child_named;
using reading::local_name;

constexpr int most_depth = 100;

std::string_view attribute(const pugi::xml_node& node, std::string_view name) {
    for (const pugi::xml_attribute& a : node.attributes())
        if (local_name(a.name()) == name) return a.value();
    return {};
}

/// An on/off element: there without a value means on (17.17.4).
std::optional<bool> toggle(const pugi::xml_node& properties, std::string_view name) {
    const pugi::xml_node node = child_named(properties, name);
    if (!node) return std::nullopt;
    const std::string_view value = attribute(node, "val");
    return value != "0" && value != "false" && value != "off";
}

struct Look {
    std::optional<bool> bold, hidden;
    std::optional<float> size;
    std::optional<Colour> colour, background;

    void apply(const pugi::xml_node& run_properties) {
        if (!run_properties) return;
        if (const auto b = toggle(run_properties, "b")) bold = b;
        for (const std::string_view name : {"vanish", "webHidden"})
            if (const auto v = toggle(run_properties, name)) hidden = v;
        float half_points = 0;
        const std::string_view text = attribute(child_named(run_properties, "sz"), "val");
        if (std::from_chars(text.data(), text.data() + text.size(), half_points).ec == std::errc{}) size = half_points / 2;
        if (const auto c = hex(attribute(child_named(run_properties, "color"), "val"))) colour = c;
        shade(run_properties);
        if (const pugi::xml_node mark = child_named(run_properties, "highlight")) background = parse_colour(attribute(mark, "val"));
    }
    void shade(const pugi::xml_node& properties) {
        const pugi::xml_node shading = child_named(properties, "shd");
        if (!shading) return;
        if (const auto c = hex(attribute(shading, "fill"))) background = c;
        if (attribute(shading, "val") == "solid")
            if (const auto c = hex(attribute(shading, "color"))) background = c;
    }
    void under(const Look& other) {  // what `other` says counts more
        if (other.bold) bold = other.bold;
        if (other.hidden) hidden = other.hidden;
        if (other.size) size = other.size;
        if (other.colour) colour = other.colour;
        if (other.background) background = other.background;
    }
    static std::optional<Colour> hex(std::string_view value) { return value.size() == 6 ? parse_colour("#" + std::string(value)) : std::nullopt; }
};

struct Style {
    Look look;
    std::string based_on, name;
    bool numbered = false;
};

class DocxReader {
public:
    DocxReader(const Package& package, Document& document) : package_(package), document_(document), lines_(document) {}

    Result<void> run() {
        pugi::xml_document relations, body;
        std::string main = "word/document.xml";
        if (package_.xml("_rels/.rels", relations))
            for (const pugi::xml_node& r : relations.document_element().children())
                if (attribute(r, "Type").ends_with("/officeDocument")) main = absolute("", attribute(r, "Target"));
        folder_ = main.substr(0, main.rfind('/') == std::string::npos ? 0 : main.rfind('/') + 1);
        if (!package_.xml(main, body)) return fail("", "is a damaged DOCX: its part " + main + " is absent or no XML");
        const pugi::xml_node content = child_named(body.document_element(), "body");
        if (!content) return fail("", "is no DOCX: " + main + " has no body");
        read_relations(folder_ + "_rels/" + main.substr(folder_.size()) + ".rels");
        read_styles();
        edges("/header");
        blocks(content, {}, 0);
        lines_.end_line();
        edges("/footer");
        lines_.end_line();
        about();
        return {};
    }

private:
    static std::string absolute(const std::string& folder, std::string_view target) {
        return target.starts_with("/") ? std::string(target.substr(1)) : folder + std::string(target);
    }

    void read_relations(const std::string& name) {
        pugi::xml_document xml;
        if (!package_.xml(name, xml)) return;
        for (const pugi::xml_node& r : xml.document_element().children()) {
            const std::string id(attribute(r, "Id"));
            const std::string_view type = attribute(r, "Type"), target = attribute(r, "Target");
            const bool external = attribute(r, "TargetMode") == "External";
            if (type.ends_with("/hyperlink")) links_[id] = std::string(target);
            else if (external) add_oddity(document_, "external_part", "loads a part from elsewhere when it is opened: " + std::string(target));
            else parts_.push_back({std::string(type), absolute(folder_, target)});
        }
        pugi::xml_document settings;
        if (package_.xml(folder_ + "_rels/settings.xml.rels", settings))
            for (const pugi::xml_node& r : settings.document_element().children())
                if (attribute(r, "Type").ends_with("/attachedTemplate") && attribute(r, "Target").find("://") != std::string_view::npos)
                    add_oddity(document_, "external_part",
                               "loads its template from elsewhere when it is opened: " + std::string(attribute(r, "Target")));
    }

    void read_styles() {
        pugi::xml_document xml;
        if (!package_.xml(folder_ + "styles.xml", xml)) return;
        const pugi::xml_node root = xml.document_element();
        defaults_.apply(child_named(child_named(child_named(root, "docDefaults"), "rPrDefault"), "rPr"));
        for (const pugi::xml_node& node : root.children()) {
            if (local_name(node.name()) != "style") continue;
            Style style;
            style.look.apply(child_named(node, "rPr"));
            const pugi::xml_node paragraph = child_named(node, "pPr");
            style.look.shade(paragraph);
            style.numbered = static_cast<bool>(child_named(paragraph, "numPr"));
            style.based_on = attribute(child_named(node, "basedOn"), "val");
            style.name = ascii_lower(attribute(child_named(node, "name"), "val"));
            if (child_named(paragraph, "outlineLvl") && style.name.find("toc") == std::string::npos) style.name = "heading";
            styles_.emplace(attribute(node, "styleId"), std::move(style));
        }
    }

    struct Resolved {
        Look look;
        bool heading = false, numbered = false;
    };
    Resolved resolve(std::string_view id) const {
        std::vector<const Style*> chain;
        std::string next(id);
        for (auto found = styles_.find(next); found != styles_.end() && chain.size() < 20; found = styles_.find(next)) {
            chain.push_back(&found->second);
            next = found->second.based_on;
        }
        Resolved out;
        for (auto style = chain.rbegin(); style != chain.rend(); ++style) {
            out.look.under((*style)->look);
            out.numbered = out.numbered || (*style)->numbered;
        }
        if (!chain.empty()) out.heading = chain[0]->name.starts_with("heading") || chain[0]->name.starts_with("berschrift");
        const std::string lower = ascii_lower(id);
        out.heading = out.heading || lower.starts_with("heading") || lower.starts_with("berschrift") || lower.starts_with("titre") ||
                      lower.starts_with("ttulo");
        return out;
    }

    void edges(std::string_view kind) {
        std::unordered_set<std::string> seen;
        for (const auto& [type, name] : parts_) {
            if (!type.ends_with(kind)) continue;
            pugi::xml_document xml;
            const std::string* bytes = package_.part(name);
            if (bytes == nullptr || !seen.insert(*bytes).second || !package_.xml(name, xml)) continue;
            blocks(xml.document_element(), {}, 0);
            lines_.end_line();
        }
    }

    struct Around {
        Look look;
        bool box = false;  // inside of a text box, whose colour is not known here
    };

    void blocks(const pugi::xml_node& parent, const Around& around, int depth) {
        if (depth > most_depth) return add_oddity(document_, "nesting", "is nested deeper than any editor nests; what is deeper was not read");
        for (const pugi::xml_node& node : parent.children()) {
            const std::string_view name = local_name(node.name());
            if (name == "p") paragraph(node, around, depth);
            else if (name == "tc") {
                Around cell = around;
                cell.look.shade(child_named(node, "tcPr"));
                blocks(node, cell, depth + 1);
            } else if (name == "tbl" || name == "tr" || name == "sdt" || name == "sdtContent" || name == "customXml" || name == "ins" ||
                       name == "smartTag") {
                if (name == "tr" && child_named(child_named(node, "trPr"), "del")) continue;
                blocks(node, around, depth + 1);
            } else if (name == "altChunk") add_oddity(document_, "embedded_file", "holds another document in place of a paragraph; it was not read");
        }
    }

    void paragraph(const pugi::xml_node& node, const Around& around, int depth) {
        const pugi::xml_node properties = child_named(node, "pPr");
        const Resolved style = resolve(attribute(child_named(properties, "pStyle"), "val"));
        const bool numbered = style.numbered || static_cast<bool>(child_named(properties, "numPr"));
        lines_.plain();
        if (style.heading || child_named(properties, "outlineLvl")) lines_.heading();
        if (numbered && !style.heading) lines_.bullet();
        Around inside = around;
        Look look = defaults_;
        look.under(around.look);
        look.under(style.look);
        look.shade(properties);
        inside.look = look;
        std::vector<pugi::xml_node> boxes;
        runs(node, inside, boxes, depth);
        lines_.end_line();
        if (page_pending_) lines_.end_page();
        page_pending_ = false;
        for (const pugi::xml_node& box : boxes) blocks(box, {.look = defaults_, .box = true}, depth + 1);
        lines_.end_line();
    }

    void runs(const pugi::xml_node& parent, const Around& around, std::vector<pugi::xml_node>& boxes, int depth) {
        if (depth > most_depth) return;
        for (const pugi::xml_node& node : parent.children()) {
            const std::string_view name = local_name(node.name());
            if (name == "r") run(node, around, boxes, depth);
            else if (name == "hyperlink") hyperlink(node, around, boxes, depth);
            else if (name == "ins" || name == "moveTo") {
                change("inserted", node);
                runs(node, around, boxes, depth + 1);
            } else if (name == "del" || name == "moveFrom") change("deleted", node);
            else if (name == "fldSimple" || name == "sdt" || name == "sdtContent" || name == "smartTag" || name == "customXml" || name == "bdo" ||
                     name == "dir") {
                if (name == "fldSimple") field(attribute(node, "instr"));
                runs(node, around, boxes, depth + 1);
            }
        }
    }

    void hyperlink(const pugi::xml_node& node, const Around& around, std::vector<pugi::xml_node>& boxes, int depth) {
        const auto target = links_.find(std::string(attribute(node, "id")));
        link_text_.clear();
        in_link_ = true;
        runs(node, around, boxes, depth + 1);
        in_link_ = false;
        if (target != links_.end()) document_.links.push_back({tidy(link_text_), target->second, lines_.page()});
    }

    void run(const pugi::xml_node& node, const Around& around, std::vector<pugi::xml_node>& boxes, int depth) {
        const pugi::xml_node properties = child_named(node, "rPr");
        Look look = around.look;
        if (const pugi::xml_node style = child_named(properties, "rStyle")) look.under(resolve(attribute(style, "val")).look);
        look.apply(properties);
        const bool faded = look.colour && !around.box && look.colour->close_to(look.background.value_or(Colour{255, 255, 255}));
        const bool tiny = look.size && *look.size < 2.5F;
        run_content(node, {.size = look.size.value_or(0), .bold = look.bold.value_or(false), .hidden = look.hidden.value_or(false) || faded || tiny},
                    boxes, depth);
    }

    void run_content(const pugi::xml_node& node, const LineBuilder::Look& look, std::vector<pugi::xml_node>& boxes, int depth) {
        if (depth > most_depth) return;
        for (const pugi::xml_node& child : node.children()) {
            const std::string_view name = local_name(child.name());
            if (name == "t") say(child.child_value(), look);
            else if (name == "tab" || name == "ptab") lines_.tab();
            else if (name == "br" && attribute(child, "type") == "page") lines_.end_page();
            else if (name == "br" || name == "cr") lines_.end_line();
            else if (name == "lastRenderedPageBreak") page_ended();
            else if (name == "noBreakHyphen") say("-", look);
            else if (name == "instrText") field(child.child_value());
            else if (name == "AlternateContent") {
                const pugi::xml_node choice = child_named(child, "Choice");  // what the fallback holds is the same again
                run_content(choice ? choice : child_named(child, "Fallback"), look, boxes, depth + 1);
            } else if (name == "drawing" || name == "pict" || name == "object") find_boxes(child, boxes, depth + 1);
        }
    }

    /// Word's note of where a page ended when it last drew the document; a paragraph is not cut for it.
    void page_ended() {
        if (lines_.empty()) lines_.end_page();
        else page_pending_ = true;
    }

    void say(std::string_view text, const LineBuilder::Look& look) {
        std::string flat;
        for (const char c : text) flat += c == '\t' || c == '\n' ? ' ' : c;
        lines_.text(flat, look);
        if (in_link_) link_text_ += flat;
    }

    void find_boxes(const pugi::xml_node& node, std::vector<pugi::xml_node>& boxes, int depth) {
        if (depth > most_depth || boxes.size() > 1000) return;
        for (const pugi::xml_node& child : node.children()) {
            if (local_name(child.name()) == "txbxContent") boxes.push_back(child);
            else find_boxes(child, boxes, depth + 1);
        }
    }

    /// `HYPERLINK "https://..."` and the fields that run programs.
    void field(std::string_view instruction) {
        const std::string_view text = trim(instruction);
        const std::string upper = ascii_lower(text);
        if (upper.starts_with("dde")) add_oddity(document_, "macro", "holds a field that starts a program (DDE)");
        if (upper.starts_with("includetext") || upper.starts_with("includepicture"))
            add_oddity(document_, "external_part", "holds a field that loads " + std::string(text.substr(0, 300)));
        if (!upper.starts_with("hyperlink")) return;
        const std::size_t open = text.find('"');
        const std::size_t close = open == std::string_view::npos ? open : text.find('"', open + 1);
        if (close != std::string_view::npos) document_.links.push_back({"", std::string(text.substr(open + 1, close - open - 1)), lines_.page()});
    }

    void change(std::string_view what, const pugi::xml_node& node) {
        const std::string_view author = attribute(node, "author"), date = attribute(node, "date");
        add_oddity(document_, "tracked_change",
                   "text " + std::string(what) + " with change tracking" + (author.empty() ? "" : " by " + std::string(author)) +
                       (date.empty() ? "" : " on " + std::string(date.substr(0, 10))),
                   lines_.page());
    }

    void about() {
        pugi::xml_document core, app, comments;
        if (package_.xml("docProps/core.xml", core)) {
            const pugi::xml_node root = core.document_element();
            constexpr std::pair<std::string_view, const char*> names[] = {
                {"title", "title"},       {"creator", "author"},    {"lastModifiedBy", "last_modified_by"},
                {"created", "created"},   {"modified", "modified"}, {"lastPrinted", "printed"},
                {"language", "language"}, {"revision", "revision"}, {"keywords", "keywords"}};
            for (const auto& [element, name] : names) add_xml_property(document_, root, element, name);
        }
        if (package_.xml("docProps/app.xml", app)) {
            const pugi::xml_node root = app.document_element();
            constexpr std::pair<std::string_view, const char*> names[] = {{"Application", "producer"},      {"AppVersion", "producer_version"},
                                                                          {"Company", "company"},           {"Template", "template"},
                                                                          {"TotalTime", "editing_minutes"}, {"Manager", "manager"}};
            for (const auto& [element, name] : names) add_xml_property(document_, root, element, name);
        }
        if (package_.xml(folder_ + "comments.xml", comments))
            for (const pugi::xml_node& comment : comments.document_element().children())
                if (local_name(comment.name()) == "comment")
                    add_oddity(document_, "comment", "holds a comment by " + std::string(attribute(comment, "author")));
        if (const std::string* types = package_.part("[Content_Types].xml"); types != nullptr && types->find("macroEnabled") != std::string::npos)
            add_oddity(document_, "macro", "is a document with macros: a program that runs when it is opened");
        package_.take_media(document_);
    }

    const Package& package_;
    Document& document_;
    LineBuilder lines_;
    std::string folder_;
    std::unordered_map<std::string, std::string> links_;
    std::vector<std::pair<std::string, std::string>> parts_;  // type and name
    std::unordered_map<std::string, Style> styles_;
    Look defaults_;
    std::string link_text_;
    bool in_link_ = false, page_pending_ = false;
};

}  // namespace

Result<void> parse_docx(std::string_view bytes, const Limits& limits, Document& document) {
    const Result<Package> package = Package::open(bytes, limits);
    if (!package) return std::unexpected(package.error());
    return DocxReader(*package, document).run();
}

}  // namespace bonafide::document
