// How a source speaks Sigma: the log sources its events are of, and what it calls Sigma's fields. Made from content/sources
// (docs/sources.md, "Sigma"); read by engine.h.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"
#include "source/sigma_words.h"
#include "source/source.h"

namespace bonafide::sigma {

using ViewSet = SigmaViewSet;

struct Dialect {
    /// One kind of event of the source ("process_creation of windows"), with the fields it calls otherwise.
    struct View {
        Logsource logsource;
        SigmaNames renames;  ///< Sigma's name → paths, first that is there; "=text" is a value that every event of the view has
    };
    std::string source;  ///< Source::id
    std::vector<View> views;
    std::function<std::vector<std::string>(std::string_view)> paths;  ///< Sigma's name → the paths it has in every view
    std::vector<FieldId> routes;                                      ///< the fields that decide the views; equal values, equal views
    std::function<ViewSet(const Record&)> views_of;
    bool folded = false;  ///< paths are columns in any spelling
};

/// The dialects of sources, one for each, in their order. The sources must outlive them.
[[nodiscard]] std::vector<Dialect> dialects_of(const std::vector<const Source*>& sources);

/// Is an event of `view` what a rule for `wanted` asks for? What the rule leaves open may be anything.
[[nodiscard]] inline bool answers(const Logsource& view, const Logsource& wanted) {
    return (wanted.product.empty() || wanted.product == view.product) && (wanted.category.empty() || wanted.category == view.category) &&
           (wanted.service.empty() || wanted.service == view.service);
}

/// The view of `present` in which a rule for `wanted` reads an event: of those that answer the one that says least beyond what is asked,
/// then the first. nullptr if none answers.
[[nodiscard]] const Dialect::View* view_for(const Dialect& dialect, const ViewSet& present, const Logsource& wanted);

}  // namespace bonafide::sigma
