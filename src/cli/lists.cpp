#include <iostream>

#include "base/mapped_file.h"
#include "cli/command.h"
#include "name/answer.h"

namespace bonafide::cli {

namespace {

std::optional<name::Words> load_words(const Common& common) {
    Errors errors;
    auto words = name::Words::load(content_folder(common) / "names", errors);
    if (errors.empty()) return words;
    print_errors(errors);
    return std::nullopt;
}

std::optional<MappedFile> open_table(const std::string& path) {
    auto file = MappedFile::open(path);
    if (!file) std::cerr << path << ": cannot be read\n";
    return file;
}

struct CompareArguments {
    std::string pairs;
    bool features = false;
};

int compare_pairs(const CompareArguments& arguments, const Common& common) {
    const auto words = load_words(common);
    if (!words) return exit_content;
    const auto file = open_table(arguments.pairs);
    if (!file) return exit_unread;
    const auto rows = name::compare_table(file->bytes(), arguments.pairs, *words, arguments.features, std::cout);
    if (rows) return exit_done;
    std::cerr << rows.error().text() << '\n';
    return exit_unread;
}

}  // namespace

void add_lists(Commands& commands) {
    CLI::App* lists = commands.app.add_subcommand("lists", "Sanctions and watch lists: is a name on one?");
    lists->require_subcommand(1);
    commands.add(
        *lists, "compare", "Are two names one name? A table with the columns name1 and name2; one JSON line a row", [](CLI::App& command) -> Action {
            auto arguments = std::make_shared<CompareArguments>();
            command.add_option("pairs", arguments->pairs, "CSV with name1, name2; optionally schema, date_of_birth1, date_of_birth2")->required();
            command.add_flag("--features", arguments->features, "Also what the model reads (for bench/name/fit.py)");
            return [arguments](const Common& common) { return compare_pairs(*arguments, common); };
        });
}

}  // namespace bonafide::cli
