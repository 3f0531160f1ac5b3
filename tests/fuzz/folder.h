// A folder with one file of the fuzzer's bytes, for loaders that read folders.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace bonafide::fuzz {

class OneFile {
public:
    explicit OneFile(const char* name) {
        std::string pattern = (std::filesystem::temp_directory_path() / "bonafide-fuzz-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        file_ = folder_ / name;
    }
    ~OneFile() {
        std::error_code error;
        std::filesystem::remove_all(folder_, error);
    }
    OneFile(const OneFile&) = delete;
    OneFile& operator=(const OneFile&) = delete;
    const std::filesystem::path& folder_of(const std::uint8_t* data, std::size_t size) {
        std::ofstream(file_, std::ios::binary).write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
        return folder_;
    }

private:
    std::filesystem::path folder_, file_;
};

}  // namespace bonafide::fuzz
