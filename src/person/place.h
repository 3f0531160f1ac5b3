// Facts that are places: "30.27,-97.74,25" as key, "Austin, TX, US" as value. Made when the ledger is finished, read by comparators.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/geo.h"
#include "person/ledger.h"

namespace bonafide {

[[nodiscard]] std::string place_key(const Place& place);      ///< "30.27,-97.74,25": degrees and km
[[nodiscard]] std::string place_text(const Place& place);     ///< "Austin, TX, US"
[[nodiscard]] std::string place_name(const SeenPlace& seen);  ///< all of it: places of one name are one place
/// Reads "30.27,-97.74,25", "Austin, TX, US @30.27,-97.74,25", and with a Geo plain "Austin, TX, US" and US post codes.
[[nodiscard]] std::optional<Place> read_place(std::string_view text, const Geo* geo);
/// "AS9009 M247 Europe SRL": as facts of type network and the lists have it.
[[nodiscard]] std::string network_text(const Network& network);
/// What follows from an address: a fact's comparable form and its text.
struct FromAddress {
    std::string key, value;
};
/// `by`: country_of, network_of or place_of (content/attributes.yml).
[[nodiscard]] std::optional<FromAddress> from_address(std::string_view by, const IpFacts& facts);
/// The point of a fact of type place (by its key, else by its value).
[[nodiscard]] std::optional<Place> place_of_fact(const Fact& fact, const Geo& geo);

}  // namespace bonafide
