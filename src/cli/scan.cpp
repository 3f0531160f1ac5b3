#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>

#include "base/parallel.h"
#include "cli/command.h"
#include "report/writers.h"

namespace bonafide::cli {

namespace fs = std::filesystem;

namespace {

struct ScanArguments {
    std::vector<std::string> inputs;
    std::string out = default_out, store, since, until, fail_on, hits;
    bool pseudonyms = false, no_store = false;
    RuleArguments rules;
    ListArguments lists;
};

/// Files that appear together: each is written beside its final name, and all are renamed once the last is whole. A killed run or a full disk
/// leaves the report that was there.
class ReportFiles {
public:
    ReportFiles(fs::path folder, std::vector<std::string> names) : folder_(std::move(folder)), names_(std::move(names)) {}
    ReportFiles(const ReportFiles&) = delete;
    ReportFiles& operator=(const ReportFiles&) = delete;
    ~ReportFiles() {
        std::error_code ignored;
        for (const std::string& name : names_) fs::remove(part(name), ignored);
    }

    /// Of several threads each its own file.
    bool write(const std::string& name, const std::function<void(std::ostream&)>& write) const {
        std::ofstream out(part(name), std::ios::binary);
        write(out);
        out.close();
        if (out) return true;
        std::cerr << (folder_ / name).string()
                  << ": could not be written: is the disk full, or the folder read-only? The report that was there is unchanged.\n";
        return false;
    }
    bool show() {
        for (; !names_.empty(); names_.pop_back()) {
            std::error_code error;
            fs::rename(part(names_.back()), folder_ / names_.back(), error);
            if (!error) continue;
            std::cerr << (folder_ / names_.back()).string() << ": could not be replaced: " << error.message() << '\n';
            return false;
        }
        return true;
    }

private:
    [[nodiscard]] fs::path part(const std::string& name) const { return folder_ / (name + ".part"); }
    fs::path folder_;
    std::vector<std::string> names_;
};

/// The largest first: each is written by one thread.
constexpr std::pair<const char*, void (*)(const Report&, std::ostream&)> outputs[] = {
    {"report.html", write_html}, {"report.json", write_json}, {"report.ocsf.ndjson", write_ocsf}, {"report.csv", write_csv}};

bool write_reports(const Report& report, const fs::path& folder, unsigned threads) {
    std::vector<std::string> names;
    for (const auto& output : outputs) names.emplace_back(output.first);
    ReportFiles files(folder, names);
    std::array<bool, std::size(outputs)> written{};
    std::vector<std::function<void()>> tasks;
    for (std::size_t i = 0; i < std::size(outputs); ++i)
        tasks.emplace_back([&, i] { written[i] = files.write(names[i], [&](std::ostream& out) { outputs[i].second(report, out); }); });
    run_tasks(threads ? threads : usable_cores(), tasks);
    return std::ranges::all_of(written, std::identity()) && files.show();
}

bool someone_at(const Report& report, Band band) {
    for (const ReportPerson& person : report.people)
        if (person.band >= band) return true;
    return false;
}

/// A path that may not exist yet, without links; relative ones too.
fs::path resolved(const fs::path& path) {
    std::error_code error;
    return fs::weakly_canonical(fs::absolute(path, error), error);
}

/// What the program writes is no input, wherever it lies in the folder that is scanned.
std::vector<std::string> own_files(const ScanArguments& arguments) {
    std::vector<std::string> out{resolved(arguments.out).string()};
    if (!arguments.hits.empty()) out.push_back(resolved(arguments.hits).string());
    const std::string store = resolved(store_path(arguments.store, arguments.out)).string();
    for (const char* end : {"", "-wal", "-shm"}) out.push_back(store + end);
    return out;
}

Result<ScanOptions> scan_options(const ScanArguments& arguments, const Common& common) {
    ScanOptions options;
    options.inputs = arguments.inputs;
    options.threads = common.threads;
    options.now = now();
    options.program_version = "0.1.0";
    auto since = time_argument(arguments.since, options.now);
    if (!since) return std::unexpected(since.error());
    auto until = time_argument(arguments.until, options.now);
    if (!until) return std::unexpected(until.error());
    options.since = *since;
    options.until = *until;
    options.progress = progress_bar(common);
    options.cancel = &cancel_on_interrupt();
    options.standard_input = &std::cin;
    options.hits = arguments.hits;
    options.skip = [own = own_files(arguments)](const fs::path& path) {
        const std::string text = resolved(path).string();
        return std::ranges::any_of(own, [&](const std::string& mine) { return text == mine || text.starts_with(mine + "/"); });
    };
    return options;
}

/// Says how it went, now that the report is written. `unread`: a list could not be read.
int finish(const ScanArguments& arguments, const Common& common, const ScanOutcome& outcome, bool unread) {
    const Report& report = outcome.report;
    if (common.json) write_json(report, std::cout);
    else if (!common.quiet) std::cout << terminal_summary(report, {terminal_width(), terminal_color()});
    say(common, "\nThe report: " + (fs::path(arguments.out) / "report.html").string());
    if (outcome.interrupted) {
        say(common, "Interrupted: what was read so far is in the report; the same command goes on from there.");
        return exit_interrupted;
    }
    Band fail_on{};
    if (!arguments.fail_on.empty() && band_from(arguments.fail_on, fail_on) && someone_at(report, fail_on)) return exit_found;
    return report.unread.empty() && !unread ? exit_done : exit_unread;
}

int run(const ScanArguments& arguments, const Common& common) {
    auto options = scan_options(arguments, common);
    if (!options) {
        std::cerr << options.error().text() << '\n';
        return exit_usage;
    }
    auto content = until_exit(load_content(common, arguments.inputs, arguments.rules));
    if (!content) return exit_content;
    bool unread_list = false;
    const auto lists = load_lists(common, arguments.lists, unread_list);
    if (!lists) return exit_usage;
    options->lists = lists.get();
    std::error_code error;
    fs::create_directories(arguments.out, error);
    if (error) {
        std::cerr << arguments.out << ": cannot be made: " << error.message() << '\n';
        return exit_usage;
    }
    std::optional<Store> store;
    if (!arguments.no_store) {
        auto opened = Store::open(store_path(arguments.store, arguments.out));
        if (!opened) {
            std::cerr << opened.error().text() << '\n';
            return exit_usage;
        }
        store.emplace(std::move(*opened));
        options->store = &*store;
    }
    bool written = false;
    const auto write = [&](const Report& report) { written = write_reports(report, arguments.out, common.threads); };
    if (!arguments.pseudonyms) options->finished = write;
    auto outcome = scan(*content, *options);
    if (!outcome) {
        std::cerr << outcome.error().text() << '\n';
        return exit_usage;
    }
    if (arguments.pseudonyms) {
        pseudonymise(outcome->report);
        write(outcome->report);
    }
    if (!written) return exit_usage;
    return finish(arguments, common, *outcome, unread_list);
}

}  // namespace

void add_scan(Commands& commands) {
    commands.add(commands.app, "scan", "Read exports and explain who should be looked at", [](CLI::App& command) -> Action {
        auto arguments = std::make_shared<ScanArguments>();
        command.add_option("inputs", arguments->inputs, "Files, folders, archives, globs, or - for standard input")->required();
        command.add_option("--out", arguments->out, "Folder for the report")->capture_default_str();
        command.add_option("--store", arguments->store, "SQLite file that remembers runs and decisions (OUT/bonafide.db)");
        command.add_flag("--no-store", arguments->no_store, "Keep nothing");
        command.add_option("--since", arguments->since, "Use events from this time on: 2026-03-01, or 30d");
        command.add_option("--until", arguments->until, "Use events before this time");
        command.add_option("--fail-on", arguments->fail_on, "Exit 1 if somebody is at or above this band")
            ->check(CLI::IsMember({"watch", "review", "urgent"}));
        add_rule_options(command, arguments->rules, false);
        command.add_flag("--no-rules", arguments->rules.none, "Run no Sigma rules");
        add_list_options(command, arguments->lists);
        command.add_option("--hits", arguments->hits, "Write every hit of a Sigma rule to this file, as NDJSON");
        command.add_flag("--pseudonyms", arguments->pseudonyms, "Replace names and identifiers by aliases in every output");
        return [arguments](const Common& common) { return run(*arguments, common); };
    });
}

}  // namespace bonafide::cli
