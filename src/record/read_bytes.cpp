// read_bytes(): back from a locator to the bytes, by the same walk that read them.
#include <array>
#include <filesystem>

#include "record/format.h"
#include "record/git.h"
#include "record/part.h"
#include "record/reader.h"
#include "record/unpack.h"

namespace bonafide {

namespace {

using namespace reading;

Result<std::string> cut_out(PeekStream& text, std::uint64_t skip, const OpenLocator& locator, const std::string& where) {
    std::string block(64 << 10, '\0');
    while (skip != 0) {
        const Result<std::size_t> got = text.read(block.data(), static_cast<std::size_t>(std::min<std::uint64_t>(skip, block.size())));
        if (!got) return fail(where, got.error().what, got.error().hint);
        if (*got == 0) return fail(where, "ends before offset " + std::to_string(locator.offset), "is it the file that was read?");
        skip -= *got;
    }
    std::string out(static_cast<std::size_t>(locator.length), '\0');
    const Filled got = read_fully(text, out.data(), out.size());
    if (got.error) return fail(where, got.error->what, got.error->hint);
    if (got.size < out.size()) return fail(where, "ends before offset " + std::to_string(locator.offset + locator.length), "is it the file that was read?");
    return out;
}

Result<std::string> from_text(std::unique_ptr<PeekStream> raw, const OpenLocator& locator, const std::string& where) {
    OpenText text = open_text(std::move(raw));
    if (locator.offset < text.start) return fail(where, "the offset lies inside the byte order mark");
    return cut_out(text.text(), locator.offset - text.start, locator, where);
}

Result<std::string> from_file(const std::string& path, const std::string& member, const OpenLocator& locator) {
    const std::string where = member.empty() ? path : path + "!" + member;
    auto file = FileStream::open(path);
    if (!file) return std::unexpected(file.error());
    std::array<char, magic_bytes> magic{};
    const std::size_t count = read_fully(**file, magic.data(), magic.size()).size;
    if (!(*file)->seek(0)) return fail(where, "cannot be read a second time");
    if (member.empty() && !is_packed({magic.data(), count})) {
        // Not packed: go straight to the place. Only text that is not UTF-8 has to be read from its beginning.
        PeekStream look(**file);
        const Encoding encoding = find_encoding(look.peek(sample_bytes));
        const bool as_is = encoding == Encoding::utf8 || encoding == Encoding::utf8_bom;
        if (!(*file)->seek(as_is ? locator.offset : 0)) return fail(where, "cannot be read a second time");
        auto raw = std::make_unique<PeekStream>(std::move(*file));
        return as_is ? cut_out(*raw, 0, locator, where) : from_text(std::move(raw), locator, where);
    }
    const ReadLimits limits;
    std::atomic<std::uint64_t> unpacked{0};
    MemberWalk walk(path, path, std::move(*file), {.limits = limits, .unpacked = unpacked, .list_only = false});
    while (auto found = walk.next()) {
        if (found->name != member) continue;
        if (found->refused) return fail(where, found->refused->reason, found->refused->hint);
        return from_text(std::move(found->stream), locator, where);
    }
    return fail(where, "the archive has no such member");
}

}  // namespace

Result<std::string> read_bytes(const OpenLocator& locator, const std::filesystem::path& base) {
    constexpr std::uint64_t most = 1ULL << 30;
    if (locator.length > most) return fail(locator.file.path, "more than 1 GiB asked for");
    const std::string path = (base / locator.file.path).string();
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
        const auto repository = GitRepository::open(path);
        if (!repository) return std::unexpected(repository.error());
        return (*repository)->commit_text(locator.offset);
    }
    std::string file = path, member = locator.file.member;
    // An exclamation mark may belong to the path after all.
    while (!std::filesystem::exists(file, error) && !member.empty()) {
        const std::size_t bang = member.find('!');
        file += "!" + member.substr(0, bang);
        member = bang == std::string::npos ? "" : member.substr(bang + 1);
    }
    return from_file(std::filesystem::exists(file, error) ? file : path, std::filesystem::exists(file, error) ? member : locator.file.member, locator);
}

}  // namespace bonafide
