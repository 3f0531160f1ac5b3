#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>

#include "base/text.h"
#include "cli/command.h"
#include "scan/rule_fixtures.h"
#include "scan/scan.h"

namespace bonafide::cli {

std::uint64_t steady_nanoseconds() {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count());
}

namespace {

struct RulesArguments {
    RuleArguments rules;
    std::vector<std::string> on;
};

std::string logsource_words(const Logsource& logsource) {
    std::string out;
    for (const std::string* part : {&logsource.product, &logsource.category, &logsource.service})
        if (!part->empty()) out += (out.empty() ? "" : "/") + *part;
    return out;
}

/// The content with rules; an error where there are none at all.
std::unique_ptr<Content> load(const RulesArguments& arguments, const Common& common) {
    auto content = load_content(common, arguments.on, arguments.rules);
    if (content && !content->sigma) {
        std::cerr << "bonafide: no rules: name a folder or file of Sigma rules\n";
        return nullptr;
    }
    return content;
}

int check(const RulesArguments& arguments, const Common& common) {
    auto content = load(arguments, common);
    if (!content) return exit_content;
    const sigma::RuleSet& set = content->sigma->set();
    std::size_t faults = 0;
    const auto print = [&](const Errors& errors) {
        for (const Error& error : errors) std::cout << error.text() << '\n';
    };
    for (const sigma::Rejected& rejected : set.rejected()) {
        print(rejected.errors);
        ++faults;
    }
    print(content->sigma->correlation_errors());
    faults += content->sigma->correlation_errors().size();
    print(set.notes());
    const std::vector<bool> applicable = content->sigma->engine().applicable();
    std::map<std::string, std::size_t> homeless;
    for (std::size_t i = 0; i < set.rules().size(); ++i)
        if (!applicable[i]) ++homeless[logsource_words(set.rules()[i].logsource)];
    for (const auto& [logsource, count] : homeless)
        say(common, fmt::format("no source has the log source {}: {} rules can never match", logsource, count));
    std::cout << fmt::format("{} files: {} rules, {} correlations and {} filters loaded; {} rejected\n", set.files(), set.rules().size(),
                             set.correlations().size(), set.filters().size(), faults);
    return faults ? exit_content : exit_done;
}

int list_rules(const RulesArguments& arguments, const Common& common) {
    auto content = load(arguments, common);
    if (!content) return exit_content;
    const auto line = [&](const sigma::Heading& heading, const std::string& logsource) {
        const std::string id = heading.id.empty() ? heading.name : heading.id;
        if (common.json)
            std::cout << fmt::format("{{\"id\":\"{}\",\"level\":\"{}\",\"status\":\"{}\",\"logsource\":\"{}\",\"title\":\"{}\",\"file\":\"{}\"}}\n",
                                     json_escape(id), json_escape(heading.level), json_escape(heading.status), json_escape(logsource),
                                     json_escape(heading.title), json_escape(heading.file));
        else std::cout << fmt::format("{:<36}  {:<13} {:<34} {}\n", id, heading.level, logsource, heading.title);
    };
    for (const sigma::Rule& rule : content->sigma->set().rules()) line(rule.heading, logsource_words(rule.logsource));
    for (const sigma::Correlation& one : content->sigma->set().correlations()) line(one.heading, "correlation");
    return exit_done;
}

template <class Keys>
void print_counts(std::string_view title, const Keys& counts) {
    std::cout << title << '\n';
    for (const auto& [name, count] : counts) std::cout << fmt::format("  {:>6}  {}\n", count, name);
}

/// With data: what each rule matched, and what it cost.
int measure(const Content& content, const RulesArguments& arguments, const Common& common) {
    ScanOptions options;
    options.inputs = arguments.on;
    options.threads = common.threads;
    options.now = now();
    options.progress = progress_bar(common);
    options.cancel = &cancel_on_interrupt();
    auto outcome = scan(content, options);
    if (!outcome) {
        std::cerr << outcome.error().text() << '\n';
        return exit_usage;
    }
    std::vector<ReportRule>& rules = outcome->report.rules;
    std::ranges::stable_sort(
        rules, [](const ReportRule& a, const ReportRule& b) { return std::tie(b.ns_per_event, b.matches) < std::tie(a.ns_per_event, a.matches); });
    std::cout << fmt::format("{:>10} {:>10}  {:<8}  rule\n", "ns/event", "matches", "status");
    for (const ReportRule& rule : rules)
        if (rule.matches || rule.ns_per_event > 0)
            std::cout << fmt::format("{:>10.2f} {:>10}  {:<8}  {}\n", rule.ns_per_event, rule.matches, rule.status, rule.title);
    return exit_done;
}

int stats(const RulesArguments& arguments, const Common& common) {
    auto content = load(arguments, common);
    if (!content) return exit_content;
    if (!arguments.on.empty()) return measure(*content, arguments, common);
    std::map<std::string, std::size_t> levels, logsources, statuses;
    std::size_t items = 0, values = 0, patterns = 0;
    for (const sigma::Rule& rule : content->sigma->set().rules()) {
        ++levels[rule.heading.level.empty() ? "no level" : rule.heading.level];
        ++statuses[rule.heading.status.empty() ? "no status" : rule.heading.status];
        ++logsources[logsource_words(rule.logsource)];
        items += rule.items.size();
        for (const sigma::Item& item : rule.items) {
            values += item.predicates.size();
            patterns += static_cast<std::size_t>(std::ranges::count(item.predicates, sigma::Op::regex, &sigma::Predicate::op));
        }
    }
    std::cout << fmt::format("{} rules, {} correlations, {} filters, {} rejected; {} field items, {} values, {} regular expressions\n",
                             content->sigma->set().rules().size(), content->sigma->set().correlations().size(),
                             content->sigma->set().filters().size(), content->sigma->set().rejected().size(), items, values, patterns);
    print_counts("by level", levels);
    print_counts("by status", statuses);
    print_counts("by log source", logsources);
    return exit_done;
}

int test(const RulesArguments& arguments, const Common& common) {
    auto content = load(arguments, common);
    if (!content) return exit_content;
    const RuleFixtureOutcome outcome = run_rule_fixtures(*content);
    for (const std::string& failure : outcome.failures) std::cout << failure << '\n';
    for (const std::string& rule : outcome.untested) say(common, "without a test that fires and one that must not: " + rule);
    std::cout << fmt::format("{} events passed, {} failed; {} rules without tests\n", outcome.passed, outcome.failures.size(),
                             outcome.untested.size());
    return outcome.failures.empty() ? exit_done : exit_content;
}

/// A layer of the ATT&CK Navigator (https://github.com/mitre-attack/attack-navigator, layers/LAYERFORMATv4_5.md): rules a technique.
int coverage(const RulesArguments& arguments, const Common& common) {
    auto content = load(arguments, common);
    if (!content) return exit_content;
    const std::vector<bool> applicable = content->sigma->engine().applicable();
    std::map<std::string, std::vector<std::string>> techniques;
    for (std::size_t i = 0; i < content->sigma->set().rules().size(); ++i) {
        if (!applicable[i]) continue;  // it can see nothing
        const Check& check = content->checks.checks()[content->sigma->check_of_rule(i)];
        for (const std::string& technique : check.attack) techniques[technique].push_back(check.title);
    }
    std::size_t most = 1;
    std::string list;
    for (const auto& [technique, titles] : techniques) {
        most = std::max(most, titles.size());
        std::string comment;
        for (std::size_t i = 0; i < titles.size() && i < 20; ++i) comment += (i ? "\n" : "") + titles[i];
        list += fmt::format("{}\n    {{\"techniqueID\": \"{}\", \"score\": {}, \"comment\": \"{}\"}}", list.empty() ? "" : ",",
                            json_escape(technique), titles.size(), json_escape(comment));
    }
    std::cout << fmt::format(
        "{{\n  \"name\": \"Bonafide\",\n  \"versions\": {{\"layer\": \"4.5\", \"navigator\": \"5.1.0\", \"attack\": \"17\"}},\n  \"domain\": "
        "\"enterprise-attack\",\n"
        "  \"description\": \"{} Sigma rules whose log sources Bonafide reads\",\n  \"gradient\": {{\"colors\": [\"#ffffff\", \"#2f7ed8\"], "
        "\"minValue\": 0, \"maxValue\": {}}},\n"
        "  \"techniques\": [{}\n  ]\n}}\n",
        std::ranges::count(applicable, true), most, list);
    return exit_done;
}

}  // namespace

