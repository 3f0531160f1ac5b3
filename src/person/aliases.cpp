#include "person/aliases.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/hash.h"
#include "base/text.h"

namespace bonafide {

namespace {

std::string_view local_part(std::string_view email) { return email.substr(0, email.find('@')); }
std::string_view domain_of(std::string_view email) { return email.substr(std::min(email.size(), email.find('@') + 1)); }

/// Anybody may have an address there, so such a domain is no company's.
constexpr std::string_view public_mail[] = {"gmail.com", "outlook.com",    "hotmail.com", "live.com", "yahoo.com", "icloud.com", "me.com",
                                            "proton.me", "protonmail.com", "aol.com",     "gmx.com",  "gmx.de",    "gmx.net",    "mail.com",
                                            "zoho.com",  "yandex.com",     "mail.ru",     "qq.com",   "163.com"};

/// The label that is the company's: "acme" of eu.acme.com and of acme.onmicrosoft.com.
bool same_company(std::string_view domain, std::string_view corporate) {
    const auto labels = split(corporate, '.');
    if (labels.size() < 2) return false;
    const std::string_view own = *std::ranges::max_element(labels.begin(), labels.end() - 1, {}, &std::string_view::size);
    const auto others = split(domain, '.');
    return own.size() >= 3 && std::find(others.begin(), others.end() - 1, own) != others.end() - 1;
}

/// A text → the one group it means; what means two groups means none.
class Unambiguous {
public:
    void add(std::string_view text, std::uint32_t account, Groups& groups) {
        const auto [at, fresh] = map_.try_emplace(text, account);
        if (!fresh && at->second != Groups::none && groups.root(at->second) != groups.root(account)) at->second = Groups::none;
    }
    [[nodiscard]] std::uint32_t find(std::string_view text) const {
        const auto found = map_.find(text);
        return found == map_.end() ? Groups::none : found->second;
    }

private:
    std::unordered_map<std::string_view, std::uint32_t, StringHash, std::equal_to<>> map_;
};

class AliasJoiner {
public:
    AliasJoiner(const Accounts& accounts, const Attributes& attributes, Groups& groups)
        : accounts_(accounts), attributes_(attributes), groups_(groups) {}

    void run() {
        join_equal_addresses();
        join_local_parts();
        join_code_handles();
        join_applicants();
        join_full_names();
    }

private:
    void join(std::uint32_t known, std::uint32_t alias, const std::string& reason) {
        if (groups_.root(known) == groups_.root(alias)) return;
        if (groups_.unite(known, alias, reason, {}, nullptr)) groups_.note(alias, reason);
    }

    /// One address, written by one source as work address, by another as private one, by git as an author's.
    void join_equal_addresses() {
        for (std::uint32_t i = 0; i < accounts_.size(); ++i) {
            const IdentifierKind kind = accounts_[i].key.kind;
            if (kind != IdentifierKind::personal_email && kind != IdentifierKind::git_author) continue;
            for (const IdentifierKind other : {IdentifierKind::email, IdentifierKind::personal_email})
                if (const std::uint32_t same = find_account(accounts_, {other, accounts_[i].key.text}); same != Groups::none && same != i)
                    join(same, i, "same address");
        }
    }

    /// The domains of at least a tenth of the employed people's addresses, mail providers left out.
    [[nodiscard]] std::vector<std::string_view> corporate_domains() {
        std::map<std::string_view, std::size_t> counts;
        std::size_t all = 0;
        for (std::uint32_t i = 0; i < accounts_.size(); ++i) {
            if (accounts_[i].key.kind != IdentifierKind::email || !groups_.employed(i)) continue;
            ++counts[domain_of(accounts_[i].key.text)];
            ++all;
        }
        std::vector<std::string_view> out;
        for (const auto& [domain, count] : counts)
            if (count * 10 >= all && std::ranges::find(public_mail, domain) == std::end(public_mail)) out.push_back(domain);
        return out;
    }

    /// "jlee" and jlee@acme.onmicrosoft.com are who has jlee@acme.com, where only one person has such an address.
    void join_local_parts() {
        const std::vector<std::string_view> domains = corporate_domains();
        if (domains.empty()) return;
        Unambiguous by_local;
        for (std::uint32_t i = 0; i < accounts_.size(); ++i) {
            const std::string_view text = accounts_[i].key.text;
            if (accounts_[i].key.kind == IdentifierKind::email && groups_.employed(i) && std::ranges::find(domains, domain_of(text)) != domains.end())
                by_local.add(local_part(text), i, groups_);
        }
        for (std::uint32_t i = 0; i < accounts_.size(); ++i) {
            const IdentifierKey& key = accounts_[i].key;
            if (groups_.employed(i) || (key.kind != IdentifierKind::login && key.kind != IdentifierKind::email)) continue;
            if (key.kind == IdentifierKind::email &&
                std::ranges::none_of(domains, [&](std::string_view domain) { return same_company(domain_of(key.text), domain); }))
                continue;
            if (const std::uint32_t known = by_local.find(local_part(key.text)); known != Groups::none)
                join(known, i, "same name as the work address " + std::string(accounts_[known].key.text));
        }
    }

    /// "12345+jlee@users.noreply.github.com" → "jlee" (docs.github.com: setting your commit email address).
    static std::string noreply_handle(const Account& account) {
        const std::string shown = ascii_lower(account.written());
        if (!shown.ends_with("@users.noreply.github.com")) return {};
        const std::string_view local = local_part(shown);
        return std::string(local.substr(local.find('+') == std::string_view::npos ? 0 : local.find('+') + 1));
    }

