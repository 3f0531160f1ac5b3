// Finds where JSON values end without parsing them: counts brackets outside of strings, 64 bytes at a time.
// Used by the splitters, which must be faster than all parsers together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bonafide::reading {

inline constexpr std::size_t not_found = static_cast<std::size_t>(-1);

class DepthScanner {
public:
    explicit DepthScanner(std::int64_t depth = 0) : depth_(depth) {}
    /// Goes on from `from`; stops behind the bracket that brings the depth down to `target`, or at the end (not_found; the next
    /// call goes on with text.size() as `from` once there is more).
    [[nodiscard]] std::size_t find_close(std::string_view text, std::size_t from, std::int64_t target);
    [[nodiscard]] std::int64_t depth() const { return depth_; }

private:
    std::int64_t depth_;
    std::uint64_t in_string_ = 0;  // all ones inside a string
    std::uint64_t escaped_ = 0;    // 1: the next byte is escaped
};

/// The end of the JSON value that begins at `from` (white space before it is not skipped); not_found if it does not end.
[[nodiscard]] std::size_t end_of_value(std::string_view text, std::size_t from);
/// First byte at or after `from` that is neither white space nor, if asked for, a comma.
[[nodiscard]] std::size_t skip_blank(std::string_view text, std::size_t from, bool commas = false);

}  // namespace bonafide::reading
