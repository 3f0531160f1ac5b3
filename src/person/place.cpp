#include "person/place.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"

namespace bonafide {

namespace {

bool read_number(std::string_view text, double& out) {
    text = trim(text);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

std::optional<Place> read_point(std::string_view text) {
    const auto parts = split(text, ',');
    Place place;
    if (parts.size() < 2 || parts.size() > 3 || !read_number(parts[0], place.lat) || !read_number(parts[1], place.lon)) return std::nullopt;
    if (parts.size() == 3 && !read_number(parts[2], place.radius_km)) return std::nullopt;
    if (place.lat < -90 || place.lat > 90 || place.lon < -180 || place.lon > 180 || place.radius_km < 0) return std::nullopt;
    return place;
}

void read_words(std::string_view text, Place& place) {
    const auto parts = split(text, ',');
    if (!parts.empty()) place.city = trim(parts[0]);
    if (parts.size() == 3) place.region = trim(parts[1]);
    if (parts.size() > 1) place.country = trim(parts.back());
}

}  // namespace

std::string place_key(const Place& place) { return fmt::format("{:.2f},{:.2f},{:.0f}", place.lat, place.lon, place.radius_km); }

std::string place_text(const Place& place) {
    std::string out;
    for (const std::string* part : {&place.city, &place.region, &place.country})
        if (!part->empty()) out += (out.empty() ? "" : ", ") + *part;
    return out;
}

std::string place_name(const SeenPlace& seen) {
    return place_key(seen.place) + "|" + place_text(seen.place) + "|" + seen.place.time_zone + "|" + seen.network;
}

std::string network_text(const Network& network) { return "AS" + std::to_string(network.asn) + " " + network.name; }

std::optional<FromAddress> from_address(std::string_view by, const IpFacts& facts) {
    if (by == "network_of") {
        if (!facts.network) return std::nullopt;
        const std::string text = network_text(*facts.network);
        return FromAddress{ascii_lower(text), text};
    }
    if (!facts.place) return std::nullopt;
    if (by == "place_of") return FromAddress{place_key(*facts.place), place_text(*facts.place)};
    if (by == "country_of" && !facts.place->country.empty()) return FromAddress{facts.place->country, facts.place->country};
    return std::nullopt;
}

std::optional<Place> read_place(std::string_view text, const Geo* geo) {
    if (const auto at = text.find('@'); at != std::string_view::npos) {
        auto place = read_point(text.substr(at + 1));
        if (place) read_words(trim(text.substr(0, at)), *place);
        return place;
    }
    if (auto place = read_point(text)) return place;
    if (!geo) return std::nullopt;
    Place words;
    read_words(text, words);
    if (auto place = geo->post_code(words.country.empty() ? "US" : words.country, words.city)) return place;
    return geo->city(words.city, words.region, words.country);
}

std::optional<Place> place_of_fact(const Fact& fact, const Geo& geo) {
    auto place = read_point(fact.key);
    if (!place) return read_place(fact.value, &geo);
    read_words(fact.value.substr(0, fact.value.find('@')), *place);
    return place;
}

}  // namespace bonafide
