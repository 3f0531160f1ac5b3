#include "cli/command.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>

namespace bonafide::cli {

namespace fs = std::filesystem;

CLI::App* Commands::add(CLI::App& parent, const std::string& name, const std::string& description, const std::function<Action(CLI::App&)>& options) {
    CLI::App* command = parent.add_subcommand(name, description);
    Action action = options(*command);
    command->callback([this, action = std::move(action)] { exit_code = action(common); });
    return command;
}

void say(const Common& common, const std::string& message) {
    if (!common.quiet) std::cerr << message << '\n';
}

void print_errors(const Errors& errors) {
    for (const Error& error : errors) std::cerr << error.text() << '\n';
    std::cerr << errors.size() << (errors.size() == 1 ? " error" : " errors") << " in the content; nothing was done\n";
}

namespace {

/// Beside the program: in its source tree, or as installed under the same prefix.
fs::path beside_program(const fs::path& in_tree, const fs::path& installed, const fs::path& probe) {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    for (fs::path folder = program.parent_path(); !folder.empty() && folder != folder.root_path(); folder = folder.parent_path())
        if (fs::exists(folder / in_tree / probe, error)) return folder / in_tree;
    return program.parent_path().parent_path() / "share" / "bonafide" / installed;
}

fs::path chosen(const fs::path& argument, const char* variable, const fs::path& fallback) {
    if (!argument.empty()) return argument;
    const char* value = std::getenv(variable);
    return value && *value ? fs::path(value) : fallback;
}

}  // namespace

fs::path content_folder(const Common& common) {
    return chosen(common.content, "BONAFIDE_CONTENT", beside_program("content", "content", "attributes.yml"));
}

fs::path data_folder(const Common& common) { return chosen(common.data, "BONAFIDE_DATA", beside_program(".data", "data", "")); }

std::unique_ptr<Content> load_content(const Common& common, const std::vector<std::string>& inputs) {
    return load_content(common, inputs, {{}, {}, true});
}

std::unique_ptr<Content> load_content(const Common& common, const std::vector<std::string>& inputs, const RuleArguments& rules) {
    ContentPaths paths;
    paths.content = content_folder(common);
    paths.data = data_folder(common);
    paths.overrides = find_overrides(inputs);
    std::error_code error;
    if (!fs::exists(paths.content / "attributes.yml", error)) {
        std::cerr << "bonafide: no content in " << paths.content.string() << "\n  hint: name the folder that holds attributes.yml with --content\n";
        return nullptr;
    }
    paths.rules.assign(rules.rules.begin(), rules.rules.end());
    paths.pipelines.assign(rules.pipelines.begin(), rules.pipelines.end());
    if (!rules.none && paths.rules.empty() && fs::is_directory(paths.content / "rules", error)) paths.rules = {paths.content / "rules"};
    paths.clock = steady_nanoseconds;
    Errors errors;
    auto content = Content::load(paths, errors);
    if (errors.empty()) return content;
    print_errors(errors);
    return nullptr;
}

Timestamp now() { return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count()}; }

Result<Timestamp> time_argument(const std::string& text, Timestamp at) {
    if (text.empty()) return Timestamp::none();
    if (text.back() == 'd' && text.find_first_not_of("0123456789") == text.size() - 1 && text.size() > 1 && text.size() < 7)
        return Timestamp{at.us - std::stoll(text) * 86'400'000'000};
    if (const auto parsed = parse_time(text)) return parsed->at;
    return fail(text, "not a time", "write 2026-03-01, 2026-03-01T10:00Z, or 30d for thirty days ago");
}

int terminal_width() {
    winsize size{};
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20) return size.ws_col;
    return 100;
}

bool terminal_color() {
    const char* no_color = std::getenv("NO_COLOR");  // https://no-color.org
    return isatty(STDOUT_FILENO) && !(no_color && *no_color);
}

std::function<void(const Progress&)> progress_bar(const Common& common) {
    if (common.quiet || !isatty(STDERR_FILENO)) return {};
    const auto started = std::chrono::steady_clock::now();
    return [started](const Progress& progress) {
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        const double rate = static_cast<double>(progress.bytes_done) / 1e6 / std::max(seconds, 1e-3);
        const double part = progress.bytes_total ? static_cast<double>(progress.bytes_done) / static_cast<double>(progress.bytes_total) : 0;
        const double left = part > 0.01 ? seconds / part - seconds : 0;
        std::fprintf(stderr, "\r\033[Kreading %3.0f%%  %.0f MB/s  %llu records  %.0f s left", 100 * part, rate,
                     static_cast<unsigned long long>(progress.records), left);
        if (progress.bytes_done >= progress.bytes_total) std::fprintf(stderr, "\r\033[K");
        std::fflush(stderr);
    };
}

Cancel& cancel_on_interrupt() {
    static Cancel cancel;  // a signal handler can only reach static storage
    std::signal(SIGINT, [](int) {
        if (cancel.requested()) std::_Exit(exit_interrupted);  // a second Ctrl-C does not wait
        cancel.request();
    });
    std::signal(SIGTERM, [](int) { cancel.request(); });
    return cancel;
}

fs::path store_path(const std::string& store, const std::string& out) { return store.empty() ? fs::path(out) / "bonafide.db" : fs::path(store); }

}  // namespace bonafide::cli
