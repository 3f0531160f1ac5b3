// HTML as browsers take it: tags that are not closed, unknown, crossed. What CSS hides is kept as hidden lines.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "document/base64.h"
#include "document/css.h"
#include "document/entities.h"
#include "document/lines.h"
#include "document/parse.h"

namespace bonafide::document {

namespace {

constexpr std::size_t most_depth = 500, most_pictures = 50;

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

constexpr std::array<std::string_view, 14> void_tags{"area",  "base", "br",   "col",   "embed",  "hr",    "img",
                                                     "input", "link", "meta", "param", "source", "track", "wbr"};
constexpr std::array<std::string_view, 36> block_tags{"address", "article", "aside",    "blockquote", "body",   "center", "dd", "details", "div",
                                                      "dl",      "dt",      "fieldset", "figure",     "footer", "form",   "h1", "h2",      "h3",
                                                      "h4",      "h5",      "h6",       "header",     "hr",     "html",   "li", "main",    "nav",
                                                      "ol",      "p",       "pre",      "section",    "table",  "ul",     "tr", "td",      "th"};
/// Their content is text, but not of the page; it ends at their own closing tag.
constexpr std::array<std::string_view, 8> raw_tags{"script", "style", "title", "noscript", "template", "textarea", "iframe", "svg"};
/// An opening tag closes an open one of these names, at most up to the boundary.
struct Implied {
    std::string_view tag, closes, boundary;
};
constexpr std::array<Implied, 9> implied{{{"li", "li", "ul ol"},
                                          {"tr", "tr", "table"},
                                          {"td", "td", "tr table"},
                                          {"th", "th", "tr table"},
                                          {"td", "th", "tr table"},
                                          {"th", "td", "tr table"},
                                          {"dt", "dd", "dl"},
                                          {"dd", "dt", "dl"},
                                          {"option", "option", "select"}}};
constexpr std::array<float, 7> heading_sizes{0, 24, 18, 14, 12, 10, 8};

struct Element {
    ElementName name;
    Colour colour{0, 0, 0}, background{255, 255, 255};
    float size = 12;
    bool bold = false, hidden = false, block = false, flex = false, item = false;
    std::string href;
    std::string link_text;
};

using Attributes = std::vector<std::pair<std::string, std::string>>;

class Page2Lines {
public:
    explicit Page2Lines(Document& document) : document_(document), lines_(document) { open_.emplace_back(); }

    void run(std::string_view html) {
        for (std::size_t at = 0; at < html.size();) {
            const std::size_t angle = std::min(html.find('<', at), html.size());
            text(html.substr(at, angle - at));
            at = angle < html.size() ? tag(html, angle) : angle;
        }
        while (open_.size() > 1) close();
        lines_.end_line();
    }
    void style_sheets(std::string_view html) {
        for (std::size_t at = 0; (at = find_tag(html, "<style", at)) != std::string_view::npos;) {
            const std::size_t begin = html.find('>', at), end = find_tag(html, "</style", at);
            if (begin == std::string_view::npos) return;
            sheet_.add(html.substr(begin + 1, end == std::string_view::npos ? end : std::max(end, begin + 1) - begin - 1));
            at = begin;
        }
    }

private:
    static std::size_t find_tag(std::string_view html, std::string_view tag, std::size_t from) {
        for (; (from = html.find('<', from)) != std::string_view::npos; ++from)
            if (equals_ignore_case(html.substr(from, tag.size()), tag)) return from;
        return from;
    }

    void text(std::string_view raw) {
        if (raw.empty()) return;
        const std::string decoded = decode_entities(raw);
        Element& in = open_.back();
        std::string flat;
        for (const char c : decoded) flat += c == '\t' ? ' ' : c;
        lines_.text(flat, {.size = in.size, .bold = in.bold, .hidden = in.hidden});
        for (Element& element : open_)
            if (!element.href.empty() && element.link_text.size() < 4096) element.link_text += flat;
    }

    /// One tag, comment or declaration at `at`; returns what follows it.
    std::size_t tag(std::string_view html, std::size_t at) {
        if (html.substr(at).starts_with("<!--")) {
            const std::size_t end = html.find("-->", at + 4);
            return end == std::string_view::npos ? html.size() : end + 3;
        }
        if (html.substr(at).starts_with("<!") || html.substr(at).starts_with("<?")) return std::min(html.find('>', at), html.size() - 1) + 1;
        const bool closing = at + 1 < html.size() && html[at + 1] == '/';
        std::size_t i = at + 1 + (closing ? 1 : 0);
        const std::size_t begin = i;
        while (i < html.size() && (std::isalnum(static_cast<unsigned char>(html[i])) != 0 || html[i] == '-' || html[i] == ':')) ++i;
        if (i == begin) {
            text("<");
            return at + 1;
        }
        const std::string name = ascii_lower(html.substr(begin, i - begin));
        Attributes attributes;
        i = read_attributes(html, i, attributes);
        if (closing) {
            close_tag(name);
            return i;
        }
        if (one_of(raw_tags, name)) return raw(html, i, name, attributes);
        open_tag(name, attributes);
        return i;
    }

