// What all commands share: exit codes, options, where content and data lie, how messages reach the terminal.
// One file a command; each adds itself to the parser and returns an exit code.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "name/hint.h"
#include "record/reader.h"
#include "scan/content.h"
#include "scan/scan.h"

namespace bonafide::cli {

/// The same for all commands; documented in the man page.
enum Exit : int {
    exit_done = 0,
    exit_found = 1,    ///< somebody at or above --fail-on
    exit_content = 2,  ///< a source, check, list or rule is wrong
    exit_usage = 3,    ///< wrong arguments or configuration
    exit_unread = 4,   ///< done, but part of the input could not be read
    exit_interrupted = 130,
};

/// Options that every command takes.
struct Common {
    std::filesystem::path content, data;
    bool quiet = false;
    bool json = false;
    unsigned threads = 0;
};

/// Adds a command; its action sets `exit_code`.
using Action = std::function<int(const Common&)>;
struct Commands {
    CLI::App& app;
    Common& common;
    int& exit_code;
    CLI::App* add(CLI::App& parent, const std::string& name, const std::string& description, const std::function<Action(CLI::App&)>& options);
};

void add_scan(Commands& commands);
void add_explain(Commands& commands);
void add_show(Commands& commands);
void add_mark(Commands& commands);
void add_events(Commands& commands);
void add_sources(Commands& commands);
void add_checks(Commands& commands);
void add_simulate(Commands& commands);
void add_completion(Commands& commands);
void add_docs(Commands& commands);
void add_rules(Commands& commands);
void add_screen(Commands& commands);
void add_interview(Commands& commands);
void add_forget(Commands& commands);
void add_watch(Commands& commands);
void add_lists(Commands& commands);

/// `message` on stderr, unless quiet.
void say(const Common& common, const std::string& message);
/// Prints all errors on stderr, and how many.
void print_errors(const Errors& errors);
/// Where content and data packages lie: as an option, a variable or beside the program.
std::filesystem::path content_folder(const Common& common);
std::filesystem::path data_folder(const Common& common);
/// The content, or nullptr after its errors were printed (exit_content).
std::unique_ptr<Content> load_content(const Common& common, const std::vector<std::string>& inputs = {});
/// With Sigma rules: those named, else content/rules where there is one.
struct RuleArguments {
    std::vector<std::string> rules, pipelines;
    bool none = false;
};
std::unique_ptr<Content> load_content(const Common& common, const std::vector<std::string>& inputs, const RuleArguments& rules);
/// For content that is used up to the end of the process, which frees it faster than we could.
struct FreedAtExit {
    void operator()([[maybe_unused]] Content* content) const {
#ifdef __SANITIZE_ADDRESS__
        delete content;
#endif
    }
};
inline std::unique_ptr<Content, FreedAtExit> until_exit(std::unique_ptr<Content> content) {
    return std::unique_ptr<Content, FreedAtExit>(content.release());
}
void add_rule_options(CLI::App& command, RuleArguments& arguments, bool positional);
/// The lists of names that people are compared with.
struct ListArguments {
    std::string kept;
    int stale_days = 14;
    bool none = false;
};
void add_list_options(CLI::App& command, ListArguments& arguments);
/// What cannot be read of them is told on stderr and in `unread`. nullptr after it was said that the named folder keeps no list (exit_usage).
std::unique_ptr<name::KeptLists> load_lists(const Common& common, const ListArguments& arguments, bool& unread);
/// The monotonic clock that measures what rules cost.
std::uint64_t steady_nanoseconds();
/// "2026-03-01", "2026-03-01T10:00Z", "30d" (before now).
Result<Timestamp> time_argument(const std::string& text, Timestamp now);
Timestamp now();
/// Columns of the terminal on stdout, 100 where it is none; whether colours are wanted (NO_COLOR respected).
int terminal_width();
bool terminal_color();
/// Draws progress on a terminal's stderr: rate and time left.
std::function<void(const Progress&)> progress_bar(const Common& common);
/// Set by Ctrl-C.
Cancel& cancel_on_interrupt();

/// The default folder of a scan's output and its store.
inline const std::string default_out = "bonafide-report";
std::filesystem::path store_path(const std::string& store, const std::string& out);

}  // namespace bonafide::cli
