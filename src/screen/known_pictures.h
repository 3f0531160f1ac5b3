// Everybody's pictures, those of earlier runs too, ready to be compared: what finds the few worth a look is in memory, what decides lies in the desk.
// Inside of screen only.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "paper/picture_index.h"
#include "screen/desk.h"

namespace bonafide::screen {

class KnownPictures {
public:
    [[nodiscard]] static KnownPictures open(Desk& desk);

    struct Found {
        RememberedPicture own, other;
        double similarity = 0;
    };
    /// Pictures of others that show the same as one of this applicant; for each of the applicant's the likeliest few are looked at.
    [[nodiscard]] std::vector<Found> like(Desk& desk, const std::string& applicant) const;

    [[nodiscard]] std::size_t left_out() const { return left_out_; }  ///< pictures beyond what the index takes

private:
    paper::PictureIndex index_;
    std::size_t left_out_ = 0;
    std::vector<RememberedPicture> pictures_;                                   ///< by number in the index
    std::unordered_map<std::string, std::vector<std::uint32_t>> of_applicant_;  ///< numbers in the index
};

}  // namespace bonafide::screen
