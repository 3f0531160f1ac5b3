// Near-duplicates among everybody who ever applied: sets of words, min-hashed into bands (Broder 1997), words that a tenth of all texts have left
// out. Found by bands, sorted by a 64-byte sketch, verified by the overlap of the words, rare ones counting more. Why so, and how it was measured:
// docs/screen.md. Made and kept by the desk.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "document/document.h"

namespace bonafide::screen {

using WordHashes = std::vector<std::uint32_t>;  ///< sorted, each once

/// Words of three letters and more in all visible lines, hashed.
[[nodiscard]] WordHashes word_set(const document::Document& document);
[[nodiscard]] WordHashes word_set(std::string_view text);

struct SimilarText {
    std::uint32_t number = 0;  ///< as it was added, from 0
    double similarity = 0;     ///< weighted Jaccard of the words, 0 to 1
};

class SimilarIndex {
public:
    static constexpr std::size_t bands = 60, rows = 4, sketch_bytes = 64;
    static constexpr double alike = 0.36;  ///< weighted overlap from which on two texts are one
    static constexpr std::size_t fewest_words = 25;

    /// The words of a text that was added: kept by whoever owns them.
    using WordsOf = std::function<WordHashes(std::uint32_t number)>;

    /// Counts words, before anything is added: those of a tenth of all texts and more say nothing. Without it nothing is left out.
    void count(std::span<const std::uint32_t> words);
    std::uint32_t add(std::span<const std::uint32_t> words);
    /// Sorts what was added since; queries before it do not see that.
    void settle();
    [[nodiscard]] std::vector<SimilarText> find(std::span<const std::uint32_t> words, const WordsOf& words_of, std::size_t most = 10) const;
    [[nodiscard]] std::size_t size() const { return sketches_.size() / sketch_bytes; }
    void reserve(std::size_t texts);
    [[nodiscard]] std::uint64_t counted() const { return counted_; }  ///< texts whose words were counted
    /// The counts of words, and the texts from number `from` on, as bytes; the latter after settle(), a part for the sketches and one for each band.
    [[nodiscard]] std::string save_counts() const;
    [[nodiscard]] std::vector<std::string> save(std::uint32_t from) const;
    /// false: damaged, or of another version; the index is of no use then. Parts are loaded in the order they were saved; settle() after the last.
    [[nodiscard]] bool load_counts(std::string_view bytes);
    [[nodiscard]] bool load(const std::vector<std::string>& parts);
    /// Takes one text out of what save() gave, whose first text is `from`.
    static void erase(std::vector<std::string>& parts, std::uint32_t from, std::uint32_t number);
    [[nodiscard]] std::size_t bytes() const;
    /// How much a word counts: less the more texts have it.
    [[nodiscard]] double weight(std::uint32_t word) const;
    [[nodiscard]] double overlap(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) const;

private:
    struct Signature;
    struct Posting {
        std::uint32_t key = 0, text = 0;
        auto operator<=>(const Posting&) const = default;
    };
    [[nodiscard]] Signature sign(std::span<const std::uint32_t> words) const;
    [[nodiscard]] bool common(std::uint32_t word) const;

    std::vector<std::vector<Posting>> postings_ = std::vector<std::vector<Posting>>(bands);
    std::vector<std::size_t> settled_ = std::vector<std::size_t>(bands);
    std::vector<std::uint8_t> sketches_;
    std::vector<std::uint16_t> counts_;  ///< of words, by the low bits of their hashes; scaled down together
    std::uint64_t counted_ = 0;
};

}  // namespace bonafide::screen
