#include "cli/published.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "record/unpack.h"

namespace bonafide::cli {

namespace fs = std::filesystem;

namespace {

/// A list unpacked is at most this large together with all others; the largest published ones have a few hundred megabytes.
constexpr std::uint64_t most_unpacked = 8ULL << 30;

/// A folder that is gone with its owner.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (fs::temp_directory_path() / "bonafide-lists-XXXXXX").string();
        if (::mkdtemp(name.data())) path_ = name;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::error_code gone;
        if (!path_.empty()) fs::remove_all(path_, gone);
    }
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

bool is_archive(const fs::path& path) {
    constexpr std::array<std::string_view, 9> suffixes{".zip", ".tar", ".tgz", ".gz", ".xz", ".bz2", ".zst", ".txz", ".7z"};
    std::error_code error;
    return fs::is_regular_file(path, error) && std::ranges::find(suffixes, ascii_lower(path.extension().string())) != suffixes.end();
}

/// Where a member goes: below `into`, whatever its name says ("../x", "/x").
fs::path place_of(const std::string& member, const fs::path& archive, const fs::path& into) {
    fs::path out = into / archive.filename();
    std::string name = member.empty() ? archive.stem().string() : member;
    std::ranges::replace(name, '!', '/');  // of an archive in the archive
    for (const fs::path& part : fs::path(name))
        if (const std::string text = part.string(); text != "/" && text != "." && text != ".." && !text.empty()) out /= part;
    return out;
}

Result<void> write(reading::ByteStream& from, const fs::path& to) {
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    std::ofstream out(to, std::ios::binary);
    std::array<char, 1 << 16> block{};
    for (;;) {
        const auto size = from.read(block.data(), block.size());
        if (!size) return std::unexpected(size.error());
        if (*size == 0) break;
        out.write(block.data(), static_cast<std::streamsize>(*size));
    }
    if (!out.flush()) return std::unexpected(Error{to.string(), "cannot be written", "unpacking needs room in the folder for temporary files"});
    return {};
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
        else if (member->stream)
            if (auto done = write(*member->stream, place_of(member->name, archive, into)); !done) errors.push_back(done.error());
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
    const TemporaryFolder folder;
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
