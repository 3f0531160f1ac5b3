#include "cli/published.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/text.h"
#include "record/unpack.h"
#include "record/unpack_to_folder.h"

namespace bonafide::cli {

namespace fs = std::filesystem;

namespace {

/// A list unpacked is at most this large together with all others; the largest published ones have a few hundred megabytes.
constexpr std::uint64_t most_unpacked = 8ULL << 30;

bool is_archive(const fs::path& path) {
    constexpr std::array<std::string_view, 9> suffixes{".zip", ".tar", ".tgz", ".gz", ".xz", ".bz2", ".zst", ".txz", ".7z"};
    std::error_code error;
    return fs::is_regular_file(path, error) && std::ranges::find(suffixes, ascii_lower(path.extension().string())) != suffixes.end();
}

void unpack(const fs::path& archive, const fs::path& into, Errors& errors) {
    auto file = reading::FileStream::open(archive);
    if (!file) return errors.push_back(file.error());
    ReadLimits limits;
    limits.max_unpacked_bytes = most_unpacked;
    std::atomic<std::uint64_t> unpacked{0};
    reading::UnreadLog unread;
    reading::MemberWalk walk(archive.string(), archive.string(), std::move(*file), {limits, unpacked, nullptr, &unread});
    while (const auto member = walk.next()) {
        if (member->refused) errors.push_back({archive.string() + " " + member->name, member->refused->reason, member->refused->hint});
        if (!member->stream) continue;
        const std::string name = member->name.empty() ? archive.stem().string() : member->name;
        if (auto done = reading::write_file(*member->stream, reading::place_below(into / archive.filename(), name), most_unpacked); !done)
            errors.push_back(done.error());
    }
    for (const Unread& one : unread.take())
        errors.push_back({one.file.member.empty() ? one.file.path : one.file.path + " " + one.file.member, one.reason, ""});
}

std::vector<fs::path> archives_of(const fs::path& path) {
    if (is_archive(path)) return {path};
    std::vector<fs::path> out;
    std::error_code error;
    for (fs::recursive_directory_iterator at(path, fs::directory_options::skip_permission_denied, error), end; !error && at != end;
         at.increment(error))
        if (is_archive(at->path())) out.push_back(at->path());
    std::ranges::sort(out);
    return out;
}

}  // namespace

Result<std::vector<name::PublishedList>> read_published(const std::string& from, Errors& errors) {
    const fs::path path = from.starts_with("file://") ? from.substr(7) : from;
    const std::vector<fs::path> archives = archives_of(path);
    if (archives.empty()) return name::read_lists(path);
    const reading::TemporaryFolder folder("lists");
    if (folder.path().empty())
        return std::unexpected(Error{from, "no folder for what it holds can be made", "is the folder for temporary files full?"});
    for (const fs::path& archive : archives) unpack(archive, folder.path(), errors);
    auto unpacked = name::read_lists(folder.path());
    if (is_archive(path)) {
        if (!unpacked) return std::unexpected(Error{from, "no list in it", "lists are .csv, .xml, .json or .ndjson files"});
        return unpacked;
    }
    auto lists = name::read_lists(path);  // beside the archives of a folder, which may hold anything
    if (lists && unpacked) std::ranges::move(*unpacked, std::back_inserter(*lists));
    return lists || !unpacked ? lists : unpacked;
}

}  // namespace bonafide::cli
