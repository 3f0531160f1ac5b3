#include "source/plan.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"

namespace bonafide::source {
namespace {

void keep_possible(std::vector<FieldRef>& fields, const Keys& keys) {
    std::erase_if(fields, [&](const FieldRef& field) { return !keys.possible(*field.info); });
}

/// False: can never hold for this shape.
bool cut(AllOf& tests, const Keys& keys) {
    for (Test& test : tests) keep_possible(test.fields, keys);
    const auto impossible = [](const Test& t) { return t.fields.empty() && t.matcher.matches_empty() == t.negated; };
    if (std::ranges::any_of(tests, impossible)) return false;
    std::erase_if(tests, [](const Test& t) { return t.fields.empty(); });
    return true;
}

void cut(Condition& condition, const Keys& keys) {
    if (condition.any.empty()) return;
    std::erase_if(condition.any, [&](AllOf& tests) { return !cut(tests, keys); });
    condition.never = condition.any.empty();
    if (std::ranges::any_of(condition.any, [](const AllOf& tests) { return tests.empty(); })) condition.any.clear();
}

void cut(Pick& pick, const Keys& keys) {
    cut(pick.when, keys);
    for (auto& part : pick.parts) keep_possible(part, keys);
    const bool lacks = pick.needs_last && !pick.parts.empty() && pick.parts.back().empty();
    std::erase_if(pick.parts, [](const auto& part) { return part.empty(); });
    if (pick.when.never || lacks || (pick.between && pick.parts.size() < 2)) {
        pick.parts.clear();
        pick.is_constant = false;
    }
}

template <class Rule>
void cut_all(std::vector<Rule>& rules, const Keys& keys) {
    for (Rule& rule : rules) cut(rule.value, keys);
    std::erase_if(rules, [](const Rule& rule) { return !rule.value.present(); });
}

/// An entry that can never be there is left without parts.
void cut(EntryRule& rule, const Keys& keys) {
    keep_possible(rule.each, keys);
    cut(rule.when, keys);
    cut_all(rule.parts, keys);
    for (Pick* pick : {&rule.from, &rule.to, &rule.current}) cut(*pick, keys);
    if (rule.when.never || (rule.in_array && rule.each.empty())) rule.parts.clear();
}

enum class Answer { no, yes, open };

/// What the keys alone say of a need.
Answer answer(const Need& need, const Keys& keys) {
    const bool possible = std::ranges::any_of(need.fields, [&](const FieldRef& f) { return keys.possible(*f.info); });
    if (!possible && need.has_matcher) return need.matcher.matches_empty() ? Answer::open : Answer::no;
    if (!possible) return need.absent ? Answer::yes : Answer::no;
    if (need.has_matcher || std::ranges::none_of(need.fields, [&](const FieldRef& f) { return keys.certain(*f.info); })) return Answer::open;
    return need.absent ? Answer::no : Answer::yes;
}

bool consider(Candidate& candidate, const Source::Rules& rules, const Keys& keys) {
    for (const Need& need : rules.needs) {
        if (answer(need, keys) == Answer::no) return false;
    }
    for (const Need& need : rules.needs) {
        candidate.score += need.weight;
        if (answer(need, keys) == Answer::yes) continue;
        candidate.open.push_back(need);
        keep_possible(candidate.open.back().fields, keys);
    }
    for (const Need& need : rules.likely) {
        const auto there = [&](const FieldRef& f) { return keys.certain(*f.info); };
        if (std::ranges::any_of(need.fields, there)) candidate.score += 0.4;
    }
    return true;
}

}  // namespace

bool fits(Format source, Format record) {
    switch (source) {
        case Format::json: return record == Format::json;
        case Format::table: return record == Format::table || record == Format::json;
        case Format::git: return record == Format::git;
        case Format::any: return true;
    }
    return false;
}

bool holds(const Need& need, const Reading& reading) {
    if (need.has_matcher) return reading.holds(need.fields, need.matcher);
    const bool there = std::ranges::any_of(need.fields, [&](const FieldRef& f) { return reading.find(f.id) != nullptr; });
    return there != need.absent;
}

std::vector<Candidate> candidates(const Sources::Data& data, const Keys& keys, const std::vector<bool>& file_matches) {
    std::vector<Candidate> out;
    for (const std::uint32_t i : keys.possible_sources(data.index, data.sources.size())) {
        const Source& source = data.sources[i];
        if (source.rules->abstract || !fits(source.rules->format, keys.format())) continue;
        if (source.rules->file_needed && !file_matches[i]) continue;
        Candidate candidate;
        candidate.source = &source;
        candidate.score = file_matches[i] ? 0.5 : 0;
        if (consider(candidate, *source.rules, keys)) out.push_back(std::move(candidate));
    }
    // Sources are sorted by id, so equal scores have one order whatever the files' order was.
    std::ranges::stable_sort(out, std::ranges::greater{}, &Candidate::score);
    return out;
}

std::uint64_t plan_number(const Source& source, const Keys& keys) {
    std::uint64_t out = hash64(source.id), bits = 0;
    std::size_t count = 0;
    for (const FieldInfo* field : source.rules->reads) {
        bits = bits << 1 | (keys.possible(*field) ? 1U : 0U);
        if (++count % 64 == 0) out = mix64(out, std::exchange(bits, 0));
    }
    return mix64(out, bits);
}

std::unique_ptr<const Source::Rules> plan_for(const Source& source, const Keys& keys) {
    auto plan = std::make_unique<Source::Rules>(*source.rules);
    plan->needs.clear();
    plan->likely.clear();
    plan->files.clear();
    plan->reads.clear();
    keep_possible(plan->rows, keys);
    cut(plan->time.value, keys);
    cut(plan->offset.value, keys);
    keep_possible(plan->offset.same, keys);
    cut_all(plan->actors, keys);
    cut_all(plan->devices, keys);
    cut_all(plan->identifiers, keys);
    cut_all(plan->device_identifiers, keys);
    for (KindRule& rule : plan->kinds) cut(rule.when, keys);
    std::erase_if(plan->kinds, [](const KindRule& rule) { return rule.when.never; });
    cut(plan->failed, keys);
    cut_all(plan->fields, keys);
    for (StatementRule& rule : plan->statements) {
        cut(rule.value, keys);
        cut_all(rule.subject, keys);
    }
    std::erase_if(plan->statements, [](const StatementRule& rule) { return rule.from_time ? rule.value.when.never : !rule.value.present(); });
    for (EntryRule& rule : plan->entries) cut(rule, keys);
    std::erase_if(plan->entries, [](const EntryRule& rule) { return rule.parts.empty(); });
    for (auto* list : {&plan->names, &plan->by_name}) {
        for (Pick& name : *list) cut(name, keys);
        std::erase_if(*list, [](const Pick& name) { return !name.present(); });
    }
    if (plan->employed) {
        cut(plan->employed->status, keys);
        cut(plan->employed->until, keys);
    }
    return plan;
}

const Override* override_for(const Sources::Data& data, const FileName& file) {
    const std::string_view path = file.member.empty() ? std::string_view(file.path) : std::string_view(file.member);
    const std::string_view name = path.substr(path.find_last_of("/!") == std::string_view::npos ? 0 : path.find_last_of("/!") + 1);
    for (const Override& o : data.overrides) {
        if (glob_match(o.match, name) || glob_match(o.match, path) || glob_match("*/" + o.match, path)) return &o;
    }
    return nullptr;
}

std::vector<bool> file_matches(const Sources::Data& data, const FileName& file) {
    std::vector<bool> out;
    out.reserve(data.sources.size());
    for (const Source& source : data.sources) {
        out.push_back(std::ranges::any_of(source.rules->files, [&](const std::string& glob) {
            return glob_match(glob, file.path) || (!file.member.empty() && glob_match(glob, file.member));
        }));
    }
    return out;
}

}  // namespace bonafide::source

namespace bonafide {

void SourceIndex::build(const std::vector<Source>& sources) {
    for (std::uint32_t i = 0; i < sources.size(); ++i) {
        const source::Need* rarest = nullptr;
        for (const source::Need& need : sources[i].rules->needs) {
            if (need.absent || (need.has_matcher && need.matcher.matches_empty())) continue;  // holds without the key as well
            if (!rarest || need.fields.size() < rarest->fields.size()) rarest = &need;
        }
        if (!rarest) {
            always_.push_back(i);
            continue;
        }
        for (const source::FieldRef& field : rarest->fields) {
            (field.info->folded ? folded_ : exact_)[field.info->top].push_back(i);
            if (field.info->folded && field.info->whole != field.info->top) folded_[field.info->whole].push_back(i);
        }
    }
}

}  // namespace bonafide
