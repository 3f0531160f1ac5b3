#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "cli/command.h"
#include "report/writers.h"
#include "scan/preview.h"

namespace bonafide::cli {

namespace fs = std::filesystem;

namespace {

struct MarkArguments {
    std::string person, check, where, because, by, out = default_out, store;
    bool benign = false, confirmed = false, list = false, dry_run = false;
    std::int64_t decision = 0;
};

std::string who(const MarkArguments& arguments) {
    if (!arguments.by.empty()) return arguments.by;
    const char* user = std::getenv("USER");
    return user && *user ? user : std::to_string(getuid());
}

/// A loaded report with the store beside it, or an exit code.
struct Desk {
    std::unique_ptr<Content> content;
    std::optional<Store> store;
    std::optional<Report> report;
    int exit = exit_done;

    Desk(const MarkArguments& arguments, const Common& common) : content(load_content(common)) {
        if (!content) {
            exit = exit_content;
            return;
        }
        if (auto opened = Store::open(store_path(arguments.store, arguments.out))) store.emplace(std::move(*opened));
        else fail(opened.error());
        if (auto read = read_json(fs::path(arguments.out) / "report.json")) report.emplace(std::move(*read));
        else fail(read.error());
        if (report) know_rules_of(*report, *content);
    }
    void fail(const Error& error) {
        std::cerr << error.text() << '\n';
        exit = exit_usage;
    }
    [[nodiscard]] bool ready() const { return exit == exit_done; }
};

void print_preview(Desk& desk, const std::vector<Decision>& decisions) {
    const auto statements = desk.store->statements();
    const auto lines = preview(*desk.report, *desk.content, statements ? *statements : std::vector<StoredStatement>{}, decisions);
    if (lines.empty()) std::cout << "The next scan changes nobody's assessment because of this.\n";
    for (const PreviewLine& line : lines)
        std::cout << fmt::format("{} ({}): {:.1f} bits, {} → {:.1f} bits, {}\n", line.name.empty() ? line.person : line.name, line.person,
                                 line.bits_before, band_name(line.before), line.bits_after, band_name(line.after));
}

Result<Decision> decision_of(const MarkArguments& arguments, const Desk& desk) {
    if (arguments.benign == arguments.confirmed) return fail("mark", "say what it is", "add --benign or --confirmed");
    if (arguments.because.empty()) return fail("mark", "a decision needs a reason", "add --because \"...\"");
    if (arguments.person.empty() == arguments.where.empty())
        return fail("mark", "name a person, or many with --where", "--where signin.network='AS9009*'");
    Decision decision{"", arguments.check, arguments.where, arguments.benign, arguments.because, who(arguments), now(), 0};
    if (!arguments.where.empty() && !desk.content->attributes.find(arguments.where.substr(0, arguments.where.find('='))))
        return fail("--where " + arguments.where, "no such attribute", "attribute=value, the value may have *; `bonafide docs` lists the attributes");
    if (!arguments.check.empty()) {
        bool known = false;
        for (const Check& check : desk.content->checks.checks()) known |= check.id == arguments.check;
        if (!known) return fail(arguments.check, "no such check", "`bonafide checks list` shows them");
    }
    if (!arguments.person.empty()) {
        const auto person = find_person(*desk.report, arguments.person);
        if (!person) return std::unexpected(person.error());
        decision.person = (*person)->id;
    }
    return decision;
}

int list(Desk& desk) {
    const auto decisions = desk.store->decisions();
    if (!decisions) return desk.fail(decisions.error()), exit_usage;
    for (const Decision& d : *decisions)
        std::cout << fmt::format("{:>4}  {}  {:<9} {} {}  \"{}\" by {}\n", d.id, iso_date(d.at), d.benign ? "benign" : "confirmed",
                                 d.person.empty() ? "where " + d.where : d.person, d.check.empty() ? "(all)" : d.check, d.because, d.by);
    if (decisions->empty()) std::cout << "No decisions yet.\n";
    return exit_done;
}

int mark(const MarkArguments& arguments, const Common& common) {
    Desk desk(arguments, common);
    if (!desk.ready()) return desk.exit;
    if (arguments.list) return list(desk);
    const auto decision = decision_of(arguments, desk);
    if (!decision) return desk.fail(decision.error()), exit_usage;
    auto decisions = desk.store->decisions();
    if (!decisions) return desk.fail(decisions.error()), exit_usage;
    decisions->push_back(*decision);
    print_preview(desk, *decisions);
    if (arguments.dry_run) return exit_done;
    const auto id = desk.store->add_decision(*decision);
    if (!id) return desk.fail(id.error()), exit_usage;
    std::cout << "Remembered as decision " << *id << "; `bonafide unmark " << *id << "` undoes it.\n";
    return exit_done;
}

int unmark(const MarkArguments& arguments, const Common& common) {
    Desk desk(arguments, common);
    if (!desk.ready()) return desk.exit;
    if (auto done = desk.store->undo_decision(arguments.decision, now(), arguments.because); !done) return desk.fail(done.error()), exit_usage;
    const auto decisions = desk.store->decisions();
    if (!decisions) return desk.fail(decisions.error()), exit_usage;
    print_preview(desk, *decisions);
    return exit_done;
}

}  // namespace

void add_mark(Commands& commands) {
    commands.add(commands.app, "mark", "Record a decision about a finding; it is applied in the next scans", [](CLI::App& command) -> Action {
        auto a = std::make_shared<MarkArguments>();
        command.add_option("person", a->person, "Id, name or identifier");
        command.add_option("check", a->check, "Check id; the whole person without it");
        command.add_flag("--benign", a->benign, "It has an innocent explanation");
        command.add_flag("--confirmed", a->confirmed, "It was found to be true");
        command.add_option("--because", a->because, "The reason, for whoever reads it later");
        command.add_option("--by", a->by, "Who decided (the user's login)");
        command.add_option("--where", a->where, "For everybody with attribute=value (the value may have *)");
        command.add_option("--out", a->out, "Folder of the report")->capture_default_str();
        command.add_option("--store", a->store, "The store (OUT/bonafide.db)");
        command.add_flag("--list", a->list, "List the decisions in force");
        command.add_flag("--dry-run", a->dry_run, "Only show what would change");
        return [a](const Common& common) { return mark(*a, common); };
    });
    commands.add(commands.app, "unmark", "Undo a decision", [](CLI::App& command) -> Action {
        auto a = std::make_shared<MarkArguments>();
        command.add_option("decision", a->decision, "Its number, from mark --list")->required();
        command.add_option("--because", a->because, "Why");
        command.add_option("--out", a->out, "Folder of the report")->capture_default_str();
        command.add_option("--store", a->store, "The store (OUT/bonafide.db)");
        return [a](const Common& common) { return unmark(*a, common); };
    });
}

}  // namespace bonafide::cli
