// A worker's memory of keys: (node, raw key bytes) → node of the key. Records of one kind repeat their keys in one order, so
// one of the two keys after the last one is tried first, then a hash table of fixed size; hostile keys go the slow way each time.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "record/fields.h"

namespace bonafide::reading {

template <class Word>
[[nodiscard]] inline bool same_word(const char* a, const char* b) {
    Word x, y;
    std::memcpy(&x, a, sizeof x);
    std::memcpy(&y, b, sizeof y);
    return x == y;
}
/// Keys are short: two words that may overlap cost less than a call.
[[nodiscard]] inline bool same_bytes(const char* a, const char* b, std::size_t size) {
    if (size > 16) return std::memcmp(a, b, size) == 0;
    if (size >= 8) return same_word<std::uint64_t>(a, b) && same_word<std::uint64_t>(a + size - 8, b + size - 8);
    if (size >= 4) return same_word<std::uint32_t>(a, b) && same_word<std::uint32_t>(a + size - 4, b + size - 4);
    for (std::size_t i = 0; i < size; ++i)
        if (a[i] != b[i]) return false;
    return true;
}

/// What a key leads to.
struct KeyTarget {
    FieldId child = no_field, also = no_field;
    bool wanted = false, also_wanted = false, descend = false, envelope = false;
};

struct KnownKey {
    std::string key;
    FieldId node = no_field;  ///< where it was met
    KeyTarget to;
    std::uint64_t hash = 0;
    std::uint32_t next = 0, other_next = 0;  ///< the entries met after this one lately, the latest first

    [[nodiscard]] bool is(FieldId at, std::string_view text) const {
        return node == at && key.size() == text.size() && same_bytes(key.data(), text.data(), text.size());
    }
};

class KeyCache {
public:
    explicit KeyCache(const FieldNames& names);
    /// `raw` as it stands between the quotes. The answer is valid until the next call.
    [[nodiscard]] const KnownKey& find(FieldId node, std::string_view raw) {
        const std::uint32_t guess = entries_[last_].next, other = entries_[last_].other_next;
        if (entries_[guess].is(node, raw)) return entries_[last_ = guess];
        if (entries_[other].is(node, raw)) return entries_[last_ = other];
        return find_slowly(node, raw);
    }

private:
    static constexpr std::size_t slots = 8192, most_keys = 4096, longest_key = 128, probes = 16;

    const KnownKey& find_slowly(FieldId node, std::string_view raw);
    void resolve(KnownKey& entry) const;
    const KnownKey& go_to(std::uint32_t entry) {
        KnownKey& from = entries_[last_];
        from.other_next = from.next;
        from.next = entry;
        return entries_[last_ = entry];
    }

    const FieldNames& names_;
    std::vector<KnownKey> entries_;     // [0] stands for "none yet", [1] for a key that is not kept
    std::vector<std::uint32_t> table_;  // slot → entry; 0: free
    std::uint32_t last_ = 0;
};

}  // namespace bonafide::reading
