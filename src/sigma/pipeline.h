// Processing pipelines as pySigma writes them (YAML: vars, transformations): field names and log sources of an organisation's own
// data, put into rules after loading. What is not known here is refused: a rule that was changed by half would lie. Used by rule_set.h.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "sigma/rule.h"

namespace bonafide::sigma {

struct Pipeline {
    /// Holds for a rule; all of a transformation, or any (`rule_cond_op: or`).
    struct RuleCondition {
        enum class Kind : std::uint8_t { logsource, has_field, tag } kind = Kind::logsource;
        Logsource logsource;
        std::string word;  ///< the field or the tag
    };
    /// Which fields a transformation touches.
    struct FieldCondition {
        bool include = true;
        std::vector<std::string> fields;
    };
    enum class Kind : std::uint8_t {
        map_fields,
        map_prefixes,
        add_prefix,
        add_suffix,
        add_condition,
        change_logsource,
        drop_item,
        replace_text,
        refuse
    };
    struct Step {
        Kind kind = Kind::map_fields;
        std::vector<RuleCondition> rules;
        bool any_rule = false, not_rules = false;
        std::vector<FieldCondition> fields;
        std::map<std::string, std::vector<std::string>, std::less<>> mapping;
        std::string text, replacement;  ///< prefix, suffix, pattern, message
        Logsource logsource;
        Rule addition;  ///< add_condition: its items and condition
    };
    std::string name;
    double priority = 0;
    std::map<std::string, std::vector<std::string>, std::less<>> variables;  ///< values of placeholders
    bool open_placeholders = false;                                          ///< wildcard_placeholders: what has no value may be anything
    std::vector<Step> steps;

    [[nodiscard]] static Pipeline load(const std::filesystem::path& file, Errors& errors);
    /// Changes the rule. "" or why the rule must not run (`rule_failure`).
    [[nodiscard]] std::string apply(Rule& rule) const;
};

}  // namespace bonafide::sigma
