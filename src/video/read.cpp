#include "video/read.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <csignal>
#include <vector>

#include "base/text.h"
#include "document/child.h"

namespace bonafide::video {

namespace {

constexpr std::string_view suffixes[] = {".mp4", ".m4v", ".mov", ".webm", ".mkv"};
/// Brands of ISO media files that are pictures (HEIF, AVIF) or sound.
constexpr std::string_view other_brands[] = {"heic", "heix", "mif1", "msf1", "avif", "avis", "heim", "heis", "M4A ", "M4B "};

Result<std::vector<std::string>> command(const Limits& limits) {
    const std::string program = limits.reader.empty() ? document::helper_program("bonafide-video-reader") : limits.reader;
    if (program.empty())
        return fail("", "a recording that cannot be read: the program bonafide-video-reader is not where bonafide is", "install it beside bonafide");
    if (::access(limits.cascade.c_str(), R_OK) != 0)
        return fail("", "a recording that cannot be read: the face detector's data is missing", "install Debian's opencv-data");
    return std::vector<std::string>{program,
                                    std::to_string(limits.max_memory),
                                    std::to_string(limits.max_seconds),
                                    std::to_string(limits.max_duration),
                                    std::to_string(limits.max_pixels),
                                    limits.cascade};
}

Result<Series> series(const Result<document::ChildRun>& run) {
    if (!run) return std::unexpected(run.error());
    if (run->timed_out || run->signal == SIGXCPU || run->signal == SIGKILL)
        return fail("", "a recording that took longer to read than the limit", "cut it, or save it with fewer pixels");
    if (run->signal != 0 || run->too_much || run->exit_code != 0)
        return fail("", "a recording that broke the process that read it; nothing else was touched", "it is hostile or damaged");
    return series_of(run->out);
}

constexpr std::uint64_t most_output = 1ULL << 30;

}  // namespace

bool is_recording(std::string_view name, std::string_view head) {
    if (head.size() >= 12 && head.substr(4, 4) == "ftyp") return std::ranges::find(other_brands, head.substr(8, 4)) == std::end(other_brands);
    if (head.starts_with("\x1A\x45\xDF\xA3")) return true;
    const std::string lower = ascii_lower(name);
    return std::ranges::any_of(suffixes, [&](std::string_view suffix) { return lower.ends_with(suffix); });
}

Result<Series> read_recording(std::string_view bytes, const Limits& limits) {
    if (bytes.empty()) return fail("", "an empty recording");
    const auto arguments = command(limits);
    if (!arguments) return std::unexpected(arguments.error());
    return series(document::run_child(*arguments, bytes, limits.max_seconds, most_output));
}

Result<Series> read_recording_file(const std::string& path, const Limits& limits) {
    const auto arguments = command(limits);
    if (!arguments) return std::unexpected(arguments.error());
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return fail(path, "cannot be opened");
    struct stat about{};
    const bool known = ::fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    const bool large = known && static_cast<std::uint64_t>(about.st_size) > limits.max_bytes;
    Result<Series> out = !known  ? Result<Series>(fail("", "no file"))
                         : large ? Result<Series>(fail("", "is larger than " + std::to_string(limits.max_bytes >> 20) + " MiB"))
                                 : series(document::run_child_on(*arguments, file, limits.max_seconds, most_output));
    ::close(file);
    return out;
}

}  // namespace bonafide::video
