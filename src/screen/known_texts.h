// Everybody's texts, those of earlier runs too, ready to be compared: the index lies in the desk, and a run only adds what is new. Inside of
// screen only.
#pragma once

#include <cstdint>
#include <vector>

#include "screen/desk.h"
#include "screen/similar.h"

namespace bonafide::screen {

class KnownTexts {
public:
    /// Loads the index and files what was remembered since. Made anew where twice as many texts are known as when words were counted last: which
    /// ones are common would no longer be true.
    [[nodiscard]] static Result<KnownTexts> open(Desk& desk);

    struct Found {
        RememberedText text;
        double similarity = 0;
    };
    /// Texts of others like text `number`, whose words these are; the most alike first.
    [[nodiscard]] std::vector<Found> like(Desk& desk, std::int64_t number, const std::string& applicant, std::size_t most = 8) const;
    [[nodiscard]] std::size_t size() const { return numbers_.size(); }
    [[nodiscard]] std::size_t added() const { return added_; }  ///< by open(); all where the index was made anew

private:
    SimilarIndex index_;
    std::vector<std::uint32_t> numbers_;  ///< in the desk, of each text of the index
    std::size_t added_ = 0;
};

}  // namespace bonafide::screen
