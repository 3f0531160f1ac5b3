// What an archive holds as files in a folder, for readers that want paths. Used by lists and by screen.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"
#include "record/stream.h"

namespace bonafide::reading {

/// A folder that only its owner can look into, below the system's folder for temporary files, and that is gone with this object. What a killed
/// program left behind under the same purpose is removed by the next one.
class TemporaryFolder {
public:
    explicit TemporaryFolder(std::string_view purpose);  ///< part of its name: "lists"
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }  ///< empty: none could be made

private:
    std::filesystem::path path_;
    int lock_ = -1;
};

/// Where a member goes: below `folder`, whatever its name says ("../x", "/x"). An archive inside of an archive is a folder there.
[[nodiscard]] std::filesystem::path place_below(const std::filesystem::path& folder, std::string member);
/// The rest of the stream as a file, and how many bytes it has; folders are made as needed. An error where it has more than `most`.
[[nodiscard]] Result<std::uint64_t> write_file(ByteStream& from, const std::filesystem::path& to, std::uint64_t most);

}  // namespace bonafide::reading
