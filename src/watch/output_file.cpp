#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "watch/output.h"
#include "watch/tail.h"

namespace bonafide::watch {

namespace {

Error last_error(const std::filesystem::path& file) { return {file.string(), std::strerror(errno), "is the disk full, or the folder read-only?"}; }

class FileOutput final : public Output {
public:
    FileOutput(std::filesystem::path file, AlertFormat format, std::string version)
        : path_(std::move(file)), name_("file:" + path_.string()), version_(std::move(version)), format_(format) {}

    const std::string& name() const override { return name_; }

    std::uint64_t present_length() const override {
        const auto look = look_at(path_.string());
        return look ? look->size : 0;
    }

    /// What was written after the last commit is cut off: it is written again, once.
    Result<void> open(OutputRow& row) override {
        if (auto opened = open_file(); !opened) return opened;
        struct stat at{};
        if (::fstat(file_.get(), &at) != 0) return std::unexpected(last_error(path_));
        const auto size = static_cast<std::uint64_t>(at.st_size);
        if (size > row.length && ::ftruncate(file_.get(), static_cast<off_t>(row.length)) != 0) return std::unexpected(last_error(path_));
        row.length = std::min(size, row.length);  // shorter: it was rotated while nobody wrote
        return {};
    }

    Result<void> send(std::span<const SentAlert> alerts, OutputRow& row) override {
        if (file_.get() < 0) {
            if (auto opened = open_file(); !opened) return opened;
            struct stat at{};
            row.length = ::fstat(file_.get(), &at) == 0 ? static_cast<std::uint64_t>(at.st_size) : 0;
        }
        std::string text;
        for (const SentAlert& sent : alerts)
            text += (format_ == AlertFormat::ocsf ? alert_ocsf(sent.alert, sent.sequence, version_) : alert_json(sent.alert, sent.sequence)) + "\n";
        std::size_t done = 0;
        while (done < text.size()) {
            const ssize_t n = ::write(file_.get(), text.data() + done, text.size() - done);
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) {
                const Error error = last_error(path_);
                if (::ftruncate(file_.get(), static_cast<off_t>(row.length)) != 0) file_ = Descriptor();
                return std::unexpected(error);
            }
            done += static_cast<std::size_t>(n);
        }
        row.length += text.size();
        return {};
    }

    void reopen() override { file_ = Descriptor(); }

private:
    Result<void> open_file() {
        file_ = Descriptor(::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640));
        if (file_.get() < 0) return std::unexpected(last_error(path_));
        return {};
    }

    std::filesystem::path path_;
    std::string name_, version_;
    AlertFormat format_;
    Descriptor file_;
};

class TerminalOutput final : public Output {
public:
    explicit TerminalOutput(std::ostream& out) : out_(out) {}
    const std::string& name() const override { return name_; }
    Result<void> send(std::span<const SentAlert> alerts, OutputRow&) override {
        for (const SentAlert& sent : alerts) out_ << alert_text(sent.alert) << '\n';
        out_.flush();
        return {};
    }

private:
    std::ostream& out_;
    std::string name_ = "terminal";
};

}  // namespace

std::unique_ptr<Output> make_file_output(std::filesystem::path file, AlertFormat format, std::string program_version) {
    return std::make_unique<FileOutput>(std::move(file), format, std::move(program_version));
}

std::unique_ptr<Output> make_terminal_output(std::ostream& out) { return std::make_unique<TerminalOutput>(out); }

}  // namespace bonafide::watch
