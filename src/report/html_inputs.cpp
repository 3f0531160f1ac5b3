#include <fmt/format.h>

#include "base/text.h"
#include "report/html_parts.h"

namespace bonafide::html {

namespace {

std::string file_cell(const std::string& path, const std::string& member) {
    return html_escape(path) + (member.empty() ? "" : " › " + html_escape(member));
}

std::string table(std::string_view caption, std::string_view head, const std::string& rows) {
    return fmt::format("<div class=\"scroll\"><table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>", caption, head,
                       rows);
}

std::string unread_table(const Report& report) {
    if (report.unread.empty()) return "<p>Everything given was read.</p>";
    std::string rows;
    for (const Unread& u : report.unread)
        rows += fmt::format("<tr><td>{}{}</td><td class=\"n\">{}</td><td>{}{}{}</td></tr>\n", file_cell(u.file.path, u.file.member),
                            u.line     ? fmt::format(", line {}", u.line)
                            : u.offset ? fmt::format(", byte {}", u.offset)
                                       : "",
                            grouped(u.count), html_escape(u.reason), u.hint.empty() ? "" : "<br><span class=\"meta\">",
                            u.hint.empty() ? "" : html_escape(u.hint) + "</span>");
    return table("Each with the reason; the count is how many alike",
                 "<th scope=\"col\">where</th><th class=\"n\" scope=\"col\">count</th><th scope=\"col\">why</th>", rows);
}

std::string notes(std::string_view title, const std::vector<std::string>& list) {
    if (list.empty()) return "";
    std::string out = fmt::format("<h3>{}</h3><ul>", title);
    for (const std::string& note : list) out += "<li>" + html_escape(note) + "</li>";
    return out + "</ul>";
}

std::string rules_table(const Report& report) {
    if (report.rules.empty()) return "";
    std::string rows;
    std::size_t quiet = 0;
    for (const ReportRule& r : report.rules) {
        if (r.matches == 0 && r.reason.empty()) {
            ++quiet;
            continue;
        }
        rows += fmt::format(
            "<tr><td>{}<br><span class=\"meta\">{}</span></td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{:.0f}</td><td>{}</td></tr>\n",
            html_escape(r.title), html_escape(r.file), html_escape(r.status), grouped(r.matches), r.ns_per_event, html_escape(r.reason));
    }
    return "<h3>Sigma rules</h3>" + table(fmt::format("Rules that matched, or could not; {} more looked and found nothing", quiet),
                                          "<th scope=\"col\">rule</th><th scope=\"col\">status</th><th class=\"n\" scope=\"col\">matches</th><th "
                                          "class=\"n\" scope=\"col\">ns an event</th><th scope=\"col\">why</th>",
                                          rows);
}

}  // namespace

std::string inputs(const Report& report) {
    std::string rows;
    for (const ReportSource& s : report.sources)
        rows += fmt::format("<tr><td>{}</td><td>{}{}</td><td>{}</td><td class=\"n\">{}</td><td>{}{}{}</td></tr>\n", file_cell(s.file, s.member),
                            html_escape(s.title), s.note.empty() ? "" : "<br><span class=\"meta\">" + html_escape(s.note) + "</span>",
                            html_escape(s.format), grouped(s.records), iso_date(s.first), s.first.known() ? " – " : "", iso_date(s.last));
    return "<h2 id=\"read\">What was read</h2>" +
           table("Each file and what it was taken for",
                 "<th scope=\"col\">file</th><th scope=\"col\">read as</th><th scope=\"col\">format</th><th class=\"n\" "
                 "scope=\"col\">records</th><th scope=\"col\">from – to</th>",
                 rows) +
           "<h3>Not read, or not understood</h3>" + unread_table(report) + notes("Identifiers that belong to nobody", report.orphans) +
           notes("Also worth knowing", report.notes) + rules_table(report);
}

std::string coverage(const Report& report) {
    std::string rows;
    for (const auto& tactic : report.coverage.tactics) {
        std::string blind;
        for (const std::string& text : tactic.blind) blind += "<li>" + html_escape(text) + "</li>";
        rows += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"n\">{} of {}</td><td>{}</td></tr>\n", html_escape(tactic.id),
                            html_escape(tactic.title), tactic.seen_by.size(), tactic.seen_by.size() + tactic.blind.size(),
                            blind.empty() ? "" : "<details><summary>what would show more</summary><ul>" + blind + "</ul></details>");
    }
    return "<h2 id=\"coverage\">What could be seen</h2>" +
           table("How many checks of each tactic had the data they need",
                 "<th scope=\"col\"></th><th scope=\"col\">tactic</th><th class=\"n\" scope=\"col\">checks</th><th scope=\"col\">blind</th>", rows);
}

}  // namespace bonafide::html
