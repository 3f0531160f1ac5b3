// A claim of an applicant with the place it was read from: the line of the ledger that `bonafide screen --show-claims` prints.
// Made by resume (documents) and by gather (exports); compared by story; written by writers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "document/document.h"
#include "record/locator.h"
#include "source/attributes.h"

namespace bonafide::screen {

struct ClaimEvidence {
    FileName file;
    std::uint32_t page = 0;  ///< 0: the format has none
    document::Box box;       ///< all zero: none
    std::uint64_t line = 0;  ///< 0: none
    std::string header;      ///< of an e-mail
};

struct Claim {
    std::string attribute;  ///< "name", "email", "employer", ... or one of content/attributes.yml
    std::string value;      ///< as written
    std::string from, to;   ///< ISO, as precise as the source; empty: not said
    bool current = false;   ///< it goes on today; `to` is empty then
    double years = 0;       ///< "5 years of Python"; 0: not said
    std::string group;      ///< one for the lines of one job or degree
    Stance stance = Stance::claimed;
    double confidence = 1;
    ClaimEvidence evidence;
};

using Claims = std::vector<Claim>;

}  // namespace bonafide::screen
