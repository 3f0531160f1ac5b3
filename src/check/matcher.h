// Which values a check looks for: lists, values, patterns, globs, flags. Compiled once when content is loaded; used by all threads.
// Made by check/loader; asked by the kinds of check for facts, and by CheckSet::wanted() while reading for every value.
#pragma once

#include <re2/re2.h>
#include <re2/set.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/list.h"
#include "person/ledger.h"

namespace bonafide::check {

/// What holds a value, kept per worker: the same program or network comes again for thousands of people.
class MatchCache {
public:
    struct Answer {
        bool holds = false;
        const ListEntry* entry = nullptr;
    };
    /// The stored answer, or nullptr and a slot for store().
    [[nodiscard]] const Answer* find(std::uint64_t hash) const;
    void store(std::uint64_t hash, Answer answer);

private:
    struct Slot {
        std::uint64_t hash = 0;
        Answer answer;
    };
    static constexpr std::size_t slots = 1 << 14;
    std::vector<Slot> slots_ = std::vector<Slot>(slots);
};

struct Hit {
    const ListEntry* entry = nullptr;  ///< where a list holds it
    std::string_view label;            ///< the entry's label, else the value
};

/// A text without its folders: "C:\Tools\AnyDesk.exe" and "/usr/bin/anydesk" name programs by their last part.
[[nodiscard]] std::string_view program_name(std::string_view path);

class ValueMatcher {
public:
    std::vector<const List*> in, not_in;
    std::vector<std::string> values;  ///< whole values, case ignored
    std::vector<std::string> globs;
    std::vector<std::unique_ptr<RE2>> patterns;
    std::optional<bool> is;  ///< flags
    bool any = false;

    /// Indexes exact lists by the comparable form of these types too; call once when all is set. `id` tells matchers apart in a cache.
    void finish(const std::vector<AttributeType>& types, std::uint64_t id);
    [[nodiscard]] std::optional<Hit> match(const Fact& fact, AttributeType type, MatchCache& cache) const;
    [[nodiscard]] bool empty() const { return in.empty() && values.empty() && globs.empty() && patterns.empty() && !is && !any; }

private:
    [[nodiscard]] MatchCache::Answer look(std::string_view value, std::string_view key) const;
    using Index = std::unordered_map<std::string, const ListEntry*, StringHash, std::equal_to<>>;
    Index by_key_;  ///< comparable form → entry, exact lists of `in`
    std::unordered_set<std::string, StringHash, std::equal_to<>> not_keys_, values_;
    std::uint64_t id_ = 0;
};

/// Every value of one attribute that any check looks for: one lookup for all of them. May say yes to a value that no check holds in
/// the end (`not_in`, `unless`), never no to one that some check does.
class WatchedValues {
public:
    void add(const ValueMatcher& matcher, AttributeType type);
    void add_all() { all_ = true; }
    void finish();
    [[nodiscard]] bool wanted(std::string_view value, AttributeType type) const;

private:
    void add_list(const List& list, AttributeType type);
    void add_pattern(std::string pattern);
    [[nodiscard]] bool wanted_exactly(std::string_view lower) const;
    [[nodiscard]] bool wanted_by_pattern(std::string_view value) const;

    bool all_ = false, by_key_ = false;
    std::unordered_set<std::string, StringHash, std::equal_to<>> exact_, keys_, domains_;
    std::vector<IpNetwork> networks_;
    IpSet network_set_;
    std::vector<std::string> patterns_;
    std::unique_ptr<RE2::Set> set_;
    std::vector<std::unique_ptr<RE2>> singly_;  ///< where the set runs out of memory on a text
};

}  // namespace bonafide::check
