// Counting things in plain English for a cluster's summary: titles of attributes are singular ("bank account", "address of a payment change").
// Inside link/ only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bonafide {

/// "one bank account", "two bank accounts", "14 addresses of meetings".
[[nodiscard]] std::string counted(std::size_t number, std::string_view singular);
/// "a", "a and b", "a, b and c".
[[nodiscard]] std::string listed(const std::vector<std::string>& words);

}  // namespace bonafide
