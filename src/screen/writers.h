// The outcome of screening as the ledger's lines (NDJSON or a table), as screen.json (bonafide.screen/1, docs/screen.schema.json) and as a page for
// HR. One applicant at a time, so that memory stays flat. Everything that came from input is escaped for where it goes.
#pragma once

#include <ostream>
#include <string>

#include "screen/screen.h"

namespace bonafide::screen {

/// One Statement: applicant, attribute, value, from, to, group, stance, confidence, evidence. `to` is null where nothing is said or where it goes on
/// (`current` is true then).
[[nodiscard]] std::string claim_line(const std::string& applicant, const Claim& claim);
/// A row of the table on a terminal.
[[nodiscard]] std::string claim_row(const Claim& claim, int width);

class ScreenJson {
public:
    ScreenJson(std::ostream& out, Timestamp made, const std::string& program_version);
    ~ScreenJson();
    void add(const Applicant& applicant);
    void finish(const ScreenOutcome& outcome);

private:
    struct State;
    std::unique_ptr<State> state_;
};

class ScreenPage {
public:
    ScreenPage(std::ostream& out, const Kit& kit, Timestamp made, const std::string& program_version);
    void add(const Applicant& applicant);
    void finish(const ScreenOutcome& outcome);
    static constexpr std::size_t max_sections = 300;

private:
    std::ostream& out_;
    const Kit& kit_;
    Timestamp made_;
    std::string version_, rows_, sections_;
    std::size_t shown_ = 0, left_out_ = 0;
};

/// Everything open about one applicant as the interviewer's sheet (Markdown).
[[nodiscard]] std::string interview_sheet(const Applicant& applicant, const Kit& kit, Timestamp made);

}  // namespace bonafide::screen
