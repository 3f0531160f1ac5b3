// Background checks (Checkr's CSV report) and identity verifications (Persona inquiries with their sessions, one a line).
#include <fmt/format.h>

#include "base/text.h"
#include "simulate/person_maker.h"
#include "simulate/resume.h"
#include "simulate/writers.h"

namespace bonafide::sim {
namespace {

std::string legal_family(const Person& p) { return p.former_family.empty() ? p.name.family : p.former_family; }

void background_check(Table& background, const Organisation& org, const Person& p) {
    Random random(org.seed(), "background check", p.index);
    const Background b = background_of(org, p);
    const bool school_fails = p.has(Trait::education_not_found), school_slow = !school_fails && random.chance(0.03),
               trace_fails = p.has(Trait::tax_id_elsewhere);
    const bool us = p.home.country == "US";
    std::string school = b.education.school, findings;
    if (school_fails) school = random.chance(0.6) ? "Unable to verify: no record of attendance" : "Discrepancy: other programme and years on record";
    if (school_slow) school = "Unable to verify: registrar did not answer";
    if (trace_fails)
        findings = random.chance(0.5) ? "SSN trace shows current employment at two other employers and another state of residence"
                                      : "No address history at the stated address; SSN in use with other employers in 2026";
    const bool bad = school_fails || trace_fails;
    const std::int32_t done = p.hired - static_cast<std::int32_t>(random.between(6, 14));
    const std::string last4 = p.tax_id.substr(p.tax_id.size() - 4);
    background.row({random.hex(24),
                    p.personal_email,
                    p.name.given,
                    legal_family(p),
                    us ? "Tasker Pro" : "International",
                    "complete",
                    bad ? "consider" : "clear",
                    bad ? (random.chance(0.5) ? "engaged" : "") : "",
                    us ? "XXX-XX-" + last4 : "",
                    !us           ? ""
                    : trace_fails ? "consider"
                                  : "clear",
                    us ? "US" : p.home.country,
                    !us ? "" : "yes",
                    b.education.school,
                    school,
                    b.education.degree,
                    std::to_string(b.education.year),
                    b.first_employer + "; " + b.second_employer,
                    random.chance(0.9) ? b.first_employer + "; " + b.second_employer : b.first_employer,
                    findings,
                    plain_time(done * 86'400'000'000LL + random.between(50'000, 80'000) * 1'000'000LL),
                    fmt::format("{} days", random.between(2, 7))});
}

std::uint32_t check_ip(const Organisation& org, const Person& p, Random& random) {
    const Places& places = org.places();
    if (p.has(Trait::id_check_abroad)) {
        static constexpr Pool abroad[] = {Pool::china_northeast, Pool::russia_east, Pool::emirates, Pool::china_northeast};
        return places.pool_ip(random.pick(abroad), random.next());
    }
    if (p.has(Trait::own_device_astrill) || p.has(Trait::always_astrill)) return places.pool_ip(Pool::astrill, random.next());
    if (p.has(Trait::own_device_vpn)) return places.pool_ip(Pool::consumer_vpn, random.next());
    if (random.chance(0.5) && p.home.country == "US") return places.mobile_ip(p.home.city_index, random.next());  // a phone takes the selfie
    return places.home_ip(p.work_city, p.line + 3);
}

void inquiry(Output& identity, const Organisation& org, const Person& p, std::string_view status, std::int64_t us, Random& random) {
    const Address& home = p.moved_day ? p.former_home : p.home;
    const std::uint32_t ip = check_ip(org, p, random);
    const Spot spot = org.places().spot(ip);
    const std::string id = random.text(24, "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789");
    identity.line(fmt::format(
        R"({{"data":{{"type":"inquiry","id":"inq_{}","attributes":{{"status":"{}","reference-id":"{}","note":null,"tags":[],"creator":"API","name-first":"{}","name-middle":{},"name-last":"{}","birthdate":"{}",)"
        R"("address-street-1":"{}","address-street-2":{},"address-city":"{}","address-subdivision":"{}","address-postal-code":"{}","address-country-code":"{}","identification-number":"{}","email-address":"{}",)"
        R"("phone-number":"{}","created-at":"{}","completed-at":"{}","decisioned-at":"{}","redacted-at":null,"next-step-name":null}}}},"included":[{{"type":"inquiry-session","id":"iqse_{}","attributes":{{"status":"active",)"
        R"("created-at":"{}","ip-address":"{}","device-type":"{}","os-name":"{}","browser-name":"{}","is-proxy":false,"is-tor":false,"is-datacenter":false,"threat-level":"low","country-code":"{}","country-name":"{}",)"
        R"("region-name":"{}","latitude":{:.4f},"longitude":{:.4f}}}}}]}})",
        id, status, 500000 + p.index * 4, json_escape(p.name.given), p.name.middle.empty() ? "null" : "\"" + p.name.middle + "\"",
        json_escape(legal_family(p)), p.birth_date, json_escape(home.street), home.unit.empty() ? "null" : "\"" + home.unit + "\"",
        json_escape(home.city), json_escape(home.region), home.post_code, home.country, p.document, p.personal_email, p.phone, log_time(us),
        log_time(us + 400'000'000), log_time(us + 460'000'000), id, log_time(us + 2'000'000), ip_text(ip),
        p.phone_model == "iPhone" ? "mobile" : "mobile", p.phone_model == "iPhone" ? "iOS" : "Android",
        p.phone_model == "iPhone" ? "Safari" : "Chrome", spot.country, spot.country_name, json_escape(spot.region), spot.lat, spot.lon));
}

}  // namespace

void screening_of(Table& background, Output& identity, const Context& context, const Person& p) {
    const Organisation& org = context.org;
    if (p.index < 6 || p.hired < org.first_day() - 720) return;
    Random random(org.seed(), "identity check", p.index);
    if (!p.contractor || random.chance(0.5)) background_check(background, org, p);
    const std::int64_t us = (p.hired - random.between(8, 20)) * 86'400'000'000LL + random.between(14 * 3600, 23 * 3600) * 1'000'000LL;
    if (p.has(Trait::id_check_repeated) || random.chance(0.02)) inquiry(identity, org, p, "failed", us - 90'000'000'000LL, random);
    inquiry(identity, org, p, "approved", us, random);
}

}  // namespace bonafide::sim
