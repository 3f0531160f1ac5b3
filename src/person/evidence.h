// Where and when a fact was stated: the earliest few of its records. Many facts rest on one record, so each record's evidence lies once, in the
// pool of the ledger (later of the People), and facts point to it. Filled by the ledger; read by checks and report.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "base/time.h"
#include "record/locator.h"

namespace bonafide {

struct Evidence {
    Timestamp time;
    Locator locator;
    auto operator<=>(const Evidence&) const = default;
};

/// The smallest `most` of all that were added, sorted, each once: the same for any order of adding and merging. Does not own them.
class EvidenceList {
public:
    static constexpr std::size_t most = 3;

    /// Would add() keep it?
    [[nodiscard]] bool wants(const Evidence& item) const {
        const std::size_t count = size();
        if (count == most && !(item < *items_[most - 1])) return false;
        return std::none_of(items_.begin(), items_.begin() + count, [&](const Evidence* e) { return *e == item; });
    }
    void add(const Evidence* item) {
        if (!wants(*item)) return;
        std::size_t at = std::min(size(), most - 1);  // the last one falls out where all places are taken
        for (; at > 0 && *item < *items_[at - 1]; --at) items_[at] = items_[at - 1];
        items_[at] = item;
    }
    void merge(const EvidenceList& other) {
        for (const Evidence& item : other) add(&item);
    }
    /// The same where `of(item)`, which is equal, is to be pointed to; asked only for what is kept.
    template <class Of>
    void merge(const EvidenceList& other, Of of) {
        for (const Evidence& item : other)
            if (wants(item)) add(of(item));
    }
    template <class Of>
    void point(Of of) {
        for (const Evidence*& item : items_)
            if (item) item = of(*item);
    }

    [[nodiscard]] std::size_t size() const {
        std::size_t out = 0;
        while (out < most && items_[out]) ++out;
        return out;
    }
    [[nodiscard]] bool empty() const { return !items_[0]; }
    [[nodiscard]] const Evidence& operator[](std::size_t i) const { return *items_[i]; }
    [[nodiscard]] const Evidence& front() const { return *items_[0]; }
    operator std::vector<Evidence>() const { return {begin(), end()}; }  // NOLINT: signals hold plain vectors

    class Iterator {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = Evidence;
        using difference_type = std::ptrdiff_t;
        using pointer = const Evidence*;
        using reference = const Evidence&;
        Iterator() = default;
        explicit Iterator(const Evidence* const* at) : at_(at) {}
        reference operator*() const { return **at_; }
        pointer operator->() const { return *at_; }
        Iterator& operator++() { return ++at_, *this; }
        Iterator operator++(int) { return Iterator(at_++); }
        bool operator==(const Iterator&) const = default;

    private:
        const Evidence* const* at_ = nullptr;
    };
    [[nodiscard]] Iterator begin() const { return Iterator(items_.data()); }
    [[nodiscard]] Iterator end() const { return Iterator(items_.data() + size()); }
    bool operator==(const EvidenceList& other) const { return std::equal(begin(), end(), other.begin(), other.end()); }

private:
    std::array<const Evidence*, most> items_{};
};

}  // namespace bonafide
