#include "check/comparators.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "base/country.h"
#include "base/money.h"
#include "base/text.h"
#include "check/light.h"
#include "check/working_hours.h"
#include "person/place.h"

#include <fmt/format.h>

namespace bonafide::check {

namespace {

AttributeType type_of(const Fact& fact, const Context& context) { return context.attributes[fact.attribute].type; }

std::string country_of(const Fact& fact) {
    if (const auto code = country_code(fact.key); !code.empty()) return std::string(code);
    if (const auto code = country_code(fact.value); !code.empty()) return std::string(code);
    return fact.key;
}

/// Single Euro Payments Area: who lives in one of these may be paid to an account in any other, and an employer must not refuse it
/// (Regulation (EU) 260/2012, article 9). European Payments Council, list of 2025.
bool in_sepa(std::string_view country) {
    static const std::set<std::string_view> area{"AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE",
                                                 "IT", "LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS",
                                                 "LI", "NO", "CH", "GB", "MC", "SM", "AD", "VA", "ME", "AL", "MD", "MK", "RS"};
    return area.contains(country);
}

/// Great-circle distance less both radii of error: what certainly lies between. Source: base/geo.h.
std::optional<double> distance(const Fact& claim, const Fact& observed, Context& context) {
    const auto a = place_of_fact(claim, context.geo), b = place_of_fact(observed, context.geo);
    if (!a || !b) return std::nullopt;
    return certain_distance_km(*a, *b);
}

/// 1 where the comparable forms differ.
std::optional<double> different(const Fact& claim, const Fact& observed, Context&) { return claim.key == observed.key ? 0 : 1; }

std::optional<double> text_unlike(const Fact& claim, const Fact& observed, Context&) { return 1 - text_similarity(claim.value, observed.value); }

/// Is there a word in one name that is, give or take its spelling, a word of the other? Without one, letters in common are chance: and chance is
/// kinder to short names than to long ones, which is to say to names of some origins.
bool a_word_agrees(std::string_view a, std::string_view b) {
    constexpr double like = 0.8;
    for (const std::string_view x : split(a, ' '))
        for (const std::string_view y : split(b, ' '))
            if (name_similarity(x, y) >= like) return true;
    return false;
}

double name_likeness(std::string_view a, std::string_view b) {
    const double whole = name_similarity(a, b);
    return whole >= 0.8 || a_word_agrees(a, b) ? whole : 0;
}

/// A person's own names against each other: former and preferred names are forgiven. Source: base/text.h, name_similarity.
std::optional<double> name_unlike(const Fact& claim, const Fact& observed, Context& context) {
    double best = std::max(name_likeness(claim.value, observed.value), text_similarity(claim.value, observed.value) >= 0.95 ? 1.0 : 0.0);
    for (const std::string_view own : {"person.name", "person.preferred_name", "person.former_name"})
        for (const Fact& fact : context.of(own)) best = std::max(best, name_likeness(fact.value, observed.value));
    return 1 - best;
}

/// 1 where the countries differ (ISO 3166).
std::optional<double> country_differs(const Fact& claim, const Fact& observed, Context&) {
    const std::string a = country_of(claim), b = country_of(observed);
    if (a.empty() || b.empty()) return std::nullopt;
    return a == b ? 0 : 1;
}

/// 1 where the number belongs to another country's plan (ITU-T E.164). Toll-free and premium numbers belong to no home.
std::optional<double> phone_region_differs(const Fact& claim, const Fact& observed, Context& context) {
    const auto& phone = context.lookups.phone(observed.value);
    if (!phone || phone->region.empty() || phone->kind == PhoneKind::toll_free || phone->kind == PhoneKind::premium) return std::nullopt;
    const std::string home = country_of(claim);
    if (home.empty()) return std::nullopt;
    return home == phone->region ? 0 : 1;
}

/// 1 where the bank is in another country; within the euro payments area an account anywhere is ordinary. IBANs name their country (ISO 13616).
std::optional<double> bank_country_differs(const Fact& claim, const Fact& observed, Context&) {
    std::string bank = iban_country(observed.value);
    if (bank.empty()) bank = country_of(observed);
    const std::string home = country_of(claim);
    if (home.empty() || bank.empty()) return std::nullopt;
    return home == bank || (in_sepa(home) && in_sepa(bank)) ? 0 : 1;
}

/// Days from the claimed date to the observed one; negative where it came before.
std::optional<double> days_after(const Fact& claim, const Fact& observed, Context& context) {
    const auto a = day_of(claim, type_of(claim, context)), b = day_of(observed, type_of(observed, context));
    if (!a || !b) return std::nullopt;
    return *b - *a;
}

std::optional<double> days_before(const Fact& claim, const Fact& observed, Context& context) {
    const auto after = days_after(claim, observed, context);
    return after ? std::optional(-*after) : std::nullopt;
}

/// First and last year in a text: "2015 - 2019", "June 2015 to present" (to the year of now).
std::optional<std::pair<int, int>> years_in(std::string_view text, Timestamp now) {
    std::optional<std::pair<int, int>> out;
    for (std::size_t i = 0; i + 4 <= text.size(); ++i) {
        const auto digit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
        if ((i > 0 && digit(i - 1)) || digit(i + 4) || !digit(i) || !digit(i + 1) || !digit(i + 2) || !digit(i + 3)) continue;
        const int year = std::stoi(std::string(text.substr(i, 4)));
        if (year < 1900 || year > 2200) continue;
        out = out ? std::pair{std::min(out->first, year), std::max(out->second, year)} : std::pair{year, year};
    }
    const std::string low = ascii_lower(text);
    if (out && now.known() &&
        (low.find("present") != std::string::npos || low.find("today") != std::string::npos || low.find("current") != std::string::npos))
        out->second = std::max(out->second, civil_from_days(now.day()).year);
    return out;
}

/// Years that two spans have in common.
std::optional<double> years_overlap(const Fact& claim, const Fact& observed, Context& context) {
    const auto a = years_in(claim.value, context.now), b = years_in(observed.value, context.now);
    if (!a || !b) return std::nullopt;
    return std::max(0, std::min(a->second, b->second) - std::max(a->first, b->first));
}

/// Days on which a fact was seen: first and last of each run, else its first time, else now.
std::vector<Timestamp> days_seen(const Fact& fact, const Context& context) {
    std::vector<Timestamp> days;
    for (const DaySet::Run& run : fact.days().runs())
        for (const std::int32_t day : {run.first, run.last}) days.push_back(Timestamp::from_seconds(std::int64_t{day} * 86400 + 43200));
    if (days.empty()) days.push_back(fact.first().known() ? fact.first() : context.now);
    return days;
}

/// Hours between a clock that a computer or an account was set to (an offset, or the name of a zone) and that of the claimed zone, on the days it
/// was seen. UTC itself says nothing: servers and containers have it. Source: tz database; RFC 9557 for what an offset means.
std::optional<double> offset_hours(const Fact& claim, const Fact& observed, Context& context) {
    const bool named = type_of(observed, context) == AttributeType::time_zone;
    const std::optional<TimeZone> clock = named ? context.lookups.zone(observed.value) : std::nullopt;
    const double minutes = named ? 0 : offset_minutes(observed).value_or(0);
    const auto& zone = context.lookups.zone(claim.value);
    if (!zone || (named ? !clock || clock->name() == "Etc/UTC" || clock->name() == "UTC" : minutes == 0)) return std::nullopt;
    double nearest = 48;
    for (const Timestamp day : days_seen(observed, context)) {
        const double shown = named ? clock->offset_seconds(day) / 60.0 : minutes;
        nearest = std::min(nearest, std::abs(shown - zone->offset_seconds(day) / 60.0) / 60);
    }
    return nearest;
}

/// 1 for each claim that is not among what was observed. Texts are alike from 0.85 on (text_similarity), all else by comparable form.
std::vector<Measure> not_listed(std::span<const Fact* const> claims, std::span<const Fact* const> observed, Context& context) {
    std::vector<Measure> out;
    if (observed.empty()) return out;
    const auto most = *std::ranges::max_element(observed, {}, [](const Fact* f) { return weight_of(*f); });
    for (const Fact* claim : claims) {
        const AttributeType type = type_of(*claim, context);
        const bool words = type == AttributeType::text || type == AttributeType::name, country = type == AttributeType::country;
        const bool listed = std::ranges::any_of(observed, [&](const Fact* o) {
            return o->key == claim->key || (words && text_similarity(o->value, claim->value) >= 0.85) ||
                   (country && country_of(*o) == country_of(*claim));
        });
        Measure measure{listed ? 0.0 : 1.0, {}, weight_of(*claim), 0, claim->value, listed ? claim->value : most->value, {}, {}, {}};
        add_fact(measure, *claim);
        measure.evidence.insert(measure.evidence.end(), most->evidence().begin(), most->evidence().end());
        out.push_back(std::move(measure));
    }
    return out;
}

/// The least distance that certainly lies between the claimed home and any place where the person was seen: how near they ever came.
std::vector<Measure> nearest_km(std::span<const Fact* const> claims, std::span<const Fact* const> observed, Context& context) {
    Measure out;
    std::optional<double> nearest;
    for (const Fact* seen : observed) {
        std::optional<double> here;
        for (const Fact* claim : claims)
            if (const auto km = distance(*claim, *seen, context); km && (!here || *km < *here)) {
                here = km;
                if (nearest && *km >= *nearest) continue;
                nearest = km;
                out.claim = place_words(*claim);
                out.observed = place_words(*seen);
            }
        if (here) add_fact(out, *seen);
    }
    if (!nearest) return {};
    out.number = *nearest;
    out.weight = std::max<std::uint64_t>(1, out.days.count());
    return {std::move(out)};
}

int year_of(const Profile& profile, const Context& context) {
    const Timestamp at = profile.last.known() ? profile.last : context.now;
    return at.known() ? civil_from_days(at.day()).year : 2026;
}

Measure of_profile(double number, const Context& context, const Fact& claim) {
    Measure out;
    out.number = number;
    for (const Profile::DayHours& day : context.profile->days) out.days.add(day.day);
    out.weight = std::max<std::uint64_t>(1, out.days.count());
    out.count = context.profile->human_actions;
    out.claim = claim.value;
    out.first = context.profile->first;
    out.last = context.profile->last;
    out.evidence = claim.evidence();
    return out;
}

std::string zone_words(int shift) {
    return shift == 0 ? "the clock like" : fmt::format("a clock {} hours {}", std::abs(shift), shift > 0 ? "behind" : "ahead of");
}

/// Hours by which the day is certainly shifted against the claimed zone: the bound nearest to 0 of the 90% set of the posterior (working_hours.h).
std::vector<Measure> working_hours_shift(std::span<const Fact* const> claims, std::span<const Fact* const>, Context& context) {
    std::vector<Measure> out;
    constexpr std::uint64_t least_actions = 40;
    if (context.profile->human_actions < least_actions) return out;
    for (const Fact* claim : claims) {
        const auto& zone = context.lookups.zone(claim->value);
        if (!zone) continue;
        const auto posterior =
            shift_posterior(local_hours(*context.profile, *zone, year_of(*context.profile, context)), context.profile->days.size());
        out.push_back(of_profile(std::abs(posterior.nearest_bound()), context, *claim));
        out.back().observed = zone_words(posterior.most_likely());
    }
    return out;
}

/// Bits of evidence that the day does not follow the claimed zone's change of clocks (working_hours.h).
std::vector<Measure> no_dst_shift(std::span<const Fact* const> claims, std::span<const Fact* const>, Context& context) {
    std::vector<Measure> out;
    for (const Fact* claim : claims) {
        const auto& zone = context.lookups.zone(claim->value);
        const auto bits = zone ? no_shift_bits(*context.profile, *zone, year_of(*context.profile, context)) : std::nullopt;
        if (bits) out.push_back(of_profile(*bits, context, *claim));
    }
    return out;
}

/// Share of what was done outside the stated hours, more than an hour before or after.
std::vector<Measure> hours_outside(std::span<const Fact* const> claims, std::span<const Fact* const>, Context& context) {
    std::vector<Measure> out;
    constexpr std::uint64_t least_actions = 40;
    if (context.profile->human_actions < least_actions) return out;
    for (const Fact* claim : claims) {
        const auto hours = WorkHours::parse(claim->value);
        if (!hours) continue;
        const TimeZone* zone = context.home_zone();
        if (!hours->zone.empty())
            if (const auto& named = context.lookups.zone(hours->zone)) zone = &*named;
        if (!zone) continue;
        const Hours local = local_hours(*context.profile, *zone, year_of(*context.profile, context));
        double all = 0, outside = 0;
        for (int h = 0; h < 24; ++h) {
            all += local[static_cast<std::size_t>(h)];
            if (hours->outside(h, 1)) outside += local[static_cast<std::size_t>(h)];
        }
        if (all > 0) out.push_back(of_profile(outside / all, context, *claim));
    }
    return out;
}

/// Kilometres an hour that a person would need at least between two minutes at which they were certainly seen, a minute's rounding in their favour.
double least_speed(const DayAtPlace& a, const DayAtPlace& b, double km) {
    double fastest = 0;
    for (const int from : {a.first_minute, a.last_minute})
        for (const int to : {b.first_minute, b.last_minute}) {
            const int minutes = std::abs((b.day - a.day) * 1440 + to - from) + 1;
            fastest = std::max(fastest, km * 60 / minutes);
        }
    return fastest;
}

/// For each day the highest speed that its sightings and those of the day before demand. Only places certainly `floor_km` (300) apart, with `abroad:
/// 1` in two countries; networks on the lists under `not_on` (VPN, hosting) are no places. Error radii: base/geo.h.
std::vector<Measure> impossible_speed(std::span<const Fact* const>, std::span<const Fact* const>, Context& context) {
    std::vector<Measure> out;
    const double floor_km = context.with->number("floor_km", 300);
    const bool abroad = context.with->number("abroad", 0) != 0;
    const auto& seen = context.profile->sightings;
    std::vector<std::size_t> usable;
    for (std::size_t i = 0; i < seen.size(); ++i)
        if (seen[i].place < context.places.size() && !context.nowhere(context.places[seen[i].place])) usable.push_back(i);
    for (std::size_t n = 0; n < usable.size(); ++n) {
        const DayAtPlace& b = seen[usable[n]];
        if (out.empty() || out.back().days.last() != b.day) {
            out.emplace_back();
            out.back().days.add(b.day);
            out.back().first = out.back().last = Timestamp::from_seconds(std::int64_t{b.day} * 86400 + b.first_minute * 60);
        }
        for (std::size_t m = n; m > 0; --m) {
            const DayAtPlace& a = seen[usable[m - 1]];
            if (a.day < b.day - 1) break;
            const SeenPlace &from = context.places[a.place], &to = context.places[b.place];
            const double km = certain_distance_km(from.place, to.place);
            if (a.place == b.place || km < floor_km || (abroad && from.place.country == to.place.country)) continue;
            const double speed = least_speed(a, b, km);
            if (speed <= out.back().number) continue;
            out.back().number = speed;
            out.back().claim = place_text(from.place);
            out.back().observed = place_text(to.place);
        }
    }
    return out;
}

}  // namespace

std::optional<double> offset_minutes(const Fact& fact) {
    const std::string& text = fact.key.empty() ? fact.value : fact.key;
    double out = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
    return failed == std::errc{} && std::abs(out) <= 14 * 60 ? std::optional(out) : std::nullopt;
}

std::string offset_words(const Fact& fact) {
    const auto minutes = offset_minutes(fact);
    if (!minutes) return fact.value;
    const int whole = static_cast<int>(std::abs(*minutes));
    const char* sign = *minutes < 0 ? "-" : "+";
    return whole % 60 ? fmt::format("{}{}:{:02}", sign, whole / 60, whole % 60) : fmt::format("{}{}", sign, whole / 60);
}

double text_similarity(std::string_view a, std::string_view b) {
    static const std::set<std::string_view> common{
        "university", "college", "institute",   "school",  "of", "the",  "and", "at", "in",  "for",        "state",        "inc",      "llc", "ltd",
        "limited",    "corp",    "corporation", "company", "co", "gmbh", "sa",  "bv", "plc", "technology", "technologies", "verified", "de",  "a"};
    const auto words_of = [](std::string_view text) {
        std::vector<std::string> out(1);
        for (const char c : fold(valid_utf8(text) ? std::string(text) : repair_utf8(text))) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte >= 0x80 || std::isalnum(byte)) out.back() += c;
            else if (c != '.' && c != '\'' && !out.back().empty()) out.emplace_back();
        }
        if (out.back().empty()) out.pop_back();
        return out;
    };
    const auto initials = [](const std::vector<std::string>& words, bool all) {
        std::string out;
        for (const std::string& word : words)
            if (all || (word != "of" && word != "the" && word != "at" && word != "and")) out += word[0];
        return out;
    };
    const auto telling = [](std::vector<std::string> words) {
        std::vector<std::string> kept = words;
        std::erase_if(kept, [](const std::string& word) { return common.contains(word); });
        return kept.empty() ? words : kept;
    };
    const auto trigrams = [](const std::vector<std::string>& words) {
        std::set<std::string> out;
        for (const std::string& word : words) {
            const std::string padded = " " + word + " ";
            for (std::size_t i = 0; i + 3 <= padded.size(); ++i) out.insert(padded.substr(i, 3));
        }
        return out;
    };
    const auto left = words_of(a), right = words_of(b);
    if (left.empty() || right.empty()) return 0;
    if (left == right) return 1;
    for (const auto& [one, other] : {std::pair(&left, &right), std::pair(&right, &left)})
        if (one->size() == 1 && other->size() > 1 && one->front().size() > 1 &&
            (initials(*other, true) == one->front() || initials(*other, false) == one->front()))
            return 1;
    const auto first = trigrams(telling(left)), second = trigrams(telling(right));
    std::size_t both = 0;
    for (const std::string& gram : first) both += second.contains(gram) ? 1 : 0;
    return static_cast<double>(both) / static_cast<double>(std::min(first.size(), second.size()));
}

