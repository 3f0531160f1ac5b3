#include <algorithm>
#include <array>

#include "name/compare.h"

namespace bonafide::name {

namespace {

constexpr std::uint32_t vowel_bits =
    1U << ('a' - 'a') | 1U << ('e' - 'a') | 1U << ('i' - 'a') | 1U << ('o' - 'a') | 1U << ('u' - 'a') | 1U << ('y' - 'a');

bool is_counted_vowel(char c) { return c >= 'a' && c <= 'z' && (vowel_bits >> static_cast<unsigned>(c - 'a') & 1U); }

bool is_alike(char a, char b, const EditCosts& costs) {
    return a >= 'a' && a <= 'z' && b >= 'a' && b <= 'z' &&
           (costs.alike_letters[static_cast<std::size_t>(a - 'a')] >> static_cast<unsigned>(b - 'a') & 1U);
}

unsigned change(char a, char b, const EditCosts& costs) {
    if (a == b) return 0;
    if (is_alike(a, b, costs)) return costs.alike;
    if (is_counted_vowel(a) && is_counted_vowel(b)) return costs.vowel;
    return costs.edit;
}

/// What it costs to leave out a letter.
unsigned gap(std::string_view word, std::size_t i, const EditCosts& costs, bool vowels_missing) {
    if (i > 0 && word[i] == word[i - 1]) return costs.doubled;
    if (word[i] == 'h' && i > 0) return costs.silent_h;
    if (is_counted_vowel(word[i])) return vowels_missing ? 2U : i + 1 == word.size() ? costs.last_vowel : costs.edit;
    return costs.edit;
}

}  // namespace

// Optimal string alignment (Damerau's swap of neighbours, no letter edited twice), two rows back.
unsigned spelling_distance(std::string_view a, std::string_view b, const EditCosts& costs, bool vowels_missing, unsigned limit) {
    constexpr std::size_t most = 60;
    a = a.substr(0, most);
    b = b.substr(0, most);
    std::size_t same = 0;  // a common beginning costs nothing
    while (same < a.size() && same < b.size() && a[same] == b[same]) ++same;
    std::array<std::array<std::uint16_t, most + 1>, 3> rows;
    std::array<std::uint8_t, most> gap_b;
    auto *two = rows[0].data(), *one = rows[1].data(), *row = rows[2].data();
    one[same] = 0;
    for (std::size_t j = same; j < b.size(); ++j) {
        gap_b[j] = static_cast<std::uint8_t>(gap(b, j, costs, vowels_missing));
        one[j + 1] = static_cast<std::uint16_t>(one[j] + gap_b[j]);
    }
    unsigned before = 0;
    for (std::size_t i = same; i < a.size(); ++i) {
        const auto gap_a = gap(a, i, costs, vowels_missing);
        row[same] = static_cast<std::uint16_t>(one[same] + gap_a);
        unsigned least = row[same];
        for (std::size_t j = same; j < b.size(); ++j) {
            unsigned best = std::min(one[j + 1] + gap_a, static_cast<unsigned>(row[j]) + gap_b[j]);
            best = std::min(best, one[j] + change(a[i], b[j], costs));
            if (i > same && j > same && a[i] == b[j - 1] && a[i - 1] == b[j] && a[i] != b[j])
                best = std::min(best, static_cast<unsigned>(two[j - 1]) + costs.swap);
            row[j + 1] = static_cast<std::uint16_t>(best);
            least = std::min(least, best);
        }
        if (std::min(least, before) > limit) return limit + 1;  // a swap leads over a row
        before = least;
        auto* spare = two;
        two = one;
        one = row;
        row = spare;
    }
    return std::min<unsigned>(one[b.size()], limit + 1);
}

}  // namespace bonafide::name
