#include "record/discover.h"

#include <glob.h>
#include <sys/stat.h>
#include <algorithm>
#include <map>

namespace bonafide::reading {

namespace fs = std::filesystem;

namespace {

class Search {
public:
    Search(const ReadOptions& options, UnreadLog& unread) : options_(options), unread_(unread) {}

    void given(const std::string& path) {
        std::error_code error;
        if (path == "-") return found_.push_back({.path = path, .kind = InputKind::standard_input, .bytes = 0});
        if (fs::exists(fs::status(path, error))) return visit(path, true);
        if (path.find_first_of("*?[") != std::string::npos && expand(path)) return;
        report(path, "not found", "give a file, a folder, a glob or - for standard input");
    }

    /// Links come last, so that what they lead to is read under its own name wherever it has one.
    std::vector<Input> finish() {
        while (!links_.empty()) {
            std::vector<std::string> links;
            links.swap(links_);
            std::ranges::sort(links);
            for (const std::string& link : links) follow(link);
        }
        std::ranges::sort(found_, [](const Input& a, const Input& b) {
            return std::pair(a.kind == InputKind::standard_input, a.path) < std::pair(b.kind == InputKind::standard_input, b.path);
        });
        const auto twice = std::ranges::unique(found_, {}, &Input::path);
        found_.erase(twice.begin(), twice.end());
        return std::move(found_);
    }

private:
    bool expand(const std::string& pattern) {
        glob_t matches{};
        const bool found = ::glob(pattern.c_str(), 0, nullptr, &matches) == 0;
        for (std::size_t i = 0; found && i < matches.gl_pathc; ++i) visit(matches.gl_pathv[i], true);
        ::globfree(&matches);
        return found;
    }

    void visit(const std::string& path, bool given) {
        struct stat at{};
        if (options_.skip && options_.skip(path)) return;
        if (::lstat(path.c_str(), &at) != 0) return report(path, "cannot be examined");
        if (S_ISLNK(at.st_mode) && !given) return links_.push_back(path);
        if (S_ISLNK(at.st_mode) && ::stat(path.c_str(), &at) != 0) return report(path, "symbolic link that leads nowhere");
        entry(path, at, given);
    }

    void follow(const std::string& path) {
        struct stat at{};
        if (::stat(path.c_str(), &at) != 0) return report(path, "symbolic link that leads nowhere, or in a circle");
        if (seen_.contains({at.st_dev, at.st_ino})) return report(path, "leads to something that is read already");
        entry(path, at, false);
    }

    void entry(const std::string& path, const struct stat& at, bool given) {
        const bool pipe = S_ISFIFO(at.st_mode) || S_ISCHR(at.st_mode);
        if (S_ISDIR(at.st_mode)) {
            if (seen_.emplace(std::pair(at.st_dev, at.st_ino), path).second) folder(path);
            return;
        }
        if (!S_ISREG(at.st_mode) && !(given && pipe)) return report(path, "neither a file nor a folder");
        const auto [known, fresh] = seen_.emplace(std::pair(at.st_dev, at.st_ino), path);
        if (!fresh && known->second == path) return;
        if (!fresh) return report(path, "the same file as " + known->second + ", which is read already");
        found_.push_back({.path = path, .kind = InputKind::file, .bytes = static_cast<std::uint64_t>(at.st_size)});
    }

    void folder(const std::string& path) {
        if (is_repository(path)) return found_.push_back({.path = path, .kind = InputKind::git, .bytes = 0});
        std::error_code error;
        std::vector<std::string> below;
        for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) below.push_back(at->path().string());
        if (error) report(path, "folder cannot be read: " + error.message());
        std::ranges::sort(below);
        for (const std::string& child : below) visit(child, false);
    }

    /// A clone, or a bare repository.
    static bool is_repository(const fs::path& path) {
        std::error_code error;
        const auto has = [&](const fs::path& base) {
            return fs::is_regular_file(base / "HEAD", error) && fs::is_directory(base / "objects", error) && fs::is_directory(base / "refs", error);
        };
        return has(path / ".git") || has(path);
    }

    void report(const std::string& path, std::string reason, std::string hint = {}) {
        unread_.add({.file = {path, {}}, .reason = std::move(reason), .hint = std::move(hint)});
    }

    const ReadOptions& options_;
    UnreadLog& unread_;
    std::vector<Input> found_;
    std::vector<std::string> links_;
    std::map<std::pair<dev_t, ino_t>, std::string> seen_;  // under which name
};

}  // namespace

std::vector<Input> discover(const std::vector<std::string>& paths, const ReadOptions& options, UnreadLog& unread) {
    Search search(options, unread);
    for (const std::string& path : paths) search.given(path);
    return search.finish();
}

}  // namespace bonafide::reading
