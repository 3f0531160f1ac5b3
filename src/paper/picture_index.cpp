#include "paper/picture_index.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <random>
#include <set>
#include <unordered_map>

namespace bonafide::paper {
namespace {

constexpr std::size_t key_bits = 20;
constexpr std::uint32_t rest_bits = 8, picture_bits = 24, picture_mask = (1U << picture_bits) - 1;

using Places = std::array<std::array<std::uint8_t, key_bits>, 6>;

/// Which bits of a descriptor make up the key of each table: drawn once, the same for ever.
const Places& places() {
    static const Places drawn = [] {
        Places out{};
        std::mt19937 random(20'261'201);  // NOLINT: the same each time on purpose
        for (auto& table : out) {
            std::array<std::uint8_t, 256> all{};
            std::iota(all.begin(), all.end(), std::uint8_t{0});
            for (std::size_t i = 0; i < key_bits; ++i) {
                std::swap(all[i], all[i + random() % (all.size() - i)]);
                table[i] = all[i];
            }
        }
        return out;
    }();
    return drawn;
}

std::uint32_t key_of(const PictureHash::Feature& feature, std::size_t table) {
    std::uint32_t out = 0;
    for (const std::uint8_t place : places()[table]) out = out << 1 | static_cast<std::uint32_t>(feature.bits[place / 64] >> place % 64 & 1);
    return out;
}

}  // namespace

PictureIndex::PictureIndex() {
    for (auto& table : buckets_) table.resize(std::size_t{1} << (key_bits - rest_bits));
}

bool PictureIndex::add(const PictureHash& hash) {
    if (wholes_.size() == most_pictures) return false;
    const auto number = static_cast<std::uint32_t>(wholes_.size());
    wholes_.push_back(hash.whole);
    for (std::size_t t = 0; t < tables; ++t)
        for (const PictureHash::Feature& feature : hash.features) {
            const std::uint32_t key = key_of(feature, t);
            buckets_[t][key >> rest_bits].push_back(key << picture_bits | number);
        }
    return true;
}

void PictureIndex::finish() {
    for (auto& table : buckets_)
        for (Bucket& bucket : table) {
            std::ranges::sort(bucket);
            const auto twice = std::ranges::unique(bucket);
            bucket.erase(twice.begin(), twice.end());
        }
}

std::vector<std::uint32_t> PictureIndex::nearest(const PictureHash& hash, std::size_t most, const std::function<bool(std::uint32_t)>& wanted) const {
    constexpr double most_common = 0.02;  ///< an agreement that more pictures than this share have says nothing
    constexpr std::size_t seldom = 20;    ///< so many may have it in any case
    if (hash.plain) return {};
    std::unordered_map<std::uint32_t, double> votes;
    const auto all = static_cast<double>(wholes_.size());
    for (std::size_t t = 0; t < tables; ++t)
        for (const auto* features : {&hash.features, &hash.mirrored_features}) {
            std::set<std::uint32_t> keys;
            for (const PictureHash::Feature& feature : *features) keys.insert(key_of(feature, t));
            for (const std::uint32_t key : keys) {
                const auto found = std::ranges::equal_range(buckets_[t][key >> rest_bits], key & ((1U << rest_bits) - 1), {},
                                                            [](std::uint32_t entry) { return entry >> picture_bits; });
                if (found.empty() || (found.size() > seldom && static_cast<double>(found.size()) > most_common * all)) continue;
                const double weight = 1 + std::log(all / static_cast<double>(found.size()));
                for (const std::uint32_t entry : found) votes[entry & picture_mask] += weight;
            }
        }
    std::vector<std::pair<double, std::uint32_t>> by_votes, by_whole;
    for (const auto& [picture, vote] : votes) by_votes.emplace_back(-vote, picture);
    for (std::uint32_t i = 0; i < wholes_.size(); ++i) {
        const int bits = std::min(std::popcount(hash.whole ^ wholes_[i]), std::popcount(hash.mirrored ^ wholes_[i]));
        if (bits <= candidate_bits) by_whole.emplace_back(bits, i);
    }
    std::ranges::sort(by_votes);
    std::ranges::sort(by_whole);
    std::vector<std::uint32_t> out;
    for (std::size_t i = 0; i < std::max(by_votes.size(), by_whole.size()) && out.size() < most; ++i)
        for (const auto* list : {&by_votes, &by_whole}) {
            if (i >= list->size() || out.size() >= most) continue;
            const std::uint32_t picture = (*list)[i].second;
            if (std::ranges::find(out, picture) == out.end() && wanted(picture)) out.push_back(picture);
        }
    return out;
}

}  // namespace bonafide::paper
