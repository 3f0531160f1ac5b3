// All lists in memory, ready for a million questions: "is this person on one?". Built once from published lists; const and shared by threads,
// each of which brings its own Search. Names that cannot match are rejected before any is compared.
//
//   Index index(words);  index.add(list);  index.finish();
//   Search search(index);
//   for (const ListMatch& m : search.find(prepare(person, words)))  ...
#pragma once

#include <array>
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
    /// Listed names by what a question must share with them: names with one word or with initials are looked up by each word of the question, longer
    /// ones by its rarest words only.
    enum Length : std::uint8_t { any_word, two_words, more_words, length_end };
    struct ListedName {
        std::uint32_t entry = 0;
        std::uint16_t name = 0;
        std::uint8_t words = 0;  ///< that must be met
        std::uint8_t asked = 0;  ///< that may be met
        bool open = false;       ///< an initial or an office stands for more
        bool company = false;
        bool foreign = false;  ///< of another script
        Length length = any_word;
        float rarity = 0;         ///< bits of its words
        float weight = 0;         ///< of its words
        std::uint32_t begin = 0;  ///< of its distinct words in name_words_
        std::uint32_t count = 0;
    };
    /// A distinct word of the lists, and the names that have it, in their order, by length.
    struct ListedWord {
        std::string text;
        Token token;
        std::array<std::uint32_t, length_end + 1> begin{};  ///< in postings_
    };
    std::uint32_t word_id(const Name& name, const Token& token);
    void make_postings();

    const Words& words_;
    std::vector<ListInfo> lists_;
    std::vector<Entry> entries_;
    std::vector<ListedName> names_;
    std::vector<std::uint32_t> name_words_;  ///< of all names
    std::vector<std::uint32_t> postings_;    ///< of all words
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
    /// The same answer by comparing every name that is listed; what the tests hold find() against.
    [[nodiscard]] std::vector<ListMatch> find_slowly(const Prepared& query, Schema schema = Schema::unknown, double least = match_score);
    [[nodiscard]] std::uint64_t compared() const { return compared_; }  ///< pairs, since it was made

private:
    /// A listed word that may be the question's word, and the most that this can add to the odds.
    struct Near {
        std::uint32_t word = 0;
        float odds = 0;         ///< natural logarithm
        float rarity = 0;       ///< bits
        float slips = 0;        ///< plain edits
        bool sure = false;      ///< the same, or by table or sound
        bool nickname = false;  ///< no more than a nickname
    };
    /// The near words of one word of the question.
    struct Asked {
        const std::vector<Near>* near = nullptr;
        std::array<std::uint64_t, Index::length_end> postings{};  ///< how many names they lead to
    };
    /// What a Near gives to the names that have its word.
    struct Hit {
        std::uint32_t asked = 0;
        const Near* near = nullptr;
        std::uint32_t next = 0;  ///< of the same word; 0: no more
    };
    /// What is the same for all names that a question meets.
    struct Asking {
        const Name* name = nullptr;
        unsigned words = 0, all = 0;
        bool open = false, foreign = false;
        float rarity = 0, light_rarity = 0;
        double wanted = 0;
    };
    struct Best {
        std::uint32_t entry;
        std::uint16_t query_name, listed_name;
        Comparison names;
        double score;
    };

    [[nodiscard]] std::vector<ListMatch> find(const Prepared& query, Schema schema, double least, bool slowly);
    void judge(const Prepared& query, std::size_t q, Schema schema, double least, std::vector<Best>& best);
    [[nodiscard]] std::vector<ListMatch> answer(const Prepared& query, const std::vector<Best>& best, double least) const;
    void collect(const Name& query, double least);
    void mark(const Name& query);
    void visit(const Asking& asking, Index::Length length, unsigned need);
    void meet(const Asking& asking, std::uint32_t listed);
    [[nodiscard]] double at_most(const Asking& asking, const Index::ListedName& name, unsigned extra) const;
    [[nodiscard]] double at_most(const Asking& asking, const Index::ListedName& name, unsigned extra,
                                 const std::array<Near, Name::max_tokens>& met) const;
    const std::vector<Near>& near_words(const Name& query, const Token& token);
    [[nodiscard]] Near nearness(const Name& query, const Token& token, const Index::ListedWord& listed) const;

    const Index& index_;
    std::vector<std::uint32_t> seen_;       ///< by listed name: the last question that met it
    std::vector<std::uint32_t> first_hit_;  ///< by listed word: of hits_; 0: none
    std::vector<Hit> hits_;
    std::vector<Asked> asked_;
    std::vector<std::uint32_t> candidates_;
    std::unordered_map<std::uint64_t, std::vector<Near>> near_;  ///< answers of near_words(): given names come again and again
    std::uint32_t question_ = 0;
    std::uint64_t compared_ = 0;
};

}  // namespace bonafide::name
