// Rules together: names, references, filters, placeholders, pipelines; and how sources speak Sigma.
#include <gtest/gtest.h>

#include "tests/sigma/support.h"

namespace bonafide::sigma::testing {
namespace {

constexpr std::string_view whoami = R"(
title: whoami
id: 11111111-0000-0000-0000-000000000001
name: whoami_rule
logsource: {product: windows, category: process_creation}
detection:
  selection: {Image|endswith: '\whoami.exe'}
  condition: selection
)";

/// Ids of the rules that match these lines of JSON, sorted.
std::vector<std::string> matched(const RuleSet& rules, std::string_view events, bool optimise = true) {
    const Folder folder;
    const World world(rules, {.optimise = optimise});
    EXPECT_TRUE(world.faults().empty());
    std::vector<std::string> out;
    for (const auto& [file, offset, rule] : world.hits({folder.write("events.ndjson", events).string()}, 1)) out.push_back(rule);
    return out;
}

std::string reason(const RuleSet& rules) {
    std::string out;
    for (const Rejected& rejected : rules.rejected())
        for (const Error& error : rejected.errors) out += error.text() + "\n";
    return out;
}

TEST(Dialects, OneRuleReadsWindowsInEveryShape) {
    const Folder folder;
    const RuleSet rules = rules_of(folder, whoami);
    const std::vector<std::string> found{"11111111-0000-0000-0000-000000000001"};
    // Sysmon flat, as Winlogbeat, as ECS, as Event.System; Security 4688 flat and as Winlogbeat.
    EXPECT_EQ(
        matched(
            rules,
            R"({"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"Image":"C:\\Windows\\System32\\WHOAMI.exe","UtcTime":"2026-03-01 10:00:00"})"),
        found);
    EXPECT_EQ(
        matched(
            rules,
            R"({"@timestamp":"2026-03-01T10:00:00Z","winlog":{"channel":"Microsoft-Windows-Sysmon/Operational","event_id":1,"event_data":{"Image":"C:\\Windows\\whoami.exe"}}})"),
        found);
    EXPECT_EQ(
        matched(
            rules,
            R"({"@timestamp":"2026-03-01T10:00:00Z","winlog":{"channel":"Microsoft-Windows-Sysmon/Operational","event_id":"1"},"event":{"code":"1"},"process":{"executable":"C:\\whoami.exe"}})"),
        found);
    EXPECT_EQ(
        matched(
            rules,
            R"({"Event":{"System":{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","TimeCreated":{"#attributes":{"SystemTime":"2026-03-01T10:00:00Z"}}},"EventData":{"Image":"C:\\whoami.exe"}}})"),
        found);
    EXPECT_EQ(matched(rules, R"({"Channel":"Security","EventID":4688,"NewProcessName":"C:\\Windows\\whoami.exe","EventTime":"2026-03-01 10:00:00"})"),
              found);
    EXPECT_EQ(
        matched(
            rules,
            R"({"@timestamp":"2026-03-01T10:00:00Z","winlog":{"channel":"Security","event_id":4688,"event_data":{"NewProcessName":"C:\\whoami.exe"}}})"),
        found);
    // Another event of the same log, and the same field in another log.
    EXPECT_TRUE(matched(rules, R"({"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":5,"Image":"C:\\whoami.exe"})").empty());
    EXPECT_TRUE(matched(rules, R"({"Channel":"Security","EventID":4689,"NewProcessName":"C:\\whoami.exe"})").empty());
}

TEST(Dialects, RegistryEventsAreToldApart) {
    const Folder folder;
    const auto rule = [](std::string_view id, std::string_view category) {
        return "title: " + std::string(category) + "\nid: " + std::string(id) + "\nlogsource: {product: windows, category: " + std::string(category) +
               "}\ndetection: {s: {TargetObject|contains: Run}, condition: s}\n---\n";
    };
    const RuleSet rules = rules_of(
        folder, rule("add", "registry_add") + rule("delete", "registry_delete") + rule("set", "registry_set") + rule("event", "registry_event"));
    const auto event = [](int id, std::string_view type) {
        return R"({"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":)" + std::to_string(id) + R"(,"EventType":")" + std::string(type) +
               R"(","TargetObject":"HKLM\\Run"})";
    };
    EXPECT_EQ(matched(rules, event(12, "CreateKey")), (std::vector<std::string>{"add", "event"}));
    EXPECT_EQ(matched(rules, event(12, "DeleteValue")), (std::vector<std::string>{"delete", "event"}));
    EXPECT_EQ(matched(rules, event(13, "SetValue")), (std::vector<std::string>{"event", "set"}));
}

