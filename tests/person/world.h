// Meanings with the storage behind their views, and a ledger of them. For the tests of person/.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "person/person.h"

namespace bonafide::test {

struct Said {
    std::string attribute, value;
    Stance stance = Stance::claimed;
    std::pair<IdentifierKind, std::string> about = {IdentifierKind::none, ""};  ///< none: the actor
};

/// One record's meaning, in owned strings.
struct Row {
    std::vector<std::pair<IdentifierKind, std::string>> identifiers = {};
    bool employed = false;
    std::string reason = "same row of the HR roster";
    std::pair<IdentifierKind, std::string> actor = {IdentifierKind::none, ""}, device = {IdentifierKind::none, ""};
    std::vector<Said> said = {};
    std::string name = {}, ip = {};
    Timestamp time = {};
    bool human = false;
    std::uint32_t file = 0;
    std::uint64_t line = 0;
};

class EverythingWanted : public Watch {
public:
    [[nodiscard]] bool wanted(AttributeId, std::string_view) const override { return true; }
};

struct World {
    World() {
        Errors errors;
        attributes = Attributes::load(std::string(BONAFIDE_CONTENT) + "/attributes.yml", errors);
        for (const Error& error : errors) ADD_FAILURE() << error.text();
    }
    [[nodiscard]] Ledger ledger() const { return {attributes, geo, watch}; }

    void add(Ledger& ledger, const Row& row) const {
        Record record(1);
        record.begin(RecordFormat::json, {row.file, 10, row.line * 100, row.line}, "");
        Meaning meaning;
        meaning.event.record = &record;
        meaning.event.time = row.time;
        meaning.event.actor = {row.actor.first, row.actor.second};
        meaning.event.device = {row.device.first, row.device.second};
        meaning.event.src_ip = row.ip;
        meaning.event.human = row.human;
        meaning.display_name = row.name;
        for (const auto& [kind, text] : row.identifiers) meaning.join.identifiers.push_back({kind, text});
        meaning.join.employed = row.employed;
        meaning.join.reason = row.reason;
        if (meaning.event.actor.kind == IdentifierKind::none && !row.identifiers.empty()) meaning.event.actor = best(meaning.join.identifiers);
        for (const Said& said : row.said) {
            const Attribute* attribute = attributes.find(said.attribute);
            ASSERT_NE(attribute, nullptr) << said.attribute;
            const IdentifierView about =
                said.about.first == IdentifierKind::none ? meaning.event.actor : IdentifierView{said.about.first, said.about.second};
            meaning.statements.push_back({about, attribute->id, said.stance, said.value, row.time});
        }
        ledger.add(meaning);
    }
    [[nodiscard]] People people(const std::vector<Row>& rows) const {
        Ledger all = ledger();
        for (const Row& row : rows) add(all, row);
        all.finish();
        return resolve(std::move(all), attributes);
    }
    /// As the mapper does: the address stands for the person of a row.
    static IdentifierView best(const std::vector<IdentifierView>& identifiers) {
        for (const IdentifierView& identifier : identifiers)
            if (identifier.kind == IdentifierKind::email) return identifier;
        return identifiers.front();
    }

    Attributes attributes;
    Geo geo = Geo::load(std::string(BONAFIDE_ROOT) + "/.data");
    EverythingWanted watch;
};

inline const Person* find_person(const People& people, const std::string& id) {
    for (const Person& person : people.persons)
        if (person.id == id) return &person;
    return nullptr;
}

/// Everything of People in one text, so that two of them can be compared.
inline std::string text_of(const People& people) {
    std::string out;
    const auto evidence = [&](const Evidence& e) {
        out += "@" + std::to_string(e.time.us) + "/" + std::to_string(e.locator.file) + "/" + std::to_string(e.locator.line);
    };
    for (const Person& p : people.persons) {
        out +=
            std::string(p.id) + "|" + std::string(p.name) + "|" + std::to_string(static_cast<int>(p.kind)) + std::to_string(p.was_applicant) + "\n";
        for (const PersonIdentifier& i : p.identifiers)
            out += "  " + std::string(i.key.text) + "|" + std::string(i.shown) + "|" + people.reasons.at(i.why) + "\n";
        for (const Fact& f : p.facts) {
            out += "  " + std::to_string(f.attribute) + " " + std::string(f.key) + "=" + std::string(f.value) + " " + std::to_string(f.count()) +
                   " " + std::to_string(f.first().us) + " " + std::to_string(f.last().us) + " " + std::to_string(f.days().count());
            for (const Evidence& e : f.evidence()) evidence(e);
            out += "\n";
        }
        out += "  " + std::to_string(p.profile.events) + " " + std::to_string(p.profile.human_actions) + " " + std::to_string(p.profile.days.size());
        for (const DayAtPlace& s : p.profile.sightings) out += " " + std::to_string(s.day) + ":" + std::to_string(s.place);
        for (const std::uint16_t n : p.profile.hour_of_week) out += std::to_string(n);
        out += "\n";
    }
    for (const RefusedJoin& r : people.refused) out += r.reason + "\n";
    for (const Account& o : people.orphans) out += std::string(o.key.text) + "\n";
    return out;
}

}  // namespace bonafide::test
