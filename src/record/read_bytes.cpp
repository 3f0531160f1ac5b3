// read_bytes(): back from a locator to the bytes, by the same walk that read them.
#include <array>
#include <atomic>
#include <filesystem>

#include "record/evtx.h"
#include "record/format.h"
#include "record/git.h"
#include "record/part.h"
#include "record/reader.h"
#include "record/unpack.h"

namespace bonafide {

namespace {

using namespace reading;

Result<std::string> cut_out(ByteStream& text, std::uint64_t skip, const OpenLocator& locator, const std::string& where) {
    std::string block(skip != 0 ? 64 << 10 : 0, '\0');
    while (skip != 0) {
        const Result<std::size_t> got = text.read(block.data(), static_cast<std::size_t>(std::min<std::uint64_t>(skip, block.size())));
        if (!got) return fail(where, got.error().what, got.error().hint);
        if (*got == 0) return fail(where, "ends before offset " + std::to_string(locator.offset), "is it the file that was read?");
        skip -= *got;
    }
    std::string out(static_cast<std::size_t>(locator.length), '\0');
    const Filled got = read_fully(text, out.data(), out.size());
    if (got.error) return fail(where, got.error->what, got.error->hint);
    if (got.size < out.size())
        return fail(where, "ends before offset " + std::to_string(locator.offset + locator.length), "is it the file that was read?");
    return out;
}

/// The file and the member of it that a name means: an exclamation mark may belong to the path after all.
FileName on_disk(const FileName& name, const std::filesystem::path& base) {
    std::error_code error;
    FileName out{(base / name.path).string(), name.member};
    while (!std::filesystem::exists(out.path, error) && !out.member.empty()) {
        const std::size_t bang = out.member.find('!');
        out.path += "!" + out.member.substr(0, bang);
        out.member = bang == std::string::npos ? "" : out.member.substr(bang + 1);
    }
    return std::filesystem::exists(out.path, error) ? out : FileName{(base / name.path).string(), name.member};
}

}  // namespace

/// What stays open between two reads.
struct ByteReader::Open {
    std::string where;
    std::unique_ptr<GitRepository> repository;
    std::unique_ptr<FileStream> plain;  ///< bytes as they stand: any place can be gone to
    ReadLimits limits;
    std::atomic<std::uint64_t> unpacked{0};
    std::unique_ptr<MemberWalk> walk;        ///< what `text` reads from
    OpenText text;                           ///< only from its beginning on
    bool evtx = false, evtx_header = false;  ///< of `plain`, or of `text`
    std::uint64_t position = 0;              ///< of the text

    [[nodiscard]] Result<void> file(const FileName& name);
    [[nodiscard]] Result<void> member(const FileName& name, std::unique_ptr<FileStream> archive);
    [[nodiscard]] Result<std::string> read(const OpenLocator& locator);
    /// A place further on than the last one?
    [[nodiscard]] bool reaches(std::uint64_t offset) const { return repository || plain || offset >= position; }

private:
    void begin(std::unique_ptr<PeekStream> raw) {
        const std::string_view magic = raw->peek(magic_bytes);
        evtx = is_evtx(magic);
        evtx_header = magic.starts_with("ElfFile");
        if (evtx) text.raw = std::move(raw);
        else text = open_text(std::move(raw));
        position = text.start;
    }
};

Result<void> ByteReader::Open::file(const FileName& name) {
    where = name.member.empty() ? name.path : name.path + "!" + name.member;
    std::error_code error;
    if (std::filesystem::is_directory(name.path, error)) {
        auto opened = GitRepository::open(name.path);
        if (!opened) return std::unexpected(opened.error());
        repository = std::move(*opened);
        return {};
    }
    auto file = FileStream::open(name.path);
    if (!file) return std::unexpected(file.error());
    std::array<char, magic_bytes> magic{};
    const std::size_t count = read_fully(**file, magic.data(), magic.size()).size;
    if (!(*file)->seek(0)) return fail(where, "cannot be read a second time");
    if (!name.member.empty() || is_packed({magic.data(), count})) return member(name, std::move(*file));
    evtx = is_evtx({magic.data(), count});
    evtx_header = magic[3] == 'F';
    if (evtx) {
        plain = std::move(*file);
        return {};
    }
    PeekStream look(**file);
    const Encoding encoding = find_encoding(look.peek(sample_bytes));
    if (!(*file)->seek(0)) return fail(where, "cannot be read a second time");
    if (encoding == Encoding::utf8 || encoding == Encoding::utf8_bom) plain = std::move(*file);
    else begin(std::make_unique<PeekStream>(std::move(*file)));  // text that is not UTF-8 is read from its beginning
    return {};
}

Result<void> ByteReader::Open::member(const FileName& name, std::unique_ptr<FileStream> archive) {
    walk =
        std::make_unique<MemberWalk>(name.path, name.path, std::move(archive), WalkRules{.limits = limits, .unpacked = unpacked, .list_only = false});
    while (auto found = walk->next()) {
        if (found->name != name.member) continue;
        if (found->refused) return fail(where, found->refused->reason, found->refused->hint);
        begin(std::move(found->stream));
        return {};
    }
    return fail(where, "the archive has no such member");
}

Result<std::string> ByteReader::Open::read(const OpenLocator& locator) {
    if (repository) return repository->commit_text(locator.offset);
    if (evtx) {
        if (plain && !plain->seek(0)) return fail(where, "cannot be read a second time");
        position = UINT64_MAX;  // a member is opened again for the next one
        return evtx_record(plain ? static_cast<ByteStream&>(*plain) : text.text(), evtx_header, locator.offset, where);
    }
    if (plain) {
        if (!plain->seek(locator.offset)) return fail(where, "cannot be read a second time");
        return cut_out(*plain, 0, locator, where);
    }
    if (locator.offset < text.start) return fail(where, "the offset lies inside the byte order mark");
    auto out = cut_out(text.text(), locator.offset - position, locator, where);
    position = out ? locator.offset + locator.length : UINT64_MAX;
    return out;
}

ByteReader::ByteReader(std::filesystem::path base) : base_(std::move(base)) {}
ByteReader::~ByteReader() = default;

Result<std::string> ByteReader::read(const OpenLocator& locator) {
    constexpr std::uint64_t most = 1ULL << 30;
    if (locator.length > most) return fail(locator.file.path, "more than 1 GiB asked for");
    if (!open_ || name_ != locator.file || !open_->reaches(locator.offset)) {
        open_ = std::make_unique<Open>();
        name_ = locator.file;
        if (const Result<void> opened = open_->file(on_disk(name_, base_)); !opened) {
            open_.reset();
            return std::unexpected(opened.error());
        }
    }
    return open_->read(locator);
}

Result<std::string> read_bytes(const OpenLocator& locator, const std::filesystem::path& base) { return ByteReader(base).read(locator); }

}  // namespace bonafide
