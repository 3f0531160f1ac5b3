#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "base/time.h"
#include "source/pick.h"

namespace bonafide::source {

std::string_view Reading::text(const Value& value) const {
    if (value.kind == ValueKind::object) return {};
    if (!value.escaped) {
        if (value.kind == ValueKind::null || value.kind == ValueKind::array) return {};  // an array as such is an empty one
        return value.raw;
    }
    return Record::text(value, scratch_.next());
}

const Value* Reading::find_in_row(FieldId field) const {
    const auto [known, first] = rows_->at.try_emplace(field, nullptr);
    const Value* value = first ? record_.find(field) : known->second;
    while (value != nullptr && inside(*value, rows_->all) && value->raw.data() < rows_->row.data()) value = record_.next(*value);
    known->second = value;
    return value != nullptr && in_other_row(*value) ? nullptr : value;
}

bool Reading::holds(const std::vector<FieldRef>& fields, const Matcher& matcher) const {
    bool found = false, absent = true;
    for (const FieldRef& field : fields) {
        for (const Value* value = find(field.id); value != nullptr && !found; value = next(*value)) {
            const std::string_view now = value->kind == ValueKind::object ? std::string_view("{}") : text(*value);
            absent = absent && now.empty();
            found = !now.empty() && matcher.matches(now);
        }
        if (found) break;
    }
    return found || (absent && matcher.matches_empty());
}

bool Reading::holds_all(const AllOf& tests) const {
    return std::ranges::all_of(tests, [this](const Test& test) { return holds(test); });
}

bool Reading::holds(const Condition& condition) const {
    if (condition.never) return false;
    return condition.any.empty() || std::ranges::any_of(condition.any, [this](const AllOf& tests) { return holds_all(tests); });
}

std::string_view Reading::plain(const Pick& pick) const {
    for (const FieldRef& field : pick.parts.front()) {
        for (const Value* value = find(field.id); value != nullptr; value = next(*value)) {
            if (const std::string_view now = trim(text(*value)); !now.empty()) return now;
        }
    }
    return {};
}

std::string_view Reading::least(const Pick& pick) const {
    std::string_view out;
    double smallest = 0;
    for (const FieldRef& field : pick.parts.front()) {
        for (const Value* value = find(field.id); value != nullptr; value = next(*value)) {
            const std::string_view now = refine(pick, trim(text(*value)));
            double number = 0;
            if (std::from_chars(now.data(), now.data() + now.size(), number).ec != std::errc{} || (!out.empty() && number >= smallest)) continue;
            smallest = number;
            out = now;
        }
    }
    return out;
}

std::string_view Reading::joined(const Pick& pick) const {
    std::string& out = scratch_.next();
    out.clear();
    bool has_part = true;
    for (const auto& part : pick.parts) {
        has_part = false;
        for (const FieldRef& field : part) {
            const Value* value = find(field.id);
            const std::string_view now = value ? trim(text(*value)) : std::string_view{};
            if (now.empty()) continue;
            if (!out.empty()) out += pick.separator;
            out += now;
            has_part = true;
            break;
        }
    }
    return has_part || !pick.needs_last ? std::string_view(out) : std::string_view{};
}

std::string_view Reading::seconds_between(const Pick& pick) const {
    std::array<std::optional<TimeText>, 2> times;
    for (std::size_t i = 0; i < times.size() && i < pick.parts.size(); ++i) {
        for (const FieldRef& field : pick.parts[i]) {
            const Value* value = times[i] ? nullptr : find(field.id);
            if (value != nullptr) times[i] = parse_time(text(*value));
        }
    }
    if (!times[0] || !times[1] || times[1]->at < times[0]->at) return {};
    return scratch_.next() = std::to_string((times[1]->at.us - times[0]->at.us) / 1'000'000);
}

std::string_view Reading::refine(const Pick& pick, std::string_view now) const {
    for (const Take& take : pick.takes) {
        if (now.empty()) return {};
        now = trim(apply(take, now, scratch_));
    }
    if (pick.map.empty() || now.empty()) return now;
    for (const Translation& translation : pick.map) {
        if (translation.from.matches(now)) return translation.to;
    }
    return pick.keep_rest ? now : std::string_view(pick.otherwise);
}

void Reading::finish(const Pick& pick, std::string_view raw, std::vector<std::string_view>& out) const {
    if (pick.split == 0) {
        if (const std::string_view now = refine(pick, raw); !now.empty()) out.push_back(now);
        return;
    }
    for (std::size_t end = 0; end != std::string_view::npos; raw.remove_prefix(std::min(end, raw.size() - 1) + 1)) {
        if (raw.empty()) return;
        end = raw.find(pick.split);
        if (const std::string_view now = refine(pick, trim(raw.substr(0, end))); !now.empty()) out.push_back(now);
    }
}

void Reading::beside(const Pick& pick, bool each, std::vector<std::string_view>& out) const {
    const auto named = [&](const Test& test, std::string_view whole) {
        for (const FieldRef& field : test.fields) {
            for (const Value* name = find(field.id); name != nullptr; name = next(*name)) {
                if (inside(*name, whole) && test.matcher.matches(text(*name))) return true;
            }
        }
        return false;
    };
    for (const FieldRef& parent : pick.element) {
        for (const Value* element = find(parent.id); element != nullptr; element = next(*element)) {
            if (!std::ranges::all_of(pick.beside, [&](const Test& test) { return named(test, element->raw); })) continue;
            for (const FieldRef& field : pick.parts.front()) {
                for (const Value* value = find(field.id); value != nullptr; value = next(*value)) {
                    if (inside(*value, element->raw)) finish(pick, trim(text(*value)), out);
                    if (!out.empty() && !each) return;
                }
            }
        }
    }
}

void Reading::all(const Pick& pick, bool each, std::vector<std::string_view>& out) const {
    if (!pick.present() || !holds(pick.when)) return;
    if (pick.is_constant) return out.push_back(pick.constant);
    if (!pick.beside.empty()) return beside(pick, each, out);
    if (pick.between) return finish(pick, seconds_between(pick), out);
    if (pick.parts.size() > 1) return finish(pick, joined(pick), out);
    if (!each) return finish(pick, plain(pick), out);
    for (const FieldRef& field : pick.parts.front()) {
        const std::size_t before = out.size();
        for (const Value* value = find(field.id); value != nullptr; value = next(*value)) finish(pick, trim(text(*value)), out);
        if (out.size() > before) return;
    }
}

std::string_view Reading::first(const Pick& pick) const {
    if (!pick.present() || !holds(pick.when)) return {};
    if (pick.is_constant) return pick.constant;
    if (pick.least) return least(pick);
    if (pick.split != 0 || !pick.beside.empty()) {
        std::vector<std::string_view>& values = scratch_.values;
        values.clear();
        all(pick, false, values);
        return values.empty() ? std::string_view{} : values.front();
    }
    return refine(pick, pick.between ? seconds_between(pick) : pick.parts.size() > 1 ? joined(pick) : plain(pick));
}

}  // namespace bonafide::source
