// What a Sigma rule means, said as plainly as possible: straight from YAML to yes or no, value by value, with nothing of src/sigma.
// Slow on purpose: no index, no folding ahead, no compiled form. The tests hold the engine against this (differential_test.cpp,
// tests/fuzz/fuzz_sigma.cpp). Numbers in brackets name the paragraphs of docs/sigma-conformance.md.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/yaml.h"

namespace bonafide::sigma::reference {

/// Path → its values; nullopt is null. An empty list is a field that is there without a value.
using Event = std::map<std::string, std::vector<std::optional<std::string>>>;

/// The values of placeholders.
using Names = std::map<std::string, std::vector<std::string>>;

/// Does the rule's `detection` match? The rule must be one that the engine loads.
[[nodiscard]] bool matches(const YamlNode& detection, const Event& event, const Names& names = {});

/// The parts, for tests of the reference itself.
[[nodiscard]] bool regex_found(std::string_view pattern, std::string_view text, bool ignore_case, bool multi_line, bool dot_all);
[[nodiscard]] bool wildcards_fit(std::string_view pattern, std::string_view text);
[[nodiscard]] std::string base64(std::string_view bytes);

}  // namespace bonafide::sigma::reference

#include "tests/sigma/reference.inl"
