#include "sigma/parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <limits>

#include "base/text.h"
#include "base/whole_file.h"
#include "base/yaml_tree.h"
#include "sigma/condition.h"

namespace bonafide::sigma {

namespace {

constexpr std::size_t max_depth = 100;

/// YAML's core schema: plain 1, 1.5, true and null are no texts; whatever is quoted is.
Written written(const YamlNode& node) {
    if (node.is_null()) return {Written::Type::null, ""};
    const std::string text(node.scalar());
    if (node.quoted()) return {Written::Type::text, text};
    if (text == "null" || text == "~" || text == "Null" || text == "NULL" || text.empty()) return {Written::Type::null, ""};
    if (text == "true" || text == "True" || text == "TRUE") return {Written::Type::boolean, "true"};
    if (text == "false" || text == "False" || text == "FALSE") return {Written::Type::boolean, "false"};
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool numeric = error == std::errc{} && end == text.data() + text.size() && std::isalpha(static_cast<unsigned char>(text.back())) == 0;
    return {numeric ? Written::Type::number : Written::Type::text, text};
}

Heading heading_of(const YamlNode& node, const std::string& file) {
    Heading out;
    out.id = node.get("id").text();
    out.name = node.get("name").text();
    out.title = node.get("title").text();
    out.status = node.get("status").text();
    out.level = node.get("level").text();
    out.description = node.get("description").text();
    out.author = node.get("author").text();
    out.date = node.get("date").text();
    out.tags = node.get("tags").texts();
    out.references = node.get("references").texts();
    out.false_positives = node.get("falsepositives").texts();
    out.file = file;
    out.where = node.where();
    return out;
}

/// Selections → items and expressions, for a rule or a filter.
class Detections {
public:
    Detections(std::vector<Item>& items, const Placeholders& placeholders) : items_(items), placeholders_(placeholders) {}

    /// The whole `detection` or `filter` map, `condition` included.
    Expression read(const YamlNode& node, std::initializer_list<std::string_view> not_selections) {
        for (const auto& [name, value] : node.entries()) {
            if (std::ranges::find(not_selections, name) != not_selections.end()) continue;
            names_.names.push_back(name);
            selections_.push_back(selection(value, 0));
        }
        if (names_.names.empty()) node.error("no selection", "name what to look for: selection: {field: value}");
        names_.resolve = [this](std::string_view name) {
            return selections_[static_cast<std::size_t>(std::ranges::find(names_.names, name) - names_.names.begin())];
        };
        std::vector<Expression> conditions;
        for (const YamlNode& text : node.require("condition").items()) conditions.push_back(condition(text));
        if (node.get("condition").present() && conditions.empty()) node.get("condition").error("the condition is empty");
        return any_of(std::move(conditions));
    }

private:
    Expression condition(const YamlNode& node) {
        if (!node.is_scalar()) {
            node.error("a condition is a text or a list of texts");
            return {};
        }
        auto parsed = parse_condition(node.text(), names_);
        if (parsed) return std::move(*parsed);
        node.error(fmt::format("condition, character {}: {}", parsed.error().column + 1, parsed.error().what), parsed.error().hint);
        return {};
    }

    Expression selection(const YamlNode& node, std::size_t depth) {
        if (depth > max_depth) {
            node.error("nested too deeply");
            return {};
        }
        if (node.is_map()) return fields(node);
        if (node.is_list()) return list(node, depth);
        if (node.is_scalar()) return keywords({node}, {});
        node.error("an empty selection");
        return {};
    }

    /// A list: keywords and maps, any of them.
    Expression list(const YamlNode& node, std::size_t depth) {
        std::vector<YamlNode> words;
        std::vector<Expression> parts;
        for (const YamlNode& item : node.items()) {
            if (item.is_scalar()) words.push_back(item);
            else parts.push_back(selection(item, depth + 1));
        }
        if (!words.empty()) parts.insert(parts.begin(), keywords(words, {}));
        if (parts.empty()) node.error("an empty list");
        return any_of(std::move(parts));
    }

    /// A map: all of its fields.
    Expression fields(const YamlNode& node) {
        std::vector<Expression> parts;
        for (const auto& [key, value] : node.entries()) {
            std::vector<std::string> steps;
            for (const std::string_view step : split(key, '|')) steps.emplace_back(step);
            const std::string field = steps.front();
            steps.erase(steps.begin());
            if (const std::string fault = chain_fault(steps); !fault.empty()) {
                value.error(fmt::format("{}: {}", key, fault), "docs/sigma.md lists the modifiers and their order");
                continue;
            }
            if (value.is_map() ||
                (value.is_list() && std::ranges::any_of(value.items(), [](const YamlNode& v) { return v.is_map() || v.is_list(); }))) {
                value.error(fmt::format("{}: found a map or list inside, expected a value or a list of values", key));
                continue;
            }
            parts.push_back(item(field, values_of(value), steps, value));
        }
        if (parts.empty() && node.entries().empty()) node.error("an empty selection");
        return all_of(std::move(parts));
    }

