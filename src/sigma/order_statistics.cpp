#include "sigma/order_statistics.h"

#include <algorithm>
#include <cmath>

#include "base/hash.h"

namespace bonafide::sigma {

void OrderStatistics::update(std::uint32_t node) {
    Node& n = nodes_[node];
    n.weight = n.copies + weight(n.left) + weight(n.right);
}

std::uint32_t OrderStatistics::make(double value) {
    std::uint32_t at = static_cast<std::uint32_t>(nodes_.size());
    if (free_.empty()) nodes_.emplace_back();
    else {
        at = free_.back();
        free_.pop_back();
    }
    // Priorities only have to be unlike the values; a mixed counter keeps runs alike.
    nodes_[at] = {value, 1, 1, none, none, static_cast<std::uint32_t>(mix64(++made_, 0x517cc1b727220a95ULL))};
    return at;
}

bool OrderStatistics::adjust(double value, std::int64_t change) {
    std::uint32_t at = root_;
    while (at != none && nodes_[at].value != value) at = value < nodes_[at].value ? nodes_[at].left : nodes_[at].right;
    if (at == none || nodes_[at].copies + static_cast<std::uint64_t>(change) == 0) return false;
    for (at = root_;; at = value < nodes_[at].value ? nodes_[at].left : nodes_[at].right) {
        nodes_[at].weight += static_cast<std::uint64_t>(change);
        if (nodes_[at].value == value) break;
    }
    nodes_[at].copies += static_cast<std::uint64_t>(change);
    return true;
}

void OrderStatistics::split(std::uint32_t node, double value, std::uint32_t& below, std::uint32_t& rest) {
    if (node == none) {
        below = rest = none;
        return;
    }
    std::uint32_t cut = none;
    if (nodes_[node].value < value) {
        split(nodes_[node].right, value, cut, rest);
        nodes_[node].right = cut;
        below = node;
    } else {
        split(nodes_[node].left, value, below, cut);
        nodes_[node].left = cut;
        rest = node;
    }
    update(node);
}

std::uint32_t OrderStatistics::join(std::uint32_t left, std::uint32_t right) {
    if (left == none) return right;
    if (right == none) return left;
    if (nodes_[left].priority > nodes_[right].priority) {
        nodes_[left].right = join(nodes_[left].right, right);
        update(left);
        return left;
    }
    nodes_[right].left = join(left, nodes_[right].left);
    update(right);
    return right;
}

std::uint32_t OrderStatistics::insert_node(std::uint32_t at, std::uint32_t node) {
    if (at == none) return node;
    if (nodes_[node].priority > nodes_[at].priority) {
        std::uint32_t below = none, rest = none;
        split(at, nodes_[node].value, below, rest);
        nodes_[node].left = below;
        nodes_[node].right = rest;
        update(node);
        return node;
    }
    std::uint32_t& side = nodes_[node].value < nodes_[at].value ? nodes_[at].left : nodes_[at].right;
    side = insert_node(side, node);
    update(at);
    return at;
}

std::uint32_t OrderStatistics::without(std::uint32_t at, double value) {
    if (nodes_[at].value == value) {
        free_.push_back(at);
        return join(nodes_[at].left, nodes_[at].right);
    }
    std::uint32_t& side = value < nodes_[at].value ? nodes_[at].left : nodes_[at].right;
    side = without(side, value);
    update(at);
    return at;
}

void OrderStatistics::insert(double value) {
    if (adjust(value, 1)) return;
    const std::uint32_t node = make(value);
    root_ = insert_node(root_, node);
}

void OrderStatistics::erase(double value) {
    if (adjust(value, -1)) return;
    root_ = without(root_, value);
    if (root_ == none) {
        nodes_.clear();
        free_.clear();
    }
}

double OrderStatistics::at(std::uint64_t rank) const {
    std::uint32_t node = root_;
    for (;;) {
        const Node& n = nodes_[node];
        const std::uint64_t before = weight(n.left);
        if (rank < before) node = n.left;
        else if (rank < before + n.copies) return n.value;
        else {
            rank -= before + n.copies;
            node = n.right;
        }
    }
}

double OrderStatistics::percentile(double percent) const {
    if (size() == 0) return 0;
    const double position = static_cast<double>(size() - 1) * std::clamp(percent, 0.0, 100.0) / 100;
    const double whole = std::floor(position);
    const auto rank = static_cast<std::uint64_t>(whole);
    const double low = at(rank);
    if (position == whole) return low;
    return low + (at(rank + 1) - low) * (position - whole);
}

}  // namespace bonafide::sigma
