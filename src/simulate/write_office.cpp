// What the office sees: badges at the doors (CSV), and its network's names and connections (Zeek, JSON).
#include <fmt/format.h>

#include "simulate/gear.h"
#include "simulate/writers.h"

namespace bonafide::sim {
namespace {

std::string zeek_uid(Random& random) { return "C" + random.text(17, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"); }

void office_network(DayLog& log, const Person& p, const Day& day, Random& random) {
    const std::string host = fmt::format("10.20.{}.{}", 8 + p.index / 200 % 8, 20 + p.index % 200);
    for (std::int64_t n = random.between(2, 5), i = 0; i < n; ++i) {
        const Program& program = *random.pick(everyday(p.engineer));
        if (program.domain.empty()) continue;
        const std::int64_t us = some_time(day, random);
        const double ts = static_cast<double>(us) / 1e6;
        const std::int64_t port = random.between(49152, 65000);
        const std::string server = ip_text(static_cast<std::uint32_t>(hash64(program.domain)) | 0x20000000U);
        log.add(
            Log::zeek_dns, us,
            fmt::format(
                R"({{"ts":{:.6f},"uid":"{}","id.orig_h":"{}","id.orig_p":{},"id.resp_h":"10.20.0.2","id.resp_p":53,"proto":"udp","trans_id":{},"rtt":{:.5f},"query":"{}","qclass":1,"qclass_name":"C_INTERNET","qtype":1,"qtype_name":"A","rcode":0,"rcode_name":"NOERROR","AA":false,"TC":false,"RD":true,"RA":true,"Z":0,"answers":["{}"],"TTLs":[300.0],"rejected":false}})",
                ts, zeek_uid(random), host, port, random.below(65536), 0.001 + random.unit() / 50, program.domain, server));
        log.add(
            Log::zeek_conn, us + 30'000,
            fmt::format(
                R"({{"ts":{:.6f},"uid":"{}","id.orig_h":"{}","id.orig_p":{},"id.resp_h":"{}","id.resp_p":443,"proto":"tcp","service":"ssl","duration":{:.4f},"orig_bytes":{},"resp_bytes":{},"conn_state":"SF","local_orig":true,"local_resp":false,"missed_bytes":0,"history":"ShADadfF","orig_pkts":{},"orig_ip_bytes":{},"resp_pkts":{},"resp_ip_bytes":{}}})",
                ts + 0.03, zeek_uid(random), host, port + 1, server, random.unit() * 30, random.between(500, 9000), random.between(2000, 900000),
                random.between(8, 60), random.between(900, 12000), random.between(8, 400), random.between(2500, 940000)));
    }
}

}  // namespace

std::string_view badge_header() { return "Event Time,Employee ID,Cardholder,Card Number,Door,Site,Event,Result"; }

void office_day(DayLog& log, const Context& context, const Person& p, const Day& day) {
    if (day.where != Where::office || !context.detail.office) return;
    Random random(context.org.seed(), "office", p.index, day.date);
    const auto swipe = [&](std::int64_t us, std::string_view door, std::string_view result) {
        log.add(Log::badge, us,
                fmt::format("{},{},{},{},{},Austin HQ,{},{}", plain_time(us), p.number, p.full_name(), 300000 + p.index, door,
                            result == "Granted" ? "Access" : "Access denied", result));
    };
    const std::int64_t in = day.shifts.front().start - random.between(2, 12) * 60'000'000;
    if (random.chance(0.02)) swipe(in - 20'000'000, "Main Entrance", "Denied");
    swipe(in, "Main Entrance", "Granted");
    for (std::int64_t n = random.between(0, 3), i = 0; i < n; ++i)
        swipe(some_time(day, random), random.chance(0.5) ? "Floor 2 East" : "Garage", "Granted");
    office_network(log, p, day, random);
}

}  // namespace bonafide::sim
