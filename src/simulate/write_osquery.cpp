// osquery results of the Macs (differential log of a Fleet): apps started, USB devices, displays, Wi-Fi, neighbours on the
// network.
#include <fmt/format.h>

#include "base/text.h"
#include "simulate/gear.h"
#include "simulate/writers.h"

namespace bonafide::sim {
namespace {

class OsqueryWriter {
public:
    OsqueryWriter(DayLog& log, const Person& p) : log_(log), p_(p) {}

    void row(std::int64_t us, std::string_view query, std::string_view columns) {
        const std::int64_t seconds = us / 1'000'000;
        log_.add(
            Log::osquery, us,
            fmt::format(
                R"({{"name":"pack/Global/{}","hostIdentifier":"{}","calendarTime":"{} UTC","unixTime":{},"epoch":0,"counter":{},"numerics":false,"decorations":{{"hostname":"{}","hardware_serial":"{}","platform":"darwin","username":"{}"}},)"
                R"("columns":{{{}}},"action":"added"}})",
                query, p_.hostname, plain_time(us), seconds, seconds % 1000 + 1, p_.hostname, p_.serial, p_.login, columns));
    }
    void process(std::int64_t us, std::string_view path, std::string_view command, std::int64_t pid) {
        row(us, "processes",
            fmt::format(R"("pid":"{}","name":"{}","path":"{}","cmdline":"{}","uid":"501","parent":"1")", pid, path.substr(path.rfind('/') + 1), path,
                        json_escape(command)));
    }

private:
    DayLog& log_;
    const Person& p_;
};

void usb(OsqueryWriter& writer, const Organisation& org, const Person& p, std::int64_t us, const Gadget& gadget, Random& random) {
    writer.row(
        us, "usb_devices",
        fmt::format(
            R"("usb_address":"{}","usb_port":"{}","vendor":"{}","vendor_id":"{}","model":"{}","model_id":"{}","serial":"{}","class":"","removable":"1")",
            random.between(2, 9), random.between(1, 4), gadget.manufacturer, gadget.usb_id.substr(0, 4), gadget.product, gadget.usb_id.substr(5, 4),
            usb_serial(org, p, gadget)));
}

void osquery_hardware(OsqueryWriter& writer, const Organisation& org, const Person& p, const Day& day, Random& random) {
    if (day.where != Where::home) return;
    const std::int64_t us = day.shifts.front().start;
    for (const Gadget* gadget : peripherals(org, p))
        if (day.first || random.chance(0.06)) usb(writer, org, p, us + random.between(1, 90) * 60'000'000, *gadget, random);
    const Gadget* wire = kvm(org, p);
    if (wire && (day.first || random.chance(0.09))) usb(writer, org, p, us + random.between(0, 3) * 1'000'000, *wire, random);
    if (const Gadget* monitor = screen(org, p); monitor && (day.first || random.chance(0.07)))
        writer.row(us + 20'000'000, "connected_displays",
                   fmt::format(R"("name":"{}","product_id":"{}","serial_number":"{}","vendor_id":"{}","main":"0","online":"1")", monitor->screen_name,
                               monitor->screen_id.substr(3), screen_serial(org, p, *monitor), monitor->screen_maker));
    if (day.first || random.chance(0.12))
        writer.row(us + 40'000'000, "wifi_status",
                   fmt::format(R"("interface":"en0","ssid":"<redacted>","bssid":"{}","rssi":"-{}","channel":"{}")", home_bssid(org, p),
                               random.between(38, 70), random.between(1, 11)));
    if (random.chance(0.05)) {
        const std::string router = home_bssid(org, p);
        writer.row(us + 60'000'000, "arp_cache", fmt::format(R"("address":"192.168.1.1","mac":"{}","interface":"en0","permanent":"0")", router));
        if (wire)
            writer.row(us + 60'000'000, "arp_cache",
                       fmt::format(R"("address":"192.168.1.{}","mac":"{}:{}:{}:{}","interface":"en0","permanent":"0")", random.between(20, 90),
                                   wire->mac_prefix, random.hex(2), random.hex(2), random.hex(2)));
    }
}

void osquery_tools(OsqueryWriter& writer, const Organisation& org, const Person& p, const Day& day, Random& random) {
    const bool planted = archetype(p.kind).planted;
    const bool once = !planted && p.kind == Kind::ordinary && p.permitted_tools.empty();
    for (const Program* tool : remote_tools(org, p)) {
        const std::int64_t us = once ? day.shifts.back().end - 600'000'000 : day.shifts.front().start + random.between(0, 40) * 60'000'000;
        if (day.first && planted)
            writer.row(us, "apps",
                       fmt::format(R"("name":"{}.app","path":"{}","bundle_identifier":"{}","bundle_short_version":"{}")", tool->name,
                                   tool->mac_path.substr(0, tool->mac_path.find(".app") + 4), tool->bundle, tool->version));
        if (once ? random.chance(0.03) : random.chance(planted ? 0.7 : 0.5))
            writer.process(us, tool->mac_path, tool->mac_path, random.between(400, 90000));
    }
    if (uses_jiggler(org, p) && random.chance(0.5))
        writer.process(day.shifts.front().start + 300'000'000, jiggler().mac_path, jiggler().mac_path, random.between(400, 90000));
    if (p.has(Trait::meeting_all_day)) {
        const std::int64_t us = day.shifts.back().start / 3'600'000'000 * 3'600'000'000 + 7 * 60'000'000;
        writer.process(us, "/Applications/zoom.us.app/Contents/MacOS/zoom.us",
                       fmt::format("/Applications/zoom.us.app/Contents/MacOS/zoom.us --url=zoommtg://zoom.us/join?action=join&confno={}",
                                   88'000'000'000 + p.index),
                       random.between(400, 90000));
    }
}

}  // namespace

void osquery_day(DayLog& log, const Context& context, const Person& p, const Day& day) {
    if (p.machine != Machine::mac) return;
    const Organisation& org = context.org;
    Random random(org.seed(), "osquery", p.index, day.date);
    OsqueryWriter writer(log, p);
    if (context.detail.endpoint >= 1 || random.chance(context.detail.endpoint * 4))
        for (std::int64_t n = random.between(3, 6), i = 0; i < n; ++i) {
            const Program& program = *random.pick(everyday(p.engineer));
            writer.process(some_time(day, random), program.mac_path, program.mac_path, random.between(400, 90000));
        }
    osquery_hardware(writer, org, p, day, random);
    osquery_tools(writer, org, p, day, random);
}

}  // namespace bonafide::sim
