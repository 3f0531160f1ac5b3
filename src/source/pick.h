// How one value is read from a record: the compiled form of `from`, `join`, `when`, `take` and the other words of
// docs/sources.md. Made by the loader, cut down for each record shape by plan.h, evaluated by the mapper.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/hash.h"
#include "record/record.h"

namespace re2 {
class RE2;
}

namespace bonafide::source {

/// A key of a record as a number: equal keys, equal numbers. A hash tells keys apart well enough: the worst that two keys with one number
/// could do is that a source is considered in vain.
using KeyNumber = std::uint64_t;

/// An interned field and what is needed to tell from a record's keys whether it can be there.
struct FieldInfo {
    FieldId id = no_field;
    std::string_view name;  ///< as FieldNames has it
    KeyNumber top = 0;      ///< of the path's first key, and
    KeyNumber whole = 0;    ///< of the whole name as one key; of column_key() where any spelling is meant
    bool folded = false;    ///< any spelling
    bool nested = false;    ///< more than one key
};

struct FieldRef {
    FieldId id = no_field;
    const FieldInfo* info = nullptr;
};

/// "One of these", ASCII case ignored. Lowered on load.
class Matcher {
public:
    void add(std::string_view pattern);  ///< a value, or a glob with `*` and `?`; "" matches what is absent or empty
    [[nodiscard]] bool matches(std::string_view text) const;
    [[nodiscard]] bool matches_empty() const { return empty_; }
    [[nodiscard]] bool exact() const { return globs_.empty(); }
    [[nodiscard]] std::string words() const;

private:
    struct Glob {
        std::string before, after;  // "before*after"; any other glob is kept whole in `before`
        bool simple = false;
    };
    bool matches_glob(const Glob& glob, std::string_view text) const;

    std::vector<std::string> exact_;
    std::vector<Glob> globs_;
    std::uint64_t sizes_ = 0;  // of the exact ones: bit size % 64
    bool empty_ = false, something_ = false;
};

/// One entry of a `when:` map. Holds if any value of any of the fields matches.
struct Test {
    std::vector<FieldRef> fields;
    Matcher matcher;
    bool negated = false;
};
using AllOf = std::vector<Test>;
/// Any of several maps; none at all always holds.
struct Condition {
    std::vector<AllOf> any;
    bool never = false;  ///< found to be impossible for a shape
};

enum class Step : std::uint8_t {
    basename,
    dirname,
    domain_part,
    user_part,
    host,
    lower,
    after,
    before,
    last,
    regex,
    usb_id,
    ip,
    email,
    not_email,
    minutes,
    milliseconds,
    clock,
    delay,
    json
};
struct Take {
    Step step = Step::lower;
    std::string argument;
    std::shared_ptr<const re2::RE2> pattern;
};

struct Translation {
    Matcher from;
    std::string to;
};

struct Pick {
    std::vector<std::vector<FieldRef>> parts;  ///< alternatives of each part; several parts are joined
    std::string separator, constant;
    bool is_constant = false;
    Condition when;
    std::vector<Take> takes;
    std::vector<Test> beside;       ///< name/value arrays: the element's name
    std::vector<FieldRef> element;  ///< ... and the element
    std::vector<Translation> map;
    std::string otherwise;  ///< what `map` makes of the rest
    bool keep_rest = false, each = false;
    bool least = false;       ///< the smallest number of all values of all alternatives
    bool needs_last = false;  ///< of joined parts: without the last one there is nothing
    bool between = false;     ///< the seconds from the time in the first part to that in the second
    char split = 0;

    [[nodiscard]] bool present() const { return is_constant || !parts.empty(); }
};

/// Strings behind the views of one record; reused.
class Scratch {
public:
    void reset() { used_ = 0; }
    [[nodiscard]] std::string& next() {
        if (used_ == strings_.size()) strings_.emplace_back();
        return strings_[used_++];
    }
    std::vector<std::string_view> values;  ///< for whoever wants several values for a moment

private:
    std::deque<std::string> strings_;
    std::size_t used_ = 0;
};

/// The rows of a record that are read one after the other. `at`: of each field the first value that is not in a row already read, so
/// that a record of many rows is walked through once.
struct Rows {
    std::string_view all, row;
    std::unordered_map<FieldId, const Value*> at;
};

/// A record being read, or one row of those that it holds: what lies in its other rows is not seen then. Cheap to make.
class Reading {
public:
    Reading(const Record& record, Scratch& scratch, Rows* rows = nullptr) : record_(record), scratch_(scratch), rows_(rows) {}

    [[nodiscard]] const Value* find(FieldId field) const { return rows_ == nullptr ? record_.find(field) : find_in_row(field); }
    [[nodiscard]] const Value* next(const Value& value) const {
        const Value* further = record_.next(value);
        return rows_ != nullptr && further != nullptr && in_other_row(*further) ? nullptr : further;
    }
    [[nodiscard]] std::string_view text(const Value& value) const;
    [[nodiscard]] bool holds(const Test& test) const { return holds(test.fields, test.matcher) != test.negated; }
    /// Does any value of any of the fields match?
    [[nodiscard]] bool holds(const std::vector<FieldRef>& fields, const Matcher& matcher) const;
    [[nodiscard]] bool holds(const Condition& condition) const;
    /// The first value, or "".
    [[nodiscard]] std::string_view first(const Pick& pick) const;
    /// All values (the first only, unless `each` or `split`), appended.
    void all(const Pick& pick, bool each, std::vector<std::string_view>& out) const;
    [[nodiscard]] Scratch& scratch() const { return scratch_; }

private:
    const Value* find_in_row(FieldId field) const;
    bool in_other_row(const Value& value) const { return inside(value, rows_->all) && !inside(value, rows_->row); }
    static bool inside(const Value& value, std::string_view whole) {
        return value.raw.data() >= whole.data() && value.raw.data() + value.raw.size() <= whole.data() + whole.size();
    }
    bool holds_all(const AllOf& tests) const;
    std::string_view seconds_between(const Pick& pick) const;
    std::string_view plain(const Pick& pick) const;
    std::string_view least(const Pick& pick) const;
    std::string_view joined(const Pick& pick) const;
    void beside(const Pick& pick, bool each, std::vector<std::string_view>& out) const;
    void finish(const Pick& pick, std::string_view raw, std::vector<std::string_view>& out) const;
    std::string_view refine(const Pick& pick, std::string_view text) const;

    const Record& record_;
    Scratch& scratch_;
    Rows* rows_;  // nullptr: the whole record is read
};

/// One `take` step; "" where nothing is left.
[[nodiscard]] std::string_view apply(const Take& take, std::string_view text, Scratch& scratch);
/// An address without port or brackets, the first of a list; "" if it is none.
[[nodiscard]] std::string_view clean_ip(std::string_view text, Scratch& scratch);

}  // namespace bonafide::source
