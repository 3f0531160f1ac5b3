// Lists of known values (content/lists/*.yml): process names, USB ids, network names, wallets, each with source and date.
// The language is in docs/lists.md. Made once from content; used by checks (`in: list-name`) and by Sigma's `expand`.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "base/hash.h"
#include "base/ip.h"

namespace bonafide {

class YamlNode;

/// What is known of one value: the entry's label ("AnyDesk"), and its note.
struct ListEntry {
    std::string value;  ///< as written
    std::string label;  ///< the thing it belongs to, for sentences
    std::string note;
    std::string source;
    std::string date;  ///< ISO (a year, a month or a day); when it was true
};

enum class ListKind { exact, glob, suffix_domain, cidr, substring };

/// Values compared without case. Exact values by hash; the others in the order of the file.
class List {
public:
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::string& title() const { return title_; }
    [[nodiscard]] ListKind kind() const { return kind_; }
    [[nodiscard]] const std::vector<ListEntry>& entries() const { return entries_; }
    /// The entry that holds `value`, or nullptr. `value` in any case.
    [[nodiscard]] const ListEntry* find(std::string_view value) const;

private:
    friend class Lists;
    static List read(const YamlNode& root, std::string name, const std::filesystem::path& folder);
    void index(const YamlNode& where);
    template <class Matches>
    const ListEntry* find_pattern(Matches matches) const;
    const ListEntry* find_network(std::string_view address) const;

    std::string name_, title_, description_;
    ListKind kind_ = ListKind::exact;
    std::vector<ListEntry> entries_;
    std::unordered_map<std::string, std::size_t, StringHash, std::equal_to<>> exact_;
    std::vector<std::pair<IpNetwork, std::size_t>> networks_;
    std::vector<std::string> patterns_;  ///< glob and substring: lower case, one for each entry
};

class Lists {
public:
    /// Every *.yml of `folder`; also *.txt beside them named by a yml's `file:` (one value a line, # comments).
    [[nodiscard]] static Lists load(const std::filesystem::path& folder, Errors& errors);
    [[nodiscard]] const List* find(std::string_view name) const;
    [[nodiscard]] const std::map<std::string, List, std::less<>>& all() const { return lists_; }

private:
    std::map<std::string, List, std::less<>> lists_;
};

}  // namespace bonafide
