// content/checks/*.yml → checks and plans, every error at once. The language is docs/checks.md. Inside check only.
#pragma once

#include "base/yaml.h"
#include "check/plan.h"

namespace bonafide::check {

/// Reads one file's check; nothing where it had errors (which are added).
class CheckReader {
public:
    CheckReader(const Attributes& attributes, const Lists& lists) : attributes_(attributes), lists_(lists) {}
    struct Outcome {
        Check check;
        Plan plan;
    };
    [[nodiscard]] Outcome read(const YamlNode& root, const std::filesystem::path& file, std::uint64_t matcher_id);

private:
    void read_head(const YamlNode& root, Check& check, Plan& plan);
    void read_references(const YamlNode& node, Check& check);
    void read_reads(const YamlNode& root, Check& check);
    void compare_reads(const YamlNode& root, const Check& check);
    [[nodiscard]] MatchPlan read_match(const YamlNode& root, const YamlNode& node);
    [[nodiscard]] MismatchPlan read_mismatch(const YamlNode& node);
    [[nodiscard]] SharedPlan read_shared(const YamlNode& node);
    [[nodiscard]] UnusualPlan read_unusual(const YamlNode& node);
    [[nodiscard]] Condition read_condition(const YamlNode& node);

    /// The attribute of that name, noted as touched; no_attribute and an error where there is none.
    AttributeId attribute(const YamlNode& node);
    void touch(std::string_view name, const YamlNode& where);
    /// What follows from an address is judged by that address and its network.
    void touch_origins(const std::vector<AttributeId>& ids, const YamlNode& where);
    [[nodiscard]] std::vector<AttributeId> attributes_of(const YamlNode& node);
    [[nodiscard]] std::vector<const List*> lists_of(const YamlNode& node);
    [[nodiscard]] ValueMatcher read_matcher(const YamlNode& node, const std::vector<AttributeId>& of);
    [[nodiscard]] Parameters read_with(const YamlNode& node, const std::vector<std::string_view>& numbers, const std::vector<std::string_view>& lists,
                                       bool takes_attribute);
    [[nodiscard]] std::optional<Soon> read_soon(const YamlNode& node, bool adds);

    const Attributes& attributes_;
    const Lists& lists_;
    std::set<AttributeId> touched_;
    std::uint64_t matcher_id_ = 0;
};

/// The lowest and highest bits a plan can give, whichever is farther from 0.
[[nodiscard]] double strongest_bits(const Plan& plan);

}  // namespace bonafide::check
