// A YAML document as a flat, unchanging tree. Made by yaml_load.cpp from text, and by whoever lays documents together (Sigma's collections,
// pipelines); read through YamlNode.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/yaml.h"

namespace bonafide {

class YamlTree {
public:
    enum class Kind : std::uint8_t { absent, null, scalar, list, map };
    static constexpr std::uint32_t absent = 0;  ///< the node that stands for what is not there

    struct Node {
        Kind kind = Kind::absent;
        bool quoted = false, flow = false;
        std::uint32_t line = 0, column = 0;  ///< from 1; 0: unknown
        std::uint32_t begin = 0, size = 0;   ///< of a scalar in the texts; of others in the children: items, or keys and values in turn
        std::uint64_t weight = 1;            ///< nodes below, each as often as aliases repeat it
    };

    explicit YamlTree(std::string file) : file_(std::move(file)) { nodes_.emplace_back(); }

    std::uint32_t add_null(std::uint32_t line, std::uint32_t column);
    std::uint32_t add_scalar(std::string_view text, bool quoted, std::uint32_t line, std::uint32_t column);
    /// `children`: of a map keys and values in turn.
    std::uint32_t add(Kind kind, const std::vector<std::uint32_t>& children, bool flow, std::uint32_t line, std::uint32_t column);
    /// A node of another tree with everything below it.
    std::uint32_t copy(const YamlNode& from);

    [[nodiscard]] const std::string& file() const { return file_; }
    [[nodiscard]] const Node& operator[](std::uint32_t node) const { return nodes_[node]; }
    [[nodiscard]] std::string_view text(const Node& node) const { return std::string_view(texts_).substr(node.begin, node.size); }
    [[nodiscard]] std::uint32_t child(const Node& node, std::uint32_t index) const { return children_[node.begin + index]; }

    /// `over` laid upon `under`: maps are merged key by key, everything else is replaced. Entries `without` are left out at the top.
    [[nodiscard]] static YamlNode merged(const YamlNode& under, const YamlNode& over, std::string_view without);

private:
    std::uint32_t copy(const YamlTree& from, std::uint32_t node);
    std::uint32_t merge(const YamlTree& under, std::uint32_t a, const YamlTree& over, std::uint32_t b, std::string_view without);

    std::string file_, texts_;
    std::vector<Node> nodes_;
    std::vector<std::uint32_t> children_;
};

}  // namespace bonafide
