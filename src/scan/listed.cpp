#include "scan/listed.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <set>
#include <tuple>

#include "base/parallel.h"

namespace bonafide {

namespace {

using name::HintBy;

/// Which attribute says that a list seems to speak of somebody, by what agrees.
constexpr std::array<std::pair<HintBy, std::string_view>, 8> attribute_names{{{HintBy::number, "listed.number"},
                                                                              {HintBy::wallet, "listed.wallet"},
                                                                              {HintBy::contact, "listed.contact"},
                                                                              {HintBy::birth_date, "listed.birth_date"},
                                                                              {HintBy::number_only, "listed.number_only"},
                                                                              {HintBy::birth_year, "listed.birth_year"},
                                                                              {HintBy::name, "listed.name"},
                                                                              {HintBy::common_name, "listed.common_name"}}};

enum class Kind : std::uint8_t { name, birth_date, document, email, phone, wallet };

/// What of a person is compared, and the facts that need it.
struct Compared {
    std::string_view attribute;
    Kind kind;
};
constexpr std::array compared{Compared{"person.name", Kind::name},
                              Compared{"person.preferred_name", Kind::name},
                              Compared{"person.former_name", Kind::name},
                              Compared{"person.birth_date", Kind::birth_date},
                              Compared{"person.document_number", Kind::document},
                              Compared{"person.tax_id", Kind::document},
                              Compared{"person.email", Kind::email},
                              Compared{"person.personal_email", Kind::email},
                              Compared{"person.phone", Kind::phone},
                              Compared{"payout.wallet", Kind::wallet}};

class Comparison {
public:
    Comparison(People& people, const Attributes& attributes, const name::KeptLists& lists)
        : people_(people), attributes_(attributes), lists_(lists), kinds_(attributes.all().size()) {
        for (const Compared& one : compared)
            if (const Attribute* attribute = attributes.find(one.attribute)) kinds_[attribute->id] = one.kind;
        for (const auto& [by, attribute] : attribute_names) listed_[static_cast<std::size_t>(by)] = attributes.find(attribute);
    }

    /// Safe for several threads with a person each.
    void compare(Person& person, name::Search& search) const {
        if (person.kind == PersonKind::service) return;
        const name::Subject subject = subject_of(person);
        if (subject.names.empty() && subject.identifiers.empty()) return;
        const auto hint = lists_.hint(search, subject);
        if (!hint) return;
        if (const Attribute* attribute = listed_[static_cast<std::size_t>(hint->by)]) state(person, *attribute, *hint);
    }

    /// What somebody states decides what could be found.
    [[nodiscard]] std::vector<AttributeId> could_state() const {
        std::set<Kind> stated{Kind::name};
        for (const Person& person : people_.persons)
            for (const Fact& fact : person.facts)
                if (const auto kind = kinds_[fact.attribute]) stated.insert(*kind);
        std::vector<AttributeId> out;
        const auto could = [&](HintBy by, std::initializer_list<Kind> any_of) {
            const Attribute* attribute = listed_[static_cast<std::size_t>(by)];
            if (attribute && std::ranges::any_of(any_of, [&](Kind kind) { return stated.contains(kind); })) out.push_back(attribute->id);
        };
        for (const HintBy by : {HintBy::name, HintBy::common_name}) could(by, {Kind::name});
        for (const HintBy by : {HintBy::birth_date, HintBy::birth_year}) could(by, {Kind::birth_date});
        for (const HintBy by : {HintBy::number, HintBy::number_only}) could(by, {Kind::document});
        could(HintBy::contact, {Kind::email, Kind::phone});
        could(HintBy::wallet, {Kind::wallet});
        return out;
    }

private:
    [[nodiscard]] name::Subject subject_of(const Person& person) const {
        name::Subject out;
        for (const Fact& fact : person.facts) {
            const auto kind = kinds_[fact.attribute];
            if (!kind) continue;
            const std::string_view value = fact.value;
            switch (*kind) {
                case Kind::name: out.names.emplace_back(value); break;
                case Kind::birth_date: out.birth_dates.push_back(name::read_birth_date(value)); break;
                case Kind::document: out.identifiers.push_back(make_identifier(name::IdKind::document, value)); break;
                case Kind::email: out.identifiers.push_back(make_identifier(name::IdKind::email, value)); break;
                case Kind::phone: out.identifiers.push_back(make_identifier(name::IdKind::phone, value)); break;
                case Kind::wallet: out.identifiers.push_back(make_identifier(name::IdKind::wallet, value)); break;
            }
        }
        if (out.names.empty() && !person.name.empty()) out.names.emplace_back(person.name.view());
        std::erase_if(out.birth_dates, [](const name::BirthDate& date) { return !date.known(); });
        return out;
    }

    /// Seen where and when the compared facts were stated, names first.
    void state(Person& person, const Attribute& attribute, const name::Hint& hint) const {
        Seen seen;
        seen.count = 1;
        for (const Fact& fact : person.facts) {
            if (!kinds_[fact.attribute]) continue;
            seen.widen(fact.first(), fact.last());
            seen.days.merge(fact.days());
            seen.evidence.merge(fact.evidence());
        }
        Fact fact;
        fact.attribute = attribute.id;
        fact.stance = Stance::observed;
        fact.value = hint.summary;
        fact.key = comparable_key(attribute.type, hint.summary);
        fact.seen.set(std::move(seen));
        const auto at = std::ranges::upper_bound(person.facts, std::tie(fact.attribute, fact.stance, fact.key), {},
                                                 [](const Fact& f) { return std::tie(f.attribute, f.stance, f.key); });
        person.facts.insert(at, std::move(fact));
    }

    People& people_;
    const Attributes& attributes_;
    const name::KeptLists& lists_;
    std::vector<std::optional<Kind>> kinds_;  ///< by attribute
    std::array<const Attribute*, attribute_names.size()> listed_{};
};

}  // namespace

std::vector<AttributeId> compare_with_lists(People& people, const Attributes& attributes, const name::KeptLists& lists,
                                            std::span<name::Search> searches) {
    if (lists.empty()) return {};
    constexpr std::size_t block = 64;
    const Comparison comparison(people, attributes, lists);
    std::vector<AttributeId> out = comparison.could_state();
    std::atomic<std::size_t> next{0};
    const std::size_t count = people.persons.size();
    run_workers(static_cast<unsigned>(searches.size()), [&](unsigned worker) {
        for (std::size_t begin = next.fetch_add(block); begin < count; begin = next.fetch_add(block))
            for (std::size_t i = begin; i < std::min(begin + block, count); ++i) comparison.compare(people.persons[i], searches[worker]);
    });
    return out;
}

}  // namespace bonafide
