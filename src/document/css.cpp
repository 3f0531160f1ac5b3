#include "document/css.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace bonafide::document {

namespace {

constexpr std::size_t most_rules = 5000;

struct NamedColour {
    std::string_view name;
    Colour colour;
};
constexpr std::array<NamedColour, 17> named_colours{{{"black", {0, 0, 0}},
                                                     {"white", {255, 255, 255}},
                                                     {"red", {255, 0, 0}},
                                                     {"blue", {0, 0, 255}},
                                                     {"green", {0, 128, 0}},
                                                     {"gray", {128, 128, 128}},
                                                     {"grey", {128, 128, 128}},
                                                     {"navy", {0, 0, 128}},
                                                     {"silver", {192, 192, 192}},
                                                     {"maroon", {128, 0, 0}},
                                                     {"yellow", {255, 255, 0}},
                                                     {"ivory", {255, 255, 240}},
                                                     {"snow", {255, 250, 250}},
                                                     {"whitesmoke", {245, 245, 245}},
                                                     {"ghostwhite", {248, 248, 255}},
                                                     {"floralwhite", {255, 250, 240}},
                                                     {"teal", {0, 128, 128}}}};

std::uint8_t hex_digits(std::string_view two) {
    unsigned value = 0;
    std::from_chars(two.data(), two.data() + two.size(), value, 16);
    return static_cast<std::uint8_t>(value);
}

std::optional<Colour> hex_colour(std::string_view hex) {
    if (!std::ranges::all_of(hex, [](unsigned char c) { return std::isxdigit(c) != 0; })) return std::nullopt;
    if (hex.size() == 3 || hex.size() == 4) {
        const auto twice = [&](std::size_t i) { return static_cast<std::uint8_t>(hex_digits(hex.substr(i, 1)) * 17); };
        return Colour{twice(0), twice(1), twice(2)};
    }
    if (hex.size() == 6 || hex.size() == 8) return Colour{hex_digits(hex.substr(0, 2)), hex_digits(hex.substr(2, 2)), hex_digits(hex.substr(4, 2))};
    return std::nullopt;
}

std::optional<Colour> rgb_colour(std::string_view inside) {
    std::array<std::uint8_t, 3> parts{};
    for (std::uint8_t& part : parts) {
        while (!inside.empty() && (std::isdigit(static_cast<unsigned char>(inside[0])) == 0)) inside.remove_prefix(1);
        int value = 0;
        const auto [end, error] = std::from_chars(inside.data(), inside.data() + inside.size(), value);
        if (error != std::errc{}) return std::nullopt;
        inside.remove_prefix(static_cast<std::size_t>(end - inside.data()));
        if (inside.starts_with(".")) inside.remove_prefix(std::min(inside.find_first_not_of("0123456789", 1), inside.size()));
        part = static_cast<std::uint8_t>(inside.starts_with("%") ? value * 255 / 100 : std::clamp(value, 0, 255));
    }
    return Colour{parts[0], parts[1], parts[2]};
}

bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

/// "div.note#x" → its parts; nothing for what is not understood (pseudo classes, attributes).
std::optional<ElementName> parse_compound(std::string_view text) {
    ElementName out;
    while (!text.empty()) {
        const char kind = text[0];
        if (kind == '*') {
            text.remove_prefix(1);
            continue;
        }
        if (kind == '.' || kind == '#') text.remove_prefix(1);
        const auto length = static_cast<std::size_t>(std::ranges::find_if_not(text, is_name) - text.begin());
        if (length == 0) return std::nullopt;
        const std::string name(text.substr(0, length));
        if (kind == '.') out.classes.push_back(name);
        else if (kind == '#') out.id = name;
        else out.tag = ascii_lower(name);
        text.remove_prefix(length);
    }
    return out;
}

bool fits(const ElementName& wanted, const ElementName& element) {
    if (!wanted.tag.empty() && wanted.tag != element.tag) return false;
    if (!wanted.id.empty() && wanted.id != element.id) return false;
    return std::ranges::all_of(wanted.classes, [&](const std::string& c) { return std::ranges::find(element.classes, c) != element.classes.end(); });
}

std::string without_comments(std::string_view css) {
    std::string out;
    for (;;) {
        const std::size_t begin = css.find("/*");
        out += css.substr(0, begin);
        if (begin == std::string_view::npos) return out;
        const std::size_t end = css.find("*/", begin + 2);
        if (end == std::string_view::npos) return out;
        css.remove_prefix(end + 2);
    }
}

std::string key_of(const ElementName& name) {
    if (!name.id.empty()) return "#" + name.id;
    if (!name.classes.empty()) return "." + name.classes.front();
    return name.tag.empty() ? "*" : name.tag;
}

}  // namespace

