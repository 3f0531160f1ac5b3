// Objects that are no records but hold an array of them: CloudTrail's Records, Graph's value, Google's items, Elastic's
// hits.hits. Used by the JSON splitter (for documents too large to hold) and by the JSON parser.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace bonafide::reading {

[[nodiscard]] bool is_envelope_key(std::string_view key);

struct Envelope {
    std::size_t array = 0;    ///< where its '[' is
    std::size_t depth = 1;    ///< brackets open before it
    std::string_view unwrap;  ///< the record is this member of each element, where it is there
};

/// Is the object an envelope: one array of objects under a known name, beside it only a few scalars, none of them a time or an
/// actor of the object's own? Under a name that a record may use as well ("users", "devices") only paging may stand beside it. The
/// array may lie one object deeper ({"data": {"employments": [...]}}). `text` begins with '{'; unless `whole` it may be cut off and what was seen
/// decides.
[[nodiscard]] std::optional<Envelope> find_envelope(std::string_view text, bool whole);

/// Where the value of a member of the object begins; not_found (record/json_scan.h) if it has none.
[[nodiscard]] std::size_t find_member(std::string_view object, std::string_view key);

}  // namespace bonafide::reading
