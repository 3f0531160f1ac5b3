// The rules of files and folders, ready for an Engine: parsed on all cores, names and references resolved, filters and pipelines applied.
// What may not run is kept with its reason. Made by scan's Content and by `bonafide rules`.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/list.h"
#include "sigma/parse.h"
#include "sigma/pipeline.h"

namespace bonafide::sigma {

struct RuleSetOptions {
    std::vector<std::filesystem::path> pipelines;
    const Lists* lists = nullptr;  ///< values of placeholders: `%name%` is the list `name`; a pipeline's `vars` come first
    unsigned threads = 1;
};

class RuleSet {
public:
    /// Every *.yml and *.yaml below the paths but tests (`*.test.yml`). Errors are those of paths and pipelines; a rule's own are in rejected().
    [[nodiscard]] static RuleSet load(const std::vector<std::filesystem::path>& paths, const RuleSetOptions& options, Errors& errors);

    [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }                       ///< by file, in the order of the file
    [[nodiscard]] const std::vector<Correlation>& correlations() const { return correlations_; }  ///< their references exist and go round nowhere
    [[nodiscard]] const std::vector<Filter>& filters() const { return filters_; }
    [[nodiscard]] const std::vector<Rejected>& rejected() const { return rejected_; }
    /// Worth knowing and no mistake: a filter that names a rule which is not there, a key in a place where nothing reads it.
    [[nodiscard]] const Errors& notes() const { return notes_; }
    [[nodiscard]] std::size_t files() const { return files_; }
    /// Index of a rule by id or name; rules().size() if there is none.
    [[nodiscard]] std::size_t find(std::string_view id_or_name) const;

private:
    void take(std::vector<Document> documents);
    void reject(Heading heading, std::string what, std::string hint = {});
    void reject_unusable();
    void resolve_correlations();
    void apply_filters();
    void apply_pipelines(const std::vector<Pipeline>& pipelines);

    std::vector<Rule> rules_;
    std::vector<Correlation> correlations_;
    std::vector<Filter> filters_;
    std::vector<Rejected> rejected_;
    Errors notes_;
    std::size_t files_ = 0;
    std::map<std::string, std::string, std::less<>> known_;  ///< ids and names → where
};

}  // namespace bonafide::sigma
