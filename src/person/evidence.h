// Where and when a fact was stated: the earliest few of its records. Most facts of most people have one, which lies in place.
// Filled by the ledger; read by checks and report.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <vector>

#include "base/time.h"
#include "record/locator.h"

namespace bonafide {

struct Evidence {
    Timestamp time;
    Locator locator;
    auto operator<=>(const Evidence&) const = default;
};

/// The smallest `most` of all that were added, sorted, each once: the same for any order of adding and merging.
class EvidenceList {
public:
    static constexpr std::size_t most = 3;

    EvidenceList() = default;
    EvidenceList(std::initializer_list<Evidence> items) {
        for (const Evidence& item : items) add(item);
    }
    EvidenceList(const EvidenceList& other) { *this = other; }
    EvidenceList& operator=(const EvidenceList& other) {
        first_ = other.first_;
        size_ = other.size_;
        more_.reset();
        if (other.more_) more_ = std::make_unique<Rest>(*other.more_);
        return *this;
    }
    EvidenceList(EvidenceList&&) noexcept = default;
    EvidenceList& operator=(EvidenceList&&) noexcept = default;

    void add(const Evidence& item) {
        if (size_ == most && !(item < (*this)[most - 1])) return;
        std::size_t at = 0;
        while (at < size_ && (*this)[at] < item) ++at;
        if (at < size_ && (*this)[at] == item) return;
        insert(at, item);
    }
    void push_back(const Evidence& item) { add(item); }
    void merge(const EvidenceList& other) {
        for (std::size_t i = 0; i < other.size_; ++i) add(other[i]);
    }
    /// Changes every item by a function that keeps their order.
    template <class Change>
    void each(Change change) {
        for (std::size_t i = 0; i < size_; ++i) change(at_slot(i));
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] const Evidence& operator[](std::size_t i) const { return i == 0 ? first_ : more_->items[i - 1]; }
    [[nodiscard]] const Evidence& front() const { return first_; }
    [[nodiscard]] const Evidence& back() const { return (*this)[size_ - 1]; }
    operator std::vector<Evidence>() const { return {begin(), end()}; }  // NOLINT: signals hold plain vectors

    class Iterator {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = Evidence;
        using difference_type = std::ptrdiff_t;
        using pointer = const Evidence*;
        using reference = const Evidence&;
        Iterator() = default;
        Iterator(const EvidenceList* list, std::size_t at) : list_(list), at_(at) {}
        reference operator*() const { return (*list_)[at_]; }
        pointer operator->() const { return &(*list_)[at_]; }
        Iterator& operator++() { return ++at_, *this; }
        Iterator operator++(int) { return {list_, at_++}; }
        bool operator==(const Iterator&) const = default;

    private:
        const EvidenceList* list_ = nullptr;
        std::size_t at_ = 0;
    };
    [[nodiscard]] Iterator begin() const { return {this, 0}; }
    [[nodiscard]] Iterator end() const { return {this, size_}; }
    bool operator==(const EvidenceList& other) const { return std::equal(begin(), end(), other.begin(), other.end()); }

private:
    struct Rest {
        Evidence items[most - 1];
    };
    Evidence& at_slot(std::size_t i) { return i == 0 ? first_ : more_->items[i - 1]; }
    void insert(std::size_t at, const Evidence& item) {
        if (size_ > 0 && !more_) more_ = std::make_unique<Rest>();
        if (size_ < most) ++size_;
        for (std::size_t i = size_ - 1u; i > at; --i) at_slot(i) = at_slot(i - 1);
        at_slot(at) = item;
    }

    Evidence first_;
    std::unique_ptr<Rest> more_;
    std::uint8_t size_ = 0;
};

}  // namespace bonafide
