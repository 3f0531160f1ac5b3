#include <fmt/format.h>

#include "base/text.h"
#include "report/html_parts.h"
#include "report/writers.h"

namespace bonafide {

void write_html(const Report& report, std::ostream& out) {
    // The policy allows this page's own style and script only, and no connection anywhere.
    out << "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
           "img-src data:\">"
           "<meta name=\"referrer\" content=\"no-referrer\"><title>Bonafide report</title><style>"
        << html::style()
        << "</style></head>\n<body><a class=\"skip\" href=\"#people\">Skip to the people</a><div class=\"wrap\"><header><div "
           "class=\"brand\"><b>Bonafide</b><span>"
        << html_escape(iso_date(report.made)) << " <button class=\"theme\" hidden>light or dark</button></span></div>"
        << "</header><main>" << html::overview(report);
    std::size_t left_out = 0;
    for (const ReportPerson& person : report.people) {
        if (html::has_section(person)) out << html::person_section(report, person);
        else left_out += person.band != Band::clear;
    }
    if (left_out) out << "<p>" << grouped(left_out) << " more people at watch or above are in report.json and report.csv.</p>";
    out << html::clusters(report) << html::inputs(report) << html::coverage(report) << "</main><footer>Made by Bonafide "
        << html_escape(report.program_version) << ". A bit doubles the odds. Observations can be explained, and people decide.</footer></div><script>"
        << html::script() << "</script></body></html>\n";
}

}  // namespace bonafide
