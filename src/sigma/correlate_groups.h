// The groups of all correlations: found by key, listed for each correlation in order of use, counted in bytes. Used by correlate*.cpp only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sigma/correlate_table.h"
#include "sigma/correlate_window.h"

namespace bonafide::sigma {

/// What every event touches lies in the first two cache lines.
struct alignas(64) Group {
    Window window;
    Key128 key;
    std::int64_t used = 0;  ///< last instant with an event; of a closing window: when it opened
    std::uint32_t node = 0;
    bool armed = true;        ///< may fire; false while the condition has been true since it fired
    bool touched = false;     ///< in the open instant
    std::uint32_t life = 0;   ///< tells a slot's next tenant from this one
    std::size_t charged = 0;  ///< bytes counted for it
    std::string values;       ///< of group-by: each with its length before it
};

class Groups {
public:
    static constexpr std::uint32_t none = KeyTable::none;

    explicit Groups(std::size_t correlations) : lists_(correlations) {}

    [[nodiscard]] Group& operator[](std::uint32_t slot) { return blocks_[slot / block_size][slot % block_size]; }
    [[nodiscard]] const Group& operator[](std::uint32_t slot) const { return blocks_[slot / block_size][slot % block_size]; }
    [[nodiscard]] std::uint32_t find(const Key128& key) const { return table_.find(key, Keys{*this}); }
    /// A new group at the end of its correlation's list.
    std::uint32_t add(const Key128& key, std::uint32_t node, Window window);
    void remove(std::uint32_t slot);
    void use(std::uint32_t slot);  ///< to the end of its list
    [[nodiscard]] std::uint32_t front(std::uint32_t node) const { return lists_[node].front; }
    [[nodiscard]] std::uint32_t after(std::uint32_t slot) const { return links_[slot].after; }
    /// Counts what the group holds now; after every change.
    void charge(std::uint32_t slot);
    /// The least recently used group of all; there must be one.
    [[nodiscard]] std::uint32_t oldest() const;

    [[nodiscard]] std::size_t size() const { return table_.size(); }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    static constexpr std::size_t block_size = 1024;
    struct Link {
        std::uint32_t before = none, after = none;
    };
    struct List {
        std::uint32_t front = none, back = none;
    };
    struct Keys {
        const Groups& groups;
        const Key128& operator()(std::uint32_t slot) const { return groups[slot].key; }
    };
    void unlink(std::uint32_t slot);
    void link_last(std::uint32_t slot);

    std::vector<std::unique_ptr<Group[]>> blocks_;  ///< groups never move
    std::vector<Link> links_;                       ///< apart from the groups: a list's neighbours stay in the cache
    std::vector<List> lists_;
    std::vector<std::uint32_t> free_;
    KeyTable table_;
    std::size_t bytes_ = 0;
};

}  // namespace bonafide::sigma
