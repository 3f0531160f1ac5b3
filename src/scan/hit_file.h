// `scan --hits FILE`: every hit of a Sigma rule as a line of NDJSON, in order of (file, offset, rule) whatever the threads. Workers write
// sorted runs beside the file, which are merged at the end: memory stays bounded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"

namespace bonafide {

/// One for each worker.
class HitLines {
public:
    /// `file` is the final one; runs are FILE.N.run.
    HitLines(std::filesystem::path file, unsigned worker) : file_(std::move(file)), worker_(worker) {}
    void add(std::uint32_t file, std::uint64_t offset, std::uint32_t rule, std::string line);

private:
    friend Result<void> write_hits(const std::filesystem::path& file, const std::vector<HitLines*>& workers);
    struct Line {
        std::uint64_t offset = 0;
        std::uint32_t file = 0, rule = 0;
        std::string text;
        [[nodiscard]] auto place() const { return std::tie(file, offset, rule); }
    };
    class Run;
    void spill();

    static constexpr std::size_t most_bytes = std::size_t{16} << 20;
    std::filesystem::path file_;
    unsigned worker_ = 0;
    std::size_t bytes_ = 0;
    bool failed_ = false;
    std::vector<Line> lines_;
    std::vector<std::filesystem::path> runs_;
};

/// Merges what the workers have into `file` (written beside it and renamed) and removes the runs.
[[nodiscard]] Result<void> write_hits(const std::filesystem::path& file, const std::vector<HitLines*>& workers);

}  // namespace bonafide
