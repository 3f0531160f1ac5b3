#include "scan/stamps.h"

#include <sys/stat.h>

#include <algorithm>

namespace bonafide {

namespace fs = std::filesystem;

namespace {

std::int64_t nanoseconds(const timespec& time) { return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec; }

/// Adds a file or folder. The time of change is looked at too: an older file may have been moved to this name.
bool add(FileStamp& stamp, const std::string& path) {
    struct stat at{};
    if (::stat(path.c_str(), &at) != 0 || (!S_ISREG(at.st_mode) && !S_ISDIR(at.st_mode))) return false;
    if (S_ISREG(at.st_mode)) stamp.size += static_cast<std::uint64_t>(at.st_size);
    stamp.modified_ns = std::max({stamp.modified_ns, nanoseconds(at.st_mtim), nanoseconds(at.st_ctim)});
    return true;
}

/// HEAD, the references and the objects' folders: a new commit touches one of them.
void add_repository(FileStamp& stamp, const fs::path& path) {
    std::error_code error;
    const fs::path base = fs::exists(path / ".git", error) ? path / ".git" : path;
    for (const char* name : {"HEAD", "packed-refs"}) add(stamp, (base / name).string());
    for (const char* name : {"refs", "objects"})
        for (fs::recursive_directory_iterator at(base / name, error), end; !error && at != end; at.increment(error)) add(stamp, at->path().string());
}

}  // namespace

std::optional<FileStamp> stamp_of(const reading::Input& input) {
    if (input.kind == reading::InputKind::standard_input) return std::nullopt;
    std::error_code error;
    FileStamp stamp{fs::absolute(input.path, error).lexically_normal().string(), 0, 0};
    if (error || !add(stamp, input.path)) return std::nullopt;
    if (input.kind == reading::InputKind::git) add_repository(stamp, input.path);
    return stamp;
}

}  // namespace bonafide