std::string place_words(const Fact& fact) { return std::string(trim(std::string_view(fact.value).substr(0, fact.value.find('@')))); }

void add_fact(Measure& measure, const Fact& fact) {
    measure.days.merge(fact.days());
    measure.count += fact.count();
    if (fact.first().known() && (!measure.first.known() || fact.first() < measure.first)) measure.first = fact.first();
    measure.last = std::max(measure.last, fact.last());
    measure.evidence.insert(measure.evidence.end(), fact.evidence().begin(), fact.evidence().end());
}

const std::vector<Comparator>& comparators() {
    static const std::vector<Comparator> table = [] {
        const auto pair = [](std::string_view name, auto function) {
            Comparator out;
            out.name = name;
            out.pair = function;
            return out;
        };
        const auto whole = [](std::string_view name, auto function, Observes observes) {
            Comparator out;
            out.name = name;
            out.whole = function;
            out.observes = observes;
            return out;
        };
        std::vector<Comparator> all{pair("distance_km", distance),
                                    pair("different", different),
                                    pair("text_unlike", text_unlike),
                                    pair("name_unlike", name_unlike),
                                    pair("country_differs", country_differs),
                                    pair("phone_region_differs", phone_region_differs),
                                    pair("bank_country_differs", bank_country_differs),
                                    pair("days_after", days_after),
                                    pair("days_before", days_before),
                                    pair("years_overlap", years_overlap),
                                    pair("offset_hours", offset_hours),
                                    pair("light_short_km", light_short_km),
                                    whole("not_listed", not_listed, Observes::facts),
                                    whole("nearest_km", nearest_km, Observes::facts),
                                    whole("detour_km", detour_km, Observes::facts),
                                    whole("working_hours_shift", working_hours_shift, Observes::profile),
                                    whole("no_dst_shift", no_dst_shift, Observes::profile),
                                    whole("hours_outside", hours_outside, Observes::profile),
                                    whole("impossible_speed_kmh", impossible_speed, Observes::sightings)};
        for (Comparator& c : all) {
            if (c.name == "name_unlike") c.also = {"person.name", "person.preferred_name", "person.former_name"};
            if (c.name == "offset_hours") c.show = offset_words;
            if (c.name == "hours_outside") c.also = {"home.time_zone"};
            if (c.name == "light_short_km" || c.name == "detour_km") {
                c.numbers = {"km_per_ms", "last_mile_ms"};
                c.lists = {"relays"};
            }
            if (c.name != "impossible_speed_kmh") continue;
            c.needs_claim = false;
            c.numbers = {"floor_km", "abroad"};
            c.lists = {"not_on"};
        }
        return all;
    }();
    return table;
}

const Comparator* find_comparator(std::string_view name) {
    const auto at = std::ranges::find(comparators(), name, &Comparator::name);
    return at == comparators().end() ? nullptr : &*at;
}

}  // namespace bonafide::check
