// Windows and Sysmon events as NXLog writes them: flat JSON, one event a line (the shape of the Security Datasets project).
#include <fmt/format.h>

#include "base/text.h"
#include "simulate/gear.h"
#include "simulate/writers.h"

namespace bonafide::sim {
namespace {

constexpr std::string_view sysmon = "Microsoft-Windows-Sysmon", sysmon_channel = "Microsoft-Windows-Sysmon/Operational",
                           sysmon_guid = "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}";

class WindowsWriter {
public:
    WindowsWriter(DayLog& log, const Person& p, Random& random) : log_(log), p_(p), random_(random) {
        user_ = fmt::format("NORTHBEAM\\\\{}", p.login);
    }

    void process(std::int64_t us, std::string_view image, std::string_view command, std::string_view parent) {
        sysmon_event(
            us, 1, "Process Create (rule: ProcessCreate)",
            fmt::format(
                R"("ProcessGuid":"{}","ProcessId":"{}","Image":"{}","CommandLine":"{}","CurrentDirectory":"C:\\Users\\{}\\","User":"{}","LogonId":"0x{}","TerminalSessionId":"1","IntegrityLevel":"Medium",)"
                R"("Hashes":"SHA256={}","ParentProcessId":"{}","ParentImage":"{}")",
                guid(), pid(), json_escape(image), json_escape(command), p_.login, user_, random_.hex(6), image_hash(image), pid(),
                json_escape(parent)));
    }

    void dns(std::int64_t us, std::string_view image, std::string_view name) {
        sysmon_event(
            us, 22, "Dns query (rule: DnsQuery)",
            fmt::format(
                R"("ProcessGuid":"{}","ProcessId":"{}","QueryName":"{}","QueryStatus":"0","QueryResults":"::ffff:{};","Image":"{}","User":"{}")",
                guid(), pid(), name, ip_text(static_cast<std::uint32_t>(hash64(name)) | 0x20000000U), json_escape(image), user_));
    }

    void connection(std::int64_t us, std::string_view image, std::string_view host, int port) {
        sysmon_event(
            us, 3, "Network connection detected (rule: NetworkConnect)",
            fmt::format(
                R"("ProcessGuid":"{}","ProcessId":"{}","Image":"{}","User":"{}","Protocol":"tcp","Initiated":"true","SourceIsIpv6":"false","SourceIp":"192.168.1.{}","SourceHostname":"{}","SourcePort":"{}",)"
                R"("DestinationIsIpv6":"false","DestinationIp":"{}","DestinationHostname":"{}","DestinationPort":"{}")",
                guid(), pid(), json_escape(image), user_, random_.between(2, 200), p_.hostname, random_.between(49152, 65000),
                ip_text(static_cast<std::uint32_t>(hash64(host)) | 0x20000000U), host, port));
    }

    void plugged_in(std::int64_t us, std::string_view device_id, std::string_view description, std::string_view class_name) {
        add(us, 6416, "Microsoft-Windows-Security-Auditing", "Security", "{54849625-5478-4994-A5BA-3E3B0328C30D}",
            fmt::format(
                R"("SubjectUserSid":"S-1-5-18","SubjectUserName":"{}$","SubjectDomainName":"NORTHBEAM","SubjectLogonId":"0x3e7","DeviceId":"{}","DeviceDescription":"{}","ClassId":"{{36fc9e60-c465-11cf-8056-444553540000}}",)"
                R"("ClassName":"{}","VendorIds":"{}","LocationInformation":"Port_#000{}.Hub_#0001","Category":"Plug and Play Events")",
                p_.hostname, json_escape(device_id), description, class_name, json_escape(device_id.substr(0, device_id.rfind('\\'))),
                random_.between(1, 4)));
    }

    void service(std::int64_t us, std::string_view name, std::string_view image) {
        add(us, 7045, "Service Control Manager", "System", "{555908D1-A6D7-4695-8E1E-26931D2012F4}",
            fmt::format(
                R"("ServiceName":"{}","ImagePath":"\"{}\"","ServiceType":"user mode service","StartType":"auto start","AccountName":"LocalSystem")",
                name, json_escape(image)));
    }

