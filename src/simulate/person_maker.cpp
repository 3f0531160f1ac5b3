#include "simulate/person_maker.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "simulate/things.h"

namespace bonafide::sim {
namespace {

constexpr int lines_a_person = 8;  // home_ip numbers of a person: one for each DHCP lease

bool local_laptop(Kind kind) { return kind != Kind::crypto_contractor; }

/// Makes one person step by step; each step has its own stream, so that steps can change apart from each other.
class Maker {
public:
    Maker(const Organisation& org, const Casting& casting) : org_(org), casting_(casting), places_(org.places()) {}

    Person make() {
        who();
        traits();
        names_and_numbers();
        work();
        home();
        laptop();
        laptop_site();
        money();
        habits();
        special_case();
        stated_hours();
        return std::move(p_);
    }

private:
    [[nodiscard]] Random stream(std::string_view topic) const { return Random(org_.seed(), topic, casting_.index); }
    [[nodiscard]] bool is(Kind kind) const { return p_.kind == kind; }
    [[nodiscard]] bool planted() const { return archetype(p_.kind).planted; }
    void add(Trait trait) { p_.traits.set(static_cast<std::size_t>(trait)); }
    void drop(Trait trait) { p_.traits.reset(static_cast<std::size_t>(trait)); }

    void who();
    void traits();
    void careful_traits(Random& random);
    void names_and_numbers();
    void work();
    void job(Random& random);
    void tenure(Random& random);
    std::size_t city_of_home(Random& random) const;
    void home();
    void laptop();
    void laptop_site();
    void money();
    void money_of_planted(Random& random);
    void habits();
    void clock(Random& random);
    void stated_hours();
    void special_case();
    void expatriate(Random& random);
    void household(Random& random);
    void moved_house(Random& random);
    void married_name(Random& random);
    void own_company(Random& random);

