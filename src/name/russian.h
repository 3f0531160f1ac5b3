// Korean and Chinese names in Cyrillic: "Ким Чен Ын" is Kim Jong Un, "Си Цзиньпин" is Xi Jinping. A name that can be read wholly as syllables of
// Kontsevich's or Palladius' system gets those readings beside the letter-by-letter one. Tables: content/names/russian.yml.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/hash.h"

namespace bonafide::name {

/// Of one language: Cyrillic syllable → its readings in Latin letters.
using Syllables = std::unordered_map<std::string, std::vector<std::string>, StringHash, std::equal_to<>>;

struct RussianTables {
    Syllables korean, chinese;
    std::unordered_map<std::string, std::string, StringHash, std::equal_to<>> korean_surnames;
    [[nodiscard]] bool empty() const { return korean.empty() && chinese.empty(); }
};

/// Latin readings of a Cyrillic name, surname first; empty where it is no such name. At most eight.
[[nodiscard]] std::vector<std::string> russian_readings(std::string_view written, const RussianTables& tables);

}  // namespace bonafide::name
