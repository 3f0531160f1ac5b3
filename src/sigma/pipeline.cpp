#include "sigma/pipeline.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "base/yaml_tree.h"
#include "sigma/condition.h"
#include "sigma/dialect.h"
#include "sigma/parse.h"

namespace bonafide::sigma {

namespace {

using Step = Pipeline::Step;

constexpr auto kinds = std::to_array<std::pair<std::string_view, Pipeline::Kind>>({{"field_name_mapping", Pipeline::Kind::map_fields},
                                                                                   {"field_name_prefix_mapping", Pipeline::Kind::map_prefixes},
                                                                                   {"field_name_prefix", Pipeline::Kind::add_prefix},
                                                                                   {"field_name_suffix", Pipeline::Kind::add_suffix},
                                                                                   {"add_condition", Pipeline::Kind::add_condition},
                                                                                   {"change_logsource", Pipeline::Kind::change_logsource},
                                                                                   {"drop_detection_item", Pipeline::Kind::drop_item},
                                                                                   {"replace_string", Pipeline::Kind::replace_text},
                                                                                   {"rule_failure", Pipeline::Kind::refuse}});
constexpr std::string_view known_kinds =
    "field_name_mapping, field_name_prefix_mapping, field_name_prefix, field_name_suffix, add_condition, change_logsource, "
    "drop_detection_item, replace_string, value_placeholders, wildcard_placeholders, rule_failure";

Logsource plain_logsource(const YamlNode& node) { return {node.get("product").text(), node.get("category").text(), node.get("service").text()}; }

void read_rule_conditions(const YamlNode& node, Step& step) {
    for (const YamlNode& item : node.get("rule_conditions").items()) {
        const std::string type = item.require("type").text();
        Pipeline::RuleCondition out;
        if (type == "logsource") {
            item.allow_only({"type", "product", "category", "service"});
            out.logsource = plain_logsource(item);
        } else if (type == "contains_field") {
            out.kind = Pipeline::RuleCondition::Kind::has_field;
            out.word = item.require("field").text();
        } else if (type == "tag") {
            out.kind = Pipeline::RuleCondition::Kind::tag;
            out.word = item.require("tag").text();
        } else {
            item.get("type").error(fmt::format("the rule condition \"{}\" is not supported", type), "logsource, contains_field, tag");
        }
        step.rules.push_back(std::move(out));
    }
    step.any_rule = node.get("rule_cond_op").text("and") == "or";
    step.not_rules = node.get("rule_cond_not").flag();
}

void read_field_conditions(const YamlNode& node, Step& step) {
    for (const YamlNode& item : node.get("field_name_conditions").items()) {
        const std::string type = item.require("type").text();
        if (type != "include_fields" && type != "exclude_fields")
            item.get("type").error(fmt::format("the field condition \"{}\" is not supported", type), "include_fields, exclude_fields");
        if (item.get("mode").text("plain") != "plain") item.get("mode").error("only plain field names are supported");
        step.fields.push_back({type == "include_fields", item.require("fields").texts()});
    }
}

/// The items and the condition of `conditions: {field: value}`, read as Sigma reads a selection.
void read_addition(const YamlNode& node, Step& step) {
    const YamlNode conditions = node.require("conditions");
    if (node.get("template").flag()) node.get("template").error("templates are not supported", "write the values out");
    const auto tree = std::make_shared<YamlTree>("add_condition");
    const auto word = [&](std::string_view text) { return tree->add_scalar(text, false, 0, 0); };
    const auto map = [&](const std::vector<std::uint32_t>& entries) { return tree->add(YamlTree::Kind::map, entries, false, 0, 0); };
    const std::uint32_t logsource = map({word("category"), word("any")});
    const std::uint32_t detection =
        map({word("addition"), tree->copy(conditions), word("condition"), word(node.get("negated").flag() ? "not addition" : "addition")});
    const std::uint32_t rule = map({word("title"), word("addition"), word("logsource"), logsource, word("detection"), detection});
    Document document = parse_document({tree, rule, nullptr}, "add_condition", {});
    if (auto* addition = std::get_if<Rule>(&document)) step.addition = std::move(*addition);
    else if (const auto* rejected = std::get_if<Rejected>(&document))
        for (const Error& error : rejected->errors) conditions.error(error.what, error.hint);
}

void read_arguments(const YamlNode& node, Step& step) {
    using Kind = Pipeline::Kind;
    switch (step.kind) {
        case Kind::map_fields:
        case Kind::map_prefixes:
            for (const auto& [from, to] : node.require("mapping").entries()) step.mapping[from] = to.texts();
            break;
        case Kind::add_prefix: step.text = node.require("prefix").text(); break;
        case Kind::add_suffix: step.text = node.require("suffix").text(); break;
        case Kind::add_condition: read_addition(node, step); break;
        case Kind::change_logsource: step.logsource = plain_logsource(node); break;
        case Kind::drop_item: break;
        case Kind::replace_text:
            step.text = node.require("regex").text();
            step.replacement = node.require("replacement").text();
            if (!RE2(step.text, RE2::Quiet).ok()) node.get("regex").error("not a pattern");
            break;
        case Kind::refuse: step.text = node.require("message").text(); break;
    }
}

void read_step(const YamlNode& node, Pipeline& out) {
    const std::string type = node.require("type").text();
    if (type == "value_placeholders") return;  // placeholders with values are always resolved
    if (type == "wildcard_placeholders") {
        out.open_placeholders = true;
        return;
    }
    const auto known = std::ranges::find(kinds, type, [](const auto& kind) { return kind.first; });
    if (known == kinds.end())
        return node.get("type").error(fmt::format("the transformation \"{}\" is not supported", type), std::string(known_kinds));
    for (const std::string_view word : {"detection_item_conditions", "rule_cond_expression", "field_name_cond_expression"})
        if (node.get(word).present()) node.get(word).error(fmt::format("\"{}\" is not supported", word));
    Step step;
    step.kind = known->second;
    read_rule_conditions(node, step);
    read_field_conditions(node, step);
    read_arguments(node, step);
    out.steps.push_back(std::move(step));
}

// --- applying --------------------------------------------------------------------------------------------------------

bool holds(const Pipeline::RuleCondition& condition, const Rule& rule) {
    switch (condition.kind) {
        case Pipeline::RuleCondition::Kind::logsource: return answers(rule.logsource, condition.logsource);
        case Pipeline::RuleCondition::Kind::has_field:
            return std::ranges::any_of(rule.items, [&](const Item& item) { return item.field == condition.word; });
        case Pipeline::RuleCondition::Kind::tag: break;
    }
    return std::ranges::find(rule.heading.tags, condition.word) != rule.heading.tags.end();
}

bool concerns(const Step& step, const Rule& rule) {
    if (step.rules.empty()) return true;
    const auto one = [&](const Pipeline::RuleCondition& condition) { return holds(condition, rule); };
    return (step.any_rule ? std::ranges::any_of(step.rules, one) : std::ranges::all_of(step.rules, one)) != step.not_rules;
}

bool touches(const Step& step, const std::string& field) {
    return std::ranges::all_of(step.fields, [&](const Pipeline::FieldCondition& condition) {
        return (std::ranges::find(condition.fields, field) != condition.fields.end()) == condition.include;
    });
}

/// The names that a field gets; itself where nothing is said of it.
std::vector<std::string> names_of(const Step& step, const std::string& field) {
    if (field.empty() || !touches(step, field)) return {field};
    if (step.kind == Pipeline::Kind::add_prefix) return {step.text + field};
    if (step.kind == Pipeline::Kind::add_suffix) return {field + step.text};
    if (step.kind == Pipeline::Kind::map_fields) {
        const auto found = step.mapping.find(field);
        return found == step.mapping.end() || found->second.empty() ? std::vector{field} : found->second;
    }
    for (const auto& [prefix, others] : step.mapping) {
        if (!field.starts_with(prefix)) continue;
        std::vector<std::string> out;
        for (const std::string& other : others) out.push_back(other + field.substr(prefix.size()));
        return out;
    }
    return {field};
}

/// Every leaf replaced by what `leaf` makes of its item.
template <class Leaf>
Expression rebuilt(Expression expression, const Leaf& leaf) {
    if (expression.kind == Expression::Kind::item) return leaf(expression.item);
    for (Expression& child : expression.children) child = rebuilt(std::move(child), leaf);
    return expression;
}

Expression leaf_of(std::size_t item) {
    Expression out;
    out.kind = Expression::Kind::item;
    out.item = static_cast<std::uint32_t>(item);
    return out;
}

void rename(const Step& step, Rule& rule) {
    std::vector<Item> items;
    std::vector<Expression> leaves;
    for (const Item& item : rule.items) {
        std::vector<Expression> ways;
        for (std::string& name : names_of(step, item.field)) {
            Item& made = items.emplace_back(item);
            made.field = std::move(name);
            for (Predicate& predicate : made.predicates)
                if (predicate.op >= Op::same_as) predicate.text = names_of(step, predicate.text).front();
            ways.push_back(leaf_of(items.size() - 1));
        }
        leaves.push_back(any_of(std::move(ways)));
    }
    rule.items = std::move(items);
    rule.condition = rebuilt(std::move(rule.condition), [&](std::uint32_t item) { return leaves[item]; });
}

void add(const Step& step, Rule& rule) {
    const std::size_t first = rule.items.size();
    rule.items.insert(rule.items.end(), step.addition.items.begin(), step.addition.items.end());
    Expression more = rebuilt(step.addition.condition, [&](std::uint32_t item) { return leaf_of(first + item); });
    std::vector<Expression> both;
    both.push_back(std::move(more));
    both.push_back(std::move(rule.condition));
    rule.condition = all_of(std::move(both));
}

void replace(const Step& step, Rule& rule) {
    const RE2 pattern(step.text, RE2::Quiet);
    for (Item& item : rule.items) {
        if (!touches(step, item.field)) continue;
        for (Predicate& predicate : item.predicates)
            if (predicate.op <= Op::wildcard) RE2::GlobalReplace(&predicate.text, pattern, step.replacement);
    }
}

void drop(const Step& step, Rule& rule) {
    rule.condition = rebuilt(std::move(rule.condition), [&](std::uint32_t item) {
        if (step.fields.empty() || !touches(step, rule.items[item].field)) return leaf_of(item);
        return Expression{};  // always
    });
}

}  // namespace

Pipeline Pipeline::load(const std::filesystem::path& file, Errors& errors) {
    Pipeline out;
    for (const YamlNode& root : load_yaml_file(file, errors)) {
        root.allow_only({"name", "priority", "vars", "transformations", "allowed_backends"});
        out.name = root.get("name").text(file.stem().string());
        out.priority = root.get("priority").number();
        for (const auto& [name, values] : root.get("vars").entries()) out.variables[name] = values.texts();
        for (const YamlNode& step : root.get("transformations").items()) read_step(step, out);
    }
    return out;
}

std::string Pipeline::apply(Rule& rule) const {
    for (const Step& step : steps) {
        if (!concerns(step, rule)) continue;
        switch (step.kind) {
            case Kind::map_fields:
            case Kind::map_prefixes:
            case Kind::add_prefix:
            case Kind::add_suffix: rename(step, rule); break;
            case Kind::add_condition: add(step, rule); break;
            case Kind::change_logsource: rule.logsource = step.logsource; break;
            case Kind::drop_item: drop(step, rule); break;
            case Kind::replace_text: replace(step, rule); break;
            case Kind::refuse: return fmt::format("pipeline {}: {}", name, step.text);
        }
    }
    return {};
}

}  // namespace bonafide::sigma
