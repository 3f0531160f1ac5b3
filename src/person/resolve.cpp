// Who is who: rosters first, since they say who is employed; then every other record's joins; then aliases; then a Person of each group.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "base/blocks.h"
#include "base/text.h"
#include "person/aliases.h"
#include "person/groups.h"
#include "person/ledger_state.h"
#include "person/person.h"

namespace bonafide {

namespace {

/// Is this the name of a program rather than of a person? Names that vendors document for their own accounts, and usual ones.
bool is_service_name(const IdentifierKey& key) {
    static constexpr std::string_view patterns[] = {"svc-*",
                                                    "svc_*",
                                                    "svc.*",
                                                    "*-svc",
                                                    "service-*",
                                                    "*[bot]",
                                                    "*[bot]@*",
                                                    "*-bot",
                                                    "*-bot@*",
                                                    "bot-*",
                                                    "noreply*",
                                                    "no-reply*",
                                                    "donotreply*",
                                                    "github-actions*",
                                                    "dependabot*",
                                                    "renovate*",
                                                    "*.gserviceaccount.com",
                                                    "arn:aws:*:assumed-role/*",
                                                    "awsservicerole*",
                                                    "terraform*",
                                                    "jenkins*",
                                                    "ci-*",
                                                    "deploy-*",
                                                    "okta-*",
                                                    "*-integration",
                                                    "*@okta.com",
                                                    "healthmailbox*",
                                                    "sync_*"};
    return std::ranges::any_of(patterns, [&](std::string_view pattern) { return glob_match(pattern, key.text); });
}

/// What setup calls a computer that nobody named, with the number that macOS adds to a second one: any computer may have it.
bool is_default_host_name(std::string_view host) {
    static constexpr std::string_view names[] = {"macbook-pro", "macbookpro", "macbook-air", "macbookair", "macbook", "mac-mini", "macmini",
                                                 "mac-studio",  "imac",       "mac",         "localhost",  "desktop", "laptop",   "computer",
                                                 "pc",          "my-pc",      "user-pc",     "admin-pc",   "home-pc", "owner-pc", "windows",
                                                 "win10",       "win11",      "ubuntu",      "debian",     "fedora",  "kali",     "archlinux",
                                                 "raspberrypi", "iphone",     "ipad",        "android"};
    const std::size_t end = host.find_last_not_of("0123456789");
    if (end != std::string_view::npos && end + 1 < host.size() && host[end] == '-' && host.size() - end <= 3) host = host.substr(0, end);
    return std::ranges::find(names, host) != std::end(names);
}

/// "DESKTOP-4F2K9QL": Windows makes them up by chance. One is as good as one's own name, unless two people's rows have it.
bool is_made_up_host_name(std::string_view host) {
    for (const std::string_view prefix : {"desktop-", "laptop-", "win-", "ec2amaz-"})
        if (host.starts_with(prefix)) return true;
    return false;
}

class Resolver {
public:
    Resolver(Ledger&& ledger, const Attributes& attributes, unsigned threads)
        : ledger_(std::move(ledger)), attributes_(attributes), accounts_(ledger_.take_accounts()), groups_(accounts_), threads_(threads) {}

    People run() {
        find_default_names();
        for (const Join& join : ledger_.joins())
            if (join.employed) join_roster_row(join);
        find_shared_names();
        for (const Join& join : ledger_.joins())
            if (!join.employed) join_row(join);
        join_aliases(accounts_, attributes_, groups_);
        out_.places = ledger_.places();
        out_.pool = ledger_.take_pool();
        collect();
        out_.reasons = groups_.take_reasons();
        return std::move(out_);
    }

private:
    [[nodiscard]] IdentifierKind kind(std::uint32_t account) const { return accounts_[account].key.kind; }

    /// The people's identifiers of a row first, the devices' last: a laptop joins whom the row is about, never two people.
    [[nodiscard]] std::vector<std::uint32_t> members_of(const Join& join) const {
        const auto members = ledger_.members(join);
        std::vector<std::uint32_t> out(members.begin(), members.end());
        std::erase_if(out, [&](std::uint32_t m) { return nobodys_.contains(m); });
        std::ranges::stable_partition(out, [&](std::uint32_t m) { return !is_device(kind(m)); });
        return out;
    }

