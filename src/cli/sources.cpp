#include <fmt/format.h>

#include <iostream>

#include "base/text.h"
#include "cli/command.h"
#include "source/try.h"

namespace bonafide::cli {

namespace {

int list_sources(const Common& common) {
    auto content = until_exit(load_content(common));
    if (!content) return exit_content;
    for (const Source& source : content->sources.all()) {
        if (common.json)
            std::cout << fmt::format("{{\"id\":\"{}\",\"title\":\"{}\",\"export\":\"{}\"}}\n", json_escape(source.id), json_escape(source.title),
                                     json_escape(source.export_hint));
        else std::cout << fmt::format("{:<34} {:<44} {}\n", source.id, source.title, source.export_hint);
    }
    return exit_done;
}

int try_file(const std::string& file, const Common& common) {
    auto content = until_exit(load_content(common, {std::filesystem::path(file).parent_path().string()}));
    if (!content) return exit_content;
    const auto text = describe_file(file, content->sources, content->attributes, content->names);
    if (!text) {
        std::cerr << text.error().text() << '\n';
        return exit_unread;
    }
    std::cout << *text;
    return exit_done;
}

}  // namespace

void add_sources(Commands& commands) {
    CLI::App* sources = commands.app.add_subcommand("sources", "The kinds of files that are understood");
    sources->require_subcommand(1);
    commands.add(*sources, "list", "All sources, and where to find each export", [](CLI::App&) -> Action { return list_sources; });
    commands.add(*sources, "try", "What a file is, how sure, and how each field was read", [](CLI::App& command) -> Action {
        auto file = std::make_shared<std::string>();
        command.add_option("file", *file, "A file")->required();
        return [file](const Common& common) { return try_file(*file, common); };
    });
}

}  // namespace bonafide::cli
