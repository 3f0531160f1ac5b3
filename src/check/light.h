// How far light gets: round-trip times of meetings against the distance from the claimed home to the relay that they were measured to. Two
// comparators of check/comparators.cpp; the relays' places are a list (content/lists/relay_regions.yml).
#pragma once

#include "check/comparators.h"

namespace bonafide::check {

/// "United States (SC Top): 40 ms": to where, and in how many milliseconds there and back.
struct RoundTrip {
    std::string relay;
    double ms = 0;
};
[[nodiscard]] std::optional<RoundTrip> read_round_trip(std::string_view text);

/// Where a relay stands: by the lists under `relays` (an entry's note is "latitude,longitude,radius in km"), else anywhere in the country it
/// names before its parenthesis. Nothing for an address or a word that neither knows: then nothing can be said.
[[nodiscard]] std::optional<Place> relay_place(std::string_view relay, const Context& context);

/// Kilometres by which the relay is farther from the claimed home than light gets in the measured time (`km_per_ms` of round trip): above 0
/// somebody at that home cannot have measured it. Delays are added by everything and taken away by nothing.
/// Source: light in fibre runs about 200 km a millisecond one way (group index 1.468, ITU-T G.652), 100 km a millisecond there and back.
[[nodiscard]] std::optional<double> light_short_km(const Fact& claim, const Fact& observed, Context& context);

/// For each relay, the kilometres beyond the claimed home that the quickest of all round trips had time for: `last_mile_ms` are taken off for
/// the access line and the program, the rest counts `km_per_ms`, the farthest that home and relay can be apart is taken off. Negative: no detour.
[[nodiscard]] std::vector<Measure> detour_km(std::span<const Fact* const> claims, std::span<const Fact* const> observed, Context& context);

}  // namespace bonafide::check
