// One member of the organisation, whole. Made by Organisation from seed and index alone, so a million need not be kept at once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "simulate/archetype.h"
#include "simulate/names.h"

namespace bonafide::sim {

enum class Machine : std::uint8_t { windows, mac, own };  ///< own: the company sees only its accounts

struct Address {
    std::string street, unit, city, region, post_code, country;
    std::size_t city_index = 0;  ///< into Places::cities
    [[nodiscard]] std::string line() const { return unit.empty() ? street : street + " " + unit; }
};

struct Account {
    std::string bank, routing, number, payee, kind;  ///< routing: ABA or BIC; number: account or IBAN
};

struct Person {
    std::uint64_t index = 0;
    Kind kind = Kind::ordinary;
    std::uint64_t group = 0;  ///< farm, household or pair; 0: none
    int place_in_group = 0;
    Traits traits;

    FullName name;  ///< legal name
    std::string former_family, preferred;
    std::string number, login, email, personal_email, github, okta_id, slack_id;
    std::string phone, tax_id, birth_date, document;
    Address home, former_home, ship_to;
    std::string ship_to_first;  ///< the address before it was changed, or empty
    std::string recipient;
    std::size_t work_city = 0;    ///< where the laptop really is
    std::uint64_t line = 0;       ///< number of the internet line it is on
    std::size_t second_city = 0;  ///< stolen_identity: where the laptop was forwarded to; expatriate: where they live

    std::string title, department, employment, vendor, work_hours, time_zone, permitted_tools, travel;
    bool second_job = false, engineer = false, contractor = false, office = false, in_person_start = false, hardware_key = false;
    bool pays_direct = false;          ///< paid through Deel and not by payroll
    std::string company;               ///< own company
    std::int32_t hired = 0, left = 0;  ///< days since 1970; left 0: still here
    std::uint64_t manager = 0;
    double salary = 0;

    Machine machine = Machine::windows;
    std::string serial, hostname, mac, model, os_version;
    std::string phone_model, agent, phone_agent, camera, microphone;
    double camera_rate = 0;  ///< how often the camera is on

    Account account, new_account;  ///< new_account: after the change on change_day
    std::int32_t change_day = 0;   ///< first pay on new_account; 0: none
    std::int32_t moved_day = 0;    ///< moved from former_home to home; 0: never
    std::vector<std::string> wallets;
    std::string discord, telegram;

    int day_starts = 9 * 60, day_minutes = 8 * 60;  ///< local time of `works_in`
    std::string works_in;                           ///< zone whose clock the working day follows
    std::string commit_zone;                        ///< zone of the clock of the machine where commits are made
    std::string commit_email;

    [[nodiscard]] bool has(Trait trait) const { return traits.test(static_cast<std::size_t>(trait)); }
    [[nodiscard]] std::string full_name() const { return name.text(); }
    [[nodiscard]] bool employed(std::int32_t day) const { return day >= hired && (left == 0 || day < left); }
};

}  // namespace bonafide::sim
