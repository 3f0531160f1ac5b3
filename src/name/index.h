// All lists in memory, ready for a million questions: "is this person on one?". Built once from published lists; const and shared by threads,
// each of which brings its own Search. Names that cannot match are rejected before any is compared.
//
//   Index index(words);  index.add(list);  index.finish();
//   Search search(index);
//   for (const ListMatch& m : search.find(prepare(person, words)))  ...
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "name/list.h"
#include "name/match.h"

namespace bonafide::name {

/// Lists, by what words their names have.
class Index {
public:
    explicit Index(const Words& words) : words_(words) {}
    void add(PublishedList list);
    /// After the last list, before the first question.
    void finish();

    struct Entry {
        std::uint32_t list = 0;  ///< which list
        std::string id;
        Schema schema = Schema::unknown;
        Prepared prepared;
        std::string name;  ///< the main one
    };
    struct ListInfo {
        std::string name, date;
    };
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
    [[nodiscard]] const std::vector<ListInfo>& lists() const { return lists_; }
    [[nodiscard]] std::size_t names() const { return names_.size(); }
    [[nodiscard]] const Words& words() const { return words_; }

private:
    friend class Search;
    struct ListedName {
        std::uint32_t entry = 0;
        std::uint16_t name = 0;
        std::uint8_t words = 0;  ///< that must be met
        bool company = false;
    };
    /// A distinct word of the lists.
    struct ListedWord {
        std::string text;
        Token token;
        std::vector<std::uint32_t> names;
    };
    using Keys = std::unordered_multimap<std::uint64_t, std::uint32_t>;
    void add_word(const Name& name, const Token& token, std::uint32_t listed);

    const Words& words_;
    std::vector<ListInfo> lists_;
    std::vector<Entry> entries_;
    std::vector<ListedName> names_;
    std::vector<ListedWord> listed_words_;
    std::unordered_map<std::uint64_t, std::uint32_t> word_ids_;       ///< by Token::hash
    std::vector<std::pair<std::uint64_t, std::uint32_t>> word_keys_;  ///< sorted: a key of a word (its sound, a letter left out, ...) and the word
    std::vector<std::pair<std::uint64_t, std::uint32_t>> name_keys_;  ///< sorted: a key of a whole name (joined words, Korean, Chinese)
    std::vector<std::pair<std::uint64_t, std::uint32_t>> id_keys_;    ///< sorted: numbers, wallets, addresses of e-mail
};

struct ListMatch {
    std::uint32_t entry = 0;  ///< of Index::entries()
    double score = 0, bits = 0;
    std::string name;  ///< the listed name that matched
    std::vector<std::string> why;
};

/// One thread's scratch memory for questions to an index.
class Search {
public:
    explicit Search(const Index& index);
    /// Matches at or above `least`, best first. A query whose schema is not known is taken for a person unless it looks like a company.
    [[nodiscard]] std::vector<ListMatch> find(const Prepared& query, Schema schema = Schema::unknown, double least = match_score);
    [[nodiscard]] std::uint64_t compared() const { return compared_; }  ///< pairs, since it was made

private:
    void collect(const Name& query);
    void hit_word(const Name& query, const Token& token);
    void hit_listed(std::uint32_t word);
    void candidate(std::uint32_t listed);

    const Index& index_;
    std::vector<std::uint32_t> last_token_;  ///< by listed name: the last question's word that met it
    std::vector<std::uint8_t> met_;          ///< by listed name: how many words met
    std::vector<std::uint32_t> touched_, candidates_, word_hits_;
    std::uint32_t token_number_ = 0;
    std::uint64_t compared_ = 0;
};

}  // namespace bonafide::name
