// Archives that applicants or tracking systems send: their members, those of archives in them, and git clones that lie inside. Used by files and
// reading.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "record/unpack.h"
#include "record/unpack_to_folder.h"

namespace bonafide::screen {

/// By its name; what it holds tells when it is opened. Office documents are none, though they are zips.
[[nodiscard]] bool is_archive_name(std::string_view name);

/// Calls `use` for each member as long as it gives true; the names are those that record gives them ("inner.zip!ann/cv.pdf"). What is wrong with the
/// archive itself goes into `unread`, if it is asked for. An error: it cannot be opened.
[[nodiscard]] Result<void> each_member(const std::string& archive, reading::UnreadLog* unread, const std::function<bool(reading::Member&)>& use);

/// A folder of members that holds a git repository: `git` as in GivenFile, `folder` of the clone without a slash ("" at the top of the archive).
struct ClonePlace {
    std::string git, folder;
};
/// By the names of all members. What lies inside of another repository (submodules) is not one by itself.
[[nodiscard]] std::vector<ClonePlace> find_clones(const std::vector<std::string>& members);

/// Repositories of one archive, laid into a folder of their own while they are read.
class UnpackedClones {
public:
    /// `git`: as in GivenFile; `name`: what it is called where it has no remote.
    void expect(const std::string& git, const std::string& name);
    /// true: the member was part of one.
    [[nodiscard]] bool take(reading::Member& member);
    /// The folder to open, or why it could not be laid there.
    [[nodiscard]] Result<std::string> folder(const std::string& git) const;

private:
    struct Expected {
        std::string folder;  ///< below folder_
        std::optional<Error> failed;
    };
    std::map<std::string, Expected, std::less<>> expected_;  ///< by `git`
    std::optional<reading::TemporaryFolder> folder_;
    std::uint64_t room_ = 4ULL << 30;  ///< bytes, for all of them
};

}  // namespace bonafide::screen
