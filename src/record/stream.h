// Bytes in order, from wherever they come. A stream is read by one thread at a time; it never loads its input whole.
// Made by archive, transcode and reader; read by the splitters.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace bonafide::reading {

class ByteStream {
public:
    virtual ~ByteStream() = default;
    /// Up to `size` bytes; 0 at the end. After an Error the stream is at its end.
    [[nodiscard]] virtual Result<std::size_t> read(char* into, std::size_t size) = 0;
    /// Goes to a position from the start; false where that cannot be done (a pipe, a member of an archive).
    [[nodiscard]] virtual bool seek(std::uint64_t /*offset*/) { return false; }
    /// All bytes there are; nothing where it is not known.
    [[nodiscard]] virtual std::optional<std::uint64_t> size() const { return std::nullopt; }
};

/// A file by read(2): one that shrinks or changes meanwhile gives fewer or other bytes, never a fault.
class FileStream final : public ByteStream {
public:
    /// `counter`, if given, is told how many bytes were read (for progress).
    [[nodiscard]] static Result<std::unique_ptr<FileStream>> open(const std::filesystem::path& path, std::atomic<std::uint64_t>* counter = nullptr);
    ~FileStream() override;
    FileStream(const FileStream&) = delete;
    FileStream& operator=(const FileStream&) = delete;
    [[nodiscard]] Result<std::size_t> read(char* into, std::size_t size) override;
    [[nodiscard]] bool seek(std::uint64_t offset) override;
    [[nodiscard]] std::optional<std::uint64_t> size() const override;

private:
    FileStream(int descriptor, std::string name, std::atomic<std::uint64_t>* counter)
        : descriptor_(descriptor), name_(std::move(name)), counter_(counter) {}
    int descriptor_;
    std::string name_;
    std::atomic<std::uint64_t>* counter_;
};

class InputStream final : public ByteStream {
public:
    explicit InputStream(std::istream& in) : in_(in) {}
    [[nodiscard]] Result<std::size_t> read(char* into, std::size_t size) override;

private:
    std::istream& in_;
};

class TextStream final : public ByteStream {
public:
    explicit TextStream(std::string text) : text_(std::move(text)) {}
    [[nodiscard]] Result<std::size_t> read(char* into, std::size_t size) override;
    [[nodiscard]] bool seek(std::uint64_t offset) override;
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return text_.size(); }

private:
    std::string text_;
    std::size_t at_ = 0;
};

/// A stream whose first bytes can be looked at before anyone reads them.
class PeekStream final : public ByteStream {
public:
    explicit PeekStream(ByteStream& below) : below_(&below) {}
    explicit PeekStream(std::unique_ptr<ByteStream> below) : owned_(std::move(below)), below_(owned_.get()) {}
    /// Exactly the first `size` bytes not yet read, fewer only at the end of the stream (or before an error, which read() gives).
    [[nodiscard]] std::string_view peek(std::size_t size);
    /// The error that ended what can be peeked at; nullptr if there was none (or read() has given it).
    [[nodiscard]] const Error* failure() const { return failed_ ? &error_ : nullptr; }
    /// Forgets `size` peeked bytes (a byte order mark).
    void drop(std::size_t size) { at_ += size; }
    [[nodiscard]] Result<std::size_t> read(char* into, std::size_t size) override;
    /// Gives back the owned stream, at its start again, if it can be positioned; nullptr (and nothing changed) if not.
    [[nodiscard]] std::unique_ptr<ByteStream> rewind();

private:
    std::unique_ptr<ByteStream> owned_;
    ByteStream* below_;
    std::string ahead_;
    std::size_t at_ = 0;
    bool ended_ = false;
    Error error_;
    bool failed_ = false;
};

/// How much of a block could be read, and what ended it, if it was no end.
struct Filled {
    std::size_t size = 0;
    std::optional<Error> error;
};
/// Fills `into` as far as the stream goes; fewer bytes only at its end or before an error.
[[nodiscard]] Filled read_fully(ByteStream& stream, char* into, std::size_t size);
/// The rest of the stream, at most `limit` bytes; an Error if there are more.
[[nodiscard]] Result<std::string> read_rest(ByteStream& stream, std::size_t limit);

}  // namespace bonafide::reading
