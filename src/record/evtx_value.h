// One value of an EVTX template as text: MS-EVEN6, 2.2.12.3 (value types). Used by binary_xml.
#pragma once

#include "record/event_tree.h"

namespace bonafide::reading {

inline constexpr std::uint8_t evtx_binary_xml = 0x21;

struct EvtxValue {
    std::uint8_t type = 0;  ///< with 0x80: an array
    std::string_view bytes;

    /// `tree` for binary XML, which the caller writes.
    [[nodiscard]] EventValues::Kind kind() const;
    void write(JsonOut& out) const;
};

}  // namespace bonafide::reading
