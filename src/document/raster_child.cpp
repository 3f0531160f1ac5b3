// Decoding in the reader program: what is asked, and how the answer travels.
#include "document/raster.h"

#include <csignal>
#include <cstring>
#include <memory>
#include <type_traits>

#include "document/child.h"

namespace bonafide::document {
namespace {

constexpr std::uint64_t max_memory = 1ULL << 30;
constexpr unsigned max_seconds = 20;

/// What stands before the numbers; the same machine writes and reads it.
struct Head {
    std::array<char, 4> kind{};  ///< "BGR8", "DCT2", "none" (what follows are words)
    std::uint32_t width = 0, height = 0, progressive = 0;
    std::array<std::uint16_t, 64> luma{}, chroma{};
};
static_assert(std::is_trivially_copyable_v<Head>);

constexpr std::array<char, 4> raster_kind{'B', 'G', 'R', '8'}, blocks_kind{'D', 'C', 'T', '2'}, no_kind{'n', 'o', 'n', 'e'};

std::string with_head(const Head& head, const void* numbers, std::size_t size) {
    std::string out(sizeof head + size, '\0');
    std::memcpy(out.data(), &head, sizeof head);
    if (size) std::memcpy(out.data() + sizeof head, numbers, size);
    return out;
}

std::string refusal(const Error& error) {
    Head head;
    head.kind = no_kind;
    return with_head(head, error.what.data(), error.what.size());
}

Result<Head> head_of(std::string_view bytes, const std::array<char, 4>& kind, std::size_t unit) {
    Head head;
    if (bytes.size() < sizeof head) return fail("", "a picture whose reader ended without an answer", "the picture is hostile or damaged");
    std::memcpy(&head, bytes.data(), sizeof head);
    if (head.kind == no_kind) return fail("", std::string(bytes.substr(sizeof head, 400)));
    constexpr std::uint32_t longest = 1'000'000;
    const bool fits = head.width <= longest && head.height <= longest && std::uint64_t{head.width} * head.height * unit == bytes.size() - sizeof head;
    if (head.kind != kind || !fits) return fail("", "a picture whose reader gave no proper answer", "the picture is hostile");
    return head;
}

/// The reader of this thread.
ChildServer& server(const std::string& program) {
    thread_local std::string path;
    thread_local std::unique_ptr<ChildServer> reader;
    if (!reader || path != program) {
        path = program;
        reader = std::make_unique<ChildServer>(program);
    }
    return *reader;
}

Result<std::string> ask(const char* what, std::string_view bytes, std::uint64_t max_pixels, const std::string& reader) {
    const std::string program = reader_program(reader);
    if (program.empty())
        return fail("", "a picture that cannot be read: the program bonafide-reader is not where bonafide is", "install it beside bonafide");
    const std::uint64_t memory = max_memory + 8 * max_pixels;
    auto run =
        server(program).run({what, std::to_string(memory), std::to_string(max_seconds), std::to_string(max_pixels)}, bytes, max_seconds, memory);
    if (!run) return std::unexpected(run.error());
    if (run->timed_out || run->signal == SIGXCPU || run->signal == SIGKILL)
        return fail("", "a picture that took longer to read than the limit", "the picture is hostile or very large");
    if (run->signal != 0 || run->too_much || run->exit_code != 0)
        return fail("", "a picture that broke the process that read it; nothing else was touched", "the picture is hostile or damaged");
    return std::move(run->out);
}

}  // namespace

std::string encode(const Result<Raster>& outcome) {
    if (!outcome) return refusal(outcome.error());
    Head head;
    head.kind = raster_kind, head.width = outcome->width, head.height = outcome->height;
    return with_head(head, outcome->bgr.data(), outcome->bgr.size());
}

std::string encode(const Result<JpegBlocks>& outcome) {
    if (!outcome) return refusal(outcome.error());
    Head head;
    head.kind = blocks_kind, head.width = outcome->wide, head.height = outcome->high, head.progressive = outcome->progressive ? 1 : 0;
    head.luma = outcome->luma, head.chroma = outcome->chroma;
    return with_head(head, outcome->values.data(), outcome->values.size() * sizeof(std::int16_t));
}

Result<Raster> raster_of(std::string bytes) {
    const Result<Head> head = head_of(bytes, raster_kind, 3);
    if (!head) return std::unexpected(head.error());
    bytes.erase(0, sizeof(Head));
    return Raster{head->width, head->height, std::move(bytes)};
}

Result<JpegBlocks> jpeg_blocks_of(std::string_view bytes) {
    const Result<Head> head = head_of(bytes, blocks_kind, 64 * sizeof(std::int16_t));
    if (!head) return std::unexpected(head.error());
    JpegBlocks out{head->luma, head->chroma, head->width, head->height, head->progressive != 0, {}};
    bytes.remove_prefix(sizeof(Head));
    out.values.resize(bytes.size() / sizeof(std::int16_t));
    if (!out.values.empty()) std::memcpy(out.values.data(), bytes.data(), out.values.size() * sizeof(std::int16_t));
    return out;
}

Result<Raster> read_raster(std::string_view bytes, std::uint64_t max_pixels, const std::string& reader) {
    auto answer = ask("pixels", bytes, max_pixels, reader);
    return answer ? raster_of(std::move(*answer)) : std::unexpected(answer.error());
}

Result<JpegBlocks> read_jpeg_blocks(std::string_view bytes, std::uint64_t max_pixels, const std::string& reader) {
    const auto answer = ask("blocks", bytes, max_pixels, reader);
    return answer ? jpeg_blocks_of(*answer) : std::unexpected(answer.error());
}

}  // namespace bonafide::document
