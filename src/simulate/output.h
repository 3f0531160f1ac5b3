// Files being written: plain, gzip or members of a zip, in large blocks, the same bytes every time. Exports opens them and
// remembers the first thing that went wrong. Used by every writer.
#pragma once

#include <cstdint>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"

struct archive;

namespace bonafide::sim {

class Output {
public:
    explicit Output(const std::filesystem::path& path);  ///< ".gz" is compressed, ".zip" takes members
    ~Output();
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    void member(std::string_view name, std::int64_t time);  ///< zip only: what follows belongs to it
    void write(std::string_view text);
    void line(std::string_view text);  ///< with a line feed
    void close();
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    [[nodiscard]] const std::string& error() const { return error_; }

private:
    void flush();
    std::filesystem::path path_;
    std::FILE* file_ = nullptr;
    struct archive* archive_ = nullptr;
    std::string buffer_, error_;
    std::uint64_t bytes_ = 0;
    bool in_member_ = false;
};

/// The folder of exports.
class Exports {
public:
    explicit Exports(std::filesystem::path folder) : folder_(std::move(folder)) {}
    Output& open(std::string_view name);  ///< "payroll/gusto.csv"; lives as long as this
    /// Closes all; the first error, if any.
    [[nodiscard]] Result<void> close();
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    [[nodiscard]] std::uint64_t files() const { return outputs_.size(); }
    [[nodiscard]] std::uint64_t bytes() const;

private:
    std::filesystem::path folder_;
    std::deque<Output> outputs_;
};

/// Rows of a CSV file as RFC 4180 has them (LF).
class Table {
public:
    Table(Output& out, std::initializer_list<std::string_view> header);
    void row(std::initializer_list<std::string_view> cells);

private:
    void write(std::initializer_list<std::string_view> cells);
    Output& out_;
    std::string line_;
};

}  // namespace bonafide::sim
