#include "check/loader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "source/suggest.h"

namespace bonafide::check {

namespace {

constexpr double most_bits = 20;
constexpr std::uint64_t matchers_a_check = 64;

template <class Value, std::size_t N>
using Words = std::array<std::pair<std::string_view, Value>, N>;

constexpr Words<CheckKind, 4> kinds{
    {{"match", CheckKind::match}, {"mismatch", CheckKind::mismatch}, {"shared", CheckKind::shared}, {"unusual", CheckKind::unusual}}};
constexpr Words<Family, 6> families{{{"identity", Family::identity},
                                     {"network", Family::network},
                                     {"device", Family::device},
                                     {"money", Family::money},
                                     {"behaviour", Family::behaviour},
                                     {"shared", Family::shared}}};
constexpr Words<Take, 3> takes{{{"most", Take::most}, {"any", Take::any}, {"worst", Take::worst}}};
constexpr Words<Against, 3> againsts{{{"fixed", Against::fixed}, {"peers", Against::peers}, {"own", Against::own}}};
constexpr Words<bool, 2> sides{{{"high", false}, {"low", true}}};
constexpr Words<Expected, 3> relations{{{"same_home_claim", Expected::same_home_claim},
                                        {"same_vendor", Expected::same_vendor},
                                        {"same_person_applying_again", Expected::same_person_applying_again}}};

/// One word of a table; the fallback where nothing is written.
template <class Value, std::size_t N>
Value read_word(const YamlNode& node, const Words<Value, N>& words, Value fallback) {
    if (!node.present()) return fallback;
    const std::string word = node.text();
    for (const auto& [name, value] : words)
        if (name == word) return value;
    std::vector<std::string_view> names;
    for (const auto& [name, value] : words) names.push_back(name);
    node.error(fmt::format("found \"{}\", expected {}", word, fmt::join(names, ", ")), source::suggest(word, names));
    return fallback;
}

double read_bits(const YamlNode& node) {
    const double bits = node.number();
    if (node.present() && !(std::abs(bits) <= most_bits)) node.error(fmt::format("found {} bits, expected -{} to {}", bits, most_bits, most_bits));
    return std::isfinite(bits) ? std::clamp(bits, -most_bits, most_bits) : 0;
}

double read_number(const YamlNode& node, double fallback = 0) {
    const double number = node.number(fallback);
    if (std::isfinite(number)) return number;
    node.error("expected an ordinary number");
    return fallback;
}

std::uint64_t read_count(const YamlNode& node, std::uint64_t fallback = 0) {
    const std::int64_t number = node.integer(static_cast<std::int64_t>(fallback));
    if (number >= 0 && number <= 1'000'000) return static_cast<std::uint64_t>(number);
    node.error(fmt::format("found {}, expected 0 to 1,000,000", number));
    return fallback;
}

/// [[100, 1], [500, 3]]: numbers rising (falling for `low`), each with its bits.
std::vector<Threshold> read_thresholds(const YamlNode& node, bool low = false) {
    std::vector<Threshold> out;
    for (const YamlNode& item : node.items()) {
        const auto pair = item.items();
        if (!item.is_list() || pair.size() != 2) {
            item.error("expected a pair of number and bits like [100, 2]");
            continue;
        }
        const Threshold next{read_number(pair[0]), read_bits(pair[1])};
        if (!out.empty() && (low ? next.at >= out.back().at : next.at <= out.back().at))
            item.error(low ? "the numbers must fall" : "the numbers must rise");
        out.push_back(next);
    }
    if (node.present() && out.empty()) node.error("expected a list of pairs like [[100, 2], [500, 3]]");
    return out;
}

AtLeast read_at_least(const YamlNode& node) {
    if (node.present() && !node.is_map()) node.error("expected {count:, days:, distinct:}");
    node.allow_only({"count", "days", "distinct"});
    return {read_count(node.get("count")), read_count(node.get("days")), read_count(node.get("distinct"))};
}

/// Whatever compares facts may leave out those that follow from an address of a listed network.
std::vector<std::string_view> lists_for(const Comparator& by) {
    std::vector<std::string_view> out = by.lists;
    if (by.observes == Observes::facts) out.emplace_back("not_on");
    return out;
}

bool is_technique(std::string_view id) {  // T1219 or T1219.002
    const auto digits = [&](std::size_t from, std::size_t to) {
        return std::ranges::all_of(id.substr(from, to - from), [](char c) { return c >= '0' && c <= '9'; });
    };
    if (id.size() != 5 && id.size() != 9) return false;
    return id[0] == 'T' && digits(1, 5) && (id.size() == 5 || (id[5] == '.' && digits(6, 9)));
}

bool is_tactic(std::string_view id) {
    for (int i = 1; i <= 14; ++i)
        if (id == "T" + std::to_string(i)) return true;
    return false;
}

}  // namespace

CheckReader::Outcome CheckReader::read(const YamlNode& root, const std::filesystem::path& file, std::uint64_t matcher_id) {
    Outcome out;
    touched_.clear();
    matcher_id_ = matcher_id * matchers_a_check;
    out.check.file = file.string();
    read_head(root, out.check, out.plan);
    if (root.get("id").present() && out.check.id != file.stem().string())
        root.get("id").error(fmt::format("found \"{}\", expected the file's name \"{}\"", out.check.id, file.stem().string()));
    const std::string_view kind = kinds[static_cast<std::size_t>(out.check.kind)].first;
    for (const auto& [name, other] : kinds)
        if (name != kind && root.get(name).present()) root.get(name).error(fmt::format("a check of kind {} has no \"{}:\"", kind, name));
    const YamlNode how = root.require(kind);
    if (how.present() && !how.is_map()) how.error("expected a map");
    switch (out.check.kind) {
        case CheckKind::match: out.plan.how = read_match(root, how); break;
        case CheckKind::mismatch: out.plan.how = read_mismatch(how); break;
        case CheckKind::shared: out.plan.how = read_shared(how); break;
        case CheckKind::unusual: out.plan.how = read_unusual(how); break;
    }
    for (const std::string_view word : {"bits", "grow", "soon", "share"})
        if (out.check.kind != CheckKind::match && root.get(word).present())
            root.get(word).error(fmt::format("only checks of kind match have \"{}:\" here", word));
    for (const YamlNode& node : root.get("unless").items()) {
        if (out.plan.unless.size() >= matchers_a_check - 4) break;
        out.plan.unless.push_back(read_condition(node));
    }
    out.check.max_bits = strongest_bits(out.plan);
    compare_reads(root, out.check);
    return out;
}

void CheckReader::read_head(const YamlNode& root, Check& check, Plan& plan) {
    root.allow_only({"id",    "title", "kind",   "tactics",  "attack", "family",   "group", "stands_alone",
                     "about", "reads", "match",  "mismatch", "shared", "unusual",  "bits",  "grow",
                     "soon",  "share", "unless", "reason",   "say",    "innocent", "next",  "references"});
    check.id = root.require("id").text();
    check.title = root.require("title").text();
    check.kind = read_word(root.require("kind"), kinds, CheckKind::match);
    check.family = read_word(root.require("family"), families, Family::identity);
    check.group = root.require("group").text();
    check.stands_alone = root.get("stands_alone").flag();
    check.tactics = root.get("tactics").texts();
    for (const YamlNode& tactic : root.get("tactics").items())
        if (tactic.is_scalar() && !is_tactic(tactic.text())) tactic.error(fmt::format("found \"{}\", expected T1 to T14", tactic.text()));
    check.attack = root.get("attack").texts();
    for (const YamlNode& id : root.get("attack").items())
        if (id.is_scalar() && !is_technique(id.text())) id.error(fmt::format("found \"{}\", expected an ATT&CK id like T1219.002", id.text()));
    if (const YamlNode about = root.get("about"); about.present()) {
        plan.employees = plan.applicants = false;
        for (const YamlNode& who : about.items())
            (read_word(who, Words<bool, 2>{{{"employee", true}, {"applicant", false}}}, true) ? plan.employees : plan.applicants) = true;
    }
    check.reason = root.require("reason").text();
    check.innocent = root.get("innocent").texts();
    check.next_step = root.require("next").text();
    std::vector<std::string> unknown;
    plan.say = Sentence::parse(root.require("say").text(), unknown);
    for (const std::string& word : unknown)
        root.get("say").error(fmt::format("unknown word {{{}}}", word), "docs/checks.md lists the words of a sentence");
    read_references(root.get("references"), check);
    read_reads(root, check);
}

void CheckReader::read_references(const YamlNode& node, Check& check) {
    for (const YamlNode& item : node.items()) {
        item.allow_only({"title", "url", "date"});
        check.references.push_back({item.require("title").text(), item.require("url").text(), item.get("date").text()});
    }
}

void CheckReader::read_reads(const YamlNode& root, Check& check) {
    for (const YamlNode& node : root.get("reads").items()) {
        const AttributeId id = attribute(node);
        if (id != no_attribute) check.reads.push_back(id);
    }
    touched_.clear();  // what follows counts as touched; the list itself does not
}

void CheckReader::compare_reads(const YamlNode& root, const Check& check) {
    const std::set<AttributeId> said(check.reads.begin(), check.reads.end());
    const auto where = root.get("reads").present() ? root.get("reads") : root;
    for (const AttributeId id : touched_)
        if (!said.contains(id))
            where.error(fmt::format("the check touches {}, which \"reads\" does not name", attributes_[id].name), "add it to reads");
    for (const AttributeId id : said)
        if (!touched_.contains(id))
            where.error(fmt::format("\"reads\" names {}, which the check does not touch", attributes_[id].name), "take it out of reads");
}

AttributeId CheckReader::attribute(const YamlNode& node) {
    const std::string name = node.text();
    if (!node.is_scalar()) {
        if (!node.present()) node.error("expected the name of an attribute");
        return no_attribute;
    }
    if (const auto why = attributes_.forbidden(name); !why.empty()) {
        node.error(fmt::format("\"{}\" must not be read: {}", name, why));
        return no_attribute;
    }
    const Attribute* found = attributes_.find(name);
    if (!found) {
        node.error(fmt::format("unknown attribute \"{}\"", name), source::suggest(name, attributes_.all(), &Attribute::name));
        return no_attribute;
    }
    touched_.insert(found->id);
    return found->id;
}

void CheckReader::touch(std::string_view name, const YamlNode& where) {
    if (const Attribute* found = attributes_.find(name)) touched_.insert(found->id);
    else where.error(fmt::format("needs the attribute \"{}\", which content/attributes.yml does not have", name));
}

void CheckReader::touch_origins(const std::vector<AttributeId>& ids, const YamlNode& where) {
    bool any = false;
    for (const AttributeId id : ids) {
        const std::string& from = attributes_[id].from;
        any = any || !from.empty();
        for (const Attribute& other : attributes_.all())
            if (!from.empty() && (other.name == from || (other.from == from && other.by == "network_of"))) touched_.insert(other.id);
    }
    if (!any) where.error("\"not_on:\" asks about what follows from addresses, and none of these attributes does");
}

std::vector<AttributeId> CheckReader::attributes_of(const YamlNode& node) {
    std::vector<AttributeId> out;
    for (const YamlNode& item : node.items())
        if (const AttributeId id = attribute(item); id != no_attribute) out.push_back(id);
    return out;
}

std::vector<const List*> CheckReader::lists_of(const YamlNode& node) {
    std::vector<const List*> out;
    for (const YamlNode& item : node.items()) {
        if (!item.is_scalar()) {
            item.error("expected the name of a list");
            continue;
        }
        const std::string name = item.text();
        if (const List* list = lists_.find(name)) {
            out.push_back(list);
            continue;
        }
        std::vector<std::string> names;
        for (const auto& [known, list] : lists_.all()) names.push_back(known);
        item.error(fmt::format("unknown list \"{}\"", name), source::suggest(name, names));
    }
    return out;
}

ValueMatcher CheckReader::read_matcher(const YamlNode& node, const std::vector<AttributeId>& of) {
    ValueMatcher out;
    out.in = lists_of(node.get("in"));
    out.not_in = lists_of(node.get("not_in"));
    out.values = node.get("values").texts();
    out.globs = node.get("glob").texts();
    for (const YamlNode& pattern : node.get("pattern").items()) {
        RE2::Options options;
        options.set_log_errors(false);
        auto compiled = std::make_unique<RE2>(pattern.text(), options);
        if (compiled->ok()) out.patterns.push_back(std::move(compiled));
        else pattern.error("not a pattern: " + compiled->error(), "RE2 syntax: https://github.com/google/re2/wiki/Syntax");
    }
    if (node.get("is").present()) out.is = node.get("is").flag();
    out.any = node.get("any").flag();
    std::vector<AttributeType> types;
    for (const AttributeId id : of) types.push_back(attributes_[id].type);
    if (out.is)
        for (const AttributeType type : types)
            if (type != AttributeType::flag) {
                node.get("is").error("\"is:\" asks about attributes of type flag only");
                break;
            }
    out.finish(types, ++matcher_id_);
    return out;
}

Condition CheckReader::read_condition(const YamlNode& node) {
    if (!node.is_map()) node.error("expected a map with attribute and what it must be");
    node.allow_only({"attribute", "matches_value", "in", "not_in", "values", "pattern", "glob", "is", "any"});
    Condition out;
    out.attribute = attribute(node.require("attribute"));
    out.matches_value = node.get("matches_value").flag();
    out.matcher = read_matcher(node, {out.attribute});
    if (out.matches_value != out.matcher.empty()) node.error("expected either matches_value: true or one of in, values, pattern, glob, is, any");
    return out;
}

Parameters CheckReader::read_with(const YamlNode& node, const std::vector<std::string_view>& numbers, const std::vector<std::string_view>& lists,
                                  bool takes_attribute) {
    Parameters out;
    if (takes_attribute && !node.get("attribute").present()) node.error("expected with: {attribute: ...}");
    for (const auto& [name, value] : node.entries()) {
        if (name == "attribute" && takes_attribute) out.attribute = attribute(value);
        else if (std::ranges::find(numbers, std::string_view(name)) != numbers.end()) out.numbers.emplace(name, read_number(value));
        else if (std::ranges::find(lists, std::string_view(name)) != lists.end()) out.lists.emplace(name, lists_of(value));
        else value.error(fmt::format("\"{}\" is no parameter here", name), "docs/checks.md names the parameters of each comparator and statistic");
    }
    return out;
}

std::optional<Soon> CheckReader::read_soon(const YamlNode& node, bool adds) {
    if (!node.present()) return std::nullopt;
    if (adds) node.allow_only({"after", "before", "days", "add"});
    else node.allow_only({"after", "before", "days"});
    Soon out;
    out.before = node.get("before").present();
    if (out.before == node.get("after").present()) node.error("expected either after: or before:");
    out.attribute = attribute(out.before ? node.get("before") : node.require("after"));
    out.days = static_cast<std::int64_t>(read_count(node.require("days")));
    if (adds) out.add = read_bits(node.require("add"));
    return out;
}

MatchPlan CheckReader::read_match(const YamlNode& root, const YamlNode& node) {
    node.allow_only({"attribute", "in", "not_in", "values", "pattern", "glob", "is", "any", "at_least"});
    MatchPlan out;
    out.attributes = attributes_of(node.require("attribute"));
    out.matcher = read_matcher(node, out.attributes);
    if (node.present() && out.matcher.empty()) node.error("expected one of in, values, pattern, glob, is, any");
    out.at_least = read_at_least(node.get("at_least"));
    out.bits = read_bits(root.require("bits"));
    for (const YamlNode& line : root.get("grow").items()) {
        line.allow_only({"count", "days", "distinct", "bits"});
        if (!line.get("count").present() && !line.get("days").present() && !line.get("distinct").present())
            line.error("expected count, days or distinct");
        out.grow.push_back(
            {{read_count(line.get("count")), read_count(line.get("days")), read_count(line.get("distinct"))}, read_bits(line.require("bits"))});
    }
    out.soon = read_soon(root.get("soon"), true);
    if (const YamlNode share = root.get("share"); share.present()) {
        share.allow_only({"of", "at_least", "bits"});
        out.share = Share{attribute(share.require("of")), read_number(share.require("at_least")), read_bits(share.require("bits"))};
    }
    return out;
}

MismatchPlan CheckReader::read_mismatch(const YamlNode& node) {
    node.allow_only({"claim", "observe", "by", "bits", "agree", "take", "at_least", "with"});
    MismatchPlan out;
    const std::string name = node.require("by").text();
    out.by = find_comparator(name);
    if (!out.by) {
        if (!name.empty())
            node.get("by").error(fmt::format("unknown comparator \"{}\"", name), source::suggest(name, comparators(), &Comparator::name));
        out.by = &comparators().front();
    }
    if (out.by->needs_claim) out.claims = attributes_of(node.require("claim"));
    else if (node.get("claim").present()) node.get("claim").error(fmt::format("{} takes no claim", name));
    constexpr std::string_view observed_words[] = {"facts", "profile", "sightings"};
    if (out.by->observes == Observes::facts) out.observed = attributes_of(node.require("observe"));
    else if (const std::string word = node.require("observe").text(); word != observed_words[static_cast<std::size_t>(out.by->observes)])
        node.get("observe").error(
            fmt::format("found \"{}\", expected {}, which {} looks at", word, observed_words[static_cast<std::size_t>(out.by->observes)], name));
    for (const std::string_view also : out.by->also) touch(also, node.get("by"));
    out.bits = read_thresholds(node.require("bits"));
    if (const YamlNode agree = node.get("agree"); agree.present()) {
        const auto pair = agree.items();
        if (pair.size() == 2) out.agree = Threshold{read_number(pair[0]), read_bits(pair[1])};
        else agree.error("expected a pair of number and bits like [25, -0.5]");
    }
    out.take = read_word(node.get("take"), takes, Take::most);
    out.at_least = read_at_least(node.get("at_least"));
    out.with = read_with(node.get("with"), out.by->numbers, lists_for(*out.by), false);
    if (out.by->observes == Observes::facts && out.with.lists.contains("not_on")) touch_origins(out.observed, node.get("with"));
    return out;
}

SharedPlan CheckReader::read_shared(const YamlNode& node) {
    node.allow_only({"attribute", "expected", "fan_out", "ignore", "not_on", "at_most", "at_least", "overlap_days", "soon"});
    SharedPlan out;
    out.attributes = attributes_of(node.require("attribute"));
    for (const YamlNode& item : node.get("expected").items()) {
        out.expected.push_back(read_word(item, relations, Expected::same_home_claim));
        constexpr std::string_view read_for[] = {"home.address", "employment.vendor", "person.name"};
        touch(read_for[static_cast<std::size_t>(out.expected.back())], item);
    }
    out.fan_out = read_thresholds(node.require("fan_out"));
    if (!out.fan_out.empty() && out.fan_out.front().at < 2)
        node.get("fan_out").error("a thing of one person is not shared: expected 2 or more people");
    node.get("ignore").allow_only({"in", "values", "pattern", "glob"});
    out.ignore = read_matcher(node.get("ignore"), out.attributes);
    out.not_on = lists_of(node.get("not_on"));
    for (const AttributeId id : out.attributes)
        if (!out.not_on.empty() && attributes_[id].type != AttributeType::ip)
            node.get("not_on").error("\"not_on:\" asks about attributes of type ip only");
    out.at_most = read_count(node.get("at_most"), 25);
    if (out.at_most > 1000)
        node.get("at_most").error(
            fmt::format("found {}, expected at most 1,000: a thing of more people says nothing about one of them", out.at_most));
    out.at_most = std::min<std::size_t>(out.at_most, 1000);
    out.at_least = read_at_least(node.get("at_least"));
    out.soon = read_soon(node.get("soon"), false);
    if (node.get("overlap_days").present()) out.overlap_days = static_cast<std::int32_t>(read_count(node.get("overlap_days")));
    return out;
}

UnusualPlan CheckReader::read_unusual(const YamlNode& node) {
    node.allow_only({"statistic", "against", "when", "bits", "at_least", "with"});
    UnusualPlan out;
    const std::string name = node.require("statistic").text();
    out.statistic = find_statistic(name);
    if (!out.statistic) {
        if (!name.empty())
            node.get("statistic").error(fmt::format("unknown statistic \"{}\"", name), source::suggest(name, statistics(), &Statistic::name));
        out.statistic = &statistics().front();
    }
    for (const std::string_view attribute : out.statistic->attributes) touch(attribute, node.get("statistic"));
    out.against = read_word(node.get("against"), againsts, Against::fixed);
    if (out.against == Against::own && !out.statistic->daily)
        node.get("against").error(fmt::format("{} is one figure a person: it cannot be compared with their own past", name));
    out.low = read_word(node.get("when"), sides, false);
    out.bits = read_thresholds(node.require("bits"), out.low);
    out.at_least = read_at_least(node.get("at_least"));
    if (out.at_least.distinct > 0) node.get("at_least").error("\"distinct\" has no meaning for a statistic");
    out.with = read_with(node.get("with"), out.statistic->numbers, out.statistic->lists, out.statistic->takes_attribute);
    if (out.statistic->takes_attribute && out.with.lists.contains("not_on")) touch_origins({out.with.attribute}, node.get("with"));
    return out;
}

double strongest_bits(const Plan& plan) {
    double out = 0;
    const auto take = [&](double bits) {
        if (std::abs(bits) > std::abs(out)) out = bits;
    };
    if (const auto* match = std::get_if<MatchPlan>(&plan.how)) {
        take(match->bits);
        for (const Growth& line : match->grow) take(line.bits);
        if (match->share) take(match->share->bits);
        if (match->soon) out += match->soon->add;
    } else if (const auto* mismatch = std::get_if<MismatchPlan>(&plan.how)) {
        for (const Threshold& line : mismatch->bits) take(line.bits);
    } else if (const auto* shared = std::get_if<SharedPlan>(&plan.how)) {
        for (const Threshold& line : shared->fan_out) take(line.bits);
    } else if (const auto* unusual = std::get_if<UnusualPlan>(&plan.how)) {
        for (const Threshold& line : unusual->bits) take(line.bits);
    }
    return out;
}

}  // namespace bonafide::check
