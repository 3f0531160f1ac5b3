#include <fmt/format.h>

#include <cctype>
#include <cmath>

#include "base/text.h"
#include "report/html_parts.h"

namespace bonafide::html {

std::string anchor(std::string_view id) {
    std::string out = "p-";
    for (const char c : id) {
        if (std::isalnum(static_cast<unsigned char>(c))) out += c;
        else out += fmt::format("_{:02x}", static_cast<unsigned char>(c));
    }
    return out;
}

std::string name_of(const ReportPerson& person) { return html_escape(person.name.empty() ? person.id : person.name); }
std::string chip(Band band) { return fmt::format("<span class=\"chip {0}\">{0}</span>", band_name(band)); }

bool has_section(const ReportPerson& person) { return person.band != Band::clear && person.rank <= max_sections; }

namespace {

/// "1 in 5", "3 in 4": how readers outside statistics take a probability.
std::string chance(double probability) {
    if (probability >= 0.995) return "nearly certain";
    if (probability >= 0.5) return fmt::format("{:.0f} in 10", probability * 10);
    if (probability <= 0.0005) return "less than 1 in 2,000";
    return "1 in " + grouped(static_cast<std::uint64_t>(std::llround(1 / probability)));
}

std::uint64_t in_band(const Report& report, Band band) {
    const auto found = report.totals.bands.find(std::string(band_name(band)));
    return found == report.totals.bands.end() ? 0 : found->second;
}

std::string tiles(const Report& report) {
    const std::pair<Band, std::string_view> bands[] = {
        {Band::urgent, "look today"}, {Band::review, "look this week"}, {Band::watch, "keep an eye on"}, {Band::clear, "nothing that adds up"}};
    std::string out = "<div class=\"tiles\">";
    for (const auto& [band, words] : bands)
        out += fmt::format("<div class=\"tile {0}\"><b>{1}</b>{0}<br><span>{2}</span></div>", band_name(band), grouped(in_band(report, band)), words);
    return out + "</div>";
}

std::string people_table(const Report& report) {
    std::string rows;
    for (const ReportPerson& person : report.people) {
        if (!has_section(person)) continue;
        const std::string why = person.signals.empty() ? "" : html_escape(person.signals.front().summary);
        rows += fmt::format(
            "<tr data-band=\"{}\"><td class=\"n\">{}</td><td><a href=\"#{}\">{}</a></td><td>{}</td><td class=\"n\">{:.1f}</td><td>{}</td></tr>\n",
            band_name(person.band), person.rank, anchor(person.id), name_of(person), chip(person.band), person.bits, why);
    }
    if (rows.empty())
        return "<p>Nobody is at watch or above. What this run <a href=\"#read\">read</a> and what it <a href=\"#coverage\">could not see</a> stands "
               "below.</p>";
    return "<div class=\"tools\" role=\"search\"><input id=\"q\" type=\"search\" placeholder=\"Find a name, an identifier, a word\" "
           "aria-label=\"Filter people\">"
           "<button data-b=\"urgent\" aria-pressed=\"false\">urgent</button><button data-b=\"review\" aria-pressed=\"false\">review</button><button "
           "data-b=\"watch\" aria-pressed=\"false\">watch</button>"
           "<span id=\"shown\" class=\"meta\" aria-live=\"polite\"></span></div>"
           "<table class=\"people\"><caption>People at watch or above, strongest evidence first; those who share things stand together</caption>"
           "<thead><tr><th class=\"n\" scope=\"col\">rank</th><th scope=\"col\">person</th><th scope=\"col\">band</th><th class=\"n\" "
           "scope=\"col\">bits</th><th scope=\"col\">strongest reason</th></tr></thead><tbody>\n" +
           rows + "</tbody></table>";
}

std::string evidence(const std::vector<ReportEvidence>& list) {
    if (list.empty()) return "";
    std::string out = fmt::format("<details><summary>Evidence ({})</summary>", list.size());
    for (const ReportEvidence& e : list) {
        std::string place = e.file.path + (e.file.member.empty() ? "" : " › " + e.file.member);
        if (e.line) place += fmt::format(", line {}", e.line);
        out += fmt::format("<p class=\"meta\">{}{}{}<br><code>bonafide show '{}'</code></p>", html_escape(place), e.time.known() ? " · " : "",
                           iso_time(e.time), html_escape(e.locator));
        if (!e.excerpt.empty()) out += "<pre>" + html_escape(e.excerpt) + "</pre>";
    }
    return out + "</details>";
}

std::string references(const ReportSignal& signal) {
    std::string out = fmt::format("<details><summary>Why it counts, and sources</summary><p>{}</p><ul>", html_escape(signal.reason));
    for (const Reference& r : signal.references) {
        const bool web = r.url.starts_with("https://") || r.url.starts_with("http://");
        out +=
            web ? fmt::format("<li><a href=\"{}\" rel=\"noreferrer\">{}</a>, {}</li>", html_escape(r.url), html_escape(r.title), html_escape(r.date))
                : fmt::format("<li>{}, {}</li>", html_escape(r.title), html_escape(r.date));
    }
    std::string attack;
    for (const std::string& id : signal.attack) attack += " " + id;
    return out + "</ul><p class=\"meta\">" + html_escape(signal.check) + (attack.empty() ? "" : " · ATT&amp;CK" + html_escape(attack)) +
           "</p></details>";
}

std::string finding(const ReportSignal& signal) {
    std::string innocent;
    for (const std::string& text : signal.innocent) innocent += "<li>" + html_escape(text) + "</li>";
    std::string tactics;
    for (const std::string& tactic : signal.tactics) tactics += " " + tactic;
    const std::string single = signal.bits == signal.counted_bits ? "" : fmt::format("<small>of {:+.1f}</small>", signal.bits);
    return fmt::format(
               "<section class=\"finding\"><div class=\"bits{}\">{:+.1f}{}</div><div><p class=\"what\">{}</p><p class=\"meta\">{} · {} evidence "
               "·{}{}{}</p>",
               signal.counted_bits < 0 ? " down" : "", signal.counted_bits, single, html_escape(signal.summary), html_escape(signal.title),
               html_escape(signal.family), html_escape(tactics), signal.note.empty() ? "" : " · ", html_escape(signal.note)) +
           (innocent.empty() ? "" : "<p class=\"meta\">May be innocent:</p><ul>" + innocent + "</ul>") +
           (signal.next_step.empty() ? "" : "<p class=\"next\"><b>Next:</b> " + html_escape(signal.next_step) + "</p>") + evidence(signal.evidence) +
           references(signal) + "</div></section>";
}

std::string figure(std::string_view caption, const std::string& svg) {
    return svg.empty() ? "" : fmt::format("<figure><figcaption>{}</figcaption>{}</figure>", caption, svg);
}

std::string identifiers(const Report& report, const ReportPerson& person) {
    std::string rows;
    for (const PersonIdentifier& i : person.identifiers)
        rows += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td></tr>", identifier_kind_name(i.key.kind), html_escape(i.shown),
                            html_escape(report.reasons.at(i.why)));
    return "<details><summary>Identifiers, and why they belong together</summary><div class=\"scroll\"><table><thead><tr><th "
           "scope=\"col\">kind</th><th scope=\"col\">identifier</th><th scope=\"col\">why</th></tr></thead><tbody>" +
           rows + "</tbody></table></div></details>";
}

}  // namespace

