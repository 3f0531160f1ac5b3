#include "record/binary_xml.h"

#include <array>
#include <cstring>

#include "base/text.h"
#include "record/evtx_value.h"

namespace bonafide::reading {

namespace {

constexpr std::size_t deepest_fragment = 16, deepest_element = 64;
constexpr std::size_t most_values = 4096, largest_tree = 1 << 20;
/// A record has at most 64 KiB; that much is only reached by values which are used over and over.
constexpr std::size_t largest_json = 8 << 20, most_fragments = 10'000;

constexpr std::string_view cut_off = "the binary XML is cut off";

enum Token : std::uint8_t {
    end_of_stream = 0x00,
    open_start = 0x01,
    close_start = 0x02,
    close_empty = 0x03,
    end_element = 0x04,
    value_text = 0x05,
    attribute = 0x06,
    cdata = 0x07,
    char_ref = 0x08,
    entity_ref = 0x09,
    pi_target = 0x0A,
    pi_data = 0x0B,
    template_instance = 0x0C,
    substitution = 0x0D,
    optional_substitution = 0x0E,
    fragment_header = 0x0F,
    more = 0x40,  // a bit: attributes, or further text, follow
};

std::string_view entity(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> known{
        {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}}};
    for (const auto& [word, text] : known)
        if (word == name) return text;
    return {};
}

}  // namespace

/// A place in the chunk. Reads past its end give zeros and make it unsound.
class BinaryXml::Bytes {
public:
    Bytes(std::string_view chunk, std::size_t from, std::size_t to) : chunk_(chunk.substr(0, to)), at_(from), sound_(from <= chunk_.size()) {}
    template <class T>
    T get() {
        T out{};
        if (const std::string_view bytes = take(sizeof out); bytes.size() == sizeof out) std::memcpy(&out, bytes.data(), sizeof out);
        return out;
    }
    std::string_view take(std::size_t count) {
        if (!sound_ || count > chunk_.size() - at_) {
            sound_ = false;
            return {};
        }
        at_ += count;
        return chunk_.substr(at_ - count, count);
    }
    [[nodiscard]] bool sound() const { return sound_; }
    [[nodiscard]] bool ended() const { return !sound_ || at_ >= chunk_.size(); }
    [[nodiscard]] std::size_t at() const { return at_; }

private:
    std::string_view chunk_;
    std::size_t at_;
    bool sound_;
};

/// The values of one template instance.
class BinaryXml::Instance final : public EventValues {
public:
    Instance(BinaryXml& owner, std::size_t depth) : owner_(owner), depth_(depth) {}
    void write(std::uint16_t index, JsonOut& out) override {
        const EvtxValue& value = values_[index];
        if (kinds[index] != Kind::tree) return value.write(out);
        const auto from = static_cast<std::size_t>(value.bytes.data() - owner_.chunk_.data());
        if (!owner_.fragment(from, from + value.bytes.size(), out, depth_ + 1)) failed_ = true;
    }
    [[nodiscard]] bool read(Bytes& bytes);
    void clear() { values_.clear(), kinds.clear(), failed_ = false; }
    [[nodiscard]] bool failed() const { return failed_; }

private:
    BinaryXml& owner_;
    std::size_t depth_;
    std::vector<EvtxValue> values_;
    bool failed_ = false;
};

bool BinaryXml::Instance::read(Bytes& bytes) {
    clear();
    const auto count = bytes.get<std::uint32_t>();
    if (count > most_values) return owner_.wrong("a template with more values than a chunk holds");
    const std::string_view table = bytes.take(std::size_t{count} * 4);
    if (!bytes.sound()) return owner_.wrong(cut_off.data());
    for (std::size_t i = 0; i < count; ++i) {
        std::uint16_t size = 0;
        std::memcpy(&size, table.data() + 4 * i, sizeof size);
        values_.push_back({static_cast<std::uint8_t>(table[4 * i + 2]), bytes.take(size)});
        kinds.push_back(values_.back().kind());
    }
    return bytes.sound() || owner_.wrong(cut_off.data());
}

BinaryXml::BinaryXml() {
    for (std::size_t depth = 0; depth < deepest_fragment; ++depth) instances_.push_back(std::make_unique<Instance>(*this, depth));
}
BinaryXml::~BinaryXml() = default;

void BinaryXml::begin(std::string_view chunk) {
    chunk_ = chunk;
    tree_.clear();
    templates_.clear();
}

bool BinaryXml::write(std::size_t from, std::size_t to, JsonOut& out) {
    fault_ = "";
    fragments_ = 0;
    out.raw('{');
    if (!fragment(from, to, out, 0)) return false;
    if (out.view().back() == '{') return wrong("a record without an element");
    out.raw('}');
    return true;
}

bool BinaryXml::fragment(std::size_t from, std::size_t to, JsonOut& out, std::size_t depth) {
    if (depth >= deepest_fragment) return wrong("binary XML nested deeper than the limit");
    if (++fragments_ > most_fragments) return wrong("the record uses more fragments than the limit");
    Bytes bytes(chunk_, from, to);
    while (!bytes.ended()) {
        Bytes here = bytes;
        const auto token = bytes.get<std::uint8_t>();
        if (token == end_of_stream) break;
        if (token == fragment_header) {
            bytes.take(3);
        } else if (token == template_instance) {
            if (!instance(bytes, out, depth)) return false;
        } else {
            std::vector<EventTree::Index> roots;
            if (!elements(here, false, true, roots)) return false;
            bytes = here;
            instances_[depth]->clear();
            for (const EventTree::Index root : roots) tree_.write_member(root, *instances_[depth], out);
        }
        if (out.size() > largest_json) return wrong("the record becomes larger than the limit");
    }
    return bytes.sound() || wrong(cut_off.data());
}

