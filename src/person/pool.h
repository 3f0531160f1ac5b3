// Things of one type at stable addresses, shared by many who point to them, and given back by sweeping: what nobody marked is used again.
// Owned by a ledger while it fills, then by the People made of it. Used for evidence and for what facts of one record have in common.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace bonafide {

template <class Item>
class Pool {
public:
    Item* add(Item item) {
        if (free_.empty() && used_ == block_size) grow();
        Item* at = free_.empty() ? blocks_.back().get() + used_++ : free_.back();
        if (!free_.empty()) free_.pop_back();
        ++added_;
        *at = std::move(item);
        return at;
    }
    /// Takes over everything of another pool; who pointed there points here.
    void absorb(Pool&& other) {
        if (other.blocks_.empty()) return;
        for (std::size_t i = other.used_; i < block_size; ++i) free_.push_back(other.blocks_.back().get() + i);
        free_.insert(free_.end(), other.free_.begin(), other.free_.end());
        blocks_.insert(blocks_.begin(), std::make_move_iterator(other.blocks_.begin()), std::make_move_iterator(other.blocks_.end()));
        if (blocks_.size() == other.blocks_.size()) used_ = block_size;  // this one was empty: no block of its own is begun
        added_ += other.added_;
        live_ += other.live_;
        other = Pool();
    }
    /// Changes every item.
    template <class Change>
    void each(Change change) {
        for (const auto& block : blocks_)
            for (std::size_t i = 0; i < (block == blocks_.back() ? used_ : block_size); ++i) change(block[i]);
    }

    /// Items that there is room for, in use or not.
    [[nodiscard]] std::size_t room() const { return blocks_.size() * block_size; }
    /// As many were added since the last sweep as were left by it: sweeping now costs each a constant.
    [[nodiscard]] bool wants_sweep() const { return added_ >= std::max<std::size_t>(std::size_t{1} << 16, live_); }

    /// Marks items that somebody points to; finish() frees the others.
    class Sweep {
    public:
        explicit Sweep(Pool& pool) : pool_(pool) {
            for (const auto& block : pool.blocks_) blocks_.push_back(block.get());
            std::ranges::sort(blocks_, std::less<>());
            marks_.resize(blocks_.size() * block_size);
        }
        void mark(const Item* item) {
            if (!item) return;
            const auto block = static_cast<std::size_t>(std::ranges::upper_bound(blocks_, item, std::less<>()) - blocks_.begin()) - 1;
            marks_[block * block_size + static_cast<std::size_t>(item - blocks_[block])] = true;
        }
        /// Blocks of which nothing is in use go back to the heap.
        void finish() {
            pool_.free_.clear();
            pool_.live_ = 0;
            pool_.added_ = 0;
            const Item* last = pool_.blocks_.empty() ? nullptr : pool_.blocks_.back().get();
            std::vector<const Item*> unused;
            for (std::size_t block = 0; block < blocks_.size(); ++block) {
                const std::size_t before = pool_.live_;
                for (std::size_t i = 0; i < block_size; ++i) pool_.live_ += marks_[block * block_size + i];
                if (pool_.live_ == before) unused.push_back(blocks_[block]);
                else give_back(block, blocks_[block] == last ? pool_.used_ : block_size);
            }
            if (std::ranges::binary_search(unused, last, std::less<>())) pool_.used_ = block_size;
            std::erase_if(pool_.blocks_, [&](const auto& block) {
                return std::ranges::binary_search(unused, static_cast<const Item*>(block.get()), std::less<>());
            });
        }

    private:
        void give_back(std::size_t block, std::size_t used) {
            for (std::size_t i = 0; i < used; ++i)
                if (!marks_[block * block_size + i]) {
                    blocks_[block][i] = Item();
                    pool_.free_.push_back(blocks_[block] + i);
                }
        }
        Pool& pool_;
        std::vector<Item*> blocks_;
        std::vector<bool> marks_;
    };

private:
    static constexpr std::size_t block_size = 1024;
    void grow() {
        blocks_.push_back(std::make_unique<Item[]>(block_size));
        used_ = 0;
    }

    std::vector<std::unique_ptr<Item[]>> blocks_;
    std::size_t used_ = block_size;  ///< of the last block
    std::size_t added_ = 0, live_ = 0;
    std::vector<Item*> free_;
};

}  // namespace bonafide
