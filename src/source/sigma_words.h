// What a source file says for Sigma (docs/sources.md, "Sigma"): which log sources its events are of, and what it calls Sigma's
// fields. Compiled by loader_sigma.cpp; sigma/dialect.cpp makes the dialects of the rule engine of it.
#pragma once

#include <bitset>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "source/source.h"

namespace bonafide {

/// Sigma's name of a field → where this source has it: paths, the first that is there.
using SigmaNames = std::map<std::string, std::vector<std::string>, std::less<>>;

/// A log source that events of a file may be of, beside what the file's `logsource` says.
struct SigmaView {
    Logsource logsource;
    SigmaNames fields;
};

/// Which of a source's views a record is of, by index.
using SigmaViewSet = std::bitset<128>;

/// The views of a source in the order of its file; its own `logsource`, which every record is of, last.
[[nodiscard]] std::vector<SigmaView> sigma_views(const Source& source);
/// The paths of a field of Sigma that no view renames.
[[nodiscard]] std::vector<std::string> sigma_paths(const Source& source, std::string_view field);
/// The fields that decide the views: equal values, equal views.
[[nodiscard]] std::vector<FieldId> sigma_routes(const Source& source);
[[nodiscard]] SigmaViewSet sigma_views_of(const Source& source, const Record& record);
/// Are the source's fields found in any spelling (tables)?
[[nodiscard]] bool folds_fields(const Source& source);
/// Every compiled source that a record may be given to: those of content, those that bonafide.yml changed, the generic one last.
[[nodiscard]] std::vector<const Source*> all_compiled(const Sources& sources);

}  // namespace bonafide
