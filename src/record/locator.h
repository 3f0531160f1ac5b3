// Where a record's bytes lie, so that anyone can open them again. Made by the readers, kept in every Statement and Signal,
// printed by `bonafide show`.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace bonafide {

/// A file, or a member of an archive (nested members joined with '!').
struct FileName {
    std::string path;    ///< as given, below the scanned folder
    std::string member;  ///< "inner.zip!logs/a.json", or empty
    auto operator<=>(const FileName&) const = default;
};

/// Bytes of one record. Offsets count in the member as unpacked; text that is not UTF-8 counts as converted to UTF-8, a
/// workbook as its first sheet written as CSV. For a git commit `offset` is the first 64 bits of its hash, `length` that of its text.
struct Locator {
    std::uint32_t file = 0;    ///< index into Files
    std::uint32_t length = 0;  ///< bytes
    std::uint64_t offset = 0;  ///< bytes from the start
    std::uint64_t line = 0;    ///< 1-based line (text) or row (sheet); 0 where there is none
    auto operator<=>(const Locator&) const = default;
};

/// The files of a run, numbered in a fixed order (sorted by name), whatever the order of reading.
class Files {
public:
    std::uint32_t add(FileName name);  ///< the same name gives the same number
    [[nodiscard]] const FileName& operator[](std::uint32_t index) const { return names_[index]; }
    [[nodiscard]] std::size_t size() const { return names_.size(); }

private:
    std::vector<FileName> names_;
    std::map<FileName, std::uint32_t> numbers_;
};

/// `path[!member]@offset+length` — what `bonafide show` takes.
[[nodiscard]] std::string locator_text(const Locator& locator, const Files& files);
struct OpenLocator {
    FileName file;
    std::uint64_t offset = 0, length = 0;
};
[[nodiscard]] Result<OpenLocator> parse_locator(std::string_view text);

}  // namespace bonafide
