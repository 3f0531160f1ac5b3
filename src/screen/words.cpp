#include "screen/words.h"

#include <algorithm>

#include "base/text.h"
#include "base/yaml.h"

namespace bonafide::screen {

namespace {

constexpr std::string_view inside_words = ".-'/:+#&@";  // part of a word where they stand inside of it

bool is_letter(char c) { return static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c)); }

bool has_capital(std::string_view raw) {
    return std::ranges::any_of(raw, [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string fold_fast(std::string_view s) {
    if (std::ranges::all_of(s, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return ascii_lower(s);
    return fold(s);
}

/// Dots go ("B.Sc." is "bsc"), an apostrophe too, "co-founder" stays.
std::string key_of(std::string_view word) {
    std::string out;
    for (const char c : fold_fast(word))
        if (c != '.' && c != '\'') out += c;
    return out;
}

}  // namespace

std::string plain(std::string_view text) {
    std::string out;
    for (const char c : fold_fast(text)) {
        if (is_letter(c) || c == '+' || c == '#') out += c;
        else if (!out.empty() && out.back() != ' ') out += ' ';
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::vector<Token> tokens(std::string_view text) {
    std::vector<Token> out;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_letter(text[at]) && text[at] != '@' && text[at] != '&') {
            ++at;
            continue;
        }
        // Dashes, quotation marks, bullets and blanks of U+2000..206F, and the no-break blank, end words.
        const auto breaks = [&](std::size_t i) {
            return text.substr(i, 2) == "\xE2\x80" || text.substr(i, 2) == "\xC2\xA0" || text.substr(i, 2) == "\xC2\xB7" ||
                   text.substr(i, 2) == "\xE2\x97" || text.substr(i, 2) == "\xE2\x96";
        };
        if (breaks(at)) {
            at += text[at] == '\xC2' ? 2 : 3;
            continue;
        }
        const std::size_t begin = at;
        while (at < text.size() && !breaks(at) && (is_letter(text[at]) || (inside_words.contains(text[at])))) ++at;
        if (at == begin) ++at;
        std::string_view raw = text.substr(begin, at - begin);
        while (raw.size() > 1 && std::string_view(".-'/:").contains(raw.back())) raw.remove_suffix(1);
        out.push_back({raw, key_of(raw)});
    }
    return out;
}

void WordSet::add(std::string_view entry) {
    const bool ending = entry.starts_with('*');
    if (ending) entry.remove_prefix(1);
    std::string key;
    std::size_t words = 0;
    for (const Token& token : tokens(entry)) key += (words++ ? " " : "") + token.folded;
    if (key.empty()) return;
    most_words_ = std::max(most_words_, words);
    if (ending) endings_.push_back(key);
    exact_.insert(std::move(key));
}

bool WordSet::matches(std::string_view word) const {
    if (exact_.contains(word)) return true;
    if (endings_.empty() || word.size() < 6) return false;
    return std::ranges::any_of(endings_, [&](const std::string& e) { return word.size() > e.size() && word.ends_with(e); });
}

std::size_t WordSet::count(std::string_view text) const {
    const std::vector<Token> words = tokens(text);
    std::size_t found = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string phrase;
        for (std::size_t n = 0; n < most_words_ && i + n < words.size(); ++n) {
            phrase += (n ? " " : "") + words[i + n].folded;
            const bool small = n == 0 && words[i].folded.size() <= 3 && !has_capital(words[i].raw);
            if (!small && (n == 0 ? matches(phrase) : exact_.contains(phrase))) {
                ++found;
                break;
            }
        }
        // "Entwickler/in", "Köchin-Konditorin", "full-stack-developer": the parts count as well
        const std::string& whole = words[i].folded;
        if (whole.find_first_of("/-:") == std::string::npos) continue;
        bool part = false;
        for (std::size_t begin = 0; begin < whole.size() && !part;) {
            const std::size_t end = std::min(whole.find_first_of("/-:", begin), whole.size());
            if (end - begin > 3) part = matches(std::string_view(whole).substr(begin, end - begin));
            begin = end + 1;
        }
        found += part;
    }
    return found;
}

bool WordSet::inside(std::string_view text) const { return count(text) > 0; }

std::size_t WordSet::prefix(std::string_view folded) const {
    std::size_t best = 0;
    for (std::size_t end = 0, words = 0; end <= folded.size() && words < most_words_ + 1; ++end) {
        const bool boundary = end == folded.size() || !is_letter(folded[end]);
        if (!boundary || end == 0) continue;
        ++words;
        if (exact_.contains(folded.substr(0, end))) best = end;
    }
    return best;
}

namespace {

const std::map<std::string_view, Section> section_names = {{"summary", Section::summary},
                                                           {"experience", Section::experience},
                                                           {"education", Section::education},
                                                           {"skills", Section::skills},
                                                           {"languages", Section::languages},
                                                           {"contact", Section::contact},
                                                           {"links", Section::links},
                                                           {"projects", Section::projects},
                                                           {"certifications", Section::certifications},
                                                           {"references", Section::references},
                                                           {"other", Section::other}};

void fill(WordSet& set, const YamlNode& node) {
    if (!node.present()) node.error("missing, expected a list of words");
    for (const std::string& word : node.texts()) set.add(word);
}

}  // namespace

Words Words::load(const std::filesystem::path& file, Errors& errors) {
    Words out;
    const auto documents = load_yaml_file(file, errors);
    if (documents.empty()) return out;
    const YamlNode& root = documents.front();
    root.allow_only({"headings",
                     "titles_of_documents",
                     "months",
                     "seasons",
                     "present",
                     "since",
                     "only_since",
                     "until",
                     "to",
                     "role_words",
                     "company_words",
                     "company_suffixes",
                     "employment_types",
                     "countries",
                     "school_at_words",
                     "school_words",
                     "degree_words",
                     "labels",
                     "place_words",
                     "at_words",
                     "between_words",
                     "departments",
                     "language_levels",
                     "languages",
                     "street_words",
                     "name_particles",
                     "name_titles",
                     "not_names"});
    for (const auto& [name, node] : root.get("headings").entries()) {
        const auto section = section_names.find(name);
        if (section == section_names.end()) node.error("'" + name + "' is no section");
        else
            for (const std::string& text : node.texts()) out.headings.emplace(plain(text), section->second);
    }
    for (const auto& [number, node] : root.get("months").entries())
        for (const std::string& text : node.texts()) out.months.emplace(key_of(text), std::stoi("0" + number));
    const std::pair<const char*, WordSet*> sets[] = {{"titles_of_documents", &out.titles},
                                                     {"seasons", &out.seasons},
                                                     {"present", &out.present},
                                                     {"since", &out.since},
                                                     {"only_since", &out.only_since},
                                                     {"until", &out.until},
                                                     {"to", &out.to},
                                                     {"role_words", &out.roles},
                                                     {"company_words", &out.companies},
                                                     {"company_suffixes", &out.company_suffixes},
                                                     {"employment_types", &out.employment_types},
                                                     {"countries", &out.countries},
                                                     {"school_at_words", &out.school_at},
                                                     {"school_words", &out.schools},
                                                     {"degree_words", &out.degrees},
                                                     {"place_words", &out.places},
                                                     {"at_words", &out.at},
                                                     {"between_words", &out.between},
                                                     {"departments", &out.departments},
                                                     {"language_levels", &out.levels},
                                                     {"languages", &out.languages},
                                                     {"name_particles", &out.particles},
                                                     {"name_titles", &out.name_titles},
                                                     {"not_names", &out.not_names}};
    for (const auto& [name, set] : sets) fill(*set, root.require(name));
    fill(out.street_after, root.require("street_words").get("after_number"));
    fill(out.street_before, root.require("street_words").get("before_number"));
    fill(out.street_lower_case, root.require("street_words").get("lower_case"));
    for (const auto& [name, node] : root.get("labels").entries()) fill(out.labels[name], node);
    return out;
}

}  // namespace bonafide::screen
