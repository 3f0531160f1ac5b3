// A résumé → Claims: name, contacts, address, links, schools, employers, skills, languages, each with the line it stands on.
// Works on what document/ gives, in five languages, by headings, dates and words (content/screen/words.yml); no model. Used by screen.
#pragma once

#include <string>
#include <vector>

#include "base/geo.h"
#include "document/document.h"
#include "screen/claim.h"
#include "screen/words.h"

namespace bonafide::screen {

struct Resume {
    Claims claims;                    ///< with page, box and line; the file is the caller's to fill in
    std::vector<std::string> body;    ///< sentences and list items of jobs and summary, for comparison with others
    std::vector<std::string> hidden;  ///< lines that a reader cannot see
    double likely = 0;                ///< that it is a résumé at all, 0 to 1
};

/// `geo` knows cities; without it a city alone is not told from a firm. `day_first` reads 03/04/1990 as 3 April where the language leaves it open.
[[nodiscard]] Resume read_resume(const document::Document& document, const Words& words, const Geo* geo);

}  // namespace bonafide::screen
