#include "scan/build_report.h"

#include <algorithm>
#include <map>

#include "base/grouped.h"

namespace bonafide {

namespace {

std::vector<std::string> ids_of(const People& people, const std::vector<std::size_t>& persons) {
    std::vector<std::string> out;
    out.reserve(persons.size());
    for (const std::size_t person : persons) out.push_back(people.persons[person].id);
    return out;
}

std::string_view family_text(Family family) {
    constexpr std::string_view names[] = {"identity", "network", "device", "money", "behaviour", "shared"};
    return names[static_cast<std::size_t>(family)];
}

std::string_view person_kind_text(PersonKind kind) {
    constexpr std::string_view names[] = {"employee", "applicant", "service account", "unknown"};
    return names[static_cast<std::size_t>(kind)];
}

ReportEvidence evidence_of(const Evidence& evidence, const Files& files) {
    ReportEvidence out;
    out.file = files[evidence.locator.file];
    out.offset = evidence.locator.offset;
    out.length = evidence.locator.length;
    out.line = evidence.locator.line;
    out.time = evidence.time;
    out.locator = locator_text(evidence.locator, files);
    return out;
}

ReportSignal signal_of(const Findings& findings, const CheckSet& checks, const CountedSignal& counted) {
    const Signal& signal = findings.checks.signals[counted.signal];
    const Check& check = checks.checks()[signal.check];
    ReportSignal out;
    out.check = check.id;
    out.title = check.title;
    out.kind = kind_name(check.kind);
    out.family = family_text(check.family);
    out.group = check.group;
    out.tactics = check.tactics;
    out.attack = check.attack;
    out.bits = counted.bits;
    out.counted_bits = counted.counted;
    out.time = signal.time;
    out.summary = signal.summary;
    out.note = counted.note;
    out.reason = check.reason;
    out.next_step = check.next_step;
    out.innocent = check.innocent;
    out.references = check.references;
    for (const Evidence& evidence : signal.evidence) out.evidence.push_back(evidence_of(evidence, findings.files));
    out.with = ids_of(findings.people, signal.with);
    return out;
}

std::string decision_text(const Decision& decision) {
    std::string out = decision.benign ? "marked benign" : "confirmed";
    if (!decision.check.empty()) out += " (" + decision.check + ")";
    return out + " by " + decision.by + " on " + iso_date(decision.at) + ": " + decision.because;
}

void add_personal_values(ReportPerson& out, const Person& person, const Attributes& attributes) {
    const auto hidden = [&](const Fact& fact) { return attributes[fact.attribute].personal && fact.value.size() > 2; };
    out.personal.reserve(static_cast<std::size_t>(std::ranges::count_if(person.facts, hidden)) + out.identifiers.size());
    for (const Fact& fact : person.facts)
        if (hidden(fact)) out.personal.push_back(fact.value);
    for (const PersonIdentifier& identifier : out.identifiers) out.personal.emplace_back(identifier.shown);
}

ReportPerson person_of(const Content& content, const Findings& findings, const Assessment& assessment) {
    Person& person = findings.people.persons[assessment.person];
    ReportPerson out;
    out.id = person.id;
    out.name = person.name;
    out.kind = person_kind_text(person.kind);
    out.identifiers = std::move(person.identifiers);
    out.band = assessment.band;
    out.band_note = assessment.band_note;
    out.bits = assessment.bits;
    out.probability = assessment.probability;
    out.rank = assessment.rank;
    out.hour_of_week = std::move(person.profile.hour_of_week);
    for (const CountedSignal& counted : assessment.waterfall) out.signals.push_back(signal_of(findings, content.checks, counted));
    for (const Decision& decision : findings.decisions)
        if (decision.person == person.id) out.decisions.push_back(decision_text(decision));
    if (const Attribute* zone = content.attributes.find("home.time_zone")) {
        const auto [first, last] = person.facts_of(zone->id);
        if (first != last) out.home_time_zone = first->value;
    }
    add_personal_values(out, person, content.attributes);
    return out;
}

void add_clusters(Report& report, const Content& content, const Findings& findings) {
    std::vector<std::string> cluster_of(findings.people.persons.size());
    for (const Cluster& cluster : findings.clusters) {
        ReportCluster out{cluster.id, cluster.summary, ids_of(findings.people, cluster.persons), {}};
        for (const std::size_t person : cluster.persons) cluster_of[person] = cluster.id;
        for (const ClusterLink& link : cluster.links) {
            const auto check =
                std::find_if(content.checks.checks().begin(), content.checks.checks().end(), [&](const Check& c) { return c.id == link.check; });
            out.links.push_back({link.check, check->title, link.value, link.bits, ids_of(findings.people, link.persons)});
        }
        report.clusters.push_back(std::move(out));
    }
    for (std::size_t i = 0; i < report.people.size(); ++i) report.people[i].cluster = cluster_of[findings.assessments[i].person];
}

void add_notes(Report& report, const Content& content, const People& people) {
    for (const std::string& missing : content.geo.missing()) report.notes.push_back(missing);
    std::map<std::string_view, std::size_t> alike;
    for (const RefusedJoin& refused : people.refused) ++alike[refused.alike];
    for (const RefusedJoin& refused : people.refused) {
        std::size_t& more = alike[refused.alike];
        if (more == 0) continue;  // told with the first of them
        std::string note = "not joined: " + refused.reason;
        if (!refused.alike.empty() && more > 1) note += " (and " + grouped(more - 1) + " more like it)";
        report.notes.push_back(std::move(note));
        if (!refused.alike.empty()) more = 0;
    }
    for (const Account& orphan : people.orphans)
        report.orphans.push_back(std::string(identifier_kind_name(orphan.key.kind)) + " " + std::string(orphan.written()) +
                                 " belongs to nobody on the roster: " + std::to_string(orphan.profile().events) + " events from " +
                                 iso_date(orphan.profile().first) + " to " + iso_date(orphan.profile().last));
}

/// Things of so many people that they say nothing of one; what may be personal is not repeated.
void add_common(Report& report, const Content& content, const CheckOutcome& outcome) {
    std::map<std::string, std::size_t> people_of;
    for (const CommonThing& thing : outcome.common) {
        const Check& check = content.checks.checks()[thing.check];
        const bool personal = std::ranges::any_of(check.reads, [&](AttributeId id) { return content.attributes[id].personal; });
        std::size_t& people = people_of[personal ? "one thing (" + check.title + ")" : thing.value];
        people = std::max(people, thing.people);
    }
    for (const auto& [what, people] : people_of)
        report.notes.push_back(what + " serves " + std::to_string(people) + " people: common property, it says nothing about one of them");
}

/// Which exports would let a check look. What `story.` names is only ever found by screening documents, what `listed.` names by comparing.
std::string enabled_by(const Content& content, const CannotRun& cannot) {
    const std::string_view first = cannot.attributes.empty() ? std::string_view{} : content.attributes[cannot.attributes.front()].name;
    if (first.starts_with("story.")) return "screen the documents of applicants: bonafide screen PATH";
    if (first.starts_with("listed."))
        return "keep lists of names (bonafide lists update FROM), and add an export that states names and what else the check compares";
    std::string exports;
    for (const AttributeId attribute : cannot.attributes)
        if (exports.empty()) exports = content.exports_for(attribute);
    return exports.empty() ? cannot.enable : cannot.enable + ": " + exports;
}

/// T1..T14 in the words of the design.
constexpr std::pair<std::string_view, std::string_view> tactic_titles[] = {{"T1", "False identity"},
                                                                           {"T2", "Stolen identity"},
                                                                           {"T3", "Fabricated documents"},
                                                                           {"T4", "Avoids video, fake background"},
                                                                           {"T5", "Inconsistent details"},
                                                                           {"T6", "Deepfake"},
                                                                           {"T7", "Laptop farm, shipped elsewhere"},
                                                                           {"T8", "Remote-access tools and VPN"},
                                                                           {"T9", "Backdoor in the code"},
                                                                           {"T10", "Simulated activity, several jobs"},
                                                                           {"T11", "Payment address, Discord or Telegram changes"},
                                                                           {"T12", "Funnelled funds"},
                                                                           {"T13", "Through a vendor"},
                                                                           {"T14", "Espionage, exfiltration, extortion"}};

void add_coverage(Report& report, const Content& content, const std::vector<CannotRun>& cannot_run) {
    const CheckSet& checks = content.checks;
    std::vector<const CannotRun*> blocked(checks.checks().size());
    for (const CannotRun& cannot : cannot_run) {
        blocked[cannot.check] = &cannot;
        const Check& check = checks.checks()[cannot.check];
        report.coverage.cannot_run.push_back({check.id, check.title, cannot.missing, enabled_by(content, cannot)});
    }
    for (const auto& [id, title] : tactic_titles) {
        ReportCoverage::Tactic tactic{std::string(id), std::string(title), {}, {}};
        for (std::size_t i = 0; i < checks.checks().size(); ++i) {
            const Check& check = checks.checks()[i];
            if (std::find(check.tactics.begin(), check.tactics.end(), id) == check.tactics.end()) continue;
            if (blocked[i]) tactic.blind.push_back(check.title + ": " + enabled_by(content, *blocked[i]));
            else tactic.seen_by.push_back(check.title);
        }
        report.coverage.tactics.push_back(std::move(tactic));
    }
}

}  // namespace

Report build_report(const Content& content, const ScanOptions& options, const Findings& findings) {
    Report report;
    report.program_version = options.program_version;
    report.made = options.now;
    report.people.reserve(findings.assessments.size());
    for (const Assessment& assessment : findings.assessments) {
        report.people.push_back(person_of(content, findings, assessment));
        if (!options.store) std::vector<Fact>().swap(findings.people.persons[assessment.person].facts);  // nobody reads them any more
        ++report.totals.bands[std::string(band_name(assessment.band))];
    }
    report.reasons = findings.people.reasons;
    add_clusters(report, content, findings);
    add_notes(report, content, findings.people);
    add_common(report, content, findings.checks);
    add_coverage(report, content, findings.checks.cannot_run);
    report.totals.people = report.people.size();
    report.totals.signals = findings.checks.signals.size();
    return report;
}

/// bonafide.yml says `source: none`: one line among the inputs, whatever is in it.
static ReportSource passed_over(const FileReport& input) {
    return {input.file.path,
            input.file.member,
            input.format,
            "",
            "passed over",
            0,
            input.bytes,
            input.records,
            0,
            {},
            {},
            "no data, or not wanted (source: none in bonafide.yml)"};
}

void add_inputs(Report& report, const Content& content, const ReadOutcome& read, const Tallies& tallies) {
    for (std::uint32_t file = 0; file < read.reports.size(); ++file) {
        const FileReport& input = read.reports[file];
        report.totals.bytes += input.bytes;
        report.totals.records += input.records;
        if (content.sources.passes_over(input.file)) {
            report.sources.push_back(passed_over(input));
            continue;
        }
        const auto found = tallies.by_file.find(file);
        if (found == tallies.by_file.end()) {
            if (input.records == 0 && !input.format.empty())
                report.sources.push_back({input.file.path, input.file.member, input.format, "", "nothing in it", 0, input.bytes, 0, 0, {}, {}, ""});
            continue;
        }
        std::vector<SourceTally> sorted = found->second;
        std::sort(sorted.begin(), sorted.end(), [](const SourceTally& a, const SourceTally& b) { return a.records > b.records; });
        for (const SourceTally& tally : sorted) {
            ReportSource out{input.file.path,
                             input.file.member,
                             input.format,
                             tally.source ? tally.source->id : "",
                             tally.source ? tally.source->title : "not understood",
                             0,
                             input.bytes,
                             tally.records,
                             tally.source ? tally.records : 0,
                             tally.first,
                             tally.last,
                             ""};
            if (tally.generic) out.note = "read by common names (time, actor, IP): no source knows this format";
            report.sources.push_back(std::move(out));
        }
    }
    report.unread = read.unread;
    std::erase_if(report.unread, [&](const Unread& unread) { return content.sources.passes_over(unread.file); });
    for (const auto& [file, reasons] : tallies.not_understood)
        for (const auto& [reason, count] : reasons)
            if (!content.sources.passes_over(read.files[file]))
                report.unread.push_back({read.files[file], 0, 0, count, reason, "`bonafide sources try` shows what was found in the file"});
    report.totals.files = read.reports.size();
    report.totals.events = tallies.events;
    report.totals.statements = tallies.statements;
    report.totals.unread = report.unread.size();
    report.data_first = tallies.first;
    report.data_last = tallies.last;
    if (tallies.outside_time)
        report.notes.push_back(std::to_string(tallies.outside_time) + " events lie outside --since and --until and were not used");
}

}  // namespace bonafide
