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

const Dialect::View* view_for(const Dialect& dialect, const ViewSet& present, const Logsource& wanted) {
    const Dialect::View* best = nullptr;
    int least = 4;
    for (std::size_t view = 0; view < dialect.views.size(); ++view) {
        const Logsource& given = dialect.views[view].logsource;
        if (!present[view] || !answers(given, wanted)) continue;
        const int beyond = (wanted.product.empty() && !given.product.empty()) + (wanted.category.empty() && !given.category.empty()) +
                           (wanted.service.empty() && !given.service.empty());
        if (beyond >= least) continue;
        least = beyond;
        best = &dialect.views[view];
    }
    return best;
}

}  // namespace bonafide::sigma
