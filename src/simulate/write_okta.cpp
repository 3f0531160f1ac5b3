// Okta System Log, as GET /api/v1/logs gives it, one event a line.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "simulate/writers.h"

namespace bonafide::sim {
namespace {

struct Client {
    std::uint32_t ip;
    std::string_view agent, system, browser, device;
};

std::string_view system_of(const Person& p) {
    return p.machine == Machine::windows || p.agent.find("Windows") != std::string::npos ? "Windows 10" : "Mac OS X";
}

Client laptop_client(const Person& p, std::uint32_t ip) {
    return {ip, p.agent, system_of(p), p.agent.find("Firefox") == std::string::npos ? "CHROME" : "FIREFOX", "Computer"};
}

Client phone_client(const Person& p, std::uint32_t ip) {
    const bool apple = p.phone_model == "iPhone";
    return {ip, p.phone_agent, apple ? "iOS (iPhone)" : "Android", apple ? "SAFARI" : "CHROME", "Mobile"};
}

/// Okta knows the well-known services and few of the rented servers behind the others.
bool is_proxy(const Spot& spot) {
    static constexpr std::string_view services[] = {"M247", "Datacamp", "31173", "Proton"};
    const bool known = std::ranges::any_of(services, [&](std::string_view name) { return spot.isp.starts_with(name); });
    return known && mix64(spot.ip, 7) % 10 < 7;
}

struct What {
    std::string_view type, legacy, message, result = "SUCCESS", reason;
    std::string target;   ///< JSON objects, comma-separated
    std::string details;  ///< further members of debugData
};

std::string app_target(std::string_view name, std::string_view id) {
    return fmt::format(R"({{"id":"{}","type":"AppInstance","alternateId":"{}","displayName":"{}","detailEntry":null}})", id, name, name);
}

class OktaWriter {
public:
    OktaWriter(DayLog& log, const Context& context, const Person& person, Random& random)
        : log_(log), org_(context.org), p_(person), random_(random) {
        session_ = "102" + random.text(22, letters);
    }

    void event(std::int64_t us, const Client& client, const What& what) {
        const Spot spot = org_.places().spot(client.ip);
        const std::string geo =
            fmt::format(R"({{"city":"{}","state":"{}","country":"{}","postalCode":null,"geolocation":{{"lat":{:.4f},"lon":{:.4f}}}}})",
                        json_escape(spot.city), json_escape(spot.region), spot.country_name, spot.lat, spot.lon);
        const std::string ip = ip_text(client.ip), request = random_.text(27, letters);
        log_.add(
            Log::okta, us,
            fmt::format(
                R"({{"actor":{{"id":"{}","type":"User","alternateId":"{}","displayName":"{}","detailEntry":null}},"client":{{"userAgent":{{"rawUserAgent":"{}","os":"{}","browser":"{}"}},"zone":"null",)"
                R"("device":"{}","id":null,"ipAddress":"{}","geographicalContext":{}}},"device":null,"authenticationContext":{{"authenticationProvider":null,"credentialProvider":null,"credentialType":null,)"
                R"("issuer":null,"interface":null,"authenticationStep":0,"externalSessionId":"{}"}},"displayMessage":"{}","eventType":"{}","outcome":{{"result":"{}","reason":{}}},"published":"{}",)"
                R"("securityContext":{{"asNumber":{},"asOrg":"{}","isp":"{}","domain":null,"isProxy":{}}},"severity":"{}","debugContext":{{"debugData":{{"requestId":"{}","dtHash":"{}",)"
                R"("deviceFingerprint":"{}","requestUri":"/idp/idx/identify"{}}}}},"legacyEventType":"{}","transaction":{{"type":"WEB","id":"{}","detail":{{}}}},"uuid":"{}-{}-11f0-{}-{}","version":"0",)"
                R"("request":{{"ipChain":[{{"ip":"{}","geographicalContext":{},"version":"V4","source":null}}]}},"target":[{}]}})",
                p_.okta_id, p_.email, json_escape(display_name()), client.agent, client.system, client.browser, client.device, ip, geo, session_,
                what.message, what.type, what.result, what.reason.empty() ? "null" : fmt::format("\"{}\"", what.reason), log_time(us), spot.asn,
                json_escape(spot.isp), json_escape(spot.isp), is_proxy(spot), what.result == "SUCCESS" ? "INFO" : "WARN", request, random_.hex(64),
                fingerprint(client), what.details, what.legacy, request, random_.hex(8), random_.hex(4), random_.hex(4), random_.hex(12), ip, geo,
                what.target));
    }

