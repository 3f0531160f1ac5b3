// One archive or compressed file (zip, tar, 7z; gz, zst, xz, bz2), member by member, by libarchive. Reads from any stream, so
// archives in archives need no unpacking; a zip whose stream can be positioned is read by its central directory.
// Used by unpack and workbook.
#pragma once

#include <memory>
#include <string>

#include "record/stream.h"

struct archive;
struct archive_entry;

namespace bonafide::reading {

/// What the archive says of a member.
struct Entry {
    enum class Kind : std::uint8_t { file, folder, other };
    std::string path;        ///< UTF-8; never used to write anything
    Kind kind = Kind::file;  ///< other: links, devices
    bool encrypted = false;
};

class Archive {
public:
    /// `magic`: how the bytes begin. A zip or 7z is taken for one only where it begins so, not where a filter unpacks to it: read through a
    /// filter their directory is out of reach, and what the filter unpacks is opened as an archive of its own.
    [[nodiscard]] static Result<std::unique_ptr<Archive>> open(std::unique_ptr<ByteStream> packed, std::string_view magic);
    ~Archive();
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;

    /// To the next member; false at the end. What was not read of the last one is passed over. After an Error there is no more.
    [[nodiscard]] Result<bool> next();
    [[nodiscard]] const Entry& entry() const { return entry_; }
    /// Up to `size` bytes of the member; 0 at its end.
    [[nodiscard]] Result<std::size_t> read(char* into, std::size_t size);

    [[nodiscard]] bool only_compressed() const;            ///< a single file without a name: known after the first next()
    [[nodiscard]] bool is_plain() const;                   ///< neither packed nor compressed after all
    [[nodiscard]] bool seekable() const;                   ///< members can be passed over without reading them
    [[nodiscard]] bool broken() const { return broken_; }  ///< an error after which libarchive gives nothing more
    [[nodiscard]] std::uint64_t packed_position() const;

private:
    struct Source;
    Archive(std::unique_ptr<ByteStream> packed, bool with_directory);
    [[nodiscard]] Error error(std::string_view doing) const;

    std::unique_ptr<Source> source_;
    ::archive* handle_ = nullptr;
    Entry entry_;
    std::string_view block_;  // of the member, in libarchive's own memory
    std::uint64_t position_ = 0, block_offset_ = 0;
    std::optional<Error> data_error_;  // given again to whoever asks again
    bool data_ended_ = false;
    bool broken_ = false;
};

/// A member of an Archive as a stream; valid until the archive goes on.
class EntryStream final : public ByteStream {
public:
    explicit EntryStream(Archive& archive) : archive_(archive) {}
    [[nodiscard]] Result<std::size_t> read(char* into, std::size_t size) override { return archive_.read(into, size); }

private:
    Archive& archive_;
};

}  // namespace bonafide::reading