    /// A default host name on a roster row says nothing of whose it is, and is left out of every row. Of an inventory's rows find_shared_names()
    /// decides: they name the computers too.
    void find_default_names() {
        std::map<std::uint32_t, std::uint32_t> row_of;  // a made-up name: the person of the first roster row that has it
        for (const Join& join : ledger_.joins()) {
            if (!join.employed) continue;
            const std::vector<std::uint32_t> members = members_of(join);
            const std::uint32_t host = first_of(members, IdentifierKind::hostname);
            if (host == Groups::none || is_device(kind(members.front()))) continue;
            const std::string_view name = accounts_[host].key.text;
            const bool usual = is_default_host_name(name);
            if (!usual && !is_made_up_host_name(name)) continue;
            const std::uint32_t person = name_of(members);
            if (!usual && row_of.try_emplace(host, person).first->second == person) continue;
            nobodys_.insert(host);
            out_.refused.push_back(
                {{accounts_[host].key, accounts_[person].key},
                 *join.evidence,
                 fmt::format("{}: host name {} is {}: what was seen of it is nobody's", ledger_.reason(join), accounts_[host].written(),
                             usual ? "a default that any computer may have" : "on the rows of two people"),
                 usual ? "default host name" : ""});
        }
    }

    void unite_all(std::uint32_t with, const std::vector<std::uint32_t>& members, const Join& join) {
        for (const std::uint32_t member : members)
            if (groups_.unite(with, member, ledger_.reason(join), *join.evidence, &out_.refused)) groups_.note(member, ledger_.reason(join));
    }

    /// A host name that rows give to several computers of several people ("MacBook-Pro") is nobody's: it is left out of every row.
    void find_shared_names() {
        for (const Join& join : ledger_.joins()) {
            const std::vector<std::uint32_t> members = members_of(join);
            const std::uint32_t serial = first_of(members, IdentifierKind::device_serial), host = first_of(members, IdentifierKind::hostname);
            if (serial == Groups::none || host == Groups::none) continue;
            const std::uint32_t person = is_device(kind(members.front())) ? Groups::none : groups_.root(members.front());
            const auto [known, first] = computer_of_.try_emplace(host, Computer{serial, person});
            Computer& computer = known->second;
            if (first || computer.serial == serial || computer.shared) continue;
            if (person == Groups::none || computer.person == Groups::none || person == computer.person) continue;  // one after the other
            computer.shared = true;
            out_.refused.push_back(
                {{accounts_[host].key, accounts_[computer.serial].key, accounts_[serial].key},
                 *join.evidence,
                 fmt::format("host name {} is the name of several computers ({} and {}) of several people: what was seen of it is nobody's",
                             accounts_[host].written(), accounts_[computer.serial].key.text.view(), accounts_[serial].key.text.view())});
        }
    }

    void join_row(const Join& join) {
        auto members = members_of(join);
        std::erase_if(members, [&](std::uint32_t m) {
            const auto found = computer_of_.find(m);
            return found != computer_of_.end() && found->second.shared;
        });
        if (!members.empty()) unite_all(members.front(), members, join);
    }

    /// Somebody employed. What a row shares with another employed person's stays with whose it was first, and is reported.
    void join_roster_row(const Join& join) {
        std::vector<std::uint32_t> members = members_of(join);
        if (members.empty()) return;
        if (is_device(kind(members.front()))) return unite_all(members.front(), members, join);
        std::uint32_t number = name_of(members);
        if (doubled(number, members, join)) {
            std::erase(members, number);
            number = name_of(members);
        }
        if (!groups_.employed(number)) groups_.employ(number, number, join.evidence->locator.file);
        const std::uint32_t email = first_of(members, IdentifierKind::email);
        if (email != Groups::none && email_of_[number] == Groups::none) email_of_[number] = email;
        unite_all(number, members, join);
    }

