#include <simdjson.h>

#include <unordered_map>

#include "report/writers.h"

namespace bonafide {

namespace {

using Element = simdjson::dom::element;

std::string text(Element e, const char* key) {
    std::string_view v;
    return e[key].get(v) == simdjson::SUCCESS ? std::string(v) : std::string();
}
double number(Element e, const char* key) {
    double v = 0;
    return e[key].get(v) == simdjson::SUCCESS ? v : 0;
}
std::uint64_t count(Element e, const char* key) {
    std::uint64_t v = 0;
    return e[key].get(v) == simdjson::SUCCESS ? v : 0;
}
Timestamp time(Element e, const char* key) {
    const auto parsed = parse_time(text(e, key));
    return parsed ? parsed->at : Timestamp::none();
}
template <class Each>
void each(Element e, const char* key, Each&& use) {
    simdjson::dom::array array;
    if (e[key].get(array) == simdjson::SUCCESS)
        for (Element item : array) use(item);
}
std::vector<std::string> texts(Element e, const char* key) {
    std::vector<std::string> out;
    each(e, key, [&](Element item) {
        std::string_view v;
        if (item.get(v) == simdjson::SUCCESS) out.emplace_back(v);
    });
    return out;
}

ReportEvidence evidence_of(Element e) {
    return {{text(e, "file"), text(e, "member")},
            count(e, "offset"),
            count(e, "length"),
            count(e, "line"),
            time(e, "time"),
            text(e, "excerpt"),
            text(e, "locator")};
}

ReportSignal signal_of(Element e) {
    ReportSignal s{text(e, "check"),
                   text(e, "title"),
                   text(e, "kind"),
                   text(e, "family"),
                   text(e, "group"),
                   texts(e, "tactic"),
                   texts(e, "attack"),
                   number(e, "bits"),
                   number(e, "counted_bits"),
                   time(e, "time"),
                   text(e, "summary"),
                   text(e, "note"),
                   text(e, "reason"),
                   text(e, "next_step"),
                   texts(e, "innocent"),
                   {},
                   {},
                   texts(e, "with")};
    each(e, "references", [&](Element r) { s.references.push_back({text(r, "title"), text(r, "url"), text(r, "date")}); });
    each(e, "evidence", [&](Element item) { s.evidence.push_back(evidence_of(item)); });
    return s;
}

/// Each text once.
class Texts {
public:
    explicit Texts(std::vector<std::string>& all) : all_(all) {}
    std::uint32_t number(std::string text) {
        const auto [known, fresh] = numbers_.try_emplace(text, static_cast<std::uint32_t>(all_.size()));
        if (fresh) all_.push_back(std::move(text));
        return known->second;
    }

private:
    std::vector<std::string>& all_;
    std::unordered_map<std::string, std::uint32_t> numbers_;
};

ReportPerson person_of(Element e, Texts& reasons) {
    ReportPerson p;
    p.id = text(e, "id");
    p.name = text(e, "name");
    p.kind = text(e, "kind");
    each(e, "identifiers", [&](Element i) {
        p.identifiers.push_back(
            {{identifier_kind(text(i, "kind")), CompactText(text(i, "key"))}, CompactText(text(i, "value")), reasons.number(text(i, "why"))});
    });
    if (!band_from(text(e, "band"), p.band)) p.band = Band::clear;
    p.band_note = text(e, "band_note");
    p.bits = number(e, "bits");
    p.probability = number(e, "probability");
    p.rank = count(e, "rank");
    p.cluster = text(e, "cluster");
    p.decisions = texts(e, "decisions");
    p.home_time_zone = text(e, "home_time_zone");
    std::size_t hour = 0;
    each(e, "hour_of_week", [&](Element item) {
        std::uint64_t v = 0;
        if (hour < p.hour_of_week.size() && item.get(v) == simdjson::SUCCESS) p.hour_of_week.add(hour++, static_cast<std::uint32_t>(v));
    });
    each(e, "signals", [&](Element s) { p.signals.push_back(signal_of(s)); });
    return p;
}

ReportCluster cluster_of(Element e) {
    ReportCluster c{text(e, "id"), text(e, "summary"), texts(e, "persons"), {}};
    each(e, "links",
         [&](Element l) { c.links.push_back({text(l, "check"), text(l, "title"), text(l, "value"), number(l, "bits"), texts(l, "persons")}); });
    return c;
}

void read_inputs(Report& report, Element root) {
    each(root, "sources", [&](Element s) {
        report.sources.push_back({text(s, "file"), text(s, "member"), text(s, "format"), text(s, "source"), text(s, "title"), number(s, "confidence"),
                                  count(s, "bytes"), count(s, "records"), count(s, "understood"), time(s, "first"), time(s, "last"),
                                  text(s, "note")});
    });
    each(root, "unread", [&](Element u) {
        report.unread.push_back(
            {{text(u, "file"), text(u, "member")}, count(u, "offset"), count(u, "line"), count(u, "count"), text(u, "reason"), text(u, "hint")});
    });
    each(root, "rules", [&](Element r) {
        report.rules.push_back(
            {text(r, "id"), text(r, "title"), text(r, "file"), text(r, "status"), text(r, "reason"), count(r, "matches"), number(r, "ns_per_event")});
        if (Element c; r["correlation"].get(c) == simdjson::SUCCESS)
            report.rules.back().correlation = {count(c, "hits"), count(c, "no_group"), count(c, "no_value"), count(c, "undecided"),
                                               count(c, "evicted")};
    });
}

void read_coverage(Report& report, Element root) {
    Element coverage;
    if (root["coverage"].get(coverage) != simdjson::SUCCESS) return;
    each(coverage, "tactics",
         [&](Element t) { report.coverage.tactics.push_back({text(t, "id"), text(t, "title"), texts(t, "seen_by"), texts(t, "blind")}); });
    each(coverage, "cannot_run",
         [&](Element c) { report.coverage.cannot_run.push_back({text(c, "id"), text(c, "title"), text(c, "missing"), text(c, "enable")}); });
}

void read_totals(Report& report, Element root) {
    Element totals;
    if (root["totals"].get(totals) != simdjson::SUCCESS) return;
    auto& t = report.totals;
    t = {count(totals, "files"),   count(totals, "bytes"),      count(totals, "records"),
         count(totals, "events"),  count(totals, "statements"), count(totals, "people"),
         count(totals, "signals"), count(totals, "unread"),     {},
         number(totals, "seconds")};
    simdjson::dom::object bands;
    if (totals["bands"].get(bands) != simdjson::SUCCESS) return;
    for (const auto field : bands) {
        std::uint64_t v = 0;
        if (field.value.get(v) == simdjson::SUCCESS) t.bands[std::string(field.key)] = v;
    }
}

}  // namespace

Result<Report> read_json(const std::filesystem::path& file) {
    simdjson::dom::parser parser;
    Element root;
    const auto error = parser.load(file.string()).get(root);
    if (error == simdjson::IO_ERROR)
        return fail(file.string(), "no report there", "run `bonafide scan FOLDER` first, or name the report's folder with --out");
    if (error) return fail(file.string(), std::string("not a report: ") + simdjson::error_message(error));
    Report report;
    report.version = text(root, "version");
    if (report.version != "bonafide.report/1") return fail(file.string(), "not a report of version bonafide.report/1");
    report.program_version = text(root, "program_version");
    report.made = time(root, "made");
    report.data_first = time(root, "data_first");
    report.data_last = time(root, "data_last");
    Texts reasons(report.reasons);
    each(root, "people", [&](Element p) { report.people.push_back(person_of(p, reasons)); });
    each(root, "clusters", [&](Element c) { report.clusters.push_back(cluster_of(c)); });
    read_inputs(report, root);
    read_coverage(report, root);
    report.notes = texts(root, "notes");
    report.orphans = texts(root, "orphans");
    read_totals(report, root);
    return report;
}

}  // namespace bonafide
