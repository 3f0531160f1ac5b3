#include "video/prompts.h"

#include <charconv>
#include <optional>
#include <string>

#include "base/text.h"

namespace bonafide::video {

namespace {

struct Named {
    std::string_view name;
    float red, green, blue;
};
constexpr Named colours[] = {{"red", 1, 0, 0},          {"green", 0, 1, 0},     {"blue", 0, 0, 1},      {"yellow", 1, 1, 0},
                             {"cyan", 0, 1, 1},         {"magenta", 1, 0, 1},   {"white", 1, 1, 1},     {"black", 0, 0, 0},
                             {"none", 0, 0, 0},         {"orange", 1, 0.5F, 0}, {"purple", 0.5F, 0, 1}, {"grey", 0.5F, 0.5F, 0.5F},
                             {"gray", 0.5F, 0.5F, 0.5F}};

std::optional<double> number(std::string_view text) {
    double out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{} || end != text.data() + text.size() || !(out >= 0 && out < 1e6)) return std::nullopt;
    return out;
}

/// "75.5", "1:15.5", "0:01:15.5"
std::optional<double> seconds(std::string_view text) {
    double out = 0;
    int parts = 0;
    for (const std::string_view part : split(text, ':')) {
        const std::optional<double> value = number(trim(part));
        if (!value || ++parts > 3) return std::nullopt;
        out = out * 60 + *value;
    }
    return parts == 0 ? std::nullopt : std::optional(out);
}

bool colour(std::string_view text, Prompt& out) {
    const std::string lower = ascii_lower(text);
    for (const Named& named : colours)
        if (named.name == lower) {
            out.red = named.red, out.green = named.green, out.blue = named.blue;
            return true;
        }
    unsigned value = 0;
    if (lower.size() != 7 || lower[0] != '#') return false;
    const auto [end, error] = std::from_chars(lower.data() + 1, lower.data() + 7, value, 16);
    if (error != std::errc{} || end != lower.data() + 7) return false;
    const auto part = [&](unsigned shift) { return static_cast<float>(value >> shift & 255U) / 255; };
    out.red = part(16), out.green = part(8), out.blue = part(0);
    return true;
}

std::string_view unquoted(std::string_view text) {
    text = trim(text);
    if (text.size() > 1 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    return trim(text);
}

}  // namespace

Result<std::vector<Prompt>> read_prompts(std::string_view csv) {
    constexpr std::size_t most = 10'000;
    std::vector<Prompt> out;
    if (csv.starts_with("\xEF\xBB\xBF")) csv.remove_prefix(3);
    std::size_t row = 0;
    for (std::string_view line : split(csv, '\n')) {
        ++row;
        line = trim(line);
        if (line.empty()) continue;
        const std::size_t comma = line.find_first_of(",;\t");
        const std::string_view first = unquoted(line.substr(0, comma));
        const std::string_view second = unquoted(comma == std::string_view::npos ? std::string_view{} : line.substr(comma + 1));
        Prompt prompt;
        const std::optional<double> time = seconds(first);
        if (out.empty() && !time && ascii_lower(first) == "time") continue;
        if (!time) return fail("row " + std::to_string(row), "expected a time (75.5, 1:15.5), found \"" + std::string(first.substr(0, 40)) + '"');
        if (!colour(second, prompt))
            return fail("row " + std::to_string(row), "expected a colour, found \"" + std::string(second.substr(0, 40)) + '"',
                        "red, green, blue, yellow, cyan, magenta, white, black or #rrggbb");
        prompt.time = *time;
        if (!out.empty() && prompt.time <= out.back().time) return fail("row " + std::to_string(row), "comes before the row above it");
        if (out.size() == most) return fail("row " + std::to_string(row), "more than 10,000 prompts");
        out.push_back(prompt);
    }
    if (out.empty()) return fail("", "no prompts: expected rows of a time and a colour");
    return out;
}

}  // namespace bonafide::video
