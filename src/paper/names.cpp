// The words for this folder's enumerations, and look-ups in a Report.
#include <algorithm>
#include <array>

#include "paper/paper.h"

namespace bonafide::paper {

std::string_view verdict_name(Verdict verdict) {
    constexpr std::array<std::string_view, 3> names{"consistent", "contradicted", "cannot_be_said"};
    return names[static_cast<std::size_t>(verdict)];
}

std::string_view kind_name(Kind kind) {
    constexpr std::array<std::string_view, 6> names{"unknown", "passport", "visa", "id_card", "driving_licence", "picture"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view zone_name(Zone zone) {
    constexpr std::array<std::string_view, 4> names{"mrz", "barcode", "printed", "picture"};
    return names[static_cast<std::size_t>(zone)];
}

bool Report::contradicted() const {
    return std::ranges::any_of(checks, [](const Finding& one) { return one.verdict == Verdict::contradicted; });
}

const Finding* Report::find(std::string_view check) const {
    const auto found = std::ranges::find(checks, check, &Finding::check);
    return found == checks.end() ? nullptr : &*found;
}

std::string_view Report::value(Zone zone, std::string_view name) const {
    const auto found = std::ranges::find_if(fields, [&](const Field& one) { return one.zone == zone && one.name == name; });
    return found == fields.end() ? std::string_view{} : std::string_view(found->value);
}

}  // namespace bonafide::paper
