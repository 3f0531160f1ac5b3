// Which of many literals a text equals, begins with, ends with or contains, in one pass: hashes of the whole text and of its first and
// last eight bytes, and for substrings a filter over four-byte windows, in the manner of Wu and Manber (1994) with a table of one
// window a literal, its rarest. Values are short and literals many, so there is no set-up cost for a call, which is where large
// automata lose (bench/README.md). Built by program.cpp, one for each field of a program.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/hash.h"
#include "sigma/rule.h"

namespace bonafide::sigma {

class TextIndex {
public:
    /// Literals shorter than this cannot be looked for as substrings: add() refuses them, the caller compares them itself.
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
    }

private:
    static constexpr unsigned filter_bits = 17;
    static constexpr std::size_t edge = 8;

    struct Literal {
        std::string text;
        std::uint32_t id = 0;
        std::uint32_t anchor = 0;   ///< substrings: where its window begins
        Op op = Op::equal;
    };
    /// Hash → literals, open to many of one hash.
    using Table = std::unordered_map<std::uint64_t, std::vector<std::uint32_t>>;

    static std::uint32_t window(const char* at) {
        std::uint32_t bytes;
        std::memcpy(&bytes, at, sizeof bytes);
        return bytes;
    }
    static std::uint32_t slot(std::uint32_t window) { return window * 0x9E3779B1U >> (32 - filter_bits); }

    template <class Fits, class Hit>
    void for_each(const Table& table, std::uint64_t hash, Fits&& fits, Hit& hit) const {
        const auto found = table.find(hash);
        if (found == table.end()) return;
        for (const std::uint32_t index : found->second)
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
        for (std::size_t i = 0; i <= last; ++i) {
            const std::uint32_t now = window(text.data() + i), at = slot(now);
            if ((filter_[at >> 6] >> (at & 63) & 1) == 0) continue;
            const auto found = windows_.find(now);
            if (found == windows_.end()) continue;
            for (const std::uint32_t index : found->second) {
                const Literal& literal = literals_[index];
                if (literal.anchor <= i && text.size() - (i - literal.anchor) >= literal.text.size() &&
                    std::memcmp(text.data() + i - literal.anchor, literal.text.data(), literal.text.size()) == 0)
                    hit(literal.id);
            }
        }
    }

    std::vector<Literal> literals_;
    Table whole_, heads_, tails_;
    std::uint32_t head_lengths_ = 0, tail_lengths_ = 0;   ///< bit n: some literal is looked up by its first (last) n bytes
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> windows_;
    std::vector<std::uint64_t> filter_;
};

}  // namespace bonafide::sigma
