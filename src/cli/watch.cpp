#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "cli/command.h"
#include "watch/config.h"
#include "watch/supervise.h"

namespace bonafide::cli {

namespace fs = std::filesystem;

namespace {

constexpr const char* version = "0.1.0";

struct WatchArguments {
    std::vector<std::string> inputs, syslog_udp, syslog_tcp, http, metrics;
    std::string config, state = "bonafide-watch", alerts, ocsf, report, store, level, band, window, lateness;
    bool once = false;
    std::optional<std::uint32_t> per_minute;
    RuleArguments rules;
    ListArguments lists;
};

watch::Watcher* running = nullptr;  // a signal handler can only reach static storage

void on_signals() {
    std::signal(SIGINT, [](int) { running->stop(); });
    std::signal(SIGTERM, [](int) { running->stop(); });
    std::signal(SIGHUP, [](int) { running->reload(); });
    std::signal(SIGPIPE, SIG_IGN);
}

void take_duration(const std::string& name, const std::string& text, std::int64_t& out, Errors& errors) {
    if (text.empty()) return;
    if (const auto value = watch::duration_us(text)) out = *value;
    else errors.push_back({name, "not a duration: " + text, "write 0s, 30s, 5m or 2h"});
}

/// The file first; what the command line says counts more.
watch::WatchConfig config_of(const WatchArguments& arguments, const Common& common, Errors& errors) {
    using Kind = watch::ListenOptions::Kind;
    watch::WatchConfig config;
    watch::WatcherOptions& options = config.watcher;
    options.state = arguments.state;
    if (!arguments.config.empty())
        watch::load_config(arguments.config, [](const char* name) -> const char* { return std::getenv(name); }, config, errors);
    for (const std::string& input : arguments.inputs)
        if (input == "-") config.standard_input = true;
        else options.inputs.push_back(input);
    options.once = arguments.once;
    take_duration("--window", arguments.window, options.damper.window_us, errors);
    take_duration("--lateness", arguments.lateness, options.pipeline.lateness_us, errors);
    if (arguments.per_minute) options.damper.per_minute = *arguments.per_minute;
    if (!arguments.report.empty()) options.assessor.report = arguments.report;
    if (!arguments.store.empty()) options.assessor.store = arguments.store;
    if (options.assessor.report.empty()) options.assessor.report = options.state / "report";
    if (options.assessor.store.empty()) options.assessor.store = options.state / "bonafide.db";
    options.assessor.program_version = version;
    if (!arguments.level.empty() && !watch::severity_from(arguments.level, options.pipeline.least))
        errors.push_back({"--level", "not a level of Sigma: " + arguments.level, ""});
    if (!arguments.band.empty() && !band_from(arguments.band, options.least_band)) errors.push_back({"--band", "not a band: " + arguments.band, ""});
    for (const auto& [addresses, kind] : {std::pair{&arguments.syslog_udp, Kind::syslog_udp}, std::pair{&arguments.syslog_tcp, Kind::syslog_tcp},
                                          std::pair{&arguments.http, Kind::http}, std::pair{&arguments.metrics, Kind::metrics}})
        for (const std::string& address : *addresses) config.server.listen.push_back({kind, address, false});
    watch::OutputConfig file;
    if (!arguments.alerts.empty()) file.file = arguments.alerts, config.outputs.push_back(file);
    file.format = watch::AlertFormat::ocsf;
    if (!arguments.ocsf.empty()) file.file = arguments.ocsf, config.outputs.push_back(file);
    options.say = [common](const std::string& text) { say(common, text); };
    return config;
}

Result<std::vector<std::unique_ptr<watch::Output>>> outputs_of(watch::WatchConfig& config, const Common& common) {
    using Kind = watch::OutputConfig::Kind;
    std::vector<std::unique_ptr<watch::Output>> out;
    for (watch::OutputConfig& output : config.outputs) {
        output.webhook.program_version = output.kafka.program_version = version;
        if (output.kind == Kind::file) out.push_back(watch::make_file_output(output.file, output.format, version));
        if (output.kind == Kind::webhook) out.push_back(watch::make_webhook_output(output.webhook, now, config.watcher.say));
        if (output.kind == Kind::syslog) out.push_back(watch::make_syslog_output(output.syslog));
        if (output.kind == Kind::mail) out.push_back(watch::make_mail_output(output.mail, now));
        if (output.kind != Kind::kafka) continue;
        auto kafka = watch::make_kafka_output(output.kafka);
        if (!kafka) return std::unexpected(kafka.error());
        out.push_back(std::move(*kafka));
    }
    if (!common.quiet) out.push_back(watch::make_terminal_output(std::cout));
    return out;
}

/// Standard input is written down like all that cannot be read twice. Its end is the end of the whole run with --once.
void read_standard_input(watch::Spool& spool) {
    constexpr std::size_t block = 64 << 10;
    std::string kept;
    std::vector<char> buffer(block);
    std::optional<watch::SpoolKind> kind;
    const auto pass_on = [&](std::string_view lines) {
        if (!kind)
            kind = lines.find_first_not_of(" \t\r\n") != std::string_view::npos && lines[lines.find_first_not_of(" \t\r\n")] == '{'
                       ? watch::SpoolKind::json
                       : watch::SpoolKind::text;
        while (!spool.append("stdin", *kind, lines)) ::usleep(1'000'000);
    };
    for (;;) {
        const ssize_t size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) break;
        kept.append(buffer.data(), static_cast<std::size_t>(size));
        const std::size_t end = kept.rfind('\n');
        if (end == std::string::npos) continue;
        pass_on(std::string_view(kept).substr(0, end + 1));
        kept.erase(0, end + 1);
    }
    if (!kept.empty()) pass_on(kept + "\n");
}

int complain(const Error& error) {
    std::cerr << error.text() << '\n';
    return exit_usage;
}

/// Everything that runs beside the watcher, in the order in which it has to end.
struct Around {
    std::unique_ptr<watch::Spool> spool;
    std::unique_ptr<watch::Server> server;
    std::vector<std::unique_ptr<watch::KafkaInput>> kafka;
};

std::string metrics_of(const watch::Watcher& watcher, const Around& around) {
    std::vector<const watch::KafkaInput*> kafka;
    for (const auto& input : around.kafka) kafka.push_back(input.get());
    return watch::metrics_text(watcher.status(), around.server ? &around.server->counters() : nullptr, kafka, now());
}

Result<void> begin_inputs(watch::WatchConfig& config, watch::Watcher& watcher, Around& around) {
    const auto behind = [&watcher] { return watcher.behind_bytes(); };
    if (!config.server.listen.empty()) {
        auto server = watch::Server::open(config.server, *around.spool, behind, [&watcher, &around] { return metrics_of(watcher, around); });
        if (!server) return std::unexpected(server.error());
        around.server = std::move(*server);
    }
    for (watch::KafkaInputOptions& kafka : config.kafka) {
        kafka.account = config.watcher.state / "kafka";
        kafka.most_behind = config.server.most_behind;
        auto input = watch::KafkaInput::open(kafka, *around.spool, behind);
        if (!input) return std::unexpected(input.error());
        around.kafka.push_back(std::move(*input));
    }
    return {};
}

/// The lists loaded at the start, for the first who asks, and later those that are kept by then.
auto lists_of(const ListArguments& arguments, const Common& common, std::shared_ptr<const name::KeptLists> first) {
    return [arguments, common, first = std::move(first)]() mutable -> std::shared_ptr<const name::KeptLists> {
        bool unread = false;
        return first ? std::exchange(first, nullptr) : load_lists(common, arguments, unread);
    };
}

int run(const WatchArguments& arguments, const Common& common) {
    Errors errors;
    watch::WatchConfig config = config_of(arguments, common, errors);
    if (!errors.empty()) {
        for (const Error& error : errors) std::cerr << error.text() << '\n';
        return exit_usage;
    }
    const fs::path spool = config.watcher.state / "spool";
    std::error_code ignored;
    fs::create_directories(spool, ignored);
    const bool network = !config.server.listen.empty() || !config.kafka.empty() || config.standard_input;
    const std::vector<std::string> given = config.watcher.inputs;
    if (network || fs::exists(spool, ignored)) config.watcher.inputs.push_back(spool.string());
    if (given.empty() && !network) return complain({"watch", "nothing to watch", "name files or folders, -, or what to listen on in --config"});
    RuleArguments rules = arguments.rules;
    rules.rules.insert(rules.rules.end(), config.rules.begin(), config.rules.end());
    auto content = load_content(common, given, rules);
    if (!content) return exit_content;
    bool unread_list = false;
    auto lists = load_lists(common, arguments.lists, unread_list);
    if (!lists) return exit_usage;
    config.watcher.assessor.lists = lists_of(arguments.lists, common, std::move(lists));
    auto outputs = outputs_of(config, common);
    if (!outputs) return complain(outputs.error());
    Around around;
    around.spool = std::make_unique<watch::Spool>(watch::SpoolOptions{spool, config.spool_file_bytes});
    if (config.standard_input && arguments.once) read_standard_input(*around.spool);
    auto watcher = watch::Watcher::open(std::move(content), config.watcher, std::move(*outputs), now);
    if (!watcher) return complain(watcher.error());
    const char* socket = std::getenv("NOTIFY_SOCKET");
    const watch::Supervisor supervisor(socket ? socket : "");
    (*watcher)->load = [&] { return load_content(common, given, rules); };
    (*watcher)->on_reload = [&](bool reloading) {
        supervisor.tell(reloading ? "RELOADING=1\nMONOTONIC_USEC=" + std::to_string(steady_nanoseconds() / 1000) : "READY=1");
    };
    std::int64_t told = 0;
    (*watcher)->alive = [&] {
        if (const std::int64_t at = now().us; at - told > 2'000'000) supervisor.tell("WATCHDOG=1"), told = at;
    };
    if (auto begun = begin_inputs(config, **watcher, around); !begun) return complain(begun.error());
    if (config.standard_input && !arguments.once) {
        std::thread([&around] { read_standard_input(*around.spool); }).detach();  // blocked in read(2) for as long as it likes
    }
    running = watcher->get();
    on_signals();
    (*watcher)->on_finish = [&] { supervisor.tell("STOPPING=1"); };
    supervisor.tell("READY=1\nSTATUS=watching");
    const auto done = (*watcher)->run();
    around.kafka.clear();
    around.server.reset();
    const int status = done ? exit_done : complain(done.error());
    if (config.standard_input && !arguments.once) {
        watcher->reset();
        std::cout.flush();
        std::_Exit(status);  // the thread that reads standard input cannot be woken
    }
    return status;
}

}  // namespace

