#include "sigma/rule_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <set>

#include "base/parallel.h"
#include "sigma/condition.h"
#include "sigma/dialect.h"
#include "sigma/engine.h"

namespace bonafide::sigma {

namespace fs = std::filesystem;

namespace {

bool is_rule_file(const fs::path& path) { return (path.extension() == ".yml" || path.extension() == ".yaml") && path.stem().extension() != ".test"; }

void find_files(const fs::path& path, std::vector<fs::path>& out, Errors& errors) {
    std::error_code error;
    if (fs::is_regular_file(path, error)) return out.push_back(path);
    if (!fs::is_directory(path, error)) return errors.push_back({path.string(), "there is no such file or folder of rules", {}});
    std::vector<fs::path> found;
    for (fs::recursive_directory_iterator it(path, error), end; !error && it != end; it.increment(error))
        if (it->is_regular_file(error) && is_rule_file(it->path())) found.push_back(it->path());
    if (error) errors.push_back({path.string(), error.message(), {}});
    std::ranges::sort(found);
    out.insert(out.end(), found.begin(), found.end());
}

/// A pipeline's `vars` first, then content/lists.
Placeholders placeholders_of(const std::vector<Pipeline>& pipelines, const Lists* lists) {
    return [&pipelines, lists](std::string_view name) -> std::vector<std::string> {
        for (const Pipeline& pipeline : pipelines)
            if (const auto found = pipeline.variables.find(name); found != pipeline.variables.end()) return found->second;
        std::vector<std::string> out;
        if (const List* list = lists ? lists->find(name) : nullptr)
            for (const ListEntry& entry : list->entries()) out.push_back(entry.value);
        const bool open = std::ranges::any_of(pipelines, &Pipeline::open_placeholders);
        if (out.empty() && open) out.emplace_back("*");
        return out;
    };
}

}  // namespace

RuleSet RuleSet::load(const std::vector<fs::path>& paths, const RuleSetOptions& options, Errors& errors) {
    RuleSet out;
    std::vector<Pipeline> pipelines;
    for (const fs::path& file : options.pipelines) pipelines.push_back(Pipeline::load(file, errors));
    std::ranges::stable_sort(pipelines, {}, &Pipeline::priority);
    std::vector<fs::path> files;
    for (const fs::path& path : paths) find_files(path, files, errors);
    out.files_ = files.size();

    const Placeholders placeholders = placeholders_of(pipelines, options.lists);
    std::vector<std::vector<Document>> parsed(files.size());
    std::atomic<std::size_t> next{0};
    run_workers(std::max(1U, options.threads), [&](unsigned) {
        for (std::size_t i = next.fetch_add(1); i < files.size(); i = next.fetch_add(1)) parsed[i] = parse_file(files[i], placeholders);
    });
    for (std::vector<Document>& documents : parsed) out.take(std::move(documents));
    out.apply_filters();
    out.apply_pipelines(pipelines);
    out.reject_unusable();
    out.resolve_correlations();
    return out;
}

void RuleSet::reject(Heading heading, std::string what, std::string hint) {
    std::string where = heading.where;
    rejected_.push_back({std::move(heading), {{std::move(where), std::move(what), std::move(hint)}}});
}

/// Sorts documents into their kinds; an id or a name may be given once.
void RuleSet::take(std::vector<Document> documents) {
    for (Document& document : documents) {
        const Heading& heading = std::visit([](const auto& d) -> const Heading& { return d.heading; }, document);
        if (auto* rejected = std::get_if<Rejected>(&document)) {
            rejected_.push_back(std::move(*rejected));
            continue;
        }
        const std::string* twice = nullptr;
        for (const std::string* name : {&heading.id, &heading.name})
            if (!name->empty() && known_.contains(*name)) twice = name;
        if (twice) {
            reject(heading, fmt::format("\"{}\" is the id or name of another document: {}", *twice, known_.find(*twice)->second),
                   "ids and names must be unique");
            continue;
        }
        for (const std::string* name : {&heading.id, &heading.name})
            if (!name->empty()) known_.emplace(*name, heading.where);
        notes_.insert(notes_.end(), heading.notes.begin(), heading.notes.end());
        if (auto* rule = std::get_if<Rule>(&document)) rules_.push_back(std::move(*rule));
        else if (auto* correlation = std::get_if<Correlation>(&document)) correlations_.push_back(std::move(*correlation));
        else filters_.push_back(std::move(std::get<Filter>(document)));
    }
}

std::size_t RuleSet::find(std::string_view id_or_name) const {
    const auto found =
        std::ranges::find_if(rules_, [&](const Rule& rule) { return rule.heading.id == id_or_name || rule.heading.name == id_or_name; });
    return static_cast<std::size_t>(found - rules_.begin());
}

/// The condition of a filter is joined to that of its rules by "and", as it stands (docs/sigma.md, "Filters").
void RuleSet::apply_filters() {
    const auto joined = [](Rule& rule, const Filter& filter) {
        const auto first = static_cast<std::uint32_t>(rule.items.size());
        rule.items.insert(rule.items.end(), filter.items.begin(), filter.items.end());
        const auto moved = [first](const auto& self, Expression expression) -> Expression {
            if (expression.kind == Expression::Kind::item) expression.item += first;
            for (Expression& child : expression.children) child = self(self, std::move(child));
            return expression;
        };
        std::vector<Expression> both;
        both.push_back(std::move(rule.condition));
        both.push_back(moved(moved, filter.condition));
        rule.condition = all_of(std::move(both));
    };
    std::vector<Filter> kept;
    for (Filter& filter : filters_) {
        std::set<std::string> found;
        for (Rule& rule : rules_) {
            const auto names_it = [&](const std::string& name) { return name == rule.heading.id || name == rule.heading.name; };
            const auto named = std::ranges::find_if(filter.rules, names_it);
            if (!filter.rules.empty() && named == filter.rules.end()) continue;
            if (named != filter.rules.end()) found.insert(*named);
            if (answers(rule.logsource, filter.logsource)) joined(rule, filter);
        }
        if (!filter.rules.empty() && found.empty()) {
            reject(filter.heading, "none of the rules that the filter names is there", "ids or names of rules, or `rules: any`");
            continue;
        }
        for (const std::string& name : filter.rules)
            if (!found.contains(name))
                notes_.push_back({filter.heading.where, fmt::format("the filter names the rule \"{}\", which is not there", name), {}});
        kept.push_back(std::move(filter));
    }
    filters_ = std::move(kept);
}

void RuleSet::apply_pipelines(const std::vector<Pipeline>& pipelines) {
    if (pipelines.empty()) return;
    std::vector<Rule> kept;
    for (Rule& rule : rules_) {
        std::string failure;
        for (const Pipeline& pipeline : pipelines)
            if (failure.empty()) failure = pipeline.apply(rule);
        if (failure.empty()) kept.push_back(std::move(rule));
        else reject(std::move(rule.heading), std::move(failure));
    }
    rules_ = std::move(kept);
}

void RuleSet::reject_unusable() {
    const auto faults = check_patterns(rules_);
    if (faults.empty()) return;
    std::vector<bool> gone(rules_.size());
    for (const auto& [rule, words] : faults) {
        if (!gone[rule]) reject(rules_[rule].heading, "regular expression " + words);
        gone[rule] = true;
    }
    std::vector<Rule> kept;
    for (std::size_t i = 0; i < rules_.size(); ++i)
        if (!gone[i]) kept.push_back(std::move(rules_[i]));
    rules_ = std::move(kept);
}

/// Leaves out, again and again, what refers to something that is not there; what is left and never becomes ready goes round in a circle.
void RuleSet::resolve_correlations() {
    std::set<std::string, std::less<>> ready;
    const auto add = [&](const Heading& heading) {
        for (const std::string* name : {&heading.id, &heading.name})
            if (!name->empty()) ready.insert(*name);
    };
    for (const Rule& rule : rules_) add(rule.heading);
    std::vector<Correlation> waiting = std::move(correlations_), done;
    correlations_.clear();
    for (bool moved = true; moved;) {
        moved = false;
        std::vector<Correlation> still;
        for (Correlation& one : waiting) {
            const bool all = std::ranges::all_of(one.rules, [&](const std::string& name) { return ready.contains(name); });
            if (!all) {
                still.push_back(std::move(one));
                continue;
            }
            add(one.heading);
            done.push_back(std::move(one));
            moved = true;
        }
        waiting = std::move(still);
    }
    for (Correlation& one : waiting) {
        const auto missing = std::ranges::find_if(one.rules, [&](const std::string& name) { return !ready.contains(name); });
        const bool elsewhere =
            std::ranges::any_of(waiting, [&](const Correlation& other) { return *missing == other.heading.id || *missing == other.heading.name; });
        reject(one.heading,
               elsewhere ? fmt::format("\"{}\" refers back to this correlation, or to one that cannot run", *missing)
                         : fmt::format("there is no rule \"{}\"", *missing),
               elsewhere ? "correlations may not go round in a circle" : "rules are named by id or by name");
    }
    correlations_ = std::move(done);
}

}  // namespace bonafide::sigma
