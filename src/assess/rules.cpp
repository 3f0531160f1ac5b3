// content/assessment.yml → AssessmentRules.
#include <algorithm>
#include <cmath>

#include "assess/assessment.h"
#include "base/yaml.h"

namespace bonafide {

namespace {

constexpr std::string_view band_names[] = {"clear", "watch", "review", "urgent"};

double number_within(const YamlNode& node, double fallback, double least, double most) {
    const double number = node.number(fallback);
    if (number >= least && number <= most) return number;
    node.error("found " + node.text() + ", expected a number from " + std::to_string(static_cast<int>(least)) + " to " +
               std::to_string(static_cast<int>(most)));
    return fallback;
}

std::vector<double> read_shares(const YamlNode& node, std::vector<double> fallback) {
    if (!node.present()) return fallback;
    std::vector<double> shares;
    for (const YamlNode& item : node.items()) shares.push_back(number_within(item, 1, 0, 1));
    if (!shares.empty() && std::is_sorted(shares.rbegin(), shares.rend())) return shares;
    node.error("found shares that grow or none at all, expected falling ones", "[1, 0.3, 0.1]: strongest, next, all further");
    return fallback;
}

void read_bands(const YamlNode& node, AssessmentRules& rules) {
    node.allow_only({"watch", "review", "urgent"});
    rules.watch_bits = node.get("watch").number(rules.watch_bits);
    rules.review_bits = node.get("review").number(rules.review_bits);
    rules.urgent_bits = node.get("urgent").number(rules.urgent_bits);
    if (rules.watch_bits > 0 && rules.watch_bits < rules.review_bits && rules.review_bits < rules.urgent_bits) return;
    node.error("found bands that do not rise, expected 0 < watch < review < urgent");
}

WeightChange read_change(const YamlNode& node) {
    node.allow_only({"times", "most", "reason"});
    WeightChange change;
    change.where = node.where();
    change.times = number_within(node.get("times"), change.times, 0, 10);
    change.most = number_within(node.get("most"), change.most, 0, 1000);
    change.reason = node.require("reason").text();
    return change;
}

void read_rules(const YamlNode& root, AssessmentRules& rules) {
    root.allow_only(
        {"prior_bits", "bands", "group_shares", "groups", "min_families", "family_floor", "checks", "sigma"});  // sigma: scan/rules.h reads it
    rules.prior_bits = number_within(root.get("prior_bits"), rules.prior_bits, -40, 0);
    if (root.get("bands").present()) read_bands(root.get("bands"), rules);
    rules.group_shares = read_shares(root.get("group_shares"), rules.group_shares);
    for (const auto& [group, node] : root.get("groups").entries()) rules.shares_of_group[group] = read_shares(node, rules.group_shares);
    rules.min_families = static_cast<int>(number_within(root.get("min_families"), rules.min_families, 1, 6));
    rules.family_floor = number_within(root.get("family_floor"), rules.family_floor, 0, 100);
    for (const auto& [check, node] : root.get("checks").entries()) rules.checks[check] = read_change(node);
}

}  // namespace

std::string_view band_name(Band band) { return band_names[static_cast<std::size_t>(band)]; }

bool band_from(std::string_view name, Band& band) {
    const auto found = std::find(std::begin(band_names), std::end(band_names), name);
    if (found == std::end(band_names)) return false;
    band = static_cast<Band>(found - std::begin(band_names));
    return true;
}

AssessmentRules AssessmentRules::load(const std::filesystem::path& file, Errors& errors) {
    AssessmentRules rules;
    for (const YamlNode& root : load_yaml_file(file, errors)) read_rules(root, rules);
    return rules;
}

void AssessmentRules::check_names(const CheckSet& known, Errors& errors) const {
    const auto is_known = [&](auto member, const std::string& name) {
        return std::any_of(known.checks().begin(), known.checks().end(), [&](const Check& check) { return check.*member == name; });
    };
    for (const auto& [id, change] : checks)
        if (!id.starts_with("sigma.") && !is_known(&Check::id, id))
            errors.push_back({change.where, "no check is called " + id, "`bonafide checks list` names them"});
    for (const auto& [group, shares] : shares_of_group)
        if (!is_known(&Check::group, group))
            errors.push_back({"assessment.yml", "no check has the group " + group, "see `group:` in content/checks"});
}

}  // namespace bonafide
