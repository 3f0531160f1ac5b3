#include "simulate/simulate.h"

#include <iostream>

#include "cli/command.h"

namespace bonafide::cli {

void add_simulate(Commands& commands) {
    commands.add(commands.app, "simulate", "Write a demonstration organisation in real export formats", [](CLI::App& command) -> Action {
        struct Arguments {
            SimulateOptions options;
            std::string start, out;
            std::uint64_t events_bytes = 0;
        };
        auto a = std::make_shared<Arguments>();
        command.add_option("--people", a->options.people, "People on the roster")->capture_default_str()->check(CLI::Range(20, 5'000'000));
        command.add_option("--days", a->options.days, "Days of logs")->capture_default_str()->check(CLI::Range(7, 3650));
        command.add_option("--seed", a->options.seed, "The same seed gives the same bytes")->capture_default_str();
        command.add_option("--out", a->out, "Folder to write; the truth goes beside it, to OUT.truth.json")->required();
        command.add_flag("--swap-names", a->options.names_swapped, "The same organisation under names of other origin");
        command.add_option("--events", a->events_bytes, "Only write about so many bytes of mixed NDJSON events, for benchmarks");
        return [a](const Common& common) -> int {
            a->options.out = a->out;
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
