#include "base/yaml.h"

#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>

#include <fmt/format.h>

namespace bonafide {
namespace {

std::string position(const std::string& file, const YAML::Mark& mark) {
    if (mark.is_null()) return file;
    return fmt::format("{}:{}:{}", file, mark.line + 1, mark.column + 1);
}

std::string_view kind_name(const YAML::Node& node) {
    if (!node.IsDefined()) return "nothing";
    switch (node.Type()) {
        case YAML::NodeType::Undefined: return "nothing";
        case YAML::NodeType::Null: return "nothing";
        case YAML::NodeType::Scalar: return "a single value";
        case YAML::NodeType::Sequence: return "a list";
        case YAML::NodeType::Map: return "a map";
    }
    return "nothing";
}

/// What an unexpected node looks like in a message: the value itself where it is short.
std::string found(const YAML::Node& node) {
    if (!node.IsDefined() || !node.IsScalar()) return std::string(kind_name(node));
    const std::string& value = node.Scalar();
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
std::optional<T> parse_number(const std::string& text) {
    T value{};
    const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
    const char* end = text.data() + text.size();
    const auto [at, failed] = std::from_chars(begin, end, value);
    if (failed != std::errc{} || at != end) return std::nullopt;
    return value;
}

/// yaml-cpp makes documents without end of some broken texts (a comma where a value should begin). They all begin at one place.
class Progress : public YAML::EventHandler {
public:
    void OnDocumentStart(const YAML::Mark& mark) override {
        if (mark.pos == last_) throw YAML::ParserException(mark, "a value should begin here");
        last_ = mark.pos;
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
    void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
    void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
    void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnMapEnd() override {}

private:
    int last_ = -1;
};

std::vector<YamlNode> load(std::istream& in, const std::string& name, Errors& errors) {
    std::vector<YamlNode> documents;
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    try {
        std::istringstream once(text), again(text);
        YAML::Parser parser(once);
        Progress progress;
        while (parser.HandleNextDocument(progress)) {
        }
        for (YAML::Node& node : YAML::LoadAll(again)) documents.emplace_back(std::move(node), name, &errors);
    } catch (const YAML::Exception& e) {
        documents.clear();
        errors.push_back({position(name, e.mark), "not valid YAML: " + e.msg, {}});
    }
    return documents;
}

}  // namespace

YamlNode YamlNode::get(std::string_view key) const {
    if (!is_map()) return {YAML::Node(YAML::NodeType::Undefined), file_, errors_};
    // A linear search: operator[] on a non-const node would create the key, and on a const one it hides the reason.
    for (const auto& entry : node_) {
        if (entry.first.IsScalar() && entry.first.Scalar() == key) return {entry.second, file_, errors_};
    }
    return {YAML::Node(YAML::NodeType::Undefined), file_, errors_};
}

YamlNode YamlNode::require(std::string_view key) const {
    YamlNode value = get(key);
    if (!value.present()) error(fmt::format("\"{}\" is missing", key));
    return value;
}

std::vector<YamlNode> YamlNode::items() const {
    std::vector<YamlNode> out;
    if (!present()) return out;
    if (!node_.IsSequence()) return {*this};
    for (const auto& item : node_) out.emplace_back(item, file_, errors_);
    return out;
}

std::vector<std::pair<std::string, YamlNode>> YamlNode::entries() const {
    std::vector<std::pair<std::string, YamlNode>> out;
    if (!present()) return out;
    if (!node_.IsMap()) {
        error(fmt::format("found {}, expected a map of names to values", found(node_)));
        return out;
    }
    for (const auto& entry : node_) {
        if (entry.first.IsScalar()) out.emplace_back(entry.first.Scalar(), YamlNode(entry.second, file_, errors_));
        else YamlNode(entry.first, file_, errors_).error(fmt::format("found {} as a name, expected a word", found(entry.first)));
    }
    return out;
}

std::string YamlNode::text(std::string_view fallback) const {
    if (!present()) return std::string(fallback);
    if (node_.IsScalar()) return node_.Scalar();
    error(fmt::format("found {}, expected text", found(node_)));
    return std::string(fallback);
}

double YamlNode::number(double fallback) const {
    if (!present()) return fallback;
    if (node_.IsScalar()) {
        if (const auto value = parse_number<double>(node_.Scalar())) return *value;
    }
    error(fmt::format("found {}, expected a number", found(node_)));
    return fallback;
}

std::int64_t YamlNode::integer(std::int64_t fallback) const {
    if (!present()) return fallback;
    if (node_.IsScalar()) {
        if (const auto value = parse_number<std::int64_t>(node_.Scalar())) return *value;
    }
    error(fmt::format("found {}, expected a whole number", found(node_)));
    return fallback;
}

bool YamlNode::flag(bool fallback) const {
    if (!present()) return fallback;
    bool value = fallback;
    if (node_.IsScalar() && YAML::convert<bool>::decode(node_, value)) return value;
    error(fmt::format("found {}, expected true or false", found(node_)));
    return fallback;
}

std::vector<std::string> YamlNode::texts() const {
    std::vector<std::string> out;
    for (const YamlNode& item : items()) {
        if (item.is_scalar()) out.push_back(item.node_.Scalar());
        else item.error(fmt::format("found {}, expected text", found(item.node_)));
    }
    return out;
}

void YamlNode::allow_only(std::initializer_list<std::string_view> keys) const {
    if (!is_map()) return;
    for (const auto& entry : node_) {
        if (!entry.first.IsScalar()) continue;
        const std::string& key = entry.first.Scalar();
        if (std::ranges::find(keys, key) != keys.end()) continue;
        const bool cut_text = entry.second.IsNull() && node_.Style() == YAML::EmitterStyle::Flow;  // {label: A (B, C)}
        YamlNode(entry.first, file_, errors_)
            .error(fmt::format("unknown word \"{}\"", key),
                   cut_text ? "inside { } a comma ends the text before it: put that text in quotes" : key_hint(key, keys));
    }
}

std::string YamlNode::where() const {
    if (!node_.IsDefined()) return file_;
    return position(file_, node_.Mark());
}

void YamlNode::error(std::string what, std::string hint) const {
    if (errors_ != nullptr) errors_->push_back({where(), std::move(what), std::move(hint)});
}

std::vector<YamlNode> load_yaml_file(const std::filesystem::path& path, Errors& errors) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        errors.push_back({path.string(), "cannot be opened", {}});
        return {};
    }
    return load(in, path.string(), errors);
}

std::vector<YamlNode> load_yaml_text(std::string_view text, std::string name, Errors& errors) {
    std::istringstream in{std::string(text)};
    return load(in, name, errors);
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
