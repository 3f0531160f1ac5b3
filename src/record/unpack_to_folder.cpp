#include "record/unpack_to_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>

namespace bonafide::reading {

namespace fs = std::filesystem;

namespace {

/// A lock on the folder says that its owner lives; -1: it is held, or cannot be had.
int lock(const fs::path& folder) {
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (opened < 0) return -1;
    if (::flock(opened, LOCK_EX | LOCK_NB) == 0) return opened;
    ::close(opened);
    return -1;
}

void remove_left_behind(const fs::path& beginning) {
    constexpr auto just_made = std::chrono::minutes(1);  // its owner may be about to lock it
    std::error_code error;
    for (fs::directory_iterator it(beginning.parent_path(), fs::directory_options::skip_permission_denied, error), end; !error && it != end;
         it.increment(error)) {
        const fs::path& path = it->path();
        if (!path.filename().string().starts_with(beginning.filename().string())) continue;
        struct stat about{};
        if (::lstat(path.c_str(), &about) != 0 || !S_ISDIR(about.st_mode) || about.st_uid != ::geteuid()) continue;
        if (std::chrono::system_clock::now() - std::chrono::system_clock::from_time_t(about.st_mtime) < just_made) continue;
        const int held = lock(path);
        if (held < 0) continue;
        std::error_code gone;
        fs::remove_all(path, gone);
        ::close(held);
    }
}

}  // namespace

TemporaryFolder::TemporaryFolder(std::string_view purpose) {
    std::error_code error;
    const fs::path beginning = fs::temp_directory_path(error) / ("bonafide-" + std::string(purpose) + "-");
    remove_left_behind(beginning);
    std::string name = beginning.string() + "XXXXXX";
    if (!::mkdtemp(name.data())) return;
    path_ = name;
    lock_ = lock(path_);
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code gone;
    if (!path_.empty()) fs::remove_all(path_, gone);
    if (lock_ >= 0) ::close(lock_);
}

fs::path place_below(const fs::path& folder, std::string member) {
    std::ranges::replace(member, '!', '/');  // of an archive in the archive
    fs::path out = folder;
    for (const fs::path& part : fs::path(member))
        if (const std::string text = part.string(); text != "/" && text != "." && text != ".." && !text.empty()) out /= part;
    return out;
}

Result<std::uint64_t> write_file(ByteStream& from, const fs::path& to, std::uint64_t most) {
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    std::ofstream out(to, std::ios::binary);
    std::array<char, 1 << 16> block{};
    std::uint64_t written = 0;
    for (;;) {
        const auto size = from.read(block.data(), block.size());
        if (!size) return std::unexpected(size.error());
        if (*size == 0) break;
        if ((written += *size) > most) return fail(to.string(), "larger than the limit of " + std::to_string(most >> 20) + " MiB");
        out.write(block.data(), static_cast<std::streamsize>(*size));
    }
    if (!out.flush()) return std::unexpected(Error{to.string(), "cannot be written", "unpacking needs room in the folder for temporary files"});
    return written;
}

}  // namespace bonafide::reading