    static std::size_t read_attributes(std::string_view html, std::size_t i, Attributes& attributes) {
        const auto blank = [&](std::size_t at) { return std::isspace(static_cast<unsigned char>(html[at])) != 0; };
        while (i < html.size() && html[i] != '>') {
            if (blank(i) || html[i] == '/' || html[i] == '=') {
                ++i;
                continue;
            }
            const std::size_t begin = i;
            while (i < html.size() && !blank(i) && html[i] != '=' && html[i] != '>' && html[i] != '/') ++i;
            std::string name = ascii_lower(html.substr(begin, i - begin)), value;
            while (i < html.size() && blank(i)) ++i;
            if (i < html.size() && html[i] == '=') {
                ++i;
                while (i < html.size() && blank(i)) ++i;
                if (i < html.size() && (html[i] == '"' || html[i] == '\'')) {
                    const std::size_t end = std::min(html.find(html[i], i + 1), html.size());
                    value = decode_entities(html.substr(i + 1, end - i - 1));
                    i = std::min(end + 1, html.size());
                } else {
                    const std::size_t from = i;
                    while (i < html.size() && !blank(i) && html[i] != '>') ++i;
                    value = decode_entities(html.substr(from, i - from));
                }
            }
            if (attributes.size() < 100) attributes.emplace_back(std::move(name), std::move(value));
        }
        return std::min(i + 1, html.size());
    }

    std::size_t raw(std::string_view html, std::size_t at, const std::string& name, const Attributes& attributes) {
        const std::size_t end = std::min(find_tag(html, "</" + name, at), html.size());
        const std::string_view inside = html.substr(at, end - at);
        if (name == "title" && document_.property("title").empty()) add_property(document_, "title", tidy(decode_entities(inside)));
        if (name == "script" && value_of(attributes, "type").find("json") == std::string_view::npos)
            add_oddity(document_, "script", "the page has a script, which was not run: what a browser shows may differ");
        return std::min(html.find('>', end), html.size() - 1) + 1;
    }

    static std::string_view value_of(const Attributes& attributes, std::string_view name) {
        const auto found = std::ranges::find(attributes, name, &std::pair<std::string, std::string>::first);
        return found == attributes.end() ? std::string_view{} : std::string_view(found->second);
    }

    void close_implied(const std::string& name) {
        for (const Implied& rule : implied) {
            if (rule.tag != name) continue;
            for (std::size_t i = open_.size(); i-- > 1;) {
                if (open_[i].name.tag == rule.closes) {
                    while (open_.size() > i) close();
                    break;
                }
                const std::string& tag = open_[i].name.tag;
                if (!tag.empty() && (" " + std::string(rule.boundary) + " ").find(" " + tag + " ") != std::string::npos) break;
            }
        }
        if (one_of(block_tags, name) && open_.back().name.tag == "p") close();  // a paragraph holds no blocks
    }

    void open_tag(const std::string& name, const Attributes& attributes) {
        if (name == "br") return lines_.end_line();
        if (name == "meta") return meta(attributes);
        if (name == "img") return picture(attributes);
        close_implied(name);
        if (name == "html") add_property(document_, "language", value_of(attributes, "lang"));
        if (name == "hr") return lines_.end_line();
        if (one_of(void_tags, name) || open_.size() > most_depth) return;
        const bool in_flex = open_.back().flex;
        Element element = inherit(name, attributes);
        if (in_flex) lines_.tab();  // what lies in a row is parted by it, also spans
        else if (element.block) lines_.end_line();
        open_.push_back(std::move(element));
        if (name == "td" || name == "th") lines_.end_line();
        mark();
    }

