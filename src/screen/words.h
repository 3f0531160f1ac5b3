// The words by which résumés are read, from content/screen/words.yml: section headings, months, words of roles, firms, schools.
// Loaded once, read by all threads. All comparison is by folded text.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/error.h"
#include "base/hash.h"

namespace bonafide::screen {

enum class Section : std::uint8_t {
    none,
    summary,
    experience,
    education,
    skills,
    languages,
    contact,
    links,
    projects,
    certifications,
    references,
    other
};

/// A set of words and phrases. Entries with * also match as the end of a longer word.
class WordSet {
public:
    void add(std::string_view entry);
    [[nodiscard]] bool has(std::string_view folded) const { return exact_.contains(folded); }
    /// Is one of the words or phrases (of up to four words) inside? Short ones (up to three letters) only where the text writes a capital.
    [[nodiscard]] bool inside(std::string_view text) const;
    /// How many of the text's words belong to some entry.
    [[nodiscard]] std::size_t count(std::string_view text) const;
    /// Bytes of the longest entry with which `folded` begins, as whole words; 0: none.
    [[nodiscard]] std::size_t prefix(std::string_view folded) const;

private:
    [[nodiscard]] bool matches(std::string_view word) const;
    std::unordered_set<std::string, StringHash, std::equal_to<>> exact_;
    std::vector<std::string> endings_;
    std::size_t most_words_ = 1;
};

struct Words {
    std::unordered_map<std::string, Section, StringHash, std::equal_to<>> headings;
    WordSet titles;  ///< "curriculum vitae"
    std::unordered_map<std::string, int, StringHash, std::equal_to<>> months;
    WordSet seasons, present, since, only_since, until, to;
    WordSet roles, companies, company_suffixes, employment_types, countries, school_at, schools, degrees, places, at, between, departments, levels,
        languages;
    WordSet street_after, street_before, street_lower_case, particles, name_titles, not_names;
    std::map<std::string, WordSet, std::less<>> labels;

    [[nodiscard]] static Words load(const std::filesystem::path& file, Errors& errors);
};

/// Folded, with everything but letters, digits and + # made blank, and single blanks.
[[nodiscard]] std::string plain(std::string_view text);
/// A word as the sets are keyed: folded, without dots at its ends.
struct Token {
    std::string_view raw;
    std::string folded;
};
[[nodiscard]] std::vector<Token> tokens(std::string_view text);

}  // namespace bonafide::screen
