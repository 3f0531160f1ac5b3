// A Report as JSON, CSV, OCSF Detection Findings, one HTML page, and on the terminal. Every value that came from input is
// escaped for where it goes: a hostile name in a log cannot run script, break a table or move the cursor.
#pragma once

#include <filesystem>
#include <ostream>
#include <string>
#include <string_view>

#include "report/report.h"

namespace bonafide {

/// `bonafide.report/1`, schema in docs/report.schema.json. Keys in a fixed order; no clock but `made`.
void write_json(const Report& report, std::ostream& out);
/// Reads back what write_json wrote, for `explain`, `mark` and `report`.
[[nodiscard]] Result<Report> read_json(const std::filesystem::path& file);
/// One row a signal: rank, person, band, bits, check, summary, first evidence.
void write_csv(const Report& report, std::ostream& out);
/// One OCSF 1.3 Detection Finding (class 2004) a signal of somebody at `watch` or above, as NDJSON.
void write_ocsf(const Report& report, std::ostream& out);
/// One self-contained page: no network, inline SVG, light and dark, prints well, keyboard and screen reader.
void write_html(const Report& report, std::ostream& out);

struct TerminalStyle {
    int width = 100;  ///< columns
    bool color = false;
};
/// The people at `watch` or above with their strongest reasons, what was read, and what could not be seen.
[[nodiscard]] std::string terminal_summary(const Report& report, const TerminalStyle& style);
/// One person's waterfall with evidence, innocent explanations and next steps.
[[nodiscard]] std::string explain_text(const Report& report, const ReportPerson& person, const TerminalStyle& style);
/// The person an argument means: id, identifier or name, in any case; several: an Error that lists them.
[[nodiscard]] Result<const ReportPerson*> find_person(const Report& report, std::string_view wanted);

/// Replaces names, identifiers and personal values by stable aliases ("Person 7F3A") everywhere, excerpts included.
void pseudonymise(Report& report);

}  // namespace bonafide
