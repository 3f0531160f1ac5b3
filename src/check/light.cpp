#include "check/light.h"

#include <charconv>
#include <map>

#include "base/text.h"
#include "person/place.h"

namespace bonafide::check {
namespace {

constexpr double fibre_km_per_ms = 100;  // there and back

struct Known {
    const Fact* fact;
    RoundTrip trip;
    Place relay;
};

std::optional<Known> known(const Fact& observed, const Context& context) {
    auto trip = read_round_trip(observed.value);
    if (!trip) return std::nullopt;
    auto place = relay_place(trip->relay, context);
    if (!place) return std::nullopt;
    return Known{&observed, std::move(*trip), std::move(*place)};
}

/// The least that can be said of a detour: from the farthest home that is near enough to the claim.
std::optional<double> beyond(const Known& quickest, std::span<const Fact* const> claims, const Context& context, const Fact*& nearest) {
    std::optional<double> least;
    const double time = std::max(0.0, quickest.trip.ms - context.with->number("last_mile_ms", 0));
    for (const Fact* claim : claims) {
        const auto home = place_of_fact(*claim, context.geo);
        if (!home) continue;
        const double farthest =
            distance_km(home->lat, home->lon, quickest.relay.lat, quickest.relay.lon) + home->radius_km + quickest.relay.radius_km;
        const double km = time * context.with->number("km_per_ms", fibre_km_per_ms) - farthest;
        if (least && km >= *least) continue;
        least = km;
        nearest = claim;
    }
    return least;
}

}  // namespace

std::optional<RoundTrip> read_round_trip(std::string_view text) {
    const std::size_t colon = text.rfind(": ");
    if (colon == std::string_view::npos || !text.ends_with(" ms")) return std::nullopt;
    RoundTrip out{std::string(text.substr(0, colon)), 0};
    const std::string_view number = text.substr(colon + 2, text.size() - colon - 5);
    const auto [end, failed] = std::from_chars(number.data(), number.data() + number.size(), out.ms);
    if (failed != std::errc{} || end != number.data() + number.size() || out.ms <= 0) return std::nullopt;
    return out;
}

std::optional<Place> relay_place(std::string_view relay, const Context& context) {
    if (const auto lists = context.with->lists.find("relays"); lists != context.with->lists.end())
        for (const List* list : lists->second)
            if (const ListEntry* entry = list->find(relay)) return read_place(entry->note, nullptr);
    const std::string_view country = trim(relay.substr(0, relay.find('(')));
    return country.empty() ? std::nullopt : context.geo.country(country);
}

std::optional<double> light_short_km(const Fact& claim, const Fact& observed, Context& context) {
    const auto trip = known(observed, context);
    const auto home = place_of_fact(claim, context.geo);
    if (!trip || !home) return std::nullopt;
    return certain_distance_km(*home, trip->relay) - trip->trip.ms * context.with->number("km_per_ms", fibre_km_per_ms);
}

std::vector<Measure> detour_km(std::span<const Fact* const> claims, std::span<const Fact* const> observed, Context& context) {
    std::map<std::string, std::vector<Known>> relays;
    for (const Fact* fact : observed)
        if (auto trip = known(*fact, context)) relays[trip->trip.relay].push_back(std::move(*trip));
    std::vector<Measure> out;
    for (const auto& [name, trips] : relays) {
        const Known& quickest = *std::ranges::min_element(trips, {}, [](const Known& k) { return k.trip.ms; });
        const Fact* claim = nullptr;
        const auto km = beyond(quickest, claims, context, claim);
        if (!km) continue;
        Measure measure;
        measure.number = *km;
        for (const Known& trip : trips) add_fact(measure, *trip.fact);
        measure.weight = std::max<std::uint64_t>(1, measure.days.count());
        measure.claim = place_words(*claim);
        measure.observed = quickest.fact->value;
        out.push_back(std::move(measure));
    }
    return out;
}

}  // namespace bonafide::check
