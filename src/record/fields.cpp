#include "record/fields.h"

#include <map>

#include "base/text.h"

namespace bonafide {

namespace {

using Children = std::map<std::string, FieldId, std::less<>>;

struct Node {
    std::string name;  // the whole path, as first interned
    Children exact, folded;
    FieldId also = no_field;
    bool wanted = false;
};

FieldId lookup(const Children& children, std::string_view key) {
    const auto found = children.find(key);
    return found == children.end() ? no_field : found->second;
}

}  // namespace

struct FieldNames::Trie {
    std::vector<Node> nodes{Node{}};  // [0] is the root

    FieldId add(FieldId parent, std::string_view part, bool fold);
    FieldId add_path(std::string_view path, bool fold);
    FieldId folded_child(FieldId node, std::string_view key) const;
    FieldId plain_child(FieldId node, std::string_view key) const;
};

FieldId FieldNames::Trie::add(FieldId parent, std::string_view part, bool fold) {
    const std::string key = fold ? column_key(part) : std::string(part);
    const FieldId known = lookup(fold ? nodes[parent].folded : nodes[parent].exact, key);
    if (known != no_field) return known;
    const auto id = static_cast<FieldId>(nodes.size());
    Node node;
    node.name = nodes[parent].name.empty() ? std::string(part) : nodes[parent].name + "." + std::string(part);
    nodes.push_back(std::move(node));
    (fold ? nodes[parent].folded : nodes[parent].exact).emplace(key, id);
    return id;
}

FieldId FieldNames::Trie::add_path(std::string_view path, bool fold) {
    FieldId node = no_field;
    for (const std::string_view part : split(path, '.')) {
        if (!part.empty() && (!fold || !column_key(part).empty())) node = add(node, part, fold);
    }
    if (node != no_field) nodes[node].wanted = true;
    return node;
}

FieldId FieldNames::Trie::folded_child(FieldId node, std::string_view key) const {
    const Node& at = nodes[node];
    if (at.folded.empty() && at.also == no_field) return no_field;
    const std::string folded = column_key(key);
    const FieldId found = lookup(at.folded, folded);
    return found != no_field || at.also == no_field ? found : lookup(nodes[at.also].folded, folded);
}

FieldId FieldNames::Trie::plain_child(FieldId node, std::string_view key) const {
    const FieldId exact = lookup(nodes[node].exact, key);
    return exact != no_field ? exact : folded_child(node, key);
}

FieldNames::FieldNames() : trie_(std::make_unique<Trie>()) {}
FieldNames::~FieldNames() = default;
FieldNames::FieldNames(FieldNames&&) noexcept = default;
FieldNames& FieldNames::operator=(FieldNames&&) noexcept = default;

FieldId FieldNames::intern(std::string_view path) { return trie_->add_path(path, false); }
FieldId FieldNames::intern_column(std::string_view header) { return trie_->add_path(header, true); }

void FieldNames::freeze() {
    // Parents have smaller numbers than their children, so a parent's `also` is known when its children need it.
    for (FieldId parent = 0; parent < trie_->nodes.size(); ++parent) {
        for (const auto& [key, id] : trie_->nodes[parent].exact) trie_->nodes[id].also = trie_->folded_child(parent, key);
    }
}

FieldId FieldNames::find(std::string_view path) const {
    const FieldId node = child(no_field, path);
    return node != no_field && trie_->nodes[node].wanted ? node : no_field;
}

std::string_view FieldNames::name(FieldId id) const { return trie_->nodes[id].name; }
std::size_t FieldNames::size() const { return trie_->nodes.size(); }
bool FieldNames::wanted(FieldId node) const { return trie_->nodes[node].wanted; }
FieldId FieldNames::also(FieldId node) const { return trie_->nodes[node].also; }

FieldId FieldNames::child(FieldId node, std::string_view key) const {
    const std::size_t dot = key.find('.');
    if (dot == std::string_view::npos) return trie_->plain_child(node, key);
    const FieldId exact = lookup(trie_->nodes[node].exact, key);
    if (exact != no_field) return exact;
    const FieldId first = trie_->plain_child(node, key.substr(0, dot));
    const FieldId rest = first == no_field ? no_field : child(first, key.substr(dot + 1));
    return rest != no_field ? rest : trie_->folded_child(node, key);
}

bool FieldNames::has_children(FieldId node) const {
    const Node& at = trie_->nodes[node];
    if (!at.exact.empty() || !at.folded.empty()) return true;
    return at.also != no_field && !trie_->nodes[at.also].folded.empty();
}

}  // namespace bonafide
