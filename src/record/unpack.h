// One input as the texts it holds: the file itself, what a compressed file holds, the members of archives and of archives in them, the
// first sheet of a workbook. Names, order and limits are the same when members are listed, read, and looked up by read_bytes.
// Used by open_input and read_bytes, by unpack_to_folder, and by screen for what applicants send.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "record/archive.h"
#include "record/part.h"
#include "record/unread_log.h"
#include "record/workbook.h"

namespace bonafide::reading {

struct Member {
    std::string name;                         ///< "inner.zip!logs/a.json"; "" for the input itself
    std::unique_ptr<PeekStream> stream = {};  ///< valid until the walk goes on; empty if the member was refused, or only listed
    std::string format = {};                  ///< "xlsx"; "" where the content has to tell
    std::optional<Refusal> refused = {};
};

struct WalkRules {
    const ReadLimits& limits;
    std::atomic<std::uint64_t>& unpacked;  ///< of all walks that share it
    const Cancel* cancel = nullptr;
    UnreadLog* unread = nullptr;  ///< nullptr: nothing is reported
    bool list_only = false;       ///< workbooks are not opened
    /// Of a member by its name: is it looked into? One that is not comes as it is packed. Not asked about the input itself; empty: all are.
    std::function<bool(std::string_view)> enter = {};
};

class MemberWalk {
public:
    /// `path` as in the FileName; `disk_path` opens the file again ("" where that cannot be done).
    MemberWalk(std::string path, std::string disk_path, std::unique_ptr<ByteStream> file, const WalkRules& rules);
    MemberWalk(const MemberWalk&) = delete;
    MemberWalk& operator=(const MemberWalk&) = delete;
    /// The next text; nothing at the end. Damage to an archive itself is reported under the archive's name.
    [[nodiscard]] std::optional<Member> next();

private:
    class Limited;
    struct Level {
        std::unique_ptr<Archive> archive;
        std::string name;         ///< of the archive itself
        std::size_t entries = 0;  ///< seen so far
        bool on_disk = false, files = false;
    };

    [[nodiscard]] bool advance(Level& level);
    [[nodiscard]] bool skip_rest(Level& level);
    [[nodiscard]] bool reopen(Level& level);
    [[nodiscard]] std::optional<Member> member_of(Level& level);
    [[nodiscard]] std::optional<Member> consider(std::string name, std::unique_ptr<PeekStream> stream, bool root);
    [[nodiscard]] std::optional<Member> office(const std::string& name, std::unique_ptr<PeekStream>& stream, std::unique_ptr<ByteStream>& packed,
                                               bool root);
    [[nodiscard]] std::string unique_name(std::string name);
    void report(const std::string& member, std::uint64_t offset, std::string reason, std::string hint = {});
    void start_member();
    [[nodiscard]] const char* over_limit() const;  ///< "" while all is well

    std::string path_, disk_path_;
    WalkRules rules_;
    std::unique_ptr<ByteStream> file_;
    std::vector<Level> levels_;
    std::set<std::string> seen_;
    std::uint64_t packed_ = 0;        // read from the input so far
    std::uint64_t member_begin_ = 0;  // packed_ where the member began
    std::uint64_t member_bytes_ = 0;  // of it, unpacked
    std::uint64_t members_ = 0;
    bool begun_ = false;
};

}  // namespace bonafide::reading
