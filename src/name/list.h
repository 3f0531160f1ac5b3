// A published list as read: entries with names, dates of birth and numbers. Made by read_list() from OFAC (CSV, XML, advanced XML), UN, EU, UK,
// OpenSanctions (FollowTheMoney) or any table of names; kept by kept.h; searched by index.h. Broken input gives what can be read and says what
// cannot.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "name/person.h"

namespace bonafide::name {

struct ListEntry {
    std::string id;  ///< as the list has it
    Subject subject;
};

struct PublishedList {
    std::string name;    ///< "OFAC SDN", "UN Security Council", or the file's name
    std::string format;  ///< "OFAC CSV", ...
    std::string date;    ///< of publication, as ISO, where the file says; else empty
    std::vector<ListEntry> entries;
    Errors unread;  ///< what could not be read, and where
};

/// Every list in a file or folder. OFAC's sdn.csv brings alt.csv and add.csv beside it along, cons_prim.csv likewise.
[[nodiscard]] Result<std::vector<PublishedList>> read_lists(const std::filesystem::path& path);
/// One text; `file` names it and tells formats without a header apart.
[[nodiscard]] PublishedList read_list(std::string_view bytes, const std::string& file);

}  // namespace bonafide::name
