// Numbers as people read them: 1,234,567. Used wherever a sentence or a table names a count.
#pragma once

#include <concepts>
#include <string>

namespace bonafide {

[[nodiscard]] inline std::string grouped(std::integral auto number) {
    std::string out = std::to_string(number);
    const std::size_t first = out.front() == '-' ? 1 : 0;
    for (std::size_t at = out.size(); at > first + 3;) out.insert(at -= 3, 1, ',');
    return out;
}

}  // namespace bonafide
