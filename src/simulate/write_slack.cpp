// Slack audit logs (API entries, one a line, in the zip of an export).
#include <fmt/format.h>

#include "base/text.h"
#include "simulate/writers.h"

namespace bonafide::sim {
namespace {

struct Entry {
    std::string_view action;
    std::string entity;
};

std::string file_entity(Random& random) {
    static constexpr std::string_view names[] = {"q3-roadmap.pdf", "incident-notes.md", "screenshot.png", "budget.xlsx", "design-v4.fig",
                                                 "trace.har",      "customer-list.csv", "standup.mov",    "schema.sql",  "contract-draft.docx"};
    return fmt::format(R"({{"type":"file","file":{{"id":"F0{}","name":"{}","filetype":"auto","title":"{}"}}}})",
                       random.text(9, "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"), random.pick(names), "upload");
}

std::string channel_entity(Random& random) {
    static constexpr std::string_view names[] = {"general",     "eng-platform", "random",     "incidents",    "sales-emea",
                                                 "design-crit", "data-help",    "people-ops", "release-train"};
    return fmt::format(R"({{"type":"channel","channel":{{"id":"C0{}","privacy":"public","name":"{}","is_shared":false,"is_org_shared":false}}}})",
                       random.text(9, "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"), random.pick(names));
}

void entry(DayLog& log, const Person& p, std::int64_t us, std::uint32_t ip, std::string_view agent, const Entry& e, Random& random) {
    const std::string user =
        fmt::format(R"({{"id":"{}","name":"{}","email":"{}","team":"T01NBEAM001"}})", p.slack_id, json_escape(p.full_name()), p.email);
    log.add(
        Log::slack, us,
        fmt::format(
            R"({{"id":"{}-{}-4{}-a{}-{}","date_create":{},"action":"{}","actor":{{"type":"user","user":{}}},"entity":{},"context":{{"location":{{"type":"workspace","id":"T01NBEAM001","name":"Northbeam","domain":"northbeam"}},)"
            R"("ua":"{}","session_id":"{}","ip_address":"{}"}}}})",
            random.hex(8), random.hex(4), random.hex(3), random.hex(3), random.hex(12), us / 1'000'000, e.action, user,
            e.entity.empty() ? fmt::format(R"({{"type":"user","user":{}}})", user) : e.entity, agent,
            random.between(3'000'000'000'000, 9'000'000'000'000), ip_text(ip)));
}

}  // namespace

void slack_day(DayLog& log, const Context& context, const Person& p, const Day& day) {
    Random random(context.org.seed(), "slack", p.index, day.date);
    const auto client = [&](std::int64_t us) -> std::pair<std::uint32_t, std::string_view> {
        if (day.own_ip && random.chance(day.own_is_computer ? 0.35 : 0.15)) return {day.own_ip, day.own_is_computer ? p.agent : p.phone_agent};
        return {laptop_ip_at(day, us), p.agent};
    };
    if (random.chance(0.45)) {
        const std::int64_t us = day.shifts.front().start + random.between(2, 30) * 60'000'000;
        const auto [ip, agent] = client(us);
        entry(log, p, us, ip, agent, {"user_login", {}}, random);
    }
    for (std::int64_t n = random.between(0, 3), i = 0; i < n; ++i) {
        static constexpr std::string_view actions[] = {"file_uploaded", "file_downloaded", "file_downloaded", "user_channel_join", "file_shared"};
        const std::string_view action = random.pick(actions);
        const std::int64_t us = some_time(day, random);
        const auto [ip, agent] = client(us);
        entry(log, p, us, ip, agent, {action, action == "user_channel_join" ? channel_entity(random) : file_entity(random)}, random);
    }
}

}  // namespace bonafide::sim
