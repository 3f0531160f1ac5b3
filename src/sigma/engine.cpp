#include "sigma/engine.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/hash.h"
#include "sigma/compare.h"
#include "sigma/engine_state.h"
#include "sigma/fold.h"

namespace bonafide::sigma {

Engine::Engine(const std::vector<Rule>& rules, const std::vector<Dialect>& dialects, EngineOptions options)
    : state_(std::make_unique<State>(rules, dialects, options)) {}
Engine::~Engine() = default;

void Engine::intern(FieldNames& names, const MoreFields& more) {
    State& s = *state_;
    std::vector<std::set<std::string>> fields(s.logsources.size());  // that its rules read
    for (std::size_t i = 0; i < s.rules.size(); ++i) {
        std::set<std::string>& mine = fields[s.logsource_of[i]];
        for (const Item& item : s.rules[i].items) {
            if (!item.field.empty()) mine.insert(item.field);
            for (const Predicate& predicate : item.predicates)
                if (predicate.op >= Op::same_as) mine.insert(predicate.text);
        }
        if (more) mine.insert(more(i).begin(), more(i).end());
    }
    for (const Dialect& dialect : s.dialects)
        for (const Dialect::View& view : dialect.views) {
            std::set<std::string_view> wanted;
            for (std::size_t i = 0; i < s.logsources.size(); ++i)
                if (answers(view.logsource, s.logsources[i])) wanted.insert(fields[i].begin(), fields[i].end());
            for (const std::string_view field : wanted)
                for (const std::string& path : paths_in(dialect, view, field)) s.fields.intern(dialect, path, names);
        }
}

void Engine::bind(const FieldNames& names) { state_->fields.bind(names); }

std::vector<bool> Engine::applicable() const {
    std::vector<bool> known(state_->logsources.size());
    for (std::size_t i = 0; i < known.size(); ++i)
        for (const Dialect& dialect : state_->dialects)
            for (const Dialect::View& view : dialect.views) known[i] = known[i] || answers(view.logsource, state_->logsources[i]);
    std::vector<bool> out;
    for (const std::uint32_t logsource : state_->logsource_of) out.push_back(known[logsource]);
    return out;
}

std::vector<std::pair<std::size_t, std::string>> check_patterns(const std::vector<Rule>& rules) {
    Patterns patterns;
    std::vector<std::pair<std::size_t, std::string>> out;
    for (std::size_t i = 0; i < rules.size(); ++i)
        for (const Item& item : rules[i].items)
            for (const Predicate& predicate : item.predicates) {
                std::string error;
                if (predicate.op == Op::regex && !patterns.get(predicate, &error)) out.emplace_back(i, predicate.text + ": " + error);
            }
    return out;
}

namespace {

/// The values of one column in the event at hand.
struct Values {
    std::uint32_t generation = 0;  ///< of the event they are of
    bool there = false, all_null = true;
    std::vector<Text> texts;  ///< of those that are not null
};

/// What one program knows of the event at hand. Everything is stamped with the event's generation, so nothing is cleared.
struct Scratch {
    explicit Scratch(const Program& p)
        : program(p),
          values(p.columns.size()),
          term_stamp(p.terms.size()),
          term_value(p.terms.size()),
          entry_stamp(p.entries.size()),
          probe_stamp(p.probes.size()),
          clause_stamp(p.clauses.size()) {}

    const Program& program;
    std::uint32_t generation = 0;
    std::vector<Values> values;
    std::vector<std::uint32_t> term_stamp;
    std::vector<std::uint8_t> term_value;
    std::vector<std::uint32_t> entry_stamp, probe_stamp, clause_stamp, candidates;
};

/// What a worker has of memory for the texts of the event at hand.
struct EventTexts {
    TextSpace space;
    std::string unescaped;
};

class Evaluation {
public:
    Evaluation(Scratch& scratch, EventTexts& texts, const Record& record, const TableHeader* header)
        : s_(scratch), p_(scratch.program), texts_(texts), record_(record), header_(header) {
        ++s_.generation;
        texts_.space.clear();
        s_.candidates.clear();
    }

