// What `bonafide screen` was given, file by file: documents (to be read by document/), data (to be read by record/), and what is neither.
// Archives are opened, and archives in them (archive.h); ATS exports and folders of applicants come as they are. Of a git clone the work tree is not
// walked: what was committed is read from the repository. Used by screen.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "record/reader.h"

namespace bonafide::screen {

struct GivenFile {
    FileName name;
    std::string root;              ///< the input it was found below
    bool data = false;             ///< rows and records, for scan's reader
    bool repository = false;       ///< a git clone, by its folder
    std::string git;               ///< of a clone in an archive: where its objects and references lie, as members begin: "wallet/.git/"
    std::string profile;           ///< of a data export of the applicant's own account: which one; "" otherwise
    std::string passed_over;       ///< such a file that is not opened: why
    FileName place;                ///< what it counts as when it is found out whose it is; empty: itself
    std::uint64_t size = 0;        ///< bytes; of a member: of its archive
    std::int64_t modified_ns = 0;  ///< of a clone: repository_stamp()
};

struct GivenFiles {
    std::vector<GivenFile> files;  ///< sorted by name
    std::vector<Unread> unread;
};

struct ProfileRules;
[[nodiscard]] GivenFiles find_files(const std::vector<std::string>& inputs, const ProfileRules& profiles,
                                    const std::function<bool(const std::string&)>& skip);
/// The bytes of a file or of a member of an archive.
[[nodiscard]] Result<std::string> read_file(const FileName& name, std::uint64_t max_bytes);

/// The last part of the path, and the part before it; of the member if there is one.
[[nodiscard]] std::string file_part(const FileName& name);
[[nodiscard]] std::string folder_part(const FileName& name);
[[nodiscard]] std::string shown(const FileName& name);  ///< "path" or "path!member"

}  // namespace bonafide::screen
