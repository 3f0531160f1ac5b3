// Device inventories: Jamf Pro's computers-inventory for Macs, Intune's managedDevices (Microsoft Graph) for Windows, monitors as
// an asset scanner lists them.
#include <fmt/format.h>

#include "base/text.h"
#include "simulate/gear.h"
#include "simulate/writers.h"

namespace bonafide::sim {
namespace {

std::string applications(const Organisation& org, const Person& p) {
    std::string out;
    const auto add = [&](const Program& program) {
        if (!program.bundle.empty())
            out += fmt::format(R"({}{{"name":"{}.app","path":"{}","version":"{}","bundleId":"{}"}})", out.empty() ? "" : ",", program.name,
                               program.mac_path.substr(0, program.mac_path.find(".app") + 4), program.version, program.bundle);
    };
    for (const Program* program : everyday(p.engineer)) add(*program);
    for (const Program* program : remote_tools(org, p)) add(*program);
    if (uses_jiggler(org, p)) add(jiggler());
    return out;
}

std::int64_t last_contact(const Organisation& org, const Person& p, Random& random) {
    const std::int32_t day = p.left && p.left <= org.last_day() ? p.left - 1 : org.last_day();
    return day * 86'400'000'000LL + random.between(12 * 3600, 23 * 3600) * 1'000'000LL;
}

void mac(Output& jamf, const Organisation& org, const Person& p, std::uint64_t nth) {
    Random random(org.seed(), "inventory", p.index);
    const std::int64_t seen = last_contact(org, p, random);
    jamf.write(fmt::format(
        R"({}{{"id":"{}","udid":"{}-{}-{}-{}-{}","general":{{"name":"{}","lastIpAddress":"{}","lastReportedIp":"192.168.{}.{}","jamfBinaryVersion":"11.19.1","platform":"Mac","managementId":"{}",)"
        R"("reportDate":"{}","lastContactTime":"{}","initialEntryDate":"{}"}},"hardware":{{"make":"Apple","model":"{}","serialNumber":"{}","macAddress":"{}"}},"operatingSystem":{{"name":"macOS","version":"{}"}},)"
        R"("userAndLocation":{{"username":"{}","realname":"{}","email":"{}","position":"{}","department":"{}"}},"applications":[{}]}})",
        nth ? ",\n" : "{\"results\":[\n", nth + 1, random.hex(8), random.hex(4), random.hex(4), random.hex(4), random.hex(12), p.hostname,
        ip_text(line_ip(org, p, org.last_day())), random.between(0, 1), random.between(2, 200), random.hex(32), log_time(seen), log_time(seen),
        date_text(p.hired), p.model, p.serial, p.mac, p.os_version, p.login, json_escape(p.full_name()), p.email, p.title, p.department,
        applications(org, p)));
}

void windows(Output& intune, const Organisation& org, const Person& p, std::uint64_t nth) {
    Random random(org.seed(), "inventory", p.index);
    std::string wifi = p.mac;
    std::erase(wifi, ':');
    const std::int64_t seen = last_contact(org, p, random),
                       enrolled = p.hired * 86'400'000'000LL + random.between(13 * 3600, 20 * 3600) * 1'000'000LL;
    intune.write(fmt::format(
        R"({}{{"id":"{}-{}-{}-{}-{}","userId":"{}","deviceName":"{}","managedDeviceOwnerType":"company","enrolledDateTime":"{}","lastSyncDateTime":"{}","operatingSystem":"Windows","complianceState":"compliant",)"
        R"("managementAgent":"mdm","osVersion":"{}","azureADRegistered":true,"deviceEnrollmentType":"windowsAzureADJoin","emailAddress":"{}","azureADDeviceId":"{}","userPrincipalName":"{}","model":"{}",)"
        R"("manufacturer":"{}","serialNumber":"{}","userDisplayName":"{}","wiFiMacAddress":"{}","isEncrypted":true}})",
        nth ? ",\n" : "{\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#deviceManagement/managedDevices\",\"value\":[\n",
        random.hex(8), random.hex(4), random.hex(4), random.hex(4), random.hex(12), random.hex(32), p.hostname, log_time(enrolled), log_time(seen),
        p.os_version, p.email, random.hex(32), p.email, p.model, p.model.starts_with("ThinkPad") ? "LENOVO" : "Dell Inc.", p.serial,
        json_escape(p.full_name()), wifi));
}

}  // namespace

void inventory_of(Output& jamf, Output& intune, Table& monitors, std::uint64_t& macs, std::uint64_t& windows_devices, const Context& context,
                  const Person& p) {
    if (p.machine == Machine::own) return;
    p.machine == Machine::mac ? mac(jamf, context.org, p, macs++) : windows(intune, context.org, p, windows_devices++);
    if (const Gadget* monitor = screen(context.org, p))
        monitors.row({p.hostname, p.serial, p.email, monitor->screen_maker, monitor->screen_name, screen_serial(context.org, p, *monitor),
                      date_text(context.org.last_day())});
}

std::string inventory_end(std::uint64_t devices, bool jamf) {
    if (!devices) return jamf ? "{\"results\":[],\"totalCount\":0}\n" : "{\"value\":[]}\n";
    return jamf ? fmt::format("\n],\"totalCount\":{}}}\n", devices) : "\n]}\n";
}

}  // namespace bonafide::sim
