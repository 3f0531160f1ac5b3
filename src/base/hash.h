// One 64-bit hash for tables and fingerprints (XXH3), and a mixer. Not cryptographic.
#pragma once

#include <cstdint>
#include <string_view>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace bonafide {

[[nodiscard]] inline std::uint64_t hash64(std::string_view s, std::uint64_t seed = 0) { return XXH3_64bits_withSeed(s.data(), s.size(), seed); }
[[nodiscard]] inline std::uint64_t mix64(std::uint64_t a, std::uint64_t b) {
    a ^= b + 0x9e3779b97f4a7c15ULL + (a << 6) + (a >> 2);
    a ^= a >> 32;
    a *= 0xd6e8feb86659fd93ULL;
    return a ^ (a >> 32);
}

/// Transparent hash for unordered maps keyed by std::string.
struct StringHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return hash64(s); }
};

}  // namespace bonafide
