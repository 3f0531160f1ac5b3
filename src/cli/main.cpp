#include <iostream>

#include "cli/command.h"

#ifndef BONAFIDE_VERSION
#define BONAFIDE_VERSION "0.1.0"
#endif

int main(int argc, char** argv) {
    using namespace bonafide::cli;
    CLI::App app{"Bonafide finds remote workers and applicants who are not who, or not where, they say they are, and shows the evidence.",
                 "bonafide"};
    app.set_version_flag("--version", "bonafide " BONAFIDE_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    Common common;
    app.add_option("--content", common.content, "Folder of sources, checks, lists and rules");
    app.add_option("--data", common.data, "Folder of the data packages (places, networks)");
    app.add_option("--threads", common.threads, "Worker threads; all cores by default")->check(CLI::Range(1U, 1024U));
    app.add_flag("-q,--quiet", common.quiet, "No messages but errors");
    app.add_flag("--json", common.json, "JSON on standard output");
    app.footer(
        "Begin with: bonafide scan FOLDER\nExit codes: 0 done; 1 somebody at or above --fail-on; 2 bad content; 3 usage; 4 part of the input was not "
        "read; 130 interrupted.");
    int exit_code = exit_done;
    Commands commands{app, common, exit_code};
    for (auto* add : {add_scan, add_explain, add_show, add_mark, add_events, add_sources, add_checks, add_simulate, add_completion, add_docs,
                      add_rules, add_watch, add_lists, add_screen, add_interview, add_forget})
        add(commands);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int status = app.exit(error);
        return status == 0 ? exit_done : exit_usage;
    }
    std::cout.flush();
    if (!std::cout) {
        std::cerr << "bonafide: standard output could not be written\n";
        return exit_usage;
    }
    return exit_code;
}
