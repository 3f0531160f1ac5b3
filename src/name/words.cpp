#include "name/words.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "name/compare.h"
#include "name/romanise.h"

namespace bonafide::name {

void Rewrites::add(std::string from, std::string to) {
    if (from.empty() || from.size() > 255) return;
    auto& longest = longest_[static_cast<unsigned char>(from.front())];
    longest = std::max(longest, static_cast<std::uint8_t>(from.size()));
    table_.insert_or_assign(std::move(from), std::move(to));
}

const std::string* Rewrites::at(std::string_view text, std::size_t& length) const {
    for (length = std::min<std::size_t>(longest_[static_cast<unsigned char>(text.front())], text.size()); length > 0; --length)
        if (const auto found = table_.find(text.substr(0, length)); found != table_.end()) return &found->second;
    return nullptr;
}

std::string Rewrites::apply(std::string_view text) const {
    std::string out;
    for (std::size_t i = 0, length = 0; i < text.size();) {
        if (const std::string* to = at(text.substr(i), length)) {
            out += *to;
            i += length;
        } else out += text[i++];
    }
    return out;
}

GroupIds Words::groups_of(std::string_view word) const {
    const auto found = groups.find(word);
    return found == groups.end() ? GroupIds{} : found->second;
}

float Words::rarity(std::string_view word) const {
    const auto found = per_million.find(word);
    if (found == per_million.end()) return 17;
    return static_cast<float>(std::log2(1e6 / found->second));
}

/// Fills Words from one YAML file after another.
class WordReader {
public:
    WordReader(Words& words, Errors& errors) : words_(words), errors_(errors) {}

