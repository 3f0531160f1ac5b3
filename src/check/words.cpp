#include "check/words.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "base/grouped.h"

namespace bonafide::check {

namespace {

std::string counted(std::uint64_t n) { return grouped(static_cast<std::int64_t>(n)); }
std::string day_words(Timestamp at) { return at.known() ? iso_date(at) : "an unknown day"; }

struct Word {
    std::string_view name;
    std::string (*text)(const Said&);
};

constexpr std::array<Word, 13> words{{
    {"value", [](const Said& s) { return s.value; }},
    {"value_label", [](const Said& s) { return s.value_label; }},
    {"claim", [](const Said& s) { return s.claim; }},
    {"observed", [](const Said& s) { return s.observed; }},
    {"count", [](const Said& s) { return counted(s.count); }},
    {"days", [](const Said& s) { return counted(s.days); }},
    {"of_days", [](const Said& s) { return counted(s.of_days); }},
    {"distinct", [](const Said& s) { return counted(s.distinct); }},
    {"first", [](const Said& s) { return day_words(s.first); }},
    {"last", [](const Said& s) { return day_words(s.last); }},
    {"number", [](const Said& s) { return number_words(s.number); }},
    {"people", [](const Said& s) { return counted(s.people); }},
    {"percent", [](const Said& s) { return number_words(s.number * 100); }},
}};

int find_word(std::string_view name) {
    for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i].name == name) return static_cast<int>(i);
    return -1;
}

/// Nouns that follow a number: their plural s goes after "1".
constexpr std::array<std::string_view, 7> nouns{" days", " times", " people", " countries", " hours", " agents", " accounts"};
constexpr std::array<std::string_view, 7> single{" day", " time", " person", " country", " hour", " agent", " account"};

}  // namespace

std::string number_words(double number) {
    if (!std::isfinite(number)) return "?";
    const double rounded = std::abs(number) < 9.95 ? std::round(number * 10) / 10 : std::round(number);
    if (rounded == std::round(rounded)) return grouped(static_cast<std::int64_t>(std::min(rounded, 1e15)));
    return fmt::format("{:.1f}", rounded);
}

Sentence Sentence::parse(std::string_view text, std::vector<std::string>& unknown) {
    Sentence out;
    while (!text.empty()) {
        const auto open = text.find('{');
        const auto close = open == std::string_view::npos ? open : text.find('}', open);
        if (close == std::string_view::npos) {
            out.parts_.push_back({std::string(text), -1});
            break;
        }
        if (open > 0) out.parts_.push_back({std::string(text.substr(0, open)), -1});
        const std::string_view name = text.substr(open + 1, close - open - 1);
        const int word = find_word(name);
        if (word < 0) unknown.emplace_back(name);
        out.parts_.push_back({std::string(name), word});
        text.remove_prefix(close + 1);
    }
    return out;
}

std::string Sentence::fill(const Said& said) const {
    std::string out;
    bool one = false;
    for (const Part& part : parts_) {
        std::string text = part.word < 0 ? part.text : words[static_cast<std::size_t>(part.word)].text(said);
        if (one && part.word < 0)
            for (std::size_t i = 0; i < nouns.size(); ++i)
                if (text.starts_with(nouns[i])) {
                    text.replace(0, nouns[i].size(), single[i]);
                    break;
                }
        one = part.word >= 0 && text == "1";
        out += text;
    }
    return out;
}

}  // namespace bonafide::check
