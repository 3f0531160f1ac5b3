// Identifiers of one person that no record names together: a login that is the local part of a work address, one address under two
// kinds, a second domain of the company, a claimed GitHub login, an applicant who was hired. Inside person/ only.
#pragma once

#include "person/groups.h"

namespace bonafide {

/// Joins them all in `groups`. What is ambiguous joins nobody.
void join_aliases(const Accounts& accounts, const Attributes& attributes, Groups& groups);
/// The account of a key; Groups::none if there is none. `accounts` are sorted by key.
[[nodiscard]] std::uint32_t find_account(const Accounts& accounts, const IdentifierKey& key);

}  // namespace bonafide
