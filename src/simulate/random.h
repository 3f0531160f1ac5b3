// Random numbers that are the same on every machine: the standard library's distributions are not. A stream is made from what it
// is for (seed, topic, person, day), so one more question somewhere changes nothing elsewhere. Used by everything in this folder.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.h"

namespace bonafide::sim {

/// SplitMix64 (Steele, Lea, Flood 2014).
class Random {
public:
    explicit Random(std::uint64_t state) : state_(state) {}
    template <class... Parts>
    Random(std::uint64_t seed, std::string_view topic, Parts... parts) : state_(hash64(topic, seed)) {
        ((state_ = mix64(state_, static_cast<std::uint64_t>(parts))), ...);
    }

    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }
    /// 0 .. n-1; 0 where n is 0.
    std::uint64_t below(std::uint64_t n) { return n ? static_cast<std::uint64_t>((static_cast<Wide>(next()) * n) >> 64) : 0; }
    /// first .. last, both included.
    std::int64_t between(std::int64_t first, std::int64_t last) {
        return first + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(last - first + 1)));
    }
    double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    bool chance(double p) { return unit() < p; }
    /// Roughly normal (sum of four uniforms), within ±3.5 deviations.
    double spread(double mean, double deviation) { return mean + deviation * 1.732050808 * (unit() + unit() + unit() + unit() - 2); }
    template <class List>
    const auto& pick(const List& list) {
        return list[static_cast<std::size_t>(below(std::size(list)))];
    }
    std::string digits(int n) { return text(n, "0123456789"); }
    std::string hex(int n) { return text(n, "0123456789abcdef"); }
    std::string text(int n, std::string_view alphabet) {
        std::string out;
        for (int i = 0; i < n; ++i) out += alphabet[static_cast<std::size_t>(below(alphabet.size()))];
        return out;
    }

private:
    __extension__ using Wide = unsigned __int128;
    std::uint64_t state_;
};

}  // namespace bonafide::sim
