#include "base/yaml.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <optional>

#include <fmt/format.h>

#include "base/whole_file.h"
#include "base/yaml_tree.h"

namespace bonafide {
namespace {

using Kind = YamlTree::Kind;

std::string_view kind_name(Kind kind) {
    switch (kind) {
        case Kind::absent:
        case Kind::null: return "nothing";
        case Kind::scalar: return "a single value";
        case Kind::list: return "a list";
        case Kind::map: return "a map";
    }
    return "nothing";
}

/// What an unexpected node looks like in a message: the value itself where it is short.
std::string found(const YamlNode& node) {
    if (!node.is_scalar()) return std::string(kind_name(node.is_map() ? Kind::map : node.is_list() ? Kind::list : Kind::null));
    const std::string_view value = node.scalar();
    return value.size() <= 60 ? fmt::format("\"{}\"", value) : fmt::format("\"{}...\"", value.substr(0, 57));
}

/// Levenshtein distance, for hints only: keys are short.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
        }
    }
    return row[b.size()];
}

std::string key_hint(std::string_view key, std::initializer_list<std::string_view> keys) {
    const auto best = std::ranges::min_element(keys, {}, [&](std::string_view k) { return edit_distance(key, k); });
    if (best != keys.end() && edit_distance(key, *best) <= 1 + key.size() / 3) return fmt::format("did you mean \"{}\"?", *best);
    return fmt::format("known here: {}", fmt::join(keys, ", "));
}

template <class T>
std::optional<T> parse_number(std::string_view text) {
    T value{};
    const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
    const char* end = text.data() + text.size();
    const auto [at, failed] = std::from_chars(begin, end, value);
    if (failed != std::errc{} || at != end) return std::nullopt;
    return value;
}

/// As YAML 1.1 writes them.
std::optional<bool> parse_flag(std::string_view text) {
    constexpr std::array<std::string_view, 4> yes{"true", "yes", "on", "y"}, no{"false", "no", "off", "n"};
    std::string lower(text);
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    const bool rest_lower = text.size() < 2 || std::ranges::none_of(text.substr(1), is_upper);  // true, True
    if (!rest_lower && !std::ranges::all_of(text, is_upper)) return std::nullopt;               // TRUE
    if (std::ranges::find(yes, lower) != yes.end()) return true;
    if (std::ranges::find(no, lower) != no.end()) return false;
    return std::nullopt;
}

}  // namespace

bool YamlNode::present() const { return tree_ && (*tree_)[node_].kind > Kind::null; }
bool YamlNode::is_null() const { return tree_ && (*tree_)[node_].kind == Kind::null; }
bool YamlNode::is_map() const { return tree_ && (*tree_)[node_].kind == Kind::map; }
bool YamlNode::is_list() const { return tree_ && (*tree_)[node_].kind == Kind::list; }
bool YamlNode::is_scalar() const { return tree_ && (*tree_)[node_].kind == Kind::scalar; }
bool YamlNode::quoted() const { return is_scalar() && (*tree_)[node_].quoted; }
std::string_view YamlNode::scalar() const { return is_scalar() ? tree_->text((*tree_)[node_]) : std::string_view(); }

YamlNode YamlNode::get(std::string_view key) const {
    if (!is_map()) return at(YamlTree::absent);
    const YamlTree::Node& map = (*tree_)[node_];
    for (std::uint32_t i = 0; i < map.size; i += 2) {
        const YamlTree::Node& name = (*tree_)[tree_->child(map, i)];
        if (name.kind == Kind::scalar && tree_->text(name) == key) return at(tree_->child(map, i + 1));
    }
    return at(YamlTree::absent);
}

YamlNode YamlNode::require(std::string_view key) const {
    YamlNode value = get(key);
    if (!value.present()) error(fmt::format("\"{}\" is missing", key));
    return value;
}

std::vector<YamlNode> YamlNode::items() const {
    if (!present()) return {};
    if (!is_list()) return {*this};
    const YamlTree::Node& list = (*tree_)[node_];
    std::vector<YamlNode> out;
    out.reserve(list.size);
    for (std::uint32_t i = 0; i < list.size; ++i) out.push_back(at(tree_->child(list, i)));
    return out;
}

