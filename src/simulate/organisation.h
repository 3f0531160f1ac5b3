// Who is in the organisation: which index is of which kind, who belongs together, and the person of an index. Used by every
// writer.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "simulate/person.h"
#include "simulate/places.h"
#include "simulate/simulate.h"

namespace bonafide::sim {

class Organisation {
public:
    Organisation(const SimulateOptions& options, Places places);

    [[nodiscard]] std::uint64_t size() const { return options_.people; }
    [[nodiscard]] Person person(std::uint64_t index) const;
    /// The member of a group by its place: 0 is the first.
    [[nodiscard]] Person person_of_group(std::uint64_t group, int place) const;
    /// Those who are not ordinary, by index.
    [[nodiscard]] const std::vector<std::uint64_t>& special() const { return special_; }
    [[nodiscard]] Kind kind(std::uint64_t index) const;
    [[nodiscard]] const Places& places() const { return places_; }
    [[nodiscard]] std::uint64_t seed() const { return options_.seed; }
    [[nodiscard]] std::int32_t first_day() const { return first_day_; }
    [[nodiscard]] std::int32_t last_day() const { return first_day_ + options_.days - 1; }
    [[nodiscard]] bool names_swapped() const { return options_.names_swapped; }
    [[nodiscard]] std::uint64_t first_farm() const { return first_farm_; }
    /// People of the same team share a manager and a daily meeting.
    [[nodiscard]] std::uint64_t team(std::uint64_t index) const { return index / team_size; }
    static constexpr std::uint64_t team_size = 9;
    static constexpr std::string_view domain = "northbeam.example";

private:
    struct Role {
        Kind kind;
        std::uint64_t group;
        int place;
    };
    void cast();

    SimulateOptions options_;
    Places places_;
    std::int32_t first_day_;
    std::unordered_map<std::uint64_t, Role> roles_;
    std::vector<std::uint64_t> special_;
    std::uint64_t first_farm_ = 0;  ///< the careful one who uses a farm's line or account uses this one's
};

}  // namespace bonafide::sim
