#include "watch/syslog_frames.h"

#include <algorithm>

namespace bonafide::watch {

namespace {

constexpr std::size_t most_digits = 9;

}  // namespace

/// "LENGTH SP MESSAGE" (RFC 6587, 3.4.1). `known`: it is certain that the stream goes on so, or not.
bool SyslogFrames::counted(std::string_view& rest, std::string_view& text, bool& known) {
    std::size_t digits = 0;
    std::uint64_t length = 0;
    while (digits < rest.size() && digits <= most_digits && rest[digits] >= '0' && rest[digits] <= '9')
        length = 10 * length + static_cast<std::uint64_t>(rest[digits++] - '0');
    known = digits < rest.size() || digits > most_digits;
    if (!known) return false;
    if (digits == 0 || digits > most_digits || rest[digits] != ' ' || rest.front() == '0') return false;
    const std::string_view body = rest.substr(digits + 1);
    const std::uint64_t wanted = std::min<std::uint64_t>(length, longest_);
    if (body.size() < wanted) return known = false;
    text = body.substr(0, wanted);
    const std::uint64_t there = std::min<std::uint64_t>(length, body.size());
    rest = body.substr(there);
    skip_ = length - there;
    cut_ += length > longest_;
    return true;
}

bool SyslogFrames::next(std::string_view& rest, std::string_view& text) {
    for (;;) {
        if (skip_ > 0) {
            const std::uint64_t now = std::min<std::uint64_t>(skip_, rest.size());
            rest.remove_prefix(now);
            skip_ -= now;
            if (skip_ > 0) return false;
        }
        if (skip_line_) {
            const std::size_t end = rest.find_first_of(std::string_view("\n\0", 2));
            rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
            if (end == std::string_view::npos) return false;
            skip_line_ = false;
        }
        while (!rest.empty() && (rest.front() == '\n' || rest.front() == '\r' || rest.front() == '\0')) rest.remove_prefix(1);
        if (rest.empty()) return false;
        bool known = true;
        if (rest.front() >= '1' && rest.front() <= '9') {
            if (counted(rest, text, known)) return true;
            if (!known) return false;
        }
        // Line feeds, or NUL as some devices end their messages (RFC 6587, 3.4.2).
        const std::size_t end = rest.find_first_of(std::string_view("\n\0", 2));
        if (end == std::string_view::npos && rest.size() <= longest_) return false;
        const std::size_t size = std::min(end == std::string_view::npos ? rest.size() : end, longest_);
        text = rest.substr(0, size);
        if (end == std::string_view::npos || end > longest_) {
            ++cut_;
            skip_line_ = true;
            rest.remove_prefix(size);
            return true;
        }
        rest.remove_prefix(end + 1);
        return true;
    }
}

}  // namespace bonafide::watch