std::vector<std::pair<std::string, YamlNode>> YamlNode::entries() const {
    if (!present()) return {};
    if (!is_map()) {
        error(fmt::format("found {}, expected a map of names to values", found(*this)));
        return {};
    }
    const YamlTree::Node& map = (*tree_)[node_];
    std::vector<std::pair<std::string, YamlNode>> out;
    out.reserve(map.size / 2);
    for (std::uint32_t i = 0; i < map.size; i += 2) {
        const YamlNode name = at(tree_->child(map, i));
        if (name.is_scalar()) out.emplace_back(name.scalar(), at(tree_->child(map, i + 1)));
        else name.error(fmt::format("found {} as a name, expected a word", found(name)));
    }
    return out;
}

std::string YamlNode::text(std::string_view fallback) const {
    if (!present()) return std::string(fallback);
    if (is_scalar()) return std::string(scalar());
    error(fmt::format("found {}, expected text", found(*this)));
    return std::string(fallback);
}

double YamlNode::number(double fallback) const {
    if (!present()) return fallback;
    if (const auto value = is_scalar() ? parse_number<double>(scalar()) : std::nullopt) return *value;
    error(fmt::format("found {}, expected a number", found(*this)));
    return fallback;
}

std::int64_t YamlNode::integer(std::int64_t fallback) const {
    if (!present()) return fallback;
    if (const auto value = is_scalar() ? parse_number<std::int64_t>(scalar()) : std::nullopt) return *value;
    error(fmt::format("found {}, expected a whole number", found(*this)));
    return fallback;
}

bool YamlNode::flag(bool fallback) const {
    if (!present()) return fallback;
    if (const auto value = is_scalar() ? parse_flag(scalar()) : std::nullopt) return *value;
    error(fmt::format("found {}, expected true or false", found(*this)));
    return fallback;
}

std::vector<std::string> YamlNode::texts() const {
    std::vector<std::string> out;
    for (const YamlNode& item : items()) {
        if (item.is_scalar()) out.emplace_back(item.scalar());
        else item.error(fmt::format("found {}, expected text", found(item)));
    }
    return out;
}

void YamlNode::allow_only(std::initializer_list<std::string_view> keys) const {
    if (!is_map()) return;
    const YamlTree::Node& map = (*tree_)[node_];
    for (std::uint32_t i = 0; i < map.size; i += 2) {
        const YamlNode name = at(tree_->child(map, i));
        if (!name.is_scalar() || std::ranges::find(keys, name.scalar()) != keys.end()) continue;
        const bool cut_text = map.flow && at(tree_->child(map, i + 1)).is_null();  // {label: A (B, C)}
        name.error(fmt::format("unknown word \"{}\"", name.scalar()),
                   cut_text ? "inside { } a comma ends the text before it: put that text in quotes" : key_hint(name.scalar(), keys));
    }
}

std::string YamlNode::where() const {
    if (!tree_) return {};
    const YamlTree::Node& node = (*tree_)[node_];
    return node.line == 0 ? tree_->file() : fmt::format("{}:{}:{}", tree_->file(), node.line, node.column);
}

void YamlNode::error(std::string what, std::string hint) const {
    if (errors_ != nullptr) errors_->push_back({where(), std::move(what), std::move(hint)});
}

std::vector<YamlNode> load_yaml_file(const std::filesystem::path& path, Errors& errors) {
    const auto text = read_whole_file(path);
    if (!text) {
        errors.push_back({path.string(), "cannot be read", {}});
        return {};
    }
    return load_yaml_text(*text, path.string(), errors);
}

std::vector<std::filesystem::path> yaml_files(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    std::error_code failed;
    const auto options = std::filesystem::directory_options::skip_permission_denied;
    for (auto it = std::filesystem::recursive_directory_iterator(folder, options, failed);
         !failed && it != std::filesystem::recursive_directory_iterator(); it.increment(failed)) {
        const auto extension = it->path().extension();
        if (it->is_regular_file(failed) && (extension == ".yml" || extension == ".yaml")) files.push_back(it->path());
    }
    std::ranges::sort(files);
    return files;
}

}  // namespace bonafide
