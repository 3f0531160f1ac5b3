// Counts in a fixed number of classes, held as pairs of class and count while few classes have any: most people are seen in a few hours
// of a week. Saturating sums, so adding and merging commute. Filled by profiles; read by checks and report.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <vector>

namespace bonafide {

template <std::size_t Classes>
class Histogram {
    static_assert(Classes % 2 == 0 && Classes <= UINT16_MAX);

public:
    using Count = std::uint16_t;
    using Table = std::array<Count, Classes>;

    [[nodiscard]] static constexpr std::size_t size() { return Classes; }
    [[nodiscard]] bool touched() const { return !store_.empty(); }  ///< is any count above zero?
    [[nodiscard]] Count operator[](std::size_t i) const {
        if (dense()) return store_[i];
        const std::size_t at = find(i);
        return at < store_.size() && store_[at] == i ? store_[at + 1] : Count{0};
    }
    void add(std::size_t i, std::uint32_t more) {
        if (more == 0) return;
        Count& count = slot(i);
        count = static_cast<Count>(
            std::min<std::uint32_t>(std::numeric_limits<Count>::max(), count + std::min<std::uint32_t>(more, std::numeric_limits<Count>::max())));
    }
    void merge(const Histogram& other) {
        for (std::size_t i = 0; i < Classes; ++i) add(i, other[i]);
    }
    [[nodiscard]] Table get() const {
        Table out{};
        for (std::size_t i = 0; i < Classes; ++i) out[i] = (*this)[i];
        return out;
    }
    void assign(const Table& table) {
        store_.clear();
        for (std::size_t i = 0; i < Classes; ++i) add(i, table[i]);
    }
    void shrink_to_fit() { store_.shrink_to_fit(); }
    bool operator==(const Histogram& other) const = default;

    class Iterator {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = Count;
        using difference_type = std::ptrdiff_t;
        using pointer = const Count*;
        using reference = Count;
        Iterator() = default;
        Iterator(const Histogram* of, std::size_t at) : of_(of), at_(at) {}
        Count operator*() const { return (*of_)[at_]; }
        Iterator& operator++() { return ++at_, *this; }
        Iterator operator++(int) { return {of_, at_++}; }
        bool operator==(const Iterator&) const = default;

    private:
        const Histogram* of_ = nullptr;
        std::size_t at_ = 0;
    };
    [[nodiscard]] Iterator begin() const { return {this, 0}; }
    [[nodiscard]] Iterator end() const { return {this, Classes}; }

private:
    [[nodiscard]] bool dense() const { return store_.size() == Classes; }
    /// Where the pair of a class lies, or would.
    [[nodiscard]] std::size_t find(std::size_t i) const {
        std::size_t low = 0, high = store_.size() / 2;
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            if (store_[2 * middle] < i) low = middle + 1;
            else high = middle;
        }
        return 2 * low;
    }
    Count& slot(std::size_t i) {
        if (dense()) return store_[i];
        const std::size_t at = find(i);
        if (at < store_.size() && store_[at] == i) return store_[at + 1];
        if (store_.size() + 2 == Classes) {
            const Table table = get();
            store_.assign(table.begin(), table.end());
            return store_[i];
        }
        if (store_.size() == store_.capacity()) store_.reserve(std::min(Classes, store_.size() + 16));
        store_.insert(store_.begin() + static_cast<std::ptrdiff_t>(at), {static_cast<Count>(i), Count{0}});
        return store_[at + 1];
    }

    std::vector<Count> store_;  // every count, or pairs (class, count) in order of class: fewer than Classes numbers
};

/// The same in rows and columns.
template <std::size_t Rows, std::size_t Columns>
class HistogramTable : public Histogram<Rows * Columns> {
public:
    class Row {
    public:
        Row(const HistogramTable& of, std::size_t row) : of_(of), row_(row) {}
        [[nodiscard]] std::uint16_t operator[](std::size_t column) const { return of_.at(row_, column); }

    private:
        const HistogramTable& of_;
        std::size_t row_;
    };
    [[nodiscard]] Row operator[](std::size_t row) const { return {*this, row}; }
    [[nodiscard]] std::uint16_t at(std::size_t row, std::size_t column) const {
        return Histogram<Rows * Columns>::operator[](row * Columns + column);
    }
    void add(std::size_t row, std::size_t column, std::uint32_t more) { Histogram<Rows * Columns>::add(row * Columns + column, more); }
    bool operator==(const HistogramTable&) const = default;
};

}  // namespace bonafide
