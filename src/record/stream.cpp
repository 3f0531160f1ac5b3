#include "record/stream.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstring>

namespace bonafide::reading {

Result<std::unique_ptr<FileStream>> FileStream::open(const std::filesystem::path& path, std::atomic<std::uint64_t>* counter) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return fail(path.string(), std::string("cannot be opened: ") + std::strerror(errno));
    ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
    return std::unique_ptr<FileStream>(new FileStream(descriptor, path.string(), counter));
}

FileStream::~FileStream() { ::close(descriptor_); }

Result<std::size_t> FileStream::read(char* into, std::size_t size) {
    ssize_t got = 0;
    do {
        got = ::read(descriptor_, into, size);
    } while (got < 0 && errno == EINTR);
    if (got < 0) return fail(name_, std::string("cannot be read: ") + std::strerror(errno));
    if (counter_) counter_->fetch_add(static_cast<std::uint64_t>(got), std::memory_order_relaxed);
    return static_cast<std::size_t>(got);
}

bool FileStream::seek(std::uint64_t offset) { return ::lseek(descriptor_, static_cast<off_t>(offset), SEEK_SET) >= 0; }

std::optional<std::uint64_t> FileStream::size() const {
    struct stat at{};
    if (::fstat(descriptor_, &at) != 0 || !S_ISREG(at.st_mode)) return std::nullopt;
    return static_cast<std::uint64_t>(at.st_size);
}

Result<std::size_t> InputStream::read(char* into, std::size_t size) {
    in_.read(into, static_cast<std::streamsize>(size));
    if (in_.bad()) return fail("-", "standard input cannot be read");
    return static_cast<std::size_t>(in_.gcount());
}

bool TextStream::seek(std::uint64_t offset) {
    at_ = static_cast<std::size_t>(std::min<std::uint64_t>(offset, text_.size()));
    return true;
}

Result<std::size_t> TextStream::read(char* into, std::size_t size) {
    const std::size_t count = std::min(size, text_.size() - at_);
    std::memcpy(into, text_.data() + at_, count);
    at_ += count;
    return count;
}

std::string_view PeekStream::peek(std::size_t size) {
    while (!ended_ && ahead_.size() - at_ < size) {
        const std::size_t have = ahead_.size();
        ahead_.resize(std::min(at_ + size, have + std::max<std::size_t>(64 << 10, have)));  // most streams end long before a large `size`
        const Result<std::size_t> got = below_->read(ahead_.data() + have, ahead_.size() - have);
        ahead_.resize(have + got.value_or(0));
        ended_ = got.value_or(0) == 0;
        if (!got) error_ = got.error(), failed_ = true;
    }
    return std::string_view(ahead_).substr(std::min(at_, ahead_.size()), size);
}

Result<std::size_t> PeekStream::read(char* into, std::size_t size) {
    if (at_ < ahead_.size()) {
        const std::size_t count = std::min(size, ahead_.size() - at_);
        std::memcpy(into, ahead_.data() + at_, count);
        at_ += count;
        if (at_ == ahead_.size()) ahead_.clear(), ahead_.shrink_to_fit(), at_ = 0;
        return count;
    }
    if (failed_) {
        failed_ = false;
        return std::unexpected(error_);
    }
    if (ended_) return 0;
    return below_->read(into, size);
}

std::unique_ptr<ByteStream> PeekStream::rewind() {
    if (!owned_ || !owned_->seek(0)) return nullptr;
    ended_ = true;
    return std::move(owned_);
}

Filled read_fully(ByteStream& stream, char* into, std::size_t size) {
    Filled out;
    while (out.size < size) {
        const Result<std::size_t> got = stream.read(into + out.size, size - out.size);
        if (!got) out.error = got.error();
        if (!got || *got == 0) break;
        out.size += *got;
    }
    return out;
}

Result<std::string> read_rest(ByteStream& stream, std::size_t limit) {
    std::string out;
    for (std::size_t step = 64 << 10;; step = std::min<std::size_t>(step * 2, 8 << 20)) {
        const std::size_t have = out.size();
        out.resize(have + step);
        const Result<std::size_t> got = stream.read(out.data() + have, step);
        if (!got) return std::unexpected(got.error());
        out.resize(have + *got);
        if (*got == 0) return out;
        if (out.size() > limit) return fail("", "larger than the limit of " + std::to_string(limit >> 20) + " MiB");
    }
}

}  // namespace bonafide::reading
