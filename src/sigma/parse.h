// YAML → rules, correlations and filters, with every mistake of a document reported at its line. A document with a mistake is
// rejected and the others go on. Used by rule_set.h.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/yaml.h"
#include "sigma/rule.h"
#include "sigma/value.h"

namespace bonafide::sigma {

/// A document that may not run, and why.
struct Rejected {
    Heading heading;
    Errors errors;  ///< file:line:column each
};

using Document = std::variant<Rule, Correlation, Filter, Rejected>;

/// Every document of a file; `action: global`, `reset` and `repeat` of collections are carried out.
[[nodiscard]] std::vector<Document> parse_text(std::string_view yaml, const std::string& file, const Placeholders& placeholders);
[[nodiscard]] Document parse_document(const YamlNode& yaml, const std::string& file, const Placeholders& placeholders);
[[nodiscard]] std::vector<Document> parse_file(const std::filesystem::path& file, const Placeholders& placeholders);

/// "15m" → microseconds; s, m, h, d (specification of correlations, "timespan"); 0 if it is none.
[[nodiscard]] std::int64_t parse_timespan(std::string_view text);

}  // namespace bonafide::sigma
