// Which fields a source reads, and for what: for `sources try` and for coverage. Inside source only.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "source/rules.h"

namespace bonafide::source {

/// Calls `visit` for every field the rules read, with what it is read as: "time", "actor (email)", "src_endpoint.ip",
/// "home.address".
void each_use(const Source::Rules& rules, const Attributes& attributes, const std::function<void(const FieldRef&, std::string_view use)>& visit);
/// Is `path`, as the data spells it, this field?
[[nodiscard]] bool names_field(const FieldInfo& info, std::string_view path);

}  // namespace bonafide::source
