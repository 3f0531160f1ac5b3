#include "sigma/dialect.h"

namespace bonafide::sigma {

std::vector<Dialect> dialects_of(const std::vector<const Source*>& sources) {
    std::vector<Dialect> out;
    for (const Source* source : sources) {
        Dialect& dialect = out.emplace_back();
        dialect.source = source->id;
        for (SigmaView& view : sigma_views(*source)) dialect.views.push_back({std::move(view.logsource), std::move(view.fields)});
        dialect.paths = [source](std::string_view field) { return sigma_paths(*source, field); };
        dialect.routes = sigma_routes(*source);
        dialect.views_of = [source](const Record& record) { return sigma_views_of(*source, record); };
        dialect.folded = folds_fields(*source);
    }
    return out;
}

}  // namespace bonafide::sigma
