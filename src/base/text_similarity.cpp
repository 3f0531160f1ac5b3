// How alike two texts, and two names of one person, are.
#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace bonafide {
namespace {

/// Jaro-Winkler over code points (Winkler 1990: prefix scale 0.1, at most four characters).
double jaro_winkler_of(std::u32string_view a, std::u32string_view b) {
    if (a == b) return 1;
    if (a.empty() || b.empty()) return 0;
    const std::size_t longest = std::max(a.size(), b.size());
    const std::size_t window = longest / 2 > 0 ? longest / 2 - 1 : 0;
    std::vector<char> used(b.size(), 0);
    std::u32string matched_a, matched_b;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::size_t begin = i > window ? i - window : 0, end = std::min(b.size(), i + window + 1);
        for (std::size_t j = begin; j < end; ++j) {
            if (used[j] != 0 || a[i] != b[j]) continue;
            used[j] = 1;
            matched_a += a[i];
            break;
        }
    }
    if (matched_a.empty()) return 0;
    for (std::size_t j = 0; j < b.size(); ++j)
        if (used[j] != 0) matched_b += b[j];
    std::size_t moved = 0;
    for (std::size_t k = 0; k < matched_a.size(); ++k) moved += matched_a[k] != matched_b[k] ? 1 : 0;
    const auto m = static_cast<double>(matched_a.size());
    const std::size_t transpositions = moved / 2;
    const double jaro = (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) + (m - static_cast<double>(transpositions)) / m) / 3;
    std::size_t prefix = 0;
    while (prefix < std::min({a.size(), b.size(), std::size_t{4}}) && a[prefix] == b[prefix]) ++prefix;
    return jaro + static_cast<double>(prefix) * 0.1 * (1 - jaro);
}

std::u32string code_points(std::string_view utf8) {
    std::u32string out;
    for (std::size_t i = 0; i < utf8.size();) {
        const auto lead = static_cast<unsigned char>(utf8[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t c = length == 1 ? lead : lead & (0x7FU >> length);
        for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k) c = c << 6 | (static_cast<unsigned char>(utf8[i + k]) & 0x3FU);
        out += c;
        i += length;
    }
    return out;
}

std::u32string folded_points(std::string_view s) { return code_points(fold(valid_utf8(s) ? std::string(s) : repair_utf8(s))); }

/// Words that are titles or generational suffixes and not part of what tells two people apart here.
bool is_decoration(const std::u32string& token) {
    static constexpr std::u32string_view words[] = {U"mr", U"mrs", U"ms", U"dr", U"prof", U"jr", U"sr", U"ii", U"iii", U"iv", U"phd", U"md"};
    return std::ranges::find(words, std::u32string_view(token)) != std::end(words);
}

std::vector<std::u32string> name_tokens(std::string_view name) {
    std::vector<std::u32string> tokens(1);
    for (const char32_t c : folded_points(name)) {
        if (c == U'\'') continue;  // O'Neil is ONeil
        const bool separator = c < 0x80 && !((c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9'));
        if (!separator) tokens.back() += c;
        else if (!tokens.back().empty()) tokens.emplace_back();
    }
    if (tokens.back().empty()) tokens.pop_back();
    if (tokens.size() > 2) std::erase_if(tokens, is_decoration);
    return tokens;
}

/// One token against one: an initial agrees with every word it begins, a little less than the word itself.
double token_similarity(const std::u32string& a, const std::u32string& b) {
    if (a == b) return 1;
    if (a.size() == 1 || b.size() == 1) return a[0] == b[0] ? 0.9 : 0;
    const auto [shorter, longer] = std::minmax(a, b, [](const auto& x, const auto& y) { return x.size() < y.size(); });
    if (shorter.size() >= 3 && longer.starts_with(shorter)) return 0.92;  // Alex, Alexander
    // Jaro-Winkler is 0.4 to 0.7 for unrelated names of like length (John, Jane); only a misspelling may count as agreement.
    const double similarity = jaro_winkler_of(a, b);
    return similarity >= 0.86 ? similarity : similarity * 0.4;
}

struct Match {
    double sum = 0;          ///< over the matched pairs
    std::size_t strong = 0;  ///< pairs of whole words that agree
};

/// Best pairs first: greedy is exact for the three or four tokens of a name but for contrived ties.
Match match_tokens(const std::vector<std::u32string>& few, const std::vector<std::u32string>& many) {
    struct Pair {
        double value;
        std::size_t i, j;
    };
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < few.size(); ++i)
        for (std::size_t j = 0; j < many.size(); ++j) pairs.push_back({token_similarity(few[i], many[j]), i, j});
    std::ranges::sort(pairs, [](const Pair& x, const Pair& y) { return std::tuple(-x.value, x.i, x.j) < std::tuple(-y.value, y.i, y.j); });
    std::vector<char> used_few(few.size(), 0), used_many(many.size(), 0);
    Match match;
    for (const Pair& pair : pairs) {
        if (used_few[pair.i] != 0 || used_many[pair.j] != 0) continue;
        used_few[pair.i] = used_many[pair.j] = 1;
        match.sum += pair.value;
        if (pair.value >= 0.9 && std::min(few[pair.i].size(), many[pair.j].size()) > 1) ++match.strong;
    }
    return match;
}

/// "jane.smith" written together: "janesmith".
std::u32string joined(const std::vector<std::u32string>& tokens) {
    std::u32string out;
    for (const auto& token : tokens) out += token;
    return out;
}

}  // namespace

double jaro_winkler(std::string_view a, std::string_view b) { return jaro_winkler_of(folded_points(a), folded_points(b)); }

double name_similarity(std::string_view a, std::string_view b) {
    auto left = name_tokens(a), right = name_tokens(b);
    if (left.empty() || right.empty()) return 0;
    if (joined(left) == joined(right)) return 1;
    if (left.size() > right.size() || (left.size() == right.size() && right < left)) std::swap(left, right);  // symmetric
    const Match match = match_tokens(left, right);
    const auto few = static_cast<double>(left.size()), many = static_cast<double>(right.size());
    const double mean = match.sum / few;
    // A single given name, or initials only, agrees with very many people: it is never as good as two whole words.
    const double ceiling = left.size() == 1 && right.size() > 1 ? 0.75 : match.strong >= 1 ? 1 : 0.8;
    const double left_over = left.size() == 1 ? 0.05 : 0.02;  // middle names that one side leaves out
    return std::clamp(std::min(mean, ceiling) - left_over * (many - few), 0.0, 1.0);
}

}  // namespace bonafide
