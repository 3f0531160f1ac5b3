// Zoom's meeting participants with quality of service, as the Dashboard exports them (CSV, UTC).
#include <fmt/format.h>

#include "simulate/writers.h"

namespace bonafide::sim {
namespace {

constexpr std::int64_t call_minute = 60'000'000;

struct Meeting {
    std::uint64_t id;
    std::string topic, host;
    std::int64_t start;
    int minutes;
};

std::string csv_cell(std::string_view cell) { return cell.find(',') == std::string_view::npos ? std::string(cell) : fmt::format("\"{}\"", cell); }

/// People join from what they have: the laptop, or, where the worker is elsewhere, from their own machine.
void join(DayLog& log, const Context& context, const Person& p, const Day& day, const Meeting& meeting, Random& random) {
    const bool own = day.own_is_computer ? random.chance(0.45) : day.own_ip && random.chance(0.04);
    const bool phone = own && !day.own_is_computer;
    const std::int64_t from = meeting.start + random.between(-2, 4) * call_minute + random.between(0, 59) * 1'000'000,
                       to = meeting.start + meeting.minutes * call_minute + random.between(-4, 3) * call_minute;
    const bool camera = random.chance(p.camera_rate);
    const std::uint32_t ip = own ? day.own_ip : laptop_ip_at(day, from);
    const Spot spot = context.org.places().spot(ip);
    const std::string own_name = "DESKTOP-" + Random(context.org.seed(), "own computer", p.index).text(7, "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789");
    const std::string pc = phone ? "" : own || p.machine == Machine::own ? own_name : p.hostname;
    const std::string_view device = phone ? (p.phone_model == "iPhone" ? "iOS" : "Android") : (own || p.machine != Machine::mac) ? "Windows" : "Mac";
    log.add(
        Log::zoom, from,
        fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}", meeting.id, csv_cell(meeting.topic),
                    csv_cell(meeting.host), csv_cell(p.former_family.empty() ? p.full_name() : p.name.given + " " + p.former_family), p.email, device,
                    ip_text(ip), csv_cell(fmt::format("{} ({})", spot.city, spot.country)), phone ? "Cellular" : "Wifi", "UDP", "SC Top (US)",
                    csv_cell(p.microphone), csv_cell(phone ? "iPhone Speaker" : p.microphone), csv_cell(phone ? "Front Camera" : p.camera), pc,
                    phone || own ? "" : p.mac, "6.5.7 (12471)", plain_time(from), plain_time(to), (to - from) / call_minute,
                    random.chance(0.12) ? "Yes" : "No", camera ? "Yes" : "No", camera ? (random.chance(0.9) ? "Good" : "Fair") : ""));
}

}  // namespace

std::string_view zoom_header() {
    return "Meeting ID,Topic,Host,Participant,Email,Device,IP Address,Location,Network Type,Connection Type,Data "
           "Center,Microphone,Speaker,Camera,PC Name,MAC Address,Client Version,Join Time,Leave Time,Duration (Minutes),Share "
           "Desktop,Video On,Video Quality";
}

void zoom_day(DayLog& log, const Context& context, const Person& p, const Day& day) {
    if (is_weekend(day.date)) return;
    const Organisation& org = context.org;
    Random random(org.seed(), "zoom", p.index, day.date);
    const std::uint64_t team = org.team(p.index);
    const std::string host = name_of(org.seed(), p.manager, org.names_swapped()).text();
    const std::int64_t utc_hour = 60 * call_minute;
    const auto within = [&](std::int64_t us) {
        for (const Shift& shift : day.shifts)
            if (us >= shift.start - 30 * call_minute && us <= shift.end) return true;
        return false;
    };
    const auto meet = [&](const Meeting& meeting, double chance) {
        if (random.chance(chance) && within(meeting.start)) join(log, context, p, day, meeting, random);
    };
    Random of_team(org.seed(), "standup", team);
    const std::int64_t standup = day.date * 24 * utc_hour + of_team.between(15, 18) * utc_hour + of_team.between(0, 1) * 30 * call_minute;
    meet({85'000'000'000 + team * 17, fmt::format("Team {} standup", team + 1), host, standup, 15}, 0.85);
    if ((day.date + 3) % 7 == 2)
        meet({86'100'000'000, "All hands", name_of(org.seed(), 0, org.names_swapped()).text(), day.date * 24 * utc_hour + 17 * utc_hour, 45}, 0.7);
    if (random.chance(0.55))
        meet({87'000'000'000 + random.below(1'000'000'000), random.chance(0.5) ? "1:1" : "Working session", host,
              some_time(day, random) / (30 * call_minute) * (30 * call_minute), random.chance(0.6) ? 30 : 60},
             1);
    // The meeting as a remote control: opened at the same call_minute each day and left open (Sygnia; DQ).
    if (p.has(Trait::meeting_all_day)) {
        const Shift& shift = day.shifts.back();
        const std::int64_t start = shift.start / utc_hour * utc_hour + 7 * call_minute;
        join(log, context, p, day,
             {88'000'000'000 + p.index, "Zoom Meeting", p.full_name(), start, static_cast<int>((shift.end - start) / call_minute)}, random);
    }
}

}  // namespace bonafide::sim
