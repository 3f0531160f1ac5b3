#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <iostream>

#include "cli/command.h"
#include "screen/writers.h"

namespace bonafide::cli {

namespace fs = std::filesystem;
using namespace bonafide::screen;

namespace {

struct InterviewArguments {
    std::vector<std::string> inputs, set;
    std::string applicant, out = "bonafide-screen", store, by, write;
};

std::string who(const std::string& by) {
    if (!by.empty()) return by;
    const char* user = std::getenv("USER");
    return user && *user ? user : "unknown";
}

fs::path store_of(const InterviewArguments& a) { return a.store.empty() ? fs::path(a.out) / "screen.db" : fs::path(a.store); }

int plan(const InterviewArguments& arguments, const Common& common) {
    auto content = load_content(common);
    if (!content) return exit_content;
    Errors errors;
    const Kit kit = Kit::load(content_folder(common), errors);
    if (!errors.empty()) return print_errors(errors), exit_content;
    std::error_code error;
    const fs::path store = store_of(arguments);
    auto desk = Desk::open(fs::exists(store, error) ? store : fs::path());  // what interviews recorded counts, and nothing is made where nothing was
    if (!desk) {
        std::cerr << desk.error().text() << '\n';
        return exit_usage;
    }
    ScreenOptions options;
    options.inputs = arguments.inputs;
    options.threads = common.threads;
    options.now = now();
    options.cancel = &cancel_on_interrupt();
    std::size_t written = 0;
    auto outcome = screen::screen(*content, kit, options, *desk, [&](const Applicant& applicant) {
        if (!arguments.applicant.empty() && applicant.id != arguments.applicant) return;
        const std::string sheet = interview_sheet(applicant, kit, options.now);
        if (arguments.write.empty()) {
            std::cout << (written ? "\n---\n\n" : "") << sheet;
        } else {
            fs::create_directories(arguments.write, error);
            std::string name = applicant.id;
            for (char& c : name)
                if (c == '/' || c == '!' || c == '\0') c = '_';
            std::ofstream(fs::path(arguments.write) / (name + ".md"), std::ios::binary) << sheet;
        }
        ++written;
    });
    if (!outcome) {
        std::cerr << outcome.error().text() << '\n';
        return exit_usage;
    }
    if (written == 0) {
        std::cerr << "No applicant was found there" << (arguments.applicant.empty() ? "" : " by the id " + arguments.applicant) << ".\n";
        return exit_usage;
    }
    if (!arguments.write.empty()) say(common, fmt::format("{} sheets in {}", written, arguments.write));
    return outcome->unread.empty() ? exit_done : exit_unread;
}

/// What an interviewer writes down, in the words of content/attributes.yml.
struct Word {
    std::string_view key, value, attribute, states;
};
constexpr Word words[] = {{"camera", "on", "interview.outcome", "camera_on"},
                          {"camera", "refused", "interview.outcome", "camera_refused"},
                          {"person", "different", "interview.outcome", "different_person"},
                          {"person", "same", "interview.outcome", "same_person"},
                          {"meeting", "declined", "interview.outcome", "declined"},
                          {"meeting", "rescheduled", "interview.outcome", "rescheduled"},
                          {"meeting", "no_show", "interview.outcome", "no_show"},
                          {"document", "seen_in_person", "identity.in_person", "true"},
                          {"task", "done", "interview.task", "done"},
                          {"task", "refused", "interview.task", "refused"},
                          {"task", "helped", "interview.task", "helped"}};

int record(const InterviewArguments& arguments, const Common& common) {
    auto desk = Desk::open(store_of(arguments));
    if (!desk) {
        std::cerr << desk.error().text() << '\n';
        return exit_usage;
    }
    std::vector<Observation> all;
    for (const std::string& set : arguments.set) {
        const std::size_t equals = set.find('=');
        const std::string key = set.substr(0, equals), value = equals == std::string::npos ? "" : set.substr(equals + 1);
        Observation observation{arguments.applicant, "", "", who(arguments.by), now()};
        for (const Word& word : words)
            if (word.key == key && word.value == value) observation.attribute = word.attribute, observation.value = word.states;
        if (key == "note" && !value.empty()) observation.attribute = "interview.note", observation.value = value;
        if (observation.attribute.empty()) {
            std::cerr << "--set " << set << ": not known\n  hint: one of";
            for (const Word& word : words) std::cerr << ' ' << word.key << '=' << word.value;
            std::cerr << " note=TEXT\n";
            return exit_usage;
        }
        all.push_back(std::move(observation));
    }
    if (all.empty()) {
        std::cerr << "interview record: nothing to record\n  hint: --set camera=on --set note=\"...\"\n";
        return exit_usage;
    }
    for (const Observation& observation : all)
        if (auto done = desk->record(observation); !done) {
            std::cerr << done.error().text() << '\n';
            return exit_usage;
        }
    say(common, fmt::format("Recorded {} observations of {}; the next `bonafide screen` counts them.", all.size(), arguments.applicant));
    return exit_done;
}

}  // namespace

void add_interview(Commands& commands) {
    CLI::App* interview = commands.app.add_subcommand("interview", "The interviewer's sheet, and what came of the interview");
    interview->require_subcommand(1);
    commands.add(*interview, "plan", "Write the sheet from the open questions of an application", [](CLI::App& command) -> Action {
        auto a = std::make_shared<InterviewArguments>();
        command.add_option("application", a->inputs, "The application: a folder or files")->required();
        command.add_option("--applicant", a->applicant, "Only of this applicant");
        command.add_option("--to", a->write, "Folder for the sheets; standard output without it");
        command.add_option("--out", a->out, "Folder of the screening report")->capture_default_str();
        command.add_option("--store", a->store, "The store (OUT/screen.db)");
        return [a](const Common& common) { return plan(*a, common); };
    });
    commands.add(*interview, "record", "Record what was observed", [](CLI::App& command) -> Action {
        auto a = std::make_shared<InterviewArguments>();
        command.add_option("applicant", a->applicant, "Id as `screen` shows it")->required();
        command.add_option("--set", a->set,
                           "camera=on|refused, person=same|different, meeting=declined|rescheduled|no_show, document=seen_in_person, "
                           "task=done|refused|helped, note=TEXT");
        command.add_option("--by", a->by, "Who observed (the user's login)");
        command.add_option("--out", a->out, "Folder of the screening report")->capture_default_str();
        command.add_option("--store", a->store, "The store (OUT/screen.db)");
        return [a](const Common& common) { return record(*a, common); };
    });
    commands.add(*interview, "decide", "Record a hiring decision, with its reason", [](CLI::App& command) -> Action {
        auto a = std::make_shared<InterviewArguments>();
        command.add_option("applicant", a->applicant, "Id as `screen` shows it")->required();
        command.add_option("--decision", a->write, "hire, go on, reject, ...")->required();
        auto because = std::make_shared<std::string>();
        command.add_option("--because", *because, "The reason, for whoever reads it later")->required();
        command.add_option("--by", a->by, "Who decided (the user's login)");
        command.add_option("--out", a->out, "Folder of the screening report")->capture_default_str();
        command.add_option("--store", a->store, "The store (OUT/screen.db)");
        return [a, because](const Common& common) {
            auto desk = Desk::open(store_of(*a));
            auto done = desk ? desk->decide({a->applicant, a->write, *because, who(a->by), now()}) : Result<void>(std::unexpected(desk.error()));
            if (!done) {
                std::cerr << done.error().text() << '\n';
                return exit_usage;
            }
            say(common, "Recorded.");
            return exit_done;
        };
    });
}

}  // namespace bonafide::cli
