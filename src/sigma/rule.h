// A Sigma rule as read: selections resolved, modifiers applied, conditions expanded to a tree of items. Made by parse.h; compiled by
// engine.h; correlated by correlate.h. The text this follows is the Sigma specification 2.1.0 (2025-08-02); where it leaves room,
// docs/sigma.md names the choice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/ip.h"
#include "source/source.h"

namespace bonafide::sigma {

enum class Op : std::uint8_t {
    equal,
    contains,
    starts,
    ends,      ///< of `text`, literally
    wildcard,  ///< `text` with `*` and `?`, escapes kept
    present,   ///< a value of any length: the lone `*`
    regex,
    cidr,
    less,
    less_equal,
    greater,
    greater_equal,
    number,
    exists,
    null,
    same_as,
    same_start,
    same_end,
    same_inside  ///< fieldref: against the value of the field named `text`
};
enum class TimePart : std::uint8_t { none, minute, hour, day, week, month, year };

/// One comparison with one value.
struct Predicate {
    Op op = Op::equal;
    TimePart part = TimePart::none;                                 ///< taken of the value (UTC) before comparing
    bool cased = false;                                             ///< text as it stands; else Unicode case folded on both sides
    bool wanted = true;                                             ///< exists: must it be there?
    bool ignore_case = false, multi_line = false, dot_all = false;  ///< regex
    std::string text;
    double value = 0;
    IpNetwork network;
    bool operator==(const Predicate&) const = default;
};

/// A field and what its values are compared with. An event's array matches where one of its elements does.
struct Item {
    std::string field;     ///< in Sigma's taxonomy; empty: a keyword, looked for in every value
    bool every = false;    ///< all predicates must hold, else any
    bool negated = false;  ///< `neq`
    std::vector<Predicate> predicates;
    bool operator==(const Item&) const = default;
};

struct Expression {
    enum class Kind : std::uint8_t { all, any, no, item, always, never };
    Kind kind = Kind::always;
    std::uint32_t item = 0;  ///< kind item: index into Rule::items
    std::vector<Expression> children;
};

/// What every document has.
struct Heading {
    std::string id, name, title, status, level, description, author, date;
    std::vector<std::string> tags, references, false_positives;
    std::string file;
    std::string where;  ///< file:line:column of the document
    Errors notes;       ///< worth knowing and no mistake: what stands where it says nothing
};

struct Rule {
    Heading heading;
    Logsource logsource;
    std::vector<Item> items;
    Expression condition;
    std::vector<std::string> fields;
};

enum class CorrelationType : std::uint8_t {
    event_count,
    value_count,
    temporal,
    temporal_ordered,
    value_sum,
    value_avg,
    value_percentile,
    value_median
};

/// One comparison of a correlation's figure with a number; all of a condition hold.
struct Bound {
    enum class Kind : std::uint8_t { gt, gte, lt, lte, eq, neq } kind = Kind::gte;
    double value = 0;
};

struct Correlation {
    struct Alias {
        std::string name;
        std::vector<std::pair<std::string, std::string>> fields;  ///< rule → its field
    };
    Heading heading;
    CorrelationType type = CorrelationType::event_count;
    std::vector<std::string> rules;  ///< ids or names, in order
    std::vector<std::string> group_by, values;
    std::vector<Alias> aliases;
    std::vector<Bound> bounds;
    double percentile = 50;
    std::int64_t timespan_us = 0;
    bool generate = false;
    bool extended = false;  ///< temporal with a Boolean condition over rule names
    Expression condition;   ///< extended: items are indexes into `rules`
};

struct Filter {
    Heading heading;
    Logsource logsource;
    std::vector<std::string> rules;  ///< ids or names; empty: every rule of the log source
    std::vector<Item> items;
    Expression condition;
};

}  // namespace bonafide::sigma
