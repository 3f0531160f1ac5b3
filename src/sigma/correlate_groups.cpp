#include "sigma/correlate_groups.h"

namespace bonafide::sigma {

namespace {

/// A group without what its window and its text hold: itself, its links, and two places in the table and the list of free slots.
constexpr std::size_t fixed_bytes = sizeof(Group) + 8 + 2 * 8 + 4;

std::size_t held(const Group& group) {
    const std::size_t text = group.values.capacity() > 15 ? group.values.capacity() + 1 : 0;  // shorter texts lie in the group
    return fixed_bytes + text + std::visit([](const auto& window) { return window.bytes(); }, group.window);
}

}  // namespace

std::uint32_t Groups::add(const Key128& key, std::uint32_t node, Window window) {
    if (free_.empty()) {
        const auto first = static_cast<std::uint32_t>(links_.size());
        blocks_.push_back(std::make_unique<Group[]>(block_size));
        links_.resize(links_.size() + block_size);
        for (std::uint32_t i = block_size; i-- > 0;) free_.push_back(first + i);
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    Group& group = (*this)[slot];
    group.key = key;
    group.node = node;
    group.armed = true;
    group.touched = false;
    group.window = std::move(window);
    table_.insert(key, slot, Keys{*this});
    link_last(slot);
    charge(slot);
    return slot;
}

void Groups::remove(std::uint32_t slot) {
    Group& group = (*this)[slot];
    table_.erase(group.key, Keys{*this});
    unlink(slot);
    bytes_ -= group.charged;
    const std::uint32_t life = group.life + 1;
    group = Group();
    group.life = life;
    free_.push_back(slot);
}

void Groups::use(std::uint32_t slot) {
    if (links_[slot].after == none) return;
    unlink(slot);
    link_last(slot);
}

void Groups::unlink(std::uint32_t slot) {
    List& list = lists_[(*this)[slot].node];
    const Link link = links_[slot];
    (link.before == none ? list.front : links_[link.before].after) = link.after;
    (link.after == none ? list.back : links_[link.after].before) = link.before;
}

void Groups::link_last(std::uint32_t slot) {
    List& list = lists_[(*this)[slot].node];
    links_[slot] = {list.back, none};
    (list.back == none ? list.front : links_[list.back].after) = slot;
    list.back = slot;
}

void Groups::charge(std::uint32_t slot) {
    Group& group = (*this)[slot];
    const std::size_t now = held(group);
    bytes_ += now - group.charged;
    group.charged = now;
}

std::uint32_t Groups::oldest() const {
    std::uint32_t out = none;
    for (const List& list : lists_)
        if (list.front != none && (out == none || (*this)[list.front].used < (*this)[out].used)) out = list.front;
    return out;
}

}  // namespace bonafide::sigma