    void scripts(const YamlNode& root) {
        for (const auto& [name, table] : root.require("tables").entries())
            for (const auto& [from, to] : table.entries()) words_.scripts.add(from, to.text());
    }
    void sounds(const YamlNode& root) {
        letters(root.require("letters"));
        for (const std::string& pair : root.require("pairs").texts()) {
            if (pair.size() != 2) {
                root.require("pairs").error("'" + pair + "' is not two letters");
                continue;
            }
            alike(pair[0], pair[1]);
            alike(pair[1], pair[0]);
        }
        table(root.require("any"), words_.sounds);
        const YamlNode korean = root.require("korean"), chinese = root.require("chinese");
        set(korean.require("surnames"), words_.korean_surnames);
        table(korean.require("initials"), words_.korean_initials);
        table(korean.require("vowels"), words_.korean_vowels);
        table(korean.require("finals"), words_.korean_finals);
        set(chinese.require("surnames"), words_.chinese_surnames);
        table(chinese.require("rewrite"), words_.chinese);
    }
    void russian(const YamlNode& root) {
        const YamlNode korean = root.require("korean"), chinese = root.require("chinese");
        for (const auto& [from, to] : korean.require("surnames").entries()) words_.russian.korean_surnames.insert_or_assign(from, to.text());
        const std::vector<std::string> e_is_o = korean.require("e_is_o").texts();
        for (const auto& [initial, initial_to] : korean.require("initials").entries())
            for (const auto& [vowel, vowel_to] : korean.require("vowels").entries())
                for (const auto& [final, finals_to] : korean.require("finals").entries()) {
                    const bool e = vowel == "е" && std::ranges::find(e_is_o, initial) != e_is_o.end();
                    const std::string start = initial_to.text() + (e ? "eo" : vowel_to.text());
                    for (const std::string& end : finals_to.texts()) words_.russian.korean[initial + vowel + final].push_back(start + end);
                }
        std::unordered_map<std::string, std::string> soft;
        for (const auto& [hard, to] : chinese.require("soft").entries()) soft.emplace(hard, to.text());
        for (const auto& [initial, initial_to] : chinese.require("initials").entries())
            for (const auto& [rest, rest_to] : chinese.require("rests").entries()) {
                std::string start = initial_to.text();
                const bool before_soft = std::ranges::any_of(std::array<std::string_view, 4>{"и", "ю", "я", "е"},
                                                             [&](std::string_view letter) { return rest.starts_with(letter); });
                if (const auto found = soft.find(start); before_soft && found != soft.end()) start = found->second;
                words_.russian.chinese[initial + rest] = {start + rest_to.text()};
            }
        for (const auto& [syllable, to] : chinese.require("whole").entries()) words_.russian.chinese[syllable] = {to.text()};
    }
    void people(const YamlNode& root) {
        set(root.require("honorifics"), words_.honorifics);
        set(root.require("offices"), words_.offices);
        set(root.require("suffixes"), words_.suffixes);
        for (const auto& [name, spellings] : root.require("particles").entries())
            for (const std::string& spelling : spellings.texts()) words_.particles.insert_or_assign(phrase(spelling), name);
        set(root.require("only_inside"), words_.only_inside);
        set(root.require("servant_of"), words_.servant);
        set(root.require("servant_names"), words_.servant_names);
    }
    void companies(const YamlNode& root) {
        std::vector<std::string> families{"", "any"};
        for (const auto& [name, form] : root.require("forms").entries()) forms(name, form.texts(), families);
        set(root.require("common"), words_.common_words);
        set(root.require("fillers"), words_.fillers);
        set(root.require("places"), words_.places);
        for (const YamlNode& group : root.require("same").items()) add_group(GroupKind::same, group.texts());
        for (const auto& [from, to] : root.require("phrases").entries()) words_.phrases.insert_or_assign(phrase(from), to.text());
        for (const auto& [number, spellings] : root.require("numbers").entries())
            for (const std::string& spelling : spellings.texts())
                words_.numbers.insert_or_assign(spelling, static_cast<std::uint16_t>(std::strtoul(number.c_str(), nullptr, 10)));
    }
    void groups(const YamlNode& root) {
        const std::string kind = root.require("kind").text();
        const GroupKind known = kind == "nickname" ? GroupKind::nickname : kind == "surname" ? GroupKind::surname : GroupKind::spelling;
        if (known == GroupKind::spelling && kind != "spelling") root.get("kind").error("'" + kind + "' is none of spelling, nickname and surname");
        for (const YamlNode& group : root.require("groups").items()) add_group(known, group.texts());
    }
    void common(const YamlNode& root) {
        for (const auto& [share, names] : root.require("per_100000").entries()) {
            const auto part = static_cast<std::uint32_t>(std::strtoul(share.c_str(), nullptr, 10)) * 10;
            for (const std::string& name : names.texts()) {
                std::uint32_t& known = words_.per_million[phrase(name)];
                known = std::max(known, part);
            }
        }
    }
    void weights(const YamlNode& root) {
        const auto read = [&](const YamlNode& node, std::vector<double>& into) {
            into.assign(feature_count, 0);
            for (const auto& [name, weight] : node.entries()) {
                const auto found = std::ranges::find(feature_names, name);
                if (found == feature_names.end()) node.error("'" + name + "' is no feature of a comparison");
                else into[static_cast<std::size_t>(found - feature_names.begin())] = weight.number();
            }
        };
        read(root.require("person"), words_.model.person);
        read(root.require("company"), words_.model.company);
    }
    /// Every spelling of a common name is common.
    void finish() {
        std::vector<std::uint32_t> most(words_.group_kinds.size(), 0);
        for (const auto& [word, ids] : words_.groups)
            for (const std::uint16_t id : ids)
                if (id && words_.group_kinds[id] == GroupKind::spelling)
                    if (const auto found = words_.per_million.find(word); found != words_.per_million.end())
                        most[id] = std::max(most[id], found->second);
        for (const auto& [word, ids] : words_.groups)
            for (const std::uint16_t id : ids)
                if (id && most[id] / 4 > 0) {
                    std::uint32_t& known = words_.per_million[word];
                    known = std::max(known, most[id] / 4);
                }
    }

private:
    /// As names are compared: romanised, lower case, punctuation to blanks.
    [[nodiscard]] std::string phrase(std::string_view text) const { return plain_words(romanise(text, words_.scripts)); }
    void set(const YamlNode& node, Words::Set& into) const {
        for (const std::string& text : node.texts())
            if (std::string folded = phrase(text); !folded.empty()) into.insert(std::move(folded));
    }
    static void table(const YamlNode& node, Rewrites& into) {
        for (const auto& [from, to] : node.entries()) into.add(from, to.text());
    }
    void alike(char a, char b) const {
        if (a >= 'a' && a <= 'z' && b >= 'a' && b <= 'z')
            words_.costs.alike_letters[static_cast<std::size_t>(a - 'a')] |= 1U << static_cast<unsigned>(b - 'a');
    }
    void letters(const YamlNode& node) const {
        node.allow_only({"vowel", "double", "swap", "silent_h", "alike", "last_vowel"});
        const auto cost = [&](const char* key) { return static_cast<std::uint8_t>(std::clamp<std::int64_t>(node.require(key).integer(8), 0, 16)); };
        EditCosts& costs = words_.costs;
        costs.vowel = cost("vowel");
        costs.doubled = cost("double");
        costs.swap = cost("swap");
        costs.silent_h = cost("silent_h");
        costs.alike = cost("alike");
        costs.last_vowel = cost("last_vowel");
    }
    void forms(const std::string& name, const std::vector<std::string>& spellings, std::vector<std::string>& families) {
        if (spellings.empty()) return;
        auto family = std::ranges::find(families, spellings.front());
        if (family == families.end()) family = families.insert(families.end(), spellings.front());
        const LegalForm form{static_cast<std::uint8_t>(words_.form_names_.size()), static_cast<std::uint8_t>(family - families.begin())};
        words_.form_names_.push_back(name);
        for (std::size_t i = 1; i < spellings.size(); ++i)
            if (std::string folded = phrase(spellings[i]); !folded.empty()) words_.forms.try_emplace(std::move(folded), form);
    }
    void add_group(GroupKind kind, const std::vector<std::string>& members) {
        if (words_.group_kinds.empty()) words_.group_kinds.push_back(GroupKind::spelling);  // 0: none
        const auto id = static_cast<std::uint16_t>(words_.group_kinds.size());
        words_.group_kinds.push_back(kind);
        for (const std::string& member : members) {
            GroupIds& ids = words_.groups[phrase(member)];
            const auto free = std::ranges::find(ids, 0);
            if (free != ids.end() && std::ranges::find(ids, id) == ids.end()) *free = id;
        }
    }

