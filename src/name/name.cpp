#include "name/name.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/text.h"
#include "name/compare.h"

namespace bonafide::name {

namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }
char lower(char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; }
std::uint32_t hash32(std::string_view s) {
    const auto h = static_cast<std::uint32_t>(hash64(s));
    return h ? h : 1;
}

/// A word on its way to being a token.
struct Piece {
    std::string text;
    TokenKind kind = TokenKind::word;
    bool dotted = false;  ///< a dot stood behind it
};
using Pieces = std::vector<Piece>;

/// "AlisherUsmanov": where the second word begins; 0 where it is one word. "McDonald" is one.
std::size_t second_hump(std::string_view word) {
    std::size_t hump = 0;
    for (std::size_t i = 1; i < word.size(); ++i)
        if (is_upper(word[i]) && is_lower(word[i - 1])) {
            if (hump) return 0;
            hump = i;
        }
    return hump >= 3 && word.size() - hump >= 2 ? hump : 0;
}

/// Digits that stand for letters: "Sech1n".
char as_letter(char c) {
    constexpr std::string_view letters = "oizeasgtbg";
    return is_digit(c) ? letters[static_cast<std::size_t>(c - '0')] : c;
}

bool is_ordinal(std::string_view digits_and_rest) {
    const auto end = digits_and_rest.find_first_not_of("0123456789");
    const std::string_view rest = end == std::string_view::npos ? std::string_view{} : digits_and_rest.substr(end);
    return rest == "st" || rest == "nd" || rest == "rd" || rest == "th";
}

class Preparer {
public:
    Preparer(std::string_view written, Schema schema, const Words& words) : words_(words), schema_(schema) {
        name_.written = trim(written);
        if (name_.written.size() > 512) name_.written.resize(512);
        if (!valid_utf8(name_.written)) name_.written = repair_utf8(name_.written);
    }

    Name run() {
        const Script script = script_of(name_.written);
        name_.latin = script == Script::latin;
        name_.vowels_missing = script == Script::arabic || script == Script::hebrew;
        std::string latin = romanise(name_.written, words_.scripts);
        name_.company = schema_ == Schema::company || schema_ == Schema::vessel;
        name_.vessel = schema_ == Schema::vessel;
        // A foreign name in Chinese characters has a dot between its words; its vowels are approximate.
        if (script == Script::han && name_.written.find("·") != std::string::npos) name_.vowels_missing = true;
        Pieces pieces = cut(family_last(latin));
        std::string letters;
        for (const Piece& piece : pieces) letters += piece.text;
        flat_ = letters.size() >= 8 ? hash64(letters) : 0;
        if (schema_ == Schema::unknown) name_.company = looks_like_company(pieces, latin);
        if (name_.company) company(pieces);
        else person(pieces);
        finish(pieces);
        return std::move(name_);
    }

private:
    /// "PUTIN, Vladimir" is "Vladimir PUTIN"; "Frost, Jr" and companies keep their order.
    [[nodiscard]] std::string family_last(std::string& latin) const {
        if (name_.company || std::ranges::count(latin, ',') != 1) return latin;
        const std::size_t comma = latin.find(',');
        const std::string behind = plain_words(std::string_view(latin).substr(comma + 1));
        if (behind.empty() || words_.suffixes.contains(behind) || words_.forms.contains(behind)) return latin;
        return latin.substr(comma + 1) + ' ' + latin.substr(0, comma);
    }

    [[nodiscard]] Pieces cut(const std::string& latin) const {
        Pieces out;
        std::string word;
        const auto end_word = [&](bool dotted) {
            if (!word.empty()) add_word(word, dotted, out);
            word.clear();
        };
        for (std::size_t i = 0; i < latin.size(); ++i) {
            const char c = latin[i];
            if (is_lower(lower(c)) || is_digit(c)) word += c;
            else if (c == '\'') {
                if (i + 1 < latin.size() && lower(latin[i + 1]) == 's' && (i + 2 >= latin.size() || !is_lower(lower(latin[i + 2]))) &&
                    word.size() > 2)
                    ++i;
            } else {
                end_word(c == '.');
                if (c == '%') out.push_back({"percent", TokenKind::word, false});
                if (c == '&' || c == '+') out.push_back({"and", TokenKind::word, false});
            }
            if (out.size() > 64) break;
        }
        end_word(false);
        return out;
    }

