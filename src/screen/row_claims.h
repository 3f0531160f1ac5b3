// What one record of an export says, as Claims: statements under the names of the applicant's ledger, entries (jobs, degrees, skills) with their
// dates and one group each. Used by rows and profile.
#pragma once

#include <string>
#include <string_view>

#include "scan/content.h"
#include "screen/claim.h"
#include "screen/words.h"

namespace bonafide::screen {

/// Numbers of groups: "job1", "degree2".
struct GroupNumbers {
    unsigned jobs = 0, degrees = 0;
};

/// Appended to `out`. A record with entries of jobs or degrees says them there; what its statements say of the same is left out.
void claims_of(const Meaning& meaning, const Content& content, const Words& words, GroupNumbers& numbers, Claims& out);

/// "Sep 2025", "2018-5", "2012-05-01T00:00:00Z", "1/12/10, 9:14 AM" (month first) → ISO, as precise as the source; "" if it is no date.
[[nodiscard]] std::string iso_date_of(std::string_view text, const Words& words);

}  // namespace bonafide::screen
