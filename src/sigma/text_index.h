// Which of many literals a text equals, begins with, ends with or contains, in one pass: hashes of the whole text and of its first and
// last eight bytes, and for substrings a filter over four-byte windows, in the manner of Wu and Manber (1994). Where the shortest literal
// has n + 3 bytes only every n-th window of the text is looked at, and each literal is known by n windows in a row, its rarest. Values are
// short and literals many, so there is no set-up cost for a call, which is where large automata lose (bench/README.md). Substrings too
// short for a window are held where they are not ASCII, and looked for one by one in the few texts that are not. Built by program.cpp,
// one for each field of a program.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "sigma/fold.h"
#include "sigma/rule.h"

namespace bonafide::sigma {

class TextIndex {
public:
    /// ASCII literals shorter than this cannot be looked for as substrings: add() refuses them, the caller compares them itself.
    static constexpr std::size_t least_substring = 4;

    /// False where the index cannot hold it. `literal` is folded; `id` comes back from scan().
    bool add(Op op, std::string literal, std::uint32_t id);
    void finish();
    [[nodiscard]] bool empty() const { return literals_.empty(); }
    [[nodiscard]] bool has_substrings() const { return !windows_.empty(); }

    /// Calls hit(id) for every literal that fits the folded text; a substring that stands twice is told twice.
    template <class Hit>
    void scan(std::string_view text, Hit&& hit) const {
        if (!whole_.empty()) for_each(whole_, hash64(text), [&](const Literal& l) { return l.text == text; }, hit);
        if (!heads_.empty()) edges(heads_, head_lengths_, text, true, hit);
        if (!tails_.empty()) edges(tails_, tail_lengths_, text, false, hit);
        if (!windows_.empty() && text.size() >= least_substring) substrings(text, hit);
        if (!wide_.empty() && !is_ascii(text))
            for (const std::uint32_t index : wide_)
                if (text.contains(literals_[index].text)) hit(literals_[index].id);
    }

private:
    static constexpr unsigned least_filter_bits = 9, most_filter_bits = 17;
    static constexpr std::size_t edge = 8;

    struct Literal {
        std::string text;
        std::uint32_t id = 0;
        Op op = Op::equal;
    };
    /// A window of a literal, `at` bytes from its beginning.
    struct Anchor {
        std::uint32_t literal = 0, at = 0;
    };
    /// Hash → literals, open addressing: what is looked for is nearly never there, so a look must cost one line of cache.
    class Table {
    public:
        void add(std::uint64_t hash, std::uint32_t literal) { waiting_.emplace_back(hash, literal); }
        void finish();
        [[nodiscard]] bool empty() const { return slots_.empty(); }
        [[nodiscard]] std::span<const std::uint32_t> find(std::uint64_t hash) const {
            for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
                const Slot& slot = slots_[at];
                if (slot.count == 0) return {};
                if (slot.hash == hash) return {literals_.data() + slot.first, slot.count};
            }
        }

    private:
        struct Slot {
            std::uint64_t hash = 0;
            std::uint32_t first = 0, count = 0;
        };
        std::vector<std::pair<std::uint64_t, std::uint32_t>> waiting_;
        std::vector<Slot> slots_;
        std::vector<std::uint32_t> literals_;
        std::size_t mask_ = 0;
    };

    static bool has_window(const Literal& literal) { return literal.op == Op::contains && literal.text.size() >= least_substring; }
    static std::uint32_t window(const char* at) {
        std::uint32_t bytes;
        std::memcpy(&bytes, at, sizeof bytes);
        return bytes;
    }
    [[nodiscard]] std::uint32_t slot(std::uint32_t window) const { return window * 0x9E3779B1U >> filter_shift_; }

    static std::uint64_t spread(std::uint32_t window) { return mix64(window, 0); }

    template <class Fits, class Hit>
    void for_each(const Table& table, std::uint64_t hash, Fits&& fits, Hit& hit) const {
        for (const std::uint32_t index : table.find(hash))
            if (fits(literals_[index])) hit(literals_[index].id);
    }

    template <class Hit>
    void edges(const Table& table, std::uint32_t lengths, std::string_view text, bool head, Hit& hit) const {
        for (std::uint32_t rest = lengths; rest != 0; rest &= rest - 1) {
            const auto length = static_cast<std::size_t>(__builtin_ctz(rest));
            if (length > text.size()) return;
            const std::string_view part = head ? text.substr(0, length) : text.substr(text.size() - length);
            for_each(table, hash64(part), [&](const Literal& l) { return head ? text.starts_with(l.text) : text.ends_with(l.text); }, hit);
        }
    }

    template <class Hit>
    void substrings(std::string_view text, Hit& hit) const {
        const std::size_t last = text.size() - least_substring;
        const char* const bytes = text.data();
        const std::uint64_t* const filter = filter_.data();
        for (std::size_t i = 0; i <= last; i += stride_) {
            const std::uint32_t now = window(bytes + i), at = slot(now);
            if ((filter[at >> 6] >> (at & 63) & 1) == 0) [[likely]]
                continue;
            for (const std::uint32_t index : windows_.find(spread(now))) {
                const Anchor& anchor = anchors_[index];
                const Literal& literal = literals_[anchor.literal];
                if (anchor.at <= i && text.size() - (i - anchor.at) >= literal.text.size() &&
                    std::memcmp(bytes + i - anchor.at, literal.text.data(), literal.text.size()) == 0)
                    hit(literal.id);
            }
        }
    }

    static constexpr std::size_t most_stride = 8, most_windows = 4096;  // beyond that too many windows of the text pass the filter
    void index_substrings();

    std::vector<Literal> literals_;
    std::vector<Anchor> anchors_;
    std::vector<std::uint32_t> wide_;  ///< short substrings with something beyond ASCII
    std::size_t stride_ = 1;
    Table whole_, heads_, tails_, windows_;
    std::uint32_t head_lengths_ = 0, tail_lengths_ = 0;  ///< bit n: some literal is looked up by its first (last) n bytes
    std::vector<std::uint64_t> filter_;  ///< a bit for each hash of a window: one in 32 or fewer is set, and no larger, for there are many indexes
    unsigned filter_shift_ = 32 - least_filter_bits;
};

}  // namespace bonafide::sigma
