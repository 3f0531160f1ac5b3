#include "sigma/text_index.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

namespace bonafide::sigma {

bool TextIndex::add(Op op, std::string literal, std::uint32_t id) {
    if (op != Op::equal && op != Op::starts && op != Op::ends && op != Op::contains) return false;
    if (op == Op::contains && literal.size() < least_substring && is_ascii(literal)) return false;
    if (op != Op::equal && literal.empty()) return false;
    literals_.push_back({std::move(literal), id, op});
    return true;
}

void TextIndex::Table::finish() {
    if (waiting_.empty()) return;
    std::ranges::stable_sort(waiting_, {}, &std::pair<std::uint64_t, std::uint32_t>::first);
    slots_.resize(std::bit_ceil(waiting_.size() * 2 + 1));
    mask_ = slots_.size() - 1;
    for (const auto& [hash, literal] : waiting_) {
        std::size_t at = hash & mask_;
        while (slots_[at].count > 0 && slots_[at].hash != hash) at = (at + 1) & mask_;
        if (slots_[at].count++ == 0) slots_[at].hash = hash, slots_[at].first = static_cast<std::uint32_t>(literals_.size());
        literals_.push_back(literal);
    }
    waiting_ = {};
}

void TextIndex::finish() {
    for (std::uint32_t index = 0; index < literals_.size(); ++index) {
        const Literal& literal = literals_[index];
        const std::string_view text = literal.text;
        const std::size_t length = std::min(edge, text.size());
        if (literal.op == Op::equal) {
            whole_.add(hash64(text), index);
        } else if (literal.op == Op::starts) {
            heads_.add(hash64(text.substr(0, length)), index);
            head_lengths_ |= 1U << length;
        } else if (literal.op == Op::ends) {
            tails_.add(hash64(text.substr(text.size() - length)), index);
            tail_lengths_ |= 1U << length;
        } else if (text.size() < least_substring) {
            wide_.push_back(index);
        }
    }
    index_substrings();
    for (Table* table : {&whole_, &heads_, &tails_, &windows_}) table->finish();
}

/// Each literal by `stride_` windows in a row, of those places where fewest other literals have the same.
void TextIndex::index_substrings() {
    std::unordered_map<std::uint32_t, std::uint32_t> used;  // window → literals that hold it
    std::size_t shortest = SIZE_MAX, count = 0;
    for (const Literal& literal : literals_) {
        if (!has_window(literal)) continue;
        shortest = std::min(shortest, literal.text.size());
        ++count;
        for (std::size_t i = 0; i + least_substring <= literal.text.size(); ++i) ++used[window(literal.text.data() + i)];
    }
    if (count == 0) return;
    stride_ = std::clamp<std::size_t>(std::min({shortest - least_substring + 1, most_stride, most_windows / count}), 1, most_stride);
    const auto bits = std::clamp(static_cast<unsigned>(std::bit_width(count * stride_ * 32)), least_filter_bits, most_filter_bits);
    filter_shift_ = 32 - bits;
    filter_.assign((std::size_t{1} << bits) / 64, 0);
    for (std::uint32_t index = 0; index < literals_.size(); ++index) {
        if (!has_window(literals_[index])) continue;
        const std::string_view text = literals_[index].text;
        std::size_t best = 0;
        std::uint64_t rarest = UINT64_MAX;
        for (std::size_t from = 0; from + stride_ + least_substring - 1 <= text.size(); ++from) {
            std::uint64_t now = 0;
            for (std::size_t i = from; i < from + stride_; ++i) now += used[window(text.data() + i)];
            if (now < rarest) rarest = now, best = from;
        }
        for (std::size_t i = best; i < best + stride_; ++i) {
            const std::uint32_t key = window(text.data() + i);
            windows_.add(spread(key), static_cast<std::uint32_t>(anchors_.size()));
            anchors_.push_back({index, static_cast<std::uint32_t>(i)});
            filter_[slot(key) >> 6] |= std::uint64_t{1} << (slot(key) & 63);
        }
    }
}

}  // namespace bonafide::sigma