    void join_code_handles() {
        const AttributeId handle = attribute("person.github");
        if (handle == no_attribute) return;
        Unambiguous by_handle;
        for (std::uint32_t i = 0; i < accounts_.size(); ++i)
            for (const Fact& fact : accounts_[i].facts)
                if (fact.attribute == handle && fact.stance == Stance::claimed) by_handle.add(fact.key, i, groups_);
        for (std::uint32_t i = 0; i < accounts_.size(); ++i) {
            if (groups_.employed(i)) continue;
            const IdentifierKind kind = accounts_[i].key.kind;
            std::string name;
            if (kind == IdentifierKind::login || kind == IdentifierKind::account_id) name = accounts_[i].key.text;
            else if (kind == IdentifierKind::email || kind == IdentifierKind::git_author) name = noreply_handle(accounts_[i]);
            if (const std::uint32_t known = name.empty() ? Groups::none : by_handle.find(name); known != Groups::none)
                join(known, i, "GitHub login as claimed");
        }
    }

    /// Contacts that one person may have in two records: same contact and like names make an applicant the employee, or the applicant of last year.
    void join_applicants() {
        const AttributeId contacts[] = {attribute("person.personal_email"), attribute("person.email"), attribute("person.phone")};
        std::vector<std::pair<std::uint64_t, std::uint32_t>> stated;
        for (std::uint32_t i = 0; i < accounts_.size(); ++i)
            for (const Fact& fact : accounts_[i].facts)
                if (fact.attribute != no_attribute && std::ranges::find(contacts, fact.attribute) != std::end(contacts))
                    stated.emplace_back(hash64(fact.key), i);
        std::ranges::sort(stated);
        constexpr std::ptrdiff_t most = 4;  // a contact of many is an agency's, or a fraud's
        for (auto begin = stated.begin(); begin != stated.end();) {
            const auto end = std::find_if(begin, stated.end(), [&](const auto& s) { return s.first != begin->first; });
            for (auto a = begin; end - begin <= most && a != end; ++a)
                for (auto b = a + 1; b != end; ++b) join_if_one_person(a->second, b->second);
            begin = end;
        }
    }

    /// A carrier's or payroll's row that has a name only: whose it is, where one employed person alone has that name, now or formerly.
    void join_full_names() {
        std::vector<std::uint32_t> wanted;
        for (std::uint32_t i = 0; i < accounts_.size(); ++i)
            if (accounts_[i].key.kind == IdentifierKind::full_name && !groups_.employed(i)) wanted.push_back(i);
        if (wanted.empty()) return;
        std::map<std::string, std::uint32_t, std::less<>> by_name;
        for (std::uint32_t i = 0; i < accounts_.size(); ++i) {
            if (!groups_.employed(i) || accounts_[i].key.kind == IdentifierKind::full_name) continue;
            for (const Fact& fact : accounts_[i].facts) {
                if (!is_name(fact)) continue;
                const auto [at, fresh] = by_name.try_emplace(normalise_identifier(IdentifierKind::full_name, fact.value), i);
                if (!fresh && at->second != Groups::none && groups_.root(at->second) != groups_.root(i)) at->second = Groups::none;
            }
        }
        for (const std::uint32_t i : wanted)
            if (const auto known = by_name.find(accounts_[i].key.text.view()); known != by_name.end() && known->second != Groups::none)
                join(known->second, i, "the only employed person of that name");
    }

    void join_if_one_person(std::uint32_t a, std::uint32_t b) {
        if (groups_.root(a) == groups_.root(b) || (groups_.employed(a) && groups_.employed(b)) || !like_names(a, b)) return;
        if (groups_.employed(b)) std::swap(a, b);
        join(a, b, groups_.employed(a) ? "hired applicant: same contact, same name" : "applied again: same contact, same name");
    }

    /// By name alone nobody is joined; with one contact in common two spellings of a name are one.
    [[nodiscard]] bool like_names(std::uint32_t a, std::uint32_t b) const {
        for (const Fact& x : accounts_[a].facts)
            for (const Fact& y : accounts_[b].facts)
                if (is_name(x) && is_name(y) && (x.key == y.key || name_similarity(x.value, y.value) > 0.9)) return true;
        return false;
    }

    [[nodiscard]] bool is_name(const Fact& fact) const {
        return fact.attribute != no_attribute && std::ranges::find(names_, fact.attribute) != std::end(names_);
    }

    [[nodiscard]] AttributeId attribute(std::string_view name) const {
        const Attribute* found = attributes_.find(name);
        return found ? found->id : no_attribute;
    }

    const Accounts& accounts_;
    const Attributes& attributes_;
    Groups& groups_;
    const AttributeId names_[3] = {attribute("person.name"), attribute("person.former_name"), attribute("person.preferred_name")};
};

}  // namespace

std::uint32_t find_account(const Accounts& accounts, const IdentifierKey& key) {
    const auto found = std::ranges::lower_bound(accounts, key, {}, &Account::key);
    return found != accounts.end() && found->key == key ? static_cast<std::uint32_t>(found - accounts.begin()) : Groups::none;
}

void join_aliases(const Accounts& accounts, const Attributes& attributes, Groups& groups) { AliasJoiner(accounts, attributes, groups).run(); }

}  // namespace bonafide
