#include "report/json_out.h"
#include "report/writers.h"

namespace bonafide {

namespace {

void write_evidence(JsonOut& json, const std::vector<ReportEvidence>& evidence) {
    json.key("evidence").open('[');
    for (const ReportEvidence& e : evidence) {
        json.open('{')
            .field("file", e.file.path)
            .field("member", e.file.member)
            .field("offset", e.offset)
            .field("length", e.length)
            .field("line", e.line);
        json.field("time", iso_time(e.time)).field("locator", e.locator).field("excerpt", e.excerpt).close('}');
    }
    json.close(']');
}

void write_signal(JsonOut& json, const ReportSignal& signal) {
    json.open('{').field("check", signal.check).field("title", signal.title).field("kind", signal.kind).field("family", signal.family);
    json.field("group", signal.group).texts("tactic", signal.tactics).texts("attack", signal.attack).field("bits", signal.bits);
    json.field("counted_bits", signal.counted_bits).field("time", iso_time(signal.time)).field("summary", signal.summary).field("note", signal.note);
    json.field("reason", signal.reason).texts("innocent", signal.innocent).field("next_step", signal.next_step).texts("with", signal.with);
    json.key("references").open('[');
    for (const Reference& r : signal.references) json.open('{').field("title", r.title).field("url", r.url).field("date", r.date).close('}');
    json.close(']');
    write_evidence(json, signal.evidence);
    json.close('}');
}

void write_person(JsonOut& json, const Report& report, const ReportPerson& person) {
    json.open('{').field("id", person.id).field("name", person.name).field("kind", person.kind);
    json.key("identifiers").open('[');
    for (const PersonIdentifier& i : person.identifiers)
        json.open('{')
            .field("kind", identifier_kind_name(i.key.kind))
            .field("value", i.shown)
            .field("key", i.key.text)
            .field("why", report.reasons.at(i.why))
            .close('}');
    json.close(']').field("band", band_name(person.band)).field("band_note", person.band_note).field("bits", person.bits);
    json.field("probability", person.probability).field("rank", person.rank).field("cluster", person.cluster).texts("decisions", person.decisions);
    json.field("home_time_zone", person.home_time_zone).key("hour_of_week").open('[');
    for (const std::uint32_t count : person.hour_of_week) json.value(count);
    json.close(']').key("signals").open('[');
    for (const ReportSignal& signal : person.signals) write_signal(json, signal);
    json.close(']').close('}');
}

void write_clusters(JsonOut& json, const Report& report) {
    json.key("clusters").open('[');
    for (const ReportCluster& cluster : report.clusters) {
        json.open('{').field("id", cluster.id).field("summary", cluster.summary).texts("persons", cluster.persons).key("links").open('[');
        for (const ReportCluster::Link& link : cluster.links)
            json.open('{')
                .field("check", link.check)
                .field("title", link.title)
                .field("value", link.value)
                .field("bits", link.bits)
                .texts("persons", link.persons)
                .close('}');
        json.close(']').close('}');
    }
    json.close(']');
}

void write_inputs(JsonOut& json, const Report& report) {
    json.key("sources").open('[');
    for (const ReportSource& s : report.sources) {
        json.open('{').field("file", s.file).field("member", s.member).field("format", s.format).field("source", s.source).field("title", s.title);
        json.field("confidence", s.confidence).field("bytes", s.bytes).field("records", s.records).field("understood", s.understood);
        json.field("first", iso_time(s.first)).field("last", iso_time(s.last)).field("note", s.note).close('}');
    }
    json.close(']').key("unread").open('[');
    for (const Unread& u : report.unread) {
        json.open('{')
            .field("file", u.file.path)
            .field("member", u.file.member)
            .field("offset", u.offset)
            .field("line", u.line)
            .field("count", u.count);
        json.field("reason", u.reason).field("hint", u.hint).close('}');
    }
    json.close(']').key("rules").open('[');
    for (const ReportRule& r : report.rules) {
        json.open('{').field("id", r.id).field("title", r.title).field("file", r.file).field("status", r.status).field("reason", r.reason);
        json.field("matches", r.matches).field("ns_per_event", r.ns_per_event);
        if (const auto& c = r.correlation) {
            json.key("correlation").open('{').field("hits", c->hits).field("no_group", c->no_group).field("no_value", c->no_value);
            json.field("undecided", c->undecided).field("evicted", c->evicted).close('}');
        }
        json.close('}');
    }
    json.close(']');
}

void write_coverage(JsonOut& json, const ReportCoverage& coverage) {
    json.key("coverage").open('{').key("tactics").open('[');
    for (const auto& t : coverage.tactics)
        json.open('{').field("id", t.id).field("title", t.title).texts("seen_by", t.seen_by).texts("blind", t.blind).close('}');
    json.close(']').key("cannot_run").open('[');
    for (const auto& c : coverage.cannot_run)
        json.open('{').field("id", c.id).field("title", c.title).field("missing", c.missing).field("enable", c.enable).close('}');
    json.close(']').close('}');
}

void write_totals(JsonOut& json, const Report::Totals& totals) {
    json.key("totals")
        .open('{')
        .field("files", totals.files)
        .field("bytes", totals.bytes)
        .field("records", totals.records)
        .field("events", totals.events);
    json.field("statements", totals.statements).field("people", totals.people).field("signals", totals.signals).field("unread", totals.unread);
    json.key("bands").open('{');
    for (const auto& [band, count] : totals.bands) json.field(band, count);
    json.close('}').field("seconds", totals.seconds).close('}');
}

}  // namespace

void write_json(const Report& report, std::ostream& out) {
    JsonOut json(out, true);
    json.open('{').field("version", report.version).field("program_version", report.program_version).field("made", iso_time(report.made));
    json.field("data_first", iso_time(report.data_first)).field("data_last", iso_time(report.data_last));
    json.key("people").open('[');
    for (const ReportPerson& person : report.people) write_person(json, report, person);
    json.close(']');
    write_clusters(json, report);
    write_inputs(json, report);
    write_coverage(json, report.coverage);
    json.texts("notes", report.notes).texts("orphans", report.orphans);
    write_totals(json, report.totals);
    json.close('}');
    out << '\n';
}

}  // namespace bonafide