std::string overview(const Report& report) {
    const auto& t = report.totals;
    const std::uint64_t look = in_band(report, Band::review) + in_band(report, Band::urgent);
    const std::string title = look == 0   ? "Nobody needs a closer look"
                              : look == 1 ? "One person needs a closer look"
                                          : grouped(look) + " people need a closer look";
    return fmt::format(
               "<h1>{}</h1><p class=\"lead\">{} records from {} files, {} to {}, about {} people. Each finding compares what was claimed with what "
               "was observed, says what else could explain it, and opens down to the bytes it came from. People decide; this page does not.</p>",
               title, grouped(t.records), grouped(t.files), iso_date(report.data_first), iso_date(report.data_last), grouped(t.people)) +
           "<nav aria-label=\"Sections\"><a href=\"#people\">People</a><a href=\"#clusters\">Shared things</a><a href=\"#read\">What was read</a><a "
           "href=\"#coverage\">What could be seen</a></nav>" +
           tiles(report) + "<h2 id=\"people\">People</h2>" + people_table(report);
}

std::string person_section(const Report& report, const ReportPerson& person) {
    std::string out =
        fmt::format("<article id=\"{}\" class=\"{}\" data-band=\"{}\" aria-labelledby=\"{}-h\"><h3 id=\"{}-h\">{} {}</h3>", anchor(person.id),
                    band_name(person.band), band_name(person.band), anchor(person.id), anchor(person.id), name_of(person), chip(person.band));
    out += fmt::format("<p class=\"sub\">{} · {} · rank {} · {:.1f} bits of evidence: with the prior, {} such people would be fraudulent{}{}</p>",
                       html_escape(person.id), html_escape(person.kind), person.rank, person.bits, chance(person.probability),
                       person.band_note.empty() ? "" : " · ", html_escape(person.band_note));
    for (const std::string& decision : person.decisions) out += "<p class=\"next\">" + html_escape(decision) + "</p>";
    out +=
        "<div class=\"charts\">" + figure("How the evidence adds up, in bits", waterfall(person)) + "<div>" +
        figure(person.home_time_zone.empty() ? "Active hours, UTC" : "Active hours in the claimed time zone, " + html_escape(person.home_time_zone),
               week(person)) +
        figure("When each finding began", timeline(report, person)) + "</div></div>";
    for (const ReportSignal& signal : person.signals) out += finding(signal);
    return out + identifiers(report, person) + "</article>\n";
}

}  // namespace bonafide::html
