// The rules that may match one kind of event, compiled together: their fields, the distinct predicates over all of them, an index of
// literals for each field, and for each rule a witness, the rarest thing that must be there. Only rules whose witness was seen are
// evaluated. Made by Engine when the first event of its kind comes; read by every Matcher.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sigma/dialect.h"
#include "sigma/pattern.h"
#include "sigma/raw_search.h"
#include "sigma/rule.h"
#include "sigma/text_index.h"

namespace bonafide::sigma {

/// What is known of an event before it is looked at: the values of the fields that route it. Absent: nullopt.
using Known = std::map<FieldId, std::optional<std::string>>;

struct Program {
    static constexpr std::uint32_t none = UINT32_MAX;

    struct Column {
        std::string field;                    ///< Sigma's name; empty: every value of the event (keywords)
        std::vector<FieldId> paths;           ///< first that is there
        std::optional<std::string> constant;  ///< the view says what it is
        TextIndex index;
        bool eager = false;  ///< some witness is looked for here, so it is scanned in every event
    };
    /// A distinct predicate on a column.
    struct Term {
        const Predicate* predicate = nullptr;
        std::string literal;  ///< folded, unless cased
        const Pattern* pattern = nullptr;
        std::uint32_t column = 0, other = none;  ///< other: the field of fieldref
        bool indexed = false;                    ///< the index finds it: no need to compare
        bool confirm = false;                    ///< what the index finds must be compared once more (cased)
        std::uint32_t sign = none;               ///< the probe without which it cannot hold (regular expressions, wildcards)
        std::vector<std::uint32_t> proves;       ///< clauses that hold where it does
        bool operator==(const Term& t) const { return column == t.column && *predicate == *t.predicate; }
    };
    /// What a literal of an index says.
    struct Probe {
        std::uint32_t term = none;         ///< becomes true; none: only a sign that some term may
        std::vector<std::uint32_t> wakes;  ///< entries to evaluate
    };
    struct Clause {
        std::uint32_t column = 0;
        bool every = false, negated = false;
        std::vector<std::uint32_t> terms;  ///< to be asked one by one; of an `any` those that do not say so themselves (Term::proves)
    };
    struct Node {
        Expression::Kind kind = Expression::Kind::always;
        std::uint32_t clause = 0;
        std::uint32_t end = 0;  ///< behind its last descendant
    };
    struct Entry {
        std::uint32_t rule = 0;
        std::vector<Node> code;  ///< in prefix order
    };

    std::vector<Column> columns;
    std::vector<Term> terms;
    std::vector<Probe> probes;
    std::vector<Clause> clauses;
    std::vector<Entry> entries;
    std::vector<std::uint32_t> always;  ///< entries without a witness
    RawSearch keywords;                 ///< of the column "every value", where there is one
    bool has_keywords = false;
    std::uint32_t keyword_probe = none;  ///< seen where `keywords` finds something: the values are taken apart then; none: always
};

/// Regular expressions of all rules, compiled once.
class Patterns {
public:
    /// nullptr with an error added where it is none.
    const Pattern* get(const Predicate& predicate, std::string* error = nullptr);

private:
    std::map<std::string, std::unique_ptr<Pattern>> made_;
};

/// A rule with the view of the event it applies to.
struct Applied {
    std::uint32_t rule = 0;
    const Dialect::View* view = nullptr;
};

/// What the paths of dialects are called in records.
class FieldTable {
public:
    void intern(const Dialect& dialect, const std::string& path, FieldNames& names) {
        if (path.starts_with('=')) return;
        if (dialect.folded) columns_[path] = names.intern_column(path);
        else (void)names.intern(path);
    }
    void bind(const FieldNames& names) { names_ = &names; }
    [[nodiscard]] FieldId find(const Dialect& dialect, const std::string& path) const {
        if (!dialect.folded) return names_->find(path);
        const auto found = columns_.find(path);
        return found == columns_.end() ? no_field : found->second;
    }

private:
    const FieldNames* names_ = nullptr;
    std::map<std::string, FieldId, std::less<>> columns_;
};

/// With `optimise` false there are no indexes and no witnesses: every rule is evaluated, every predicate compared (for tests).
[[nodiscard]] std::unique_ptr<Program> compile(const std::vector<Rule>& rules, const std::vector<Applied>& applied, const Dialect& dialect,
                                               const FieldTable& fields, const Known& known, Patterns& patterns, bool optimise);
/// The paths of a field in a view.
[[nodiscard]] std::vector<std::string> paths_in(const Dialect& dialect, const Dialect::View& view, std::string_view field);

}  // namespace bonafide::sigma