    void logon(std::int64_t us, int type) {
        add(us, type == 7 ? 4801 : 4624, "Microsoft-Windows-Security-Auditing", "Security", "{54849625-5478-4994-A5BA-3E3B0328C30D}",
            fmt::format(
                R"("TargetUserSid":"S-1-5-21-3914820411-204771-{}","TargetUserName":"{}","TargetDomainName":"NORTHBEAM","TargetLogonId":"0x{}","LogonType":"{}","IpAddress":"-","WorkstationName":"{}","Category":"Logon")",
                1100 + p_.index, p_.login, random_.hex(6), type, p_.hostname));
    }

private:
    void sysmon_event(std::int64_t us, int id, std::string_view category, std::string_view fields) {
        add(us, id, sysmon, sysmon_channel, sysmon_guid,
            fmt::format(R"("RuleName":"-","Category":"{}","UtcTime":"{}.{:03}",{})", category, plain_time(us), us / 1000 % 1000, fields));
    }

    void add(std::int64_t us, int id, std::string_view source, std::string_view channel, std::string_view provider, std::string_view fields) {
        log_.add(
            Log::windows, us,
            fmt::format(
                R"({{"EventTime":"{}","@timestamp":"{}","Hostname":"{}","EventID":{},"SourceName":"{}","ProviderGuid":"{}","Channel":"{}","Severity":"INFO","Task":{},"RecordNumber":{},"AccountName":"SYSTEM","UserID":"S-1-5-18",{}}})",
                plain_time(us), log_time(us), fmt::format("{}.corp.northbeam.example", p_.hostname), id, source, provider, channel, id < 100 ? id : 0,
                random_.between(100'000, 9'000'000), fields));
    }
    std::string guid() { return fmt::format("{{{}-{}-{}-{}-{}}}", random_.hex(8), random_.hex(4), random_.hex(4), random_.hex(4), random_.hex(12)); }
    std::int64_t pid() { return random_.between(300, 5000) * 4; }
    static std::string image_hash(std::string_view image) { return Random(hash64(image)).text(64, "0123456789ABCDEF"); }

    DayLog& log_;
    const Person& p_;
    Random& random_;
    std::string user_;
};

constexpr std::string_view explorer = R"(C:\Windows\explorer.exe)", cmd = R"(C:\Windows\System32\cmd.exe)";

void plug(WindowsWriter& writer, const Organisation& org, const Person& p, std::int64_t us, const Gadget& gadget, Random& random) {
    std::string id(gadget.usb_id);
    for (char& c : id) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c;
    const std::string serial = usb_serial(org, p, gadget);
    const std::string instance = serial.empty() ? fmt::format("{}&{}&0&{}", random.between(5, 8), random.hex(7), random.between(1, 4)) : serial;
    writer.plugged_in(us, fmt::format("USB\\VID_{}&PID_{}\\{}", id.substr(0, 4), id.substr(5, 4), instance),
                      serial.empty() ? "USB Input Device" : "USB Composite Device", "USB");
}

void screen_on(WindowsWriter& writer, const Gadget& gadget, std::int64_t us, Random& random) {
    writer.plugged_in(us, fmt::format("DISPLAY\\{}\\{}&{}&0&UID{}", gadget.screen_id, random.between(4, 5), random.hex(8), random.between(256, 4600)),
                      "Generic PnP Monitor", "Monitor");
}

void windows_hardware(WindowsWriter& writer, const Organisation& org, const Person& p, const Day& day, Random& random) {
    const std::int64_t us = day.shifts.front().start;
    if (day.where != Where::home) return;
    for (const Gadget* gadget : peripherals(org, p))
        if (day.first || random.chance(0.06)) plug(writer, org, p, us + random.between(1, 90) * 60'000'000, *gadget, random);
    if (const Gadget* wire = kvm(org, p); wire && (day.first || random.chance(0.09)))
        plug(writer, org, p, us + random.between(0, 3) * 1'000'000, *wire, random);
    if (const Gadget* monitor = screen(org, p); monitor && (day.first || random.chance(0.07)))
        screen_on(writer, *monitor, us + random.between(4, 20) * 1'000'000, random);
}

void windows_tools(WindowsWriter& writer, const Organisation& org, const Person& p, const Day& day, Random& random) {
    const bool planted = archetype(p.kind).planted;
    const bool once = !planted && p.kind == Kind::ordinary && p.permitted_tools.empty();
    for (const Program* tool : remote_tools(org, p)) {
        const bool hour = once ? random.chance(0.03) : random.chance(planted ? 0.7 : 0.5);
        const std::int64_t us = once ? day.shifts.back().end - 600'000'000 : day.shifts.front().start + random.between(0, 40) * 60'000'000;
        if (day.first && planted) {
            writer.service(us + 90'000'000, tool->service, tool->image);
            if (p.has(Trait::remote_by_script) && tool->service == "chromoting")
                writer.process(us + 60'000'000, R"(C:\Program Files (x86)\Google\Chrome Remote Desktop\139.0.7258.3\remoting_start_host.exe)",
                               fmt::format("remoting_start_host.exe --code=\"4/0A{}\" "
                                           "--redirect-url=\"https://remotedesktop.google.com/_/oauthredirect\" --name={} --pin={}",
                                           random.hex(24), p.hostname, random.digits(6)),
                               cmd);
        }
        if (!hour) continue;
        writer.process(us, tool->image, fmt::format("\"{}\"", tool->image), explorer);
        if (!tool->domain.empty()) writer.dns(us + 2'000'000, tool->image, tool->domain);
        writer.connection(us + 3'000'000, tool->image, tool->domain, 443);
    }
    if (uses_jiggler(org, p) && random.chance(0.5))
        writer.process(day.shifts.front().start + 300'000'000, jiggler().image, jiggler().image, explorer);
    if (p.has(Trait::meeting_all_day)) {
        const std::int64_t us = day.shifts.back().start / 3'600'000'000 * 3'600'000'000 + 7 * 60'000'000;
        writer.process(
            us, R"(C:\Program Files\Zoom\bin\Zoom.exe)",
            fmt::format("\"C:\\Program Files\\Zoom\\bin\\Zoom.exe\" --url=zoommtg://zoom.us/join?action=join&confno={}", 88'000'000'000 + p.index),
            explorer);
    }
}

}  // namespace

void windows_day(DayLog& log, const Context& context, const Person& p, const Day& day) {
    if (p.machine != Machine::windows) return;
    const Organisation& org = context.org;
    Random random(org.seed(), "windows", p.index, day.date);
    WindowsWriter writer(log, p, random);
    const std::int64_t start = day.shifts.front().start;
    if (context.detail.endpoint >= 1 || random.chance(context.detail.endpoint * 4)) {
        for (const Shift& shift : day.shifts) writer.logon(shift.start, random.chance(0.6) ? 7 : 2);
        for (std::int64_t n = random.between(5, 9), i = 0; i < n; ++i) {
            const Program& program = *random.pick(everyday(p.engineer));
            const std::int64_t us = some_time(day, random);
            writer.process(us, program.image, fmt::format("\"{}\"", program.image),
                           program.name == "Git" || program.name == "Node.js" ? cmd : explorer);
            if (!program.domain.empty() && random.chance(0.5)) writer.dns(us + 400'000, program.image, program.domain);
            if (!program.domain.empty() && random.chance(0.25)) writer.connection(us + 700'000, program.image, program.domain, 443);
        }
        if (day.first) writer.process(start + 900'000'000, R"(C:\Windows\System32\systeminfo.exe)", "systeminfo", cmd);
    }
    windows_hardware(writer, org, p, day, random);
    windows_tools(writer, org, p, day, random);
}

}  // namespace bonafide::sim
