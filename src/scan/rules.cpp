#include "scan/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/parallel.h"
#include "base/text.h"
#include "base/yaml.h"
#include "scan/content.h"

namespace bonafide {

namespace {

constexpr auto family_words = std::to_array<std::pair<std::string_view, Family>>({{"identity", Family::identity},
                                                                                  {"network", Family::network},
                                                                                  {"device", Family::device},
                                                                                  {"money", Family::money},
                                                                                  {"behaviour", Family::behaviour},
                                                                                  {"shared", Family::shared}});

constexpr std::string_view purpose_tag = "bonafide.t";

std::string name_of(const sigma::Heading& heading) { return !heading.id.empty() ? heading.id : !heading.name.empty() ? heading.name : heading.title; }

/// "attack.persistence" and not "attack.t1547.001", "attack.g0016" or "attack.s0154".
bool is_tactic(std::string_view tag) {
    if (!tag.starts_with("attack.")) return false;
    const std::string_view rest = tag.substr(7);
    return rest.size() > 1 && std::ranges::none_of(rest, [](char c) { return c >= '0' && c <= '9'; });
}

/// A rule that sees what a check sees says so with a tag bonafide.group.GROUP: one fact is not counted twice.
std::string group_of(const sigma::Heading& heading) {
    constexpr std::string_view group_tag = "bonafide.group.";
    for (const std::string& tag : heading.tags)
        if (tag.starts_with(group_tag)) return tag.substr(group_tag.size());
    for (const std::string& tag : heading.tags)
        if (is_tactic(tag)) return "sigma." + tag.substr(7);
    return "sigma.other";
}

std::string upper(std::string text) {
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return text;
}

Check check_of(const sigma::Heading& heading, const Logsource& logsource, const RuleWeights& weights) {
    Check out;
    out.id = "sigma." + name_of(heading);
    out.title = heading.title;
    out.file = heading.file;
    out.kind = CheckKind::match;
    out.family = weights.family_of(logsource);
    out.group = group_of(heading);
    for (const std::string& tag : heading.tags) {
        if (tag.starts_with(purpose_tag)) out.tactics.push_back(upper(tag.substr(purpose_tag.size() - 1)));
        else if (tag.starts_with("attack.t") && !is_tactic(tag)) out.attack.push_back(upper(tag.substr(7)));
    }
    out.max_bits = weights.bits_of(heading);
    out.reason =
        fmt::format("Sigma rule of level {}: {} bits (content/assessment.yml, sigma)", heading.level.empty() ? "low" : heading.level, out.max_bits);
    out.innocent = heading.false_positives;
    out.next_step = "Read the events below and what the rule says of itself; ask the person, or whoever runs the system, what was done and why.";
    if (!heading.description.empty()) out.next_step += " The rule: " + heading.description;
    for (const std::string& url : heading.references) out.references.push_back({url, url, heading.date});
    return out;
}

}  // namespace

RuleWeights RuleWeights::load(const std::filesystem::path& file, Errors& errors) {
    RuleWeights out;
    Errors ignored;  // what the rest of the file has to say is said by AssessmentRules
    for (const YamlNode& own : load_yaml_file(file, ignored)) {
        const YamlNode root = own.get("sigma").reporting_to(&errors);
        root.allow_only({"bits", "purpose", "shares", "families"});
        for (const auto& [level, bits] : root.get("bits").entries()) out.bits[level] = bits.number();
        out.purpose = root.get("purpose").number(1);
        if (root.get("shares").present()) {
            out.shares.clear();
            for (const YamlNode& share : root.get("shares").items()) out.shares.push_back(share.number());
        }
        for (const YamlNode& item : root.get("families").items()) {
            item.allow_only({"product", "category", "service", "family"});
            const std::string word = item.require("family").text();
            const auto found = std::ranges::find(family_words, word, [](const auto& entry) { return entry.first; });
            if (found == family_words.end())
                item.get("family").error(fmt::format("found \"{}\", expected identity, network, device, money, behaviour or shared", word));
            else out.families.push_back({{item.get("product").text(), item.get("category").text(), item.get("service").text()}, found->second});
        }
    }
    return out;
}

double RuleWeights::bits_of(const sigma::Heading& heading) const {
    const auto found = bits.find(heading.level.empty() ? "low" : heading.level);
    const bool on_purpose = std::ranges::any_of(heading.tags, [](const std::string& tag) { return tag.starts_with(purpose_tag); });
    return (found == bits.end() ? 0.25 : found->second) * (on_purpose ? purpose : 1);
}

Family RuleWeights::family_of(const Logsource& logsource) const {
    for (const FamilyRule& rule : families)
        if (sigma::answers(logsource, rule.logsource)) return rule.family;
    return Family::behaviour;
}

RunningRules::RunningRules(const Content& content, sigma::RuleSet set, sigma::NanosecondClock clock) : set_(std::move(set)) {
    const std::vector<const Source*> sources = all_compiled(content.sources);
    dialects_ = sigma::dialects_of(sources);
    for (std::size_t i = 0; i < sources.size(); ++i) dialect_of_.emplace(sources[i], i);
    engine_ = std::make_unique<sigma::Engine>(set_.rules(), dialects_, sigma::EngineOptions{.clock = clock});
    plan_ = sigma::CorrelationPlan::make(set_.rules(), set_.correlations(), plan_errors_);
    for (const sigma::Rule& rule : set_.rules()) {
        names_.push_back(name_of(rule.heading));
        by_name_.emplace(names_.back(), names_.size() - 1);
    }
}

void RunningRules::finish(Content& content, Errors& errors) {
    engine_->bind(content.names);
    weights_ = content.rule_weights;
    if (const Attribute* attribute = content.attributes.find("rule.hit")) hit_ = attribute->id;
    else errors.push_back({"attributes.yml", "the attribute rule.hit is missing", "hits of Sigma rules are stated with it"});
    const auto add = [&](const sigma::Heading& heading, const Logsource& logsource, std::vector<std::size_t>& to) {
        Check check = check_of(heading, logsource, weights_);
        if (check.group.starts_with("sigma.")) content.rules.shares_of_group.try_emplace(check.group, weights_.shares);
        to.push_back(content.checks.add(std::move(check)));
    };
    for (const sigma::Rule& rule : set_.rules()) add(rule.heading, rule.logsource, rule_checks_);
    for (const sigma::Correlation& one : set_.correlations()) {
        // A correlation is evidence of what its first rule is.
        const std::size_t first = one.rules.empty() ? set_.rules().size() : set_.find(one.rules.front());
        add(one.heading, first < set_.rules().size() ? set_.rules()[first].logsource : Logsource{}, correlation_checks_);
    }
}

std::size_t RunningRules::rule_of_name(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? none() : found->second;
}

}  // namespace bonafide