    void sign_in(std::int64_t us, const Client& client) {
        if (random_.chance(0.04))
            event(us - random_.between(8, 70) * 1'000'000, client,
                  {.type = "user.session.start",
                   .legacy = "core.user_auth.login_failed",
                   .message = "User login to Okta",
                   .result = "FAILURE",
                   .reason = "INVALID_CREDENTIALS",
                   .target = {},
                   .details = {}});
        event(us, client,
              {.type = "user.session.start",
               .legacy = "core.user_auth.login_success",
               .message = "User login to Okta",
               .reason = {},
               .target = {},
               .details = {}});
        const std::string_view factor = p_.hardware_key ? "FIDO_WEBAUTHN" : random_.chance(0.9) ? "OKTA_VERIFY_PUSH" : "OKTA_SOFT_TOKEN";
        event(us + random_.between(3, 25) * 1'000'000, client,
              {.type = "user.authentication.auth_via_mfa",
               .legacy = "core.user.factor.attempt_success",
               .message = "Authentication of user via MFA",
               .reason = {},
               .target = {},
               .details = fmt::format(R"(,"factor":"{}")", factor)});
    }

    void open_app(std::int64_t us, const Client& client, std::string_view app) {
        event(us, client,
              {.type = "user.authentication.sso",
               .legacy = "app.auth.sso",
               .message = "User single sign on to app",
               .reason = {},
               .target = app_target(app, "0oa" + random_.text(17, letters)),
               .details = {}});
    }

    void enrol(std::int64_t us, const Client& client) {
        event(us, client,
              {.type = "user.mfa.factor.activate",
               .legacy = "core.user.factor.activate",
               .message = "Activate factor or authenticator enrollment for user",
               .reason = {},
               .target = {},
               .details = fmt::format(R"(,"factor":"{}")", p_.hardware_key ? "FIDO_WEBAUTHN" : "OKTA_VERIFY_PUSH")});
    }

private:
    static constexpr std::string_view letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHIJKLMNPQRSTUVWXYZ0123456789";

    [[nodiscard]] std::string display_name() const { return p_.former_family.empty() ? p_.full_name() : p_.name.given + " " + p_.former_family; }
    [[nodiscard]] std::string fingerprint(const Client& client) const {
        return Random(org_.seed(), "fingerprint", p_.index, client.device == "Mobile").hex(32);
    }

    DayLog& log_;
    const Organisation& org_;
    const Person& p_;
    Random& random_;
    std::string session_;
};

constexpr std::string_view office_apps[] = {"Slack", "Google Workspace", "Zoom", "Jira", "Confluence", "Workday", "Notion"},
                           engineer_apps[] = {"GitHub Enterprise Cloud", "Amazon Web Services", "Datadog", "Slack", "Jira", "Google Workspace"};

}  // namespace

void okta_day(DayLog& log, const Context& context, const Person& p, const Day& day) {
    Random random(context.org.seed(), "okta", p.index, day.date);
    OktaWriter writer(log, context, p, random);
    const bool sparse = !context.detail.chat;
    for (const Shift& shift : day.shifts) {
        const std::int64_t start = shift.start + random.between(0, 14) * 60'000'000;
        const auto laptop = [&](std::int64_t us) { return laptop_client(p, laptop_ip_at(day, us)); };
        writer.sign_in(start, laptop(start));
        if (day.first && &shift == &day.shifts.front()) writer.enrol(start + 240'000'000, laptop(start));
        if (sparse) return;
        for (std::int64_t n = random.between(1, 3), i = 0; i < n; ++i) {
            const std::int64_t us = start + random.between(1, std::max<std::int64_t>(2, (shift.end - start) / 60'000'000)) * 60'000'000;
            writer.open_app(us, laptop(us), p.engineer ? random.pick(engineer_apps) : random.pick(office_apps));
        }
    }
    if (day.drop_at) writer.open_app(day.drop_at + 120'000'000, laptop_client(p, day.drop_ip), "Slack");
    if (day.own_ip && random.chance(day.own_is_computer ? 0.5 : 0.22)) {
        const std::int64_t us = some_time(day, random);
        const Client own = day.own_is_computer ? laptop_client(p, day.own_ip) : phone_client(p, day.own_ip);
        writer.sign_in(us, own);
        writer.open_app(us + 30'000'000, own, "Slack");
    }
}

void service_accounts_day(DayLog& log, const Context& context, std::int32_t date) {
    Random random(context.org.seed(), "service account", date);
    Person account;
    account.okta_id = "00usvc4hris7sync0001";
    account.email = fmt::format("svc-hris-sync@{}", Organisation::domain);
    account.name.given = "HRIS";
    account.name.family = "Sync (service account)";
    OktaWriter writer(log, context, account, random);
    const std::int64_t us = date * 86'400'000'000LL + 7'200'000'000LL + random.between(0, 50) * 1'000'000;
    const Client client{context.org.places().pool_ip(Pool::hosting, 11), "Okta-Workday-Agent/3.14", "Unknown", "UNKNOWN", "Unknown"};
    writer.event(us, client,
                 {.type = "user.account.update_profile",
                  .legacy = "core.user.config.profile_update.success",
                  .message = "Update user profile for Okta",
                  .reason = {},
                  .target = {},
                  .details = {}});
}

}  // namespace bonafide::sim
