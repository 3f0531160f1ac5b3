// What there is to read below the given paths, and a hint when it changes: inotify where it works, looking again now and then where it does
// not (network file systems, too many folders).
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "record/discover.h"
#include "watch/tail.h"

namespace bonafide::watch {

class Folders {
public:
    explicit Folders(std::vector<std::string> paths, ReadOptions options);

    /// Becomes readable when something may have changed; -1 where the system gives none.
    [[nodiscard]] int descriptor() const { return notify_.get(); }
    struct Changes {
        bool structure = false;          ///< files came, went or were renamed
        std::set<std::string> contents;  ///< paths that were written to
    };
    [[nodiscard]] Changes drain();
    /// All inputs, sorted by path. Watches folders that are new.
    [[nodiscard]] std::vector<reading::Input> list(std::vector<Unread>& unread);

private:
    void watch(const std::string& folder);

    std::vector<std::string> paths_;
    ReadOptions options_;
    Descriptor notify_;
    std::map<int, std::string> folder_of_;
    std::set<std::string> watched_;
};

}  // namespace bonafide::watch
