#include <iostream>

#include "cli/command.h"

namespace bonafide::cli {

namespace {

int run(const std::vector<std::string>& inputs, const Common& common) {
    auto content = until_exit(load_content(common, inputs));
    if (!content) return exit_content;
    ScanOptions options;
    options.inputs = inputs;
    options.threads = common.threads ? common.threads : 1;  // one thread keeps the order of the input
    options.cancel = &cancel_on_interrupt();
    options.standard_input = &std::cin;
    const auto outcome = list_events(*content, options, [](std::string_view line) { std::cout << line << '\n'; });
    if (!outcome) {
        std::cerr << outcome.error().text() << '\n';
        return exit_usage;
    }
    say(common, std::to_string(outcome->understood) + " records understood, " + std::to_string(outcome->generic) + " by common names only");
    for (const auto& [reason, count] : outcome->not_understood) say(common, std::to_string(count) + " not understood: " + reason);
    for (const Unread& unread : outcome->read.unread)
        say(common, unread.file.path + (unread.file.member.empty() ? "" : "!" + unread.file.member) +
                        (unread.line ? ":" + std::to_string(unread.line) : "") + ": " + unread.reason +
                        (unread.count > 1 ? " (" + std::to_string(unread.count) + " times)" : ""));
    if (outcome->read.cancelled) return exit_interrupted;
    return outcome->read.unread.empty() && outcome->not_understood.empty() ? exit_done : exit_unread;
}

}  // namespace

void add_events(Commands& commands) {
    commands.add(commands.app, "events", "What was understood, one JSON line for each record", [](CLI::App& command) -> Action {
        auto inputs = std::make_shared<std::vector<std::string>>();
        command.add_option("inputs", *inputs, "Files, folders, archives, globs, or -")->required();
        return [inputs](const Common& common) { return run(*inputs, common); };
    });
}

}  // namespace bonafide::cli
