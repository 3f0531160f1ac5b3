#include <csignal>
#include <fstream>
#include <iostream>

#include "cli/command.h"
#include "watch/watcher.h"

namespace bonafide::cli {

namespace fs = std::filesystem;

namespace {

struct Arguments {
    std::vector<std::string> inputs;
    std::string state = "bonafide-watch", alerts, ocsf, report, store, level = "high", band = "watch";
    bool once = false;
    std::uint32_t per_minute = 600;
    double window = 3600, lateness = 5;
    RuleArguments rules;
};

watch::Watcher* running = nullptr;  // a signal handler can only reach static storage

void on_signals() {
    std::signal(SIGINT, [](int) { running->stop(); });
    std::signal(SIGTERM, [](int) { running->stop(); });
    std::signal(SIGHUP, [](int) { running->reload(); });
    std::signal(SIGPIPE, SIG_IGN);
}

constexpr std::int64_t second = 1'000'000;

Result<watch::WatcherOptions> options_of(const Arguments& arguments, const Common& common) {
    watch::WatcherOptions options;
    options.inputs = arguments.inputs;
    options.state = arguments.state;
    options.once = arguments.once;
    options.pipeline.lateness_us = static_cast<std::int64_t>(arguments.lateness * second);
    options.damper.window_us = static_cast<std::int64_t>(arguments.window * second);
    options.damper.per_minute = arguments.per_minute;
    options.assessor.report = arguments.report.empty() ? fs::path(arguments.state) / "report" : fs::path(arguments.report);
    options.assessor.store = arguments.store.empty() ? fs::path(arguments.state) / "bonafide.db" : fs::path(arguments.store);
    options.assessor.program_version = "0.1.0";
    if (!watch::severity_from(arguments.level, options.pipeline.least)) return fail("--level", "not a level of Sigma: " + arguments.level);
    if (!band_from(arguments.band, options.least_band)) return fail("--band", "not a band: " + arguments.band);
    options.say = [common](const std::string& text) { say(common, text); };
    return options;
}

int run(const Arguments& arguments, const Common& common) {
    auto options = options_of(arguments, common);
    if (!options) {
        std::cerr << options.error().text() << '\n';
        return exit_usage;
    }
    auto content = load_content(common, arguments.inputs, arguments.rules);
    if (!content) return exit_content;
    std::vector<std::unique_ptr<watch::Output>> outputs;
    if (!arguments.alerts.empty()) outputs.push_back(watch::make_file_output(arguments.alerts, watch::AlertFormat::bonafide, "0.1.0"));
    if (!arguments.ocsf.empty()) outputs.push_back(watch::make_file_output(arguments.ocsf, watch::AlertFormat::ocsf, "0.1.0"));
    if (!common.quiet) outputs.push_back(watch::make_terminal_output(std::cout));
    auto watcher = watch::Watcher::open(std::move(content), std::move(*options), std::move(outputs), now);
    if (!watcher) {
        std::cerr << watcher.error().text() << '\n';
        return exit_usage;
    }
    (*watcher)->load = [&] { return load_content(common, arguments.inputs, arguments.rules); };
    running = watcher->get();
    on_signals();
    const auto done = (*watcher)->run();
    if (done) return exit_done;
    std::cerr << done.error().text() << '\n';
    return exit_usage;
}

}  // namespace

void add_watch(Commands& commands) {
    commands.add(commands.app, "watch", "Follow logs as they grow and tell at once", [](CLI::App& command) -> Action {
        auto arguments = std::make_shared<Arguments>();
        command.add_option("inputs", arguments->inputs, "Files, folders and globs to follow");
        command.add_option("--state", arguments->state, "Folder of what must not be forgotten")->capture_default_str();
        command.add_option("--alerts", arguments->alerts, "Append alerts to this file, as NDJSON");
        command.add_option("--ocsf", arguments->ocsf, "Append alerts to this file, as OCSF findings");
        command.add_option("--report", arguments->report, "Folder of the report (STATE/report)");
        command.add_option("--store", arguments->store, "Store of decisions (STATE/bonafide.db)");
        command.add_option("--level", arguments->level, "Least level of a Sigma rule whose hits are told")->capture_default_str();
        command.add_option("--band", arguments->band, "Least band whose reaching is told")->capture_default_str();
        command.add_option("--window", arguments->window, "Seconds in which one rule and person make one alert; 0: each event makes one")
            ->capture_default_str();
        command.add_option("--per-minute", arguments->per_minute, "Most alerts a minute; 0: no limit")->capture_default_str();
        command.add_option("--lateness", arguments->lateness, "Seconds that events may come late for correlations")->capture_default_str();
        command.add_flag("--once", arguments->once, "Read what is there, write the report, and end");
        add_rule_options(command, arguments->rules, false);
        command.add_flag("--no-rules", arguments->rules.none, "Run no Sigma rules");
        return [arguments](const Common& common) { return run(*arguments, common); };
    });
}

}  // namespace bonafide::cli
