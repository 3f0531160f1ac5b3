// How a source speaks Sigma: the log sources its events are of, and what it calls Sigma's fields. Made from content/sources (and a
// pipeline, if one is given); read by engine.h.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"
#include "source/source.h"

namespace bonafide::sigma {

struct Dialect {
    /// One kind of event of the source ("process_creation of windows"), with the fields it calls otherwise.
    struct View {
        Logsource logsource;
        std::map<std::string, std::vector<std::string>, std::less<>> renames;  ///< Sigma's name → paths, first that is there
    };
    std::string source;                                                ///< Source::id
    std::vector<View> views;                                           ///< at most 64
    std::function<std::vector<std::string>(std::string_view)> paths;   ///< Sigma's name → the paths it has in every view
    std::vector<FieldId> routes;                                       ///< the fields that decide the views; equal values, equal views
    std::function<std::uint64_t(const Record&)> views_of;              ///< a bit for each view the record is of
};

/// Is an event of `view` what a rule for `wanted` asks for? What the rule leaves open may be anything.
[[nodiscard]] inline bool answers(const Logsource& view, const Logsource& wanted) {
    return (wanted.product.empty() || wanted.product == view.product) && (wanted.category.empty() || wanted.category == view.category) &&
           (wanted.service.empty() || wanted.service == view.service);
}

}  // namespace bonafide::sigma
