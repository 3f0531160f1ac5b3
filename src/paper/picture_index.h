// Which of very many pictures may be the same as one, without looking at each: corners whose bits agree in a few chosen places (locality-sensitive
// hashing by bit sampling: Indyk, Motwani 1998) vote, rare agreements more than common ones. Used by screen.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "paper/picture_hash.h"

namespace bonafide::paper {

class PictureIndex {
public:
    static constexpr std::size_t most_pictures = 1U << 24;

    PictureIndex();
    /// Pictures are numbered in the order in which they are added; false where there are most_pictures. All are added before finish(), and none is
    /// asked for before.
    bool add(const PictureHash& hash);
    void finish();
    [[nodiscard]] std::size_t size() const { return wholes_.size(); }

    /// The numbers of up to `most` pictures worth a look at similarity(), for which `wanted` is true; the likeliest first.
    [[nodiscard]] std::vector<std::uint32_t> nearest(const PictureHash& hash, std::size_t most,
                                                     const std::function<bool(std::uint32_t)>& wanted) const;

private:
    static constexpr std::size_t tables = 6;
    /// Of one beginning of a key: its rest in the upper 8 bits, the picture in the others; sorted.
    using Bucket = std::vector<std::uint32_t>;

    std::array<std::vector<Bucket>, tables> buckets_;
    std::vector<std::uint64_t> wholes_;
};

}  // namespace bonafide::paper
