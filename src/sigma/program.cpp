#include "sigma/program.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/hash.h"
#include "sigma/compare.h"
#include "sigma/fold.h"
#include "sigma/value.h"

namespace bonafide::sigma {

const Pattern* Patterns::get(const Predicate& predicate, std::string* error) {
    std::string key = predicate.text;
    key += predicate.ignore_case ? "\1i" : "\1";
    key += predicate.multi_line ? "m" : "";
    key += predicate.dot_all ? "s" : "";
    const auto found = made_.find(key);
    if (found != made_.end()) return found->second.get();
    auto made = Pattern::compile(predicate);
    if (!made) {
        if (error) *error = made.error().what;
        return nullptr;
    }
    return made_.emplace(std::move(key), std::make_unique<Pattern>(std::move(*made))).first->second.get();
}

std::vector<std::string> paths_in(const Dialect& dialect, const Dialect::View& view, std::string_view field) {
    if (const auto renamed = view.renames.find(field); renamed != view.renames.end()) return renamed->second;
    return dialect.paths(field);
}

namespace {

using Kind = Expression::Kind;

/// Literals of which one must be in the text where the predicate holds; empty where there is none worth looking for.
std::vector<std::string> signs_of(const Predicate& predicate, const Pattern* pattern) {
    if (predicate.op == Op::regex) return pattern ? pattern->required() : std::vector<std::string>();
    if (predicate.op != Op::wildcard) return {};
    std::string best;
    for (const Piece& piece : pieces_of(predicate.text))
        if (piece.kind == Piece::Kind::text && piece.text.size() > best.size()) best = piece.text;
    return {folded(best)};
}

class Compiler {
public:
    Compiler(const std::vector<Rule>& rules, const Dialect& dialect, const FieldTable& fields, const Known& known, Patterns& patterns, bool optimise)
        : rules_(rules),
          dialect_(dialect),
          fields_(fields),
          known_(known),
          patterns_(patterns),
          optimise_(optimise),
          out_(std::make_unique<Program>()) {}

    std::unique_ptr<Program> run(const std::vector<Applied>& applied) {
        struct Pending {
            std::uint32_t rule;
            Expression condition;  // items are clauses of the program
        };
        std::vector<Pending> pending;
        for (const Applied& one : applied) {
            Expression condition = reduced(rules_[one.rule], rules_[one.rule].condition, *one.view);
            if (condition.kind != Kind::never) pending.push_back({one.rule, std::move(condition)});
        }
        count_users();
        index_terms();
        for (Pending& one : pending) enter(one.rule, one.condition);
        tell_clauses();
        for (Program::Column& column : out_->columns) column.index.finish();
        return std::move(out_);
    }

private:
    /// The condition with what is known put in, over clauses instead of items.
    Expression reduced(const Rule& rule, const Expression& expression, const Dialect::View& view) {
        if (expression.kind == Kind::item) return leaf(rule.items[expression.item], view);
        if (expression.kind == Kind::no) {
            Expression inner = reduced(rule, expression.children.front(), view);
            if (inner.kind == Kind::always || inner.kind == Kind::never) return constant(inner.kind == Kind::never);
            Expression out;
            out.kind = Kind::no;
            out.children.push_back(std::move(inner));
            return out;
        }
        if (expression.kind != Kind::all && expression.kind != Kind::any) return expression;
        const Kind decides = expression.kind == Kind::all ? Kind::never : Kind::always;
        Expression out;
        out.kind = expression.kind;
        for (const Expression& child : expression.children) {
            Expression now = reduced(rule, child, view);
            if (now.kind == decides) return constant(decides == Kind::always);
            if (now.kind == Kind::item || now.kind == Kind::no || now.kind == Kind::all || now.kind == Kind::any)
                out.children.push_back(std::move(now));
        }
        if (out.children.empty()) return constant(expression.kind == Kind::all);
        if (out.children.size() == 1) return std::move(out.children.front());
        return out;
    }

    static Expression constant(bool value) {
        Expression out;
        out.kind = value ? Kind::always : Kind::never;
        return out;
    }

