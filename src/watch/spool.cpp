#include "watch/spool.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace bonafide::watch {

namespace fs = std::filesystem;

namespace {

Error spool_error(const fs::path& file) { return {file.string(), std::strerror(errno), "is the disk full?"}; }

/// The number of the newest file in a folder; 0 if there is none.
std::uint64_t newest_in(const fs::path& folder) {
    std::uint64_t newest = 0;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        newest = std::max<std::uint64_t>(newest, std::strtoull(at->path().stem().c_str(), nullptr, 10));
    return newest;
}

}  // namespace

Result<Spool::Open*> Spool::open(std::string_view stream, SpoolKind kind) {
    Open& open = open_[{std::string(stream), kind}];
    if (open.file.get() >= 0 && open.length < options_.file_bytes) return &open;
    const fs::path folder = options_.folder / stream / (kind == SpoolKind::json ? "json" : "text");
    std::error_code error;
    fs::create_directories(folder, error);
    if (open.file.get() >= 0 && open.dirty) ::fdatasync(open.file.get());
    open.number = open.number ? open.number + 1 : std::max<std::uint64_t>(newest_in(folder), 1);
    for (;; ++open.number) {
        open.path = folder / fmt::format("{:08}.{}", open.number, kind == SpoolKind::json ? "ndjson" : "log");
        open.file = Descriptor(::open(open.path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640));
        struct stat at{};
        if (open.file.get() < 0 || ::fstat(open.file.get(), &at) != 0) return std::unexpected(spool_error(open.path));
        open.length = static_cast<std::uint64_t>(at.st_size);
        if (open.length < options_.file_bytes) break;
    }
    // A death in the midst of writing left half a line: nobody was told that it was taken.
    char last = '\n';
    while (open.length > 0 && ::pread(open.file.get(), &last, 1, static_cast<off_t>(open.length - 1)) == 1 && last != '\n') --open.length;
    if (::ftruncate(open.file.get(), static_cast<off_t>(open.length)) != 0) return std::unexpected(spool_error(open.path));
    return &open;
}

Result<void> Spool::append(std::string_view stream, SpoolKind kind, std::string_view lines) {
    if (lines.empty()) return {};
    const std::lock_guard lock(mutex_);
    auto open = this->open(stream, kind);
    if (!open) return std::unexpected(open.error());
    for (std::size_t done = 0; done < lines.size();) {
        const ssize_t n = ::write((*open)->file.get(), lines.data() + done, lines.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            const Error error = spool_error((*open)->path);
            // Whole lines may have been read already, so they stay, although the sender will send them again.
            (*open)->length += lines.substr(0, done).rfind('\n') + 1;
            if (::ftruncate((*open)->file.get(), static_cast<off_t>((*open)->length)) != 0) (*open)->file = Descriptor();
            return std::unexpected(error);
        }
        done += static_cast<std::size_t>(n);
    }
    (*open)->length += lines.size();
    (*open)->dirty = true;
    appended_ += lines.size();
    return {};
}

std::uint64_t Spool::sync() {
    std::unique_lock lock(mutex_);
    const std::uint64_t appended = appended_;
    std::vector<Descriptor> dirty;
    for (auto& [name, open] : open_)
        if (std::exchange(open.dirty, false)) dirty.emplace_back(::dup(open.file.get()));
    lock.unlock();  // writers need not wait for the disk
    for (const Descriptor& file : dirty) ::fdatasync(file.get());
    return appended;
}

std::uint64_t Spool::appended() const {
    const std::lock_guard lock(mutex_);
    return appended_;
}

Result<Spool::Place> Spool::place(std::string_view stream, SpoolKind kind) {
    const std::lock_guard lock(mutex_);
    auto open = this->open(stream, kind);
    if (!open) return std::unexpected(open.error());
    return Place{(*open)->path, (*open)->length};
}

void append_line(std::string& out, std::string_view message) {
    while (!message.empty() && (message.back() == '\n' || message.back() == '\r' || message.back() == '\0')) message.remove_suffix(1);
    if (message.empty()) return;
    for (const char c : message) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 || c == '\t') out += c;
        else out += fmt::format("#{:03o}", byte);
    }
    out += '\n';
}

}  // namespace bonafide::watch
