// A small office in a folder: a roster with unfamiliar headers, a shipment list, Okta sign-ins and endpoint events. Ann's laptop went to
// another state, runs two remote tools and signs in from a hosting network; Bo does nothing but his work.
#pragma once

#include <string>

#include "tests/e2e/program.h"

namespace bonafide::e2e {

inline std::string okta_line(const std::string& mail, const std::string& ip, int day, int hour) {
    char time[40];
    std::snprintf(time, sizeof time, "2026-03-%02dT%02d:15:00.000Z", day, hour);
    return R"({"actor":{"id":"00u1","type":"User","alternateId":")" + mail + R"(","displayName":"x"},"client":{"ipAddress":")" + ip +
           R"(","userAgent":{"rawUserAgent":"Mozilla/5.0"},"device":"Computer"},"eventType":"user.session.start","displayMessage":"User login to Okta","outcome":{"result":"SUCCESS"},"published":")" +
           time + R"(","severity":"INFO","uuid":"u)" + mail + std::to_string(day) +
           R"(","version":"0","legacyEventType":"core.user_auth.login_success","securityContext":{"isProxy":false},"transaction":{"type":"WEB"},"target":[]})" +
           "\n";
}

inline std::string sysmon_line(const std::string& host, const std::string& image, int day) {
    char time[40];
    std::snprintf(time, sizeof time, "2026-03-%02d 15:20:00.000", day);
    return R"({"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","SourceName":"Microsoft-Windows-Sysmon","Hostname":")" + host +
           R"(","UtcTime":")" + time + R"(","Image":"C:\\Program Files\\X\\)" + image +
           R"(","CommandLine":"x","User":"CORP\\ann.lee","ProcessId":"4"})" + "\n";
}

inline void write_office(const Folder& folder) {
    folder.write("exports/staff list.csv",
                 "Staff No.;Complete Name;Office Mail;Private Address;Town;State;Post Code;Country;Joined;State of Employment\n"
                 "7001;Ann Lee;ann.lee@example.com;12 Oak Street;Austin;TX;78701;US;2026-03-02;active\n"
                 "7002;Bo Tan;bo.tan@example.com;9 Lake Road;Boise;ID;83702;US;2021-05-03;active\n");
    folder.write("exports/shipments.csv",
                 "Employee Email,Recipient,Shipping Address,City,State,ZIP,Country,Ship Date,Serial Number,Hostname\n"
                 "ann.lee@example.com,Ann Lee,4 River Street,Nashville,TN,37201,US,2026-03-01,SER-7001,WS-7001\n"
                 "bo.tan@example.com,Bo Tan,9 Lake Road,Boise,ID,83702,US,2021-05-01,SER-7002,WS-7002\n");
    std::string okta, sysmon;
    for (int day = 2; day <= 27; ++day) {
        okta += okta_line("ann.lee@example.com", "146.70.38.10", day, 15) + okta_line("bo.tan@example.com", "71.56.12.34", day, 16);
        sysmon +=
            sysmon_line("WS-7001", "AnyDesk.exe", day) + sysmon_line("WS-7001", "rustdesk.exe", day) + sysmon_line("WS-7002", "winword.exe", day);
    }
    folder.write("exports/logs/okta.ndjson", okta);
    folder.write("exports/logs/endpoint.ndjson", sysmon);
}

}  // namespace bonafide::e2e
