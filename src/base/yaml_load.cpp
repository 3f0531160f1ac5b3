// Text → YamlTree, by the events of libyaml.
#include <yaml.h>

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "base/yaml_tree.h"

namespace bonafide {

namespace {

constexpr std::size_t max_depth = 200;           // whoever reads a tree calls himself for each level
constexpr std::uint64_t max_weight = 5'000'000;  // nodes: aliases of aliases make many of a few bytes
constexpr std::size_t max_bytes = std::size_t{1} << 30;

bool means_null(std::string_view text) { return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL"; }

struct Event {
    yaml_event_t of{};
    Event() = default;
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
    ~Event() { yaml_event_delete(&of); }
};

class Loader {
public:
    Loader(std::string_view text, const std::string& file, Errors& errors) : text_(text), file_(file), errors_(errors) {
        ready_ = yaml_parser_initialize(&parser_) == 1;
        if (ready_) yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    }
    Loader(const Loader&) = delete;
    Loader& operator=(const Loader&) = delete;
    ~Loader() {
        if (ready_) yaml_parser_delete(&parser_);
    }

    /// All documents; none after an error.
    std::vector<YamlNode> run() {
        if (text_.size() > max_bytes) return fail(0, 0, "more than 1 GiB");
        while (ready_) {
            Event event;
            if (yaml_parser_parse(&parser_, &event.of) == 0) return broken();
            if (event.of.type == YAML_STREAM_END_EVENT) return std::move(documents_);
            if (!take(event.of)) return {};
        }
        return fail(0, 0, "not enough memory");
    }

private:
    struct Open {
        YamlTree::Kind kind = YamlTree::Kind::list;
        bool flow = false;
        std::string anchor;
        std::uint32_t line = 0, column = 0;
        std::vector<std::uint32_t> children;
    };

    /// False after an error.
    bool take(const yaml_event_t& event) {
        const std::uint32_t line = static_cast<std::uint32_t>(event.start_mark.line) + 1,
                            column = static_cast<std::uint32_t>(event.start_mark.column) + 1;
        switch (event.type) {
            case YAML_DOCUMENT_START_EVENT:
                tree_ = std::make_shared<YamlTree>(file_);
                anchors_.clear();
                return true;
            case YAML_DOCUMENT_END_EVENT: documents_.emplace_back(std::move(tree_), root_, &errors_); return true;
            case YAML_SCALAR_EVENT: return add(scalar(event, line, column), anchor_of(event.data.scalar.anchor), line, column);
            case YAML_ALIAS_EVENT: {
                const auto found = anchors_.find(anchor_of(event.data.alias.anchor));
                if (found == anchors_.end() || found->second == YamlTree::absent)
                    return error(line, column,
                                 fmt::format("not valid YAML: nothing is called \"{}\" before this", anchor_of(event.data.alias.anchor)));
                return add(found->second, {}, line, column);
            }
            case YAML_SEQUENCE_START_EVENT:
                return begin({YamlTree::Kind::list,
                              event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE,
                              anchor_of(event.data.sequence_start.anchor),
                              line,
                              column,
                              {}});
            case YAML_MAPPING_START_EVENT:
                return begin({YamlTree::Kind::map,
                              event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE,
                              anchor_of(event.data.mapping_start.anchor),
                              line,
                              column,
                              {}});
            case YAML_SEQUENCE_END_EVENT:
            case YAML_MAPPING_END_EVENT: {
                const Open open = std::move(open_.back());
                open_.pop_back();
                return add(tree_->add(open.kind, open.children, open.flow, open.line, open.column), open.anchor, open.line, open.column);
            }
            default: return true;
        }
    }

    static std::string anchor_of(const yaml_char_t* name) { return name ? reinterpret_cast<const char*>(name) : ""; }

    std::uint32_t scalar(const yaml_event_t& event, std::uint32_t line, std::uint32_t column) {
        const auto& given = event.data.scalar;
        const std::string_view text(reinterpret_cast<const char*>(given.value), given.length);
        const bool plain = given.style == YAML_PLAIN_SCALAR_STYLE;
        if (plain && !given.tag && means_null(text)) return tree_->add_null(line, column);
        return tree_->add_scalar(text, !plain || given.tag, line, column);
    }

    bool begin(Open open) {
        if (open_.size() == max_depth) return error(open.line, open.column, fmt::format("nested more than {} deep", max_depth));
        if (!open.anchor.empty()) anchors_[open.anchor] = YamlTree::absent;  // until it is complete nothing may refer to it
        open_.push_back(std::move(open));
        return true;
    }

    bool add(std::uint32_t node, const std::string& anchor, std::uint32_t line, std::uint32_t column) {
        if ((*tree_)[node].weight > max_weight) return error(line, column, "aliases repeat more than can be read");
        if (!anchor.empty()) anchors_[anchor] = node;
        if (open_.empty()) root_ = node;
        else open_.back().children.push_back(node);
        return true;
    }

    bool error(std::uint32_t line, std::uint32_t column, std::string what, std::string hint = {}) {
        errors_.push_back({line ? fmt::format("{}:{}:{}", file_, line, column) : file_, std::move(what), std::move(hint)});
        return false;
    }
    std::vector<YamlNode> fail(std::uint32_t line, std::uint32_t column, std::string what, std::string hint = {}) {
        (void)error(line, column, std::move(what), std::move(hint));
        return {};
    }

    std::vector<YamlNode> broken() {
        const std::string what = fmt::format("not valid YAML: {}", parser_.problem ? parser_.problem : "not enough memory");
        if (parser_.error == YAML_READER_ERROR) {  // bytes that are no text: they have no mark
            const std::string_view before = text_.substr(0, std::min(parser_.problem_offset, text_.size()));
            const auto lines = static_cast<std::uint32_t>(std::ranges::count(before, '\n'));
            return fail(lines + 1, static_cast<std::uint32_t>(before.size() - (before.rfind('\n') + 1)) + 1, what);
        }
        return fail(static_cast<std::uint32_t>(parser_.problem_mark.line) + 1, static_cast<std::uint32_t>(parser_.problem_mark.column) + 1, what,
                    "a text with any of : # , [ ] { } \" \' % @ in it belongs in quotes");
    }

    std::string_view text_;
    const std::string& file_;
    Errors& errors_;
    yaml_parser_t parser_{};
    bool ready_ = false;
    std::shared_ptr<YamlTree> tree_;
    std::uint32_t root_ = YamlTree::absent;
    std::vector<Open> open_;
    std::map<std::string, std::uint32_t, std::less<>> anchors_;
    std::vector<YamlNode> documents_;
};

}  // namespace

std::vector<YamlNode> load_yaml_text(std::string_view text, const std::string& name, Errors& errors) { return Loader(text, name, errors).run(); }

}  // namespace bonafide
