// Jobs and degrees: which lines of a section belong together, and which of their parts is the role, the firm, the school, the degree.
// Inside of resume only.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/geo.h"
#include "screen/dates.h"
#include "screen/lines.h"
#include "screen/words.h"

namespace bonafide::screen {

struct Entry {
    std::string title;         ///< role or degree; empty: not found
    std::string organisation;  ///< firm or school
    std::string place;
    Span dates;
    bool dated = false;
    const TextLine* title_line = nullptr;
    const TextLine* organisation_line = nullptr;
    const TextLine* date_line = nullptr;
    std::vector<const TextLine*> body;
    double confidence = 0.9;
};

/// `lines`: of one section, headings left out.
[[nodiscard]] std::vector<Entry> read_jobs(std::span<const TextLine* const> lines, const Words& words, const Geo* geo, bool day_first);
[[nodiscard]] std::vector<Entry> read_degrees(std::span<const TextLine* const> lines, const Words& words, const Geo* geo, bool day_first);

}  // namespace bonafide::screen