    [[nodiscard]] std::uint32_t first_of(const std::vector<std::uint32_t>& members, IdentifierKind wanted) const {
        const auto found = std::ranges::find(members, wanted, [&](std::uint32_t m) { return kind(m); });
        return found == members.end() ? Groups::none : *found;
    }

    /// What a roster row is known by: its employee number, else its address, else whatever comes first.
    [[nodiscard]] std::uint32_t name_of(const std::vector<std::uint32_t>& members) const {
        for (const IdentifierKind wanted : {IdentifierKind::employee_number, IdentifierKind::email})
            if (const std::uint32_t found = first_of(members, wanted); found != Groups::none) return found;
        return members.front();
    }

    /// Two rows of one file with one employee number, different addresses and nothing personal in common: two people, one number is wrong.
    bool doubled(std::uint32_t number, const std::vector<std::uint32_t>& members, const Join& join) {
        if (kind(number) != IdentifierKind::employee_number || !groups_.employed(number) || groups_.roster(number) != join.evidence->locator.file)
            return false;
        const std::uint32_t other = email_of_[number], email = first_of(members, IdentifierKind::email);
        if (other == Groups::none || email == Groups::none || groups_.root(email) == groups_.root(number) || one_person(other, email)) return false;
        out_.refused.push_back({{accounts_[number].key, accounts_[email].key},
                                *join.evidence,
                                fmt::format("employee number {} is on two rows of one file, of {} and of {}: the second is kept apart",
                                            accounts_[number].key.text.view(), accounts_[other].key.text.view(), accounts_[email].key.text.view())});
        return true;
    }

    /// Somebody whose address changed: the name is the same, or a phone number, a date of birth, an address.
    [[nodiscard]] bool one_person(std::uint32_t a, std::uint32_t b) const {
        if (name_similarity(accounts_[a].display_name, accounts_[b].display_name) > 0.9) return true;
        for (const Fact& x : accounts_[a].facts)
            for (const Fact& y : accounts_[b].facts)
                if (attributes_[x.attribute].personal && x.attribute == y.attribute && x.key == y.key) return true;
        return false;
    }

    void collect() {
        std::vector<std::pair<std::uint32_t, std::uint32_t>> members;  // root, account
        members.reserve(accounts_.size());
        for (std::uint32_t i = 0; i < accounts_.size(); ++i) {
            members.emplace_back(groups_.root(i), i);
            has_roster_ |= groups_.employed(i);
        }
        std::ranges::sort(members);
        std::size_t groups = 0;
        for (std::size_t i = 0; i < members.size(); ++i) groups += i == 0 || members[i].first != members[i - 1].first;
        out_.persons.reserve(groups);
        same_places_.resize(out_.places.size());
        std::iota(same_places_.begin(), same_places_.end(), 0U);
        for (auto begin = members.begin(); begin != members.end();) {
            const auto end = std::find_if(begin, members.end(), [&](const auto& m) { return m.first != begin->first; });
            std::vector<std::uint32_t> list;
            for (auto at = begin; at != end; ++at) list.push_back(at->second);
            add_person(std::move(list));
            if (waiting_.size() == at_once) add_facts();
            begin = end;
        }
        add_facts();
        std::ranges::sort(out_.persons, {}, &Person::id);
        make_ids_unique();
    }

    void add_person(std::vector<std::uint32_t> list) {
        Person person = describe(list);
        if (has_roster_ && person.kind == PersonKind::unknown) add_orphans(list);
        std::size_t number = nobody;
        if (!has_roster_ || groups_.has_human(list.front())) {  // a laptop is nobody; without a roster it may be all that is known
            number = out_.persons.size();
            out_.persons.push_back(std::move(person));
        }
        waiting_.push_back({number, std::move(list)});
    }

