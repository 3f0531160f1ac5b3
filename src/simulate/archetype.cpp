#include "simulate/archetype.h"

#include <algorithm>

namespace bonafide::sim {
namespace {

using enum Trait;

// Percentages are estimates from the reports named in `source`; a group shares one farm, facilitator or operator.

// Chapman (Arizona, 2020-23), DOJ sweep of June 2025, Mandiant M-Trends 2025: laptops sent to a facilitator, driven by IP-KVM or
// remote tools, the worker's own devices behind Astrill (72% of Mandiant's cases), pay collected by the facilitator.
constexpr Odds farm_client[] = {{shipped_elsewhere, 70}, {home_is_farm, 30},        {shipping_changed, 55}, {works_from_farm, 100},
                                {kvm_plain, 45},         {kvm_disguised, 15},       {remote_tool, 60},      {second_remote_tool, 25},
                                {remote_by_script, 15},  {own_device_astrill, 65},  {own_device_vpn, 15},   {clock_of_east_asia, 45},
                                {long_days, 35},         {never_on_camera, 60},     {virtual_camera, 15},   {mouse_jiggler, 20},
                                {meeting_all_day, 15},   {education_not_found, 35}, {tax_id_elsewhere, 35}, {id_check_abroad, 25},
                                {payout_shared, 30},     {payee_other, 15},         {neobank, 50},          {bank_changed_early, 25},
                                {applied_over_vpn, 50},  {commit_clock_east, 25},   {declined_calls, 35},   {vpn_drop, 15},
                                {resume_shared, 25}};

// Didenko, Knoot, Prince (stolen identities of US persons); KnowBe4 2024; Microsoft Jasper Sleet 2025; LevelBlue 2026.
constexpr Odds stolen_identity[] = {{shipped_elsewhere, 85},  {shipping_changed, 50},    {second_site, 100},       {remote_tool, 70},
                                    {remote_by_script, 25},   {kvm_plain, 20},           {own_device_astrill, 55}, {own_device_vpn, 30},
                                    {vpn_drop, 35},           {education_not_found, 55}, {tax_id_elsewhere, 70},   {id_check_abroad, 40},
                                    {id_check_repeated, 40},  {applied_over_vpn, 65},    {clock_of_east_asia, 55}, {commit_clock_east, 30},
                                    {never_on_camera, 55},    {virtual_camera, 25},      {payee_other, 30},        {neobank, 55},
                                    {bank_changed_early, 40}, {bank_changed_abroad, 30}, {declined_calls, 45},     {clones_everything, 30}};

// M-Trends 2025: workers gave references for each other, two identities with the same uncommon phrases; SEAL: one commit address
// under two names.
constexpr Odds shared_facilitator[] = {{resume_shared, 80},       {reference_shared, 70}, {referred_by_partner, 60}, {phone_shared, 40},
                                       {payout_shared, 60},       {payee_other, 30},      {works_from_farm, 85},     {shipped_elsewhere, 60},
                                       {shipping_changed, 30},    {long_days, 50},        {never_on_camera, 55},     {commit_address_shared, 40},
                                       {own_device_astrill, 40},  {own_device_vpn, 30},   {clock_of_east_asia, 30},  {remote_tool, 50},
                                       {education_not_found, 30}, {neobank, 40}};

// Treasury/State advisory 2022, DOJ forfeiture 2025-06, ZachXBT 2024-25: own machine, stablecoins, wallets and handles that
// change, one wallet for several.
constexpr Odds crypto_contractor[] = {{no_company_laptop, 100},
                                      {wallet, 100},
                                      {wallet_shared, 55},
                                      {wallet_changes, 60},
                                      {handles_change, 55},
                                      {always_astrill, 60},
                                      {own_device_vpn, 25},
                                      {vpn_drop, 40},
                                      {clock_of_east_asia, 65},
                                      {commit_clock_east, 50},
                                      {never_on_camera, 80},
                                      {declined_calls, 65},
                                      {long_days, 40},
                                      {id_check_abroad, 45},
                                      {applied_over_vpn, 60},
                                      {education_not_found, 30},
                                      {commit_address_shared, 20}};

constexpr Archetype table[] = {
    {Kind::ordinary, "ordinary", false, 0, 1, "nobody special", "", {}},
    {Kind::expatriate, "expatriate", false, 7, 1, "lives abroad for a year with HR's knowledge, keeps a US address and bank", "", {}},
    {Kind::traveller, "traveller", false, 13, 1, "works from other cities and countries one week in three", "", {}},
    {Kind::night_owl, "night_owl", false, 13, 1, "works from early evening far into the night", "", {}},
    {Kind::vpn_user, "privacy_vpn_user", false, 13, 1, "a consumer VPN is always on", "", {}},
    {Kind::household, "household", false, 13, 2, "two employees who live together, on one line and sometimes with one bank account", "", {}},
    {Kind::moved_house, "moved_house", false, 10, 1, "moved to another city within the period", "", {}},
    {Kind::married_name, "married_name", false, 7, 1, "took another name; bank and accounts follow slowly", "", {}},
    {Kind::it_admin, "it_admin", false, 7, 1, "helps colleagues with remote tools every day", "", {}},
    {Kind::second_job, "permitted_second_job", false, 7, 1, "teaches or consults in the evening, HR agreed", "", {}},
    {Kind::own_company, "own_company", false, 10, 1, "contractor who is paid through their own company", "", {}},
    {Kind::farm_client, "laptop_farm_client", true, 12, 3, "laptop stands in a farm, the worker is elsewhere",
     "Chapman 2025; DOJ 2025-06-30; M-Trends 2025", farm_client},
    {Kind::stolen_identity, "stolen_identity", true, 7, 1, "works under a real person's identity, laptop forwarded",
     "Didenko 2026; KnowBe4 2024; LevelBlue 2026", stolen_identity},
    {Kind::shared_facilitator, "two_jobs_one_facilitator", true, 6, 2, "two names, one facilitator who refers, vouches and collects",
     "M-Trends 2025; Prince 2025", shared_facilitator},
    {Kind::crypto_contractor, "crypto_contractor", true, 5, 1, "contractor on an own machine, paid in stablecoin",
     "ADV22; DOJ forfeiture 2025-06-05; ZachXBT 2025", crypto_contractor},
    {Kind::careful, "careful", true, 5, 1, "a local proxy lends everything; two mistakes remain", "indicators 1K: how it changed in 2025-26", {}}};

// Those that the reports call medium or strong: whoever is careful and makes smaller ones is not found by anybody.
constexpr Trait hardware[] = {kvm_disguised, kvm_plain, remote_by_script, meeting_all_day};
constexpr Trait network[] = {vpn_drop, always_astrill};
constexpr Trait money[] = {payout_shared, payee_other, bank_changed_abroad};
constexpr Trait identity[] = {tax_id_elsewhere, resume_shared};
constexpr Trait laptop[] = {works_from_farm};
constexpr std::span<const Trait> mistakes[] = {hardware, network, money, identity, laptop};

constexpr std::string_view trait_names[] = {"resume_shared",     "reference_shared",      "phone_shared",        "referred_by_partner",
                                            "applied_over_vpn",  "education_not_found",   "tax_id_elsewhere",    "id_check_abroad",
                                            "id_check_repeated", "declined_calls",        "shipped_elsewhere",   "shipping_changed",
                                            "home_is_farm",      "works_from_farm",       "kvm_plain",           "kvm_disguised",
                                            "remote_tool",       "second_remote_tool",    "remote_by_script",    "mouse_jiggler",
                                            "no_company_laptop", "own_device_astrill",    "own_device_vpn",      "always_astrill",
                                            "vpn_drop",          "second_site",           "clock_of_east_asia",  "commit_clock_east",
                                            "long_days",         "never_on_camera",       "virtual_camera",      "meeting_all_day",
                                            "clones_everything", "commit_address_shared", "payout_shared",       "payee_other",
                                            "neobank",           "bank_changed_early",    "bank_changed_abroad", "wallet",
                                            "wallet_shared",     "wallet_changes",        "handles_change"};
static_assert(std::size(trait_names) == static_cast<std::size_t>(Trait::count));
static_assert(std::size(table) == static_cast<std::size_t>(Kind::count));

}  // namespace

std::span<const Archetype> archetypes() { return table; }
const Archetype& archetype(Kind kind) { return table[static_cast<std::size_t>(kind)]; }
std::span<const std::span<const Trait>> careful_mistakes() { return mistakes; }
std::string_view trait_name(Trait trait) { return trait_names[static_cast<std::size_t>(trait)]; }

}  // namespace bonafide::sim
