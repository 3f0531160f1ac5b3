#include "record/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <clocale>
#include <cstring>

#include "base/text.h"
#include "record/format.h"

namespace bonafide::reading {

/// What libarchive reads from. The block is kept until it asks for the next one.
struct Archive::Source {
    std::unique_ptr<ByteStream> stream;
    std::array<char, 64 << 10> block;
    std::uint64_t position = 0;
    std::string failed;  ///< why the stream itself could not be read

    static la_ssize_t read(::archive* handle, void* self, const void** block) {
        auto& source = *static_cast<Source*>(self);
        *block = source.block.data();
        const Result<std::size_t> got = source.stream->read(source.block.data(), source.block.size());
        if (!got) {
            source.failed = got.error().what;
            archive_set_error(handle, EIO, "%s", source.failed.c_str());
            return ARCHIVE_FATAL;
        }
        source.position += *got;
        return static_cast<la_ssize_t>(*got);
    }

    static la_int64_t seek(::archive*, void* self, la_int64_t offset, int whence) {
        auto& source = *static_cast<Source*>(self);
        const std::optional<std::uint64_t> size = source.stream->size();
        if (!size) return ARCHIVE_FATAL;
        const auto base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? source.position : *size;
        const auto to = static_cast<la_int64_t>(base) + offset;
        if (to < 0 || !source.stream->seek(static_cast<std::uint64_t>(to))) return ARCHIVE_FATAL;
        source.position = static_cast<std::uint64_t>(to);
        return to;
    }
};

namespace {

/// libarchive converts names to the character set of the thread's locale, which must not depend on the user's.
class Utf8Names {
public:
    Utf8Names() : utf8_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
        if (utf8_) before_ = ::uselocale(utf8_);
    }
    ~Utf8Names() {
        if (!utf8_) return;
        ::uselocale(before_);
        ::freelocale(utf8_);
    }
    Utf8Names(const Utf8Names&) = delete;
    Utf8Names& operator=(const Utf8Names&) = delete;

private:
    locale_t utf8_, before_ = nullptr;
};

std::string name_of(archive_entry* entry) {
    const char* name = archive_entry_pathname(entry);
    if (!name) name = archive_entry_pathname_utf8(entry);
    return name ? repair_utf8(name) : std::string();
}

Entry::Kind kind_of(archive_entry* entry) {
    if (archive_entry_hardlink(entry)) return Entry::Kind::other;
    switch (archive_entry_filetype(entry)) {
        case AE_IFREG:
        case 0: return Entry::Kind::file;
        case AE_IFDIR: return Entry::Kind::folder;
        default: return Entry::Kind::other;
    }
}

}  // namespace

Archive::Archive(std::unique_ptr<ByteStream> packed, bool with_directory) : source_(std::make_unique<Source>()), handle_(archive_read_new()) {
    source_->stream = std::move(packed);
    for (const auto support : {archive_read_support_filter_gzip, archive_read_support_filter_bzip2, archive_read_support_filter_xz,
                               archive_read_support_filter_zstd, archive_read_support_format_tar, archive_read_support_format_raw})
        support(handle_);
    if (with_directory) archive_read_support_format_zip(handle_), archive_read_support_format_7zip(handle_);
    archive_read_set_read_callback(handle_, &Source::read);
    if (source_->stream->size()) archive_read_set_seek_callback(handle_, &Source::seek);
    archive_read_set_callback_data(handle_, source_.get());
}

Archive::~Archive() { archive_read_free(handle_); }

Result<std::unique_ptr<Archive>> Archive::open(std::unique_ptr<ByteStream> packed, std::string_view magic) {
    std::unique_ptr<Archive> out(new Archive(std::move(packed), needs_directory(magic)));
    const Utf8Names names;
    if (archive_read_open1(out->handle_) != ARCHIVE_OK) return std::unexpected(out->error("cannot be opened"));
    return out;
}

Error Archive::error(std::string_view doing) const {
    const char* words = archive_error_string(handle_);
    const std::string why = words ? repair_utf8(trim(words)) : "no reason known";
    return {.where = {},
            .what = std::string(doing) + ": " + why,
            .hint = "up to 64 KiB before the damage are lost with it; pack it again, or give the unpacked files"};
}

Result<bool> Archive::next() {
    if (broken_) return false;
    const Utf8Names names;
    archive_entry* entry = nullptr;
    int status = ARCHIVE_RETRY;
    for (int tries = 0; status == ARCHIVE_RETRY && tries < 8; ++tries) status = archive_read_next_header(handle_, &entry);
    if (status == ARCHIVE_EOF) return false;
    if (status < ARCHIVE_WARN) {
        broken_ = true;
        return std::unexpected(error("damaged archive"));
    }
    block_ = {};
    data_error_.reset();
    data_ended_ = false;
    position_ = block_offset_ = 0;
    entry_ = {.path = name_of(entry), .kind = kind_of(entry), .encrypted = archive_entry_is_data_encrypted(entry) == 1};
    return true;
}

/// Block by block, as libarchive unpacks: archive_read_data() would throw away what it has when an error comes behind it.
Result<std::size_t> Archive::read(char* into, std::size_t size) {
    while (block_.empty() && !data_ended_) {
        const void* bytes = nullptr;
        std::size_t count = 0;
        la_int64_t offset = 0;
        const int status = archive_read_data_block(handle_, &bytes, &count, &offset);
        if (status == ARCHIVE_RETRY) continue;
        data_ended_ = status != ARCHIVE_OK;
        if (status < ARCHIVE_OK) data_error_ = error("damaged archive");
        broken_ = broken_ || status == ARCHIVE_FATAL;
        if (status >= ARCHIVE_WARN && status != ARCHIVE_EOF)
            block_ = {static_cast<const char*>(bytes), count}, block_offset_ = static_cast<std::uint64_t>(offset);
    }
    if (block_.empty()) return data_error_ ? Result<std::size_t>(std::unexpected(*data_error_)) : 0;
    if (position_ < block_offset_) {  // a hole in a sparse file
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(size, block_offset_ - position_));
        std::memset(into, 0, count);
        position_ += count;
        return count;
    }
    const std::size_t count = std::min(size, block_.size());
    std::memcpy(into, block_.data(), count);
    block_.remove_prefix(count);
    block_offset_ += count;
    position_ = block_offset_;
    return count;
}

bool Archive::only_compressed() const { return archive_format(handle_) == ARCHIVE_FORMAT_RAW; }
bool Archive::is_plain() const { return only_compressed() && archive_filter_count(handle_) <= 1; }
bool Archive::seekable() const {
    return source_->stream->size().has_value() && archive_format(handle_) == ARCHIVE_FORMAT_ZIP && archive_filter_count(handle_) <= 1;
}
std::uint64_t Archive::packed_position() const { return source_->position; }

}  // namespace bonafide::reading
