#include <iostream>

#include "cli/command.h"
#include "report/writers.h"

namespace bonafide::cli {

namespace {

int explain(const std::string& wanted, const std::filesystem::path& out) {
    const auto report = read_json(out / "report.json");
    if (!report) {
        std::cerr << report.error().text() << '\n';
        return exit_usage;
    }
    const auto person = find_person(*report, wanted);
    if (!person) {
        std::cerr << person.error().text() << '\n';
        return exit_usage;
    }
    std::cout << explain_text(*report, **person, {terminal_width(), terminal_color()});
    return exit_done;
}

int show(const std::string& text, const std::filesystem::path& base) {
    const auto locator = parse_locator(text);
    if (!locator) {
        std::cerr << locator.error().text() << '\n';
        return exit_usage;
    }
    const auto bytes = read_bytes(*locator, base);
    if (!bytes) {
        std::cerr << bytes.error().text() << '\n';
        return exit_unread;
    }
    std::cout << *bytes << '\n';
    return exit_done;
}

}  // namespace

void add_explain(Commands& commands) {
    commands.add(commands.app, "explain", "One person's findings, with evidence, innocent explanations and next steps",
                 [](CLI::App& command) -> Action {
                     auto person = std::make_shared<std::string>();
                     auto out = std::make_shared<std::filesystem::path>(default_out);
                     command.add_option("person", *person, "Id, name, e-mail or any other identifier")->required();
                     command.add_option("--out", *out, "Folder of the report")->capture_default_str();
                     return [person, out](const Common&) { return explain(*person, *out); };
                 });
}

void add_show(Commands& commands) {
    commands.add(commands.app, "show", "The original bytes behind a finding", [](CLI::App& command) -> Action {
        auto locator = std::make_shared<std::string>();
        auto base = std::make_shared<std::filesystem::path>();
        command.add_option("locator", *locator, "As printed by explain: path[!member]@offset+length")->required();
        command.add_option("--base", *base, "Folder that relative paths start from");
        return [locator, base](const Common&) { return show(*locator, *base); };
    });
}

}  // namespace bonafide::cli
