// The conformance suite (tests/conformance/sigma, docs/sigma-conformance.md) on this engine: with and without optimisations, and the slow
// reference beside it where a case has one rule.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <simdjson.h>

#include <filesystem>
#include <fstream>

#include "base/time.h"
#include "base/yaml.h"
#include "sigma/correlate.h"
#include "sigma/correlate_plan.h"
#include "sigma/rule_set.h"
#include "tests/sigma/reference.h"
#include "tests/sigma/run_engine.h"

namespace bonafide::sigma {

namespace {

namespace fs = std::filesystem;
using namespace testing;

/// What a case says and what an engine answers, in one shape.
struct Answers {
    std::map<std::string, std::vector<std::size_t>> matches;  ///< rule → events
    std::vector<std::string> firings;                         ///< "rule time group"
    bool rejected = false;
    bool operator==(const Answers&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Answers& answers) {
    for (const auto& [rule, events] : answers.matches) out << fmt::format("{}: [{}] ", rule, fmt::join(events, ", "));
    for (const std::string& firing : answers.firings) out << firing << "; ";
    return out << (answers.rejected ? "rejected" : "");
}

std::string indented(const std::string& text, const std::string& by) {
    std::string out = by;
    for (const char c : text) out += c == '\n' ? "\n" + by : std::string{c};
    return out;
}

std::string rules_of(const YamlNode& node) {
    if (node.get("rules").present()) return node.get("rules").text();
    return "title: r\nid: r\nlogsource: {product: test}\ndetection:\n" + indented(node.require("detection").text(), "  ") + "\n";
}

std::string firing_text(const std::string& rule, std::int64_t us, const std::vector<std::string>& group) {
    return fmt::format("{} {} [{}]", rule, us, fmt::join(group, ", "));
}

Answers expected(const YamlNode& node) {
    Answers out;
    out.rejected = node.get("reject").present();
    const YamlNode expect = node.get("expect");
    const auto list = [](const YamlNode& items) {
        std::vector<std::size_t> numbers;
        for (const YamlNode& item : items.items()) numbers.push_back(static_cast<std::size_t>(item.integer()));
        return numbers;
    };
    if (expect.is_list()) out.matches["r"] = list(expect);
    else if (expect.is_map())
        for (const auto& [rule, events] : expect.entries()) out.matches[rule] = list(events);
    std::erase_if(out.matches, [](const auto& entry) { return entry.second.empty(); });
    if (node.get("firings").present())
        for (const YamlNode& item : node.get("firings").items()) {
            const auto time = parse_time(item.require("time").text());
            if (!time) item.error("not a time");
            else out.firings.push_back(firing_text(item.require("rule").text(), time->at.us, item.get("group").texts()));
        }
    return out;
}

class Scratch {
public:
    explicit Scratch(const std::string& name) : path_(fs::temp_directory_path() / fmt::format("bonafide-conformance-{}-{}", name, ::getpid())) {
        fs::create_directories(path_);
    }
    ~Scratch() { fs::remove_all(path_); }
    [[nodiscard]] fs::path write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return path_ / name;
    }

private:
    fs::path path_;
};

RuleSet load(const YamlNode& node, const Scratch& scratch, Errors& errors) {
    RuleSetOptions options;
    if (const YamlNode names = node.get("placeholders"); names.present()) {
        std::string vars = "name: values\npriority: 10\nvars:\n";
        for (const auto& [name, values] : names.entries()) {
            vars += "  " + name + ":\n";
            for (const std::string& value : values.texts()) vars += "    - '" + value + "'\n";
        }
        options.pipelines.push_back(scratch.write("pipeline.yml", vars));
    }
    return RuleSet::load({scratch.write("rules.yml", rules_of(node))}, options, errors);
}

std::string name_of(const Heading& heading) { return heading.id.empty() ? heading.name : heading.id; }

/// Text of a path of an event, as correlations read it.
std::string text_at(const simdjson::dom::element& event, const std::string& field) {
    simdjson::dom::element found;
    if (event[field].get(found)) return {};
    if (found.is_string()) return std::string(found.get_string().value());
    return found.is_null() ? std::string() : std::string(simdjson::minify(found));
}

std::vector<std::string> firings_of(const RuleSet& set, const std::vector<std::string>& events, const Matches& matches, Errors& errors) {
    const CorrelationPlan plan = CorrelationPlan::make(set.rules(), set.correlations(), errors);
    struct Late {
        std::int64_t us;
        std::size_t event;
        std::uint32_t rule;
        std::vector<std::string> values;
    };
    std::vector<Late> hits;
    simdjson::dom::parser parser;
    for (std::size_t i = 0; i < events.size(); ++i)
        for (const std::uint32_t rule : matches[i]) {
            const simdjson::dom::element event = parser.parse(events[i]);
            const auto time = parse_time(text_at(event, "time"));
            Late hit{time ? time->at.us : INT64_MIN, i, rule, {}};
            for (const std::string& field : plan.needed_fields(rule)) hit.values.push_back(text_at(event, field));
            hits.push_back(std::move(hit));
        }
    std::ranges::stable_sort(hits, {}, [](const Late& hit) { return std::tuple(hit.us, hit.event, hit.rule); });
    Correlator correlator(plan);
    for (const Late& hit : hits) {
        const std::vector<std::string_view> values(hit.values.begin(), hit.values.end());
        correlator.feed({hit.rule, {hit.us}, {0, 1, hit.event, 0}, values});
    }
    correlator.advance({INT64_MAX});
    correlator.finish();
    std::vector<std::string> out;
    for (const Firing& firing : correlator.take())
        out.push_back(firing_text(name_of(set.correlations()[firing.correlation].heading), firing.time.us, firing.group));
    return out;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        if (!line.empty()) out.push_back(line);
    return out;
}

Answers answers(const YamlNode& node, const RuleSet& set, bool optimise) {
    Answers out;
    out.rejected = !set.rejected().empty();
    const std::vector<std::string> events = lines_of(node.get("events").text());
    if (set.rules().empty() || events.empty()) return out;
    const Matches matches = run_engine(set.rules(), node.get("events").text(), optimise, "", true);
    for (std::size_t i = 0; i < matches.size(); ++i)
        for (const std::uint32_t rule : matches[i]) out.matches[name_of(set.rules()[rule].heading)].push_back(i);
    if (set.correlations().empty()) return out;
    Errors errors;
    out.firings = firings_of(set, events, matches, errors);
    for (const Error& error : errors) ADD_FAILURE() << error.text();
    if (!node.get("expect").present()) out.matches.clear();
    return out;
}

/// An event as the reference reads it.
void add_value(const simdjson::dom::element& element, const std::string& path, reference::Event& event) {
    if (element.is_object()) {
        for (const auto [key, value] : simdjson::dom::object(element))
            add_value(value, path.empty() ? std::string(key) : path + "." + std::string(key), event);
    } else if (element.is_array()) {
        if (simdjson::dom::array(element).size() == 0) event[path];
        for (const simdjson::dom::element item : simdjson::dom::array(element)) add_value(item, path, event);
    } else if (element.is_null()) {
        event[path].emplace_back(std::nullopt);
    } else if (element.is_string()) {
        event[path].emplace_back(std::string(element.get_string().value()));
    } else {
        event[path].emplace_back(std::string(simdjson::minify(element)));
    }
}

std::vector<std::size_t> reference_answers(const YamlNode& node, Errors& errors) {
    reference::Names names;
    if (node.get("placeholders").present())
        for (const auto& [name, values] : node.get("placeholders").entries()) names[name] = values.texts();
    const std::vector<YamlNode> rule = load_yaml_text(rules_of(node), "case", errors);
    std::vector<std::size_t> out;
    simdjson::dom::parser parser;
    const std::vector<std::string> events = lines_of(node.get("events").text());
    for (std::size_t i = 0; i < events.size(); ++i) {
        reference::Event event;
        add_value(parser.parse(events[i]), "", event);
        if (reference::matches(rule.front().get("detection"), event, names)) out.push_back(i);
    }
    return out;
}

class Conformance : public ::testing::TestWithParam<std::string> {};

TEST_P(Conformance, HoldsInEveryCase) {
    Errors errors;
    const Scratch scratch(fs::path(GetParam()).stem().string());
    std::set<std::string> ids;
    for (const YamlNode& document : load_yaml_file(GetParam(), errors))
        for (const YamlNode& node : document.items()) {
            node.allow_only({"id", "spec", "choice", "detection", "rules", "events", "placeholders", "expect", "reject", "firings"});
            const std::string id = node.require("id").text();
            EXPECT_TRUE(ids.insert(id).second) << id << " stands twice";
            EXPECT_FALSE(node.require("spec").text().empty()) << id << " cites nothing";
            const Answers right = expected(node);
            Errors loading;
            const RuleSet set = load(node, scratch, loading);
            for (const Error& error : loading) ADD_FAILURE() << id << ": " << error.text();
            std::string why;
            for (const Rejected& rejected : set.rejected()) why += rejected.errors.front().text() + " ";
            EXPECT_EQ(answers(node, set, true), right) << id << " " << why;
            EXPECT_EQ(answers(node, set, false), right) << id << ", without optimisations " << why;
            if (!node.get("rules").present() && !right.rejected) {
                const auto found = right.matches.find("r");
                EXPECT_EQ(reference_answers(node, errors), found == right.matches.end() ? std::vector<std::size_t>() : found->second)
                    << id << ", the reference";
            }
        }
    for (const Error& error : errors) ADD_FAILURE() << error.text();
    EXPECT_FALSE(ids.empty());
}

std::vector<std::string> case_files() {
    std::vector<std::string> out;
    for (const auto& path : yaml_files(fs::path(BONAFIDE_ROOT) / "tests/conformance/sigma")) out.push_back(path.string());
    return out;
}

INSTANTIATE_TEST_SUITE_P(Sigma, Conformance, ::testing::ValuesIn(case_files()),
                         [](const auto& param) { return fs::path(param.param).stem().string(); });

}  // namespace

}  // namespace bonafide::sigma
