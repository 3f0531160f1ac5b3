#include "record/unread_log.h"

#include <algorithm>

namespace bonafide::reading {

void UnreadLog::add(Unread entry) {
    const std::lock_guard lock(mutex_);
    auto key = std::tuple(entry.file, entry.reason);
    const auto [at, added] = entries_.try_emplace(std::move(key), entry);
    if (added) return;
    Unread& known = at->second;
    known.count += entry.count;
    if (std::tie(entry.offset, entry.line) < std::tie(known.offset, known.line)) {
        known.offset = entry.offset;
        known.line = entry.line;
    }
}

std::vector<Unread> UnreadLog::take() {
    const std::lock_guard lock(mutex_);
    std::vector<Unread> out;
    for (auto& [key, entry] : entries_) out.push_back(std::move(entry));
    entries_.clear();
    std::ranges::stable_sort(out, {}, [](const Unread& u) { return std::tie(u.file, u.offset, u.reason); });
    return out;
}

}  // namespace bonafide::reading
