// Windows events as XML: `wevtutil qe LOG /f:xml`, Event Viewer's "Save as XML", one <Event> a line or many in <Events>. Each becomes
// the same object as the event's EVTX does. Used by text_parser and line.
#pragma once

#include <memory>
#include <string_view>

#include "record/event_tree.h"
#include "record/splitter.h"

namespace bonafide::reading {

/// Does the text begin with an event?
[[nodiscard]] bool is_event_xml(std::string_view text);
/// Is it a document of events? (Its beginning is enough.)
[[nodiscard]] bool holds_event_xml(std::string_view sample);
/// Where the next `<Event ...>` begins, and behind the next `</Event>`; npos where there is none.
[[nodiscard]] std::size_t find_event_begin(std::string_view text, std::size_t from);
[[nodiscard]] std::size_t find_event_end(std::string_view text, std::size_t from);
/// One event as JSON; false if it is no well-formed XML.
[[nodiscard]] bool write_event_xml(std::string_view xml, JsonOut& out);

/// Chunks end behind `</Event>`.
[[nodiscard]] std::unique_ptr<Splitter> split_event_xml(const SplitterInput& input);

}  // namespace bonafide::reading
