#include "record/xml_events.h"

#include <pugixml.hpp>

namespace bonafide::reading {

namespace {

constexpr std::string_view open_tag = "<Event", close_tag = "</Event>";
constexpr std::size_t deepest = 64;

/// Nothing stands in the gaps of a tree without any.
class NoValues final : public EventValues {
public:
    void write(std::uint16_t, JsonOut&) override {}
};

std::string_view local(std::string_view name) { return name.substr(name.rfind(':') + 1); }

bool add_element(const pugi::xml_node& node, EventTree::Index parent, std::size_t depth, EventTree& tree, EventTree::Index& out) {
    if (depth > deepest) return false;
    out = tree.open(parent, local(node.name()));
    for (const pugi::xml_attribute& attribute : node.attributes()) {
        // The provider's GUID is written with braces in XML and without in EVTX's JSON.
        std::string_view value = attribute.value();
        if (value.size() == 38 && value.front() == '{' && value.back() == '}') value = value.substr(1, 36);
        tree.add_text(out, tree.attribute(out, attribute.name()), value);
    }
    for (const pugi::xml_node& child : node.children()) {
        EventTree::Index below = 0;
        if (child.type() == pugi::node_element && !add_element(child, out, depth + 1, tree, below)) return false;
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) tree.add_text(out, EventTree::none, child.value());
    }
    return true;
}

class EventXmlSplitter final : public Splitter {
public:
    explicit EventXmlSplitter(const SplitterInput& input)
        : intake_(input), chunk_bytes_(input.limits.chunk_bytes), longest_(input.limits.max_record_bytes) {}

    bool next(Chunk& chunk) override {
        chunk.kind = ChunkKind::events;
        intake_.begin(chunk);
        for (std::size_t searched = 0;;) {
            intake_.more(chunk, chunk_bytes_);
            const std::string_view fresh = chunk.bytes.view().substr(searched);
            std::size_t close = fresh.rfind(close_tag);
            if (close != std::string_view::npos) close += searched;
            searched = std::max(chunk.bytes.size(), close_tag.size()) - close_tag.size();
            if (intake_.ended() || (close == std::string_view::npos && chunk.bytes.size() > longest_)) {
                intake_.finish(chunk, chunk.bytes.size());
                return chunk.bytes.size() != 0;
            }
            if (close == std::string_view::npos) continue;
            intake_.finish(chunk, close + close_tag.size());
            return true;
        }
    }

private:
    Intake intake_;
    std::size_t chunk_bytes_;
    std::uint64_t longest_;
};

}  // namespace

bool is_event_xml(std::string_view text) {
    return text.starts_with(open_tag) && find_event_begin(text, 0) == 0 && find_event_end(text, 0) == text.size();
}

bool holds_event_xml(std::string_view sample) {
    std::size_t at = sample.find_first_not_of(" \t\r\n");
    if (at == std::string_view::npos || sample[at] != '<') return false;
    // Past the XML declaration, comments and <Events>.
    for (int i = 0; i < 8 && at < sample.size(); ++i) {
        const std::string_view here = sample.substr(at);
        const bool skip = here.starts_with("<?") || here.starts_with("<!--") || here.starts_with("<Events");
        if (!skip) break;
        at = sample.find('<', sample.find(here.starts_with("<!--") ? "-->" : ">", at));
    }
    return at < sample.size() && find_event_begin(sample, at) == at && sample.substr(at, 4096).find("<System>") != std::string_view::npos;
}

std::size_t find_event_begin(std::string_view text, std::size_t from) {
    std::size_t at = text.find(open_tag, from);
    for (; at != std::string_view::npos; at = text.find(open_tag, at + 1)) {
        const char next = at + open_tag.size() < text.size() ? text[at + open_tag.size()] : '\0';
        if (next == '>' || next == ' ' || next == '\t' || next == '\r' || next == '\n') return at;  // and not <Events>, <EventData>
    }
    return at;
}

std::size_t find_event_end(std::string_view text, std::size_t from) {
    const std::size_t at = text.find(close_tag, from);
    return at == std::string_view::npos ? at : at + close_tag.size();
}

bool write_event_xml(std::string_view xml, JsonOut& out) {
    pugi::xml_document document;
    const auto flags = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol;
    if (!document.load_buffer(xml.data(), xml.size(), flags, pugi::encoding_utf8)) return false;
    EventTree tree;
    EventTree::Index root = 0;
    if (!add_element(document.document_element(), EventTree::none, 0, tree, root)) return false;
    NoValues values;
    out.raw('{');
    tree.write_member(root, values, out);
    out.raw('}');
    return true;
}

std::unique_ptr<Splitter> split_event_xml(const SplitterInput& input) { return std::make_unique<EventXmlSplitter>(input); }

}  // namespace bonafide::reading