bool BinaryXml::instance(Bytes& bytes, JsonOut& out, std::size_t depth) {
    bytes.take(1 + 4);  // a version; the template's number
    const std::size_t definition = bytes.get<std::uint32_t>();
    if (definition == bytes.at()) {  // it stands here for the first time
        bytes.take(4 + 16);
        bytes.take(bytes.get<std::uint32_t>());
    }
    Instance& values = *instances_[depth];
    if (!values.read(bytes)) return false;
    const Template& found = template_at(definition);
    if (!found.sound) return wrong(found.fault);
    for (const EventTree::Index root : found.roots) {
        tree_.write_member(root, values, out);
        if (values.failed()) return false;
        if (out.size() > largest_json) return wrong("the record becomes larger than the limit");
    }
    return true;
}

const BinaryXml::Template& BinaryXml::template_at(std::size_t offset) {
    const auto [at, fresh] = templates_.try_emplace(offset);
    Template& out = at->second;
    if (!fresh) return out;
    Bytes header(chunk_, offset, chunk_.size());
    header.take(4 + 16);
    const std::size_t size = header.get<std::uint32_t>();
    if (!header.sound() || size > chunk_.size() - header.at()) {
        out.fault = "a template that lies outside of its chunk";
        return out;
    }
    Bytes body(chunk_, header.at(), header.at() + size);
    out.sound = elements(body, true, false, out.roots);
    if (out.sound && out.roots.empty()) out.sound = wrong("a template without an element");
    out.fault = fault_;
    return out;
}

bool BinaryXml::elements(Bytes& bytes, bool dependencies, bool one, std::vector<EventTree::Index>& roots) {
    std::vector<EventTree::Index> stack;
    EventTree::Index in_attribute = EventTree::none;
    while (!bytes.ended()) {
        if (tree_.size() > largest_tree) return wrong("templates larger than the limit");
        const auto token = bytes.get<std::uint8_t>();
        const auto kind = static_cast<std::uint8_t>(token & ~more);
        if (token == end_of_stream) break;
        if (kind == open_start) {
            if (stack.size() >= deepest_element) return wrong("elements nested deeper than the limit");
            if (!open(bytes, dependencies, (token & more) != 0, stack, roots)) return false;
        } else if (token == fragment_header) {
            bytes.take(3);
        } else if (stack.empty()) {
            return wrong("unknown token in binary XML");
        } else if (kind == attribute) {
            if (!name(bytes, text_)) return false;
            in_attribute = tree_.attribute(stack.back(), text_);
        } else if (token == close_start) {
            in_attribute = EventTree::none;
        } else if (token == close_empty || token == end_element) {
            in_attribute = EventTree::none;
            stack.pop_back();
            if (one && stack.empty()) return bytes.sound() || wrong(cut_off.data());
        } else if (!content(bytes, token, stack.back(), in_attribute)) {
            return false;
        }
    }
    return (bytes.sound() && stack.empty()) || wrong(cut_off.data());
}

bool BinaryXml::open(Bytes& bytes, bool dependencies, bool attributes, std::vector<EventTree::Index>& stack, std::vector<EventTree::Index>& roots) {
    const auto depends = dependencies ? bytes.get<std::uint16_t>() : EventTree::no_value;
    bytes.take(4);  // its size
    if (!name(bytes, text_)) return false;
    if (attributes) bytes.take(4);  // their size
    const EventTree::Index element = tree_.open(stack.empty() ? EventTree::none : stack.back(), text_);
    tree_.depends(element, depends);
    if (stack.empty()) roots.push_back(element);
    stack.push_back(element);
    return true;
}

bool BinaryXml::content(Bytes& bytes, std::uint8_t token, EventTree::Index element, EventTree::Index attribute) {
    switch (token & ~more) {
        case value_text:
            if (bytes.get<std::uint8_t>() != 0x01) return wrong("a text that is none, in binary XML");
            [[fallthrough]];
        case cdata:
            if (!characters(bytes, text_)) return false;
            tree_.add_text(element, attribute, text_);
            return true;
        case char_ref: {
            const std::string_view unit = bytes.take(2);
            tree_.add_text(element, attribute, utf16_to_utf8(unit, false));
            return true;
        }
        case entity_ref:
            if (!name(bytes, text_)) return false;
            tree_.add_text(element, attribute, entity(text_));
            return true;
        case pi_target: return name(bytes, text_);
        case pi_data: return characters(bytes, text_);
        case substitution:
        case optional_substitution: {
            const auto index = bytes.get<std::uint16_t>();
            bytes.take(1);
            if (index != EventTree::no_value) tree_.add_value(element, attribute, index);
            return true;
        }
        default: return wrong("unknown token in binary XML");
    }
}

/// A name stands where it is used for the first time; later uses point there.
bool BinaryXml::name(Bytes& bytes, std::string& out) {
    const std::size_t offset = bytes.get<std::uint32_t>();
    if (!bytes.sound()) return wrong(cut_off.data());
    Bytes there = offset == bytes.at() ? bytes : Bytes(chunk_, offset, chunk_.size());
    there.take(4 + 2);  // the next name of one hash; the hash
    const std::size_t count = there.get<std::uint16_t>();
    out = utf16_to_utf8(there.take(2 * count), false);
    there.take(2);
    if (!there.sound() || out.empty()) return wrong("a name that lies outside of its chunk");
    if (offset == bytes.at()) bytes = there;
    return true;
}

bool BinaryXml::characters(Bytes& bytes, std::string& out) {
    const std::size_t count = bytes.get<std::uint16_t>();
    out = utf16_to_utf8(bytes.take(2 * count), false);
    return bytes.sound() || wrong(cut_off.data());
}

}  // namespace bonafide::reading
