#include "screen/similar.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "base/hash.h"
#include "screen/words.h"

namespace bonafide::screen {

namespace {

constexpr std::size_t hashes = SimilarIndex::bands * SimilarIndex::rows;
constexpr std::size_t count_slots = std::size_t{1} << 20;  // collisions only make a word look commoner
constexpr std::size_t most_candidates = 24;

struct Coefficients {
    std::array<std::uint32_t, hashes> times{}, plus{};
};

constexpr Coefficients make_coefficients() {
    Coefficients out;
    std::uint64_t state = 0x243f6a8885a308d3ULL;  // splitmix64, so that no table need be kept
    const auto next = [&state] {
        state += 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return static_cast<std::uint32_t>((z ^ (z >> 31)) >> 16);
    };
    for (std::size_t i = 0; i < hashes; ++i) {
        out.times[i] = next() | 1U;
        out.plus[i] = next();
    }
    return out;
}
constexpr Coefficients coefficients = make_coefficients();

void add_words(std::string_view text, WordHashes& out) {
    const std::string folded = plain(text);
    for (std::size_t at = 0; at < folded.size();) {
        const std::size_t end = std::min(folded.find(' ', at), folded.size());
        if (end - at >= 3) out.push_back(static_cast<std::uint32_t>(hash64(std::string_view(folded).substr(at, end - at))));
        at = end + 1;
    }
}

void finish(WordHashes& words) {
    std::ranges::sort(words);
    const auto twice = std::ranges::unique(words);
    words.erase(twice.begin(), twice.end());
}

/// A second mixing, since multiplication alone keeps the order of small differences.
std::uint32_t scramble(std::uint32_t x) {
    x ^= x >> 16;
    x *= 0x7feb352dU;
    x ^= x >> 15;
    x *= 0x846ca68bU;
    return x ^ (x >> 16);
}

}  // namespace

WordHashes word_set(const document::Document& document) {
    WordHashes out;
    for (const document::Page& page : document.pages)
        for (const document::Line& line : page.lines)
            if (!line.hidden) add_words(line.text, out);
    finish(out);
    return out;
}

WordHashes word_set(std::string_view text) {
    WordHashes out;
    add_words(text, out);
    finish(out);
    return out;
}

struct SimilarIndex::Signature {
    std::array<std::uint32_t, hashes> least;
    [[nodiscard]] std::uint32_t key(std::size_t band) const {
        std::uint64_t hash = band;
        for (std::size_t r = 0; r < rows; ++r) hash = mix64(hash, least[band * rows + r]);
        return static_cast<std::uint32_t>(hash);
    }
    [[nodiscard]] std::uint8_t sketch(std::size_t i) const { return static_cast<std::uint8_t>(scramble(least[i * hashes / sketch_bytes])); }
};

SimilarIndex::Signature SimilarIndex::sign(std::span<const std::uint32_t> words) const {
    Signature out;
    out.least.fill(UINT32_MAX);
    bool any = false;
    const auto take = [&](std::uint32_t word) {
        const std::uint32_t x = scramble(word);
        for (std::size_t i = 0; i < hashes; ++i) {
            std::uint32_t h = x * coefficients.times[i] + coefficients.plus[i];
            h ^= h >> 15;
            h *= 0x2c1b3c6dU;
            out.least[i] = std::min(out.least[i], h);
        }
        any = true;
    };
    for (const std::uint32_t word : words)
        if (!common(word)) take(word);
    if (!any)
        for (const std::uint32_t word : words) take(word);
    return out;
}

void SimilarIndex::count(std::span<const std::uint32_t> words) {
    if (counts_.empty()) counts_.resize(count_slots);
    bool full = false;
    for (const std::uint32_t word : words) full |= ++counts_[word % count_slots] == UINT16_MAX;
    ++counted_;
    if (!full) return;
    for (std::uint16_t& count : counts_) count /= 2;
    counted_ /= 2;
}

bool SimilarIndex::common(std::uint32_t word) const { return counted_ >= 200 && counts_[word % count_slots] * 10ULL > counted_; }

double SimilarIndex::weight(std::uint32_t word) const {
    if (counted_ < 200) return 1;
    const double share = (counts_[word % count_slots] + 1.0) / (static_cast<double>(counted_) + 1.0);
    return std::clamp(-std::log2(share) / 10.0, 0.02, 1.0);  // a word of one text in a thousand and rarer counts in full
}

std::uint32_t SimilarIndex::add(std::span<const std::uint32_t> words) {
    const auto number = static_cast<std::uint32_t>(size());
    const Signature signature = sign(words);
    for (std::size_t i = 0; i < sketch_bytes; ++i) sketches_.push_back(words.size() < fewest_words ? 0 : signature.sketch(i));
    if (words.size() >= fewest_words)
        for (std::size_t b = 0; b < bands; ++b) postings_[b].push_back({signature.key(b), number});
    return number;
}

void SimilarIndex::settle() {
    for (std::size_t b = 0; b < bands; ++b) {
        std::vector<Posting>& list = postings_[b];
        const auto middle = list.begin() + static_cast<std::ptrdiff_t>(settled_[b]);
        std::sort(middle, list.end());
        std::inplace_merge(list.begin(), middle, list.end());
        settled_[b] = list.size();
    }
}

void SimilarIndex::reserve(std::size_t texts) {
    sketches_.reserve(texts * sketch_bytes);
    for (auto& list : postings_) list.reserve(texts);
}

std::string SimilarIndex::save_counts() const {
    std::string out(sizeof counted_ + counts_.size() * sizeof(std::uint16_t), '\0');
    std::memcpy(out.data(), &counted_, sizeof counted_);
    if (!counts_.empty()) std::memcpy(out.data() + sizeof counted_, counts_.data(), counts_.size() * sizeof(std::uint16_t));
    return out;
}

bool SimilarIndex::load_counts(std::string_view bytes) {
    if (bytes.size() != sizeof counted_ && bytes.size() != sizeof counted_ + count_slots * sizeof(std::uint16_t)) return false;
    std::memcpy(&counted_, bytes.data(), sizeof counted_);
    bytes.remove_prefix(sizeof counted_);
    counts_.resize(bytes.size() / sizeof(std::uint16_t));
    if (!bytes.empty()) std::memcpy(counts_.data(), bytes.data(), bytes.size());
    return true;
}

std::vector<std::string> SimilarIndex::save(std::uint32_t from) const {
    std::vector<std::string> out;
    out.reserve(bands + 1);
    out.emplace_back(reinterpret_cast<const char*>(sketches_.data()) + from * sketch_bytes, sketches_.size() - from * sketch_bytes);  // NOLINT
    for (const std::vector<Posting>& list : postings_) {
        std::string& part = out.emplace_back();
        for (const Posting& posting : list)
            if (posting.text >= from) part.append(reinterpret_cast<const char*>(&posting), sizeof posting);  // NOLINT
    }
    return out;
}

bool SimilarIndex::load(const std::vector<std::string>& parts) {
    if (parts.size() != bands + 1 || parts.front().size() % sketch_bytes != 0) return false;
    const std::size_t from = size(), to = from + parts.front().size() / sketch_bytes;
    sketches_.insert(sketches_.end(), parts.front().begin(), parts.front().end());
    for (std::size_t b = 0; b < bands; ++b) {
        const std::string& part = parts[b + 1];
        if (part.size() % sizeof(Posting) != 0) return false;
        std::vector<Posting>& list = postings_[b];
        const std::size_t before = list.size();
        list.resize(before + part.size() / sizeof(Posting));
        if (!part.empty()) std::memcpy(list.data() + before, part.data(), part.size());
        for (std::size_t i = before; i < list.size(); ++i)
            if (list[i].text < from || list[i].text >= to) return false;
        if (before == 0 && std::ranges::is_sorted(list)) settled_[b] = list.size();
    }
    return true;
}

void SimilarIndex::erase(std::vector<std::string>& parts, std::uint32_t from, std::uint32_t number) {
    if (parts.size() != bands + 1 || number < from || (number - from + 1) * sketch_bytes > parts.front().size()) return;
    std::fill_n(parts.front().begin() + static_cast<std::ptrdiff_t>((number - from) * sketch_bytes), sketch_bytes, '\0');
    for (std::size_t b = 0; b < bands; ++b) {
        std::string kept;
        for (std::size_t at = 0; at + sizeof(Posting) <= parts[b + 1].size(); at += sizeof(Posting)) {
            Posting posting;
            std::memcpy(&posting, parts[b + 1].data() + at, sizeof posting);
            if (posting.text != number) kept.append(parts[b + 1], at, sizeof posting);
        }
        parts[b + 1] = std::move(kept);
    }
}

std::size_t SimilarIndex::bytes() const {
    std::size_t out = sketches_.capacity() + counts_.capacity() * sizeof(std::uint16_t);
    for (const auto& list : postings_) out += list.capacity() * sizeof(Posting);
    return out;
}

double SimilarIndex::overlap(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) const {
    double both = 0, either = 0;
    for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
        if (j >= b.size() || (i < a.size() && a[i] < b[j])) either += weight(a[i++]);
        else if (i >= a.size() || b[j] < a[i]) either += weight(b[j++]);
        else {
            const double w = weight(a[i]);
            both += w;
            either += w;
            ++i, ++j;
        }
    }
    return either > 0 ? both / either : 0;
}

