#include "record/json_scan.h"

#include <bit>
#include <cstring>

#include "record/bytes.h"

namespace bonafide::reading {

namespace {

/// A bit for each byte that follows an unescaped backslash. `carry` goes from block to block.
std::uint64_t escaped_mask(std::uint64_t backslashes, std::uint64_t& carry) {
    std::uint64_t escaped = carry;
    std::uint64_t rest = backslashes & ~carry;
    carry = 0;
    while (rest != 0) {
        const int i = std::countr_zero(rest);
        if (i == 63) {
            carry = 1;
            break;
        }
        escaped |= 1ULL << (i + 1);
        rest &= ~(3ULL << i);
    }
    return escaped;
}

}  // namespace

std::size_t DepthScanner::find_close(std::string_view text, std::size_t from, std::int64_t target) {
    for (std::size_t at = from; at < text.size(); at += 64) {
        const std::size_t length = text.size() - at;
        char tail[64];
        const char* block = text.data() + at;
        if (length < 64) {
            std::memset(tail, ' ', sizeof tail);
            std::memcpy(tail, block, length);
            block = tail;
        }
        const std::uint64_t backslashes = equal_mask(block, '\\');
        std::uint64_t carry = escaped_;
        const std::uint64_t escaped = (backslashes | carry) != 0 ? escaped_mask(backslashes, carry) : 0;
        const std::uint64_t quotes = equal_mask(block, '"') & ~escaped;
        const std::uint64_t strings = prefix_xor(quotes) ^ in_string_;
        const std::uint64_t opens = equal_mask_bit5(block, '{') & ~strings, closes = equal_mask_bit5(block, '}') & ~strings;
        if (depth_ - std::popcount(closes) > target) {
            depth_ += std::popcount(opens) - std::popcount(closes);
        } else {
            for (std::uint64_t brackets = opens | closes; brackets != 0; brackets &= brackets - 1) {
                const std::uint64_t bit = brackets & (~brackets + 1);
                depth_ += (opens & bit) != 0 ? 1 : -1;
                if ((closes & bit) == 0 || depth_ > target) continue;
                in_string_ = 0, escaped_ = 0;
                return at + static_cast<std::size_t>(std::countr_zero(bit)) + 1;
            }
        }
        const std::size_t used = length < 64 ? length : 64;
        in_string_ = (strings >> (used - 1)) & 1 ? ~0ULL : 0;
        escaped_ = length < 64 ? (escaped >> length) & 1 : carry;
    }
    return not_found;
}

std::size_t skip_blank(std::string_view text, std::size_t from, bool commas) {
    while (from < text.size()) {
        const char c = text[from];
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t' && !(commas && c == ',')) break;
        ++from;
    }
    return from;
}

std::size_t end_of_value(std::string_view text, std::size_t from) {
    if (from >= text.size()) return not_found;
    if (text[from] == '{' || text[from] == '[') return DepthScanner().find_close(text, from, 0);
    if (text[from] == '"') {
        for (std::size_t i = from + 1; i < text.size(); ++i) {
            if (text[i] == '\\') ++i;
            else if (text[i] == '"') return i + 1;
        }
        return not_found;
    }
    const std::size_t end = text.find_first_of(",]} \t\r\n", from + 1);
    return end == std::string_view::npos ? not_found : end;
}

}  // namespace bonafide::reading
