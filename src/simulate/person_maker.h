// Makes the person of an index: Organisation hands over who they are, this file decides all the rest. Inside this folder only.
#pragma once

#include "simulate/organisation.h"

namespace bonafide::sim {

struct Casting {
    std::uint64_t index = 0;
    Kind kind = Kind::ordinary;
    std::uint64_t group = 0;
    int place = 0;
    std::uint64_t farm = 0;  ///< a farm of the organisation, for the careful one who uses its line or account
};

[[nodiscard]] Person make_person(const Organisation& org, const Casting& casting);

/// Who stands behind a group: where the laptops go, whose name is on the parcels, which account collects.
struct Facilitator {
    FullName name;
    Address address;
    Account account;
    std::string phone, wallet, resume_phrase;
    std::uint64_t line = 0;
};
[[nodiscard]] Facilitator facilitator_of(const Organisation& org, std::uint64_t group);

[[nodiscard]] Address make_address(const Places& places, std::size_t city, Random& random);
[[nodiscard]] std::string make_phone(std::string_view country, std::string_view region, Random& random);
[[nodiscard]] Account make_account(std::string_view country, std::string_view payee, bool neobank, Random& random);

}  // namespace bonafide::sim