    static std::vector<YamlNode> values_of(const YamlNode& value) { return value.is_list() ? value.items() : std::vector<YamlNode>{value}; }

    Expression keywords(const std::vector<YamlNode>& words, const std::vector<std::string>& steps) { return item("", words, steps, words.front()); }

    Expression item(const std::string& field, const std::vector<YamlNode>& values, const std::vector<std::string>& steps, const YamlNode& where) {
        Item out;
        out.field = field;
        out.every = std::ranges::find(steps, "all") != steps.end();
        out.negated = std::ranges::find(steps, "neq") != steps.end();
        if (out.every && values.size() < 2) where.error("\"all\" needs a list of values", "without it one value is meant anyway");
        if (values.empty()) where.error("an empty list of values");
        std::vector<Expression> each;  // with `all`, every value must be met by one of its own ways
        for (const YamlNode& value : values) {
            Written text = written(value);
            if (text.type == Written::Type::null && values.size() > 1) value.error("null may not stand in a list", "make it a selection of its own");
            if (field.empty() && text.type == Written::Type::null) value.error("null is no keyword");
            auto found = predicates_of(text, steps, placeholders_);
            if (!found) {
                value.error(found.error());
                continue;
            }
            if (field.empty())
                for (Predicate& predicate : *found) as_keyword(predicate);
            if (out.every && found->size() > 1) each.push_back(add({field, false, false, std::move(*found)}));
            else out.predicates.insert(out.predicates.end(), std::make_move_iterator(found->begin()), std::make_move_iterator(found->end()));
        }
        if (each.empty()) return add(std::move(out));
        const bool negated = std::exchange(out.negated, false);
        if (!out.predicates.empty()) each.push_back(add(std::move(out)));
        Expression all = all_of(std::move(each));
        return negated ? not_of(std::move(all)) : all;
    }

    /// A keyword is looked for anywhere in a value.
    static void as_keyword(Predicate& predicate) {
        if (predicate.op == Op::equal || predicate.op == Op::starts || predicate.op == Op::ends) predicate.op = Op::contains;
        else if (predicate.op == Op::wildcard) predicate.text = "*" + predicate.text + "*";
    }

    Expression add(Item item) {
        Expression out;
        out.kind = Expression::Kind::item;
        const auto found = std::ranges::find(items_, item);
        out.item = static_cast<std::uint32_t>(found - items_.begin());
        if (found == items_.end()) items_.push_back(std::move(item));
        return out;
    }

