#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/text.h"
#include "source/loader.h"
#include "source/suggest.h"

namespace bonafide::source {
namespace {

struct StepWord {
    std::string_view word;
    Step step;
    bool argument = false;
};
constexpr std::array<StepWord, 19> step_words{{
    {"basename", Step::basename}, {"dirname", Step::dirname},     {"domain_part", Step::domain_part}, {"user_part", Step::user_part},
    {"host", Step::host},         {"lower", Step::lower},         {"after", Step::after, true},       {"before", Step::before, true},
    {"last", Step::last, true},   {"regex", Step::regex, true},   {"usb_id", Step::usb_id},           {"ip", Step::ip},
    {"email", Step::email},       {"not_email", Step::not_email}, {"minutes", Step::minutes},         {"milliseconds", Step::milliseconds},
    {"clock", Step::clock},       {"delay", Step::delay},         {"json", Step::json, true},
}};

std::string parent_of(const std::string& path) { return path.substr(0, path.rfind('.') == std::string::npos ? 0 : path.rfind('.')); }

}  // namespace

/// What is known of a field, made when it is first named.
FieldRef Loader::known(FieldId id, KeyNumber top, KeyNumber whole, bool folded, bool nested) {
    if (id >= data_.field_by_id.size()) data_.field_by_id.resize(std::max<std::size_t>(id + 1, 2 * data_.field_by_id.size()), nullptr);
    const FieldInfo*& known = data_.field_by_id[id];
    if (known == nullptr) known = &data_.fields.emplace_back(FieldInfo{id, names_.name(id), top, whole, folded, nested});
    return {id, known};
}

FieldRef Loader::intern(std::string_view name, bool folded) {
    const std::size_t dot = name.find('.');
    const std::string_view first = name.substr(0, dot);
    if (!folded) return known(names_.intern(name), hash64(first), hash64(name), false, dot != std::string_view::npos);
    return known(names_.intern_column(name), hash64(column_key(first)), hash64(column_key(name)), true, dot != std::string_view::npos);
}

/// The wrappers of tables that may be JSON. Each column is looked for in each of them: thousands of names, so their own part is done once.
void Loader::read_wrappers(const YamlNode& node) {
    wrappers_.clear();
    for (const std::string& path : node.texts())
        wrappers_.push_back({names_.way_to_column(path), column_key(path), hash64(column_key(path.substr(0, path.find('.'))))});
}

std::vector<std::string> Loader::rewritten(const std::string& path) const {
    std::vector<std::string> out{path};
    if (layer_ == nullptr) return out;
    for (auto rewriter = layer_->rewriters.rbegin(); rewriter != layer_->rewriters.rend(); ++rewriter) {
        std::vector<std::string> next;
        for (const std::string& old : out) {
            const YamlNode alias = (*rewriter)->get("paths").get(old);
            if (alias.present())
                for (std::string& other : alias.texts()) next.push_back(std::move(other));
            else next.push_back((*rewriter)->get("prefix").text() + old);
        }
        out = std::move(next);
    }
    return out;
}

void Loader::add_column(const std::string& name, std::vector<FieldRef>& out) {
    const auto add = [&](const FieldRef& ref) {
        if (ref.id != no_field && std::ranges::find(out, ref.id, &FieldRef::id) == out.end()) out.push_back(ref);
    };
    const auto add_named = [&](const std::string& column) {
        if (!column_key(column).empty()) add(intern(column, true));
    };
    const std::string key = column_key(name);
    if (const auto own = adjustments_.columns.find(key); own != adjustments_.columns.end()) {
        for (std::string other : own->second) {
            std::ranges::replace(other, '.', ' ');
            add_named(other);
        }
    }
    add_named(name);
    if (key.empty()) return;
    for (const Wrapper& wrapper : wrappers_) add(known(names_.intern_column(name, wrapper.node), wrapper.top, hash64(wrapper.key + key), true, true));
}

void Loader::add_path(const std::string& name, std::vector<FieldRef>& out) {
    for (const std::string& path : rewritten(name)) {
        if (folded_) add_column(path, out);
        else if (const FieldRef ref = intern(path, false); ref.id != no_field) out.push_back(ref);
    }
}

std::vector<FieldRef> Loader::paths(const YamlNode& node) {
    std::vector<FieldRef> out;
    for (const std::string& name : node.texts()) add_path(name, out);
    if (out.empty()) node.error("expected the path of a field, or a list of them");
    return out;
}

Matcher Loader::matcher(const YamlNode& node) {
    Matcher out;
    if (!node.present()) node.error("expected a value or a list of values");
    for (const std::string& value : node.texts()) out.add(value);
    return out;
}

AllOf Loader::all_of(const YamlNode& node, bool negated) {
    AllOf out;
    for (const auto& [path, values] : node.entries()) {
        if (path == "not") {
            for (Test& test : all_of(values, !negated)) out.push_back(std::move(test));
            continue;
        }
        Test test;
        add_path(path, test.fields);
        test.matcher = matcher(values);
        test.negated = negated;
        out.push_back(std::move(test));
    }
    return out;
}

Condition Loader::condition(const YamlNode& node) {
    Condition out;
    for (const YamlNode& item : node.items()) {
        if (item.is_map()) out.any.push_back(all_of(item));
        else item.error("expected a map of paths to values");
    }
    return out;
}

std::vector<IdentityRule> Loader::identities(const YamlNode& node, bool map_of_lists) {
    std::vector<IdentityRule> out;
    for (const YamlNode& item : map_of_lists&& node.present() ? std::vector{node} : node.items()) {
        for (const auto& [word, value] : item.entries()) {
            if (word == "when") continue;
            IdentityRule rule;
            rule.kind = identifier_kind(word);
            if (rule.kind == IdentifierKind::none) {
                value.error(fmt::format("unknown kind of identifier \"{}\"", word),
                            "one of employee_number, applicant_id, email, personal_email, login, device_serial, hostname, account_id, git_author");
                continue;
            }
            rule.value = pick(value);
            if (item.get("when").present()) rule.value.when = condition(item.get("when"));
            out.push_back(std::move(rule));
        }
    }
    return out;
}

Pick Loader::pick(const YamlNode& node, bool) {
    Pick out;
    if (!node.is_map()) {
        out.parts = {paths(node)};
        return out;
    }
    node.allow_only({"from", "join", "with", "needs", "between", "value", "when", "beside", "each", "least", "split", "map", "take"});
    pick_words(node, out);
    out.each = node.get("each").flag();
    out.least = node.get("least").flag();
    return out;
}

void Loader::pick_parts(const YamlNode& node, Pick& out) {
    const YamlNode from = node.get("from"), join = node.get("join");
    if (const YamlNode between = node.get("between"); between.present()) {
        for (const YamlNode& part : between.items()) out.parts.push_back(paths(part));
        out.between = out.parts.size() == 2;
        if (!out.between) between.error("expected two: [path of the first time, path of the second]");
    } else if (join.is_list()) {
        out.separator = node.get("with").text(" ");
        for (const YamlNode& part : join.items()) out.parts.push_back(paths(part));
        const YamlNode needs = node.get("needs");
        out.needs_last = needs.text("") == "last";
        if (needs.present() && !out.needs_last) needs.error("expected last: nothing without the last part");
    } else if (join.present()) {
        out.separator = join.text();
        for (const YamlNode& part : from.items()) out.parts.push_back(paths(part));
    } else if (from.present()) {
        out.parts = {paths(from)};
    } else {
        node.error("expected from:, join: or value:");
    }
}

void Loader::pick_beside(const YamlNode& node, Pick& out) {
    for (const auto& [path, values] : node.get("beside").entries()) {
        Test test;
        add_path(path, test.fields);
        test.matcher = matcher(values);
        out.beside.push_back(std::move(test));
        for (const std::string& own : rewritten(path)) {
            if (const std::string parent = parent_of(own); !parent.empty()) out.element.push_back(intern(parent, folded_));
        }
    }
    if (!out.beside.empty() && out.element.empty()) node.get("beside").error("expected the path of a name inside an array, such as parameters.name");
}

void Loader::pick_words(const YamlNode& node, Pick& out) {
    out.when = condition(node.get("when"));
    if (node.get("value").present()) {
        out.is_constant = true;
        out.constant = node.get("value").text();
        return;
    }
    pick_parts(node, out);
    pick_beside(node, out);
    if (const std::string split = node.get("split").text(); split.size() == 1) out.split = split[0];
    else if (!split.empty()) node.get("split").error(fmt::format("found \"{}\", expected one character", split));
    for (const YamlNode& step : node.get("take").items()) out.takes.push_back(take(step));
    for (const auto& [from, to] : node.get("map").entries()) {
        if (from == "else") {
            out.otherwise = to.text();
            out.keep_rest = out.otherwise == "keep";
            continue;
        }
        Translation translation;
        translation.from.add(from);
        translation.to = to.text();
        out.map.push_back(std::move(translation));
    }
}

Take Loader::take(const YamlNode& node) {
    const std::string text = node.text();
    const std::string word = text.substr(0, text.find(':'));
    const auto known = std::ranges::find(step_words, std::string_view(word), &StepWord::word);
    Take out;
    if (known == step_words.end()) {
        node.error(fmt::format("unknown step \"{}\"", word), suggest(word, step_words, &StepWord::word));
        return out;
    }
    out.step = known->step;
    if (known->argument) out.argument = text.find(':') == std::string::npos ? "" : text.substr(text.find(':') + 1);
    if (known->argument && out.argument.empty()) node.error(fmt::format("expected \"{}:SOMETHING\"", word));
    if (out.step == Step::regex) {
        std::shared_ptr<const re2::RE2>& pattern = patterns_[out.argument];
        if (!pattern) {
            re2::RE2::Options options;
            options.set_log_errors(false);
            pattern = std::make_shared<re2::RE2>(out.argument, options);
        }
        if (!pattern->ok()) node.error(fmt::format("not a pattern: {}", pattern->error()));
        else if (pattern->NumberOfCapturingGroups() < 1) node.error("the pattern has no group", "put what is to be taken in ( )");
        if (!pattern->ok() || pattern->NumberOfCapturingGroups() < 1) out.step = Step::lower;
        out.pattern = pattern;
    }
    return out;
}

}  // namespace bonafide::source
