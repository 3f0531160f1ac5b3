// Which fields of an event made a rule match: for people who read the hit. Not fast; called for hits only.
#include <algorithm>

#include "sigma/compare.h"
#include "sigma/engine_state.h"
#include "sigma/fold.h"

namespace bonafide::sigma {

namespace {

class Explanation {
public:
    Explanation(Engine::State& engine, const Dialect& dialect, const Dialect::View& view, const Record& record)
        : engine_(engine), dialect_(dialect), view_(view), record_(record) {}

    /// The first value for which the item holds; nullptr if it does not, or says nothing of a value.
    [[nodiscard]] const std::string* held_by(const Item& item) {
        if (item.field.empty() || item.negated) return nullptr;
        values_ = values_of(item.field);
        const std::string* first = nullptr;
        for (const Predicate& predicate : item.predicates) {
            const auto found = std::ranges::find_if(values_, [&](const std::string& value) { return holds(predicate, value); });
            if (found == values_.end()) {
                if (item.every) return nullptr;
                continue;
            }
            if (!first) first = &*found;
        }
        return first;
    }

    std::vector<std::string> values_of(const std::string& field) {
        std::vector<std::string> out;
        for (const std::string& path : paths_in(dialect_, view_, field)) {
            if (path.starts_with('=')) return {path.substr(1)};
            std::string scratch;
            const FieldId id = engine_.fields.find(dialect_, path);
            const Value* value = id == no_field ? nullptr : record_.find(id);
            for (; value; value = record_.next(*value)) out.emplace_back(Record::text(*value, scratch));
            if (!out.empty()) return out;
        }
        return out;
    }

private:
    bool holds(const Predicate& predicate, const std::string& value) {
        if (predicate.op == Op::exists) return predicate.wanted;
        if (predicate.op == Op::null) return false;
        const std::string fold = folded(value);
        if (predicate.op >= Op::same_as)
            return std::ranges::any_of(values_of(predicate.text),
                                       [&](const std::string& other) { return compare_fields(predicate, {value, fold}, {other, folded(other)}); });
        const std::lock_guard lock(engine_.mutex);  // patterns are made where they are first needed
        return compare(predicate, predicate.cased ? predicate.text : folded(predicate.text),
                       predicate.op == Op::regex ? engine_.patterns.get(predicate) : nullptr, {value, fold});
    }

    Engine::State& engine_;
    const Dialect& dialect_;
    const Dialect::View& view_;
    const Record& record_;
    std::vector<std::string> values_;
};

}  // namespace

std::vector<std::pair<std::string, std::string>> Engine::matched_fields(const Record& record, std::size_t source, std::uint32_t rule) const {
    std::vector<std::pair<std::string, std::string>> out;
    const Rule& what = state_->rules[rule];
    const Dialect::View* view = view_for(state_->dialects[source], state_->dialects[source].views_of(record), what.logsource);
    if (!view) return out;
    Explanation explanation(*state_, state_->dialects[source], *view, record);
    for (const Item& item : what.items) {
        if (std::ranges::any_of(out, [&](const auto& known) { return known.first == item.field; })) continue;
        if (const std::string* value = explanation.held_by(item)) out.emplace_back(item.field, *value);
    }
    return out;
}

std::string Engine::value_of(const Record& record, std::size_t source, std::uint32_t rule, std::string_view field) const {
    const Dialect::View* view = view_for(state_->dialects[source], state_->dialects[source].views_of(record), state_->rules[rule].logsource);
    if (!view) return {};
    const std::vector<std::string> values = Explanation(*state_, state_->dialects[source], *view, record).values_of(std::string(field));
    return values.empty() ? std::string{} : values.front();
}

}  // namespace bonafide::sigma
