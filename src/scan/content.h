// Everything a run needs from content/ and the data packages, loaded and validated at once. Made by cli, used by scan.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "assess/assessment.h"
#include "base/geo.h"
#include "base/list.h"
#include "check/check.h"
#include "record/fields.h"
#include "scan/rules.h"
#include "source/attributes.h"
#include "source/source.h"

namespace bonafide {

struct ContentPaths {
    std::filesystem::path content;                                  ///< the folder with attributes.yml, sources/, checks/, lists/
    std::filesystem::path data;                                     ///< data packages; may be absent
    std::vector<std::filesystem::path> overrides;                   ///< bonafide.yml files beside the data
    std::vector<std::filesystem::path> rules = {}, pipelines = {};  ///< Sigma's: files and folders; none: no rules run
    sigma::NanosecondClock clock = nullptr;                         ///< to measure what each rule costs; none: not measured
};

/// Immutable once loaded; all threads read it. Members refer to each other: neither copied nor moved.
struct Content {
    Attributes attributes;
    Lists lists;
    FieldNames names;
    Sources sources;
    CheckSet checks;
    AssessmentRules rules;
    Geo geo;
    RuleWeights rule_weights;
    std::unique_ptr<RunningRules> sigma;  ///< nullptr: no rules were asked for
    std::string fingerprint;              ///< of content, overrides and the rules that run: what was read under it can be used again

    Content() = default;
    Content(const Content&) = delete;
    Content& operator=(const Content&) = delete;

    /// Loads all of it; every error of every file is in `errors`. Usable only if none was added.
    [[nodiscard]] static std::unique_ptr<Content> load(const ContentPaths& paths, Errors& errors);
    /// "Okta System Log or Entra ID sign-ins": the exports that would state an attribute.
    [[nodiscard]] std::string exports_for(AttributeId attribute) const;
};

/// The `bonafide.yml` files at the top of the given inputs.
[[nodiscard]] std::vector<std::filesystem::path> find_overrides(const std::vector<std::string>& inputs);

}  // namespace bonafide
