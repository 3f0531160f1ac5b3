// What kinds of people the organisation holds: hard innocent cases, and planted workers after published cases, each with the
// traces that such cases left and how often. One table; person_maker reads it, and truth.json repeats it.
#pragma once

#include <bitset>
#include <cstdint>
#include <span>
#include <string_view>

namespace bonafide::sim {

enum class Kind : std::uint8_t {
    ordinary,
    // innocent, though they look otherwise
    expatriate,
    traveller,
    night_owl,
    vpn_user,
    household,
    moved_house,
    married_name,
    it_admin,
    second_job,
    own_company,
    // planted
    farm_client,
    stolen_identity,
    shared_facilitator,
    crypto_contractor,
    careful,
    count
};

/// One trace that a planted worker leaves somewhere.
enum class Trait : std::uint8_t {
    // applying and identity
    resume_shared,
    reference_shared,
    phone_shared,
    referred_by_partner,
    applied_over_vpn,
    education_not_found,
    tax_id_elsewhere,
    id_check_abroad,
    id_check_repeated,
    declined_calls,
    // laptop
    shipped_elsewhere,
    shipping_changed,
    home_is_farm,
    works_from_farm,
    kvm_plain,
    kvm_disguised,
    remote_tool,
    second_remote_tool,
    remote_by_script,
    mouse_jiggler,
    no_company_laptop,
    // network
    own_device_astrill,
    own_device_vpn,
    always_astrill,
    vpn_drop,
    second_site,
    // work
    clock_of_east_asia,
    commit_clock_east,
    long_days,
    never_on_camera,
    virtual_camera,
    meeting_all_day,
    clones_everything,
    commit_address_shared,
    // money
    payout_shared,
    payee_other,
    neobank,
    bank_changed_early,
    bank_changed_abroad,
    wallet,
    wallet_shared,
    wallet_changes,
    handles_change,
    count
};
using Traits = std::bitset<static_cast<std::size_t>(Trait::count)>;

struct Odds {
    Trait trait;
    int percent;
};

struct Archetype {
    Kind kind;
    std::string_view name;  ///< in truth.json
    bool planted;
    double per_thousand;      ///< of the organisation
    int group;                ///< people who belong together (2: a pair); 1: each for themselves
    std::string_view what;    ///< in truth.json
    std::string_view source;  ///< the published case
    std::span<const Odds> traits;
};

[[nodiscard]] std::span<const Archetype> archetypes();
[[nodiscard]] const Archetype& archetype(Kind kind);
/// The mistakes of whom `careful` makes two, of different rows.
[[nodiscard]] std::span<const std::span<const Trait>> careful_mistakes();
[[nodiscard]] std::string_view trait_name(Trait trait);

}  // namespace bonafide::sim
