// Names of many origins. Which origin a person has is drawn apart from everything else about them, and can be turned (`swapped`)
// without changing anything else: the fairness test lives of that. Used by person_maker and applications.
#pragma once

#include <cstdint>
#include <string>

namespace bonafide::sim {

struct FullName {
    std::string given, family;  ///< as written by HR, accents and all
    std::string middle;         ///< an initial or empty
    std::string ascii_given, ascii_family;
    unsigned repeat = 0;  ///< how many before them bear the same name
    [[nodiscard]] std::string text() const { return given + " " + family; }
    [[nodiscard]] std::string login() const;  ///< "amara.okafor", "amara.okafor2"
};

/// The name of the `index`th person; no two people of an organisation have the same login.
[[nodiscard]] FullName name_of(std::uint64_t seed, std::uint64_t index, bool swapped);

}  // namespace bonafide::sim
