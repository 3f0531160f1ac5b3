// What the mapper understood, shown to people and programs: the NDJSON line of `bonafide events`, the page of `sources try`.
// Used by scan and cli.
#pragma once

#include <string>

#include "base/error.h"
#include "source/source.h"

namespace bonafide {

/// One line: source, kind, time, actor, src_ip, device, locator, then the fields by their OCSF names (a list where one has
/// several values).
[[nodiscard]] std::string event_json(const Meaning& meaning, const Attributes& attributes, const FileName& file);

/// What a file is, how sure, and how each field of its records was read. `names` is frozen.
[[nodiscard]] Result<std::string> describe_file(const std::string& file, const Sources& sources, const Attributes& attributes,
                                                const FieldNames& names);

}  // namespace bonafide
