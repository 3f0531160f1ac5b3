// Pay: Gusto's payroll export for employees, Deel's for contractors, and the audit list of changed payment details.
#include <fmt/format.h>

#include <cmath>

#include "simulate/writers.h"

namespace bonafide::sim {
namespace {

const Account& account_on(const Person& p, std::int32_t date) { return p.change_day && date >= p.change_day ? p.new_account : p.account; }

/// Banks like capitals; letters outside ASCII stay as they are.
std::string in_capitals(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

void employee_pay(Table& payroll, const Organisation& org, const Person& p) {
    Random random(org.seed(), "payroll", p.index);
    const std::int32_t first_friday = org.first_day() + 11;
    const bool capitals = random.chance(0.12);
    for (std::int32_t check = first_friday; check <= org.last_day() + 3; check += 14) {
        if (!p.employed(check - 8)) continue;
        const Account& account = account_on(p, check);
        const double gross = std::round(p.salary / 26 * 100) / 100, net = gross * (0.68 + 0.06 * random.unit());
        payroll.row({date_text(check), date_text(check - 18), date_text(check - 5), p.number, p.name.family, p.name.given, p.email,
                     fmt::format("{:.2f}", gross), fmt::format("{:.2f}", net), "Direct Deposit", account.bank, account.routing, account.number,
                     account.kind, capitals ? in_capitals(account.payee) : account.payee});
    }
}

void contractor_pay(Table& contractors, const Organisation& org, const Person& p) {
    Random random(org.seed(), "contractor pay", p.index);
    const double month = std::round(p.salary / 12);
    std::size_t nth = 0;
    for (std::int32_t date = org.first_day() + 6; date <= org.last_day() + 2; date += 14, ++nth) {
        if (!p.employed(date - 10)) continue;
        const Account& account = account_on(p, date);
        const bool coin = !p.wallets.empty();
        const std::string wallet = coin ? p.wallets[std::min(p.wallets.size() - 1, nth / 2)] : "";
        contractors.row({p.full_name(),
                         p.personal_email,
                         p.email,
                         p.number,
                         fmt::format("m4{}", Random(org.seed(), "contract", p.index).text(5, "abcdefghjkmnpqrstuvwxyz0123456789")),
                         fmt::format("INV-{}-{:02}", 2000 + p.index, nth + 1),
                         date_text(date),
                         fmt::format("{:.2f}", month / 2),
                         coin                                                    ? "USDC"
                         : p.home.country == "US" || account.routing.size() == 9 ? "USD"
                                                                                 : "EUR",
                         coin ? "Crypto (Coinbase)" : "Bank Transfer",
                         p.company.empty() ? "Individual" : "Company",
                         p.company,
                         coin ? "" : account.payee,
                         coin ? "" : account.bank,
                         coin ? "" : account.routing,
                         coin ? "" : account.number,
                         wallet,
                         p.home.country,
                         p.discord,
                         p.telegram,
                         "Paid"});
    }
}

void change_row(Table& changes, const Context& context, const Person& p, std::int32_t date, std::string_view field, std::string_view old_value,
                std::string_view new_value, Random& random) {
    const Organisation& org = context.org;
    const std::int64_t us = date * 86'400'000'000LL + random.between(13 * 3600, 23 * 3600) * 1'000'000LL;
    std::uint32_t ip = line_ip(org, p, date);
    if (p.has(Trait::bank_changed_abroad)) ip = org.places().pool_ip(random.chance(0.6) ? Pool::astrill : Pool::china_northeast, random.next());
    else if (p.has(Trait::own_device_astrill) || p.has(Trait::always_astrill)) ip = org.places().pool_ip(Pool::astrill, random.next());
    else if (p.kind == Kind::vpn_user || p.has(Trait::own_device_vpn)) ip = org.places().pool_ip(Pool::consumer_vpn, random.next());
    changes.row({plain_time(us), p.number, p.full_name(), p.email, field, old_value, new_value, "Employee", ip_text(ip)});
}

std::string account_text(const Account& a) { return a.routing.size() == 9 ? fmt::format("{}/{}", a.routing, a.number) : a.number; }

}  // namespace

void pay_of(Table& payroll, Table& contractors, Table& changes, const Context& context, const Person& p) {
    const Organisation& org = context.org;
    p.pays_direct ? contractor_pay(contractors, org, p) : employee_pay(payroll, org, p);
    Random random(org.seed(), "payment changes", p.index);
    const bool in_period = p.change_day && p.change_day <= org.last_day() && p.employed(p.change_day);
    if (in_period && p.wallets.empty())
        change_row(changes, context, p, p.change_day - 2, "Direct Deposit Account Number", account_text(p.account), account_text(p.new_account),
                   random);
    const std::int32_t start = std::max(org.first_day(), p.hired);
    for (std::size_t i = 1; i < p.wallets.size(); ++i)
        if (const std::int32_t date = start + static_cast<std::int32_t>(i) * 28 - 3; date <= org.last_day())
            change_row(changes, context, p, date, "Wallet address", p.wallets[i - 1], p.wallets[i], random);
    if (!p.has(Trait::handles_change)) return;
    const std::string other = p.discord + random.text(2, "xyz_") + random.digits(2);
    change_row(changes, context, p, start + static_cast<std::int32_t>(random.between(5, 40)), "Discord handle", p.discord, other, random);
    change_row(changes, context, p, start + static_cast<std::int32_t>(random.between(42, 70)),
               random.chance(0.5) ? "Discord handle" : "Telegram handle", other, other + random.digits(1), random);
}

}  // namespace bonafide::sim
