#include "scan/preview.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace bonafide {

namespace {

/// The report's people with as much as assess() reads: ids, identifiers, and the facts that `where` conditions look at.
People people_of(const Report& report, const Attributes& attributes, const std::vector<StoredStatement>& statements) {
    std::map<std::string, std::vector<Fact>> facts;
    for (const StoredStatement& statement : statements) {
        const Attribute* attribute = attributes.find(statement.attribute);
        if (!attribute) continue;
        Fact fact;
        fact.attribute = attribute->id;
        fact.stance = statement.stance == "claimed" ? Stance::claimed : Stance::observed;
        fact.value = statement.value;
        fact.key = comparable_key(attribute->type, statement.value);
        facts[statement.person].push_back(std::move(fact));
    }
    People people;
    for (const ReportPerson& shown : report.people) {
        Person person;
        person.id = shown.id;
        person.name = shown.name;
        person.identifiers = shown.identifiers;
        person.facts = facts[shown.id];
        std::sort(person.facts.begin(), person.facts.end(),
                  [](const Fact& a, const Fact& b) { return std::tie(a.attribute, a.stance, a.key) < std::tie(b.attribute, b.stance, b.key); });
        people.persons.push_back(std::move(person));
    }
    return people;
}

std::vector<Signal> signals_of(const Report& report, const CheckSet& checks) {
    std::map<std::string, std::size_t> index;
    for (std::size_t i = 0; i < checks.checks().size(); ++i) index[checks.checks()[i].id] = i;
    std::vector<Signal> out;
    for (std::size_t person = 0; person < report.people.size(); ++person)
        for (const ReportSignal& shown : report.people[person].signals) {
            const auto check = index.find(shown.check);
            if (check == index.end()) continue;  // of an older content: the next scan drops it
            Signal signal;
            signal.check = check->second;
            signal.person = person;
            signal.bits = shown.bits;
            signal.time = shown.time;
            signal.summary = shown.summary;
            out.push_back(std::move(signal));
        }
    return out;
}

/// What the report says of a check, the other way round.
Check check_of(const ReportSignal& shown) {
    constexpr std::array families{"identity", "network", "device", "money", "behaviour", "shared"};
    Check out;
    out.id = shown.check;
    out.title = shown.title;
    out.family = static_cast<Family>(std::ranges::find(families, shown.family) - families.begin());
    out.group = shown.group;
    out.tactics = shown.tactics;
    out.attack = shown.attack;
    out.max_bits = shown.bits;
    return out;
}

}  // namespace

void know_rules_of(const Report& report, Content& content) {
    std::set<std::string> known;
    for (const Check& check : content.checks.checks()) known.insert(check.id);
    for (const ReportPerson& person : report.people)
        for (const ReportSignal& signal : person.signals) {
            if (!signal.check.starts_with("sigma.") || !known.insert(signal.check).second) continue;
            if (signal.group.starts_with("sigma.")) content.rules.shares_of_group.try_emplace(signal.group, content.rule_weights.shares);
            content.checks.add(check_of(signal));
        }
}

std::vector<PreviewLine> preview(const Report& report, const Content& content, const std::vector<StoredStatement>& statements,
                                 const std::vector<Decision>& decisions) {
    const People people = people_of(report, content.attributes, statements);
    const auto after = assess(people, content.attributes, content.checks, signals_of(report, content.checks), {}, content.rules, decisions);
    std::vector<PreviewLine> out;
    for (const Assessment& assessment : after) {
        const ReportPerson& before = report.people[assessment.person];
        if (before.band == assessment.band && before.bits == assessment.bits) continue;
        out.push_back({before.id, before.name, before.bits, assessment.bits, before.band, assessment.band});
    }
    std::sort(out.begin(), out.end(), [](const PreviewLine& a, const PreviewLine& b) { return a.bits_before > b.bits_before; });
    return out;
}

}  // namespace bonafide
