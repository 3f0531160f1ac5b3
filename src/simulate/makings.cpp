// Addresses, phones and bank accounts.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "simulate/person_maker.h"
#include "simulate/things.h"

namespace bonafide::sim {
namespace {

std::string street_line(std::string_view country, Random& random) {
    const auto form = std::ranges::find(streets_abroad, country, &Streets::country);
    if (form == std::end(streets_abroad)) return fmt::format("{} {}", random.between(101, 9899), random.pick(us_streets));
    const std::string street(random.pick(split(form->names, '|')));
    return fmt::format(fmt::runtime(form->form), random.between(2, 190), street);
}

bool has_iban(std::string_view country) { return country != "IN" && country != "AU" && country != "BR" && country != "CA"; }

/// ISO 13616: check digits so that the whole, letters as 10..35 and country and digits moved to the end, is 1 modulo 97.
std::string iban(std::string_view country, std::string_view basic) {
    unsigned rest = 0;
    const auto feed = [&](char c) {
        const unsigned value = c <= '9' ? static_cast<unsigned>(c - '0') : static_cast<unsigned>(c - 'A' + 10);
        rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    };
    std::ranges::for_each(basic, feed);
    std::ranges::for_each(country, feed);
    feed('0'), feed('0');
    return fmt::format("{}{:02}{}", country, 98 - rest, basic);
}

}  // namespace

Address make_address(const Places& places, std::size_t city_index, Random& random) {
    const City& city = places.cities()[city_index];
    const PostCode& code = random.pick(city.post_codes);
    Address address{.street = street_line(city.country, random),
                    .unit = {},
                    .city = code.city,
                    .region = city.region,
                    .post_code = code.code,
                    .country = city.country,
                    .city_index = city_index};
    if (city.country == "CA" && address.post_code.size() == 3)  // the packages know the first half
        address.post_code += fmt::format(" {}{}{}", random.below(10), random.text(1, "ABCEGHJKLMNPRSTVWXYZ"), random.below(10));
    if (random.chance(0.3))
        address.unit =
            random.chance(0.5) ? fmt::format("Apt {}", random.between(1, 340)) : fmt::format("#{}{}", random.between(1, 9), random.text(1, "ABCD"));
    if (city.country != "US" && city.country != "CA") address.unit.clear();
    return address;
}

std::string make_phone(std::string_view country, std::string_view region, Random& random) {
    if (const auto form = std::ranges::find(phones_abroad, country, &PhoneForm::country); form != std::end(phones_abroad)) {
        const std::string prefix(random.pick(split(form->prefixes, ' ')));
        return prefix + random.digits(form->digits);
    }
    const auto area = std::ranges::find(areas, region, &Area::region);
    const std::string codes(area == std::end(areas) ? "512" : area->codes);
    const std::string code(random.pick(split(codes, ' ')));
    return fmt::format("+1 {} {}{}-{}", code, random.between(2, 9), random.between(20, 98), random.digits(4));
}

Account make_account(std::string_view country, std::string_view payee, bool neobank, Random& random) {
    Account account;
    account.payee = payee;
    account.kind = random.chance(0.93) ? "Checking" : "Savings";
    std::vector<const BankAbroad*> local;
    for (const BankAbroad& bank : banks_abroad)
        if (bank.country == country) local.push_back(&bank);
    const Bank& us = neobank ? random.pick(neobanks) : random.pick(us_banks);
    const std::string digits = random.digits(24);
    if (local.empty() || neobank) {
        account.bank = us.name;
        account.routing = us.routing;
        account.number = fmt::format("{}{}", random.between(1, 9), digits.substr(0, neobank ? 11 : 9));
        return account;
    }
    const BankAbroad& bank = *random.pick(local);
    std::string basic(bank.iban);
    std::size_t next = 0;
    for (char& c : basic)
        if (c == 'd') c = digits[next++];
    account.bank = bank.name;
    account.routing = bank.bic;
    account.number = has_iban(country) ? iban(country, basic) : basic;
    return account;
}

}  // namespace bonafide::sim
