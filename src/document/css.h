// As much of CSS as tells what a reader sees: which elements are hidden, lie side by side, are bold, large, white. Used by html.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bonafide::document {

struct Colour {
    std::uint8_t red = 0, green = 0, blue = 0;
    [[nodiscard]] bool close_to(const Colour& other) const;  ///< so close that letters of the one on the other are not seen
};
/// "#fff", "#ffffff", "rgb(1, 2, 3)", "white".
[[nodiscard]] std::optional<Colour> parse_colour(std::string_view text);

using Declarations = std::vector<std::pair<std::string, std::string>>;  ///< property and value, lower case
[[nodiscard]] Declarations parse_declarations(std::string_view text);

/// What a selector is compared with.
struct ElementName {
    std::string tag, id;
    std::vector<std::string> classes;
};

class StyleSheet {
public:
    void add(std::string_view css);
    /// The rules that fit the last of `path` (the open elements, outermost first), in their order.
    void match(const std::vector<const ElementName*>& path, std::vector<const Declarations*>& found) const;

private:
    using Compound = ElementName;  // what it names must be there; "" and none: anything
    struct Rule {
        std::vector<Compound> chain;  // of descendants
        std::size_t declarations = 0;
    };
    void add_rule(std::string_view selectors, std::string_view body);
    std::vector<Declarations> bodies_;
    std::vector<Rule> rules_;
    std::unordered_map<std::string, std::vector<std::size_t>> by_key_;  // by id, class or tag of the last compound
};

}  // namespace bonafide::document