    std::vector<Item>& items_;
    const Placeholders& placeholders_;
    NameSpace names_;
    std::vector<Expression> selections_;
};

Logsource logsource_of(const YamlNode& node) {
    const YamlNode source = node.require("logsource");
    Logsource out{ascii_lower(source.get("product").text()), ascii_lower(source.get("category").text()), ascii_lower(source.get("service").text())};
    if (source.present() && out.product.empty() && out.category.empty() && out.service.empty())
        source.error("a log source needs a category, a product or a service");
    return out;
}

void need_title(const YamlNode& node) {
    if (node.require("title").is_scalar() && trim(node.get("title").text()).empty()) node.get("title").error("the title is empty");
}

Rule rule_of(const YamlNode& node, Heading heading, const Placeholders& placeholders) {
    Rule out;
    out.heading = std::move(heading);
    need_title(node);
    if (const std::string taxonomy = node.get("taxonomy").text(); !taxonomy.empty() && taxonomy != "sigma")
        node.get("taxonomy").error(fmt::format("taxonomy \"{}\" is not known", taxonomy), "only \"sigma\", or a pipeline that maps its fields");
    out.logsource = logsource_of(node);
    out.fields = node.get("fields").texts();
    const YamlNode detection = node.require("detection");
    if (detection.present()) out.condition = Detections(out.items, placeholders).read(detection, {"condition", "timeframe"});
    if (detection.get("timeframe").present())
        detection.get("timeframe")
            .error("timeframe belongs to aggregations, which were removed from Sigma", "write a correlation rule with a timespan");
    return out;
}

constexpr auto correlation_types =
    std::to_array<std::pair<std::string_view, CorrelationType>>({{"event_count", CorrelationType::event_count},
                                                                 {"value_count", CorrelationType::value_count},
                                                                 {"temporal", CorrelationType::temporal},
                                                                 {"temporal_ordered", CorrelationType::temporal_ordered},
                                                                 {"temporal_extended", CorrelationType::temporal},
                                                                 {"temporal_ordered_extended", CorrelationType::temporal_ordered},
                                                                 {"value_sum", CorrelationType::value_sum},
                                                                 {"value_avg", CorrelationType::value_avg},
                                                                 {"value_percentile", CorrelationType::value_percentile},
                                                                 {"value_median", CorrelationType::value_median}});

void bounds_of(const YamlNode& condition, Correlation& out) {
    constexpr std::array<std::string_view, 6> names{"gt", "gte", "lt", "lte", "eq", "neq"};
    condition.allow_only({"gt", "gte", "lt", "lte", "eq", "neq", "field", "percentile"});
    for (std::size_t i = 0; i < names.size(); ++i)
        if (const YamlNode bound = condition.get(names[i]); bound.present()) out.bounds.push_back({static_cast<Bound::Kind>(i), bound.number()});
    out.values = condition.get("field").texts();
    out.percentile = condition.get("percentile").number(50);
    if (out.percentile < 0 || out.percentile > 100) condition.get("percentile").error("a percentile lies between 0 and 100");
    if (out.bounds.empty()) condition.error("expected gt, gte, lt, lte, eq or neq with a number");
}

void extended_condition(const YamlNode& condition, Correlation& out) {
    NameSpace space{out.rules, [&](std::string_view name) {
                        Expression leaf;
                        leaf.kind = Expression::Kind::item;
                        leaf.item = static_cast<std::uint32_t>(std::ranges::find(out.rules, name) - out.rules.begin());
                        return leaf;
                    }};
    auto parsed = parse_condition(condition.text(), space);
    if (!parsed)
        return condition.error(fmt::format("condition, character {}: {}", parsed.error().column + 1, parsed.error().what), parsed.error().hint);
    out.extended = true;
    out.condition = std::move(*parsed);
}

Correlation correlation_of(const YamlNode& node, Heading heading) {
    Correlation out;
    out.heading = std::move(heading);
    need_title(node);
    const YamlNode body = node.get("correlation");
    body.allow_only({"type", "rules", "group-by", "timespan", "condition", "aliases", "generate"});
    const std::string type = body.require("type").text();
    const auto known = std::ranges::find(correlation_types, type, [](const auto& entry) { return entry.first; });
    if (known != correlation_types.end()) out.type = known->second;
    else if (!type.empty())
        body.get("type").error(fmt::format("unknown type of correlation \"{}\"", type),
                               "event_count, value_count, temporal, temporal_ordered, value_sum, value_avg, value_percentile, value_median");
    out.rules = body.require("rules").texts();
    out.group_by = body.get("group-by").texts();
    out.timespan_us = parse_timespan(body.require("timespan").text());
    if (body.get("timespan").present() && out.timespan_us <= 0)
        body.get("timespan").error(fmt::format("found \"{}\", expected a number with s, m, h or d", body.get("timespan").text()));
    out.generate = body.get("generate").flag(false);
    for (const auto& [alias, fields] : body.get("aliases").entries()) {
        Correlation::Alias one{alias, {}};
        for (const auto& [rule, field] : fields.entries()) {
            if (std::ranges::find(out.rules, rule) == out.rules.end())
                field.error(fmt::format("alias \"{}\" names the rule \"{}\", which is not among the rules", alias, rule));
            one.fields.emplace_back(rule, field.text());
        }
        out.aliases.push_back(std::move(one));
    }
    const bool temporal = out.type == CorrelationType::temporal || out.type == CorrelationType::temporal_ordered;
    const YamlNode condition = body.get("condition");
    if (condition.is_scalar() && temporal) extended_condition(condition, out);
    else if (condition.is_map()) bounds_of(condition, out);
    else if (!temporal) (void)body.require("condition");
    if (!temporal && out.type != CorrelationType::event_count && condition.is_map() && out.values.empty())
        condition.error("this type needs the field whose values count", "condition: {field: ..., gte: ...}");
    if (out.values.size() > 1 && out.type != CorrelationType::value_count && !temporal)
        condition.get("field").error("only value_count takes several fields");
    return out;
}

Filter filter_of(const YamlNode& node, Heading heading, const Placeholders& placeholders) {
    Filter out;
    out.heading = std::move(heading);
    need_title(node);
    out.logsource = logsource_of(node);
    const YamlNode body = node.get("filter");
    const YamlNode rules = body.get("rules");
    if (!(rules.is_scalar() && equals_ignore_case(rules.text(), "any"))) out.rules = body.require("rules").texts();
    out.condition = Detections(out.items, placeholders).read(body, {"rules", "condition"});
    return out;
}

/// A document may have keys of its own, which say nothing to Sigma. Those that Sigma knows in another place were meant to say something.
Errors misplaced(const YamlNode& node) {
    Errors out;
    const YamlNode noting = node.reporting_to(&out);
    const auto belong_below = [&](std::string_view place, std::initializer_list<std::string_view> keys) {
        for (const std::string_view key : keys)
            if (const YamlNode found = noting.get(key); found.present())
                found.error(fmt::format("\"{}\" is not used here", key), fmt::format("put it below \"{}:\"", place));
    };
    const auto not_both = [&](std::string_view one, std::string_view other) {
        if (const YamlNode found = noting.get(other); found.present())
            found.error(fmt::format("\"{}\" is not used: the document is a {}", other, one), "write two documents, with --- between them");
    };
    if (noting.get("correlation").present()) {
        belong_below("correlation", {"type", "rules", "group-by", "timespan", "condition", "aliases", "generate"});
        for (const std::string_view other : {"detection", "logsource", "filter"}) not_both("correlation", other);
        return out;
    }
    const bool filter = noting.get("filter").present();
    belong_below(filter ? "filter" : "detection", {"condition", "selection", "timeframe"});
    belong_below("logsource", {"product", "category", "service"});
    if (filter) belong_below("filter", {"rules"}), not_both("filter", "detection");
    for (const auto& [key, value] : noting.get("logsource").entries())
        if (key != "product" && key != "category" && key != "service" && key != "definition")
            value.error(fmt::format("\"{}\" is not used", key), "a log source has product, category and service");
    return out;
}

/// Of a document that says too little to have a heading.
Rejected nameless(const std::string& file, const std::string& where, Errors errors) {
    Rejected out{{}, std::move(errors)};
    out.heading.file = file;
    out.heading.where = where;
    return out;
}

}  // namespace

Document parse_document(const YamlNode& yaml, const std::string& file, const Placeholders& placeholders) {
    Errors errors;
    const YamlNode node = yaml.reporting_to(&errors);
    if (!node.is_map()) {
        node.error("a rule is a map");
        return nameless(file, node.where(), std::move(errors));
    }
    Heading heading = heading_of(node, file);
    heading.notes = misplaced(yaml);
    Document out = node.get("correlation").present() ? Document(correlation_of(node, heading))
                   : node.get("filter").present()    ? Document(filter_of(node, heading, placeholders))
                                                     : Document(rule_of(node, heading, placeholders));
    if (!errors.empty()) return Rejected{std::move(heading), std::move(errors)};
    return out;
}

std::int64_t parse_timespan(std::string_view text) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || end + 1 != text.data() + text.size() || count <= 0) return 0;
    const std::int64_t seconds = *end == 's' ? 1 : *end == 'm' ? 60 : *end == 'h' ? 3600 : *end == 'd' ? 86'400 : 0;
    if (seconds != 0 && count > std::numeric_limits<std::int64_t>::max() / (seconds * 1'000'000)) return 0;
    return count * seconds * 1'000'000;
}

std::vector<Document> parse_text(std::string_view yaml, const std::string& file, const Placeholders& placeholders) {
    Errors errors;
    std::vector<Document> out;
    YamlNode global, previous;
    for (const YamlNode& node : load_yaml_text(yaml, file, errors)) {
        if (node.is_null()) continue;
        const std::string action = node.get("action").text();
        if (action == "global") {
            global = YamlTree::merged(global.is_map() ? global : YamlNode(), node, "action");
            continue;
        }
        if (action == "reset") {
            global = {};
            continue;
        }
        const YamlNode& under = action == "repeat" && previous.is_map() ? previous : global;
        previous = under.is_map() ? YamlTree::merged(under, node, "action") : node;
        out.push_back(parse_document(previous, file, placeholders));
    }
    if (!errors.empty()) out.emplace_back(nameless(file, file, std::move(errors)));
    return out;
}

std::vector<Document> parse_file(const std::filesystem::path& file, const Placeholders& placeholders) {
    const auto text = read_whole_file(file);
    if (!text) return {nameless(file.string(), file.string(), {{file.string(), "cannot be read", {}}})};
    return parse_text(*text, file.string(), placeholders);
}

}  // namespace bonafide::sigma
