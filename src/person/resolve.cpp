// Who is who: union-find over the joins that records made, refused where two employed people would become one.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "base/text.h"
#include "person/ledger_state.h"
#include "person/person.h"

namespace bonafide {

namespace {

std::string key_text(const IdentifierKey& key) { return std::string(identifier_kind_name(key.kind)) + " " + key.text; }

/// Is this the name of a machine or a program rather than of a person? Names that vendors document for their own accounts.
bool is_service_name(const IdentifierKey& key) {
    static constexpr std::string_view patterns[] = {"svc-*", "svc_*", "*-svc", "service-*", "*[bot]", "*-bot", "bot-*", "noreply*", "no-reply*", "donotreply*", "github-actions*",
                                                    "dependabot*", "renovate*", "*.gserviceaccount.com", "*@system.gserviceaccount.com", "arn:aws:*:assumed-role/*", "awsservicerole*",
                                                    "terraform*", "jenkins*", "ci-*", "deploy-*", "okta-*", "*-integration", "*@okta.com", "healthmailbox*", "sync_*"};
    for (const std::string_view pattern : patterns)
        if (glob_match(pattern, key.text)) return true;
    return false;
}

bool is_human_name_space(IdentifierKind kind) { return kind != IdentifierKind::device_serial && kind != IdentifierKind::hostname; }

/// One set of identifiers that grow together.
struct Group {
    std::uint32_t parent = 0;
    bool employed = false;              ///< holds an employed roster row
    std::string employee_number;        ///< of that row, or its smallest identifier
    std::string shown_name;
};

class Resolver {
public:
    Resolver(const Ledger& ledger, const Attributes& attributes) : ledger_(ledger), attributes_(attributes), accounts_(ledger.accounts()) {
        groups_.resize(accounts_.size());
        for (std::uint32_t i = 0; i < groups_.size(); ++i) groups_[i].parent = i;
        why_.resize(accounts_.size());
        for (std::uint32_t i = 0; i < accounts_.size(); ++i) index_[{accounts_[i].key}] = i;
    }

    People run() {
        People out;
        out.places = ledger_.places();
        join_rows(out, true);   // rosters first: they say who is employed, and a later join may not merge two such
        join_rows(out, false);
        join_logins(out);
        join_hired_applicants(out);
        collect(out);
        return out;
    }

private:
    std::uint32_t root(std::uint32_t i) {
        while (groups_[i].parent != i) i = groups_[i].parent = groups_[groups_[i].parent].parent;
        return i;
    }

    const std::uint32_t* find(const IdentifierKey& key) const {
        const auto found = index_.find(key);
        return found == index_.end() ? nullptr : &found->second;
    }

    void join_rows(People& out, bool employed) {
        for (const Join& join : ledger_.joins()) {
            if (join.employed != employed) continue;
            std::vector<std::uint32_t> members;
            for (const IdentifierKey& key : join.identifiers)
                if (const auto* index = find(key)) members.push_back(*index);
            if (members.empty()) continue;
            if (employed && !claim_employment(join, members, out)) continue;
            for (std::size_t i = 1; i < members.size(); ++i) unite(members[0], members[i], join, out);
            for (const std::uint32_t member : members) note(member, join);
        }
    }

    /// The row's people are employed. Refused where the row names identifiers of somebody else who is.
    bool claim_employment(const Join& join, const std::vector<std::uint32_t>& members, People& out) {
        std::string number;
        for (const IdentifierKey& key : join.identifiers)
            if (key.kind == IdentifierKind::employee_number) number = key.text;
        if (number.empty()) number = join.identifiers.front().text;
        for (const std::uint32_t member : members) {
            const Group& group = groups_[root(member)];
            if (group.employed && group.employee_number != number) {
                refuse(join, fmt::format("{} is on two employed rows: {} and {}", key_text(accounts_[member].key), group.employee_number, number), out);
                return false;
            }
        }
        if (const auto* first = find({IdentifierKind::employee_number, number}); first && groups_[root(*first)].employed && differs(*first, members)) {
            refuse(join, fmt::format("employee number {} is on two rows with different e-mail addresses", number), out);
            return false;
        }
        Group& group = groups_[root(members[0])];
        group.employed = true;
        group.employee_number = number;
        return true;
    }

    /// Does the group of `number` already hold a corporate e-mail, and the row another one?
    bool differs(std::uint32_t number, const std::vector<std::uint32_t>& members) {
        const std::uint32_t home = root(number);
        bool has = false, same = false, row_has = false;
        for (std::uint32_t i = 0; i < accounts_.size(); ++i)
            if (accounts_[i].key.kind == IdentifierKind::email && root(i) == home) has = true;
        for (const std::uint32_t member : members) {
            if (accounts_[member].key.kind != IdentifierKind::email) continue;
            row_has = true;
            same |= root(member) == home;
        }
        return has && row_has && !same;
    }

