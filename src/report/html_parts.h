// The parts of report.html, each a function from the Report to markup. Put together by write_html.
// Everything that came from input passes through html_escape before it gets here into markup.
#pragma once

#include <string>
#include <string_view>

#include "base/grouped.h"
#include "report/report.h"

namespace bonafide::html {

[[nodiscard]] std::string_view style();   ///< the page's CSS
[[nodiscard]] std::string_view script();  ///< filter and theme; the page reads well without it

[[nodiscard]] std::string overview(const Report& report);
[[nodiscard]] std::string person_section(const Report& report, const ReportPerson& person);
[[nodiscard]] std::string clusters(const Report& report);
[[nodiscard]] std::string inputs(const Report& report);
[[nodiscard]] std::string coverage(const Report& report);

[[nodiscard]] std::string waterfall(const ReportPerson& person);                       ///< SVG: from the prior to the sum
[[nodiscard]] std::string timeline(const Report& report, const ReportPerson& person);  ///< SVG: when each finding happened
[[nodiscard]] std::string week(const ReportPerson& person);                            ///< SVG: hours of the week in the claimed time zone

/// "p-" and the id with everything but letters and digits as hex: safe and unique as an HTML id.
[[nodiscard]] std::string anchor(std::string_view id);
[[nodiscard]] std::string name_of(const ReportPerson& person);  ///< escaped
[[nodiscard]] std::string chip(Band band);

/// Has the person a section of their own on the page? (At watch or above, and ranked within max_sections of those.)
[[nodiscard]] bool has_section(const ReportPerson& person);
/// The most people that get a section of their own; the others are in report.json.
inline constexpr std::size_t max_sections = 500;

}  // namespace bonafide::html
