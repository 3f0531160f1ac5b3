#include "report/json_out.h"
#include "report/writers.h"

namespace bonafide {

namespace {

/// OCSF 1.3 severity_id: 2 low, 3 medium, 4 high, 5 critical.
int severity(Band band) { return band == Band::urgent ? 5 : band == Band::review ? 4 : band == Band::watch ? 3 : 2; }

void write_finding(const Report& report, const ReportPerson& person, const ReportSignal& signal, std::ostream& out) {
    JsonOut json(out, false);
    const Timestamp time = signal.time.known() ? signal.time : report.made;
    json.open('{')
        .field("class_uid", 2004)
        .field("category_uid", 2)
        .field("activity_id", 1)
        .field("type_uid", 200401)
        .field("severity_id", severity(person.band));
    json.field("status_id", 1).field("time", time.us / 1000).field("message", signal.summary);
    json.key("metadata").open('{').field("version", "1.3.0").key("product").open('{').field("name", "Bonafide").field("vendor_name", "Bonafide");
    json.field("version", report.program_version).close('}').close('}');
    json.key("finding_info").open('{').field("uid", person.id + "/" + signal.check + "/" + iso_time(signal.time)).field("title", signal.title);
    json.field("desc", signal.reason)
        .field("created_time", report.made.us / 1000)
        .key("analytic")
        .open('{')
        .field("uid", signal.check)
        .field("name", signal.title);
    json.field("type_id", 1).close('}').key("attacks").open('[');
    for (const std::string& id : signal.attack) json.open('{').key("technique").open('{').field("uid", id).close('}').close('}');
    json.close(']').close('}');
    json.key("evidences").open('[');
    for (const ReportEvidence& e : signal.evidence)
        json.open('{').key("data").open('{').field("locator", e.locator).field("excerpt", e.excerpt).close('}').close('}');
    json.close(']');
    json.key("resources").open('[').open('{').field("uid", person.id).field("name", person.name).field("type", person.kind).close('}').close(']');
    json.key("unmapped").open('{').field("band", band_name(person.band)).field("bits", signal.bits).field("counted_bits", signal.counted_bits);
    json.field("person_bits", person.bits).texts("tactic", signal.tactics).close('}').close('}');
    out << '\n';
}

}  // namespace

void write_ocsf(const Report& report, std::ostream& out) {
    for (const ReportPerson& person : report.people)
        if (person.band >= Band::watch)
            for (const ReportSignal& signal : person.signals) write_finding(report, person, signal, out);
}

}  // namespace bonafide