    void refuse(const Join& join, std::string reason, People& out) { out.refused.push_back({join, std::move(reason)}); }

    void unite(std::uint32_t a, std::uint32_t b, const Join& join, People& out) {
        a = root(a);
        b = root(b);
        if (a == b) return;
        Group &first = groups_[a], &second = groups_[b];
        if (first.employed && second.employed && first.employee_number != second.employee_number) {
            refuse(join, fmt::format("{}: would merge two employed people, {} and {}", join.reason, first.employee_number, second.employee_number), out);
            return;
        }
        const bool keep_first = first.employed || (!second.employed && a < b);
        Group &into = keep_first ? first : second, &from = keep_first ? second : first;
        if (!into.employed && from.employed) into.employed = true, into.employee_number = from.employee_number;
        from.parent = keep_first ? a : b;
    }

    void note(std::uint32_t member, const Join& join) {
        if (why_[member].reason.empty()) why_[member] = {join.reason, join.evidence};
    }

    /// "jlee" is the person whose corporate address is jlee@…, where only one employed person has such an address in the most frequent domain.
    void join_logins(People& out) {
        std::map<std::string, std::uint64_t> domains;
        for (std::uint32_t i = 0; i < accounts_.size(); ++i)
            if (accounts_[i].key.kind == IdentifierKind::email && groups_[root(i)].employed) ++domains[domain_of(accounts_[i].key.text)];
        if (domains.empty()) return;
        const std::string domain = std::max_element(domains.begin(), domains.end(), [](const auto& a, const auto& b) { return a.second < b.second; })->first;
        std::unordered_map<std::string, std::uint32_t> by_local;
        for (std::uint32_t i = 0; i < accounts_.size(); ++i)
            if (accounts_[i].key.kind == IdentifierKind::email && domain_of(accounts_[i].key.text) == domain) by_local[accounts_[i].key.text.substr(0, accounts_[i].key.text.find('@'))] = i;
        for (std::uint32_t i = 0; i < accounts_.size(); ++i) {
            if (accounts_[i].key.kind != IdentifierKind::login || why_[i].reason.size()) continue;
            const auto found = by_local.find(accounts_[i].key.text);
            if (found == by_local.end()) continue;
            const Join join{{accounts_[i].key, accounts_[found->second].key}, "same name as the address in " + domain, false, {}};
            unite(found->second, i, join, out);
            note(i, join);
        }
    }

    static std::string domain_of(const std::string& email) { return email.substr(email.find('@') + 1); }

    /// The statements of a personal address, a phone or an e-mail that an applicant and an employee agree on: the applicant was hired.
    void join_hired_applicants(People& out) {
        const AttributeId ids[] = {attribute_id("person.personal_email"), attribute_id("person.email"), attribute_id("person.phone")};
        const AttributeId name_id = attribute_id("person.name");
        std::map<std::string, std::vector<std::uint32_t>> by_contact;
        for (std::uint32_t i = 0; i < accounts_.size(); ++i)
            for (const Fact& fact : accounts_[i].facts)
                if (std::find(std::begin(ids), std::end(ids), fact.attribute) != std::end(ids) && fact.attribute != no_attribute) by_contact[fact.key].push_back(i);
        for (const auto& [contact, members] : by_contact)
            for (std::size_t i = 1; i < members.size(); ++i) {
                if (members.size() > 4 || root(members[0]) == root(members[i])) continue;
                const bool one_applies = groups_[root(members[0])].employed != groups_[root(members[i])].employed;
                if (!one_applies || !same_name(members[0], members[i], name_id)) continue;
                const Join join{{accounts_[members[0]].key, accounts_[members[i]].key}, "hired applicant: same name and same contact", false, {}};
                unite(members[0], members[i], join, out);
                note(members[i], join);
            }
    }

    [[nodiscard]] AttributeId attribute_id(std::string_view name) const {
        const Attribute* attribute = attributes_.find(name);
        return attribute ? attribute->id : no_attribute;
    }

    /// Two accounts with claimed names of which some pair is alike; by name alone nobody is joined.
    [[nodiscard]] bool same_name(std::uint32_t a, std::uint32_t b, AttributeId name) const {
        for (const Fact& x : accounts_[a].facts)
            for (const Fact& y : accounts_[b].facts)
                if (x.attribute == name && y.attribute == name && name_similarity(x.value, y.value) > 0.9) return true;
        return false;
    }

