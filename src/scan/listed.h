// People against kept lists of names: facts `listed.*` on whom a list seems to speak of, for the checks of the same names. What is compared is what
// somebody states: names, dates of birth, numbers of papers, contacts, wallets. Used by scan and screen.
#pragma once

#include <span>
#include <vector>

#include "name/hint.h"
#include "person/person.h"
#include "source/attributes.h"

namespace bonafide {

/// One Search a thread; the same facts for any number of them. Service accounts are not compared. Returns the attributes that could have been stated:
/// nobody's date of birth is known, so nothing was found by dates.
std::vector<AttributeId> compare_with_lists(People& people, const Attributes& attributes, const name::KeptLists& lists,
                                            std::span<name::Search> searches);

}  // namespace bonafide
