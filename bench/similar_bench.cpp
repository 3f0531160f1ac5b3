// Near-duplicates among a million résumés: memory, time of a query, recall of rewrites with 30% of the words changed, precision against résumés of
// the same template. `similar_bench [texts]`; texts are made here: words by Zipf's law from 60,000, half of each text from one of 200 templates.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "screen/similar.h"

using namespace bonafide::screen;

namespace {

constexpr std::size_t vocabulary = 60'000, template_count = 200, words_in_text = 420;

class Maker {
public:
    Maker() {
        double sum = 0;
        for (std::size_t i = 0; i < vocabulary; ++i) cumulative_.push_back(sum += 1.0 / std::pow(static_cast<double>(i) + 2.7, 1.05));
        for (double& c : cumulative_) c /= sum;
        std::mt19937_64 r(99);
        for (std::size_t t = 0; t < template_count; ++t) {
            std::vector<std::uint32_t>& words = templates_.emplace_back();
            for (std::size_t i = 0; i < words_in_text / 2; ++i) words.push_back(draw(r));
        }
    }
    /// A fifth of the words of a text's own half are names, firms and places: from a long tail.
    [[nodiscard]] std::vector<std::uint32_t> text(std::uint64_t seed) const {
        std::mt19937_64 r(seed * 7919 + 1);
        std::vector<std::uint32_t> out = templates_[r() % template_count];
        for (std::size_t i = 0; i < words_in_text / 2; ++i) out.push_back(r() % 5 == 0 ? own_word(r) : draw(r));
        return out;
    }
    [[nodiscard]] std::vector<std::uint32_t> rewritten(std::uint64_t seed, double share) const {
        std::vector<std::uint32_t> out = text(seed);
        std::mt19937_64 r(seed * 104729 + 5);
        for (std::uint32_t& word : out)
            if (static_cast<double>(r() % 10'000) < share * 10'000) word = r() % 5 == 0 ? own_word(r) : draw(r);
        return out;
    }

private:
    template <class Random>
    [[nodiscard]] std::uint32_t draw(Random& r) const {
        const double at = static_cast<double>(r() >> 11) / 9007199254740992.0;
        return hash(static_cast<std::uint32_t>(std::lower_bound(cumulative_.begin(), cumulative_.end(), at) - cumulative_.begin()));
    }
    template <class Random>
    [[nodiscard]] static std::uint32_t own_word(Random& r) {
        return hash(static_cast<std::uint32_t>(1'000'000 + r() % 2'000'000));
    }
    static std::uint32_t hash(std::uint32_t x) {
        x ^= x >> 16, x *= 0x7feb352dU, x ^= x >> 15, x *= 0x846ca68bU;
        return x ^ (x >> 16);
    }
    std::vector<double> cumulative_;
    std::vector<std::vector<std::uint32_t>> templates_;
};

WordHashes set_of(std::vector<std::uint32_t> words) {
    std::ranges::sort(words);
    const auto twice = std::ranges::unique(words);
    words.erase(twice.begin(), twice.end());
    return words;
}

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

}  // namespace

int main(int argc, char** argv) {
    const std::size_t texts = argc > 1 ? static_cast<std::size_t>(std::strtoull(argv[1], nullptr, 10)) : 1'000'000;
    const Maker maker;
    SimilarIndex index;
    const double begun = now();
    for (std::size_t i = 0; i < texts; i += std::max<std::size_t>(1, texts / 20'000)) index.count(set_of(maker.text(i)));
    double signing = 0;
    for (std::size_t i = 0; i < texts; ++i) {
        const WordHashes words = set_of(maker.text(i));
        const double before = now();
        index.add(words);
        signing += now() - before;
    }
    index.settle();
    fmt::print("{} texts: {:.0f} MB of index, made in {:.0f} s, {:.1f} us a text to sign and file\n", texts, static_cast<double>(index.bytes()) / 1e6,
               now() - begun, 1e6 * signing / static_cast<double>(texts));
    const auto words_of = [&](std::uint32_t number) { return set_of(maker.text(number)); };
    fmt::print("{:<34}{:>8}{:>10}{:>11}{:>12}{:>12}\n", "queries", "n", "recall", "precision", "p50 ms", "p95 ms");
    for (const double share : {0.1, 0.2, 0.3, 0.4}) {
        std::size_t found = 0, wrong = 0, right = 0;
        std::vector<double> times;
        constexpr std::size_t queries = 500;
        for (std::size_t q = 0; q < queries; ++q) {
            const std::size_t number = (q * 7919 + 13) % texts;
            const WordHashes words = set_of(maker.rewritten(number, share));
            const double before = now();
            const auto similar = index.find(words, words_of);
            times.push_back(now() - before);
            bool hit = false;
            for (const SimilarText& s : similar) (s.number == number ? right : wrong) += 1, hit |= s.number == number;
            found += hit;
        }
        std::ranges::sort(times);
        fmt::print("{:<34}{:>8}{:>10.3f}{:>11.3f}{:>12.2f}{:>12.2f}\n", fmt::format("{:.0f}% of the words changed", 100 * share), queries,
                   static_cast<double>(found) / queries, static_cast<double>(right) / static_cast<double>(std::max<std::size_t>(right + wrong, 1)),
                   1e3 * times[queries / 2], 1e3 * times[queries * 95 / 100]);
    }
    std::size_t false_alarms = 0;
    constexpr std::size_t strangers = 500;
    for (std::size_t q = 0; q < strangers; ++q) false_alarms += !index.find(set_of(maker.text(texts + q)), words_of).empty();
    fmt::print("{:<34}{:>8}   {} taken for one of the same template\n", "new texts of the same templates", strangers, false_alarms);
    return 0;
}