    const Organisation& org_;
    const Casting& casting_;
    const Places& places_;
    Person p_;
};

void Maker::who() {
    p_.index = casting_.index;
    p_.kind = casting_.kind;
    p_.group = casting_.group;
    p_.place_in_group = casting_.place;
    p_.manager = p_.index / Organisation::team_size * Organisation::team_size;
    if (p_.manager == p_.index) p_.manager = 0;
}

void Maker::traits() {
    Random random = stream("traits");
    for (const Odds& odds : archetype(p_.kind).traits)
        if (random.chance(odds.percent / 100.0)) add(odds.trait);
    if (is(Kind::careful)) careful_traits(random);
    if (is(Kind::farm_client)) {
        // The laptop goes to the farm: either HR believes the worker lives there, or it was sent elsewhere.
        p_.has(Trait::home_is_farm) ? drop(Trait::shipped_elsewhere) : add(Trait::shipped_elsewhere);
        // Something must drive it from afar.
        if (!p_.has(Trait::kvm_plain) && !p_.has(Trait::kvm_disguised)) add(Trait::remote_tool);
        if (p_.place_in_group == 0) add(Trait::payout_shared), add(Trait::resume_shared);
    }
    if (is(Kind::shared_facilitator) && p_.has(Trait::shipped_elsewhere)) add(Trait::works_from_farm);
    if (is(Kind::stolen_identity) && !p_.has(Trait::kvm_plain)) add(Trait::remote_tool);
    if (p_.has(Trait::kvm_plain)) drop(Trait::kvm_disguised);
    if (p_.has(Trait::always_astrill)) drop(Trait::own_device_vpn), drop(Trait::own_device_astrill);
    if (p_.has(Trait::own_device_astrill)) drop(Trait::own_device_vpn);
    if (!p_.has(Trait::remote_tool)) drop(Trait::second_remote_tool);
    if (!p_.has(Trait::wallet)) drop(Trait::wallet_shared), drop(Trait::wallet_changes);
}

void Maker::careful_traits(Random& random) {
    const auto rows = careful_mistakes();
    const std::size_t first = random.below(rows.size());
    std::size_t second = random.below(rows.size() - 1);
    if (second >= first) ++second;
    add(random.pick(rows[first]));
    add(random.pick(rows[second]));
}

void Maker::names_and_numbers() {
    Random random = stream("numbers");
    p_.name = name_of(org_.seed(), p_.index, org_.names_swapped());
    p_.number = fmt::format("E{:05}", 10001 + p_.index * 7 % 90000 + p_.index / 90000 * 1000000);
    p_.login = p_.name.login();
    p_.email = fmt::format("{}@{}", p_.login, Organisation::domain);
    static constexpr std::string_view providers[] = {"gmail.com", "gmail.com", "gmail.com", "outlook.com", "icloud.com", "proton.me", "yahoo.com"};
    const std::string tail = random.digits(3);
    p_.personal_email =
        fmt::format("{}{}{}@{}", p_.name.ascii_given, random.chance(0.5) ? "." : "", p_.name.ascii_family + tail, random.pick(providers));
    p_.github = fmt::format("{}-{}", p_.name.ascii_given.substr(0, 1) + p_.name.ascii_family, random.hex(4));
    p_.okta_id = "00u" + random.text(17, "abcdefghijkmnpqrstuvwxyz0123456789ABCDEFGH");
    p_.slack_id = "U0" + random.text(9, "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789");
    p_.tax_id = fmt::format("{:03}-{:02}-{:04}", random.between(101, 665), random.between(10, 99), random.between(1000, 9999));
    p_.birth_date = iso_date(Timestamp::from_seconds((days_from_civil({1966, 1, 1}) + random.between(0, 12600)) * 86400));
    p_.document = random.text(1, "ABCDHKLMST") + random.digits(8);
    p_.commit_email = p_.email;
}

void Maker::job(Random& random) {
    int total = 0;
    for (const Job& job : jobs) total += job.weight;
    const bool technical = planted() || is(Kind::night_owl) || is(Kind::second_job) || is(Kind::own_company);
    const Job* found = nullptr;
    while (!found) {
        std::int64_t at = random.between(0, total - 1);
        for (const Job& job : jobs)
            if ((at -= job.weight) < 0) {
                if (!technical || job.engineer) found = &job;
                break;
            }
    }
    p_.title = found->title;
    p_.department = found->department;
    p_.engineer = found->engineer;
    p_.salary = static_cast<double>(found->salary + random.between(-18, 24)) * 1000.0;
    if (is(Kind::it_admin)) {
        p_.title = "IT Support Engineer";
        p_.department = "IT";
        p_.engineer = false;
        p_.permitted_tools = "ScreenConnect; TeamViewer";
    }
}

void Maker::tenure(Random& random) {
    // Planted jobs last seven months in the median; many of the others have been here for years.
    const std::int64_t ago = planted()            ? random.between(-40, 330)
                             : random.chance(0.1) ? random.between(-80, 0)
                                                  : 20 + static_cast<std::int64_t>(random.unit() * random.unit() * 2300);
    p_.hired = org_.first_day() - static_cast<std::int32_t>(ago);
    const std::int32_t latest = org_.first_day() + (org_.last_day() - org_.first_day()) / 2;
    p_.hired = std::min(p_.hired, std::max(latest, org_.first_day()));
    p_.hired -= (p_.hired + 3) % 7;  // 1970-01-01 was a Thursday: start on a Monday
    if (!planted() && p_.kind == Kind::ordinary && random.chance(0.03))
        p_.left = static_cast<std::int32_t>(random.between(org_.first_day() + 10, org_.last_day() + 20));
    if (p_.left && p_.left < p_.hired + 20) p_.left = 0;
}

void Maker::work() {
    Random random = stream("work");
    job(random);
    tenure(random);
    p_.contractor = is(Kind::crypto_contractor) || is(Kind::own_company) || (!planted() && p_.kind == Kind::ordinary && random.chance(0.07));
    p_.employment = p_.contractor ? "Contractor" : random.chance(0.97) ? "Full-time" : "Part-time";
    if (p_.contractor && random.chance(0.15)) p_.vendor = random.chance(0.5) ? "Toptal" : "Andela";
    const bool near_office =
        !planted() && !p_.contractor && (p_.kind == Kind::ordinary || is(Kind::it_admin) || is(Kind::household)) && random.chance(0.3);
    p_.office = near_office || p_.index < 6;
    p_.in_person_start = p_.office ? random.chance(0.9) : !planted() && random.chance(0.12);
    p_.hardware_key = p_.in_person_start ? random.chance(0.7) : random.chance(0.1);
}

std::size_t Maker::city_of_home(Random& random) const {
    if (p_.office || is(Kind::it_admin)) return places_.office_city();
    const auto& cities = places_.cities();
    const bool us_only = (planted() && !is(Kind::crypto_contractor)) || is(Kind::expatriate) || is(Kind::household) || is(Kind::moved_house);
    const bool abroad = !us_only && cities.size() > places_.us_cities() && random.chance(p_.contractor ? 0.55 : 0.14);
    const std::size_t first = abroad ? places_.us_cities() : 0, last = abroad ? cities.size() : places_.us_cities();
    for (;;) {  // larger cities, with more networks, are likelier
        const std::size_t city = first + random.below(last - first);
        if (random.below(160) < cities[city].homes.size()) return city;
    }
}

void Maker::home() {
    Random random = stream("home");
    const std::size_t city = city_of_home(random);
    p_.home = make_address(places_, city, random);
    const bool same_region = random.chance(0.72);
    p_.phone = make_phone(p_.home.country, same_region ? p_.home.region : random.pick(areas).region, random);
    p_.work_city = city;
    p_.line = p_.index * lines_a_person;
    p_.ship_to = p_.home;
    p_.recipient = p_.full_name();
    p_.time_zone = places_.cities()[city].time_zone;
    p_.works_in = p_.commit_zone = p_.time_zone;
}

void Maker::laptop() {
    Random random = stream("laptop");
    const bool mac = random.chance(p_.engineer ? 0.58 : 0.4);
    p_.machine = !local_laptop(p_.kind) ? Machine::own : mac ? Machine::mac : Machine::windows;
    if (p_.contractor && !planted()) p_.machine = random.chance(0.7) ? Machine::own : p_.machine;
    p_.serial = mac ? "C02" + random.text(9, "ABCDFGHJKLMNPQRTVWXYZ0123456789") : random.text(7, "ABCDFGHJKLMNPQRSTVWXYZ0123456789");
    p_.hostname = fmt::format("NB-{}-{}", mac ? "MBP" : "WS", p_.serial.substr(p_.serial.size() - 6));
    static constexpr std::string_view mac_makers[] = {"3c:22:fb", "a4:83:e7", "f0:18:98"}, intel_makers[] = {"3c:a9:f4", "8c:8d:28", "a0:88:b4"};
    p_.mac = fmt::format("{}:{}:{}:{}", mac ? random.pick(mac_makers) : random.pick(intel_makers), random.hex(2), random.hex(2), random.hex(2));
    static constexpr std::string_view mac_models[] = {"MacBook Pro (14-inch, 2023)", "MacBook Air (M2, 2022)", "MacBook Pro (16-inch, 2023)"};
    static constexpr std::string_view windows_models[] = {"Latitude 7440", "Latitude 5450", "ThinkPad T14 Gen 4", "XPS 15 9530"};
    p_.model = mac ? random.pick(mac_models) : random.pick(windows_models);
    p_.os_version = mac ? fmt::format("15.{}", random.between(3, 6)) : fmt::format("10.0.{}", random.chance(0.6) ? "26100.4652" : "22631.5624");
    const int chrome = static_cast<int>(random.between(138, 140));
    const std::string_view system = mac ? "Macintosh; Intel Mac OS X 10_15_7" : "Windows NT 10.0; Win64; x64";
    p_.agent = fmt::format("Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36", system, chrome);
    if (random.chance(0.12))
        p_.agent = fmt::format("Mozilla/5.0 ({}; rv:142.0) Gecko/20100101 Firefox/142.0",
                               mac ? "Macintosh; Intel Mac OS X 10.15" : "Windows NT 10.0; Win64; x64");
    p_.phone_model = random.pick(phone_models);
    p_.phone_agent = p_.phone_model == "iPhone"
                         ? "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 "
                           "Mobile/15E148 Safari/604.1"
                         : "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36";
    p_.camera = mac ? random.pick(cameras_mac) : random.pick(cameras_windows);
    p_.microphone = random.pick(microphones);
    if (!planted() && random.chance(0.02)) p_.camera = "OBS Virtual Camera";  // people who like to present
}

void Maker::laptop_site() {
    Random random = stream("site");
    const auto another_city = [&] {
        std::size_t city = 0;
        do city = random.below(places_.us_cities());
        while (places_.cities()[city].region == p_.home.region);
        return city;
    };
    if (p_.has(Trait::works_from_farm)) {
        const Facilitator farm = facilitator_of(org_, is(Kind::careful) ? casting_.farm : p_.group);
        p_.work_city = farm.address.city_index;
        p_.line = farm.line;
        p_.ship_to = farm.address;
        if (p_.has(Trait::home_is_farm)) p_.home = farm.address, p_.time_zone = places_.cities()[p_.work_city].time_zone;
        if (random.chance(0.35)) p_.recipient = farm.name.text();
        else if (random.chance(0.3)) p_.recipient = fmt::format("{} c/o {}", p_.full_name(), farm.name.text());
    } else if (p_.has(Trait::second_site) || p_.has(Trait::shipped_elsewhere)) {
        const std::size_t city = another_city();
        p_.ship_to = make_address(places_, city, random);
        if (p_.has(Trait::second_site)) p_.work_city = city;
    }
    if (p_.has(Trait::shipping_changed) && p_.ship_to.line() != p_.home.line())
        p_.ship_to_first = fmt::format("{}, {}, {} {}", p_.home.line(), p_.home.city, p_.home.region, p_.home.post_code);
    if (planted() && !is(Kind::crypto_contractor) && !is(Kind::careful)) p_.works_in = "America/Chicago";
}

void Maker::money() {
    Random random = stream("money");
    p_.pays_direct = p_.contractor;
    const bool neobank = p_.has(Trait::neobank) || random.chance(planted() ? 0.0 : 0.08);
    std::string payee = p_.full_name();
    if (random.chance(0.15) && !p_.name.middle.empty()) payee = fmt::format("{} {} {}", p_.name.given, p_.name.middle, p_.name.family);
    p_.account = make_account(p_.home.country, payee, neobank, random);
    if (!planted() && random.chance(0.05)) {  // people change banks
        p_.new_account = make_account(p_.home.country, payee, random.chance(0.1), random);
        p_.change_day = static_cast<std::int32_t>(random.between(org_.first_day() + 5, org_.last_day() + 5));
    }
    if (p_.contractor && !planted() && is(Kind::ordinary) && random.chance(0.12)) p_.wallets = {"0x" + random.hex(40)};
    static constexpr std::string_view handle_words[] = {"dev", "code", "pixel", "stack", "nova", "kite", "maple", "byte"};
    const std::string word(random.pick(handle_words)), digits = random.digits(3);
    if (p_.contractor || random.chance(0.1)) p_.discord = p_.name.ascii_given + "_" + word + digits;
    if (p_.contractor && random.chance(0.5)) p_.telegram = "@" + p_.name.ascii_given + word + digits;
    money_of_planted(random);
}

void Maker::money_of_planted(Random& random) {
    if (!planted()) return;
    const Facilitator behind = facilitator_of(org_, is(Kind::careful) ? casting_.farm : p_.group);
    if (p_.has(Trait::payout_shared))
        p_.account = behind.account, p_.account.payee = p_.has(Trait::payee_other) ? behind.name.text() : p_.full_name();
    else if (p_.has(Trait::payee_other)) p_.account.payee = name_of(org_.seed(), org_.size() + 500'000 + p_.index, org_.names_swapped()).text();
    if (p_.has(Trait::bank_changed_early) || p_.has(Trait::bank_changed_abroad)) {
        p_.new_account = p_.account;
        p_.account = make_account("US", p_.full_name(), random.chance(0.5), random);
        p_.change_day = std::max(p_.hired, org_.first_day()) + static_cast<std::int32_t>(random.between(6, 24));
        if (!p_.has(Trait::payout_shared))
            p_.new_account = make_account("US", p_.has(Trait::payee_other) ? p_.new_account.payee : p_.full_name(), true, random);
    }
    if (p_.has(Trait::wallet)) {
        const int count = p_.has(Trait::wallet_changes) ? static_cast<int>(random.between(2, 4)) : 1;
        for (int i = 0; i < count; ++i) p_.wallets.push_back("0x" + random.hex(40));
        if (p_.has(Trait::wallet_shared)) p_.wallets.back() = facilitator_of(org_, 0).wallet;  // all of them pay one collector
    }
    if (p_.has(Trait::phone_shared)) p_.phone = behind.phone;
    if (p_.has(Trait::commit_address_shared)) p_.commit_email = fmt::format("{}dev{}@gmail.com", behind.name.ascii_given, behind.wallet.substr(2, 3));
}

void Maker::clock(Random& random) {
    p_.day_starts = static_cast<int>(random.spread(9 * 60, 40));
    p_.day_minutes = static_cast<int>(random.spread(8.3 * 60, 45));
    if (!planted() && random.chance(0.12)) p_.day_starts -= 90;  // early birds
    if (!planted() && random.chance(0.12)) p_.day_starts += 100;
    if (p_.has(Trait::long_days)) p_.day_minutes = static_cast<int>(random.between(12, 14) * 60);
    if (is(Kind::night_owl)) p_.day_starts = static_cast<int>(random.spread(17 * 60, 30)), p_.day_minutes = 9 * 60;
    if (p_.has(Trait::clock_of_east_asia) && is(Kind::crypto_contractor))
        p_.works_in = "Asia/Shanghai", p_.day_starts = static_cast<int>(random.between(9, 10)) * 60;
}

void Maker::stated_hours() {
    Random random = stream("stated hours");
    if (is(Kind::night_owl)) p_.work_hours = random.chance(0.5) ? "flexible" : "17:00-01:00 " + p_.time_zone;
    else if (random.chance(0.7))
        p_.work_hours = "09:00-17:00 " + (is(Kind::expatriate) ? p_.works_in : p_.time_zone);  // HR does not know of everybody
}

void Maker::habits() {
    Random random = stream("habits");
    p_.camera_rate = random.chance(0.09) ? 0.04 : 0.35 + random.unit() * 0.6;
    if (p_.has(Trait::never_on_camera)) p_.camera_rate = random.chance(0.6) ? 0 : 0.02;
    static constexpr std::string_view virtual_cameras[] = {"OBS Virtual Camera", "ManyCam Virtual Webcam", "SplitCam Video Driver", "XSplit VCam"};
    if (p_.has(Trait::virtual_camera)) p_.camera = random.pick(virtual_cameras), p_.camera_rate = std::max(p_.camera_rate, 0.3);
    clock(random);
    if (p_.has(Trait::commit_clock_east)) p_.commit_zone = random.chance(0.5) ? "Asia/Shanghai" : "Asia/Tokyo";
    if (random.chance(0.04)) p_.permitted_tools = "Chrome Remote Desktop";
}

void Maker::special_case() {
    Random random = stream("special case");
    switch (p_.kind) {
        case Kind::expatriate: return expatriate(random);
        case Kind::household: return household(random);
        case Kind::moved_house: return moved_house(random);
        case Kind::married_name: return married_name(random);
        case Kind::own_company: return own_company(random);
        case Kind::second_job: p_.second_job = true; return;
        default: return;
    }
}

void Maker::expatriate(Random& random) {
    const std::size_t abroad = places_.cities().size() - places_.us_cities();
    p_.second_city = abroad ? places_.us_cities() + random.below(abroad) : p_.work_city;
    const City& city = places_.cities()[p_.second_city];
    p_.travel =
        fmt::format("{} {} to {}: approved to work from {}", city.country_name, iso_date(Timestamp::from_seconds((org_.first_day() - 150) * 86400LL)),
                    iso_date(Timestamp::from_seconds((org_.last_day() + 120) * 86400LL)), city.name);
    p_.work_city = p_.second_city;
    p_.works_in = p_.commit_zone = city.time_zone;
    p_.hired = std::min(p_.hired, org_.first_day() - 300);
}

void Maker::household(Random& random) {
    // Both parts ask the same stream of their group, so they agree without knowing of each other.
    Random together(org_.seed(), "household", p_.group);
    const std::size_t city = together.below(places_.us_cities());
    p_.home = make_address(places_, city, together);
    p_.ship_to = p_.home;
    p_.work_city = p_.home.city_index;
    p_.time_zone = p_.works_in = p_.commit_zone = places_.cities()[city].time_zone;
    p_.line = (org_.size() + p_.group) * lines_a_person;
    p_.office = false;
    p_.hired = std::min(p_.hired, org_.first_day() - 14);
    const bool joint = together.chance(0.5);
    const Account account = make_account("US", "", false, together);
    if (joint) p_.account = account, p_.account.payee = p_.full_name();
    if (random.chance(0.5) && p_.home.unit.empty() && p_.home.street.ends_with("St")) p_.home.street += "reet";
}

void Maker::moved_house(Random& random) {
    p_.hired = std::min(p_.hired, org_.first_day() - 60);
    p_.former_home = p_.home;
    p_.home = make_address(places_, random.below(places_.us_cities()), random);
    const std::int32_t days = org_.last_day() - org_.first_day();
    p_.moved_day = static_cast<std::int32_t>(random.between(org_.first_day() + days / 3, org_.first_day() + days * 2 / 3));
    p_.time_zone = places_.cities()[p_.home.city_index].time_zone;
    p_.works_in = p_.commit_zone = p_.time_zone;
    p_.work_city = p_.home.city_index;
    p_.ship_to = p_.former_home;
}

void Maker::married_name(Random& random) {
    p_.former_family = p_.name.family;
    const FullName other = name_of(org_.seed(), org_.size() + 900'000 + p_.index, org_.names_swapped());
    p_.account.payee = p_.full_name();  // the bank still knows the old name
    p_.name.family = other.family;
    p_.preferred = random.chance(0.3) ? p_.name.given + " " + p_.former_family : "";
    p_.hired = std::min(p_.hired, org_.first_day() - 90);
}

void Maker::own_company(Random& random) {
    static constexpr std::string_view forms[] = {"{} Consulting LLC", "{} Software Ltd", "{} Labs LLC", "Studio {}"};
    p_.company = fmt::format(fmt::runtime(random.pick(forms)), random.chance(0.6) ? p_.name.family : std::string("Northlight"));
    p_.account.payee = p_.company;
    p_.new_account = {};
    p_.change_day = 0;
    p_.employment = "Contractor";
}

}  // namespace

Facilitator facilitator_of(const Organisation& org, std::uint64_t group) {
    Random random(org.seed(), "facilitator", group);
    Facilitator f;
    f.name = name_of(org.seed(), org.size() + 100'000 + group, org.names_swapped());
    const auto& cities = org.places().cities();
    std::size_t city = 0;
    do city = random.below(org.places().us_cities());
    while (random.below(160) >= cities[city].homes.size());
    f.address = make_address(org.places(), city, random);
    f.account = make_account("US", "", random.chance(0.5), random);
    f.phone = make_phone("US", f.address.region, random);
    f.wallet = "0x" + random.hex(40);
    static constexpr std::string_view phrases[] = {
        "Shepherded a fragile monolith into nine well-behaved services without a single night of lost sleep",
        "Brought the checkout path from a wheezing four seconds to a brisk three hundred milliseconds",
        "Untangled a decade of cron jobs and gave the finance team their Mondays back"};
    f.resume_phrase = random.pick(phrases);
    f.line = (org.size() * 2 + group) * lines_a_person;
    return f;
}

Person make_person(const Organisation& org, const Casting& casting) { return Maker(org, casting).make(); }

Person Organisation::person(std::uint64_t index) const {
    Casting casting{.index = index};
    if (const auto found = roles_.find(index); found != roles_.end())
        casting = {.index = index, .kind = found->second.kind, .group = found->second.group, .place = found->second.place};
    casting.farm = first_farm_;
    return make_person(*this, casting);
}

}  // namespace bonafide::sim
