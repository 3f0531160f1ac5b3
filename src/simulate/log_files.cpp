#include "simulate/log_files.h"

#include <fmt/format.h>

namespace bonafide::sim {

LogFiles::LogFiles(Exports& exports, const Context& context) : context_(context) {
    const auto open = [&](Log log, std::string_view name) -> Output& { return *(outputs_[static_cast<std::size_t>(log)] = &exports.open(name)); };
    open(Log::okta, "okta/okta_system_log.ndjson.gz");
    open(Log::windows, "endpoint/windows_events.ndjson");
    open(Log::osquery, "endpoint/osqueryd.results.log");
    if (context.detail.chat) open(Log::slack, "slack/slack_export.zip").member("audit_logs.ndjson", (context.org.first_day()) * 86400LL);
    if (context.detail.meetings) open(Log::zoom, "zoom/meeting_participants.csv").line(zoom_header());
    if (context.detail.code) open(Log::github, "github/audit_log.ndjson");
    if (!context.detail.office) return;
    open(Log::badge, "office/badge_events.csv").line(badge_header());
    open(Log::zeek_dns, "office/zeek/dns.log");
    open(Log::zeek_conn, "office/zeek/conn.log");
}

void LogFiles::write(DayLog& log, std::int64_t before) {
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
        if (!outputs_[i]) continue;
        for (const DayLog::Line& line : log.take_before(static_cast<Log>(i), before)) {
            outputs_[i]->line(line.text);
            ++events_;
        }
    }
}

void LogFiles::add_access(const Person& p, const Day& day, std::uint32_t ip, std::string_view agent) {
    Access& access = access_[mix64(mix64(p.index, ip), hash64(agent))];
    if (access.count++ == 0) access = {p.slack_id, p.login, std::string(agent), ip, day.shifts.front().start, 0, 1};
    access.last = day.shifts.back().end;
}

void LogFiles::finish() {
    Output* slack = outputs_[static_cast<std::size_t>(Log::slack)];
    if (!slack) return;
    slack->member("access_logs.json", context_.org.last_day() * 86400LL);
    slack->write("{\"ok\":true,\"logins\":[");
    std::string_view comma = "\n";
    for (const auto& [key, a] : access_) {
        const Spot spot = context_.org.places().spot(a.ip);
        slack->write(fmt::format(
            R"({}{{"user_id":"{}","username":"{}","date_first":{},"date_last":{},"count":{},"ip":"{}","user_agent":"{}","isp":"{}","country":"{}","region":"{}"}})",
            comma, a.user_id, a.username, a.first / 1'000'000, a.last / 1'000'000, a.count, ip_text(a.ip), a.agent, spot.isp, spot.country,
            spot.region));
        comma = ",\n";
        ++events_;
    }
    slack->write("],\"paging\":{\"count\":1000,\"page\":1,\"pages\":1}}\n");
}

}  // namespace bonafide::sim
