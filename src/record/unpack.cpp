#include "record/unpack.h"

#include <algorithm>
#include <array>

#include "record/format.h"

namespace bonafide::reading {

namespace {

constexpr std::uint64_t unsuspicious = 16 << 20;  // below it no ratio is a bomb
constexpr std::uint64_t block_bytes = 64 << 10;   // read ahead of what is unpacked
constexpr std::size_t most_held_archive = 32 << 20;
constexpr std::size_t most_packed_workbook = 256 << 20;  // inside of an archive: held in memory

/// Where the walk's own counting happens: all bytes that come from the input go through here.
class CountedStream final : public ByteStream {
public:
    CountedStream(std::unique_ptr<ByteStream> below, std::uint64_t& count, const Cancel* cancel)
        : below_(std::move(below)), count_(count), cancel_(cancel) {}
    Result<std::size_t> read(char* into, std::size_t size) override {
        if (cancel_ && cancel_->requested()) return fail("", "cancelled");
        Result<std::size_t> got = below_->read(into, size);
        count_ += got.value_or(0);
        return got;
    }
    bool seek(std::uint64_t offset) override { return below_->seek(offset); }
    std::optional<std::uint64_t> size() const override { return below_->size(); }

private:
    std::unique_ptr<ByteStream> below_;
    std::uint64_t& count_;
    const Cancel* cancel_;
};

/// A zip's directory stands at its end, behind it at most a comment (APPNOTE 4.3.16). True where that cannot be looked at.
bool has_directory(ByteStream& zip) {
    constexpr std::uint64_t furthest = 22 + 65535;
    const std::uint64_t size = zip.size().value_or(0);
    if (size == 0 || !zip.seek(size - std::min(size, furthest))) return true;
    std::string end(static_cast<std::size_t>(std::min(size, furthest)), '\0');
    const bool found = read_fully(zip, end.data(), end.size()).size == end.size() && end.find("PK\x05\x06") != std::string::npos;
    return zip.seek(0) && found;
}

}  // namespace

/// A member, as far as the limits let it be unpacked.
class MemberWalk::Limited final : public ByteStream {
public:
    Limited(MemberWalk& walk, Archive& archive) : walk_(walk), archive_(archive) {}
    Result<std::size_t> read(char* into, std::size_t size) override {
        if (const char* why = walk_.over_limit(); *why) return fail("", why, "unpack it yourself if you trust it, or raise the limit");
        Result<std::size_t> got = archive_.read(into, size);
        walk_.member_bytes_ += got.value_or(0);
        walk_.rules_.unpacked.fetch_add(got.value_or(0), std::memory_order_relaxed);
        return got;
    }

private:
    MemberWalk& walk_;
    Archive& archive_;
};

MemberWalk::MemberWalk(std::string path, std::string disk_path, std::unique_ptr<ByteStream> file, const WalkRules& rules)
    : path_(std::move(path)),
      disk_path_(std::move(disk_path)),
      rules_(rules),
      file_(std::make_unique<CountedStream>(std::move(file), packed_, rules.cancel)) {}

const char* MemberWalk::over_limit() const {
    const double packed = static_cast<double>(packed_ - std::min(member_begin_, packed_) + block_bytes);
    if (member_bytes_ > unsuspicious && static_cast<double>(member_bytes_) > packed * rules_.limits.max_archive_ratio)
        return "unpacks to more than the limit for its packed size, as decompression bombs do";
    if (rules_.unpacked.load(std::memory_order_relaxed) > rules_.limits.max_unpacked_bytes)
        return "the archives together unpack to more than the limit";
    return "";
}

void MemberWalk::start_member() {
    member_begin_ = packed_;
    member_bytes_ = 0;
}

void MemberWalk::report(const std::string& member, std::uint64_t offset, std::string reason, std::string hint) {
    if (rules_.unread) rules_.unread->add({.file = {path_, member}, .offset = offset, .reason = std::move(reason), .hint = std::move(hint)});
}

std::optional<Member> MemberWalk::next() {
    if (!begun_) {
        begun_ = true;
        if (auto member = consider("", std::make_unique<PeekStream>(std::move(file_)), true)) return member;
    }
    while (!levels_.empty()) {
        if (rules_.cancel && rules_.cancel->requested()) return std::nullopt;
        if (!advance(levels_.back())) {
            levels_.pop_back();
            continue;
        }
        if (auto member = member_of(levels_.back())) return member;
    }
    return std::nullopt;
}

/// To the next entry of the level; false where there are no more.
bool MemberWalk::advance(Level& level) {
    if (level.entries == 1 && level.archive->only_compressed()) return false;
    if (level.entries != 0 && !skip_rest(level)) return false;
    start_member();
    const Result<bool> more = level.archive->next();
    if (!more) {
        report(level.name, level.archive->packed_position(), more.error().what + "; what stands behind is not read", more.error().hint);
        return false;
    }
    if (*more) ++level.entries;
    else if (!level.files) report(level.name, 0, "archive without files");
    return *more;
}

/// Past what nobody read of the last entry, within the limits; a zip on disk is taken up again behind a damaged member.
bool MemberWalk::skip_rest(Level& level) {
    std::array<char, 16 << 10> block;
    Limited rest(*this, *level.archive);
    while (!level.archive->broken() && !level.archive->seekable()) {
        const Result<std::size_t> got = rest.read(block.data(), block.size());
        if (got && *got == 0) return true;
        if (!got && *over_limit()) {
            report(level.name, level.archive->packed_position(),
                   "archive left at a member that " + got.error().what + "; what stands behind is not read");
            return false;
        }
        if (!got) break;
    }
    if (!level.archive->broken() || reopen(level)) return true;
    report(level.name, level.archive->packed_position(), "damaged archive: what stands behind the damage is not read",
           "pack it again, or give the unpacked files");
    return false;
}

bool MemberWalk::reopen(Level& level) {
    if (!level.on_disk || !level.archive->seekable()) return false;
    auto file = FileStream::open(disk_path_);
    if (!file) return false;
    auto archive = Archive::open(std::make_unique<CountedStream>(std::move(*file), packed_, rules_.cancel), "PK\x03\x04");
    if (!archive) return false;
    for (std::size_t i = 0; i < level.entries; ++i) {
        const Result<bool> more = (*archive)->next();
        if (!more || !*more) return false;
    }
    level.archive = std::move(*archive);
    return true;
}

std::optional<Member> MemberWalk::member_of(Level& level) {
    const Entry& entry = level.archive->entry();
    if (entry.kind == Entry::Kind::folder) return std::nullopt;
    level.files = true;
    if (++members_ > rules_.limits.max_members) {
        report(level.name, level.archive->packed_position(),
               "more members than the limit of " + std::to_string(rules_.limits.max_members) + ": the rest is not read");
        levels_.clear();
        return std::nullopt;
    }
    std::string name = level.name;
    if (!level.archive->only_compressed()) {
        if (!name.empty()) name += '!';
        name = unique_name(name + (entry.path.empty() ? "member " + std::to_string(level.entries) : entry.path));
    }
    if (entry.kind == Entry::Kind::other) return Member{.name = name, .refused = Refusal{"link", "a link or device in an archive: not followed", ""}};
    if (entry.encrypted)
        return Member{.name = name,
                      .refused = Refusal{"encrypted", "encrypted archive member: not read", "unpack it with its password and give the files"}};
    return consider(std::move(name), std::make_unique<PeekStream>(std::make_unique<Limited>(*this, *level.archive)), false);
}

/// A text is handed out, an archive entered (which gives nothing yet).
std::optional<Member> MemberWalk::consider(std::string name, std::unique_ptr<PeekStream> stream, bool root) {
    if (!root && rules_.enter && !rules_.enter(name)) return Member{.name = std::move(name), .stream = std::move(stream)};
    const std::string magic(stream->peek(magic_bytes));
    const bool unpacked = !levels_.empty() && levels_.back().archive->is_plain();  // libarchive makes nothing of it
    if (unpacked || !is_packed(magic)) return Member{.name = std::move(name), .stream = std::move(stream)};
    std::unique_ptr<ByteStream> packed;
    if (maybe_office(magic, name.empty() ? path_ : name)) {
        if (auto member = office(name, stream, packed, root)) return member;
    }
    if (levels_.size() >= rules_.limits.max_archive_depth) {
        const std::string reason = "archive nested deeper than the limit of " + std::to_string(rules_.limits.max_archive_depth) + ": not read";
        return Member{.name = std::move(name), .refused = Refusal{"archive", reason, "unpack the outer archive"}};
    }
    if (!packed && root) packed = stream->rewind();
    if (!packed && needs_directory(magic)) {
        // Inside of an archive a zip could be read as it comes, but its directory knows more than its members do; a 7z has nothing else.
        if (const std::string_view whole = stream->peek(most_held_archive); whole.size() < most_held_archive)
            packed = std::make_unique<TextStream>(std::string(whole));
    }
    if (!packed) packed = std::move(stream);
    if (is_zip(magic) && !has_directory(*packed))
        report(name, packed->size().value_or(0),
               "zip archive that is cut off or damaged: its directory is missing; what could be found of it is read", "get it again");
    auto archive = Archive::open(std::move(packed), magic);
    if (!archive) return Member{.name = std::move(name), .refused = Refusal{"damaged archive", archive.error().what, archive.error().hint}};
    levels_.push_back({.archive = std::move(*archive), .name = std::move(name), .on_disk = root && !disk_path_.empty()});
    return std::nullopt;
}

/// A workbook, or a document that holds no records. Nothing for a zip like others: `packed` is then what was read of it.
std::optional<Member> MemberWalk::office(const std::string& name, std::unique_ptr<PeekStream>& stream, std::unique_ptr<ByteStream>& packed,
                                         bool root) {
    const bool on_disk = root && !disk_path_.empty();
    PackedFile file = PackedFile::at(disk_path_);
    if (!on_disk) {
        auto bytes = read_rest(*stream, most_packed_workbook);
        if (!bytes)
            return Member{.name = name, .refused = Refusal{"office document", "cannot be unpacked: " + bytes.error().what, bytes.error().hint}};
        file = PackedFile::in_memory(std::move(*bytes));
    }
    const OfficeKind kind = look_inside(file);
    if (!kind.office) {
        if (!on_disk) packed = std::make_unique<TextStream>(file.take_bytes());
        return std::nullopt;
    }
    if (!kind.workbook) return Member{.name = name, .refused = Refusal{kind.words, kind.words, kind.hint}};
    Member out{.name = name, .format = "xlsx"};
    if (rules_.list_only) return out;
    auto sheet = open_workbook(std::move(file), rules_.limits.max_unpacked_bytes,
                               [&](std::string reason, std::string hint) { report(name, 0, std::move(reason), std::move(hint)); });
    if (!sheet) out.refused = Refusal{"xlsx", "workbook that cannot be read: " + sheet.error().what, sheet.error().hint};
    else out.stream = std::make_unique<PeekStream>(std::move(*sheet));
    return out;
}

/// An archive may hold two members of one name.
std::string MemberWalk::unique_name(std::string name) {
    if (seen_.insert(name).second) return name;
    for (int number = 2;; ++number) {
        std::string other = name + " (" + std::to_string(number) + ")";
        if (seen_.insert(other).second) return other;
    }
}

}  // namespace bonafide::reading