    Expression leaf(const Item& item, const Dialect::View& view) {
        const std::uint32_t column = column_of(item.field, view);
        const Program::Column& where = out_->columns[column];
        if (where.constant) return constant(known_truth(item, where.constant));
        if (where.paths.empty() && !item.field.empty()) return constant(absent_truth(item));  // no record can have it
        const bool compares_fields = std::ranges::any_of(item.predicates, [](const Predicate& p) { return p.op >= Op::same_as; });
        if (const auto value = known_value(where); value && !compares_fields) return constant(known_truth(item, **value));
        Program::Clause clause{column, item.every, item.negated, {}};
        for (const Predicate& predicate : item.predicates) clause.terms.push_back(term_of(predicate, column, view));
        Expression out;
        out.kind = Kind::item;
        std::string key = std::to_string(column) + (clause.every ? "e" : "") + (clause.negated ? "n" : "");
        for (const std::uint32_t term : clause.terms) key += "," + std::to_string(term);
        const auto [found, fresh] = clause_by_key_.try_emplace(std::move(key), static_cast<std::uint32_t>(out_->clauses.size()));
        out.item = found->second;
        if (fresh) out_->clauses.push_back(std::move(clause));
        return out;
    }

    /// The value of a column whose paths all route the event, up to the first that is there.
    [[nodiscard]] std::optional<const std::optional<std::string>*> known_value(const Program::Column& column) const {
        const std::optional<std::string>* absent = nullptr;
        for (const FieldId path : column.paths) {
            const auto found = known_.find(path);
            if (found == known_.end()) return std::nullopt;
            if (found->second) return &found->second;
            absent = &found->second;
        }
        if (!absent) return std::nullopt;
        return absent;
    }

    bool known_truth(const Item& item, const std::optional<std::string>& value) {
        if (!value) return absent_truth(item);
        const std::string fold = folded(*value);
        const auto holds = [&](const Predicate& p) {
            if (p.op == Op::exists) return p.wanted;
            if (p.op == Op::null) return false;
            return compare(p, p.cased ? p.text : folded(p.text), p.op == Op::regex ? patterns_.get(p) : nullptr, {*value, fold});
        };
        const bool all = item.every ? std::ranges::all_of(item.predicates, holds) : std::ranges::any_of(item.predicates, holds);
        return all != item.negated;
    }

    static bool absent_truth(const Item& item) {
        const auto holds = [](const Predicate& p) { return p.op == Op::null || (p.op == Op::exists && !p.wanted); };
        const bool any = item.every ? std::ranges::all_of(item.predicates, holds) : std::ranges::any_of(item.predicates, holds);
        return any != item.negated;
    }

    std::uint32_t column_of(const std::string& field, const Dialect::View& view) {
        Program::Column column;
        column.field = field;
        if (!field.empty())
            for (const std::string& path : paths_in(dialect_, view, field)) {
                if (path.starts_with('=')) column.constant = path.substr(1);
                else if (const FieldId id = fields_.find(dialect_, path); id != no_field) column.paths.push_back(id);
            }
        std::string key = field.empty() ? "*" : "f";
        for (const FieldId id : column.paths) key += "," + std::to_string(id);
        if (!field.empty() && column.paths.empty()) key += field;
        if (column.constant) key += "=" + *column.constant;
        const auto [found, fresh] = column_by_key_.try_emplace(std::move(key), static_cast<std::uint32_t>(out_->columns.size()));
        if (fresh) {
            out_->has_keywords |= field.empty();
            out_->columns.push_back(std::move(column));
        }
        return found->second;
    }

    std::uint32_t term_of(const Predicate& predicate, std::uint32_t column, const Dialect::View& view) {
        Program::Term term;
        term.predicate = &predicate;
        term.column = column;
        term.literal = predicate.cased ? predicate.text : folded(predicate.text);
        if (predicate.op == Op::regex) term.pattern = patterns_.get(predicate);
        if (predicate.op >= Op::same_as) term.other = column_of(predicate.text, view);
        const std::uint64_t hash = mix64(hash64(predicate.text, static_cast<std::uint64_t>(predicate.op)), column);
        for (auto [at, last] = term_by_hash_.equal_range(hash); at != last; ++at)
            if (out_->terms[at->second] == term) return at->second;
        const auto index = static_cast<std::uint32_t>(out_->terms.size());
        term_by_hash_.emplace(hash, index);
        out_->terms.push_back(std::move(term));
        return index;
    }

