#include "sigma/text_index.h"

#include <algorithm>

namespace bonafide::sigma {

bool TextIndex::add(Op op, std::string literal, std::uint32_t id) {
    if (op != Op::equal && op != Op::starts && op != Op::ends && op != Op::contains) return false;
    if (op == Op::contains && literal.size() < least_substring) return false;
    if (op != Op::equal && literal.empty()) return false;
    literals_.push_back({std::move(literal), id, 0, op});
    return true;
}

void TextIndex::finish() {
    std::unordered_map<std::uint32_t, std::uint32_t> used;   // window → literals that hold it
    for (const Literal& literal : literals_)
        if (literal.op == Op::contains)
            for (std::size_t i = 0; i + least_substring <= literal.text.size(); ++i) ++used[window(literal.text.data() + i)];
    for (std::uint32_t index = 0; index < literals_.size(); ++index) {
        Literal& literal = literals_[index];
        const std::string_view text = literal.text;
        const std::size_t length = std::min(edge, text.size());
        if (literal.op == Op::equal) {
            whole_[hash64(text)].push_back(index);
        } else if (literal.op == Op::starts) {
            heads_[hash64(text.substr(0, length))].push_back(index);
            head_lengths_ |= 1U << length;
        } else if (literal.op == Op::ends) {
            tails_[hash64(text.substr(text.size() - length))].push_back(index);
            tail_lengths_ |= 1U << length;
        } else {
            for (std::uint32_t i = 1; i + least_substring <= text.size(); ++i)
                if (used[window(text.data() + i)] < used[window(text.data() + literal.anchor)]) literal.anchor = i;
            windows_[window(text.data() + literal.anchor)].push_back(index);
        }
    }
    if (windows_.empty()) return;
    filter_.assign((std::size_t{1} << filter_bits) / 64, 0);
    for (const auto& [key, unused] : windows_) filter_[slot(key) >> 6] |= std::uint64_t{1} << (slot(key) & 63);
}

}  // namespace bonafide::sigma
