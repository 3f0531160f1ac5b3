#include "screen/screen.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <iostream>

#include "base/grouped.h"
#include "cli/command.h"
#include "paper/model.h"
#include "screen/writers.h"

namespace bonafide::cli {

namespace fs = std::filesystem;
using namespace bonafide::screen;

namespace {

struct ScreenArguments {
    std::vector<std::string> inputs;
    std::string out, store, fail_on, model;
    bool show_claims = false, no_pictures = false, recordings = false;
    ListArguments lists;
};

/// Content with content/screen, or an exit code.
struct Loaded {
    std::unique_ptr<Content> content;
    Kit kit;
    int exit = exit_done;
    explicit Loaded(const Common& common) : content(load_content(common)) {
        if (!content) {
            exit = exit_content;
            return;
        }
        Errors errors;
        kit = Kit::load(content_folder(common), errors);
        if (errors.empty()) return;
        print_errors(errors);
        exit = exit_content;
    }
};

Result<Desk> open_desk(const ScreenArguments& arguments) {
    if (arguments.store.empty() && arguments.out.empty()) return Desk::open("");
    std::error_code error;
    if (!arguments.out.empty()) fs::create_directories(arguments.out, error);
    if (error) return fail(arguments.out, "cannot be made: " + error.message());
    return Desk::open(arguments.store.empty() ? fs::path(arguments.out) / "screen.db" : fs::path(arguments.store));
}

/// The report's folder and the store are no input, also where they lie inside of one.
std::function<bool(const std::string&)> skip_own(const ScreenArguments& arguments) {
    std::error_code error;
    const std::string out = arguments.out.empty() ? "" : fs::weakly_canonical(arguments.out, error).string();
    const std::string store = arguments.store.empty() ? "" : fs::weakly_canonical(arguments.store, error).string();
    return [out, store](const std::string& path) {
        std::error_code ignored;
        const std::string here = fs::weakly_canonical(path, ignored).string();
        return (!out.empty() && (here == out || here.starts_with(out + "/"))) || (!store.empty() && here.starts_with(store));
    };
}

ScreenOptions options_of(const ScreenArguments& arguments, const Common& common) {
    ScreenOptions options;
    options.inputs = arguments.inputs;
    options.threads = common.threads;
    options.now = now();
    options.program_version = "0.1.0";
    options.pictures = !arguments.no_pictures;
    options.recordings = arguments.recordings;
    options.assess = !arguments.show_claims || !arguments.out.empty();
    options.skip = skip_own(arguments);
    options.cancel = &cancel_on_interrupt();
    if (!common.quiet && isatty(STDERR_FILENO))
        options.progress = [](const ScreenProgress& p) {
            constexpr const char* verbs[] = {"reading", "comparing", "assessing"};
            fmt::print(stderr, "\r\033[K{} {} of {} {}", verbs[static_cast<std::size_t>(p.stage)], p.done, p.total,
                       p.stage == ScreenProgress::Stage::reading ? "documents" : "applications");
            if (p.done >= p.total) std::fprintf(stderr, "\r\033[K");
            std::fflush(stderr);
        };
    return options;
}

void print_claims(const Applicant& applicant, bool table, bool json) {
    if (table && !json) {
        std::cout << applicant.id << (applicant.name.empty() ? "" : "  " + applicant.name) << '\n';
        for (const JudgedClaim& judged : applicant.claims) std::cout << "  " << claim_row(judged.claim, terminal_width() - 2) << '\n';
        return;
    }
    for (const JudgedClaim& judged : applicant.claims) std::cout << claim_line(applicant.id, judged.claim) << '\n';
}

void summarise(const Applicant& a) {
    if (a.band == Band::clear) return;
    std::cout << fmt::format("{:<7}{:>6.1f} bits  {}{}\n", band_name(a.band), a.bits, a.id, a.name.empty() ? "" : " (" + a.name + ")");
    std::size_t shown_signals = 0;
    for (const ReportSignal& signal : a.signals)
        if (signal.counted_bits > 0 && shown_signals++ < 3)
            std::cout << "          · " << signal.summary << "\n            next: " << signal.next_step << '\n';
}

/// screen.json and screen.html, written beside their names and renamed: a killed run leaves no half report.
class Reports {
public:
    Reports(const fs::path& folder, const Kit& kit, const ScreenOptions& options)
        : folder_(folder),
          json_file_(folder / "screen.json.part", std::ios::binary),
          html_file_(folder / "screen.html.part", std::ios::binary),
          json_(json_file_, options.now, options.program_version),
          html_(html_file_, kit, options.now, options.program_version) {}
    void add(const Applicant& applicant) {
        json_.add(applicant);
        html_.add(applicant);
    }
    [[nodiscard]] bool finish(const ScreenOutcome& outcome) {
        json_.finish(outcome);
        html_.finish(outcome);
        json_file_.flush();
        html_file_.flush();
        if (!json_file_ || !html_file_) {
            std::cerr << folder_.string() << ": could not be written: is the disk full, or the folder read-only?\n";
            return false;
        }
        std::error_code error;
        fs::rename(folder_ / "screen.json.part", folder_ / "screen.json", error);
        if (!error) fs::rename(folder_ / "screen.html.part", folder_ / "screen.html", error);
        return !error;
    }

private:
    fs::path folder_;
    std::ofstream json_file_, html_file_;
    ScreenJson json_;
    ScreenPage html_;
};

int run(const ScreenArguments& arguments, const Common& common) {
    const Loaded loaded(common);
    if (loaded.exit != exit_done) return loaded.exit;
    auto desk = open_desk(arguments);
    if (!desk) {
        std::cerr << desk.error().text() << '\n';
        return exit_usage;
    }
    ScreenOptions options = options_of(arguments, common);
    bool unread_list = false;
    const auto lists = options.assess ? load_lists(common, arguments.lists, unread_list) : name::KeptLists::none("claims only");
    if (!lists) return exit_usage;
    options.lists = lists.get();
    std::optional<paper::PictureModel> model;
    if (!arguments.model.empty()) {
        Errors errors;
        model = paper::PictureModel::load(fs::path(arguments.model), errors);
        for (const Error& error : errors) std::cerr << error.text() << '\n';
        if (!model) return exit_usage;
        options.model = &*model;
    }
    std::optional<Reports> reports;
    if (!arguments.out.empty()) reports.emplace(arguments.out, loaded.kit, options);
    Band worst = Band::clear;
    const bool table = isatty(STDOUT_FILENO);
    auto outcome = screen::screen(*loaded.content, loaded.kit, options, *desk, [&](const Applicant& applicant) {
        worst = std::max(worst, applicant.band);
        if (reports) reports->add(applicant);
        if (arguments.show_claims) print_claims(applicant, table, common.json);
        else if (!common.quiet) summarise(applicant);
    });
    if (!outcome) {
        std::cerr << outcome.error().text() << '\n';
        return exit_usage;
    }
    if (reports && !reports->finish(*outcome)) return exit_usage;
    for (const Unread& unread : outcome->unread)
        say(common, "not read: " + unread.file.path + (unread.file.member.empty() ? "" : "!" + unread.file.member) + ": " + unread.reason);
    if (options.assess)
        for (const std::string& note : lists->notes()) say(common, note);
    if (!arguments.show_claims)
        say(common,
            fmt::format("{} applicant{} of {} file{} ({} documents, {} rows){}", grouped(outcome->applicants), outcome->applicants == 1 ? "" : "s",
                        grouped(outcome->files), outcome->files == 1 ? "" : "s", grouped(outcome->documents), grouped(outcome->rows),
                        reports ? "; the report: " + (fs::path(arguments.out) / "screen.html").string() : "; --out DIR writes the report"));
    if (outcome->interrupted) {
        say(common, "Interrupted: the same command goes on from here.");
        return exit_interrupted;
    }
    Band fail_on{};
    if (!arguments.fail_on.empty() && band_from(arguments.fail_on, fail_on) && worst >= fail_on) return exit_found;
    return outcome->unread.empty() && !unread_list ? exit_done : exit_unread;
}

}  // namespace

void add_screen(Commands& commands) {
    commands.add(commands.app, "screen", "Screen applicants: résumés, papers, e-mails, exports of applicant-tracking systems",
                 [](CLI::App& command) -> Action {
                     auto a = std::make_shared<ScreenArguments>();
                     command.add_option("inputs", a->inputs, "Folders (one for each applicant, or one for all), zips, files, exports")->required();
                     command.add_flag("--show-claims", a->show_claims, "Print every claim: a table on a terminal, else NDJSON");
                     command.add_option("--out", a->out, "Folder for screen.json, screen.html and the store");
                     command.add_option("--store", a->store, "What is remembered of applicants (OUT/screen.db)");
                     command.add_option("--fail-on", a->fail_on, "Exit with 1 where somebody is at this band or above")
                         ->check(CLI::IsMember({"watch", "review", "urgent"}));
                     add_list_options(command, a->lists);
                     command.add_flag("--no-pictures", a->no_pictures, "Do not look at the pixels of papers");
                     command.add_flag("--recordings", a->recordings,
                                      "Look at recordings of interviews too: the people in them agreed, and the law allows it");
                     command.add_option("--picture-model", a->model, "A picture model of your own in ONNX; its settings beside it as .yml")
                         ->excludes("--no-pictures");
                     return [a](const Common& common) { return run(*a, common); };
                 });
}

}  // namespace bonafide::cli
