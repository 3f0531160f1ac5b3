// What a ledger that fills met lately, with what is to be added to it: a fact or an account that is met again costs one cache line, not the dozen
// that it is spread over. Added up later, in any order, which a ledger allows. Bounded, so hostile input cannot make it grow. Inside person/ only.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "source/attributes.h"

namespace bonafide {

/// A set-associative cache of Memos by their 64-bit `key` (0: an unused one). Begins small and doubles up to `most` memos; what is put where all
/// places of its set are taken drives out the memo that came first.
template <class Memo, std::size_t ways>
class MemoTable {
public:
    explicit MemoTable(std::size_t most) : most_(most) {}

    [[nodiscard]] Memo* find(std::uint64_t key) {
        if (slots_.empty()) return nullptr;
        Memo* const set = set_of(key);
        for (std::size_t way = 0; way < ways; ++way)
            if (set[way].key == key) return set + way;
        return nullptr;
    }
    void prefetch(std::uint64_t key) const {
        if (slots_.empty()) return;
        const char* set = reinterpret_cast<const char*>(slots_.data() + (key & mask()) * ways);
        for (std::size_t line = 0; line < ways * sizeof(Memo); line += 64) __builtin_prefetch(set + line, 1);
    }
    /// A fresh memo of a key that is not there. `fold` gets what is driven out.
    template <class Fold>
    Memo& make(std::uint64_t key, Fold fold) {
        if (2 * (used_ + 1) > slots_.size() && slots_.size() < most_) grow();
        Memo* const set = set_of(key);
        Memo& oldest = set[ways - 1];
        if (oldest.key != 0) fold(oldest);
        else ++used_;
        for (std::size_t way = ways - 1; way > 0; --way) set[way] = set[way - 1];
        set[0] = Memo();
        set[0].key = key;
        return set[0];
    }
    /// Folds and forgets all.
    template <class Fold>
    void settle(Fold fold) {
        for (Memo& memo : slots_)
            if (memo.key != 0) fold(memo);
        slots_ = {};
        used_ = 0;
    }

private:
    [[nodiscard]] std::size_t mask() const { return slots_.size() / ways - 1; }
    [[nodiscard]] Memo* set_of(std::uint64_t key) { return slots_.data() + (key & mask()) * ways; }
    /// A set's memos part into two sets, so all find room; their order stays.
    void grow() {
        std::vector<Memo> old(slots_.empty() ? 64 * ways : 2 * slots_.size());
        old.swap(slots_);
        for (const Memo& memo : old) {
            if (memo.key == 0) continue;
            Memo* to = set_of(memo.key);
            while (to->key != 0) ++to;
            *to = memo;
        }
    }

    std::vector<Memo> slots_;
    std::size_t most_, used_ = 0;
};

/// Of one statement as it is written, about one account: a record of a later time than `after` changes nothing but counts and days.
struct alignas(64) FactMemo {
    static constexpr std::int32_t window = 128;  ///< days
    static constexpr std::uint32_t nothing = UINT32_MAX;

    std::uint64_t key = 0;
    std::int64_t after =
        std::numeric_limits<std::int64_t>::max();  ///< microseconds: the time of the fact's latest evidence, once it has all it keeps
    std::int64_t last = 0;                         ///< of what is to be added
    std::array<std::uint64_t, 2> days{};           ///< ... a bit for each day
    std::int32_t first_day = 0;                    ///< of bit 0
    std::uint32_t count = 0;
    std::uint32_t cell = 0, fact = nothing;  ///< nothing: a placeholder, which states nothing
    std::uint32_t tag = 0;
    AttributeId attribute = no_attribute;
    Stance stance = Stance::observed;

    /// False where the day lies outside of the window.
    bool add(std::int64_t at, std::int32_t day) {
        const auto bit = static_cast<std::uint32_t>(day - first_day);
        if (bit >= static_cast<std::uint32_t>(window)) return false;
        days[bit / 64] |= std::uint64_t{1} << (bit % 64);
        last = count == 0 || at > last ? at : last;
        ++count;
        return true;
    }
    void clear() { days = {}, count = 0, last = 0; }
};
static_assert(sizeof(FactMemo) == 64);

/// Of one account: its latest events, not yet in its profile.
struct alignas(64) CellMemo {
    struct Seen {
        std::int64_t at = 0;
        std::uint32_t place = 0;
        bool human = false;
    };
    static constexpr std::size_t most = 13;

    std::uint64_t key = 0;                                                ///< the cell's number and one
    std::int64_t shown_after = std::numeric_limits<std::int64_t>::max();  ///< records of later times change no spelling, ...
    std::int64_t named_after = std::numeric_limits<std::int64_t>::max();  ///< ... and no name
    std::uint32_t count = 0;
    std::array<Seen, most> events{};

    [[nodiscard]] std::uint32_t cell() const { return static_cast<std::uint32_t>(key - 1); }
};
static_assert(sizeof(CellMemo) == 256);

}  // namespace bonafide
