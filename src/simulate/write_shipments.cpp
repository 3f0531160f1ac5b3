// Laptop shipments as a logistics provider for remote teams exports them (CSV).
#include <fmt/format.h>

#include "simulate/writers.h"

namespace bonafide::sim {
namespace {

constexpr std::string_view carriers[] = {"FedEx", "UPS", "UPS", "DHL"};

struct Parcel {
    std::int32_t shipped;
    std::string_view type;
    std::string serial;
    std::string changed_at;
};

void row(Table& shipments, const Person& p, const Parcel& parcel, Random& random) {
    const Address& a = p.ship_to;
    const std::string_view carrier = random.pick(carriers);
    const std::int32_t delivered = parcel.shipped + static_cast<std::int32_t>(random.between(1, 4));
    std::string street = a.street;
    if (a.unit.empty() && random.chance(0.1)) street += ".";
    shipments.row({fmt::format("SH-{}", 100000 + p.index * 3 + random.below(3)),
                   p.number,
                   p.email,
                   p.recipient,
                   street,
                   a.unit,
                   a.city,
                   a.region,
                   a.post_code,
                   a.country,
                   date_text(parcel.shipped),
                   date_text(delivered),
                   carrier,
                   carrier == "UPS" ? "1Z" + random.text(16, "ABCDEFGHJKLMNPQRSTVWXYZ0123456789") : random.digits(12),
                   p.model,
                   parcel.serial,
                   p.hostname,
                   parcel.type,
                   "Delivered",
                   parcel.changed_at,
                   parcel.changed_at.empty() ? "" : p.ship_to_first});
}

}  // namespace

void shipment_of(Table& shipments, const Context& context, const Person& p) {
    if (p.machine == Machine::own) return;
    const Organisation& org = context.org;
    Random random(org.seed(), "shipment", p.index);
    // Laptops live three years; older colleagues have had a replacement within the memory of the provider.
    const bool new_hire = p.hired >= org.first_day() - 900;
    const std::int32_t shipped =
        new_hire ? p.hired - static_cast<std::int32_t>(random.between(3, 8)) : org.first_day() - static_cast<std::int32_t>(random.between(30, 800));
    std::string changed;
    if (!p.ship_to_first.empty())
        changed = plain_time((shipped - random.between(0, 2)) * 86'400'000'000LL + random.between(50'000, 80'000) * 1'000'000LL);
    row(shipments, p, {shipped, "Onboarding", p.serial, changed}, random);
}

}  // namespace bonafide::sim