    /// How many rules ask for each term: what many ask for is what many events have.
    void count_users() {
        users_.assign(out_->terms.size(), 0);
        for (const Program::Clause& clause : out_->clauses)
            for (const std::uint32_t term : clause.terms) ++users_[term];
    }

    static bool worth_looking_for(const std::vector<std::string>& signs) {
        return !signs.empty() && std::ranges::all_of(signs, [](const std::string& sign) { return sign.size() >= TextIndex::least_substring; });
    }

    void index_terms() {
        probe_of_.assign(out_->terms.size(), Program::none);
        if (!optimise_) return;
        index_keywords();
        for (std::uint32_t i = 0; i < out_->terms.size(); ++i) {
            Program::Term& term = out_->terms[i];
            Program::Column& column = out_->columns[term.column];
            const auto probe = static_cast<std::uint32_t>(out_->probes.size());
            if (column.index.add(term.predicate->op, folded(term.predicate->text), probe)) {
                term.indexed = true;
                term.confirm = term.predicate->cased;
                out_->probes.push_back({i, {}});
            } else if (const auto signs = signs_of(*term.predicate, term.pattern); worth_looking_for(signs)) {
                for (const std::string& sign : signs) (void)column.index.add(Op::contains, sign, probe);
                term.sign = probe;
                out_->probes.push_back({Program::none, {}});
            } else if (column.field.empty()) {
                term.sign = probe_of_[i] = out_->keyword_probe;
                continue;
            } else {
                continue;
            }
            probe_of_[i] = probe;
        }
    }

    /// A first question for all keywords: may something of theirs stand in the record at all?
    void index_keywords() {
        if (!out_->has_keywords) return;
        const auto probe = static_cast<std::uint32_t>(out_->probes.size());
        out_->probes.push_back({Program::none, {}});
        for (std::uint32_t i = 0; i < out_->terms.size(); ++i) {
            const Program::Term& term = out_->terms[i];
            if (!out_->columns[term.column].field.empty()) continue;
            const auto signs = term.predicate->op == Op::contains ? std::vector{term.literal} : signs_of(*term.predicate, term.pattern);
            if (signs.empty()) out_->keywords.add("");
            for (const std::string& sign : signs) out_->keywords.add(sign);
        }
        out_->keywords.finish();
        out_->keyword_probe = probe;
    }

    /// The probes of which at least one is seen whenever the condition holds, and how often that is expected.
    struct Witness {
        std::vector<std::uint32_t> probes;
        double often = 0;
    };

    [[nodiscard]] double expected(std::uint32_t term) const {
        const Program::Term& t = out_->terms[term];
        constexpr double rare = 30;
        const double length = is_ascii(t.literal) ? std::min(static_cast<double>(t.literal.size()), rare) : rare;
        const double kind = t.predicate->op == Op::equal ? 2 : t.predicate->op == Op::contains ? 1 : 1.5;
        return kind * std::exp2(-length / 4) * (1 + static_cast<double>(users_[term]));
    }

    [[nodiscard]] std::optional<Witness> witness(const Expression& expression) const {
        if (expression.kind == Kind::item) return witness(out_->clauses[expression.item]);
        if (expression.kind == Kind::all) {
            std::optional<Witness> best;
            for (const Expression& child : expression.children) {
                auto now = witness(child);
                if (now && (!best || now->often < best->often)) best = std::move(now);
            }
            return best;
        }
        if (expression.kind != Kind::any) return std::nullopt;
        Witness out;
        for (const Expression& child : expression.children) {
            auto now = witness(child);
            if (!now) return std::nullopt;
            out.probes.insert(out.probes.end(), now->probes.begin(), now->probes.end());
            out.often += now->often;
        }
        return out;
    }

    [[nodiscard]] std::optional<Witness> witness(const Program::Clause& clause) const {
        if (clause.negated || clause.terms.empty()) return std::nullopt;
        Witness out;
        std::optional<Witness> rarest;
        for (const std::uint32_t term : clause.terms) {
            if (probe_of_[term] == Program::none) {
                if (!clause.every) return std::nullopt;
                continue;
            }
            const Witness one{{probe_of_[term]}, expected(term)};
            if (!rarest || one.often < rarest->often) rarest = one;
            out.probes.push_back(one.probes.front());
            out.often += one.often;
        }
        if (clause.every) return rarest;
        return out;
    }

