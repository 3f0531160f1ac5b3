#include "source/sigma_words.h"

#include <algorithm>

#include "source/rules.h"

namespace bonafide {

std::vector<SigmaView> sigma_views(const Source& source) {
    std::vector<SigmaView> out;
    for (const source::SigmaViewRule& rule : source.rules->sigma_views) out.push_back({rule.logsource, rule.fields});
    out.push_back({source.logsource, {}});
    return out;
}

std::vector<std::string> sigma_paths(const Source& source, std::string_view field) {
    const Source::Rules& rules = *source.rules;
    if (const auto renamed = rules.sigma_fields.find(field); renamed != rules.sigma_fields.end()) return renamed->second;
    return source::rewrite(rules.sigma_rewriters, std::string(field));
}

std::vector<FieldId> sigma_routes(const Source& source) {
    std::vector<FieldId> out;
    for (const source::SigmaViewRule& rule : source.rules->sigma_views)
        for (const source::AllOf& tests : rule.when.any)
            for (const source::Test& test : tests)
                for (const source::FieldRef& field : test.fields)
                    if (std::ranges::find(out, field.id) == out.end()) out.push_back(field.id);
    return out;
}

SigmaViewSet sigma_views_of(const Source& source, const Record& record) {
    source::Scratch scratch;
    const source::Reading reading(record, scratch);
    const auto& views = source.rules->sigma_views;
    SigmaViewSet out;
    for (std::size_t i = 0; i < views.size(); ++i) out[i] = reading.holds(views[i].when);
    out[views.size()] = true;
    return out;
}

bool folds_fields(const Source& source) { return source.rules->folded; }

std::vector<const Source*> all_compiled(const Sources& sources) {
    std::vector<const Source*> out;
    for (const Source& source : sources.all()) out.push_back(&source);
    for (const Override& entry : sources.data().overrides) out.push_back(&entry.source);
    out.push_back(&sources.generic());
    return out;
}

}  // namespace bonafide
