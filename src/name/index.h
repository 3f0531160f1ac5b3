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

/// Numbers under hashes, several under one; filled, then frozen, then only read.
class KeyTable {
public:
    void add(std::uint64_t key, std::uint32_t value) { pairs_.emplace_back(key, value); }
    void freeze();
    template <class Each>
    void each(std::uint64_t key, Each each_value) const {
        if (slots_.empty()) return;
        for (std::uint64_t at = key & mask_; slots_[at].count; at = (at + 1) & mask_)
            if (slots_[at].key == key) {
                for (std::uint32_t k = 0; k < slots_[at].count; ++k) each_value(values_[slots_[at].begin + k]);
                return;
            }
    }

private:
    struct Slot {
        std::uint64_t key = 0;
        std::uint32_t begin = 0, count = 0;
    };
    std::vector<std::pair<std::uint64_t, std::uint32_t>> pairs_;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> values_;
    std::uint64_t mask_ = 0;
};

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
        std::uint8_t asked = 0;  ///< that may be met
        bool open = false;       ///< an initial or an office stands for more
        bool company = false;
        float rarity = 0;  ///< bits of its words
    };
    /// A distinct word of the lists.
    struct ListedWord {
        std::string text;
        Token token;
        std::vector<std::uint32_t> names;
    };
    void add_word(const Name& name, const Token& token, std::uint32_t listed);

    const Words& words_;
    std::vector<ListInfo> lists_;
    std::vector<Entry> entries_;
    std::vector<ListedName> names_;
    std::vector<ListedWord> listed_words_;
    std::unordered_map<std::uint64_t, std::uint32_t> word_ids_;  ///< by Token::hash
    KeyTable word_keys_;                                         ///< a key of a word (its sound, a letter left out, ...) and the word
    KeyTable name_keys_;                                         ///< a key of a whole name (joined words, Korean, Chinese) and the name
    KeyTable id_keys_;                                           ///< numbers, wallets, addresses of e-mail and the entry
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
    void collect(const Name& query, double least);
    [[nodiscard]] double at_most(const Name& query, unsigned extra, double rarity) const;
    void hit_word(const Name& query, const Token& token);
    const std::vector<std::uint32_t>& near_words(const Name& query, const Token& token);
    void hit_listed(std::uint32_t word, bool strong);
    void candidate(std::uint32_t listed);

    const Index& index_;
    std::vector<std::uint32_t> last_token_;  ///< by listed name: the last question's word that met it
    std::vector<std::uint8_t> met_;          ///< by listed name: how many words met; and in the upper half, how many of them surely
    std::vector<std::uint32_t> touched_, candidates_;
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> near_;  ///< answers of near_words(): given names come again and again
    std::uint32_t token_number_ = 0;
    std::uint64_t compared_ = 0;
};

}  // namespace bonafide::name
