// Lists that `lists update` keeps: every version of each list in one form, with the date it was published and the time it was taken in.
// A folder a list, a file a version: DIR/ofac-sdn/20261124T190000Z.ndjson; its first line says what it is. Used by cli; screen and scan load the
// newest.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "name/list.h"

namespace bonafide::name {

struct KeptList {
    std::string name, format;
    std::string published;  ///< ISO date, where the list says; else empty
    Timestamp kept;         ///< when it was taken in
    std::uint64_t entries = 0;
    std::filesystem::path file;
    /// Days since it was published, or since it was taken in where the list does not say.
    [[nodiscard]] int age_days(Timestamp now) const;
};

struct Change {
    enum class Kind : unsigned char { added, removed, changed } kind;
    std::string id, name;
    std::string what;  ///< changed: which names, dates or numbers came and went
};
[[nodiscard]] std::vector<Change> differences(const PublishedList& before, const PublishedList& after);

struct Kept {
    KeptList list;
    bool is_new = false;     ///< no version of it was there before
    bool unchanged = false;  ///< the newest version has the same entries: none was written
    std::vector<Change> changes;
};
/// Adds a version under `folder` and compares it with the newest one before.
[[nodiscard]] Result<Kept> keep(const std::filesystem::path& folder, const PublishedList& list, Timestamp now);
/// The newest version of each list, by name. A broken file is an error, and the version before it is taken.
[[nodiscard]] std::vector<KeptList> newest(const std::filesystem::path& folder, Errors& errors);
[[nodiscard]] Result<PublishedList> load(const KeptList& kept);

}  // namespace bonafide::name
