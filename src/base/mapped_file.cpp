#include "base/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

namespace bonafide {

MappedFile::~MappedFile() {
    if (data_ != nullptr) munmap(const_cast<char*>(data_), size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

std::optional<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return std::nullopt;
    struct stat info{};
    const bool regular = fstat(file, &info) == 0 && S_ISREG(info.st_mode);
    MappedFile mapped;
    void* data = nullptr;
    if (regular && info.st_size > 0) data = mmap(nullptr, static_cast<std::size_t>(info.st_size), PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (!regular || data == MAP_FAILED) return std::nullopt;
    if (data != nullptr) madvise(data, static_cast<std::size_t>(info.st_size), MADV_RANDOM);  // searched, never read through
    mapped.data_ = static_cast<const char*>(data);
    mapped.size_ = data == nullptr ? 0 : static_cast<std::size_t>(info.st_size);
    return mapped;
}

}  // namespace bonafide
