#include "source/attributes.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/yaml.h"
#include "source/suggest.h"

namespace bonafide {
namespace {

constexpr std::array<std::pair<std::string_view, AttributeType>, 25> types{{
    {"text", AttributeType::text},
    {"name", AttributeType::name},
    {"email", AttributeType::email},
    {"phone", AttributeType::phone},
    {"address", AttributeType::address},
    {"place", AttributeType::place},
    {"country", AttributeType::country},
    {"time_zone", AttributeType::time_zone},
    {"ip", AttributeType::ip},
    {"network", AttributeType::network},
    {"money_account", AttributeType::money_account},
    {"wallet", AttributeType::wallet},
    {"handle", AttributeType::handle},
    {"url", AttributeType::url},
    {"device", AttributeType::device},
    {"hardware_id", AttributeType::hardware_id},
    {"process", AttributeType::process},
    {"domain", AttributeType::domain},
    {"date", AttributeType::date},
    {"time", AttributeType::time},
    {"hours", AttributeType::hours},
    {"number", AttributeType::number},
    {"flag", AttributeType::flag},
    {"identifier", AttributeType::identifier},
    {"", AttributeType::text},
}};

AttributeType read_type(const YamlNode& node) {
    const std::string word = node.text("text");
    const auto known = std::ranges::find(types, std::string_view(word), &std::pair<std::string_view, AttributeType>::first);
    if (known != types.end()) return known->second;
    node.error(fmt::format("unknown type \"{}\"", word), source::suggest(word, types, &std::pair<std::string_view, AttributeType>::first));
    return AttributeType::text;
}

/// One of two words.
bool read_choice(const YamlNode& node, std::string_view usual, std::string_view other) {
    const std::string word = node.text(usual);
    if (word != usual && word != other) node.error(fmt::format("found \"{}\", expected {} or {}", word, usual, other));
    return word == other;
}

Attribute read_attribute(const std::string& name, const YamlNode& node) {
    node.allow_only({"type", "stance", "keep", "cap", "title", "personal", "kinds", "field", "from", "by"});
    Attribute a;
    a.name = name;
    a.type = read_type(node.get("type"));
    a.stance = read_choice(node.get("stance"), "observed", "claimed") ? Stance::claimed : Stance::observed;
    a.keep = read_choice(node.get("keep"), "all", "matched") ? Keep::matched : Keep::all;
    const std::int64_t cap = node.get("cap").integer(32);
    if (cap < 1 || cap > 4096) node.get("cap").error(fmt::format("found {}, expected 1 to 4096 values", cap));
    a.cap = static_cast<std::uint16_t>(std::clamp<std::int64_t>(cap, 1, 4096));
    a.title = node.get("title").text(name);
    a.personal = node.get("personal").flag();
    a.kinds = node.get("kinds").texts();
    a.field = node.get("field").text();
    a.from = node.get("from").text();
    a.by = node.get("by").text();
    return a;
}

}  // namespace

Attributes Attributes::load(const std::filesystem::path& file, Errors& errors) {
    Attributes out;
    out.all_.emplace_back();
    out.kinds_.emplace_back();
    const std::vector<YamlNode> documents = load_yaml_file(file, errors);
    if (documents.empty()) return out;
    const YamlNode& root = documents.front();
    root.allow_only({"kinds", "event_fields", "attributes", "forbidden"});
    for (const auto& [name, node] : root.require("kinds").entries()) {
        node.allow_only({"title", "human"});
        out.kinds_.push_back({name, node.get("title").text(name), node.get("human").flag()});
    }
    out.event_fields_ = root.require("event_fields").texts();
    for (const auto& [name, node] : root.get("forbidden").entries()) out.forbidden_.emplace(name, node.text());
    for (const auto& [name, node] : root.require("attributes").entries()) out.add(name, node);
    out.check(root.get("attributes"));
    return out;
}

void Attributes::add(const std::string& name, const YamlNode& node) {
    if (const std::string_view why = forbidden(name); !why.empty()) return node.error(fmt::format("\"{}\" must not be used: {}", name, why));
    const auto id = static_cast<AttributeId>(all_.size());
    if (!by_name_.emplace(name, id).second) return node.error(fmt::format("\"{}\" is there twice", name));
    all_.push_back(read_attribute(name, node));
    all_.back().id = id;
}

void Attributes::check(const YamlNode& attributes) const {
    for (const auto& [name, node] : attributes.entries()) {
        const Attribute* a = find(name);
        if (a == nullptr) continue;
        if (!a->field.empty() && !is_event_field(a->field))
            node.get("field").error(fmt::format("unknown event field \"{}\"", a->field), source::suggest(a->field, event_fields_));
        if (!a->from.empty() && find(a->from) == nullptr)
            node.get("from").error(fmt::format("unknown attribute \"{}\"", a->from), source::suggest(a->from, all_, &Attribute::name));
        for (const YamlNode& kind : node.get("kinds").items()) {
            if (kind_number(kind.text()) == 0)
                kind.error(fmt::format("unknown kind \"{}\"", kind.text()), source::suggest(kind.text(), kinds_, &EventKind::name));
        }
    }
}

const Attribute* Attributes::find(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : &all_[found->second];
}

std::string_view Attributes::forbidden(std::string_view name) const {
    // "person.nationality" is the same as "nationality"
    for (std::string_view part = name;; part.remove_prefix(part.find('.') + 1)) {
        if (const auto found = forbidden_.find(part); found != forbidden_.end()) return found->second;
        const std::string_view last = part.substr(0, part.find('.'));
        if (const auto found = forbidden_.find(last); found != forbidden_.end()) return found->second;
        if (part.find('.') == std::string_view::npos) return {};
    }
}

bool Attributes::is_event_field(std::string_view name) const { return std::ranges::find(event_fields_, name) != event_fields_.end(); }

std::uint16_t Attributes::event_field(std::string_view name) const {
    return static_cast<std::uint16_t>(std::ranges::find(event_fields_, name) - event_fields_.begin());
}

std::uint16_t Attributes::kind_number(std::string_view name) const {
    for (std::size_t i = 1; i < kinds_.size(); ++i) {
        if (kinds_[i].name == name) return static_cast<std::uint16_t>(i);
    }
    return 0;
}

}  // namespace bonafide