    void enter(std::uint32_t rule, const Expression& condition) {
        const auto entry = static_cast<std::uint32_t>(out_->entries.size());
        Program::Entry out{rule, {}};
        encode(condition, out.code);
        out_->entries.push_back(std::move(out));
        auto seen = optimise_ ? witness(condition) : std::nullopt;
        if (!seen) {
            out_->always.push_back(entry);
            return;
        }
        std::ranges::sort(seen->probes);
        const auto twice = std::ranges::unique(seen->probes);
        seen->probes.erase(twice.begin(), twice.end());
        for (const std::uint32_t probe : seen->probes) {
            out_->probes[probe].wakes.push_back(entry);
            out_->columns[column_of_probe(probe)].eager = true;
        }
    }

    [[nodiscard]] std::uint32_t column_of_probe(std::uint32_t probe) {
        if (probe_column_.size() != out_->probes.size()) {
            probe_column_.assign(out_->probes.size(), 0);
            for (std::uint32_t term = 0; term < probe_of_.size(); ++term)
                if (probe_of_[term] != Program::none) probe_column_[probe_of_[term]] = out_->terms[term].column;
        }
        return probe_column_[probe];
    }

    /// What the index finds is told to the clauses of which one term is enough, so that they need not ask.
    void tell_clauses() {
        for (std::uint32_t i = 0; i < out_->clauses.size(); ++i) {
            Program::Clause& clause = out_->clauses[i];
            if (clause.every) continue;
            const auto said = std::ranges::stable_partition(clause.terms, [&](std::uint32_t term) { return !out_->terms[term].indexed; });
            for (const std::uint32_t term : said) out_->terms[term].proves.push_back(i);
            clause.terms.erase(said.begin(), said.end());
        }
    }

    /// What it takes to find out whether it holds, in no unit: what stands there already, a comparison, a regular expression.
    [[nodiscard]] std::uint32_t effort(const Expression& expression) const {
        std::uint32_t out = 0;
        for (const Expression& child : expression.children) out = std::max(out, effort(child));
        if (expression.kind != Kind::item) return out;
        const Program::Clause& clause = out_->clauses[expression.item];
        for (const std::uint32_t index : clause.terms) {
            const Program::Term& term = out_->terms[index];
            out = std::max<std::uint32_t>(out, term.predicate->op == Op::regex ? 2 : term.indexed ? 0 : 1);
        }
        return out;
    }

    /// Cheap questions first: they nearly always decide.
    void encode(const Expression& expression, std::vector<Program::Node>& code) const {
        const std::size_t at = code.size();
        code.push_back({expression.kind, expression.item, 0});
        std::vector<std::pair<std::uint32_t, const Expression*>> order;
        for (const Expression& child : expression.children) order.emplace_back(optimise_ ? effort(child) : 0, &child);
        std::ranges::stable_sort(order, {}, &decltype(order)::value_type::first);
        for (const auto& [unused, child] : order) encode(*child, code);
        code[at].end = static_cast<std::uint32_t>(code.size());
    }

    const std::vector<Rule>& rules_;
    const Dialect& dialect_;
    const FieldTable& fields_;
    const Known& known_;
    Patterns& patterns_;
    bool optimise_;
    std::unique_ptr<Program> out_;
    std::map<std::string, std::uint32_t> clause_by_key_, column_by_key_;
    std::unordered_multimap<std::uint64_t, std::uint32_t> term_by_hash_;
    std::vector<std::uint32_t> users_, probe_of_, probe_column_;
};

}  // namespace

std::unique_ptr<Program> compile(const std::vector<Rule>& rules, const std::vector<Applied>& applied, const Dialect& dialect,
                                 const FieldTable& fields, const Known& known, Patterns& patterns, bool optimise) {
    return Compiler(rules, dialect, fields, known, patterns, optimise).run(applied);
}

}  // namespace bonafide::sigma