    Words& words_;
    Errors& errors_;
};

Words Words::load(const std::filesystem::path& folder, Errors& errors) {
    Words words;
    WordReader reader(words, errors);
    using Read = void (WordReader::*)(const YamlNode&);
    // The scripts first: all others are romanised as they are read.
    constexpr std::array<std::pair<std::string_view, Read>, 13> files{{{"romanise.yml", &WordReader::scripts},
                                                                       {"russian.yml", &WordReader::russian},
                                                                       {"sounds.yml", &WordReader::sounds},
                                                                       {"people.yml", &WordReader::people},
                                                                       {"companies.yml", &WordReader::companies},
                                                                       {"spellings.yml", &WordReader::groups},
                                                                       {"languages.yml", &WordReader::groups},
                                                                       {"surnames.yml", &WordReader::groups},
                                                                       {"nicknames.yml", &WordReader::groups},
                                                                       {"nicknames_more.yml", &WordReader::groups},
                                                                       {"common_us.yml", &WordReader::common},
                                                                       {"common.yml", &WordReader::common},
                                                                       {"weights.yml", &WordReader::weights}}};
    for (const auto& [file, read] : files)
        for (const YamlNode& root : load_yaml_file(folder / file, errors)) (reader.*read)(root);
    if (words.model.person.empty()) words.model.person.assign(feature_count, 0);
    if (words.model.company.empty()) words.model.company.assign(feature_count, 0);
    reader.finish();
    return words;
}

}  // namespace bonafide::name
