// A worker's memory of keys: (node, raw key bytes) → node of the key. Records of one kind repeat their keys in one order, so
// the key after the last one is tried first, then a hash table of fixed size; hostile keys go the slow way each time.
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "record/fields.h"

namespace bonafide::reading {

/// What a key leads to.
struct KeyTarget {
    FieldId child = no_field, also = no_field;
    bool wanted = false, also_wanted = false, descend = false, envelope = false;
};

struct KnownKey {
    std::string key;
    FieldId node = no_field;       ///< where it was met
    KeyTarget to;
    std::uint64_t hash = 0;
    std::uint32_t next = 0;        ///< the entry met after this one last time

    [[nodiscard]] bool is(FieldId at, std::string_view text) const {
        return node == at && key.size() == text.size() && std::memcmp(key.data(), text.data(), text.size()) == 0;
    }
};

class KeyCache {
public:
    explicit KeyCache(const FieldNames& names);
    /// `raw` as it stands between the quotes. The answer is valid until the next call.
    [[nodiscard]] const KnownKey& find(FieldId node, std::string_view raw) {
        const std::uint32_t guess = entries_[last_].next;
        if (entries_[guess].is(node, raw)) return entries_[last_ = guess];
        return find_slowly(node, raw);
    }

private:
    static constexpr std::size_t slots = 8192, most_keys = 4096, longest_key = 128, probes = 16;

    const KnownKey& find_slowly(FieldId node, std::string_view raw);
    void resolve(KnownKey& entry) const;

    const FieldNames& names_;
    std::vector<KnownKey> entries_;            // [0] stands for "none yet", [1] for a key that is not kept
    std::vector<std::uint32_t> table_;         // slot → entry; 0: free
    std::uint32_t last_ = 0;
};

}  // namespace bonafide::reading
