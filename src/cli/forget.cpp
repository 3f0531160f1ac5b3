#include <fmt/format.h>

#include <iostream>

#include "cli/command.h"
#include "screen/desk.h"

namespace bonafide::cli {

namespace fs = std::filesystem;
using bonafide::screen::Desk;

namespace {

struct ForgetArguments {
    std::string who, out = "bonafide-screen", store, older_than;
    bool keep_fingerprints = false;
};

int run(const ForgetArguments& arguments, const Common& common) {
    const fs::path file = arguments.store.empty() ? fs::path(arguments.out) / "screen.db" : fs::path(arguments.store);
    std::error_code error;
    if (!fs::exists(file, error)) {
        std::cerr << file.string() << ": there is no such store\n  hint: --out names the folder of `bonafide screen --out`\n";
        return exit_usage;
    }
    auto desk = Desk::open(file);
    if (!desk) {
        std::cerr << desk.error().text() << '\n';
        return exit_usage;
    }
    std::vector<std::string> people;
    if (!arguments.older_than.empty()) {
        const auto at = time_argument(arguments.older_than, now());
        if (!at) {
            std::cerr << at.error().text() << '\n';
            return exit_usage;
        }
        people = desk->older_than(*at);
    } else {
        people.push_back(arguments.who);
    }
    for (const std::string& person : people) {
        const auto removed = desk->forget(person, arguments.keep_fingerprints);
        if (!removed) {
            std::cerr << removed.error().text() << '\n';
            return exit_usage;
        }
        if (removed->empty()) {
            std::cout << "Nothing is kept of " << person << ".\n";
            continue;
        }
        std::cout << "Removed of " << person << ":\n";
        for (const std::string& what : *removed) std::cout << "  " << what << '\n';
    }
    if (people.empty()) std::cout << "Nobody was last seen before " << arguments.older_than << ".\n";
    say(common, "The applicant's own files, and reports that were written before, are where they were: delete those yourself.");
    return exit_done;
}

}  // namespace

void add_forget(Commands& commands) {
    commands.add(commands.app, "forget", "Remove what is kept of an applicant, and show what was removed", [](CLI::App& command) -> Action {
        auto a = std::make_shared<ForgetArguments>();
        auto* who = command.add_option("person", a->who, "Id, name, e-mail address");
        auto* older = command.add_option("--older-than", a->older_than, "Everybody last seen before: 2026-03-01, or 180d");
        who->excludes(older);
        command.add_flag("--keep-fingerprints", a->keep_fingerprints, "Keep fingerprints of texts and pictures, under no name");
        command.add_option("--out", a->out, "Folder of the screening report")->capture_default_str();
        command.add_option("--store", a->store, "The store (OUT/screen.db)");
        return [a](const Common& common) {
            if (a->who.empty() && a->older_than.empty()) {
                std::cerr << "forget: name a person, or --older-than\n";
                return static_cast<int>(exit_usage);
            }
            return run(*a, common);
        };
    });
}

}  // namespace bonafide::cli