    void collect(People& out) {
        std::map<std::uint32_t, std::vector<std::uint32_t>> members;
        for (std::uint32_t i = 0; i < accounts_.size(); ++i) members[root(i)].push_back(i);
        const bool roster = std::any_of(groups_.begin(), groups_.end(), [](const Group& g) { return g.employed; });
        for (const auto& [head, list] : members) {
            Person person = make_person(list, groups_[head]);
            const bool nobody = roster && person.kind == PersonKind::unknown;
            if (nobody || !has_human_name(list)) {
                for (const std::uint32_t i : list)
                    if (nobody && (accounts_[i].profile.human_actions > 0 || !is_human_name_space(accounts_[i].key.kind))) out.orphans.push_back(accounts_[i]);
                if (nobody && !has_human_name(list)) continue;
            }
            if (has_human_name(list) || !roster) out.persons.push_back(std::move(person));
        }
        std::sort(out.persons.begin(), out.persons.end(), [](const Person& a, const Person& b) { return a.id < b.id; });
    }

    [[nodiscard]] bool has_human_name(const std::vector<std::uint32_t>& list) const {
        return std::any_of(list.begin(), list.end(), [&](std::uint32_t i) { return is_human_name_space(accounts_[i].key.kind); });
    }

    Person make_person(const std::vector<std::uint32_t>& list, const Group& group) {
        Person person;
        std::uint32_t named_by = list.front();
        bool applicant = false, service = true;
        std::vector<Fact> facts;
        for (const std::uint32_t i : list) {
            const Account& account = accounts_[i];
            person.identifiers.push_back({account.key, account.shown.empty() ? account.key.text : account.shown, why_[i].reason.empty() ? "seen in the logs" : why_[i].reason, why_[i].evidence});
            applicant |= account.key.kind == IdentifierKind::applicant_id;
            service &= is_service_name(account.key) || !is_human_name_space(account.key.kind);
            if (accounts_[named_by].display_name.empty()) named_by = i;
            facts.insert(facts.end(), account.facts.begin(), account.facts.end());
            person.profile.merge(account.profile, identity_places());
        }
        person.profile.finish(identity_places());
        person.facts = merged(std::move(facts));
        person.name = accounts_[named_by].display_name;
        person.was_applicant = applicant && group.employed;
        person.kind = group.employed ? PersonKind::employee : applicant ? PersonKind::applicant : service ? PersonKind::service : PersonKind::unknown;
        person.id = id_of(person, group);
        return person;
    }

    const std::vector<std::uint32_t>& identity_places() {
        if (identity_.size() != ledger_.places().size()) {
            identity_.resize(ledger_.places().size());
            std::iota(identity_.begin(), identity_.end(), 0U);
        }
        return identity_;
    }

    static std::string id_of(const Person& person, const Group& group) {
        if (group.employed) return group.employee_number;
        for (const IdentifierKind kind : {IdentifierKind::employee_number, IdentifierKind::email, IdentifierKind::applicant_id, IdentifierKind::personal_email})
            for (const PersonIdentifier& identifier : person.identifiers)
                if (identifier.key.kind == kind) return identifier.key.text;
        return person.identifiers.front().key.text;
    }

    /// Facts of several accounts as one list; equal ones become one.
    static std::vector<Fact> merged(std::vector<Fact> facts) {
        const auto name = [](const Fact& f) { return std::tie(f.attribute, f.stance, f.key); };
        std::stable_sort(facts.begin(), facts.end(), [&](const Fact& a, const Fact& b) { return name(a) < name(b); });
        std::vector<Fact> out;
        for (Fact& fact : facts) {
            if (out.empty() || name(out.back()) != name(fact)) {
                out.push_back(std::move(fact));
                continue;
            }
            FactCell cell;
            cell.fact = std::move(out.back());
            cell.shown_by = cell.fact.evidence.empty() ? Evidence{} : cell.fact.evidence.front();
            FactCell other;
            other.shown_by = fact.evidence.empty() ? Evidence{} : fact.evidence.front();
            other.fact = std::move(fact);
            cell.merge(other);
            out.back() = std::move(cell.fact);
        }
        out.shrink_to_fit();
        return out;
    }

    struct Why {
        std::string reason;
        Evidence evidence;
    };
    const Ledger& ledger_;
    const Attributes& attributes_;
    const std::vector<Account>& accounts_;
    std::vector<Group> groups_;
    std::vector<Why> why_;
    std::map<IdentifierKey, std::uint32_t> index_;
    std::vector<std::uint32_t> identity_;
};

}  // namespace

std::pair<const Fact*, const Fact*> Person::facts_of(AttributeId attribute) const {
    const auto range = std::ranges::equal_range(facts, attribute, {}, &Fact::attribute);
    return {facts.data() + (range.begin() - facts.begin()), facts.data() + (range.end() - facts.begin())};
}

People resolve(const Ledger& ledger, const Attributes& attributes) { return Resolver(ledger, attributes).run(); }

}  // namespace bonafide
