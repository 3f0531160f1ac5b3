#include "simulate/simulate.h"

#include <iostream>

#include "cli/command.h"

namespace bonafide::cli {

void add_simulate(Commands& commands) {
    commands.add(commands.app, "simulate", "Write a demonstration organisation in real export formats", [](CLI::App& command) -> Action {
        struct SimulateArguments {
            SimulateOptions options;
            std::string start, out, truth;
            std::uint64_t events_bytes = 0;
        };
        auto a = std::make_shared<SimulateArguments>();
        command.add_option("--people", a->options.people, "People on the roster")->capture_default_str()->check(CLI::Range(20, 5'000'000));
        command.add_option("--days", a->options.days, "Days of logs")->capture_default_str()->check(CLI::Range(1, 3650));
        command.add_option("--seed", a->options.seed, "The same seed gives the same bytes")->capture_default_str();
        command.add_option("--out", a->out, "Folder to write; the truth goes beside it, to OUT.truth.json")->required();
        command.add_option("--truth", a->truth, "Where the truth goes (default: OUT.truth.json)");
        command.add_option("--start", a->start, "First day of the logs (2026-08-24)");
        command.add_flag("--swap-names", a->options.names_swapped, "The same organisation under names of other origin");
        command.add_option("--events", a->events_bytes, "Only write about so many bytes of mixed NDJSON events, for benchmarks");
        return [a](const Common& common) -> int {
            a->options.out = a->out;
            a->options.truth = a->truth;
            a->options.data = common.data;
            if (!a->start.empty()) {
                const auto start = parse_time(a->start);
                if (!start) {
                    std::cerr << "--start: a date such as 2026-08-24 was expected, not " << a->start << '\n';
                    return exit_usage;
                }
                a->options.start = civil_from_days(start->at.day());
            }
            auto summary = a->events_bytes ? simulate_bulk_events(a->events_bytes, a->options.seed, a->out) : simulate(a->options);
            if (!summary) {
                std::cerr << summary.error().text() << '\n';
                return exit_usage;
            }
            say(common, summary->text());
            return exit_done;
        };
    });
}

}  // namespace bonafide::cli
