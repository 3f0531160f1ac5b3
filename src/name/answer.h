// Tables in, JSON lines out: what `lists compare` and `lists match` print. Used by cli and by bench/name.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/parallel.h"
#include "name/index.h"

namespace bonafide::name {

/// One line for each row with name1 and name2: `score`, `bits`, `why`; `features` as well for fit.py. Rows without a name score 0.
[[nodiscard]] Result<std::uint64_t> compare_table(std::string_view csv, const std::string& file, const Words& words, bool features,
                                                  std::ostream& out);

/// One line for each row of a table of people: `query` and `matches[]` of `list`, `id`, `name`, `score`, `bits`, `why`; in the order of the rows.
struct MatchOptions {
    unsigned threads = 1;
    bool only_found = false;  ///< no line for rows without a match
    bool names_only = false;  ///< leave dates of birth and numbers aside
    double least = match_score;
    Cancel* cancel = nullptr;
};
struct MatchCounts {
    std::uint64_t rows = 0, found = 0, without_name = 0;
};
[[nodiscard]] Result<MatchCounts> match_table(std::string_view csv, const std::string& file, const Index& index, const MatchOptions& options,
                                              std::ostream& out);

[[nodiscard]] std::string json_list(const std::vector<std::string>& texts);

}  // namespace bonafide::name