TEST(Dialects, CloudsSpeakAsSigmaHqSpellsThem) {
    const Folder folder;
    const RuleSet rules = rules_of(folder, R"(
title: login
id: gws
logsource: {product: gcp, service: google_workspace.login}
detection: {s: {protoPayload.serviceName: login.googleapis.com, protoPayload.metadata.event.eventName: gov_attack_warning}, condition: s}
---
title: admin constant must hold
id: gws_other
logsource: {product: gcp, service: google_workspace.login}
detection: {s: {protoPayload.serviceName: drive.googleapis.com, protoPayload.metadata.event.eventName: gov_attack_warning}, condition: s}
---
title: role
id: entra
logsource: {product: azure, service: auditlogs}
detection: {s: {properties.message: Add member to role}, condition: s}
---
title: risk
id: signin
logsource: {product: azure, service: signinlogs}
detection: {s: {ResultType: 50057}, condition: s}
)");
    EXPECT_EQ(
        matched(
            rules,
            R"({"kind":"admin#reports#activity","id":{"time":"2026-03-01T10:00:00Z","applicationName":"login"},"actor":{"email":"a@b.com"},"events":[{"type":"x","name":"gov_attack_warning"}]})"),
        std::vector<std::string>{"gws"});
    EXPECT_EQ(
        matched(
            rules,
            R"({"activityDisplayName":"Add member to role","activityDateTime":"2026-03-01T10:00:00Z","loggedByService":"Core Directory","initiatedBy":{"user":{"id":"1","userPrincipalName":"a@b.com"}}})"),
        std::vector<std::string>{"entra"});
    EXPECT_EQ(
        matched(
            rules,
            R"({"createdDateTime":"2026-03-01T10:00:00Z","ipAddress":"1.2.3.4","userPrincipalName":"a@b.com","appDisplayName":"x","status":{"errorCode":50057}})"),
        std::vector<std::string>{"signin"});
}

TEST(RuleSets, IdsAndNamesAreUnique) {
    const Folder folder;
    const RuleSet rules = rules_of(folder, std::string(whoami) + "---" + std::string(whoami));
    EXPECT_EQ(rules.rules().size(), 1U);
    EXPECT_NE(reason(rules).find("id or name of another document"), std::string::npos);
}

TEST(RuleSets, KeysWhereNothingReadsThemAreNoted) {
    const Folder folder;
    const RuleSet rules =
        rules_of(folder, "regression_tests_path: own/keys/are/allowed\ncondition: selection\n" + std::string(whoami) +
                             "---\ntitle: many\nid: many\ngenerate: true\ncorrelation:\n  type: event_count\n  rules: [whoami_rule]\n"
                             "  timespan: 1m\n  condition: {gte: 2}\n");
    EXPECT_EQ(rules.rules().size(), 1U);
    ASSERT_EQ(rules.correlations().size(), 1U);
    EXPECT_FALSE(rules.correlations().front().generate);
    std::vector<std::string> notes;
    for (const Error& note : rules.notes()) notes.push_back(note.what + ": " + note.hint);
    EXPECT_EQ(notes, (std::vector<std::string>{"\"condition\" is not used here: put it below \"detection:\"",
                                               "\"generate\" is not used here: put it below \"correlation:\""}));
    EXPECT_EQ(rules.correlations().front().heading.notes.size(), 1U);
}

TEST(RuleSets, UnknownPartsOfALogSourceAreNoted) {
    const Folder folder;
    std::string rule(whoami);
    rule.insert(rule.find("product:"), "vendor: acme, ");
    const RuleSet rules = rules_of(folder, rule);
    ASSERT_EQ(rules.notes().size(), 1U);
    EXPECT_EQ(rules.notes().front().what, "\"vendor\" is not used");
}

constexpr std::string_view who_ran = R"({"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"Image":"C:\\whoami.exe","User":"CORP\\adm_jo"}
{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"Image":"C:\\whoami.exe","User":"CORP\\li"}
)";

