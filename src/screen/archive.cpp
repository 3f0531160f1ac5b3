#include "screen/archive.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"

namespace bonafide::screen {

namespace {

/// Where the archive in the archive ends ('!') or the folder ('/').
constexpr std::string_view separators = "/!";

/// What stands before the last part of a name, with its separator, where that part is `part`.
std::optional<std::string_view> folder_before(std::string_view member, std::string_view part) {
    if (!member.ends_with(part)) return std::nullopt;
    member.remove_suffix(part.size());
    if (!member.empty() && separators.find(member.back()) == std::string_view::npos) return std::nullopt;
    return member;
}

std::string_view before_separator(std::string_view git) { return git.substr(0, git.size() - 1); }

/// What git needs to read history and files. Not the index, hooks and logs, and not `alternates`, which leads to folders that nobody gave.
bool is_history(std::string_view part) {
    static constexpr std::array<std::string_view, 4> files{"HEAD", "config", "packed-refs", "shallow"};
    if (part.starts_with("objects/")) return !part.starts_with("objects/info/");
    return std::ranges::find(files, part) != files.end() || part.starts_with("refs/");
}

}  // namespace

bool is_archive_name(std::string_view name) {
    static constexpr std::array<std::string_view, 10> suffixes{".zip",    ".tar",    ".7z",      ".tgz",     ".txz",
                                                               ".tar.gz", ".tar.xz", ".tar.zst", ".tar.bz2", ".tbz2"};
    const std::string lower = ascii_lower(name);
    return std::ranges::any_of(suffixes, [&](std::string_view suffix) { return lower.ends_with(suffix); });
}

Result<void> each_member(const std::string& archive, reading::UnreadLog* unread, const std::function<bool(reading::Member&)>& use) {
    auto file = reading::FileStream::open(archive);
    if (!file) return std::unexpected(file.error());
    const ReadLimits limits;
    std::atomic<std::uint64_t> unpacked{0};
    reading::MemberWalk walk(archive, archive, std::move(*file),
                             {.limits = limits, .unpacked = unpacked, .unread = unread, .enter = is_archive_name});
    while (auto member = walk.next())
        if (!use(*member)) return {};
    return {};
}

std::vector<ClonePlace> find_clones(const std::vector<std::string>& members) {
    std::set<std::string, std::less<>> heads, repositories;
    for (const std::string& member : members)
        if (const auto folder = folder_before(member, "HEAD"); folder && !folder->empty()) heads.emplace(*folder);
    for (const std::string& head : heads)
        if (folder_before(before_separator(head), ".git")) repositories.insert(head);  // also one without objects: broken, and said to be
    for (const std::string& member : members)
        for (std::size_t at = member.find("objects/"); at != std::string::npos; at = member.find("objects/", at + 1))
            if (const auto found = heads.find(std::string_view(member).substr(0, at)); found != heads.end()) repositories.insert(*found);
    std::vector<ClonePlace> out;
    for (const std::string& git : repositories) {  // sorted: what encloses stands before what is enclosed
        if (!out.empty() && git.starts_with(out.back().git)) continue;
        const auto clone = folder_before(before_separator(git), ".git");  // else a bare repository
        std::string folder(clone ? *clone : std::string_view(git));
        if (!folder.empty()) folder.pop_back();
        out.push_back({git, std::move(folder)});
    }
    return out;
}

void UnpackedClones::expect(const std::string& git, const std::string& name) {
    const bool bare = !folder_before(before_separator(git), ".git");
    const std::string number = std::to_string(expected_.size());
    expected_.emplace(git, Expected{number + "/" + name + (bare ? "" : "/.git"), {}});
}

bool UnpackedClones::take(reading::Member& member) {
    auto found = expected_.upper_bound(member.name);
    if (found == expected_.begin() || !member.name.starts_with((--found)->first)) return false;
    Expected& clone = found->second;
    const std::string part = member.name.substr(found->first.size());
    if (clone.failed || !is_history(part)) return true;
    if (!folder_) folder_.emplace("clone");
    if (!member.stream) {
        clone.failed = {"", "a part of the repository cannot be read: " + (member.refused ? member.refused->reason : part), ""};
    } else if (folder_->path().empty()) {
        clone.failed = {"", "no folder for the repository can be made", "is the folder for temporary files full?"};
    } else {
        const auto size = reading::write_file(*member.stream, reading::place_below(folder_->path(), clone.folder + "/" + part), room_);
        if (size) room_ -= *size;
        else clone.failed = {"", "the repository cannot be unpacked: " + size.error().what, size.error().hint};
    }
    return true;
}

Result<std::string> UnpackedClones::folder(const std::string& git) const {
    const auto found = expected_.find(git);
    if (found == expected_.end() || !folder_) return fail("", "is not in the archive any more");
    if (found->second.failed) return std::unexpected(*found->second.failed);
    const std::filesystem::path below = reading::place_below(folder_->path(), found->second.folder);
    std::error_code error;
    for (const char* part : {"refs", "objects"}) std::filesystem::create_directories(below / part, error);  // empty ones get lost in zips
    return below.filename() == ".git" ? below.parent_path().string() : below.string();
}

}  // namespace bonafide::screen
