// Content files (YAML) with positions: every loader reads through this, so every message has the same shape
// `file:line:column: what was found, what was expected`, and all errors of a file come at once.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "base/error.h"

namespace bonafide {

/// A node that remembers its file. Cheap to copy. Reading the wrong kind adds an Error and returns a default.
class YamlNode {
public:
    YamlNode() = default;
    YamlNode(YAML::Node node, std::string file, Errors* errors) : node_(std::move(node)), file_(std::move(file)), errors_(errors) {}

    [[nodiscard]] bool present() const { return node_.IsDefined() && !node_.IsNull(); }
    [[nodiscard]] bool is_map() const { return node_.IsDefined() && node_.IsMap(); }
    [[nodiscard]] bool is_list() const { return node_.IsDefined() && node_.IsSequence(); }
    [[nodiscard]] bool is_scalar() const { return node_.IsDefined() && node_.IsScalar(); }

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
    [[nodiscard]] const YAML::Node& raw() const { return node_; }

private:
    YAML::Node node_{YAML::NodeType::Undefined};
    std::string file_;
    Errors* errors_ = nullptr;
};

/// All documents of a file. A syntax error becomes an Error with its position, and what came before it is lost with it.
[[nodiscard]] std::vector<YamlNode> load_yaml_file(const std::filesystem::path& path, Errors& errors);
[[nodiscard]] std::vector<YamlNode> load_yaml_text(std::string_view text, std::string name, Errors& errors);
/// The *.yml files below a folder, sorted by path.
[[nodiscard]] std::vector<std::filesystem::path> yaml_files(const std::filesystem::path& folder);

}  // namespace bonafide
