#include "simulate/organisation.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace bonafide::sim {
namespace {

/// How many of a kind: by share, and one group of each from sixty people on.
std::uint64_t head_count(const Archetype& kind, std::uint64_t people) {
    const double wanted = kind.per_thousand * static_cast<double>(people) / 1000;
    const auto groups = static_cast<std::uint64_t>(std::llround(wanted / kind.group));
    if (groups > 0) return static_cast<std::uint64_t>(kind.planted ? std::llround(wanted) : static_cast<std::int64_t>(groups) * kind.group);
    return people >= 60 ? static_cast<std::uint64_t>(kind.group == 3 ? 2 : kind.group) : 0;
}

std::uint64_t group_size(const Archetype& kind, std::uint64_t left, Random& random) {
    if (kind.group == 1) return 1;
    const std::uint64_t size =
        kind.kind == Kind::farm_client ? static_cast<std::uint64_t>(random.between(2, 5)) : static_cast<std::uint64_t>(kind.group);
    return left < size + 2 ? left : size;  // nobody is left over alone
}

}  // namespace

Organisation::Organisation(const SimulateOptions& options, Places places)
    : options_(options), places_(std::move(places)), first_day_(days_from_civil(options.start)) {
    cast();
}

void Organisation::cast() {
    Random random(options_.seed, "cast");
    const auto stranger = [&] {  // somebody who has no role yet; the first people are founders and run the offices
        for (;;)
            if (const std::uint64_t index = 6 + random.below(options_.people - 6); !roles_.contains(index)) return index;
    };
    std::uint64_t group = 0;
    for (const Archetype& kind : archetypes().subspan(1)) {  // all but the ordinary
        for (std::uint64_t left = head_count(kind, options_.people); left > 0;) {
            const std::uint64_t size = group_size(kind, left, random);
            ++group;
            if (kind.kind == Kind::farm_client && first_farm_ == 0) first_farm_ = group;
            for (std::uint64_t place = 0; place < size; ++place) {
                const std::uint64_t index = stranger();
                roles_.emplace(index, Role{kind.kind, group, static_cast<int>(place)});
                special_.push_back(index);
            }
            left -= size;
        }
    }
    std::ranges::sort(special_);
}

Person Organisation::person_of_group(std::uint64_t group, int place) const {
    for (std::uint64_t index : special_)
        if (const Role& role = roles_.at(index); role.group == group && role.place == place) return person(index);
    return person(0);
}

Kind Organisation::kind(std::uint64_t index) const {
    const auto found = roles_.find(index);
    return found == roles_.end() ? Kind::ordinary : found->second.kind;
}

}  // namespace bonafide::sim
