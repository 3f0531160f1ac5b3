// Are two subjects one? The names give a score, dates of birth and numbers decide. One scale: the score of a pair means the same with one
// field as with five, and the bits say how much it is worth as evidence. Used by index.h, `lists compare`, screen and scan.
#pragma once

#include <string>
#include <vector>

#include "name/compare.h"
#include "name/person.h"

namespace bonafide::name {

/// A subject whose names are ready to be compared.
struct Prepared {
    std::vector<Name> names;  ///< the weak ones last
    std::uint16_t weak = 0;   ///< how many at the end are weak
    std::vector<BirthDate> birth_dates;
    std::vector<Identifier> identifiers;
    std::vector<std::uint64_t> addresses;  ///< of address_key()
};
[[nodiscard]] Prepared prepare(const Subject& subject, const Words& words);

struct Match {
    double score = 0;                      ///< 0 to 1; match_score and above is a match
    double bits = 0;                       ///< as evidence of one person
    std::uint16_t name_a = 0, name_b = 0;  ///< the names that are most alike
    std::vector<std::string> why;
};
/// With `why`.
[[nodiscard]] Match match(const Prepared& a, const Prepared& b, const Words& words);

/// What dates of birth say.
enum class DateVerdict : std::uint8_t { unknown, same_day, same_year, near, differs };
[[nodiscard]] DateVerdict compare_dates(const std::vector<BirthDate>& a, const std::vector<BirthDate>& b);

/// The score and bits that fields beside the name leave of a comparison of names.
struct Fields {
    DateVerdict dates = DateVerdict::unknown;
    bool one_date = false;  ///< the first has a date of birth, the second none
    bool same_document = false, same_contact = false, same_wallet = false, other_document = false, same_address = false;
};
[[nodiscard]] Fields compare_fields(const Prepared& a, const Prepared& b, std::vector<std::string>* why);
[[nodiscard]] Match combine(const Comparison& names, bool weak_name, const Fields& fields);

}  // namespace bonafide::name