    /// `costs`: where the time of each rule is added up, with `clock`; null: not measured.
    void run(std::vector<std::uint32_t>& out, Matcher::Counters& counters, NanosecondClock clock, std::vector<std::uint64_t>* costs) {
        for (std::uint32_t column = 0; column < p_.columns.size(); ++column)
            if (p_.columns[column].eager) (void)scan(column);
        for (const std::uint32_t entry : p_.always) s_.candidates.push_back(entry);
        counters.evaluated += s_.candidates.size();
        for (std::size_t i = 0; i < s_.candidates.size(); ++i) {
            const Program::Entry& entry = p_.entries[s_.candidates[i]];
            const std::uint64_t begin = costs ? clock() : 0;
            if (holds(entry.code, 0)) out.push_back(entry.rule);
            if (costs) (*costs)[entry.rule] += clock() - begin;
        }
        std::ranges::sort(out);
        counters.matched += out.size();
    }

private:
    // --- values ------------------------------------------------------------------------------------------------------
    Values& scan(std::uint32_t column) {
        Values& values = s_.values[column];
        if (values.generation == s_.generation) return values;
        values.generation = s_.generation;
        values.there = false;
        values.all_null = true;
        values.texts.clear();
        const Program::Column& where = p_.columns[column];
        if (where.field.empty()) scan_everything(where, values);
        else read(where, values);
        return values;
    }

    void read(const Program::Column& where, Values& values) {
        const Value* value = nullptr;
        for (const FieldId path : where.paths)
            if ((value = record_.find(path))) break;
        for (; value; value = record_.next(*value)) {
            values.there = true;
            if (value->kind == ValueKind::null) continue;
            const bool container = value->kind == ValueKind::array || (value->kind == ValueKind::object);
            if (container && value->kind == ValueKind::array) continue;  // an empty array has no value
            std::string_view raw = Record::text(*value, texts_.unescaped);
            if (raw.data() == texts_.unescaped.data()) raw = texts_.space.copy(raw);
            values.all_null = false;
            take(where, raw, values);
        }
    }

    /// `raw` lives as long as the event.
    void take(const Program::Column& where, std::string_view raw, Values& values) {
        const Text text{raw, fold_case(raw, texts_.space)};
        values.texts.push_back(text);
        if (!where.index.empty()) where.index.scan(text.folded, [&](std::uint32_t probe) { seen(probe, text); });
    }

    /// Keywords are looked for in the whole record first; only where one may be there are the values taken apart.
    void scan_everything(const Program::Column& where, Values& values) {
        values.there = true;
        values.all_null = false;
        if (p_.keyword_probe != Program::none) {
            if (!p_.keywords.found_in(record_.bytes())) return;
            seen(p_.keyword_probe, {});
        }
        for (const auto& [path, text] : all_fields(record_, header_)) take(where, texts_.space.copy(text), values);
    }

    // --- terms -------------------------------------------------------------------------------------------------------
    /// A literal of an index was found in `text`.
    void seen(std::uint32_t probe, const Text& text) {
        const Program::Probe& what = p_.probes[probe];
        s_.probe_stamp[probe] = s_.generation;
        if (what.term != Program::none) {
            const Program::Term& term = p_.terms[what.term];
            if (!term.confirm || compare(*term.predicate, term.literal, term.pattern, text)) {
                settle(what.term, true);
                for (const std::uint32_t clause : term.proves) s_.clause_stamp[clause] = s_.generation;
            }
        }
        for (const std::uint32_t entry : what.wakes) {
            if (s_.entry_stamp[entry] == s_.generation) continue;
            s_.entry_stamp[entry] = s_.generation;
            s_.candidates.push_back(entry);
        }
    }

    void settle(std::uint32_t term, bool value) {
        s_.term_stamp[term] = s_.generation;
        s_.term_value[term] = value;
    }

    bool term(std::uint32_t index) {
        const Program::Term& term = p_.terms[index];
        const Values& values = scan(term.column);
        if (s_.term_stamp[index] == s_.generation) return s_.term_value[index] != 0;
        const bool possible = !term.indexed && (term.sign == Program::none || s_.probe_stamp[term.sign] == s_.generation);
        const bool value = possible && in_values(term, values);
        settle(index, value);
        return value;
    }

    bool in_values(const Program::Term& term, const Values& values) {
        if (term.predicate->op == Op::exists) return values.there == term.predicate->wanted;
        if (term.predicate->op == Op::null) return values.all_null;
        if (term.other != Program::none) return against_field(term, values);
        return std::ranges::any_of(values.texts, [&](const Text& text) { return compare(*term.predicate, term.literal, term.pattern, text); });
    }

    bool against_field(const Program::Term& term, const Values& values) {
        const Values& others = scan(term.other);
        for (const Text& value : values.texts)
            for (const Text& other : others.texts)
                if (compare_fields(*term.predicate, value, other)) return true;
        return false;
    }