void add_rule_options(CLI::App& command, RuleArguments& arguments, bool positional) {
    command.add_option(positional ? "rules" : "--rules", arguments.rules, "Sigma rules: files and folders (content/rules where there is one)");
    command.add_option("--pipeline", arguments.pipelines, "pySigma pipeline (YAML): field names, log sources, values of placeholders");
}

void add_rules(Commands& commands) {
    CLI::App* rules = commands.app.add_subcommand("rules", "Sigma rules: check, list, measure and test them");
    rules->require_subcommand(1);
    const auto add = [&](const char* name, const char* description, int (*run)(const RulesArguments&, const Common&), bool with_data) {
        commands.add(*rules, name, description, [run, with_data](CLI::App& command) -> Action {
            auto arguments = std::make_shared<RulesArguments>();
            add_rule_options(command, arguments->rules, true);
            if (with_data) command.add_option("--on", arguments->on, "Files and folders of events: print what each rule matches and costs");
            return [run, arguments](const Common& common) { return run(*arguments, common); };
        });
    };
    add("check", "What is wrong with rules, and where", check, false);
    add("list", "All rules with level and log source", list_rules, false);
    add("stats", "How many of what kind; with --on, matches and cost of each", stats, true);
    add("test", "Run the tests beside the rules (RULE.test.yml)", test, false);
    add("coverage", "ATT&CK Navigator layer (JSON) of the rules that can see something", coverage, false);
}

}  // namespace bonafide::cli
