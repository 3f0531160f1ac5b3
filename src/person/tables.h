// Two small hash tables for the hot path: one that finds an index, one that remembers an answer. Inside person/ only.
#pragma once

#include <cstdint>
#include <vector>

#include "base/hash.h"

namespace bonafide {

/// Open addressing from a 64-bit hash to an index into somebody else's array, which also tells whether two things are equal.
/// 8 bytes a slot, at most 5/8 full; nothing is ever erased.
class IndexTable {
public:
    static constexpr std::uint32_t none = UINT32_MAX;

    /// The index whose item has this hash and for which `same(index)` holds; none if there is none.
    template <class Same>
    [[nodiscard]] std::uint32_t find(std::uint64_t hash, Same same) const {
        if (slots_.empty()) return none;
        for (std::size_t at = hash & mask();; at = (at + 1) & mask()) {
            const Slot& slot = slots_[at];
            if (slot.index == none) return none;
            if (slot.tag == tag(hash) && same(slot.index)) return slot.index;
        }
    }
    /// `hash_of(index)` gives the hash of an item again when the table grows.
    template <class HashOf>
    void insert(std::uint64_t hash, std::uint32_t index, HashOf hash_of) {
        if (8 * (size_ + 1) > 5 * slots_.size()) grow(hash_of);
        put(hash, index);
        ++size_;
    }
    void clear() { *this = {}; }

private:
    struct Slot {
        std::uint32_t tag = 0, index = none;
    };
    [[nodiscard]] std::size_t mask() const { return slots_.size() - 1; }
    static std::uint32_t tag(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }
    void put(std::uint64_t hash, std::uint32_t index) {
        std::size_t at = hash & mask();
        while (slots_[at].index != none) at = (at + 1) & mask();
        slots_[at] = {tag(hash), index};
    }
    template <class HashOf>
    void grow(HashOf hash_of) {
        std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2);
        old.swap(slots_);
        for (const Slot& slot : old)
            if (slot.index != none) put(hash_of(slot.index), slot.index);
    }
    std::vector<Slot> slots_;
    std::size_t size_ = 0;
};

/// Direct-mapped: each hash has one slot, the newest stays.
template <class Answer>
class HashCache {
public:
    explicit HashCache(unsigned bits) : bits_(bits) {}

    [[nodiscard]] const Answer* find(std::uint64_t hash) const {
        if (slots_.empty()) return nullptr;
        const Slot& slot = slots_[hash & (slots_.size() - 1)];
        return slot.used && slot.hash == hash ? &slot.answer : nullptr;
    }
    void put(std::uint64_t hash, Answer answer) {
        if (slots_.empty()) slots_.resize(std::size_t{1} << bits_);
        slots_[hash & (slots_.size() - 1)] = {hash, answer, true};
    }

private:
    struct Slot {
        std::uint64_t hash = 0;
        Answer answer{};
        bool used = false;
    };
    std::vector<Slot> slots_;
    unsigned bits_;
};

}  // namespace bonafide