    // --- conditions --------------------------------------------------------------------------------------------------
    bool clause(std::uint32_t number) {
        const Program::Clause& clause = p_.clauses[number];
        const auto one = [&](std::uint32_t index) { return term(index); };
        (void)scan(clause.column);
        if (clause.every) return std::ranges::all_of(clause.terms, one) != clause.negated;
        return (s_.clause_stamp[number] == s_.generation || std::ranges::any_of(clause.terms, one)) != clause.negated;
    }

    bool holds(const std::vector<Program::Node>& code, std::uint32_t at) {
        const Program::Node& node = code[at];
        switch (node.kind) {
            case Expression::Kind::always: return true;
            case Expression::Kind::never: return false;
            case Expression::Kind::item: return clause(node.clause);
            case Expression::Kind::no: return !holds(code, at + 1);
            default: break;
        }
        const bool stop = node.kind == Expression::Kind::any;
        for (std::uint32_t child = at + 1; child < node.end; child = code[child].end)
            if (holds(code, child) == stop) return stop;
        return !stop;
    }

    Scratch& s_;
    const Program& p_;
    EventTexts& texts_;
    const Record& record_;
    const TableHeader* header_;
};

}  // namespace

struct Matcher::State {
    explicit State(Engine::State& e) : engine(e), kinds(e.dialects.size()) {}

    struct Kind {
        ViewSet views;
        const Program* program = nullptr;
        std::unique_ptr<Scratch> scratch;
    };
    Engine::State& engine;
    std::vector<std::unordered_map<std::string, Kind, StringHash, std::equal_to<>>> kinds;  ///< by dialect
    std::string key, scratch;
    EventTexts texts;
    std::vector<std::uint32_t> hits;
    Counters counters;
    std::vector<std::uint64_t> costs;  ///< of the sampled events, by rule

    /// Equal keys, equal routing fields. False where a routing field has several values or null: such records are routed by their views alone.
    bool make_key(const Record& record, const Dialect& dialect) {
        key.clear();
        for (const FieldId route : dialect.routes) {
            const Value* value = record.find(route);
            if (value && (value->next || value->kind == ValueKind::null || value->kind == ValueKind::array))
                return false;  // there, without a value: not worth a kind of its own
            if (value) (key += 'v') += Record::text(*value, scratch);
            key += '\0';
        }
        return true;
    }

    Kind& kind_of(const Record& record, std::size_t source) {
        const Dialect& dialect = engine.dialects[source];
        const bool single = make_key(record, dialect);
        auto& known = kinds[source];
        if (single)
            if (const auto found = known.find(key); found != known.end()) return found->second;
        const ViewSet views = dialect.views_of(record);
        Known values;
        if (single && engine.room(source)) {
            for (const FieldId route : dialect.routes) {
                const Value* value = record.find(route);
                values[route] = value ? std::optional(std::string(Record::text(*value, scratch))) : std::nullopt;
            }
        } else {
            key = "views " + views.to_string();
            if (const auto found = known.find(key); found != known.end()) return found->second;
        }
        Kind& made = known[key];
        made.views = views;
        made.program = &engine.program(source, key, views, values);
        made.scratch = std::make_unique<Scratch>(*made.program);
        return made;
    }
};

Matcher::Matcher(const Engine& engine) : state_(std::make_unique<State>(*engine.state_)) {}
Matcher::~Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;

const std::vector<std::uint32_t>& Matcher::match(const Record& record, const TableHeader* header, std::size_t source) {
    State& s = *state_;
    s.hits.clear();
    ++s.counters.events;
    if (s.engine.dialects[source].views.empty()) return s.hits;
    const State::Kind& kind = s.kind_of(record, source);
    if (kind.program->entries.empty()) return s.hits;
    ++s.counters.routed;
    const bool sampled = s.engine.options.clock && s.counters.events % cost_sample == 1;
    if (sampled && s.costs.empty()) s.costs.resize(s.engine.rules.size());
    Evaluation(*kind.scratch, s.texts, record, header).run(s.hits, s.counters, s.engine.options.clock, sampled ? &s.costs : nullptr);
    return s.hits;
}

std::vector<ViewSet> Matcher::seen() const {
    std::vector<ViewSet> out(state_->kinds.size());
    for (std::size_t source = 0; source < out.size(); ++source)
        for (const auto& [key, kind] : state_->kinds[source]) out[source] |= kind.views;
    return out;
}

const std::vector<std::uint64_t>& Matcher::sampled_costs() const { return state_->costs; }

const Matcher::Counters& Matcher::counters() const { return state_->counters; }

}  // namespace bonafide::sigma