std::string filter(std::string_view condition, std::string_view rules, std::string_view category = "process_creation") {
    return std::string(whoami) + "---\ntitle: administrators\nlogsource: {product: windows, category: " + std::string(category) +
           "}\nfilter:\n  rules: " + std::string(rules) + "\n  selection: {User|contains: '\\adm_'}\n  condition: " + std::string(condition) + "\n";
}

TEST(Filters, SayWhatRemains) {
    const Folder folder;
    EXPECT_EQ(matched(rules_of(folder, whoami), who_ran).size(), 2U);
    EXPECT_EQ(matched(rules_of(folder, filter("not selection", "[whoami_rule]")), who_ran).size(), 1U);
    EXPECT_EQ(matched(rules_of(folder, filter("selection", "[11111111-0000-0000-0000-000000000001]")), who_ran).size(), 1U);
    EXPECT_EQ(matched(rules_of(folder, filter("not selection", "any")), who_ran).size(), 1U);
    EXPECT_EQ(matched(rules_of(folder, filter("not selection", "any")), who_ran, false).size(), 1U);
}

TEST(Filters, KeepToTheirRulesAndLogSource) {
    const Folder folder;
    EXPECT_EQ(matched(rules_of(folder, filter("not selection", "[whoami_rule]", "file_event")), who_ran).size(), 2U);
    const RuleSet lost = rules_of(folder, filter("not selection", "[nobody]"));
    EXPECT_TRUE(lost.filters().empty());
    EXPECT_NE(reason(lost).find("none of the rules"), std::string::npos);
    const RuleSet half = rules_of(folder, filter("not selection", "[nobody, whoami_rule]"));
    EXPECT_EQ(half.filters().size(), 1U);
    EXPECT_EQ(half.notes().size(), 1U);
}

std::string correlation(std::string_view name, std::string_view rules) {
    return "---\ntitle: " + std::string(name) + "\nname: " + std::string(name) + "\ncorrelation: {type: event_count, rules: [" + std::string(rules) +
           "], group-by: [User], timespan: 5m, condition: {gte: 2}}\n";
}

TEST(Correlations, NeedRulesThatAreThereAndNoCircles) {
    const Folder folder;
    const RuleSet chain = rules_of(folder, std::string(whoami) + correlation("b", "a") + correlation("a", "whoami_rule"));
    EXPECT_EQ(chain.correlations().size(), 2U) << reason(chain);
    const RuleSet missing = rules_of(folder, std::string(whoami) + correlation("a", "nobody"));
    EXPECT_TRUE(missing.correlations().empty());
    EXPECT_NE(reason(missing).find("there is no rule \"nobody\""), std::string::npos);
    const RuleSet circle = rules_of(folder, std::string(whoami) + correlation("a", "b") + correlation("b", "a"));
    EXPECT_TRUE(circle.correlations().empty());
    EXPECT_NE(reason(circle).find("circle"), std::string::npos);
}

constexpr std::string_view open_placeholder = R"(
title: tools
id: tools
logsource: {product: windows, category: process_creation}
detection: {s: {Image|endswith|expand: '%tools%'}, condition: s}
)";

TEST(Placeholders, ComeFromPipelinesAndLists) {
    const Folder folder;
    EXPECT_NE(reason(rules_of(folder, open_placeholder)).find("%tools%"), std::string::npos);
    const auto with_variables = folder.write("pipeline.yml", "name: own\nvars: {tools: [whoami.exe, net.exe]}\ntransformations: []\n");
    EXPECT_EQ(matched(rules_of(folder, open_placeholder, {{with_variables}, nullptr, 1}), who_ran).size(), 2U);
    folder.write("lists/tools.yml", "title: Tools\nentries:\n  - {value: whoami.exe, label: whoami, source: test, date: 2026-01-01}\n");
    Errors errors;
    const Lists lists = Lists::load(folder.path() / "lists", errors);
    ASSERT_TRUE(errors.empty()) << errors.front().text();
    EXPECT_EQ(matched(rules_of(folder, open_placeholder, {{}, &lists, 1}), who_ran).size(), 2U);
}

