// HR's own files: the roster as a Workday report has it, changes of personal data, onboarding.
#include <fmt/format.h>

#include "simulate/writers.h"

namespace bonafide::sim {
namespace {

/// People write their streets in several ways.
std::string as_typed(std::string street, Random& random) {
    static constexpr std::pair<std::string_view, std::string_view> forms[] = {
        {" Avenue", " Ave"}, {" Ave", " Avenue"}, {" Street", " St"}, {" Ln", " Lane"}, {" Dr", " Drive"}, {" Rd", " Road"}, {" Blvd", " Blvd."}};
    if (!random.chance(0.25)) return street;
    for (const auto& [from, to] : forms)
        if (street.ends_with(from)) return street.substr(0, street.size() - from.size()).append(to);
    return street;
}

std::string former_phone(const Person& p, Random& random) { return p.phone.substr(0, p.phone.size() - 4) + random.digits(4); }

std::string one_line(const Address& a) { return fmt::format("{}, {}, {} {}, {}", a.line(), a.city, a.region, a.post_code, a.country); }

/// Trips abroad that HR was told of; some people forget.
std::string announced_travel(const Organisation& org, const Person& p) {
    if (!p.travel.empty()) return p.travel;
    Random random(org.seed(), "announced travel", p.index);
    std::string out;
    for (std::int32_t monday = org.first_day() - (org.first_day() + 3) % 7; monday <= org.last_day(); monday += 7) {
        const Trip trip = trip_of(org, p, monday);
        if (!trip.on || trip.city < org.places().us_cities() || !random.chance(0.75)) continue;
        out += fmt::format("{}{} {} to {}", out.empty() ? "" : "; ", org.places().cities()[trip.city].country_name, date_text(monday),
                           date_text(monday + 6));
    }
    return out;
}

void changes_of(Table& changes, const Context& context, const Person& p) {
    const Organisation& org = context.org;
    Random random(org.seed(), "personal data", p.index);
    const auto when = [&](std::int64_t first, std::int64_t last) { return static_cast<std::int32_t>(random.between(first, last)); };
    const auto row = [&](std::int32_t day, std::string_view field, std::string_view old_value, std::string_view new_value) {
        changes.row({date_text(day), p.number, p.email, field, old_value, new_value, random.chance(0.8) ? "Employee Self-Service" : "HR Partner"});
    };
    if (p.moved_day) row(p.moved_day, "Home Address", one_line(p.former_home), one_line(p.home));
    if (!p.former_family.empty()) row(when(org.first_day() - 30, org.last_day()), "Legal Name", p.name.given + " " + p.former_family, p.full_name());
    if (!archetype(p.kind).planted && random.chance(0.03))
        row(when(org.first_day(), org.last_day()), "Mobile Phone", former_phone(p, random), p.phone);
    if (p.has(Trait::home_is_farm) && p.has(Trait::shipping_changed)) {
        Address before = p.home;
        before.street = fmt::format("{} Maple Ave", random.between(100, 4000));
        before.unit.clear();
        row(p.hired - 5, "Home Address", one_line(before), one_line(p.home));
    }
}

}  // namespace

void roster_of(Table& roster, Table& changes, Table& onboarding, Table& keys, const Context& context, const Person& p) {
    const Organisation& org = context.org;
    Random random(org.seed(), "roster", p.index);
    const std::string street = as_typed(p.home.street, random);
    const bool gone = p.left && p.left <= org.last_day();
    const std::string manager = p.index == 0 ? "" : name_of(org.seed(), p.manager, org.names_swapped()).text();
    const std::string former = p.former_family.empty() ? "" : p.name.given + " " + p.former_family;
    const std::string preferred = !p.preferred.empty()                            ? p.preferred
                                  : random.chance(0.06) && !p.name.middle.empty() ? fmt::format("{} {}.", p.name.given, p.name.family.substr(0, 1))
                                                                                  : "";
    roster.row({p.number,
                p.name.given,
                p.name.middle,
                p.name.family,
                preferred,
                former,
                p.email,
                p.personal_email,
                random.chance(0.95) ? p.phone : "",
                street,
                p.home.unit,
                p.home.city,
                p.home.region,
                p.home.post_code,
                p.home.country,
                date_text(p.hired),
                gone ? date_text(p.left) : "",
                gone ? "Terminated" : "Active",
                p.title,
                p.department,
                manager,
                p.employment,
                p.vendor,
                p.work_hours,
                p.time_zone,
                p.office ? "Hybrid - Austin HQ" : "Remote",
                p.second_job ? "Yes" : "",
                p.permitted_tools,
                announced_travel(org, p)});
    changes_of(changes, context, p);
    if (p.hired >= org.first_day() - 720)
        onboarding.row(
            {p.number, p.full_name(), p.email, date_text(p.hired), p.in_person_start ? "In person" : "Remote", p.in_person_start ? "Yes" : "No"});
    if (p.hardware_key)
        keys.row({p.number, p.email, "Security Key (YubiKey 5C NFC)", random.digits(8),
                  date_text(p.hired + static_cast<std::int32_t>(random.between(0, 3))), p.in_person_start ? "Yes" : "No"});
}

}  // namespace bonafide::sim