    void mark() {
        const std::string& tag = open_.back().name.tag;
        if (tag.size() == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6') lines_.heading();
        if (tag == "li") lines_.bullet();
    }

    Element inherit(const std::string& name, const Attributes& attributes) {
        const Element& parent = open_.back();
        Element out;
        out.name = {name, std::string(value_of(attributes, "id")), {}};
        for (const std::string_view c : split(value_of(attributes, "class"), ' '))
            if (!c.empty() && out.name.classes.size() < 20) out.name.classes.emplace_back(c);
        out.colour = parent.colour, out.background = parent.background, out.size = parent.size, out.bold = parent.bold, out.hidden = parent.hidden;
        out.block = one_of(block_tags, name);
        if (name == "a") out.href = value_of(attributes, "href");
        if (name == "b" || name == "strong" || name == "th") out.bold = true;
        if (name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6')
            out.bold = true, out.size = heading_sizes[static_cast<std::size_t>(name[1] - '0')];
        if (std::ranges::any_of(attributes, [](const auto& a) { return a.first == "hidden"; })) out.hidden = true;
        if (name == "font")
            if (const auto colour = parse_colour(ascii_lower(value_of(attributes, "color")))) out.colour = *colour;
        if (const auto colour = parse_colour(ascii_lower(value_of(attributes, "bgcolor")))) out.background = *colour;
        std::vector<const ElementName*> path;
        path.reserve(open_.size() + 1);
        for (const Element& element : open_) path.push_back(&element.name);
        path.push_back(&out.name);
        sheet_.match(path, found_);
        for (const Declarations* declarations : found_) apply(*declarations, parent, out);
        if (const std::string_view style = value_of(attributes, "style"); !style.empty()) apply(parse_declarations(style), parent, out);
        if (out.colour.close_to(out.background) || (out.size > 0 && out.size < 2.5F)) out.hidden = true;
        return out;
    }

    static float length(std::string_view value, float base) {
        float number = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (error != std::errc{}) return base;
        const std::string_view unit(end, static_cast<std::size_t>(value.data() + value.size() - end));
        if (unit.starts_with("px")) return number * 0.75F;
        if (unit.starts_with("rem")) return number * 12;
        if (unit.starts_with("em")) return number * base;
        if (unit.starts_with("%")) return number / 100 * base;
        return number;
    }

    static void apply(const Declarations& declarations, const Element& parent, Element& out) {
        bool absolute = false, clipped = false, no_size = false;
        for (const auto& [property, value] : declarations) {
            if (property == "display") {
                if (value == "none") out.hidden = true;
                else if (value.find("flex") != std::string::npos || value.find("grid") != std::string::npos) out.block = out.flex = true;
                else if (value == "block" || value == "list-item" || value.starts_with("table")) out.block = true;
                else if (value.starts_with("inline")) out.block = false;
            } else if (property == "flex-direction" && value.starts_with("column")) out.flex = false;
            else if (property == "visibility") out.hidden = out.hidden || value == "hidden" || value == "collapse";
            else if (property == "opacity") out.hidden = out.hidden || (length(value, 1) < 0.05F && !value.empty());
            else if (property == "color") out.colour = parse_colour(value).value_or(value == "transparent" ? out.background : out.colour);
            else if (property == "background" || property == "background-color") out.background = parse_colour(value).value_or(out.background);
            else if (property == "font-size") out.size = length(value, parent.size);
            else if (property == "font-weight") out.bold = value == "bold" || value == "bolder" || (length(value, 0) >= 600 && value[0] != 'n');
            else if (property == "position") absolute = value == "absolute" || value == "fixed";
            else if ((property == "left" || property == "top" || property == "right" || property == "text-indent" ||
                      property.starts_with("margin")) &&
                     length(value, 0) < -700)
                out.hidden = true;
            else if (property == "overflow") clipped = value == "hidden";
            else if (property == "height" || property == "width" || property == "max-height")
                no_size = no_size || (length(value, 100) < 1.5F && !value.empty());
            else if (property == "clip") out.hidden = out.hidden || (absolute && value.starts_with("rect(0"));
        }
        if (clipped && no_size) out.hidden = true;
    }

    void close_tag(const std::string& name) {
        for (std::size_t i = open_.size(); i-- > 1;) {
            if (open_[i].name.tag != name) continue;
            while (open_.size() > i) close();
            return;
        }
        if (name == "p" || name == "br") lines_.end_line();
    }

    void close() {
        Element& last = open_.back();
        if (!last.href.empty()) document_.links.push_back({tidy(last.link_text), std::string(trim(last.href)), lines_.page()});
        if (last.block && !open_[open_.size() - 2].flex) {
            lines_.end_line();
            if (last.name.tag == "li" || last.name.tag[0] == 'h') lines_.plain();
        }
        open_.pop_back();
    }

    void meta(const Attributes& attributes) {
        constexpr std::array<std::string_view, 5> kept{"author", "generator", "description", "date", "keywords"};
        const std::string name = ascii_lower(value_of(attributes, "name"));
        if (one_of(kept, name)) add_property(document_, name == "generator" ? "producer" : name, value_of(attributes, "content"));
    }

    void picture(const Attributes& attributes) {
        const std::string_view source = value_of(attributes, "src");
        const std::size_t comma = source.find(";base64,");
        if (source.starts_with("data:image/") && comma != std::string_view::npos && document_.pictures.size() < most_pictures)
            document_.pictures.push_back({base64_decode(source.substr(comma + 8)), lines_.page(), {}});
    }

    Document& document_;
    LineBuilder lines_;
    StyleSheet sheet_;
    std::vector<Element> open_;
    std::vector<const Declarations*> found_;
};

/// The character set that the page names in its first bytes.
std::string_view named_charset(std::string_view bytes) {
    const std::string_view head = bytes.substr(0, 2048);
    const std::size_t at = ascii_lower(head).find("charset=");
    if (at == std::string::npos) return {};
    std::string_view name = head.substr(at + 8);
    while (!name.empty() && (name[0] == '"' || name[0] == '\'')) name.remove_prefix(1);
    return name.substr(0, name.find_first_of("\"'> ;/"));
}

}  // namespace

Result<void> parse_html(std::string_view bytes, const Limits&, Document& document) {
    const bool marked = bytes.starts_with("\xEF\xBB\xBF") || bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") || valid_utf8(bytes);
    const std::string html = marked ? to_utf8(bytes) : to_utf8(bytes, named_charset(bytes));
    Page2Lines reader(document);
    reader.style_sheets(html);
    reader.run(html);
    return {};
}

}  // namespace bonafide::document
