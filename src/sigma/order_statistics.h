// A bag of numbers that tells its k-th smallest: exact percentiles of a sliding window. A treap with subtree sizes; equal numbers share
// a node. Insert, erase and look up cost O(log n) of the distinct numbers. Used by value_percentile and value_median.
#pragma once

#include <cstdint>
#include <vector>

namespace bonafide::sigma {

class OrderStatistics {
public:
    void insert(double value);
    void erase(double value);  ///< it must be there
    [[nodiscard]] std::uint64_t size() const { return weight(root_); }
    [[nodiscard]] double at(std::uint64_t rank) const;  ///< 0: the smallest; rank < size()
    /// Between the closest ranks, linearly: position (n - 1) * percent / 100 (Hyndman and Fan's type 7; 50 is the median).
    [[nodiscard]] double percentile(double percent) const;
    [[nodiscard]] std::size_t bytes() const { return nodes_.capacity() * sizeof(Node) + free_.capacity() * sizeof(std::uint32_t); }

private:
    static constexpr std::uint32_t none = 0xffffffff;
    struct Node {
        double value = 0;
        std::uint64_t copies = 0, weight = 0;  ///< of this node; of its subtree
        std::uint32_t left = none, right = none, priority = 0;
    };
    [[nodiscard]] std::uint64_t weight(std::uint32_t node) const { return node == none ? 0 : nodes_[node].weight; }
    void update(std::uint32_t node);
    [[nodiscard]] std::uint32_t make(double value);
    /// Adds `change` copies along the way to `value`; false where it has no node.
    bool adjust(double value, std::int64_t change);
    /// Splits into those below `value` and the rest.
    void split(std::uint32_t node, double value, std::uint32_t& below, std::uint32_t& rest);
    [[nodiscard]] std::uint32_t join(std::uint32_t left, std::uint32_t right);
    [[nodiscard]] std::uint32_t insert_node(std::uint32_t at, std::uint32_t node);
    [[nodiscard]] std::uint32_t without(std::uint32_t at, double value);

    std::vector<Node> nodes_;
    std::vector<std::uint32_t> free_;
    std::uint32_t root_ = none;
    std::uint32_t made_ = 0;
};

}  // namespace bonafide::sigma
