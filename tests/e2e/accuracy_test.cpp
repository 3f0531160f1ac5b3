// The main job on a small organisation: the planted are found and nobody else is, and the answer hangs neither on threads nor on how the
// exports were cut and called. bench/accuracy.py does the same at full size over many seeds.
#include <algorithm>

#include "tests/e2e/demonstration.h"

namespace bonafide::e2e {
namespace {

namespace fs = std::filesystem;

constexpr const char* organisation = "--people 120 --days 45 --seed 2";

std::set<std::string> planted_of(const std::string& truth_json) {
    simdjson::dom::parser parser;
    const simdjson::padded_string text(truth_json);
    std::set<std::string> out;
    for (const simdjson::dom::element person : parser.parse(text)["people"].get_array())
        if (bool(person["planted"])) out.emplace(std::string_view(person["email"]));
    return out;
}

TEST(Accuracy, ThePlantedAreFoundAndNobodyElseIs) {
    const Folder folder;
    simulate(folder, "exports", organisation);
    const std::set<std::string> planted = planted_of(slurp(folder / "exports.truth.json"));
    ASSERT_GE(planted.size(), 3U);
    std::size_t found = 0;
    for (const auto& [id, person] : scan_all(folder, "exports")) {
        const bool is_planted = std::ranges::any_of(person.names, [&](const std::string& name) { return planted.contains(name); });
        if (is_planted) found += person.high();
        else EXPECT_FALSE(person.high()) << id << " is innocent and has " << person.bits << " bits";
    }
    EXPECT_GE(static_cast<double>(found), 0.95 * static_cast<double>(planted.size()));
}

TEST(Accuracy, TheSameOnOneThreadAndOnTwo) {
    const Folder folder;
    simulate(folder, "exports", organisation);
    const auto one = scan_all(folder, "exports", "--threads 1");
    EXPECT_GE(one.size(), 120U);
    EXPECT_EQ(one, scan_all(folder, "exports", "--threads 2"));
}

std::vector<std::string> lines_of(const fs::path& file) {
    std::vector<std::string> out;
    std::ifstream in(file, std::ios::binary);
    for (std::string line; std::getline(in, line);) out.push_back(line + "\n");
    return out;
}

void write_lines(const fs::path& file, std::span<const std::string> lines, const std::string& head = "") {
    std::ofstream out(file, std::ios::binary);
    out << head;
    for (const std::string& line : lines) out << line;
}

/// Cuts a file of lines in three, the last third under a name that comes first; the rows of a table keep their header.
void cut(const fs::path& file, bool table) {
    std::vector<std::string> lines = lines_of(file);
    std::string head;
    if (table) {
        head = lines.front();
        lines.erase(lines.begin());
    }
    const std::size_t third = lines.size() / 3;
    const std::span<const std::string> all(lines);
    const std::string ending = file.extension().string(), stem = file.stem().string();
    write_lines(file.parent_path() / (stem + "-b" + ending), all.first(third), head);
    write_lines(file.parent_path() / ("0-" + stem + ending), all.subspan(2 * third), head);
    write_lines(file.parent_path() / (stem + "-a" + ending), all.subspan(third, third), head);
    fs::remove(file);
}

TEST(Accuracy, TheSameWithTheFilesCutAndShuffled) {
    const Folder folder;
    simulate(folder, "exports", organisation);
    const auto whole = scan_all(folder, "exports");
    fs::copy(folder / "exports", folder / "cut", fs::copy_options::recursive);
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder / "cut"))
        if (entry.is_regular_file() && entry.path().string().find(".git/") == std::string::npos) files.push_back(entry.path());
    std::size_t cuts = 0;
    for (const fs::path& file : files) {
        const bool table = file.extension() == ".csv";
        if (!table && file.extension() != ".ndjson" && file.extension() != ".log") continue;
        cut(file, table);
        ++cuts;
    }
    EXPECT_GE(cuts, 8U);
    fs::rename(folder / "cut/hr", folder / "cut/zz people");  // and read in another order
    fs::rename(folder / "cut/okta", folder / "cut/0-sign-ins");
    const auto pieces = scan_all(folder, "cut");
    ASSERT_EQ(whole.size(), pieces.size());
    for (const auto& [id, person] : whole) {
        ASSERT_TRUE(pieces.contains(id)) << id;
        EXPECT_EQ(person.bits, pieces.at(id).bits) << id;
        EXPECT_EQ(person.band, pieces.at(id).band) << id;
        EXPECT_EQ(person.signals, pieces.at(id).signals) << id;
    }
}

}  // namespace
}  // namespace bonafide::e2e
