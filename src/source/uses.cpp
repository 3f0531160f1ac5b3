#include "source/uses.h"

#include <fmt/format.h>

#include "base/text.h"

namespace bonafide::source {
namespace {

using Visit = std::function<void(const FieldRef&, std::string_view use)>;

class Walk {
public:
    explicit Walk(const Visit& visit) : visit_(visit) {}

    void fields(const std::vector<FieldRef>& refs, std::string_view use) const {
        for (const FieldRef& ref : refs) visit_(ref, use);
    }
    void condition(const Condition& condition) const {
        for (const AllOf& tests : condition.any) {
            for (const Test& test : tests) fields(test.fields, "a condition");
        }
    }
    void pick(const Pick& pick, std::string_view use) const {
        for (const auto& part : pick.parts) fields(part, use);
        condition(pick.when);
        for (const Test& test : pick.beside) fields(test.fields, "a condition");
    }
    void identities(const std::vector<IdentityRule>& rules, std::string_view role) const {
        for (const IdentityRule& rule : rules) pick(rule.value, fmt::format("{} ({})", role, identifier_kind_name(rule.kind)));
    }

private:
    const Visit& visit_;
};

}  // namespace

void each_use(const Source::Rules& rules, const Attributes& attributes, const Visit& visit) {
    const Walk walk(visit);
    for (const Need& need : rules.needs) walk.fields(need.fields, "recognised by");
    for (const Need& need : rules.likely) walk.fields(need.fields, "recognised by");
    walk.fields(rules.rows, "rows");
    walk.pick(rules.time.value, "time");
    walk.pick(rules.offset.value, "utc offset");
    walk.fields(rules.offset.same, "a condition");
    walk.identities(rules.actors, "actor");
    walk.identities(rules.devices, "device");
    walk.identities(rules.identifiers, "identifier");
    walk.identities(rules.device_identifiers, "device of the person");
    for (const KindRule& rule : rules.kinds) walk.condition(rule.when);
    walk.condition(rules.failed);
    for (const FieldRule& rule : rules.fields) walk.pick(rule.value, attributes.event_fields()[rule.field]);
    for (const StatementRule& rule : rules.statements) {
        walk.pick(rule.value, attributes[rule.attribute].name);
        walk.identities(rule.subject, "subject");
    }
    for (const EntryRule& rule : rules.entries) {
        walk.fields(rule.each, "entries");
        walk.condition(rule.when);
        for (const EntryPart& part : rule.parts) walk.pick(part.value, rule.group.empty() ? part.word : part.word + " of a " + rule.group);
        walk.pick(rule.from, "begin");
        walk.pick(rule.to, "end");
        walk.pick(rule.current, "goes on");
    }
    for (const Pick& name : rules.names) walk.pick(name, "name");
    for (const Pick& name : rules.by_name) walk.pick(name, "identifier (full_name) where there is no better");
    if (rules.employed) {
        walk.pick(rules.employed->status, "employed");
        walk.pick(rules.employed->until, "employed");
    }
}

bool names_field(const FieldInfo& info, std::string_view path) {
    if (!info.folded) return info.name == path;
    return column_key(path) == column_key(info.name);
}

}  // namespace bonafide::source
