// Résumés, schools and earlier employers. Used by the writers of applications and of background checks, which must agree.
#pragma once

#include <string>

#include "simulate/organisation.h"

namespace bonafide::sim {

struct Education {
    std::string school, degree;
    int year = 0;
};
struct Background {
    Education education;
    std::string first_employer, second_employer;
    std::string resume;
};

/// `phrase`: a sentence that others of the same operation also use, or empty.
[[nodiscard]] Background background_of(Random& random, std::string_view title, int start_year, std::string_view phrase);
/// Of an employee; the same every time.
[[nodiscard]] Background background_of(const Organisation& org, const Person& person);

}  // namespace bonafide::sim
