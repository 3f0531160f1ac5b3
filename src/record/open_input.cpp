#include "record/open_input.h"

namespace bonafide::reading {

namespace {

/// A file or standard input that is no archive.
class PlainInput final : public OpenInput {
public:
    PlainInput(std::unique_ptr<ByteStream> stream, FileState& file, RunContext& context)
        : part_(Part::open(std::make_unique<PeekStream>(std::move(stream)), file, context.names, context.options.limits, context.unread)) {}
    bool next(Chunk& chunk) override { return part_ && part_->next(chunk); }

private:
    std::unique_ptr<Part> part_;
};

}  // namespace

std::vector<std::string> list_members(const Input&, RunContext&) { return {""}; }

std::unique_ptr<OpenInput> open_input(const Input& input, const Members& members, RunContext& context) {
    FileState& file = *members.at("");
    if (input.kind == InputKind::standard_input) {
        if (context.options.standard_input) return std::make_unique<PlainInput>(std::make_unique<InputStream>(*context.options.standard_input), file, context);
        context.unread.add({.file = file.name, .reason = "standard input is not available here", .hint = {}});
        return nullptr;
    }
    auto stream = FileStream::open(input.path, &context.bytes_read);
    if (stream) return std::make_unique<PlainInput>(std::move(*stream), file, context);
    context.unread.add({.file = file.name, .reason = stream.error().what, .hint = {}});
    return nullptr;
}

}  // namespace bonafide::reading
