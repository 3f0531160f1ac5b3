#include "simulate/output.h"

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace bonafide::sim {
namespace {

constexpr std::size_t block_bytes = 256 * 1024;

}  // namespace

Output::Output(const std::filesystem::path& path) : path_(path) {
    const bool gzip = path.extension() == ".gz", zip = path.extension() == ".zip";
    if (!gzip && !zip) {
        file_ = std::fopen(path.c_str(), "wb");
        if (!file_) error_ = std::strerror(errno);
        return;
    }
    archive_ = archive_write_new();
    if (gzip) {
        archive_write_set_format_raw(archive_);
        archive_write_add_filter_gzip(archive_);
        archive_write_set_filter_option(archive_, "gzip", "compression-level", "3");
        archive_write_set_filter_option(archive_, "gzip", "timestamp", nullptr);  // the same bytes every time
    } else {
        archive_write_set_format_zip(archive_);
        archive_write_set_format_option(archive_, "zip", "compression-level", "3");
    }
    if (archive_write_open_filename(archive_, path.c_str()) != ARCHIVE_OK) error_ = archive_error_string(archive_);
    if (gzip) member(path.filename().string(), 0);
}

Output::~Output() { close(); }

void Output::member(std::string_view name, std::int64_t time) {
    if (!archive_ || !error_.empty()) return;
    flush();
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, std::string(name).c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, time, 0);
    if (archive_write_header(archive_, entry) != ARCHIVE_OK) error_ = archive_error_string(archive_);
    archive_entry_free(entry);
    in_member_ = true;
}

void Output::write(std::string_view text) {
    buffer_ += text;
    bytes_ += text.size();
    if (buffer_.size() >= block_bytes) flush();
}

void Output::line(std::string_view text) {
    write(text);
    write("\n");
}

void Output::flush() {
    if (!buffer_.empty() && error_.empty()) {
        if (file_ && std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size()) error_ = std::strerror(errno);
        if (archive_ && in_member_ && archive_write_data(archive_, buffer_.data(), buffer_.size()) < 0) error_ = archive_error_string(archive_);
    }
    buffer_.clear();
}

void Output::close() {
    flush();
    if (file_ && std::fclose(file_) != 0 && error_.empty()) error_ = std::strerror(errno);
    if (archive_) {
        if (archive_write_close(archive_) != ARCHIVE_OK && error_.empty()) error_ = archive_error_string(archive_);
        archive_write_free(archive_);
    }
    file_ = nullptr;
    archive_ = nullptr;
    if (!error_.empty()) error_ = path_.string() + ": " + error_;
}

Output& Exports::open(std::string_view name) {
    const std::filesystem::path path = folder_ / name;
    std::error_code failed;
    std::filesystem::create_directories(path.parent_path(), failed);
    return outputs_.emplace_back(path);
}

Result<void> Exports::close() {
    std::string first;
    for (Output& output : outputs_) {
        output.close();
        if (first.empty()) first = output.error();
    }
    if (!first.empty()) return fail(folder_.string(), "could not write the exports: " + first);
    return {};
}

std::uint64_t Exports::bytes() const {
    std::uint64_t sum = 0;
    for (const Output& output : outputs_) sum += output.bytes();
    return sum;
}

Table::Table(Output& out, std::initializer_list<std::string_view> header) : out_(out) { write(header); }

void Table::row(std::initializer_list<std::string_view> cells) { write(cells); }

void Table::write(std::initializer_list<std::string_view> cells) {
    line_.clear();
    for (const std::string_view& cell : cells) {
        if (&cell != cells.begin()) line_ += ',';
        if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
            line_ += cell;
            continue;
        }
        line_ += '"';
        for (char c : cell) line_ += c == '"' ? "\"\"" : std::string(1, c);
        line_ += '"';
    }
    line_ += '\n';
    out_.write(line_);
}

}  // namespace bonafide::sim
