#include "link/words.h"

#include <algorithm>

namespace bonafide {

namespace {

constexpr std::string_view small_numbers[] = {"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};

bool ends_in_any(std::string_view word, std::initializer_list<std::string_view> endings) {
    return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return word.ends_with(ending); });
}

std::string plural(std::string_view noun) {
    if (ends_in_any(noun, {"s", "x", "ch", "sh"})) return std::string(noun) + "es";
    if (noun.ends_with('y') && !ends_in_any(noun, {"ay", "ey", "oy", "uy"})) return std::string(noun.substr(0, noun.size() - 1)) + "ies";
    return std::string(noun) + "s";
}

/// Where the first noun ends: "device| of the second factor", "USB id| with manufacturer".
std::size_t end_of_head(std::string_view title) {
    std::size_t end = title.size();
    for (const std::string_view word : {" of ", " with ", " from ", " the ", " to ", " on ", " in ", " ("}) end = std::min(end, title.find(word));
    return end;
}

}  // namespace

std::string counted(std::size_t number, std::string_view singular) {
    const std::string count = number < std::size(small_numbers) ? std::string(small_numbers[number]) : std::to_string(number);
    if (number == 1) return count + " " + std::string(singular);
    const std::size_t end = end_of_head(singular);
    return count + " " + plural(singular.substr(0, end)) + std::string(singular.substr(end));
}

std::string listed(const std::vector<std::string>& words) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) out += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
    return out;
}

}  // namespace bonafide