void add_watch(Commands& commands) {
    commands.add(commands.app, "watch", "Follow logs as they grow and tell at once", [](CLI::App& command) -> Action {
        auto arguments = std::make_shared<WatchArguments>();
        command.add_option("inputs", arguments->inputs, "Files, folders and globs to follow; - is standard input");
        command.add_option("--config", arguments->config, "watch.yml: everything that can be set (docs/watch.md)");
        command.add_option("--state", arguments->state, "Folder of what must not be forgotten")->capture_default_str();
        command.add_option("--alerts", arguments->alerts, "Append alerts to this file, as NDJSON");
        command.add_option("--ocsf", arguments->ocsf, "Append alerts to this file, as OCSF findings");
        command.add_option("--report", arguments->report, "Folder of the report (STATE/report)");
        command.add_option("--store", arguments->store, "Store of decisions (STATE/bonafide.db)");
        command.add_option("--syslog-udp", arguments->syslog_udp, "Listen for syslog over UDP: 127.0.0.1:5514");
        command.add_option("--syslog-tcp", arguments->syslog_tcp, "Listen for syslog over TCP");
        command.add_option("--http", arguments->http, "Listen for Splunk HEC and Elasticsearch _bulk");
        command.add_option("--metrics", arguments->metrics, "Listen for Prometheus");
        command.add_option("--level", arguments->level, "Least level of a Sigma rule whose hits are told (high)");
        command.add_option("--band", arguments->band, "Least band whose reaching is told (watch)");
        command.add_option("--window", arguments->window, "In which one rule and person make one alert (1h); 0s: each event makes one");
        command.add_option("--per-minute", arguments->per_minute, "Most alerts a minute (600); 0: no limit");
        command.add_option("--lateness", arguments->lateness, "How late events may come for correlations (5s)");
        command.add_flag("--once", arguments->once, "Read what is there, write the report, and end");
        add_rule_options(command, arguments->rules, false);
        command.add_flag("--no-rules", arguments->rules.none, "Run no Sigma rules");
        add_list_options(command, arguments->lists);
        return [arguments](const Common& common) { return run(*arguments, common); };
    });
}

}  // namespace bonafide::cli
