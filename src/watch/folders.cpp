#include "watch/folders.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <filesystem>

namespace bonafide::watch {

namespace fs = std::filesystem;

namespace {

constexpr std::uint32_t structure_mask = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;
constexpr std::uint32_t mask = structure_mask | IN_MODIFY | IN_CLOSE_WRITE;

/// As discover() writes it.
std::string path_in(const std::string& folder, const char* name) {
    if (folder == ".") return name;
    return folder + (folder.ends_with('/') ? "" : "/") + name;
}

}  // namespace

Folders::Folders(std::vector<std::string> paths, ReadOptions options)
    : paths_(std::move(paths)), options_(std::move(options)), notify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {}

void Folders::watch(const std::string& folder) {
    if (notify_.get() < 0 || !watched_.insert(folder).second) return;
    const int number = ::inotify_add_watch(notify_.get(), folder.c_str(), mask);
    if (number >= 0) folder_of_[number] = folder;
}

Folders::Changes Folders::drain() {
    Changes out;
    if (notify_.get() < 0) return out;
    alignas(inotify_event) char buffer[16 << 10];
    for (;;) {
        const ssize_t size = ::read(notify_.get(), buffer, sizeof buffer);
        if (size <= 0) return out;
        for (ssize_t at = 0; at < size;) {
            const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
            at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
            if (event->mask & (structure_mask | IN_Q_OVERFLOW | IN_IGNORED)) out.structure = true;
            const auto folder = folder_of_.find(event->wd);
            if (folder == folder_of_.end()) continue;
            if (event->mask & IN_IGNORED) {
                watched_.erase(folder->second);
                folder_of_.erase(folder);
                continue;
            }
            if (event->len > 0) out.contents.insert(path_in(folder->second, event->name));
        }
    }
}

std::vector<reading::Input> Folders::list(std::vector<Unread>& unread) {
    for (const std::string& path : paths_) {
        std::error_code error;
        if (!fs::is_directory(path, error)) {
            watch(fs::path(path).has_parent_path() ? fs::path(path).parent_path().string() : ".");
            continue;
        }
        watch(path);
        for (fs::recursive_directory_iterator at(path, fs::directory_options::skip_permission_denied, error), end; !error && at != end;
             at.increment(error)) {
            std::error_code gone;
            if (!at->is_directory(gone) || at->is_symlink(gone)) continue;
            if (options_.skip && options_.skip(at->path())) at.disable_recursion_pending();
            else watch(at->path().string());
        }
    }
    reading::UnreadLog log;
    auto inputs = reading::discover(paths_, options_, log);
    unread = log.take();
    return inputs;
}

}  // namespace bonafide::watch
