// ODT (OASIS OpenDocument 1.3): content.xml, the styles that hide text, meta.xml.
#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>

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

constexpr int most_depth = 200;

std::string_view attribute(const pugi::xml_node& node, std::string_view name) {
    for (const pugi::xml_attribute& a : node.attributes())
        if (local_name(a.name()) == name) return a.value();
    return {};
}

struct Look {
    std::optional<bool> bold, hidden;
    std::optional<float> size;
    std::optional<Colour> colour, background;
    void under(const Look& other) {
        if (other.bold) bold = other.bold;
        if (other.hidden) hidden = other.hidden;
        if (other.size) size = other.size;
        if (other.colour) colour = other.colour;
        if (other.background) background = other.background;
    }
    void read(const pugi::xml_node& properties) {
        for (const pugi::xml_attribute& a : properties.attributes()) {
            const std::string_view name = local_name(a.name()), value = a.value();
            if (name == "font-weight") bold = value == "bold" || value == "600" || value == "700" || value == "800" || value == "900";
            else if (name == "display") hidden = value == "none";
            else if (name == "color") colour = parse_colour(value);
            else if (name == "background-color") background = parse_colour(value);
            else if (name == "font-size" && value.ends_with("pt")) {
                float points = 0;
                if (std::from_chars(value.data(), value.data() + value.size(), points).ec == std::errc{}) size = points;
            }
        }
    }
};

struct Style {
    Look look;
    std::string parent;
};

class OdtReader {
public:
    OdtReader(const Package& package, Document& document) : package_(package), document_(document), lines_(document) {}

    Result<void> run() {
        if (const std::string* manifest = package_.part("META-INF/manifest.xml");
            manifest != nullptr && manifest->find("encryption-data") != std::string::npos)
            return fail("", "is encrypted: a password is needed to read it", "ask for a copy without a password");
        pugi::xml_document content, styles;
        if (!package_.xml("content.xml", content)) return fail("", "is a damaged ODT: its part content.xml is absent or no XML");
        if (package_.xml("styles.xml", styles)) read_styles(styles.document_element());
        read_styles(content.document_element());
        const pugi::xml_node text = child_named(child_named(content.document_element(), "body"), "text");
        if (!text) return fail("", "is an OpenDocument file, but not of text", "export it as PDF");
        if (styles.document_element()) edge(styles.document_element(), "header");
        blocks(text, {}, 0);
        lines_.end_line();
        if (styles.document_element()) edge(styles.document_element(), "footer");
        about();
        return {};
    }

private:
    void read_styles(const pugi::xml_node& root) {
        for (const std::string_view group : {"styles", "automatic-styles"}) {
            for (const pugi::xml_node& node : child_named(root, group).children()) {
                const std::string_view kind = local_name(node.name());
                if (kind != "style" && kind != "default-style") continue;
                Style style;
                style.parent = attribute(node, "parent-style-name");
                for (const std::string_view properties : {"paragraph-properties", "table-cell-properties", "text-properties"})
                    style.look.read(child_named(node, properties));
                styles_.insert_or_assign(std::string(attribute(node, "name")), std::move(style));
            }
        }
    }

    Look resolve(std::string_view name, const Look& around) const {
        std::vector<const Style*> chain;
        std::string next(name);
        for (auto found = styles_.find(next); !next.empty() && found != styles_.end() && chain.size() < 20; found = styles_.find(next)) {
            chain.push_back(&found->second);
            next = found->second.parent;
        }
        Look out = around;
        for (auto style = chain.rbegin(); style != chain.rend(); ++style) out.under((*style)->look);
        return out;
    }

    void edge(const pugi::xml_node& root, std::string_view kind) {
        for (const pugi::xml_node& page : child_named(root, "master-styles").children())
            for (const pugi::xml_node& part : page.children())
                if (local_name(part.name()) == kind) blocks(part, {}, 0), lines_.end_line();
    }

