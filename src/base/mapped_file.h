// A file mapped into memory, read only. Made by whoever looks things up in a large file; unmapped with its owner.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace bonafide {

class MappedFile {
public:
    MappedFile() = default;
    ~MappedFile();
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;

    /// Nothing where the file is absent or cannot be mapped. An empty file is mapped as empty.
    [[nodiscard]] static std::optional<MappedFile> open(const std::filesystem::path& path);
    [[nodiscard]] std::string_view bytes() const { return {data_, size_}; }

private:
    const char* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace bonafide
