#include <fmt/format.h>

#include <iostream>

#include "base/mapped_file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/published.h"
#include "name/answer.h"
#include "name/kept.h"

namespace bonafide::cli {

namespace {

namespace fs = std::filesystem;

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

/// Where `lists update` keeps its versions: beside the data packages, unless it is said.
fs::path kept_folder(const std::string& kept, const Common& common) { return kept.empty() ? data_folder(common) / "watch-lists" : fs::path(kept); }

void say_unread(const name::PublishedList& list) {
    for (std::size_t k = 0; k < list.unread.size() && k < 5; ++k) std::cerr << list.unread[k].text() << '\n';
    if (list.unread.size() > 5) std::cerr << list.name << ": " << list.unread.size() - 5 << " more lines could not be read\n";
}

/// What archives hold and cannot be read is said, and sets `unread`.
Result<std::vector<name::PublishedList>> read_and_say(const std::string& from, bool& unread) {
    Errors errors;
    auto lists = read_published(from, errors);
    for (const Error& error : errors) std::cerr << error.text() << '\n';
    unread = unread || !errors.empty();
    return lists;
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

struct MatchArguments {
    std::string queries, kept;
    std::vector<std::string> against;
    bool only_found = false, names_only = false;
    double least = name::match_score;
    int stale_days = 14;
};

/// Fills the index from what --against names; what cannot be read is said. False: nothing at all could be.
bool add_published(name::Index& index, const std::vector<std::string>& paths, bool& unread) {
    for (const std::string& path : paths) {
        auto lists = read_and_say(path, unread);
        if (!lists) {
            std::cerr << lists.error().text() << '\n';
            unread = true;
            continue;
        }
        for (name::PublishedList& list : *lists) {
            say_unread(list);
            unread = unread || !list.unread.empty();
            index.add(std::move(list));
        }
    }
    return !index.entries().empty();
}

bool add_kept(name::Index& index, const MatchArguments& arguments, const Common& common, bool& unread) {
    Errors errors;
    for (const name::KeptList& kept : name::newest(kept_folder(arguments.kept, common), errors)) {
        auto list = name::load(kept);
        if (!list) {
            errors.push_back(list.error());
            continue;
        }
        if (const int age = kept.age_days(now()); age > arguments.stale_days)
            say(common, fmt::format("{}: {} days old; run `bonafide lists update`", kept.name, age));
        index.add(std::move(*list));
    }
    for (const Error& error : errors) std::cerr << error.text() << '\n';
    unread = unread || !errors.empty();
    return !index.entries().empty();
}

int match_queries(const MatchArguments& arguments, const Common& common) {
    const auto words = load_words(common);
    if (!words) return exit_content;
    name::Index index(*words);
    bool unread = false;
    if (arguments.against.empty() ? !add_kept(index, arguments, common, unread) : !add_published(index, arguments.against, unread)) {
        std::cerr << "bonafide: no list to look in\n  hint: name one with --against, or keep some with `bonafide lists update FROM`\n";
        return exit_unread;
    }
    index.finish();
    const auto file = open_table(arguments.queries);
    if (!file) return exit_unread;
    name::MatchOptions options;
    options.threads = common.threads ? common.threads : usable_cores();
    options.only_found = arguments.only_found;
    options.names_only = arguments.names_only;
    options.least = arguments.least;
    options.cancel = &cancel_on_interrupt();
    const auto counts = name::match_table(file->bytes(), arguments.queries, index, options, std::cout);
    if (!counts) {
        std::cerr << counts.error().text() << '\n';
        return exit_unread;
    }
    if (options.cancel->requested()) return exit_interrupted;
    say(common,
        fmt::format("{} asked, {} found on {} lists of {} entries", counts->rows, counts->found, index.lists().size(), index.entries().size()));
    if (counts->without_name) std::cerr << arguments.queries << ": " << counts->without_name << " rows without a name\n";
    return unread ? exit_unread : exit_done;
}

struct UpdateArguments {
    std::vector<std::string> from;
    std::string kept;
    int stale_days = 14;
};

std::string_view word_of(name::Change::Kind kind) {
    return kind == name::Change::Kind::added ? "added" : kind == name::Change::Kind::removed ? "removed" : "changed";
}

void show(const name::Kept& kept, const Common& common) {
    std::array<std::size_t, 3> count{};
    for (const name::Change& change : kept.changes) {
        ++count[static_cast<std::size_t>(change.kind)];
        if (common.json)
            std::cout << fmt::format("{{\"list\":\"{}\",\"change\":\"{}\",\"id\":\"{}\",\"name\":\"{}\",\"what\":\"{}\"}}\n",
                                     json_escape(kept.list.name), word_of(change.kind), json_escape(change.id), json_escape(change.name),
                                     json_escape(change.what));
        else
            std::cout << fmt::format("  {:<8} {}  {}{}{}\n", word_of(change.kind), change.id, change.name, change.what.empty() ? "" : ": ",
                                     change.what);
    }
    const std::string state = kept.unchanged ? "unchanged"
                              : kept.is_new  ? "new"
                                             : fmt::format("{} added, {} removed, {} changed", count[0], count[1], count[2]);
    say(common, fmt::format("{}: {} entries, published {}; {}", kept.list.name, kept.list.entries,
                            kept.list.published.empty() ? "(not said)" : kept.list.published, state));
}

int update(const UpdateArguments& arguments, const Common& common) {
    bool unread = false;
    for (const std::string& from : arguments.from) {
        auto lists = read_and_say(from, unread);
        if (!lists) {
            std::cerr << lists.error().text() << '\n';
            unread = true;
            continue;
        }
        for (const name::PublishedList& list : *lists) {
            say_unread(list);
            unread = unread || !list.unread.empty();
            if (list.entries.empty()) {
                std::cerr << list.name << ": nothing could be read; the version before it stays\n";
                continue;
            }
            const auto kept = name::keep(kept_folder(arguments.kept, common), list, now());
            if (!kept) {
                std::cerr << kept.error().text() << '\n';
                return exit_unread;
            }
            show(*kept, common);
        }
    }
    return unread ? exit_unread : exit_done;
}

int show_kept(const UpdateArguments& arguments, const Common& common) {
    Errors errors;
    const auto lists = name::newest(kept_folder(arguments.kept, common), errors);
    for (const name::KeptList& list : lists) {
        const int age = list.age_days(now());
        const bool stale = age > arguments.stale_days;
        if (common.json)
            std::cout << fmt::format(
                "{{\"list\":\"{}\",\"format\":\"{}\",\"published\":\"{}\",\"kept\":\"{}\",\"entries\":{},\"age_days\":{},\"stale\":{}}}\n",
                json_escape(list.name), json_escape(list.format), list.published, iso_time(list.kept), list.entries, age, stale);
        else
            std::cout << fmt::format("{:<24} {:>7} entries  published {:<10}  kept {}  {} days old{}\n", list.name, list.entries,
                                     list.published.empty() ? "?" : list.published, iso_date(list.kept), age, stale ? ", stale" : "");
    }
    for (const Error& error : errors) std::cerr << error.text() << '\n';
    if (lists.empty()) say(common, "no list is kept; `bonafide lists update FROM` keeps one");
    return errors.empty() ? exit_done : exit_unread;
}

void add_kept_options(CLI::App& command, std::string& kept, int& stale_days) {
    command.add_option("--kept", kept, "Folder of the kept lists (watch-lists in the data folder by default)");
    command.add_option("--stale-days", stale_days, "A list older than this is called stale")->check(CLI::Range(1, 3650));
}

}  // namespace

void add_list_options(CLI::App& command, ListArguments& arguments) {
    add_kept_options(command, arguments.kept, arguments.stale_days);
    command.add_flag("--no-lists", arguments.none, "Compare nobody with the kept lists of names");
}

std::unique_ptr<name::KeptLists> load_lists(const Common& common, const ListArguments& arguments, bool& unread) {
    if (arguments.none) return name::KeptLists::none("--no-lists leaves them out");
    Errors errors;
    const name::KeptListsAt at{kept_folder(arguments.kept, common), content_folder(common) / "names", arguments.stale_days};
    auto lists = name::KeptLists::load(at, now(), errors);
    for (const Error& error : errors) std::cerr << error.text() << '\n';
    unread = !errors.empty();
    if (!lists->empty() || arguments.kept.empty()) return lists;
    std::cerr << arguments.kept << ": no list of names is kept there\n  hint: `bonafide lists update FROM --kept " << arguments.kept
              << "` keeps some\n";
    return nullptr;
}

void add_lists(Commands& commands) {
    CLI::App* lists = commands.app.add_subcommand("lists", "Sanctions and watch lists: is a name on one?");
    lists->require_subcommand(1);
    commands.add(*lists, "match", "Who of a table of people is on a list? One JSON line a row", [](CLI::App& command) -> Action {
        auto arguments = std::make_shared<MatchArguments>();
        command
            .add_option("queries", arguments->queries,
                        "CSV with name; optionally date_of_birth, country (of the document), number, email, wallet, address, schema")
            ->required();
        command.add_option("--against", arguments->against,
                           "Published lists (OFAC, UN, EU, UK, OpenSanctions), folders of them, or a CSV of names; the kept lists by default");
        command.add_flag("--only-found", arguments->only_found, "No line for who is on no list");
        command.add_flag("--names-only", arguments->names_only, "Leave dates of birth and numbers aside");
        command.add_option("--least", arguments->least, "Least score to print; 0.7 and above is a match")->check(CLI::Range(0.0, 1.0));
        add_kept_options(command, arguments->kept, arguments->stale_days);
        return [arguments](const Common& common) { return match_queries(*arguments, common); };
    });
    commands.add(
        *lists, "compare", "Are two names one name? A table with the columns name1 and name2; one JSON line a row", [](CLI::App& command) -> Action {
            auto arguments = std::make_shared<CompareArguments>();
            command.add_option("pairs", arguments->pairs, "CSV with name1, name2; optionally schema, date_of_birth1, date_of_birth2")->required();
            command.add_flag("--features", arguments->features, "Also what the model reads (for bench/name/fit.py)");
            return [arguments](const Common& common) { return compare_pairs(*arguments, common); };
        });
    commands.add(*lists, "update", "Keep a new version of published lists, and show what changed", [](CLI::App& command) -> Action {
        auto arguments = std::make_shared<UpdateArguments>();
        command.add_option("from", arguments->from, "Files, or folders as a mirror has them")->required();
        add_kept_options(command, arguments->kept, arguments->stale_days);
        return [arguments](const Common& common) { return update(*arguments, common); };
    });
    commands.add(*lists, "show", "Which lists are kept, from when, and which are stale", [](CLI::App& command) -> Action {
        auto arguments = std::make_shared<UpdateArguments>();
        add_kept_options(command, arguments->kept, arguments->stale_days);
        return [arguments](const Common& common) { return show_kept(*arguments, common); };
    });
}

}  // namespace bonafide::cli
