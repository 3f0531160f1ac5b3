#include "source/event.h"

namespace bonafide {

std::string_view Event::get(std::uint16_t field) const {
    for (const EventField& f : fields) {
        if (f.field == field) return f.text;
    }
    return {};
}

void Meaning::clear() {
    event.record = nullptr;
    event.source = nullptr;
    event.kind = {};
    event.time = Timestamp::none();
    event.utc_offset = Event::unknown_offset;
    event.actor = event.device = {};
    event.src_ip = {};
    event.human = false;
    event.success = true;
    event.fields.clear();
    statements.clear();
    join.identifiers.clear();
    join.reason = {};
    join.employed = false;
    entries.clear();
    display_name = {};
    generic = false;
    problem = {};
}

}  // namespace bonafide