    void add_word(std::string_view word, bool dotted, Pieces& out) const {
        std::string text = ascii_lower(word);
        const bool digits = std::ranges::any_of(word, is_digit), letters = std::ranges::any_of(word, [](char c) { return is_lower(lower(c)); });
        if (digits && letters && !name_.company && word.size() > 2) {
            for (char& c : text) c = as_letter(c);
        } else if (digits && letters && !is_ordinal(text)) {
            for (std::size_t i = 0; i < text.size();) {
                std::size_t end = i;
                while (end < text.size() && is_digit(text[end]) == is_digit(text[i])) ++end;
                out.push_back({text.substr(i, end - i), TokenKind::word, false});
                i = end;
            }
            return;
        } else if (const std::size_t hump = second_hump(word)) {
            out.push_back({text.substr(0, hump), TokenKind::word, false});
            text.erase(0, hump);
        }
        out.push_back({std::move(text), TokenKind::word, dotted});
    }

    /// Where the schema is not said: a legal form of more than two letters, or one at the end.
    [[nodiscard]] bool looks_like_company(const Pieces& pieces, std::string_view latin) const {
        // "SA" is a form behind "Nestle", not behind "CAMILA" or in "Camila Sa".
        const bool short_form =
            latin.size() > 3 && is_upper(latin.back()) && is_upper(latin[latin.size() - 2]) && std::ranges::any_of(latin, is_lower);
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            bool form = false;
            longest_phrase(pieces, i, 7, [&](const std::string& text, std::size_t count) {
                return form = count < pieces.size() && words_.forms.contains(text) && (text.size() > 2 || (short_form && i + count == pieces.size()));
            });
            if (form) return true;
            if (words_.common_words.contains(pieces[i].text) && pieces[i].text.size() > 3) return true;
        }
        return false;
    }

    template <class Found>
    void longest_phrase(const Pieces& pieces, std::size_t at, std::size_t most, Found found) const {
        std::string text;
        std::vector<std::string> texts;
        for (std::size_t i = at; i < pieces.size() && i < at + most; ++i) {
            if (!text.empty()) text += ' ';
            text += pieces[i].text;
            texts.push_back(text);
        }
        for (std::size_t count = texts.size(); count > 0; --count)
            if (found(texts[count - 1], count)) return;
    }

    // Companies.

    void company(Pieces& pieces) {
        join_letters(pieces);
        take_forms(pieces);
        replace_phrases(pieces);
        take_numbers(pieces);
        const bool any_word = std::ranges::any_of(pieces, [&](const Piece& p) { return !words_.fillers.contains(p.text); });
        if (any_word) std::erase_if(pieces, [&](const Piece& p) { return words_.fillers.contains(p.text); });
        for (Piece& piece : pieces) {
            if (piece.kind != TokenKind::word) continue;
            if (words_.places.contains(piece.text)) piece.kind = TokenKind::place;
            else if (words_.common_words.contains(piece.text)) piece.kind = TokenKind::common;
            else shorten_adjective(piece.text);
        }
    }

    /// "A.B.C." and "S C" are one word; "L & H" is two, and so is "V L.P.".
    static void join_letters(Pieces& pieces) {
        Pieces out;
        for (std::size_t i = 0; i < pieces.size();) {
            std::size_t end = i;
            std::string joined;
            while (end < pieces.size() && pieces[end].text.size() == 1 && is_lower(pieces[end].text[0]) &&
                   (end == i || pieces[end - 1].dotted || !pieces[end].dotted))
                joined += pieces[end++].text;
            if (end - i >= 2) {
                out.push_back({joined, TokenKind::word, false});
                i = end;
            } else out.push_back(std::move(pieces[i++]));
        }
        pieces = std::move(out);
    }

    void take_forms(Pieces& pieces) {
        Pieces out;
        std::size_t known = 0;
        for (std::size_t i = 0; i < pieces.size();) {
            std::size_t taken = 0;
            longest_phrase(pieces, i, 7, [&](const std::string& text, std::size_t count) {
                auto found = words_.forms.find(text);
                if (found == words_.forms.end() && text.size() >= 10) found = misspelled_form(text);
                const bool edge =
                    i == 0 || i + count == pieces.size() || (i + count < pieces.size() && words_.forms.contains(pieces[i + count].text));
                if (found == words_.forms.end() || (text.size() <= 3 && !edge)) return false;
                if (count == pieces.size()) return false;  // a name of nothing but a form
                if (known < 2) name_.forms[known++] = found->second;
                else if (found->second.family != any_family) name_.forms[1] = found->second;
                taken = count;
                return true;
            });
            if (taken) i += taken;
            else out.push_back(pieces[i++]);
        }
        if (out.empty()) name_.forms = {};  // "Limited Company": forms only
        else pieces = std::move(out);
    }

    /// "Aktiengeselschaft", "joint stock compan".
    [[nodiscard]] Words::Map<LegalForm>::const_iterator misspelled_form(const std::string& text) const {
        return std::ranges::find_if(words_.forms, [&](const auto& form) {
            const std::string& known = form.first;
            return known.size() >= 10 && known.size() + 1 >= text.size() && text.size() + 1 >= known.size() && known[0] == text[0] &&
                   spelling_distance(text, known, words_.costs, false, 8) <= 8;
        });
    }

    void replace_phrases(Pieces& pieces) const {
        for (std::size_t i = 0; i < pieces.size(); ++i)
            longest_phrase(pieces, i, 4, [&](const std::string& text, std::size_t count) {
                const auto found = words_.phrases.find(text);
                if (found == words_.phrases.end()) return false;
                pieces[i].text = found->second;
                pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(i) + 1, pieces.begin() + static_cast<std::ptrdiff_t>(i + count));
                return true;
            });
    }

    [[nodiscard]] std::optional<unsigned> number_of(const Pieces& pieces, std::size_t at) const {
        const std::string& text = pieces[at].text;
        if (std::ranges::all_of(text, is_digit))
            return text.size() < 9 ? std::optional(static_cast<unsigned>(std::strtoul(text.c_str(), nullptr, 10))) : std::nullopt;
        if (text.size() == 1 && (at == 0 || at + 1 < pieces.size())) return std::nullopt;  // "V" is five only at the end
        const auto found = words_.numbers.find(text);
        return found == words_.numbers.end() ? std::nullopt : std::optional<unsigned>(found->second);
    }

    void take_numbers(Pieces& pieces) const {
        Pieces out;
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            auto number = number_of(pieces, i);
            if (!number) {
                out.push_back(std::move(pieces[i]));
                continue;
            }
            if (*number >= 20 && *number < 100 && *number % 10 == 0 && i + 1 < pieces.size())
                if (const auto unit = number_of(pieces, i + 1); unit && *unit > 0 && *unit < 10) {
                    number = *number + *unit;
                    ++i;
                }
            out.push_back({std::to_string(*number), TokenKind::number, false});
        }
        pieces = std::move(out);
    }

    /// Slavic adjectives of places: "muromskiy" is "murom".
    static void shorten_adjective(std::string& text) {
        for (const std::string_view ending : {"skiy", "skaya", "skoye", "skoe", "skii", "skyy", "sky", "skij"})
            if (text.size() >= ending.size() + 5 && text.ends_with(ending)) {
                text.resize(text.size() - ending.size());
                return;
            }
    }

    // People.

    void person(Pieces& pieces) {
        servants(pieces);
        while (pieces.size() > 1 && words_.suffixes.contains(pieces.back().text) && pieces.back().text != "sa") pieces.pop_back();
        if (pieces.size() > 2 && pieces.back().text == "sa") pieces.pop_back();
        if (name_.vowels_missing) articles(pieces);
        titles(pieces);
        for (std::size_t i = 0; i < pieces.size(); ++i) particle(pieces, i);
        for (Piece& piece : pieces)
            if (piece.kind == TokenKind::word && piece.text.size() == 1 && name_.latin) piece.kind = TokenKind::initial;
    }

    /// "Abd al-Aziz", "Abdel Aziz" and "Abdulaziz" are "abdul aziz"; "Saifuddin" is "saif din".
    void servants(Pieces& pieces) const {
        Pieces out;
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            std::string& text = pieces[i].text;
            if (words_.servant.contains(text) && i + 1 < pieces.size()) {
                out.push_back({"abdul", TokenKind::word, false});
                const std::string& next = pieces[i + 1].text;
                if ((next.size() <= 3 && words_.particles.contains(next) && words_.particles.at(next) == "al" && i + 2 < pieces.size())) ++i;
                continue;
            }
            for (std::size_t cut = std::min<std::size_t>(6, text.size()); cut >= 3; --cut)
                if (words_.servant.contains(text.substr(0, cut)) &&
                    (words_.servant_names.contains(text.substr(cut)) || (cut == 5 && text.size() >= 9 && text[5] != 'l' && text[5] != 'o'))) {
                    out.push_back({"abdul", TokenKind::word, false});
                    text.erase(0, cut);
                    break;
                }
            if (text.size() >= 8)
                for (const std::string_view ending : {"uddin", "oudine", "eddine", "eddin", "aldin", "uddeen", "iddin", "addin", "udine", "udin"})
                    if (text.ends_with(ending)) {
                        out.push_back({text.substr(0, text.size() - ending.size()), TokenKind::word, false});
                        text = "din";
                        break;
                    }
            out.push_back(std::move(pieces[i]));
        }
        pieces = std::move(out);
    }

    /// Arabic letters glue the article to the word.
    static void articles(Pieces& pieces) {
        Pieces out;
        for (Piece& piece : pieces) {
            if (piece.text.size() >= 5 && piece.text.starts_with("al")) {
                out.push_back({"al", TokenKind::word, false});
                piece.text.erase(0, 2);
            }
            out.push_back(std::move(piece));
        }
        pieces = std::move(out);
    }

    /// Titles are left out in front; inside of a name they count little; the last word is a name ("Martin Luther King").
    void titles(Pieces& pieces) {
        std::size_t front = 0;
        for (std::size_t i = 0; i + 1 < pieces.size(); ++i)
            longest_phrase(pieces, i, 4, [&](const std::string& text, std::size_t count) {
                if (i + count >= pieces.size() || !words_.honorifics.contains(text)) return false;
                for (std::size_t k = i; k < i + count; ++k) pieces[k].kind = TokenKind::honorific;
                if (i == front) {
                    front = i + count;
                    name_.titled = name_.titled || words_.offices.contains(text);
                }
                return true;
            });
        pieces.erase(pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(front));
    }

    void particle(Pieces& pieces, std::size_t i) const {
        if (pieces[i].kind != TokenKind::word || pieces.size() < 2) return;
        const auto found = words_.particles.find(pieces[i].text);
        if (found == words_.particles.end()) return;
        const bool inside = i > 0 && i + 1 < pieces.size();
        if (!inside && words_.only_inside.contains(pieces[i].text)) return;
        if (pieces[i].dotted && pieces[i].text.size() == 1) return;
        pieces[i].text = found->second;
        pieces[i].kind = TokenKind::particle;
    }

    // Keys.

    void finish(const Pieces& pieces) {
        for (const Piece& piece : pieces) {
            if (name_.tokens.size() == Name::max_tokens) break;
            if (!piece.text.empty()) add_token(piece);
        }
        east();
        joins();
        std::string firsts;
        name_.flat = flat_;
        for (const Token& token : name_.tokens) {
            name_.whole += mix64(token.hash, 7);
            name_.weight += token.weight;
            name_.letters |= token.letters;
            firsts += name_.text[token.at];
        }
        if (firsts.size() >= 3) name_.acronym = hash64(firsts);
    }

    void add_token(const Piece& piece) {
        const std::string_view text = std::string_view(piece.text).substr(0, 60);
        Token token;
        token.hash = hash64(text);
        token.at = static_cast<std::uint16_t>(name_.text.size());
        token.length = static_cast<std::uint8_t>(text.size());
        token.kind = piece.kind;
        std::uint32_t shuffled = 0;
        for (const char c : text) {
            token.letters |= is_lower(c) ? 1U << static_cast<unsigned>(c - 'a') : 1U << 26U;
            shuffled += static_cast<std::uint32_t>(mix64(static_cast<unsigned char>(c), 1));
        }
        token.shuffled = shuffled;
        token.turned = hash32(std::string(text.rbegin(), text.rend()));
        const std::string sound = sound_key(text);
        token.sound = hash32(sound);
        std::string consonants;
        std::string bare(text);
        if (name_.vowels_missing) std::erase_if(bare, [](char c) { return c == 'w' || c == 'y'; });  // vowels as often as not
        for (const char c : name_.vowels_missing ? sound_key(bare) : sound)
            if (!is_vowel(c) && c != 'h' && c != 'w') consonants += c;
        token.skeleton = consonants.size() >= 3 ? hash32(consonants) : 0;
        if (token.kind == TokenKind::word || token.kind == TokenKind::common || token.kind == TokenKind::place) token.groups = words_.groups_of(text);
        token.rarity = rarity(token, text);
        token.weight = weight(token, text);
        name_.text += text;
        name_.tokens.push_back(token);
    }

    [[nodiscard]] float rarity(const Token& token, std::string_view text) const {
        switch (token.kind) {
            case TokenKind::particle:
            case TokenKind::honorific: return 2;
            case TokenKind::initial: return 4;
            case TokenKind::common:
            case TokenKind::place: return 6;
            case TokenKind::number: return 7;
            default: return std::min(words_.rarity(text), 3.5F * static_cast<float>(text.size()));
        }
    }
    [[nodiscard]] float weight(const Token& token, std::string_view text) const {
        switch (token.kind) {
            case TokenKind::particle: return 0.15F;
            case TokenKind::honorific: return 0.1F;
            case TokenKind::initial: return 0.35F;
            case TokenKind::common: return 0.45F;
            case TokenKind::place:
            case TokenKind::number: return 0.8F;
            default: return text == "abdul" || (!name_.company && (text == "abu" || text == "umm" || text == "din")) ? 0.5F : 1.0F;
        }
    }

    [[nodiscard]] std::string sound_key(std::string_view text) const {
        std::string key, single;
        for (const char c : text)
            if (single.empty() || single.back() != c) single += c;
        for (const char c : words_.sounds.apply(single)) {
            const char folded = c == 'e' ? 'i' : c == 'o' ? 'u' : c;
            if (key.empty() || key.back() != folded) key += folded;
        }
        return key;
    }

    /// Syllables of a Korean word, each as its key; empty where it is none.
    [[nodiscard]] std::string korean_key(std::string_view text) const {
        std::string key;
        std::size_t syllables = 0;
        while (!text.empty()) {
            std::size_t used = 0;
            const std::string one = korean_syllable(text, used);
            if (used == 0 || ++syllables > 3) return {};
            key += one;
            key += '.';
            text.remove_prefix(used);
        }
        return key;
    }
    /// The longest initial, vowel and final such that what follows begins a syllable or is the end.
    [[nodiscard]] std::string korean_syllable(std::string_view text, std::size_t& used) const {
        std::size_t first = 0, middle = 0, last = 0;
        const std::string* initial = words_.korean_initials.at(text, first);
        if (!initial) first = 0;
        if (first == text.size()) return {};
        const std::string* vowel = words_.korean_vowels.at(text.substr(first), middle);
        if (!vowel) return {};
        const std::string_view rest = text.substr(first + middle);
        std::string final_key;
        if (!rest.empty()) {
            const std::string* end = words_.korean_finals.at(rest, last);
            if (!end) last = 0;                                        // "jeong-eun": ng ends the syllable
            if (last && last < rest.size() && is_vowel(rest[last])) {  // a vowel follows: the final's last letter begins the next syllable
                if (rest.substr(0, last) != "ng") --last;
            }
            if (last)
                if (const std::string* shorter = words_.korean_finals.at(rest.substr(0, last), last)) final_key = *shorter;
        }
        used = first + middle + last;
        return (initial ? *initial : std::string()) + *vowel + final_key;
    }
    [[nodiscard]] std::string chinese_key(std::string_view text) const {
        if (text.size() < 2 || text.size() > 14 || std::ranges::none_of(text, is_vowel)) return {};
        return words_.chinese.apply(text);
    }

    void east() {
        if (name_.company) return;
        std::vector<std::uint8_t> words;
        for (std::size_t i = 0; i < name_.tokens.size(); ++i)
            if (name_.tokens[i].kind != TokenKind::honorific) words.push_back(static_cast<std::uint8_t>(i));
        if (words.size() < 2 || words.size() > 4) return;
        const auto is_korean = [&](std::uint8_t i) { return words_.korean_surnames.contains(name_.word(name_.tokens[i])); };
        const auto is_chinese = [&](std::uint8_t i) { return words_.chinese_surnames.contains(name_.word(name_.tokens[i])); };
        east(words, is_korean(words.front()) ? words.front() : is_korean(words.back()) ? words.back() : 255, true);
        east(words, is_chinese(words.front()) ? words.front() : is_chinese(words.back()) ? words.back() : 255, false);
    }
    void east(const std::vector<std::uint8_t>& words, std::uint8_t surname, bool korean) {
        if (surname == 255) return;
        const auto key_of = [&](std::string_view text) { return korean ? korean_key(text) : chinese_key(text); };
        std::string given;
        for (const std::uint8_t i : words)
            if (i != surname) {
                const std::string key = key_of(name_.word(name_.tokens[i]));
                if (key.empty()) return;
                given += key;
            }
        std::string family = key_of(name_.word(name_.tokens[surname]));
        if (family.empty()) family = name_.word(name_.tokens[surname]);
        (korean ? name_.korean : name_.chinese) = {hash32(family), hash32(given), surname};
        if (korean)
            for (const std::uint8_t i : words) name_.tokens[i].east = hash32(key_of(name_.word(name_.tokens[i])));
    }

    void joins() {
        const std::vector<Token>& tokens = name_.tokens;
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            std::size_t length = tokens[i].length;
            for (std::size_t count = 2; count <= 4 && i + count <= tokens.size(); ++count) {
                length += tokens[i + count - 1].length;
                name_.joins.push_back({hash64(std::string_view(name_.text).substr(tokens[i].at, length)), static_cast<std::uint8_t>(i),
                                       static_cast<std::uint8_t>(count)});
            }
        }
    }

    const Words& words_;
    Schema schema_;
    std::uint64_t flat_ = 0;
    Name name_;
};

}  // namespace

std::string plain_words(std::string_view ascii) {
    std::string out;
    for (const char c : ascii) {
        if (is_lower(lower(c)) || is_digit(c)) out += lower(c);
        else if (c == '&') out += "and";
        else if (c != '\'' && !out.empty() && out.back() != ' ') out += ' ';
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

Schema schema_of(std::string_view text) {
    const std::string key = column_key(text);
    if (key == "person" || key == "individual" || key == "individuals" || key == "p") return Schema::person;
    if (key == "vessel" || key == "ship" || key == "aircraft" || key == "airplane" || key == "vehicle") return Schema::vessel;
    if (key == "company" || key == "organization" || key == "organisation" || key == "legalentity" || key == "entity" || key == "publicbody" ||
        key == "enterprise" || key == "e" || key == "0")
        return key == "legalentity" ? Schema::unknown : Schema::company;
    return Schema::unknown;
}

Name prepare(std::string_view written, Schema schema, const Words& words) { return Preparer(written, schema, words).run(); }

}  // namespace bonafide::name
