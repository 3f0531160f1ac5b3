#include <fmt/format.h>

#include <iostream>

#include "base/text.h"
#include "check/fixtures.h"
#include "cli/command.h"
#include "scan/scan.h"

namespace bonafide::cli {

namespace {

int list_checks(const Common& common) {
    auto content = until_exit(load_content(common));
    if (!content) return exit_content;
    for (const Check& check : content->checks.checks()) {
        std::string tactics;
        for (const std::string& tactic : check.tactics) tactics += (tactics.empty() ? "" : " ") + tactic;
        if (common.json)
            std::cout << fmt::format("{{\"id\":\"{}\",\"kind\":\"{}\",\"bits\":{},\"tactics\":\"{}\",\"title\":\"{}\"}}\n", json_escape(check.id),
                                     kind_name(check.kind), check.max_bits, tactics, json_escape(check.title));
        else std::cout << fmt::format("{:<34} {:<9} {:>+5.1f}  {:<10} {}\n", check.id, kind_name(check.kind), check.max_bits, tactics, check.title);
    }
    return exit_done;
}

int coverage(const std::vector<std::string>& inputs, const Common& common) {
    auto content = until_exit(load_content(common, inputs));
    if (!content) return exit_content;
    ScanOptions options;
    options.inputs = inputs;
    options.threads = common.threads;
    options.now = now();
    options.progress = progress_bar(common);
    options.cancel = &cancel_on_interrupt();
    const auto outcome = scan(*content, options);
    if (!outcome) {
        std::cerr << outcome.error().text() << '\n';
        return exit_usage;
    }
    for (const auto& tactic : outcome->report.coverage.tactics) {
        std::cout << fmt::format("{:<4} {:<44} {:>2} of {} checks can see it\n", tactic.id, tactic.title, tactic.seen_by.size(),
                                 tactic.seen_by.size() + tactic.blind.size());
        for (const std::string& blind : tactic.blind) std::cout << "       blind: " << blind << '\n';
    }
    return exit_done;
}

int test(const Common& common) {
    auto content = until_exit(load_content(common));
    if (!content) return exit_content;
    const FixtureOutcome outcome = run_fixtures(content->checks, content->attributes, content->lists);
    for (const std::string& failure : outcome.failures) std::cout << failure << '\n';
    std::cout << outcome.passed << " passed, " << outcome.failures.size() << " failed\n";
    return outcome.failures.empty() ? exit_done : exit_content;
}

}  // namespace

void add_checks(Commands& commands) {
    CLI::App* checks = commands.app.add_subcommand("checks", "The checks: what is compared, and what that is worth");
    checks->require_subcommand(1);
    commands.add(*checks, "list", "All checks with their kind, highest bits and tactics", [](CLI::App&) -> Action { return list_checks; });
    commands.add(*checks, "test", "Run the fixtures beside the checks", [](CLI::App&) -> Action { return test; });
    commands.add(*checks, "coverage", "What can be seen with this data, and which export would show more", [](CLI::App& command) -> Action {
        auto inputs = std::make_shared<std::vector<std::string>>();
        command.add_option("inputs", *inputs, "Files and folders")->required();
        return [inputs](const Common& common) { return coverage(*inputs, common); };
    });
}

}  // namespace bonafide::cli
