// A Windows event as XML elements, with gaps where a template's values go, and how it is written as JSON: Event.System.EventID,
// Event.EventData.Image, attributes under `#attributes` (the shape of evtx_dump, which content/sources and Sigma's users know).
// Made by evtx (from binary XML) and xml_events (from XML); one pool for many trees, without allocation once warm.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/json_write.h"

namespace bonafide::reading {

/// The values that fill a tree's gaps.
class EventValues {
public:
    enum class Kind : std::uint8_t { none, text, number, list, tree };
    virtual ~EventValues() = default;
    [[nodiscard]] Kind kind(std::uint16_t index) const { return index < kinds.size() ? kinds[index] : Kind::none; }
    /// Text without its quotes, a number, a list with its brackets, the members of a tree (`"EventXML":{...}`).
    virtual void write(std::uint16_t index, JsonOut& out) = 0;

protected:
    std::vector<Kind> kinds;  ///< by index; asked for several times each, so not by a virtual call
};

class EventTree {
public:
    using Index = std::uint32_t;
    static constexpr Index none = ~Index{0};
    static constexpr std::uint16_t no_value = 0xFFFF;

    void clear();

    // --- building: elements are opened and closed in order ----------------------------------------------------------------
    Index open(Index parent, std::string_view name);                                          ///< `parent` none: a root
    void depends(Index element, std::uint16_t value) { elements_[element].depends = value; }  ///< left out where that value is null
    Index attribute(Index element, std::string_view name);
    /// Text (UTF-8) or a gap, as content of an element or of an attribute.
    void add_text(Index element, Index attribute, std::string_view text);
    void add_value(Index element, Index attribute, std::uint16_t value);
    [[nodiscard]] std::size_t size() const { return elements_.size() + pieces_.size(); }

    /// `"Name":value` of an element, behind a comma where one is needed.
    void write_member(Index element, EventValues& values, JsonOut& out) const;

private:
    struct Range {
        std::uint32_t begin = 0, size = 0;
    };
    struct Piece {
        Range text;
        Index next = none;
        std::uint16_t value = no_value;
    };
    struct List {
        Index first = none, last = none;
    };
    struct Attribute {
        Range name;
        List pieces;
        Index next = none;
    };
    struct Element {
        Range name;
        List attributes, pieces, children;
        Index next = none;
        Index name_attribute = none;  ///< of <Data>: its Name
        std::uint32_t number = 0;     ///< of its name among the children before it
        std::uint16_t depends = no_value;
        bool data = false, container = false;
    };

    [[nodiscard]] Range keep(std::string_view before, std::string_view plain, std::string_view behind);
    [[nodiscard]] std::string_view text(Range range) const { return std::string_view(texts_).substr(range.begin, range.size); }
    template <class Node>
    static void link(List& list, std::vector<Node>& nodes, Index index) {
        (list.first == none ? list.first : nodes[list.last].next) = index;
        list.last = index;
    }
    void add(Index element, Index attribute, Piece piece);

    [[nodiscard]] bool empty(const List& pieces, const EventValues& values) const;
    [[nodiscard]] bool holds_tree(const List& pieces, const EventValues& values) const;
    [[nodiscard]] const Attribute* data_name(const Element& element, const EventValues& values) const;
    void write_pieces(const List& pieces, EventValues& values, JsonOut& out) const;
    void write_scalar(const List& pieces, EventValues& values, JsonOut& out, std::string_view if_empty) const;
    void write_value(const Element& element, EventValues& values, JsonOut& out, std::string_view if_empty) const;
    void write_object(const Element& element, EventValues& values, JsonOut& out) const;
    void write_attributes(const Element& element, EventValues& values, JsonOut& out) const;
    void write_children(const Element& element, EventValues& values, JsonOut& out) const;
    void write_positional(const Element& element, EventValues& values, JsonOut& out) const;
    [[nodiscard]] bool left_out(const Element& element, const EventValues& values) const;

    std::vector<Element> elements_;
    std::vector<Attribute> attributes_;
    std::vector<Piece> pieces_;
    std::string texts_;  // escaped
    JsonOut escape_;
};

}  // namespace bonafide::reading