bool Colour::close_to(const Colour& other) const {
    const int distance = std::abs(red - other.red) + std::abs(green - other.green) + std::abs(blue - other.blue);
    return distance < 45;
}

std::optional<Colour> parse_colour(std::string_view text) {
    text = trim(text);
    if (text.starts_with("#")) return hex_colour(text.substr(1));
    if (text.starts_with("rgb")) return rgb_colour(text);
    const auto found = std::ranges::find(named_colours, text.substr(0, text.find(' ')), &NamedColour::name);
    return found == named_colours.end() ? std::nullopt : std::optional(found->colour);
}

Declarations parse_declarations(std::string_view text) {
    Declarations out;
    for (const std::string_view part : split(text, ';')) {
        const std::size_t colon = part.find(':');
        if (colon == std::string_view::npos || out.size() > 200) continue;
        std::string value = ascii_lower(trim(part.substr(colon + 1)));
        if (const std::size_t bang = value.find("!important"); bang != std::string::npos)
            value = std::string(trim(std::string_view(value).substr(0, bang)));
        out.emplace_back(ascii_lower(trim(part.substr(0, colon))), std::move(value));
    }
    return out;
}

void StyleSheet::add(std::string_view css) {
    const std::string text = without_comments(css);
    std::string_view rest = text;
    while (rules_.size() < most_rules) {
        const std::size_t open = rest.find('{');
        if (open == std::string_view::npos) return;
        std::string_view selectors = trim(rest.substr(0, open));
        if (const std::size_t semicolon = selectors.rfind(';'); semicolon != std::string_view::npos)
            selectors = trim(selectors.substr(semicolon + 1));
        rest.remove_prefix(open + 1);
        if (selectors.starts_with("@media") && selectors.find("print") == std::string_view::npos) continue;  // what is inside counts
        const bool nested = selectors.starts_with("@") && !selectors.starts_with("@page") && !selectors.starts_with("@font-face");
        std::size_t depth = 1, end = 0;
        for (; end < rest.size() && depth != 0; ++end) depth += rest[end] == '{' ? 1 : rest[end] == '}' ? -1 : 0;
        if (!nested && !selectors.starts_with("@")) {
            end = std::min(rest.find('}'), rest.size());
            add_rule(selectors, rest.substr(0, end));
        }
        rest.remove_prefix(std::min(end + (end < rest.size() && rest[end] == '}' ? 1 : 0), rest.size()));
    }
}

void StyleSheet::add_rule(std::string_view selectors, std::string_view body) {
    bodies_.push_back(parse_declarations(body));
    if (selectors.starts_with("}")) selectors = trim(selectors.substr(1));  // the end of an @media
    for (const std::string_view selector : split(selectors, ',')) {
        Rule rule{.chain = {}, .declarations = bodies_.size() - 1};
        bool understood = true;
        for (std::string_view part : split(selector, ' ')) {
            part = trim(part);
            if (part.empty() || part == ">") continue;
            auto compound = parse_compound(part);
            understood = understood && compound.has_value();
            if (compound) rule.chain.push_back(std::move(*compound));
        }
        if (!understood || rule.chain.empty() || rule.chain.size() > 8) continue;
        by_key_[key_of(rule.chain.back())].push_back(rules_.size());
        rules_.push_back(std::move(rule));
    }
}

void StyleSheet::match(const std::vector<const ElementName*>& path, std::vector<const Declarations*>& found) const {
    found.clear();
    if (rules_.empty() || path.empty()) return;
    const ElementName& element = *path.back();
    std::vector<std::size_t> rules;
    const auto collect = [&](const std::string& key) {
        const auto entry = by_key_.find(key);
        if (entry != by_key_.end()) rules.insert(rules.end(), entry->second.begin(), entry->second.end());
    };
    collect("*");
    collect(element.tag);
    if (!element.id.empty()) collect("#" + element.id);
    for (const std::string& name : element.classes) collect("." + name);
    std::ranges::sort(rules);
    for (const std::size_t number : rules) {
        const Rule& rule = rules_[number];
        if (!fits(rule.chain.back(), element)) continue;
        std::size_t left = rule.chain.size() - 1;
        for (std::size_t i = path.size() - 1; i-- > 0 && left != 0;)
            if (fits(rule.chain[left - 1], *path[i])) --left;
        if (left == 0) found.push_back(&bodies_[rule.declarations]);
    }
}

}  // namespace bonafide::document
