// People against the lists that `lists update` keeps, as evidence: who of a list somebody may be, and what says so beside the name. Many people bear
// one name, so each kind of agreement is a hint of its own; what it weighs stands in content/checks/listed.*.yml. Names are compared with names on
// lists and never judged by where they come from. Loaded once, then shared by threads, each with its own Search. Used by scan and screen.
//
//   const auto lists = KeptLists::load({folder, content / "names"}, now, errors);
//   Search search(lists->index());
//   if (const auto hint = lists->hint(search, subject)) ...
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "name/index.h"

namespace bonafide::name {

/// What agrees, the most telling first.
enum class HintBy : std::uint8_t {
    number,       ///< a document's number, and name or date of birth
    wallet,       ///< any name
    contact,      ///< an e-mail address or telephone number; any name
    birth_date,   ///< name and day of birth; 1 January stands for the year only
    number_only,  ///< a document's number under another name: numbers of two countries may be the same
    birth_year,   ///< name and year of birth
    name,         ///< the name alone
    common_name,  ///< a name alone that many people bear
};

struct Hint {
    HintBy by = HintBy::name;
    std::string summary;      ///< a sentence: the entry, its list with date and id, what agrees word by word, other entries
    std::size_t entries = 0;  ///< of lists that are alike, this one among them
};

/// Where kept lists lie, and the tables that names are compared with (content/names).
struct KeptListsAt {
    std::filesystem::path folder, names;
    int stale_days = 14;  ///< older ones are used, and said to be old
};

class KeptLists {
public:
    /// The newest version of each list. What cannot be read is in `errors` and in the notes, and the rest is used.
    [[nodiscard]] static std::unique_ptr<KeptLists> load(const KeptListsAt& at, Timestamp now, Errors& errors);
    /// No list, for a reason: "--no-lists leaves them out".
    [[nodiscard]] static std::unique_ptr<KeptLists> none(std::string_view reason);
    explicit KeptLists(Words words) : words_(std::move(words)), index_(words_) {}
    KeptLists(const KeptLists&) = delete;
    KeptLists& operator=(const KeptLists&) = delete;

    [[nodiscard]] const Index& index() const { return index_; }
    [[nodiscard]] bool empty() const { return index_.entries().empty(); }
    /// For a report: which lists, of what date and size; which are stale or cannot be read; why there is none.
    [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
    /// Changes with what was loaded and with what was said of it; for what is kept of an outcome.
    [[nodiscard]] std::uint64_t stamp() const { return stamp_; }
    /// The most telling one. The subject is taken for a person, whatever its schema says. The same for any order of names, dates and numbers.
    [[nodiscard]] std::optional<Hint> hint(Search& search, Subject subject) const;

private:
    void add(const struct KeptList& kept, Timestamp now, int stale_days, Errors& errors);
    void note(std::string text);
    [[nodiscard]] HintBy strongest(const Prepared& query, const ListMatch& match) const;
    [[nodiscard]] std::string shown(const ListMatch& match) const;

    Words words_;
    Index index_;
    std::vector<std::string> notes_;
    std::uint64_t stamp_ = 0;
};

}  // namespace bonafide::name