    /// The facts of all who wait, by all threads: no account is two persons'.
    void add_facts() {
        const auto add = [&](auto, std::size_t i) {
            const Waiting& one = waiting_[i];
            if (one.person != nobody) take_facts(out_.persons[one.person], one.accounts);
            for (const std::uint32_t account : one.accounts) accounts_[account] = Account();  // nobody asks again
        };
        for_each_in_blocks(threads_, 0, waiting_.size(), [](unsigned worker) { return worker; }, add);
        waiting_.clear();
    }

    /// Identifiers that did something and belong to nobody whom a roster, an application or a vendor's own name explains.
    void add_orphans(const std::vector<std::uint32_t>& list) {
        for (const std::uint32_t i : list) {
            const Account& account = accounts_[i];
            if (account.profile().events == 0) continue;
            Account orphan;
            orphan.key = account.key;
            orphan.shown = account.written();
            orphan.display_name = account.display_name;
            orphan.made_profile() = account.profile();
            out_.orphans.push_back(std::move(orphan));
        }
    }

    Person describe(const std::vector<std::uint32_t>& list) {
        Person person;
        person.identifiers.reserve(list.size());
        for (const std::uint32_t i : list) {
            const Account& account = accounts_[i];
            person.identifiers.push_back({account.key, CompactText(account.written()), groups_.why(i)});
            if (person.name.empty() && !is_device(account.key.kind)) person.name = account.display_name;
        }
        person.kind = kind_of(list);
        person.was_applicant = person.kind == PersonKind::employee && is_applicant(list);
        person.id = id_of(person, list);
        return person;
    }

    PersonKind kind_of(const std::vector<std::uint32_t>& list) {
        const auto any = [&](auto what) { return std::ranges::any_of(list, what); };
        if (groups_.employed(list.front()) || any([&](std::uint32_t i) { return kind(i) == IdentifierKind::employee_number; }))
            return PersonKind::employee;
        if (any([&](std::uint32_t i) { return states(i, employment_); })) return PersonKind::employee;  // on a roster, and left
        if (is_applicant(list)) return PersonKind::applicant;
        const bool service = std::ranges::all_of(list, [&](std::uint32_t i) { return is_device(kind(i)) || is_service_name(accounts_[i].key); });
        return service && groups_.has_human(list.front()) ? PersonKind::service : PersonKind::unknown;
    }

    [[nodiscard]] bool is_applicant(const std::vector<std::uint32_t>& list) const {
        return std::ranges::any_of(list, [&](std::uint32_t i) { return kind(i) == IdentifierKind::applicant_id || states(i, application_); });
    }

    [[nodiscard]] bool states(std::uint32_t account, const std::vector<AttributeId>& wanted) const {
        return std::ranges::any_of(accounts_[account].facts,
                                   [&](const Fact& fact) { return std::ranges::find(wanted, fact.attribute) != wanted.end(); });
    }

    [[nodiscard]] std::vector<AttributeId> ids(std::initializer_list<std::string_view> names) const {
        std::vector<AttributeId> out;
        for (const std::string_view name : names)
            if (const Attribute* attribute = attributes_.find(name)) out.push_back(attribute->id);
        return out;
    }

    CompactText id_of(const Person& person, const std::vector<std::uint32_t>& list) {
        if (const std::uint32_t number = groups_.number(list.front()); number != Groups::none) return accounts_[number].key.text;
        for (const IdentifierKind wanted :
             {IdentifierKind::employee_number, IdentifierKind::email, IdentifierKind::personal_email, IdentifierKind::applicant_id})
            for (const PersonIdentifier& identifier : person.identifiers)
                if (identifier.key.kind == wanted) return identifier.key.text;
        return person.identifiers.front().key.text;
    }

    /// An applicant's number may be an employee's: the later kind says what it is. Persons are sorted by id.
    void make_ids_unique() {
        for (auto begin = out_.persons.begin(); begin != out_.persons.end();) {
            const auto end = std::find_if(begin, out_.persons.end(), [&](const Person& p) { return p.id != begin->id; });
            const auto first = std::min_element(begin, end, [](const Person& a, const Person& b) {
                return std::tie(a.kind, a.identifiers.front().key) < std::tie(b.kind, b.identifiers.front().key);
            });
            const CompactText id = begin->id;
            for (auto at = begin; at != end; ++at)
                if (at != first) at->id = key_text(named(*at, id));
            begin = end;
        }
        std::ranges::sort(out_.persons, {}, &Person::id);
    }

