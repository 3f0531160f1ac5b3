// Helpers of the simulator's tests: an organisation in a temporary folder, its files read back with nothing but the tests' own
// small readers.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "simulate/simulate.h"

namespace bonafide::test {

inline std::string slurp(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

/// Every file below `root`, by its path there.
inline std::map<std::string, std::string> all_files(const std::filesystem::path& root) {
    std::map<std::string, std::string> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
        if (entry.is_regular_file()) out[std::filesystem::relative(entry.path(), root).string()] = slurp(entry.path());
    return out;
}

/// RFC 4180 rows.
inline std::vector<std::vector<std::string>> csv_rows(const std::string& text) {
    std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c == '"' && i + 1 < text.size() && text[i + 1] == '"') rows.back().back() += '"', ++i;
            else if (c == '"') quoted = false;
            else rows.back().back() += c;
        } else if (c == '"') quoted = true;
        else if (c == ',') rows.back().emplace_back();
        else if (c == '\n') rows.emplace_back(1);
        else rows.back().back() += c;
    }
    if (rows.back().size() == 1 && rows.back()[0].empty()) rows.pop_back();
    return rows;
}

/// An organisation written into a folder that goes with the object.
class Written {
public:
    explicit Written(SimulateOptions options) {
        static int next = 0;
        root_ = std::filesystem::temp_directory_path() / ("bonafide-simulate-" + std::to_string(::getpid()) + "-" + std::to_string(next++));
        options.out = root_ / "exports";
        std::filesystem::create_directories(root_);
        const auto result = simulate(options);
        EXPECT_TRUE(result) << (result ? "" : result.error().text());
        if (result) summary = *result;
    }
    ~Written() {
        std::error_code ignored;
        std::filesystem::remove_all(root_, ignored);
    }
    Written(const Written&) = delete;
    Written& operator=(const Written&) = delete;

    [[nodiscard]] std::filesystem::path exports() const { return root_ / "exports"; }
    [[nodiscard]] std::string truth() const { return slurp(summary.truth); }
    SimulateSummary summary;

private:
    std::filesystem::path root_;
};

inline SimulateOptions small(std::uint64_t people = 60, int days = 10, std::uint64_t seed = 3) {
    SimulateOptions options;
    options.people = people;
    options.days = days;
    options.seed = seed;
    if (std::filesystem::exists(BONAFIDE_ROOT "/.data/networks.bin")) options.data = BONAFIDE_ROOT "/.data";
    return options;
}

}  // namespace bonafide::test