    void blocks(const pugi::xml_node& parent, const Look& around, int depth) {
        if (depth > most_depth) return add_oddity(document_, "nesting", "is nested deeper than any editor nests; what is deeper was not read");
        for (const pugi::xml_node& node : parent.children()) {
            const std::string_view name = local_name(node.name());
            if (name == "p" || name == "h") paragraph(node, around, depth, name == "h");
            else if (name == "tracked-changes") add_oddity(document_, "tracked_change", "holds text changed with change tracking");
            else if (name == "list-item") {
                item_ = true;
                blocks(node, around, depth + 1);
            } else if (name == "frame" || name == "text-box") blocks(node, around, depth + 1);
            else if (name == "soft-page-break") lines_.end_page();
            else if (name == "table-cell") blocks(node, resolve(attribute(node, "style-name"), around), depth + 1);
            else if (name == "section") {
                Look look = resolve(attribute(node, "style-name"), around);
                if (attribute(node, "display") == "none") look.hidden = true;
                blocks(node, look, depth + 1);
            } else if (name == "list" || name.starts_with("table") || name.ends_with("index") || name == "index-body" || name == "custom-shape")
                blocks(node, around, depth + 1);
        }
    }

    void paragraph(const pugi::xml_node& node, const Look& around, int depth, bool heading) {
        lines_.end_line();
        lines_.plain();
        if (heading) lines_.heading();
        if (item_) lines_.bullet();
        item_ = false;
        std::vector<pugi::xml_node> boxes;
        spans(node, resolve(attribute(node, "style-name"), around), depth, boxes);
        lines_.end_line();
        for (const pugi::xml_node& box : boxes) blocks(box, {}, depth + 1);
    }

    void spans(const pugi::xml_node& parent, const Look& look, int depth, std::vector<pugi::xml_node>& boxes) {
        if (depth > most_depth) return;
        for (const pugi::xml_node& node : parent.children()) {
            const std::string_view name = local_name(node.name());
            if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) say(node.value(), look);
            else if (name == "span" || name == "a" || name == "meta" || name == "ruby" || name == "ruby-base") {
                const std::string before = std::exchange(link_text_, {});
                spans(node, resolve(attribute(node, "style-name"), look), depth + 1, boxes);
                if (name == "a") document_.links.push_back({tidy(link_text_), std::string(attribute(node, "href")), lines_.page()});
                link_text_ = before + link_text_;
            } else if (name == "tab") lines_.tab();
            else if (name == "s") say(" ", look);
            else if (name == "line-break") lines_.end_line();
            else if (name == "frame" || name == "custom-shape") boxes.push_back(node);
            else if (name == "annotation")
                add_oddity(document_, "comment", "holds a comment by " + std::string(child_named(node, "creator").child_value()));
            else if (name == "hidden-text" || name == "hidden-paragraph" || name == "conditional-text") {
                Look hidden = look;
                hidden.hidden = true;
                say(attribute(node, "string-value"), hidden);
                spans(node, hidden, depth + 1, boxes);
            }
        }
    }

    void say(std::string_view text, const Look& look) {
        std::string flat;
        for (const char c : text) flat += c == '\t' || c == '\n' ? ' ' : c;
        const bool faded = look.colour && look.colour->close_to(look.background.value_or(Colour{255, 255, 255}));
        const bool tiny = look.size && *look.size < 2.5F;
        lines_.text(flat, {.size = look.size.value_or(0), .bold = look.bold.value_or(false), .hidden = look.hidden.value_or(false) || faded || tiny});
        if (link_text_.size() < 4096) link_text_ += flat;
    }

    void about() {
        pugi::xml_document xml;
        if (package_.xml("meta.xml", xml)) {
            const pugi::xml_node meta = child_named(xml.document_element(), "meta");
            constexpr std::pair<std::string_view, const char*> names[] = {
                {"title", "title"},           {"initial-creator", "author"},  {"creator", "last_modified_by"},
                {"creation-date", "created"}, {"date", "modified"},           {"language", "language"},
                {"generator", "producer"},    {"editing-cycles", "revision"}, {"editing-duration", "editing_time"},
                {"print-date", "printed"}};
            for (const auto& [element, name] : names) add_xml_property(document_, meta, element, name);
        }
        package_.take_media(document_);
    }

    const Package& package_;
    Document& document_;
    LineBuilder lines_;
    std::unordered_map<std::string, Style> styles_;
    std::string link_text_;
    bool item_ = false;
};

}  // namespace

Result<void> parse_odt(std::string_view bytes, const Limits& limits, Document& document) {
    const Result<Package> package = Package::open(bytes, limits);
    if (!package) return std::unexpected(package.error());
    return OdtReader(*package, document).run();
}

}  // namespace bonafide::document
