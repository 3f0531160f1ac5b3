// Where people live and which addresses they come from: cities with post codes and with addresses of home internet providers,
// mobile carriers, offices, VPN and hosting networks. Sampled from the data packages by asking base/geo.h what lies in well-known
// blocks (address_blocks.h), so that every address leads where it should; without the packages the blocks' own words are
// believed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/geo.h"
#include "base/time.h"
#include "simulate/random.h"

namespace bonafide::sim {

struct PostCode {
    std::string code, city;
};

struct City {
    std::string name, region, region_name, country, country_name,
        time_zone;  ///< region: as written in an address; region_name: in full
    double lat = 0, lon = 0;
    std::vector<PostCode> post_codes;  ///< in and around it
    std::vector<std::uint32_t> homes;  ///< /24 networks of home internet providers
    std::string isp;
};

/// An address with what a vendor's log would say of it.
struct Spot {
    std::uint32_t ip = 0;
    std::string city, region, country, country_name, isp;
    std::uint32_t asn = 0;
    double lat = 0, lon = 0;
};

enum class Pool : std::uint8_t { mobile_us, mobile_other, consumer_vpn, astrill, hosting, china_northeast, russia_east, emirates, count };

class Places {
public:
    [[nodiscard]] static Places load(const std::filesystem::path& data, std::uint64_t seed);

    [[nodiscard]] const std::vector<City>& cities() const { return cities_; }
    /// Cities of the United States come first: 0 .. us_cities()-1.
    [[nodiscard]] std::size_t us_cities() const { return us_cities_; }
    [[nodiscard]] std::size_t office_city() const { return office_city_; }
    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;

    /// A home address of the city: `number` is the line (its upper part) and its lease (modulo 8).
    [[nodiscard]] std::uint32_t home_ip(std::size_t city, std::uint64_t number) const;
    /// Of a public place (café, hotel) in the city.
    [[nodiscard]] std::uint32_t public_ip(std::size_t city, std::uint64_t number) const;
    [[nodiscard]] std::uint32_t pool_ip(Pool pool, std::uint64_t number) const;
    /// Of a mobile carrier, as seen from the city.
    [[nodiscard]] std::uint32_t mobile_ip(std::size_t city, std::uint64_t number) const;
    [[nodiscard]] std::uint32_t office_ip() const;
    /// What an identity provider's log would say of an address.
    [[nodiscard]] Spot spot(std::uint32_t ip) const;

private:
    void sample_homes(const Geo& geo, Random& random);
    void sample_pools(const Geo& geo, Random& random);
    void add_post_codes(const std::filesystem::path& data);
    void keep_good_cities();
    void use_table();

    std::vector<City> cities_;
    std::size_t us_cities_ = 0, office_city_ = 0;
    std::vector<std::uint32_t> pools_[static_cast<std::size_t>(Pool::count)];
    std::vector<std::pair<double, double>> mobile_places_[2];  ///< latitude and longitude of mobile_us and mobile_other
    std::optional<Geo> geo_;
};

[[nodiscard]] std::string ip_text(std::uint32_t ip);
[[nodiscard]] std::string country_name(std::string_view code);

}  // namespace bonafide::sim
