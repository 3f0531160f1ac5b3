#include "base/yaml_tree.h"

#include <algorithm>

namespace bonafide {

std::uint32_t YamlTree::add_null(std::uint32_t line, std::uint32_t column) {
    nodes_.push_back({Kind::null, false, false, line, column});
    return static_cast<std::uint32_t>(nodes_.size() - 1);
}

std::uint32_t YamlTree::add_scalar(std::string_view text, bool quoted, std::uint32_t line, std::uint32_t column) {
    nodes_.push_back({Kind::scalar, quoted, false, line, column, static_cast<std::uint32_t>(texts_.size()), static_cast<std::uint32_t>(text.size())});
    texts_ += text;
    return static_cast<std::uint32_t>(nodes_.size() - 1);
}

std::uint32_t YamlTree::add(Kind kind, const std::vector<std::uint32_t>& children, bool flow, std::uint32_t line, std::uint32_t column) {
    Node node{kind, false, flow, line, column, static_cast<std::uint32_t>(children_.size()), static_cast<std::uint32_t>(children.size())};
    for (const std::uint32_t child : children) node.weight += nodes_[child].weight;
    children_.insert(children_.end(), children.begin(), children.end());
    nodes_.push_back(node);
    return static_cast<std::uint32_t>(nodes_.size() - 1);
}

std::uint32_t YamlTree::copy(const YamlNode& from) { return from.tree_ ? copy(*from.tree_, from.node_) : absent; }

std::uint32_t YamlTree::copy(const YamlTree& from, std::uint32_t index) {
    const Node& node = from[index];
    switch (node.kind) {
        case Kind::absent: return absent;
        case Kind::null: return add_null(node.line, node.column);
        case Kind::scalar: return add_scalar(from.text(node), node.quoted, node.line, node.column);
        default: break;
    }
    std::vector<std::uint32_t> children;
    for (std::uint32_t i = 0; i < node.size; ++i) children.push_back(copy(from, from.child(node, i)));
    return add(node.kind, children, node.flow, node.line, node.column);
}

YamlNode YamlTree::merged(const YamlNode& under, const YamlNode& over, std::string_view without) {
    auto tree = std::make_shared<YamlTree>(over.tree_ ? over.tree_->file() : under.tree_ ? under.tree_->file() : "");
    std::uint32_t root = absent;
    if (under.is_map() && over.is_map()) root = tree->merge(*under.tree_, under.node_, *over.tree_, over.node_, without);
    else root = tree->copy(over);
    return {std::move(tree), root, over.errors_};
}

std::uint32_t YamlTree::merge(const YamlTree& under, std::uint32_t a, const YamlTree& over, std::uint32_t b, std::string_view without) {
    const auto is = [](const YamlTree& tree, std::uint32_t name, std::string_view key) {
        return tree[name].kind == Kind::scalar && tree.text(tree[name]) == key;
    };
    const auto find = [&](const YamlTree& tree, const Node& map, const YamlTree& named, std::uint32_t name) {
        for (std::uint32_t i = 0; i < map.size; i += 2)
            if (named[name].kind == Kind::scalar && is(tree, tree.child(map, i), named.text(named[name]))) return tree.child(map, i + 1);
        return absent;
    };
    const Node &below = under[a], &above = over[b];
    std::vector<std::uint32_t> children;
    for (std::uint32_t i = 0; i < below.size; i += 2) {
        const std::uint32_t name = under.child(below, i), value = under.child(below, i + 1);
        if (!without.empty() && is(under, name, without)) continue;
        const std::uint32_t laid_over = find(over, above, under, name);
        children.push_back(copy(under, name));
        if (laid_over == absent) children.push_back(copy(under, value));
        else if (under[value].kind == Kind::map && over[laid_over].kind == Kind::map) children.push_back(merge(under, value, over, laid_over, {}));
        else children.push_back(copy(over, laid_over));
    }
    for (std::uint32_t i = 0; i < above.size; i += 2) {
        const std::uint32_t name = over.child(above, i);
        if ((!without.empty() && is(over, name, without)) || find(under, below, over, name) != absent) continue;
        children.push_back(copy(over, name));
        children.push_back(copy(over, over.child(above, i + 1)));
    }
    return add(Kind::map, children, above.flow, above.line, above.column);
}

}  // namespace bonafide
