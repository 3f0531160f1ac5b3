#include "record/event_tree.h"

#include "base/text.h"

namespace bonafide::reading {

namespace {

void comma(JsonOut& out) {
    if (out.size() != 0 && out.view().back() != '{' && out.view().back() != '[') out.raw(',');
}

}  // namespace

void EventTree::clear() {
    elements_.clear();
    attributes_.clear();
    pieces_.clear();
    texts_.clear();
}

EventTree::Range EventTree::keep(std::string_view before, std::string_view plain, std::string_view behind) {
    escape_.clear();
    escape_.raw(before);
    escape_.text(plain);
    escape_.raw(behind);
    const Range out{static_cast<std::uint32_t>(texts_.size()), static_cast<std::uint32_t>(escape_.size())};
    texts_ += escape_.view();
    return out;
}

EventTree::Index EventTree::open(Index parent, std::string_view name) {
    const auto index = static_cast<Index>(elements_.size());
    Element element;
    element.name = keep("\"", name, "\":");
    element.data = name == "Data";
    element.container = name == "EventData" || name == "UserData";
    if (parent != none) {
        for (Index child = elements_[parent].children.first; child != none && !element.data; child = elements_[child].next)
            element.number += text(elements_[child].name) == text(element.name);
    }
    elements_.push_back(element);
    if (parent != none) link(elements_[parent].children, elements_, index);
    return index;
}

EventTree::Index EventTree::attribute(Index element, std::string_view name) {
    const auto index = static_cast<Index>(attributes_.size());
    attributes_.push_back({.name = keep("\"", name, "\":"), .pieces = {}});
    if (elements_[element].data && name == "Name") elements_[element].name_attribute = index;
    link(elements_[element].attributes, attributes_, index);
    return index;
}

void EventTree::add(Index element, Index attribute, Piece piece) {
    const auto index = static_cast<Index>(pieces_.size());
    pieces_.push_back(piece);
    link(attribute == none ? elements_[element].pieces : attributes_[attribute].pieces, pieces_, index);
}

void EventTree::add_text(Index element, Index attribute, std::string_view text) {
    if (!text.empty()) add(element, attribute, {.text = keep("", text, "")});
}

void EventTree::add_value(Index element, Index attribute, std::uint16_t value) { add(element, attribute, {.text = {}, .value = value}); }

bool EventTree::empty(const List& pieces, const EventValues& values) const {
    for (Index at = pieces.first; at != none; at = pieces_[at].next)
        if (pieces_[at].value == no_value || values.kind(pieces_[at].value) != EventValues::Kind::none) return false;
    return true;
}

bool EventTree::holds_tree(const List& pieces, const EventValues& values) const {
    for (Index at = pieces.first; at != none; at = pieces_[at].next)
        if (pieces_[at].value != no_value && values.kind(pieces_[at].value) == EventValues::Kind::tree) return true;
    return false;
}

/// Is the value that the element hangs on null? (MS-EVEN6, 2.2.12.4: dependency id.)
bool EventTree::left_out(const Element& element, const EventValues& values) const {
    return element.depends != no_value && values.kind(element.depends) == EventValues::Kind::none;
}

/// The Name of `<Data Name="...">`.
const EventTree::Attribute* EventTree::data_name(const Element& element, const EventValues& values) const {
    if (element.name_attribute == none) return nullptr;
    const Attribute& attribute = attributes_[element.name_attribute];
    return empty(attribute.pieces, values) ? nullptr : &attribute;
}

void EventTree::write_pieces(const List& pieces, EventValues& values, JsonOut& out) const {
    for (Index at = pieces.first; at != none; at = pieces_[at].next) {
        const Piece& piece = pieces_[at];
        if (piece.value == no_value) out.raw(text(piece.text));
        else if (const auto kind = values.kind(piece.value); kind == EventValues::Kind::text || kind == EventValues::Kind::number)
            values.write(piece.value, out);
    }
}

/// One value as what it is; several, or text with values in it, as one text.
void EventTree::write_scalar(const List& pieces, EventValues& values, JsonOut& out, std::string_view if_empty) const {
    using Kind = EventValues::Kind;
    if (empty(pieces, values)) return out.raw(if_empty);
    const Piece& first = pieces_[pieces.first];
    const bool alone = first.next == none && first.value != no_value;
    const Kind kind = alone ? values.kind(first.value) : Kind::text;
    if (kind == Kind::number || kind == Kind::list) return values.write(first.value, out);
    out.raw('"');
    write_pieces(pieces, values, out);
    out.raw('"');
}

void EventTree::write_value(const Element& element, EventValues& values, JsonOut& out, std::string_view if_empty) const {
    bool attributes = false;
    for (Index at = element.attributes.first; at != none && !attributes; at = attributes_[at].next)
        attributes = !empty(attributes_[at].pieces, values);
    const bool named = element.data && data_name(element, values) != nullptr;  // its attributes are its key
    if (element.children.first != none || (attributes && !named) || holds_tree(element.pieces, values)) write_object(element, values, out);
    else write_scalar(element.pieces, values, out, if_empty);
}

void EventTree::write_object(const Element& element, EventValues& values, JsonOut& out) const {
    const std::size_t begin = out.size();
    out.raw('{');
    write_attributes(element, values, out);
    const bool tree = holds_tree(element.pieces, values);
    if (!tree && !empty(element.pieces, values)) {
        out.key("#text");
        write_scalar(element.pieces, values, out, "null");
    }
    write_children(element, values, out);
    for (Index at = element.pieces.first; at != none && tree; at = pieces_[at].next) {
        const std::uint16_t value = pieces_[at].value;
        if (value != no_value && values.kind(value) == EventValues::Kind::tree) values.write(value, out);
    }
    if (out.size() == begin + 1) {
        out.cut(begin);
        return out.raw("null");
    }
    out.raw('}');
}

void EventTree::write_attributes(const Element& element, EventValues& values, JsonOut& out) const {
    bool open = false;
    for (Index at = element.attributes.first; at != none; at = attributes_[at].next) {
        const Attribute& attribute = attributes_[at];
        if (empty(attribute.pieces, values)) continue;
        if (!open) out.key("#attributes"), out.raw('{');
        open = true;
        comma(out);
        out.raw(text(attribute.name));
        write_scalar(attribute.pieces, values, out, "null");
    }
    if (open) out.raw('}');
}

void EventTree::write_children(const Element& element, EventValues& values, JsonOut& out) const {
    bool positional = false;
    for (Index at = element.children.first; at != none; at = elements_[at].next) {
        const Element& child = elements_[at];
        if (!element.container || !child.data || data_name(child, values)) write_member(at, values, out);
        else if (!left_out(child, values)) positional = true;
    }
    if (positional) write_positional(element, values, out);
}

/// `<Data>` without names: their values in order.
void EventTree::write_positional(const Element& element, EventValues& values, JsonOut& out) const {
    std::size_t count = 0;
    out.key("Data");
    out.raw("{\"#text\":");
    const std::size_t begin = out.size();
    out.raw('[');
    for (Index at = element.children.first; at != none; at = elements_[at].next) {
        const Element& child = elements_[at];
        if (!child.data || data_name(child, values) || left_out(child, values)) continue;
        comma(out);
        write_value(child, values, out, "\"\"");
        ++count;
    }
    if (count == 1) {  // its value alone, which may be a list itself
        const std::string alone(out.view().substr(begin + 1));
        out.cut(begin);
        out.raw(alone);
    } else {
        out.raw(']');
    }
    out.raw('}');
}

void EventTree::write_member(Index index, EventValues& values, JsonOut& out) const {
    const Element& element = elements_[index];
    if (left_out(element, values)) return;
    const Attribute* name = data_name(element, values);
    comma(out);
    if (name) {
        out.raw('"');
        write_pieces(name->pieces, values, out);
        out.raw("\":");
    } else {
        const std::string_view key = text(element.name);
        out.raw(element.number == 0 ? key : key.substr(0, key.size() - 2));
        if (element.number != 0) out.raw('_'), out.number(std::uint64_t{element.number}), out.raw("\":");
    }
    write_value(element, values, out, name ? "\"\"" : "null");
}

}  // namespace bonafide::reading
