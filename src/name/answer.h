// Tables in, JSON lines out: what `lists compare` and `lists match` print. Used by cli and by bench/name.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "name/match.h"

namespace bonafide::name {

/// One line for each row with name1 and name2: `score`, `bits`, `why`; `features` as well for fit.py. Rows without a name score 0.
[[nodiscard]] Result<std::uint64_t> compare_table(std::string_view csv, const std::string& file, const Words& words, bool features,
                                                  std::ostream& out);

[[nodiscard]] std::string json_list(const std::vector<std::string>& texts);

}  // namespace bonafide::name
