// Two containers of the correlator: a ring of entries in order of time, and a table from 128-bit keys to small numbers. Both tell the
// bytes they hold, because all state of correlations lives under a cap. Used by correlate*.cpp only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.h"

namespace bonafide::sigma {

/// What stands for a group or a counted value: XXH3 of its folded text. Two texts share one with a chance of 2^-128.
struct Key128 {
    std::uint64_t low = 0, high = 0;
    bool operator==(const Key128&) const = default;

    [[nodiscard]] static Key128 of(std::string_view text, std::uint64_t seed) {
        const XXH128_hash_t hash = XXH3_128bits_withSeed(text.data(), text.size(), seed);
        return {hash.low64, hash.high64};
    }
};

/// First in, first out, without a node for each entry. Gives memory back when it has become much too large.
template <class T>
class Ring {
public:
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] const T& front() const { return data_[head_]; }
    [[nodiscard]] T& back() { return data_[at(size_ - 1)]; }
    [[nodiscard]] const T& back() const { return data_[at(size_ - 1)]; }
    [[nodiscard]] const T& operator[](std::size_t i) const { return data_[at(i)]; }
    [[nodiscard]] std::size_t bytes() const { return capacity_ * sizeof(T); }

    void push(const T& value) {
        if (size_ == capacity_) resize(capacity_ == 0 ? 2 : capacity_ * 2);
        data_[at(size_++)] = value;
    }
    void pop() {
        head_ = static_cast<std::uint32_t>(at(1));
        --size_;
        if (capacity_ > 64 && size_ < capacity_ / 8) resize(capacity_ / 4);
    }

private:
    [[nodiscard]] std::size_t at(std::size_t i) const { return (head_ + i) & (capacity_ - 1); }
    void resize(std::uint32_t capacity) {
        auto grown = std::make_unique_for_overwrite<T[]>(capacity);
        for (std::size_t i = 0; i < size_; ++i) grown[i] = data_[at(i)];
        data_ = std::move(grown);
        capacity_ = capacity;
        head_ = 0;
    }

    std::unique_ptr<T[]> data_;
    std::uint32_t head_ = 0, size_ = 0, capacity_ = 0;  ///< capacity: a power of two
};

/// Open addressing with linear probing. Holds only numbers; `key_of(number)` tells the key where tags are equal.
class KeyTable {
public:
    static constexpr std::uint32_t none = 0xffffffff;

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t bytes() const { return entries_.capacity() * sizeof(Entry); }
    void clear() { *this = KeyTable(); }

    template <class KeyOf>
    [[nodiscard]] std::uint32_t find(const Key128& key, const KeyOf& key_of) const {
        if (entries_.empty()) return none;
        for (std::size_t i = home(key);; i = next(i)) {
            if (entries_[i].index == none) return none;
            if (entries_[i].tag == tag(key) && key_of(entries_[i].index) == key) return entries_[i].index;
        }
    }
    /// The key must not be there.
    template <class KeyOf>
    void insert(const Key128& key, std::uint32_t index, const KeyOf& key_of) {
        if ((size_ + 1) * 4 > entries_.size() * 3) grow(key_of);
        place(key, index);
        ++size_;
    }
    /// The key must be there. Entries behind it move up, so that no tombstones gather.
    template <class KeyOf>
    void erase(const Key128& key, const KeyOf& key_of) {
        std::size_t hole = home(key);
        while (entries_[hole].tag != tag(key) || !(key_of(entries_[hole].index) == key)) hole = next(hole);
        for (std::size_t i = next(hole); entries_[i].index != none; i = next(i)) {
            const std::size_t wanted = home(key_of(entries_[i].index));
            const bool may_move = ((i - wanted) & (entries_.size() - 1)) >= ((i - hole) & (entries_.size() - 1));
            if (!may_move) continue;
            entries_[hole] = entries_[i];
            hole = i;
        }
        entries_[hole] = {};
        --size_;
    }

private:
    struct Entry {
        std::uint32_t tag = 0, index = none;
    };
    [[nodiscard]] static std::uint32_t tag(const Key128& key) { return static_cast<std::uint32_t>(key.high); }
    [[nodiscard]] std::size_t home(const Key128& key) const { return key.low & (entries_.size() - 1); }
    [[nodiscard]] std::size_t next(std::size_t i) const { return (i + 1) & (entries_.size() - 1); }
    void place(const Key128& key, std::uint32_t index) {
        std::size_t i = home(key);
        while (entries_[i].index != none) i = next(i);
        entries_[i] = {tag(key), index};
    }
    template <class KeyOf>
    void grow(const KeyOf& key_of) {
        const std::vector<Entry> old = std::exchange(entries_, std::vector<Entry>(entries_.empty() ? 4 : entries_.size() * 2));
        for (const Entry& entry : old)
            if (entry.index != none) place(key_of(entry.index), entry.index);
    }

    std::vector<Entry> entries_;
    std::size_t size_ = 0;
};

}  // namespace bonafide::sigma
