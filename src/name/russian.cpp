#include "name/russian.h"

#include <algorithm>

#include "name/romanise.h"

namespace bonafide::name {

namespace {

constexpr std::size_t most_readings = 8, most_given = 2, longest_syllable = 12;  // syllables; bytes

bool vowel_follows(std::string_view rest) {
    constexpr std::string_view vowels[] = {"а", "е", "ё", "и", "о", "у", "ы", "э", "ю", "я"};
    return std::ranges::any_of(vowels, [&](std::string_view vowel) { return rest.starts_with(vowel); });
}

/// A word cut into syllables of the table, or nothing. No more syllables than a given name has: a hostile word is not tried in every way.
bool cut(std::string_view word, const Syllables& table, std::vector<const std::vector<std::string>*>& out) {
    if (word.empty()) return true;
    if (word.starts_with("ъ")) return !out.empty() && cut(word.substr(std::string_view("ъ").size()), table, out);
    if (out.size() == most_given) return false;
    const auto try_length = [&](std::size_t length) {
        const auto found = table.find(word.substr(0, length));
        if (found == table.end()) return false;
        out.push_back(&found->second);
        if (cut(word.substr(length), table, out)) return true;
        out.pop_back();
        return false;
    };
    // The longest first, but a consonant before a vowel begins the next syllable.
    std::vector<std::size_t> later;
    for (std::size_t length = std::min(word.size(), longest_syllable); length >= 2; length -= 2) {
        if (length > 2 && vowel_follows(word.substr(length)) && !vowel_follows(word.substr(length - 2))) later.push_back(length);
        else if (try_length(length)) return true;
        if (length % 2) break;  // letters that are no Cyrillic
    }
    return std::ranges::any_of(later, try_length);
}

std::vector<std::string> words_of(std::string_view lower) {
    std::vector<std::string> out(1);
    for (const char c : lower)
        if (c == ' ' || c == '-' || c == ',') {
            if (!out.back().empty()) out.emplace_back();
        } else out.back() += c;
    if (out.back().empty()) out.pop_back();
    return out;
}

/// All combinations of the readings of syllables, behind the surname.
void combine(const std::string& surname, const std::vector<const std::vector<std::string>*>& syllables, std::vector<std::string>& out) {
    std::vector<std::string> texts{surname};
    for (const std::vector<std::string>* readings : syllables) {
        std::vector<std::string> longer;
        for (const std::string& text : texts)
            for (const std::string& reading : *readings) longer.push_back(text + ' ' + reading);
        texts = std::move(longer);
    }
    for (std::string& text : texts)
        if (out.size() < most_readings && std::ranges::find(out, text) == out.end()) out.push_back(std::move(text));
}

}  // namespace

std::vector<std::string> russian_readings(std::string_view written, const RussianTables& tables) {
    std::vector<std::string> out;
    if (tables.empty() || script_of(written) != Script::cyrillic) return out;
    const std::vector<std::string> words = words_of(lower_case(written));
    if (words.size() < 2 || words.size() > 3) return out;
    const auto given = [&](const Syllables& table) {
        std::vector<const std::vector<std::string>*> syllables;
        for (std::size_t i = 1; i < words.size(); ++i)
            if (!cut(words[i], table, syllables)) return std::vector<const std::vector<std::string>*>{};
        return syllables;
    };
    if (const auto surname = tables.korean_surnames.find(words[0]); surname != tables.korean_surnames.end())
        if (const auto syllables = given(tables.korean); !syllables.empty()) combine(surname->second, syllables, out);
    if (std::vector<const std::vector<std::string>*> surname; cut(words[0], tables.chinese, surname) && surname.size() == 1)
        if (const auto syllables = given(tables.chinese); !syllables.empty()) combine(surname[0]->front(), syllables, out);
    return out;
}

}  // namespace bonafide::name
