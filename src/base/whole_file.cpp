#include "base/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace bonafide {

std::optional<std::string> read_whole_file(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return std::nullopt;
    struct stat info{};
    std::string out;
    // One byte more than it says it has: the end is seen without a second turn, and a pipe says nothing of its size.
    out.resize(::fstat(file, &info) == 0 && info.st_size > 0 ? static_cast<std::size_t>(info.st_size) + 1 : 64 << 10);
    std::size_t size = 0;
    for (;;) {
        const ssize_t got = ::read(file, out.data() + size, out.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) {
            ::close(file);
            if (got < 0) return std::nullopt;
            out.resize(size);
            return out;
        }
        size += static_cast<std::size_t>(got);
        if (size == out.size()) out.resize(2 * size);
    }
}

}  // namespace bonafide