    static const IdentifierKey& named(const Person& person, std::string_view id) {
        const auto found = std::ranges::find(person.identifiers, id, [](const PersonIdentifier& i) { return i.key.text.view(); });
        return found == person.identifiers.end() ? person.identifiers.front().key : found->key;
    }

    /// The accounts' facts and profiles, added up; the accounts are left empty.
    void take_facts(Person& person, const std::vector<std::uint32_t>& list) {
        std::size_t count = 0, with_facts = 0;
        for (const std::uint32_t i : list) {
            count += accounts_[i].facts.size();
            with_facts += !accounts_[i].facts.empty();
        }
        if (with_facts > 1) person.facts.reserve(count);
        for (const std::uint32_t i : list) {
            if (with_facts > 1) std::ranges::move(accounts_[i].facts, std::back_inserter(person.facts));
            else if (!accounts_[i].facts.empty()) person.facts = std::move(accounts_[i].facts);
            std::vector<Fact>().swap(accounts_[i].facts);
            const std::unique_ptr<Profile> profile = std::move(accounts_[i].own_profile);
            if (!profile) continue;
            if (person.profile.events == 0) person.profile = std::move(*profile);
            else if (profile->events > 0) person.profile.merge(*profile, same_places_);
        }
        if (with_facts > 1) add_up(person.facts);
    }

    static void add_up(std::vector<Fact>& facts) {
        const auto name = [](const Fact& f) { return std::tie(f.attribute, f.stance, f.key); };
        std::ranges::stable_sort(facts, [&](const Fact& a, const Fact& b) { return name(a) < name(b); });
        std::size_t kept = 0;
        for (std::size_t i = 1; i < facts.size(); ++i) {
            if (name(facts[kept]) == name(facts[i])) merge_fact(facts[kept], facts[i]);
            else if (++kept != i) facts[kept] = std::move(facts[i]);
        }
        if (kept + 1 < facts.size()) {
            facts.resize(kept + 1);
            facts.shrink_to_fit();
        }
    }

    Ledger ledger_;
    const Attributes& attributes_;
    Accounts accounts_;
    Groups groups_;
    People out_;
    std::vector<std::uint32_t> email_of_ =
        std::vector<std::uint32_t>(accounts_.size(), Groups::none);  ///< of an employee number: the address of its first row
    std::set<std::uint32_t> nobodys_;                                ///< default host names
    struct Computer {
        std::uint32_t serial, person;
        bool shared = false;
    };
    std::map<std::uint32_t, Computer> computer_of_;  ///< by host name: the first that a row gives it to
    std::vector<AttributeId> employment_ = ids({"employment.number", "employment.start", "employment.end", "employment.status"});
    std::vector<AttributeId> application_ =
        ids({"application.date", "application.ip", "application.source", "application.resume_hash", "application.resume_text"});
    std::vector<std::uint32_t> same_places_;  ///< each place as its own new number
    static constexpr std::size_t nobody = SIZE_MAX, at_once = 4096;
    struct Waiting {
        std::size_t person = nobody;  ///< index in the outcome
        std::vector<std::uint32_t> accounts;
    };
    std::vector<Waiting> waiting_;  ///< for their facts
    unsigned threads_;
    bool has_roster_ = false;
};

}  // namespace

std::pair<const Fact*, const Fact*> Person::facts_of(AttributeId attribute) const {
    const auto range = std::ranges::equal_range(facts, attribute, {}, &Fact::attribute);
    return {facts.data() + (range.begin() - facts.begin()), facts.data() + (range.end() - facts.begin())};
}

People resolve(Ledger&& ledger, const Attributes& attributes, unsigned threads) { return Resolver(std::move(ledger), attributes, threads).run(); }

}  // namespace bonafide