RuleSet piped(const Folder& folder, std::string_view rule, std::string_view transformations, Errors* errors = nullptr) {
    const auto file = folder.write("pipeline.yml", "name: test\ntransformations:\n" + std::string(transformations));
    Errors own;
    return RuleSet::load({folder.write("rules.yml", rule)}, {{file}, nullptr, 1}, errors ? *errors : own);
}

TEST(Pipelines, ChangeRules) {
    const Folder folder;
    constexpr std::string_view odd =
        "title: odd\nid: odd\nlogsource: {product: windows, category: start}\ndetection: {s: {Program: 'C:\\whoami.exe'}, condition: s}\n";
    EXPECT_TRUE(matched(piped(folder, odd, "  - {type: change_logsource, product: windows, category: process_creation}\n"), who_ran).empty());
    const RuleSet mapped =
        piped(folder, odd,
              "  - {type: field_name_mapping, mapping: {Program: [Image, ParentImage]}, rule_conditions: [{type: logsource, category: start}]}\n"
              "  - {type: change_logsource, product: windows, category: process_creation}\n");
    EXPECT_EQ(matched(mapped, who_ran).size(), 2U);
    const RuleSet added = piped(folder, whoami, "  - {type: add_condition, conditions: {User|endswith: '\\li'}}\n");
    EXPECT_EQ(matched(added, who_ran).size(), 1U);
    const RuleSet others =
        piped(folder, whoami, "  - {type: add_condition, conditions: {User: nobody}, rule_conditions: [{type: logsource, product: linux}]}\n");
    EXPECT_EQ(matched(others, who_ran).size(), 2U);
    const RuleSet dropped =
        piped(folder, whoami, "  - {type: drop_detection_item, field_name_conditions: [{type: include_fields, fields: [Image]}]}\n");
    EXPECT_EQ(matched(dropped, who_ran).size(), 2U);
    const RuleSet refused = piped(folder, whoami, "  - {type: rule_failure, message: not here}\n");
    EXPECT_TRUE(refused.rules().empty());
    EXPECT_NE(reason(refused).find("not here"), std::string::npos);
}

TEST(Pipelines, RefuseWhatTheyDoNotKnow) {
    const Folder folder;
    Errors errors;
    (void)piped(folder, whoami,
                "  - {type: query_expression_placeholders, expression: x}\n  - {type: add_condition, template: true, conditions: {a: b}}\n  - {type: "
                "rule_failure, message: x, rule_conditions: [{type: is_sigma_rule}]}\n",
                &errors);
    EXPECT_EQ(errors.size(), 3U);
}

TEST(RuleSets, OneBrokenFileLeavesTheOthers) {
    const Folder folder;
    folder.write("set/good.yml", whoami);
    folder.write("set/broken.yml", "title: [");
    folder.write("set/good.test.yml", "fires: []");
    folder.write("set/below/bad.yml", "title: x\nlogsource: {category: a}\ndetection: {s: {f|nonsense: 1}, condition: s}\n");
    Errors errors;
    const RuleSet rules = RuleSet::load({folder.path() / "set"}, {{}, nullptr, 2}, errors);
    EXPECT_TRUE(errors.empty());
    EXPECT_EQ(rules.rules().size(), 1U);
    EXPECT_EQ(rules.rejected().size(), 2U);
    (void)RuleSet::load({folder.path() / "nothing"}, {}, errors);
    EXPECT_EQ(errors.size(), 1U);
}

TEST(Engines, SayWhichFieldsMatched) {
    const Folder folder;
    const RuleSet rules = rules_of(folder, R"(
title: two
id: two
logsource: {product: windows, category: process_creation}
detection:
  a: {Image|endswith: [whoami.exe, net.exe]}
  b: {CommandLine|contains|all: [/all, whoami]}
  no: {User: SYSTEM}
  condition: a and 1 of b* and not no
)");
    EXPECT_EQ(matched(rules, R"({"Channel":"Security","EventID":4688,"NewProcessName":"C:\\whoami.exe","CommandLine":"whoami /all"})").size(), 1U);
}

}  // namespace
}  // namespace bonafide::sigma::testing
