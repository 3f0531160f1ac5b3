// How many of LOLRMM's program names our lists know: at least 95 %, measured on the shared copy where it is there.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>

#include <simdjson.h>

#include "base/list.h"
#include "base/text.h"
#include "record/reader.h"

namespace bonafide {
namespace {

using Json = simdjson::dom::element;

/// The last part of a path, where it names a Windows or macOS program.
void add_program(std::string_view path, std::set<std::string>& names) {
    const std::string name = ascii_lower(trim(path.substr(path.find_last_of("\\/") + 1)));
    const bool is_program = name.ends_with(".exe") || name.ends_with(".app");
    if (is_program && name.find('<') == std::string::npos) names.insert(name);  // "<random>.exe" names nothing
}

void add_metadata(const Json& entry, std::set<std::string>& names) {
    for (const char* key : {"Filename", "OriginalFileName"})
        if (std::string_view text; entry[key].get(text) == simdjson::SUCCESS) add_program(text, names);
}

void add_tool(const Json& tool, std::set<std::string>& names) {
    simdjson::dom::array list;
    if (tool.at_pointer("/Details/InstallationPaths").get(list) == simdjson::SUCCESS)
        for (const Json path : list)
            if (path.is_string()) add_program(path.get_string().value(), names);
    if (tool.at_pointer("/Details/PEMetadata").get(list) == simdjson::SUCCESS) {
        for (const Json entry : list) add_metadata(entry, names);
    } else if (Json entry; tool.at_pointer("/Details/PEMetadata").get(entry) == simdjson::SUCCESS) {
        add_metadata(entry, names);
    }
}

/// Collects the program names of every record that looks like a tool of LOLRMM.
class ToolSink : public RecordSink {
public:
    explicit ToolSink(std::set<std::string>& names) : names_(names) {}
    void record(const Record& record, const TableHeader*) override {
        Json tool;
        if (parser_.parse(std::string(record.bytes())).get(tool) == simdjson::SUCCESS) add_tool(tool, names_);
    }

private:
    simdjson::dom::parser parser_;
    std::set<std::string>& names_;
};

std::set<std::string> read_names(const std::filesystem::path& archive) {
    std::set<std::string> names;
    ReadOptions options;
    options.threads = 1;
    const auto outcome = read_all({archive.string()}, FieldNames{}, options, [&](unsigned) { return std::make_unique<ToolSink>(names); });
    EXPECT_TRUE(outcome);
    return names;
}

TEST(RemoteToolLists, KnowAtLeast95PercentOfLolrmm) {
    const std::filesystem::path archive = std::filesystem::path(BONAFIDE_SHARED) / "data" / "names-and-lists.tar.xz";
    if (!std::filesystem::exists(archive)) GTEST_SKIP() << "shared data are not here: " << archive;
    Errors errors;
    const Lists lists = Lists::load(std::filesystem::path(BONAFIDE_CONTENT) / "lists", errors);
    EXPECT_TRUE(errors.empty());
    const List* exact = lists.find("remote_tools");
    const List* patterns = lists.find("remote_tool_patterns");
    ASSERT_TRUE(exact && patterns);

    const std::set<std::string> names = read_names(archive);
    ASSERT_GT(names.size(), 500U);
    std::string missing;
    std::size_t known = 0;
    for (const std::string& name : names) {
        if (exact->find(name) || patterns->find(name)) ++known;
        else missing += name + " ";
    }
    RecordProperty("known", static_cast<int>(known));
    RecordProperty("names", static_cast<int>(names.size()));
    EXPECT_GE(static_cast<double>(known), 0.95 * static_cast<double>(names.size())) << "missing: " << missing;
}

TEST(RemoteToolLists, OrdinaryProgramsAreNotRemoteTools) {
    Errors errors;
    const Lists lists = Lists::load(std::filesystem::path(BONAFIDE_CONTENT) / "lists", errors);
    for (const char* name : {"dwm.exe", "teams.exe", "setup.exe", "7z.exe", "nvda.exe", "explorer.exe", "chrome.exe", "code.exe", "zoom.exe"})
        for (const char* list : {"remote_tools", "remote_tool_patterns"}) EXPECT_EQ(lists.find(list)->find(name), nullptr) << name << " in " << list;
}

}  // namespace
}  // namespace bonafide
