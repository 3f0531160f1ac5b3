#include "record/open_input.h"

#include <filesystem>

#include "record/git.h"
#include "record/unpack.h"

namespace bonafide::reading {

namespace {

/// A file, an archive or standard input: its texts one after the other.
class FileInput final : public OpenInput {
public:
    FileInput(const Input& input, std::unique_ptr<ByteStream> stream, const Members& members, RunContext& context)
        : path_(input.path),
          members_(members),
          context_(context),
          walk_(input.path, input.kind == InputKind::file ? input.path : "", std::move(stream),
                {.limits = context.options.limits, .unpacked = context.bytes_unpacked, .cancel = context.options.cancel, .unread = &context.unread}) {
    }

    bool next(Chunk& chunk) override {
        for (;;) {
            if (part_ && part_->next(chunk)) return true;
            part_.reset();
            auto member = walk_.next();
            if (!member) return false;
            open(std::move(*member));
        }
    }

private:
    /// Its number was given when the members were listed.
    void open(Member member) {
        const auto known = members_.find(member.name);
        if (known == members_.end()) {
            context_.unread.add(
                {.file = {path_, member.name},
                 .reason = "not there when the archive was listed: not read",
                 .hint = path_ == "-" ? "archives of several files cannot be read from standard input: give the file" : "did it change meanwhile?"});
            return;
        }
        FileState& file = *known->second;
        file.report.format = member.format;
        if (member.refused) {
            file.report.format = std::move(member.refused->format);
            context_.unread.add({.file = file.name, .reason = std::move(member.refused->reason), .hint = std::move(member.refused->hint)});
            return;
        }
        part_ = Part::open(std::move(member.stream), file, context_.names, context_.options.limits, context_.unread);
    }

    std::string path_;
    const Members& members_;
    RunContext& context_;
    MemberWalk walk_;
    std::unique_ptr<Part> part_;
};

}  // namespace

std::vector<std::string> list_members(const Input& input, RunContext& context) {
    std::error_code error;
    if (input.kind != InputKind::file || !std::filesystem::is_regular_file(input.path, error)) return {""};
    auto stream = FileStream::open(input.path);
    if (!stream) return {""};
    std::atomic<std::uint64_t> unpacked{0};
    MemberWalk walk(input.path, input.path, std::move(*stream),
                    {.limits = context.options.limits, .unpacked = unpacked, .cancel = context.options.cancel, .list_only = true});
    std::vector<std::string> names;
    while (auto member = walk.next()) names.push_back(std::move(member->name));
    return names;
}

std::unique_ptr<OpenInput> open_input(const Input& input, const Members& members, RunContext& context) {
    if (input.kind == InputKind::git) return open_repository(input, *members.at(""), context);
    if (input.kind == InputKind::standard_input) {
        if (context.options.standard_input)
            return std::make_unique<FileInput>(input, std::make_unique<InputStream>(*context.options.standard_input), members, context);
        context.unread.add({.file = {input.path, {}}, .reason = "standard input is not available here", .hint = {}});
        return nullptr;
    }
    auto stream = FileStream::open(input.path, &context.bytes_read);
    if (stream) return std::make_unique<FileInput>(input, std::move(*stream), members, context);
    context.unread.add({.file = {input.path, {}}, .reason = stream.error().what, .hint = {}});
    return nullptr;
}

}  // namespace bonafide::reading
