#include <fmt/format.h>

#include <fstream>
#include <iostream>

#include "cli/command.h"

namespace bonafide::cli {

namespace fs = std::filesystem;

namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
    return out;
}

void write_checks(const Content& content, std::ostream& out) {
    out << "# Checks\n\nMade from `content/checks/` by `make docs`. How to write one: [checks.md](../checks.md).\n";
    for (const Check& check : content.checks.checks()) {
        out << fmt::format("\n## {}\n\n`{}` · {} · group `{}` · up to {:+.1f} bits · tactics {} · ATT&CK {}\n\n", check.title, check.id,
                           kind_name(check.kind), check.group, check.max_bits, joined(check.tactics),
                           check.attack.empty() ? "–" : joined(check.attack));
        std::vector<std::string> reads;
        for (const AttributeId id : check.reads) reads.push_back(content.attributes[id].name);
        out << "Reads: " << joined(reads) << ".\n\nWhy these bits: " << check.reason << "\n\nInnocent explanations:\n";
        for (const std::string& innocent : check.innocent) out << "- " << innocent << '\n';
        out << "\nNext step: " << check.next_step << "\n\nReferences:\n";
        for (const Reference& reference : check.references) out << fmt::format("- {} ({}) {}\n", reference.title, reference.date, reference.url);
    }
}

void write_sources(const Content& content, std::ostream& out) {
    out << "# Sources\n\nMade from `content/sources/` by `make docs`. How to write one: [sources.md](../sources.md).\n\n"
           "| source | what it is | where to find the export |\n|---|---|---|\n";
    for (const Source& source : content.sources.all()) out << fmt::format("| `{}` | {} | {} |\n", source.id, source.title, source.export_hint);
}

void write_attributes(const Content& content, std::ostream& out) {
    out << "# Attributes\n\nMade from `content/attributes.yml` by `make docs`: what a statement can be about, and which sources make it.\n\n"
           "| attribute | meaning | stated by |\n|---|---|---|\n";
    for (const Attribute& attribute : content.attributes.all())
        if (attribute.id != no_attribute)
            out << fmt::format("| `{}` | {} | {} |\n", attribute.name, attribute.title, content.exports_for(attribute.id));
}

void write_lists(const Content& content, std::ostream& out) {
    out << "# Lists\n\nMade from `content/lists/` by `make docs`.\n\n| list | what it is | entries |\n|---|---|---|\n";
    for (const auto& [name, list] : content.lists.all()) out << fmt::format("| `{}` | {} | {} |\n", name, list.title(), list.entries().size());
}

int run(const fs::path& folder, const Common& common) {
    auto content = until_exit(load_content(common));
    if (!content) return exit_content;
    std::error_code error;
    fs::create_directories(folder, error);
    const std::pair<const char*, void (*)(const Content&, std::ostream&)> pages[] = {
        {"checks.md", write_checks}, {"sources.md", write_sources}, {"attributes.md", write_attributes}, {"lists.md", write_lists}};
    for (const auto& [name, write] : pages) {
        std::ofstream out(folder / name);
        write(*content, out);
        out.flush();
        if (!out) {
            std::cerr << (folder / name).string() << ": could not be written\n";
            return exit_usage;
        }
    }
    say(common, "reference written to " + folder.string());
    return exit_done;
}

}  // namespace

void add_docs(Commands& commands) {
    commands.add(commands.app, "docs", "Write the reference pages from the content files", [](CLI::App& command) -> Action {
        auto folder = std::make_shared<fs::path>("docs/reference");
        command.add_option("--out", *folder, "Folder")->capture_default_str();
        return [folder](const Common& common) { return run(*folder, common); };
    });
}

}  // namespace bonafide::cli
