#include "person/groups.h"

#include <fmt/format.h>

#include <algorithm>

namespace bonafide {

bool is_device(IdentifierKind kind) { return kind == IdentifierKind::device_serial || kind == IdentifierKind::hostname; }

std::string key_text(const IdentifierKey& key) {
    std::string kind(identifier_kind_name(key.kind));
    std::ranges::replace(kind, '_', ' ');
    return kind + " " + std::string(key.text);
}

Groups::Groups(const Accounts& accounts) : accounts_(accounts), groups_(accounts.size()), why_(accounts.size()) {
    for (std::uint32_t i = 0; i < groups_.size(); ++i) {
        groups_[i].parent = i;
        groups_[i].human = !is_device(accounts[i].key.kind);
    }
}

std::uint32_t Groups::root(std::uint32_t account) {
    while (groups_[account].parent != account) account = groups_[account].parent = groups_[groups_[account].parent].parent;
    return account;
}

void Groups::employ(std::uint32_t account, std::uint32_t number, std::uint32_t roster) {
    Group& group = groups_[root(account)];
    group.number = number;
    group.roster = roster;
}

std::string Groups::words(std::uint32_t number) const {
    const Account& account = accounts_[number];
    const std::string text(account.key.text);
    return account.display_name.empty() ? text : fmt::format("{} ({})", text, account.display_name.view());
}

/// Empty if nothing speaks against it.
Groups::Objection Groups::objection(const Group& a, const Group& b, bool through_device, std::uint32_t device_side) const {
    if (a.number != none && b.number != none && a.number != b.number)
        return {fmt::format("would merge two employed people, {} and {}", words(a.number), words(b.number)), {}};
    if (!through_device || !a.human || !b.human) return {};
    const IdentifierKey& device = accounts_[device_side].key;
    return {fmt::format("{} belongs to somebody else already", key_text(device)), fmt::format("{} of another", identifier_kind_name(device.kind))};
}

bool Groups::unite(std::uint32_t a, std::uint32_t b, const std::string& reason, const Evidence& evidence, std::vector<RefusedJoin>* refused) {
    const std::uint32_t root_a = root(a), root_b = root(b);
    if (root_a == root_b) return true;
    Group &first = groups_[root_a], &second = groups_[root_b];
    const bool device_a = is_device(accounts_[a].key.kind), device_b = is_device(accounts_[b].key.kind);
    if (const Objection no = objection(first, second, device_a || device_b, device_b ? b : a); !no.words.empty()) {
        if (refused) {
            const std::string alike = no.alike.empty() ? "" : reason + ": " + no.alike;
            refused->push_back({{accounts_[a].key, accounts_[b].key}, evidence, reason + ": " + no.words, alike});
        }
        return false;
    }
    const bool keep_first = root_a < root_b;
    Group &into = keep_first ? first : second, &from = keep_first ? second : first;
    if (into.number == none) into.number = from.number, into.roster = from.roster;
    into.human |= from.human;
    from.parent = keep_first ? root_a : root_b;
    return true;
}

void Groups::note(std::uint32_t account, const std::string& reason) {
    if (why_[account] != 0) return;
    const auto [known, fresh] = reason_numbers_.try_emplace(reason, static_cast<std::uint32_t>(reasons_.size()));
    if (fresh) reasons_.push_back(reason);
    why_[account] = known->second;
}

}  // namespace bonafide