std::vector<SimilarText> SimilarIndex::find(std::span<const std::uint32_t> words, const WordsOf& words_of, std::size_t most) const {
    std::vector<SimilarText> out;
    if (words.size() < fewest_words) return out;
    const Signature signature = sign(words);
    std::vector<std::uint32_t> candidates;
    for (std::size_t b = 0; b < bands; ++b) {
        const std::vector<Posting>& list = postings_[b];
        const auto end = list.begin() + static_cast<std::ptrdiff_t>(settled_[b]);
        const std::uint32_t key = signature.key(b);
        for (auto at = std::lower_bound(list.begin(), end, Posting{key, 0}); at != end && at->key == key; ++at) candidates.push_back(at->text);
    }
    std::ranges::sort(candidates);
    const auto twice = std::ranges::unique(candidates);
    candidates.erase(twice.begin(), twice.end());
    std::array<std::uint8_t, sketch_bytes> own{};
    for (std::size_t i = 0; i < sketch_bytes; ++i) own[i] = signature.sketch(i);
    std::vector<std::pair<int, std::uint32_t>> ranked;
    for (const std::uint32_t text : candidates) {
        const std::uint8_t* theirs = &sketches_[text * sketch_bytes];
        int same = 0;
        for (std::size_t i = 0; i < sketch_bytes; ++i) same += own[i] == theirs[i];
        if (same >= 14) ranked.emplace_back(-same, text);  // an estimate of 0.22: three deviations below what counts
    }
    const std::size_t count = std::min(ranked.size(), most_candidates);
    std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(count), ranked.end());
    for (std::size_t i = 0; i < count; ++i) {
        const WordHashes theirs = words_of(ranked[i].second);
        if (const double similarity = overlap(words, theirs); similarity >= alike) out.push_back({ranked[i].second, similarity});
    }
    std::ranges::sort(out, [](const SimilarText& a, const SimilarText& b) {
        return a.similarity != b.similarity ? a.similarity > b.similarity : a.number < b.number;
    });
    if (out.size() > most) out.resize(most);
    return out;
}

}  // namespace bonafide::screen
