// A report as a hostile data set would make it: values that mean something to HTML, JSON, CSV, terminals and spreadsheets.
#pragma once

#include "report/report.h"

namespace bonafide::sample {

inline const std::string hostile_name = "<script>alert('x')</script> \"Ann\" & \x1b[31mLee\x07";
inline const std::string hostile_cell = "=HYPERLINK(\"http://x\",\"y\")";

inline ReportSignal signal(std::string check, double bits, std::string summary) {
    ReportSignal out;
    out.check = std::move(check);
    out.title = "A laptop " + hostile_cell;
    out.kind = "match";
    out.family = "device";
    out.group = "kvm";
    out.tactics = {"T7", "T8"};
    out.attack = {"T1219"};
    out.bits = out.counted_bits = bits;
    out.time = Timestamp::from_seconds(1'772'600'000);
    out.summary = std::move(summary);
    out.reason = "because";
    out.next_step = "ask";
    out.innocent = {"a laboratory"};
    out.references = {{"A source", "javascript:alert(1)", "2026"}, {"Another", "https://example.com/?a=1&b=\"2\"", "2025"}};
    out.evidence = {{{"logs/" + hostile_name + ".ndjson", "inner.zip!a.json"},
                     10,
                     20,
                     3,
                     out.time,
                     "{\"user\": \"" + hostile_name + "\", \"mail\": \"ann.lee@example.com\"}",
                     "logs/x@10+20"}};
    return out;
}

inline Report report() {
    Report out;
    out.program_version = "0.1.0";
    out.made = Timestamp::from_seconds(1'772'700'000);
    out.data_first = Timestamp::from_seconds(1'770'000'000);
    out.data_last = Timestamp::from_seconds(1'772'650'000);
    ReportPerson ann;
    ann.id = "1042";
    ann.name = hostile_name;
    ann.kind = "employee";
    ann.identifiers = {{{IdentifierKind::email, CompactText("ann.lee@example.com")}, CompactText("Ann.Lee@example.com"), 1},
                       {{IdentifierKind::employee_number, CompactText("1042")}, CompactText("1042"), 1}};
    ann.band = Band::urgent;
    ann.bits = 14.5;
    ann.probability = 0.957;
    ann.rank = 1;
    ann.cluster = "c1";
    ann.signals = {signal("kvm.usb_id", 8.5, hostile_name + " used " + hostile_cell),
                   signal("network.vpn", 6, "ann.lee@example.com signed in from 10.0.0.1")};
    ann.hour_of_week.add(10, 7);
    ann.home_time_zone = "America/Chicago";
    ann.personal = {CompactText("12 Oak Street"), CompactText("Ann.Lee@example.com")};
    ReportPerson bo;
    bo.id = "1077";
    bo.name = "Bo Tan";
    bo.kind = "applicant";
    bo.identifiers = {{{IdentifierKind::email, CompactText("bo@example.com")}, CompactText("bo@example.com"), 2}};
    bo.rank = 2;
    bo.cluster = "c1";
    out.people = {ann, bo};
    out.reasons = {"seen in the logs", "same row of the HR roster", "same row"};
    out.clusters = {{"c1", "2 people share 12 Oak Street", {"1042", "1077"}, {{"shared.home_ip", "One line", "12 Oak Street", 5, {"1042", "1077"}}}}};
    out.sources = {{"logs/a.ndjson", "", "ndjson", "okta.system_log", "Okta System Log", 0.9, 100, 2, 2, out.data_first, out.data_last, ""}};
    out.unread = {{{"bad/" + hostile_name, ""}, 5, 2, 3, "not JSON", "look"}};
    out.coverage.tactics = {{"T7", "Laptop farm", {"kvm.usb_id"}, {"a blind one"}}};
    out.coverage.cannot_run = {{"x.y", "Cannot", "nothing states it", "add it"}};
    out.notes = {"a note"};
    out.orphans = {"email ghost@example.com belongs to nobody"};
    out.totals.files = 1;
    out.totals.people = 2;
    out.totals.bands = {{"urgent", 1}, {"clear", 1}};
    return out;
}

}  // namespace bonafide::sample
