// Collects what was not read from all threads, one entry for each file and reason. Used by everything in this folder.
#pragma once

#include <map>
#include <mutex>
#include <tuple>
#include <vector>

#include "record/reader.h"

namespace bonafide::reading {

class UnreadLog {
public:
    void add(Unread entry);
    /// Sorted by file, offset, reason: the same for any number of threads.
    [[nodiscard]] std::vector<Unread> take();

private:
    std::mutex mutex_;
    std::map<std::tuple<FileName, std::string>, Unread> entries_;
};

}  // namespace bonafide::reading
