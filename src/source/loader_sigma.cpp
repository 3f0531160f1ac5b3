// The words `logsources` and `sigma_fields` (docs/sources.md, "Sigma").
#include <fmt/format.h>

#include "source/loader.h"

namespace bonafide::source {

std::vector<std::string> rewrite(const std::vector<PathRewriter>& rewriters, std::string path) {
    std::vector<std::string> out{std::move(path)};
    for (const PathRewriter& rewriter : rewriters) {
        std::vector<std::string> next;
        for (const std::string& old : out) {
            const auto other = rewriter.paths.find(old);
            if (other == rewriter.paths.end()) next.push_back(rewriter.prefix + old);
            else next.insert(next.end(), other->second.begin(), other->second.end());
        }
        out = std::move(next);
    }
    return out;
}

void Loader::sigma_names(const YamlNode& node, SigmaNames& out) {
    for (const auto& [name, paths] : node.entries()) {
        std::vector<std::string> spelled;
        for (const std::string& path : paths.texts())
            for (std::string& own : rewritten(path)) spelled.push_back(std::move(own));
        if (spelled.empty()) paths.error("expected the path of a field, or a list of them");
        out.try_emplace(name, std::move(spelled));
    }
}

void Loader::sigma(Source& source, Source::Rules& rules) {
    // Sigma's names are those of the raw event, which the base describes; what extends it wraps them.
    const Layer& base = layers_.back();
    for (auto layer = base.rewriters.rbegin(); layer != base.rewriters.rend(); ++layer) {
        PathRewriter rewriter{(*layer)->get("prefix").text(), {}};
        for (const auto& [path, own] : (*layer)->get("paths").entries()) rewriter.paths.emplace(path, own.texts());
        rules.sigma_rewriters.push_back(std::move(rewriter));
    }
    for (const auto& [node, layer] : get_all("sigma_fields")) {
        layer_ = layer;
        sigma_names(node, rules.sigma_fields);
    }
    for (const auto& [node, layer] : get_all("logsources")) {
        layer_ = layer;
        for (const YamlNode& item : node.items()) {
            item.allow_only({"product", "category", "service", "when", "fields"});
            SigmaViewRule view;
            view.logsource = {item.get("product").text(source.logsource.product), item.get("category").text(), item.get("service").text()};
            view.when = condition(item.get("when"));
            sigma_names(item.get("fields"), view.fields);
            rules.sigma_views.push_back(std::move(view));
        }
        if (rules.sigma_views.size() >= SigmaViewSet{}.size()) node.error(fmt::format("more than {} log sources", SigmaViewSet{}.size() - 1));
    }
}

}  // namespace bonafide::source
