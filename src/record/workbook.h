// XLSX (ECMA-376): the first visible sheet of a workbook as CSV, row by row, so that the table parser reads it like any table. A cell
// that shows a date is written in ISO 8601, a number as it is, a line break inside a cell as a blank: line n is row n.
// Used by unpack.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "record/stream.h"

namespace bonafide::reading {

/// A zip that is opened once for each of its parts: a file, or bytes that came out of an archive.
class PackedFile {
public:
    [[nodiscard]] static PackedFile at(std::string path) { return {std::move(path), {}, true}; }
    [[nodiscard]] static PackedFile in_memory(std::string bytes) { return {{}, std::move(bytes), false}; }
    [[nodiscard]] Result<std::unique_ptr<ByteStream>> open() const;
    [[nodiscard]] std::string take_bytes() { return std::move(bytes_); }

private:
    PackedFile(std::string path, std::string bytes, bool on_disk) : path_(std::move(path)), bytes_(std::move(bytes)), on_disk_(on_disk) {}
    std::string path_, bytes_;
    bool on_disk_;
};

/// Could the zip that begins with `magic` be an Office document? Cheap; look_inside() knows.
[[nodiscard]] bool maybe_office(std::string_view magic, std::string_view name);

struct OfficeKind {
    bool office = false;  ///< else it is a zip like others
    bool workbook = false;
    std::string words, hint;  ///< what it is, if it is no workbook
};
[[nodiscard]] OfficeKind look_inside(const PackedFile& file);

/// What is left out (other sheets) is told to `report` (reason, hint).
using WorkbookReport = std::function<void(std::string, std::string)>;
/// `max_unpacked`: bytes of one part (the shared texts are held in memory).
[[nodiscard]] Result<std::unique_ptr<ByteStream>> open_workbook(PackedFile file, std::uint64_t max_unpacked, const WorkbookReport& report);

}  // namespace bonafide::reading
