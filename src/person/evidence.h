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
        more_.reset();
        if (other.more_) more_ = std::make_unique<Rest>(*other.more_);
        return *this;
    }
    EvidenceList(EvidenceList&&) noexcept = default;
    EvidenceList& operator=(EvidenceList&&) noexcept = default;

    void add(const Evidence& item) {
        const std::size_t count = size();
        if (count == most && !(item < (*this)[most - 1])) return;
        std::size_t at = 0;
        while (at < count && (*this)[at] < item) ++at;
        if (at < count && (*this)[at] == item) return;
        insert(at, item);
    }
    void push_back(const Evidence& item) { add(item); }
    void merge(const EvidenceList& other) {
        for (std::size_t i = 0; i < other.size(); ++i) add(other[i]);
    }
    /// Changes every item by a function that keeps their order.
    template <class Change>
    void each(Change change) {
        for (std::size_t i = 0; i < size(); ++i) change(at_slot(i));
    }

    [[nodiscard]] std::size_t size() const { return more_ ? more_->size : empty() ? 0 : 1; }
    [[nodiscard]] bool empty() const { return first_ == nothing(); }
    [[nodiscard]] const Evidence& operator[](std::size_t i) const { return i == 0 ? first_ : more_->items[i - 1]; }
    [[nodiscard]] const Evidence& front() const { return first_; }
    [[nodiscard]] const Evidence& back() const { return (*this)[size() - 1]; }
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
    [[nodiscard]] Iterator end() const { return {this, size()}; }
    bool operator==(const EvidenceList& other) const { return std::equal(begin(), end(), other.begin(), other.end()); }

private:
    struct Rest {
        Evidence items[most - 1];
        std::size_t size;  ///< of the whole list
    };
    /// What stands in place of the first item where there is none: no record is so long.
    static Evidence nothing() { return {Timestamp{}, {UINT32_MAX, UINT32_MAX, UINT64_MAX, UINT64_MAX}}; }
    Evidence& at_slot(std::size_t i) { return i == 0 ? first_ : more_->items[i - 1]; }
    void insert(std::size_t at, const Evidence& item) {
        if (empty()) {
            first_ = item;
            return;
        }
        if (!more_) more_ = std::make_unique<Rest>(Rest{{}, 1});
        if (more_->size < most) ++more_->size;
        for (std::size_t i = more_->size - 1; i > at; --i) at_slot(i) = at_slot(i - 1);
        at_slot(at) = item;
    }

    Evidence first_ = nothing();
    std::unique_ptr<Rest> more_;
};

}  // namespace bonafide
