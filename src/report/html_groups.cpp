#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "base/text.h"
#include "report/html_parts.h"

namespace bonafide::html {

namespace {

struct Point {
    double x = 0, y = 0;
};

/// People on the outer ring, shared things on the inner one: the same picture every time.
Point on_ring(std::size_t index, std::size_t count, double radius) {
    const double angle =
        2 * std::numbers::pi * static_cast<double>(index) / static_cast<double>(std::max<std::size_t>(count, 1)) - std::numbers::pi / 2;
    return {320 + 1.35 * radius * std::cos(angle), 170 + radius * std::sin(angle)};
}

std::string label(const std::string& text, std::size_t most) {
    if (text.size() <= most) return html_escape(text);
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return html_escape(text.substr(0, end)) + "…";
}

using ById = std::map<std::string_view, const ReportPerson*>;

/// A person's name, escaped (the id where there is none), as a link to their section where they have one.
std::string linked(const ById& by_id, const std::string& id) {
    const auto found = by_id.find(id);
    if (found == by_id.end()) return html_escape(id);
    const std::string name = html::name_of(*found->second);
    return has_section(*found->second) ? fmt::format("<a href=\"#{}\">{}</a>", anchor(id), name) : name;
}

std::string graph(const ById& by_id, const ReportCluster& cluster) {
    constexpr std::size_t most_drawn = 24;
    const std::size_t people = std::min(cluster.persons.size(), most_drawn), links = std::min(cluster.links.size(), most_drawn);
    std::map<std::string, Point> where;
    std::string lines, nodes;
    for (std::size_t i = 0; i < people; ++i) {
        const Point p = where[cluster.persons[i]] = on_ring(i, people, 128);
        const auto found = by_id.find(cluster.persons[i]);
        const std::string name = found == by_id.end() || found->second->name.empty() ? cluster.persons[i] : found->second->name;
        const std::string_view band = found == by_id.end() ? "clear" : band_name(found->second->band);
        const bool links_on = found != by_id.end() && has_section(*found->second);
        if (links_on) nodes += fmt::format("<a href=\"#{}\">", anchor(cluster.persons[i]));
        nodes += fmt::format(
            "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"9\" class=\"{}\" fill=\"var(--c)\"/><text x=\"{:.1f}\" y=\"{:.1f}\" "
            "text-anchor=\"middle\">{}</text>",
            p.x, p.y, band, p.x, p.y + (p.y < 170 ? -15 : 24), label(name, 24));
        if (links_on) nodes += "</a>";
    }
    for (std::size_t i = 0; i < links; ++i) {
        const Point p = links == 1 ? Point{320, 170} : on_ring(i, links, 52);
        for (const std::string& person : cluster.links[i].persons)
            if (const auto at = where.find(person); at != where.end())
                lines += fmt::format(
                    "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"var(--soft)\" stroke-opacity=\".45\" "
                    "stroke-width=\"{:.1f}\"/>",
                    p.x, p.y, at->second.x, at->second.y, std::clamp(cluster.links[i].bits / 3, 0.8, 3.5));
        nodes += fmt::format(
            "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"14\" height=\"14\" rx=\"3\" fill=\"var(--accent)\"><title>{}: {}</title></rect><text "
            "x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\" class=\"soft\">{}</text>",
            p.x - 7, p.y - 7, html_escape(cluster.links[i].title), html_escape(cluster.links[i].value), p.x, p.y + 22,
            label(cluster.links[i].value, 22));
    }
    return fmt::format("<svg viewBox=\"0 0 640 340\" role=\"img\" aria-label=\"{}\">{}{}</svg>", html_escape(cluster.summary), lines, nodes);
}

}  // namespace

std::string clusters(const Report& report) {
    std::string out = "<h2 id=\"clusters\">Shared things</h2>";
    if (report.clusters.empty()) return out + "<p>Nobody shares a thing that people should not have in common.</p>";
    ById by_id;
    for (const ReportPerson& person : report.people) by_id[person.id] = &person;
    for (const ReportCluster& cluster : report.clusters) {
        out += fmt::format("<section class=\"cluster\"><h3>{}</h3>{}<ul>", html_escape(cluster.summary), graph(by_id, cluster));
        for (const ReportCluster::Link& link : cluster.links) {
            std::string people;
            for (const std::string& person : link.persons) people += (people.empty() ? "" : ", ") + linked(by_id, person);
            out += fmt::format("<li>{}: <code>{}</code>: {}</li>", html_escape(link.title), html_escape(link.value), people);
        }
        out += "</ul></section>";
    }
    return out;
}

}  // namespace bonafide::html
