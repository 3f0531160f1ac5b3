#include "screen/links.h"

#include <algorithm>

namespace bonafide::screen {

void Links::link(std::vector<Entry>& entries, std::size_t most, std::vector<bool>& out) {
    std::ranges::sort(entries);
    const auto twice = std::ranges::unique(entries);
    entries.erase(twice.begin(), twice.end());
    for (auto begin = entries.begin(); begin != entries.end();) {
        const auto end = std::find_if(begin, entries.end(), [&](const Entry& e) { return e.hash != begin->hash; });
        const auto count = static_cast<std::size_t>(end - begin);
        if (count > 1 || std::ranges::binary_search(outside_, begin->hash))
            for (auto at = begin; at != begin + static_cast<std::ptrdiff_t>(std::min(count, most)); ++at) out[at->application] = true;
        if (count > most) common_.emplace_back(begin->hash, count);
        begin = end;
    }
    std::vector<Entry>().swap(entries);
}

std::vector<bool> Links::linked(std::size_t applications) {
    std::vector<bool> out(applications);
    std::ranges::sort(outside_);
    link(identities_, applications, out);
    link(values_, most_, out);
    std::ranges::sort(common_);
    std::vector<std::uint64_t>().swap(outside_);
    return out;
}

std::size_t Links::held_by(std::uint64_t hash) const {
    const auto found = std::ranges::lower_bound(common_, std::pair(hash, std::size_t{0}));
    return found != common_.end() && found->first == hash ? found->second : 0;
}

}  // namespace bonafide::screen
