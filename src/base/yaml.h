// Content files (YAML) with positions: every loader reads through this, so every message has the same shape
// `file:line:column: what was found, what was expected`, and all errors of a file come at once.
// Read by libyaml, event by event, into a YamlTree (yaml_tree.h); a YamlNode is a place in one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace bonafide {

class YamlTree;

/// A node that remembers its file. Cheap to copy. Reading the wrong kind adds an Error and returns a default.
class YamlNode {
public:
    YamlNode() = default;
    YamlNode(std::shared_ptr<const YamlTree> tree, std::uint32_t node, Errors* errors) : tree_(std::move(tree)), node_(node), errors_(errors) {}

    [[nodiscard]] bool present() const;  ///< neither absent nor null
    [[nodiscard]] bool is_null() const;  ///< there, with nothing or `null` written
    [[nodiscard]] bool is_map() const;
    [[nodiscard]] bool is_list() const;
    [[nodiscard]] bool is_scalar() const;
    [[nodiscard]] bool quoted() const;              ///< a scalar in quotes or a block, which is a text whatever it looks like
    [[nodiscard]] std::string_view scalar() const;  ///< as written; empty where it is none. Lives as long as any node of the document

    [[nodiscard]] YamlNode get(std::string_view key) const;                       ///< absent: !present()
    [[nodiscard]] YamlNode require(std::string_view key) const;                   ///< absent: adds an error
    [[nodiscard]] std::vector<YamlNode> items() const;                            ///< a list's items; a scalar or map as one item; none if absent
    [[nodiscard]] std::vector<std::pair<std::string, YamlNode>> entries() const;  ///< a map's entries, in file order

    [[nodiscard]] std::string text(std::string_view fallback = {}) const;
    [[nodiscard]] double number(double fallback = 0) const;
    [[nodiscard]] std::int64_t integer(std::int64_t fallback = 0) const;
    [[nodiscard]] bool flag(bool fallback = false) const;
    [[nodiscard]] std::vector<std::string> texts() const;  ///< a list of scalars, or one scalar
    /// Adds an error for every key that is not among `keys` (a typo never passes in silence).
    void allow_only(std::initializer_list<std::string_view> keys) const;

    [[nodiscard]] std::string where() const;  ///< file:line:column
    void error(std::string what, std::string hint = {}) const;
    /// The same node, with errors going elsewhere.
    [[nodiscard]] YamlNode reporting_to(Errors* errors) const { return {tree_, node_, errors}; }

private:
    friend class YamlTree;
    [[nodiscard]] YamlNode at(std::uint32_t node) const { return {tree_, node, errors_}; }

    std::shared_ptr<const YamlTree> tree_;  ///< nullptr: absent, and nobody knows where
    std::uint32_t node_ = 0;
    Errors* errors_ = nullptr;
};

/// All documents of a file. A syntax error becomes an Error with its position, and what came before it is lost with it.
[[nodiscard]] std::vector<YamlNode> load_yaml_file(const std::filesystem::path& path, Errors& errors);
[[nodiscard]] std::vector<YamlNode> load_yaml_text(std::string_view text, const std::string& name, Errors& errors);
/// The *.yml files below a folder, sorted by path.
[[nodiscard]] std::vector<std::filesystem::path> yaml_files(const std::filesystem::path& folder);

}  // namespace bonafide
